package nix

import (
	"strings"
	"unicode/utf8"
)

// ValidText reports whether s can be a Nix string or attribute name: valid
// UTF-8 without NUL, where Nix would silently end the text.
func ValidText(s string) bool {
	return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0
}

// String is a string in double quotes, on one line. It panics unless
// [ValidText] accepts s.
func String(s string) Expr { return literal(quote(s)) }

// literal is the text of a string or path.
func literal(text string) *atom {
	a := newAtom(text)
	a.simple, a.attached = true, true
	return a
}

// quote renders s as a string in double quotes.
func quote(s string) string {
	if !ValidText(s) {
		panic("nix: text with NUL or invalid UTF-8")
	}
	var b strings.Builder
	b.Grow(len(s) + len(`""`))
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\' || c == '$' && strings.HasPrefix(s[i+1:], "{"):
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r': // Nix would read a bare CR as LF
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Key is s as one attribute name: bare where Nix allows it, else quoted.
func Key(s string) string {
	if isIdentifier(s) {
		return s
	}
	return quote(s)
}

// isIdentifier reports whether s stands for itself, as a name or an attribute.
func isIdentifier(s string) bool {
	switch s {
	case "", "assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with":
		return false
	}
	for i := range len(s) {
		if !isLetter(s[i]) && (i == 0 || !isDigit(s[i]) && s[i] != '\'' && s[i] != '-') {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// columns is the width of text as nixfmt counts it: in code points.
func columns(text string) int { return utf8.RuneCountInString(text) }

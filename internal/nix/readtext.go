package nix

import (
	"errors"
	"strings"
)

var errOpenText = errors.New("a string does not end")

// quoted reads a string in double quotes.
func (r *reader) quoted() (string, error) {
	var b strings.Builder
	for i := 1; i < len(r.rest); i++ {
		switch c := r.rest[i]; {
		case c == '"':
			r.rest = r.rest[i+1:]
			return b.String(), nil
		case c == '$' && strings.HasPrefix(r.rest[i:], "${"):
			return "", errNotPlain
		case c == '\\' && i+1 < len(r.rest):
			i++
			b.WriteByte(Unescaped(r.rest[i]))
		default:
			b.WriteByte(c)
		}
	}
	return "", errOpenText
}

// Unescaped is what a backslash makes of the letter behind it.
func Unescaped(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// indented reads a string between two single quotes each, as [Lines] prints it: every line that is not empty is
// indented alike, and the closing quotes stand behind the last one or on a line of their own.
func (r *reader) indented() (string, error) {
	raw, ok := r.untilQuotes()
	if !ok {
		return "", errOpenText
	}
	first, body, several := strings.Cut(raw, "\n")
	if first != "" || !several {
		return "", errNotPlain
	}
	lines := strings.Split(body, "\n")
	last := len(lines) - 1
	if strings.TrimLeft(lines[last], " ") == "" { // in front of the closing quotes
		lines[last] = ""
	}
	indent := -1
	for _, line := range lines {
		if margin := len(line) - len(strings.TrimLeft(line, " ")); line != "" && (indent < 0 || margin < indent) {
			indent = margin
		}
	}
	for i, line := range lines {
		if line != "" {
			lines[i] = line[indent:]
		}
	}
	return unescapeIndented(strings.Join(lines, "\n"))
}

// untilQuotes takes what stands between the opening and the closing quotes, as it is written.
func (r *reader) untilQuotes() (raw string, ok bool) {
	body := r.rest[2:]
	for i := 0; i+1 < len(body); i++ {
		if body[i] != '\'' || body[i+1] != '\'' {
			continue
		}
		if i+2 < len(body) && (body[i+2] == '\'' || body[i+2] == '$' || body[i+2] == '\\') {
			i += 2
			continue
		}
		r.rest = body[i+2:]
		return body[:i], true
	}
	return "", false
}

func unescapeIndented(text string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		rest := text[i:]
		switch {
		case strings.HasPrefix(rest, "'''"):
			b.WriteString("''")
			i += 2
		case strings.HasPrefix(rest, "''$"):
			b.WriteByte('$')
			i += 2
		case strings.HasPrefix(rest, `''\`), strings.HasPrefix(rest, "${"):
			return "", errNotPlain
		default:
			b.WriteByte(rest[0])
		}
	}
	return b.String(), nil
}

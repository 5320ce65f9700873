package nix

import "strings"

// lines is an indented string, one line of its text a line.
type lines struct {
	layout
	text string // escaped
	last int    // columns of its last line
}

// Lines is a string that is printed as an indented string (two single quotes)
// when it has several lines and Nix reads exactly s back from that form, and
// like [String] otherwise. It panics unless [ValidText] accepts s.
func Lines(s string) Expr {
	if !ValidText(s) || !survivesIndentation(s) {
		return String(s)
	}
	text, ok := escapeIndented(s)
	if !ok {
		return String(s)
	}
	last := columns(text[strings.LastIndexByte(text, '\n')+1:])
	return &lines{layout{flat: never, opens: 2, simple: true, attached: true, bracket: true}, text, last}
}

// survivesIndentation reports whether s has several lines that come back
// unchanged when each is indented by the same amount: Nix strips the
// indentation that all lines share and does not count blank lines.
func survivesIndentation(s string) bool {
	if !strings.Contains(s, "\n") || strings.Contains(s, "\r") {
		return false
	}
	flush := false
	for line := range strings.SplitSeq(s, "\n") {
		if line == "" {
			continue
		}
		if strings.TrimLeft(line, " ") == "" {
			return false
		}
		flush = flush || line[0] != ' '
	}
	return flush
}

// escapeIndented escapes s for an indented string. A single quote right before
// something that is escaped with quotes, or before the closing ones, cannot be
// written: ok is then false.
func escapeIndented(s string) (escaped string, ok bool) {
	dst := make([]byte, 0, len(s)+8)
	for i := 0; i < len(s); i++ {
		rest := s[i:]
		switch {
		case strings.HasPrefix(rest, "''"):
			dst = append(dst, "'''"...)
			i++
		case strings.HasPrefix(rest, "'${"), rest == "'":
			return "", false
		case strings.HasPrefix(rest, "${"):
			dst = append(dst, "''$"...)
		default:
			dst = append(dst, s[i])
		}
	}
	return string(dst), true
}

func (l *lines) appendFlat([]byte) []byte { panic("nix: an indented string has several lines") }

func (l *lines) block(p *printer, indent, _ int) {
	p.write("''", 2)
	for line := range strings.SplitSeq(l.text, "\n") {
		p.buf = append(p.buf, '\n')
		if line != "" {
			p.indent(indent + 1)
			p.buf = append(p.buf, line...)
		}
	}
	if p.col = l.last; l.last == 0 {
		p.indent(indent)
	}
	p.write("''", 2)
}

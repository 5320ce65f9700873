package yamldoc

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
)

// Comments returns the comments of a file, each from its # to the end of its line. A # inside a text begins none. There are
// none where the file cannot be read: nobody can tell then what is a text.
func Comments(file *source.File) []source.Range {
	var diags diag.List
	if !readable(file, &diags) {
		return nil
	}
	root, err := decode(file, &diags)
	if err != nil || root == nil || len(diags) > 0 {
		return nil
	}
	t := texts{file: file}
	if !t.walk(root, -1) {
		return nil
	}
	var out []source.Range
	for number := 1; number <= file.Lines(); number++ {
		start, line := file.At(number, 1).Byte, file.Line(number)
		for at := range len(line) {
			if line[at] == '#' && (at == 0 || line[at-1] == ' ' || line[at-1] == '\t') && !t.holds(start+at) {
				out = append(out, file.Span(file.AtByte(start+at), len(line)-at))
				break
			}
		}
	}
	return out
}

// texts are where a file has texts in quotes and blocks of text, in which a # begins no comment. In bytes.
type texts struct {
	file  *source.File
	found [][2]int
}

func (t *texts) holds(at int) bool {
	for _, f := range t.found {
		if f[0] <= at && at < f[1] {
			return true
		}
	}
	return false
}

// walk finds the texts of a node, which stands in a block of some indentation. It tells whether all are where yaml.v3 says.
func (t *texts) walk(n *yaml.Node, indent int) bool {
	switch {
	case n.Kind == yaml.ScalarNode:
		return t.scalar(n, indent)
	case n.Style&yaml.FlowStyle != 0 || len(n.Content) == 0:
	case n.Anchor == "" && n.Style&yaml.TaggedStyle == 0: // these may stand on the line above
		indent = n.Column - 1
	case n.Kind == yaml.MappingNode:
		indent = n.Content[0].Column - 1
	}
	for _, inner := range n.Content {
		if !t.walk(inner, indent) {
			return false
		}
	}
	return true
}

func (t *texts) scalar(n *yaml.Node, indent int) bool {
	quote := quotes(n.Style)
	if quote == "" {
		return true
	}
	column := n.Column
	if n.Line == 1 && strings.HasPrefix(string(t.file.Bytes), string(byteOrderMark)) {
		column++
	}
	at := t.value(t.file.At(n.Line, column).Byte)
	if at >= len(t.file.Bytes) || string(t.file.Bytes[at]) != quote {
		return false
	}
	end := 0
	if quote == "|" || quote == ">" {
		at, end = t.block(at, indent)
	} else {
		end = at + quotedLength(string(t.file.Bytes[at:]))
	}
	t.found = append(t.found, [2]int{at, end})
	return true
}

// quotes is what a scalar of a style begins with, "" for a plain one.
func quotes(style yaml.Style) string {
	switch {
	case style&yaml.DoubleQuotedStyle != 0:
		return `"`
	case style&yaml.SingleQuotedStyle != 0:
		return "'"
	case style&yaml.LiteralStyle != 0:
		return "|"
	case style&yaml.FoldedStyle != 0:
		return ">"
	}
	return ""
}

// value is where a value begins behind its tag and anchor, with the lines and comments that may stand between.
func (t *texts) value(at int) int {
	text := t.file.Bytes
	for at < len(text) {
		switch text[at] {
		case ' ', '\t', '\r', '\n':
			at++
		case '!', '&':
			at += wordLength(text[at:], " \t\r\n")
		case '#':
			at += wordLength(text[at:], "\n")
		default:
			return at
		}
	}
	return at
}

func wordLength(text []byte, end string) int {
	for at, b := range text {
		if strings.IndexByte(end, b) >= 0 {
			return at
		}
	}
	return len(text)
}

// block is where the lines of a block of text begin and end, whose sign stands at a byte, below a key of some indentation.
func (t *texts) block(at, indent int) (from, to int) {
	number := t.file.AtByte(at).Line
	from = t.file.At(number, 1).Byte + len(t.file.Line(number)) // a comment may follow the sign
	to = from
	digit := strings.TrimLeft(t.file.Line(number)[at+1-t.file.At(number, 1).Byte:], "+-")
	said := digit != "" && '1' <= digit[0] && digit[0] <= '9' // how far the lines are indented
	if said {
		indent = max(indent, 0) + int(digit[0]-'0') - 1
	}
	for next := number + 1; next <= t.file.Lines(); next++ {
		line := t.file.Line(next)
		content := strings.TrimLeft(line, " ")
		if content == "" {
			continue
		}
		if len(line)-len(content) <= indent {
			break
		}
		if to == from && !said {
			indent = len(line) - len(content) - 1 // the first line says how far all are
		}
		to = t.file.At(next, 1).Byte + len(line)
	}
	return from, to
}

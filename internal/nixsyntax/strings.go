package nixsyntax

import (
	"strings"

	"github.com/hbohlen/panther/internal/nix"
)

// quoted reads a string in double quotes, from behind the first one.
func (p *parser) quoted() *Node {
	n := &Node{Kind: String, Offset: p.tok.start}
	var b strings.Builder
	at := p.tok.end
	for {
		if at >= len(p.text) {
			p.fail(n.Offset, "a string does not end")
		}
		rest := p.text[at:]
		switch {
		case rest[0] == '"':
			p.finish(n, &b, at+1)
			return n
		case strings.HasPrefix(rest, "${"):
			at = p.computed(n, &b, at)
		case rest[0] == '\\' && len(rest) > 1:
			b.WriteByte(nix.Unescaped(rest[1]))
			at += 2
		case rest[0] == '$' && len(rest) > 1 && rest[1] != '"' && rest[1] != '\\': // $${ computes nothing
			b.WriteString(rest[:2])
			at += 2
		default:
			b.WriteByte(rest[0])
			at++
		}
	}
}

// indented reads a string between two single quotes each.
func (p *parser) indented() *Node {
	n := &Node{Kind: String, Indented: true, Offset: p.tok.start}
	var b strings.Builder
	at := p.tok.end
	for {
		if at >= len(p.text) {
			p.fail(n.Offset, "a string does not end")
		}
		rest := p.text[at:]
		switch {
		case strings.HasPrefix(rest, "''$"):
			b.WriteByte('$')
			at += 3
		case strings.HasPrefix(rest, "'''"):
			b.WriteString("''")
			at += 3
		case strings.HasPrefix(rest, `''\`) && len(rest) > 3:
			b.WriteByte(nix.Unescaped(rest[3]))
			at += 4
		case strings.HasPrefix(rest, "''"):
			p.finish(n, &b, at+2)
			return n
		case strings.HasPrefix(rest, "${"):
			at = p.computed(n, &b, at)
		case rest[0] == '$' && len(rest) > 1 && rest[1] != '\'', rest[0] == '\'' && len(rest) > 1 && rest[1] != '$':
			b.WriteString(rest[:2])
			at += 2
		default:
			b.WriteByte(rest[0])
			at++
		}
	}
}

// path reads a path, whose first token is the current one, to the end of what is computed in it.
func (p *parser) path() *Node {
	n := &Node{Kind: Path, Offset: p.tok.start}
	var b strings.Builder
	b.WriteString(p.tok.text)
	at := p.tok.end
	for p.text[at-1] != '>' && at < len(p.text) {
		rest := p.text[at:]
		if strings.HasPrefix(rest, "${") {
			at = p.computed(n, &b, at)
			continue
		}
		more := 0
		if len(n.Parts) > 0 {
			more = span(rest, func(c byte) bool { return isPathByte(c) || c == '/' })
		}
		if more == 0 || strings.Contains(rest[:more], "//") {
			break
		}
		b.WriteString(rest[:more])
		at += more
	}
	if p.text[at-1] == '/' {
		p.fail(n.Offset, "a path has a trailing slash")
	}
	p.finish(n, &b, at)
	return n
}

// computed reads ${ } inside a string or a path and returns the place behind it.
func (p *parser) computed(n *Node, b *strings.Builder, at int) int {
	n.addText(b)
	p.at = at + len("${")
	p.advance()
	n.Parts = append(n.Parts, p.expression())
	if !p.is("}") {
		p.unexpected("}")
	}
	return p.tok.end
}

// finish ends a string or a path and goes on behind it.
func (p *parser) finish(n *Node, b *strings.Builder, at int) {
	n.addText(b)
	for _, part := range n.Parts {
		if part.Kind == Text {
			n.Text += part.Text
		}
	}
	p.at = at
	p.advance()
}

func (n *Node) addText(b *strings.Builder) {
	if b.Len() > 0 {
		n.Parts = append(n.Parts, &Node{Kind: Text, Text: b.String()})
		b.Reset()
	}
}

// Plain tells whether a string or a path says the same wherever it is read: nothing in it is computed.
func (n *Node) Plain() bool {
	for _, part := range n.Parts {
		if part.Kind != Text {
			return false
		}
	}
	return true
}

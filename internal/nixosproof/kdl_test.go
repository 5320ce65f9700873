package nixosproof

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// kdlNode is a node of a document in KDL 1.0, as far as home-manager writes it.
type kdlNode struct {
	name     string
	args     []any
	props    map[string]any
	children []*kdlNode
}

func (n *kdlNode) String() string { return fmt.Sprint(n.name, n.args, n.props) }

func (n *kdlNode) has(child string) bool {
	for _, c := range n.children {
		if c.name == child {
			return true
		}
	}
	return false
}

// kdlReader reads a document from its beginning.
type kdlReader struct {
	text string
	at   int
}

func parseKDL(text string) ([]*kdlNode, error) {
	r := &kdlReader{text: text}
	nodes, err := r.nodes()
	if err == nil && r.at < len(r.text) {
		err = r.wrong("a brace without its other half")
	}
	return nodes, err
}

func (r *kdlReader) wrong(what string) error {
	return fmt.Errorf("line %d: %s", 1+strings.Count(r.text[:min(r.at, len(r.text))], "\n"), what)
}

func (r *kdlReader) skip(letters string) {
	for r.at < len(r.text) && strings.IndexByte(letters, r.text[r.at]) >= 0 {
		r.at++
	}
}

// next is the letter to come, 0 at the end.
func (r *kdlReader) next() byte {
	if r.at >= len(r.text) {
		return 0
	}
	return r.text[r.at]
}

func (r *kdlReader) nodes() (out []*kdlNode, err error) {
	for {
		r.skip(" \t\n;")
		if c := r.next(); c == 0 || c == '}' {
			return out, nil
		}
		n, err := r.node()
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
}

func (r *kdlReader) node() (*kdlNode, error) {
	name, err := r.word()
	if err != nil {
		return nil, err
	}
	n := &kdlNode{name: name, props: map[string]any{}}
	for {
		r.skip(" \t")
		switch r.next() {
		case 0, '\n', ';', '}':
			return n, nil
		case '{':
			r.at++
			if n.children, err = r.nodes(); err != nil {
				return nil, err
			}
			if r.next() != '}' {
				return nil, r.wrong("a block that does not end")
			}
			r.at++
			return n, nil
		}
		if err := r.value(n); err != nil {
			return nil, err
		}
	}
}

// value reads an argument or a property.
func (r *kdlReader) value(n *kdlNode) error {
	quoted := r.next() == '"'
	word, err := r.word()
	if err != nil {
		return err
	}
	if r.next() == '=' {
		r.at++
		quoted = r.next() == '"'
		text, err := r.word()
		if err != nil {
			return err
		}
		n.props[word], err = r.scalar(text, quoted)
		return err
	}
	value, err := r.scalar(word, quoted)
	n.args = append(n.args, value)
	return err
}

// scalar is what a word means: without quotes only numbers, true, false and null are values.
func (r *kdlReader) scalar(word string, quoted bool) (any, error) {
	switch {
	case quoted:
		return word, nil
	case word == "true", word == "false":
		return word == "true", nil
	case word == "null":
		return nil, nil
	}
	number, err := strconv.ParseFloat(word, 64)
	if err != nil {
		return nil, r.wrong("a text without quotes: " + word)
	}
	return number, nil
}

// word is a text in quotes, or letters up to what ends a word.
func (r *kdlReader) word() (string, error) {
	if r.next() != '"' {
		begin := r.at
		for r.at < len(r.text) && strings.IndexByte(" \t\n;={}\"\\()/<>[],", r.text[r.at]) < 0 {
			r.at++
		}
		if r.at == begin {
			return "", r.wrong("a word was to come")
		}
		return r.text[begin:r.at], nil
	}
	var b strings.Builder
	for r.at++; r.at < len(r.text) && r.text[r.at] != '"'; r.at++ {
		if r.text[r.at] != '\\' {
			b.WriteByte(r.text[r.at])
			continue
		}
		r.at++
		meaning, ok := map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', '\\': '\\', '/': '/', '"': '"', 'b': '\b', 'f': '\f'}[r.next()]
		if !ok {
			return "", r.wrong("an escape that KDL does not have")
		}
		b.WriteByte(meaning)
	}
	if r.next() != '"' {
		return "", r.wrong("a text that does not end")
	}
	r.at++
	return b.String(), nil
}

func TestParseKDL(t *testing.T) {
	nodes, err := parseKDL("layout {\n\ttab name=\"a \\\"b\\\" \\\\\" focus=true {\n\t\tpane size=\"30%\"\n\t\tpane size=10\n\t}\n}\ntheme \"x\"\n")
	require.NoError(t, err)
	require.Len(t, nodes, 2)
	tab := nodes[0].children[0]
	assert.Equal(t, map[string]any{"name": `a "b" \`, "focus": true}, tab.props)
	assert.Equal(t, "30%", tab.children[0].props["size"])
	assert.InDelta(t, 10, tab.children[1].props["size"], 0)
	assert.Equal(t, []any{"x"}, nodes[1].args)
	for _, broken := range []string{"a {", "a }", `a "b`, `a "\d"`, "a b", `a b=c`, `=`} {
		_, err := parseKDL(broken)
		assert.Error(t, err, broken)
	}
}

func TestLayoutRules(t *testing.T) {
	for text, want := range map[string]int{
		`layout { tab name="a" { pane { pane; pane; }; }; }`:       0,
		`layout { tab { pane name="a" { pane; pane; }; }; }`:       1,
		`layout { tab { pane { args "x"; }; }; }`:                  1,
		`layout { tab { pane command="x" { args "x"; }; }; }`:      0,
		`layout { tab { pane colour="x"; }; }`:                     1,
		`layout { tabs { pane; }; }`:                               1,
		`layout { default_tab_template { children; bar; }; tab; }`: 1,
	} {
		nodes, err := parseKDL(text)
		require.NoError(t, err)
		assert.Len(t, checkLayout(&kdlNode{children: nodes}, ""), want, text)
	}
}

package nixosproof

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// kdlNode is a node of a document in KDL 1.0, the language of niri and zellij.
type kdlNode struct {
	name     string
	args     []any
	written  []string // the arguments as they stand there
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

// parseKDL reads the part of KDL 1.0 that panther writes and that people put into extraConfig: no type annotations and
// no slashdash.
func parseKDL(text string) ([]*kdlNode, error) {
	p := &kdlParser{rest: text}
	nodes, err := p.nodes()
	if err == nil && p.rest != "" {
		err = fmt.Errorf("there is more: %.40q", p.rest)
	}
	return nodes, err
}

type kdlParser struct{ rest string }

var (
	kdlSpace  = regexp.MustCompile(`^(?:[ \t]|/\*(?s:.*?)\*/|\\[ \t]*(?://[^\n]*)?\n)+`)
	kdlEnd    = regexp.MustCompile(`^(?:\r?\n|;|//[^\n]*(?:\n|$))`)
	kdlBare   = regexp.MustCompile(`^[^\s\\/(){}<>;\[\]=,"0-9][^\s\\/(){}<>;\[\]=,"]*`)
	kdlText   = regexp.MustCompile(`^"(?:[^"\\]|\\(?:["\\/bfnrt]|u\{[0-9A-Fa-f]{1,6}\}))*"`)
	kdlRaw    = regexp.MustCompile(`^r(#*)"`)
	kdlNumber = regexp.MustCompile(`^[+-]?(?:0x[0-9A-Fa-f_]+|0o[0-7_]+|0b[01_]+|[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9_]+)?)`)
	kdlWord   = regexp.MustCompile(`^(?:true|false|null)`)
)

// take reads what a pattern fits, "" where it fits nothing.
func (p *kdlParser) take(pattern *regexp.Regexp) string {
	found := pattern.FindString(p.rest)
	p.rest = p.rest[len(found):]
	return found
}

// nodes reads to the end, or to the brace that closes a node's children.
func (p *kdlParser) nodes() ([]*kdlNode, error) {
	var out []*kdlNode
	for {
		for p.take(kdlSpace) != "" || p.take(kdlEnd) != "" {
		}
		if p.rest == "" || p.rest[0] == '}' {
			return out, nil
		}
		n, err := p.node()
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
}

func (p *kdlParser) node() (*kdlNode, error) {
	n := &kdlNode{props: map[string]any{}}
	if quoted := p.take(kdlText); quoted != "" {
		n.name = meant(quoted).(string)
	} else if n.name = p.take(kdlBare); n.name == "" {
		return n, fmt.Errorf("no node begins with %.40q", p.rest)
	}
	for {
		space := p.take(kdlSpace)
		switch {
		case p.rest == "" || p.rest[0] == '}' || p.take(kdlEnd) != "":
			return n, nil
		case p.rest[0] == '{':
			return n, p.childrenOf(n)
		case space == "":
			return n, fmt.Errorf("no space before %.40q in %s", p.rest, n.name)
		}
		if err := p.entry(n); err != nil {
			return n, err
		}
	}
}

func (p *kdlParser) childrenOf(n *kdlNode) (err error) {
	p.rest = p.rest[1:]
	if n.children, err = p.nodes(); err != nil {
		return err
	}
	if p.rest == "" {
		return fmt.Errorf("the brace of %s is never closed", n.name)
	}
	p.rest = p.rest[1:]
	p.take(kdlSpace)
	if p.rest != "" && p.rest[0] != '}' && p.take(kdlEnd) == "" {
		return fmt.Errorf("something follows the brace of %s: %.40q", n.name, p.rest)
	}
	return nil
}

// entry reads an argument or a property.
func (p *kdlParser) entry(n *kdlNode) error {
	if value := p.value(); value != "" {
		n.written, n.args = append(n.written, value), append(n.args, meant(value))
		return nil
	}
	key := p.take(kdlBare)
	if key == "" || !strings.HasPrefix(p.rest, "=") {
		return fmt.Errorf("%s has neither a value nor a property at %.40q", n.name, key+p.rest)
	}
	p.rest = p.rest[1:]
	value := p.value()
	if value == "" {
		return fmt.Errorf("the property %s of %s has no value", key, n.name)
	}
	n.props[key] = meant(value)
	return nil
}

func (p *kdlParser) value() string {
	if hashes := kdlRaw.FindStringSubmatch(p.rest); hashes != nil {
		begin := len(hashes[0])
		if end := strings.Index(p.rest[begin:], `"`+hashes[1]); end >= 0 {
			raw := p.rest[:begin+end+1+len(hashes[1])]
			p.rest = p.rest[len(raw):]
			return raw
		}
		return ""
	}
	for _, pattern := range []*regexp.Regexp{kdlText, kdlNumber} {
		if found := p.take(pattern); found != "" {
			return found
		}
	}
	if word := kdlWord.FindString(p.rest); word != "" && word == kdlBare.FindString(p.rest) {
		p.rest = p.rest[len(word):]
		return word
	}
	return ""
}

// meant is what a value says: text, a number, true, false or nothing.
func meant(value string) any {
	switch {
	case value == "true", value == "false":
		return value == "true"
	case value == "null":
		return nil
	case value[0] == '"':
		return kdlEscape.ReplaceAllStringFunc(value[1:len(value)-1], func(escape string) string {
			if code, err := strconv.ParseInt(strings.Trim(escape[1:], "u{}"), 16, 32); err == nil && escape[1] == 'u' {
				return string(rune(code))
			}
			return map[byte]string{'n': "\n", 'r': "\r", 't': "\t", '\\': "\\", '/': "/", '"': `"`, 'b': "\b", 'f': "\f"}[escape[1]]
		})
	case value[0] == 'r':
		hashes := strings.IndexByte(value, '"')
		return value[hashes+1 : len(value)-hashes]
	}
	if number, err := strconv.ParseFloat(value, 64); err == nil {
		return number
	}
	return value // a number in another system
}

var kdlEscape = regexp.MustCompile(`\\(?:u\{[0-9A-Fa-f]+\}|.)`)

func TestKDL(t *testing.T) {
	nodes, err := parseKDL("// a remark\na 1 -0.5 \"x\\\\.\\u{41}\" r#\"^\\d\"# on=true {\n  \"b c\" null; d\n  e { f; }\n}\ng \\\n  2 /* here */ 3\n")
	require.NoError(t, err)
	require.Len(t, nodes, 2)
	assert.Equal(t, []any{1.0, -0.5, `x\.A`, `^\d`}, nodes[0].args)
	assert.Equal(t, []string{"1", "-0.5", `"x\\.\u{41}"`, `r#"^\d"#`}, nodes[0].written)
	assert.Equal(t, map[string]any{"on": true}, nodes[0].props)
	assert.Equal(t, []string{"b c[<nil>] map[]", "d[] map[]", "e[] map[]"}, []string{fmt.Sprint(nodes[0].children[0]), fmt.Sprint(nodes[0].children[1]), fmt.Sprint(nodes[0].children[2])})
	assert.True(t, nodes[0].children[2].has("f"))
	assert.Equal(t, []any{2.0, 3.0}, nodes[1].args)
	for _, wrong := range []string{`a "\."`, `a "x`, "a {", "a }", "a b", "a b=", "a=1", "1", `a 1"x"`, "a { b } c", "a truex", `a r"x`, `a "\u000b"`} {
		_, err := parseKDL(wrong)
		assert.Error(t, err, wrong)
	}
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

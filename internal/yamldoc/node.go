// Package yamldoc reads YAML with positions. It is the only importer of yaml.v3.
//
// Scalars keep the text that was written; what a plain scalar means is decided here by the YAML 1.2 rules that people
// expect, so that 0644 never turns into 420 and 24.10 never into 24.1.
package yamldoc

import (
	"strings"

	"github.com/hbohlen/panther/internal/source"
)

// Kind says what a node holds.
type Kind uint8

// The kinds of nodes. Odd is a plain scalar that YAML readers disagree about (0644, 0x1F, 1_000, .5, True, yes, Null): it
// is a mistake wherever it would make a difference.
const (
	Null Kind = iota + 1
	Bool
	Int
	Float
	Odd
	Text
	List
	Map
)

// The tags of the manifest language.
const (
	TagPkg     = "!pkg"
	TagRef     = "!ref"
	TagReplace = "!replace"
)

// Node is a value of a document. Nodes are shared between documents that are merged and never changed after Parse.
type Node struct {
	Kind    Kind
	Quoted  bool   // of a scalar: written with quotes or as a block
	Tag     string // one of the tags above, or ""
	Text    string // of a scalar, without quotes
	Items   []*Node
	Entries []Entry

	file         *source.File
	line, column int
}

// Entry is one key of a map with its value, in the order written.
type Entry struct {
	Key   string
	At    *Node // the key's own node, for its place
	Value *Node
}

// Range returns the place of the node: a scalar's text, or the first character or key of a collection.
func (n *Node) Range() source.Range {
	if n == nil || n.file == nil {
		return source.Range{}
	}
	start := n.file.At(n.line, n.column)
	return n.file.Span(start, n.tokenLength(n.file.RestOfLine(start)))
}

// tokenLength is the length in bytes of what stands at the start of the rest of the node's line.
func (n *Node) tokenLength(rest string) int {
	before := propertiesLength(rest)
	rest = rest[before:]
	switch {
	case len(n.Entries) > 0 && n.Entries[0].At.line == n.line && n.Entries[0].At.column == n.column:
		return before + n.Entries[0].At.tokenLength(rest)
	case rest == "":
		return before
	case rest[0] == '"' || rest[0] == '\'':
		return before + quotedLength(rest)
	case n.Kind == Map || n.Kind == List || rest[0] == '|' || rest[0] == '>':
		return before + 1
	case strings.HasPrefix(rest, n.Text):
		return before + len(n.Text)
	}
	rest, _, _ = strings.Cut(rest, " #")
	return before + len(strings.TrimRight(rest, " "))
}

// propertiesLength is the length of the tag and the anchor that stand in front of a value.
func propertiesLength(rest string) int {
	length := 0
	for length < len(rest) && (rest[length] == '!' || rest[length] == '&') {
		word := strings.IndexByte(rest[length:], ' ')
		if word < 0 {
			return len(rest)
		}
		length += word
		length += len(rest[length:]) - len(strings.TrimLeft(rest[length:], " "))
	}
	return length
}

// quotedLength is the length of the quoted scalar that a line begins with, to the line's end if it does not end there.
func quotedLength(rest string) int {
	quote := rest[0]
	for i := 1; i < len(rest); i++ {
		switch {
		case quote == '"' && rest[i] == '\\':
			i++
		case rest[i] == quote && quote == '\'' && i+1 < len(rest) && rest[i+1] == quote:
			i++
		case rest[i] == quote:
			return i + 1
		}
	}
	return len(rest)
}

// Get returns the value of a key of a map, nil where there is none.
func (n *Node) Get(key string) *Node {
	if e := n.Entry(key); e != nil {
		return e.Value
	}
	return nil
}

// Entry returns the entry of a key of a map, nil where there is none.
func (n *Node) Entry(key string) *Entry {
	if n == nil {
		return nil
	}
	for i := range n.Entries {
		if n.Entries[i].Key == key {
			return &n.Entries[i]
		}
	}
	return nil
}

// IsScalar tells whether the node is neither a list nor a map.
func (n *Node) IsScalar() bool { return n.Kind != List && n.Kind != Map }

// IsSet tells whether something is said; null says "as if nobody had".
func (n *Node) IsSet() bool { return n != nil && n.Kind != Null }

// IsTrue tells whether the node is there and says true.
func (n *Node) IsTrue() bool { return n != nil && n.Kind == Bool && n.Text == "true" }

// IsFalse tells whether the node is there and says false.
func (n *Node) IsFalse() bool { return n != nil && n.Kind == Bool && n.Text == "false" }

// Describe names what the node is, in the words of a person: `the text "abc"`, `a list`.
func (n *Node) Describe() string {
	switch {
	case n.Tag == TagPkg || n.Tag == TagRef:
		return "the " + n.Tag + " value"
	case n.Kind == Null:
		return "nothing"
	case n.Kind == Bool:
		return n.Text
	case n.Kind == Int || n.Kind == Float || n.Kind == Odd:
		return "the number " + n.Text
	case n.Kind == List:
		return "a list"
	case n.Kind == Map:
		return "a mapping"
	}
	return "text"
}

// Scalar returns a node that stands at the place of another one, for values that follow from what was written there.
func Scalar(kind Kind, text string, at *Node) *Node {
	n := &Node{Kind: kind, Text: text}
	if at != nil {
		n.file, n.line, n.column = at.file, at.line, at.column
	}
	return n
}

// ScalarAt returns a node for a value that stands in a file of another kind.
func ScalarAt(kind Kind, text string, at source.Range) *Node {
	return &Node{Kind: kind, Text: text, file: at.File, line: at.Start.Line, column: at.Start.Column}
}

// Collection returns a map or a list that stands at the place of another node.
func Collection(kind Kind, at *Node, entries []Entry, items []*Node) *Node {
	n := &Node{Kind: kind, Entries: entries, Items: items}
	if at != nil {
		n.file, n.line, n.column = at.file, at.line, at.column
	}
	return n
}

// File returns the file that the node stands in; nil for a node that stands nowhere.
func (n *Node) File() *source.File { return n.file }

// Equal tells whether two nodes are the same value, the order of keys aside.
func Equal(a, b *Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || len(a.Items) != len(b.Items) || len(a.Entries) != len(b.Entries) || a.valueTag() != b.valueTag() {
		return false
	}
	if a.IsScalar() {
		return a.Text == b.Text || a.Kind == Null
	}
	for i := range a.Items {
		if !Equal(a.Items[i], b.Items[i]) {
			return false
		}
	}
	for _, e := range a.Entries {
		if other := b.Entry(e.Key); other == nil || !Equal(e.Value, other.Value) {
			return false
		}
	}
	return true
}

// valueTag leaves out !replace, which says how to merge and not what the value is.
func (n *Node) valueTag() string {
	if n.Tag == TagReplace {
		return ""
	}
	return n.Tag
}

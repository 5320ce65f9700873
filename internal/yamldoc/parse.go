package yamldoc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
)

// Bounds on a document, so that no file can make a run slow or large.
const (
	MaxBytes   = 1 << 20 // of one file
	MaxDepth   = 64      // of nested lists and maps
	MaxAliased = 10_000  // nodes that aliases add to a document
)

// Parse reads the one document of a file. The node is nil where nothing can be read: then the list says why.
func Parse(file *source.File) (*Node, diag.List) {
	var diags diag.List
	if !readable(file, &diags) {
		return nil, diags
	}
	root, err := decode(file, &diags)
	if err != nil {
		reportSyntax(file, err, &diags)
		return nil, diags
	}
	if root == nil {
		diags.Add(diag.EmptyFile, file.Top(), "the file is empty").Help("a manifest holds at least one key; an empty one is refused, so that a lost file is noticed")
		return nil, diags
	}
	c := converter{file: file, diags: &diags}
	if bytes.HasPrefix(file.Bytes, byteOrderMark) {
		c.mark = 1
	}
	node := c.convert(root, 0)
	return node, diags
}

// decode returns the root of the only document; nil where there is none.
func decode(file *source.File, diags *diag.List) (root *yaml.Node, err error) {
	// yaml.v3 is archived: a panic on odd input would never be mended there, so it ends here
	defer func() {
		if p := recover(); p != nil {
			root, err = nil, fmt.Errorf("yaml: %v", p)
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(file.Bytes, byteOrderMark)))
	var document, second yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, err
	}
	switch err := decoder.Decode(&second); {
	case errors.Is(err, io.EOF):
	case err != nil:
		return nil, err
	default:
		line := secondDocumentLine(file, second.Line)
		diags.Add(diag.SecondDocument, file.WholeLine(line), "the file holds a second document").
			Help("keep one document in a file; what follows %s would be ignored", diag.Quote("---"))
	}
	if len(document.Content) == 0 || isEmptyScalar(document.Content[0]) {
		return nil, nil
	}
	return document.Content[0], nil
}

// isEmptyScalar tells whether a document says nothing at all; `null` and `~` do say something.
func isEmptyScalar(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Value == "" && n.Style == 0 && n.Anchor == "" && n.Tag == "!!null"
}

// secondDocumentLine finds the marker before the place where the second document's content begins.
func secondDocumentLine(file *source.File, from int) int {
	for line := min(from, file.Lines()); line > 1; line-- {
		if strings.HasPrefix(file.Line(line), "---") {
			return line
		}
	}
	return from
}

type converter struct {
	file    *source.File
	mark    int // columns that a byte order mark takes on the first line
	diags   *diag.List
	aliased int // nodes added through aliases so far
	within  int // depth of aliases around the current node
	open    []*yaml.Node
	free    []Node // made ahead, several at a time
}

// node makes a node that stands where another one does.
func (c *converter) node(y *yaml.Node) *Node {
	if len(c.free) == 0 {
		c.free = make([]Node, 32)
	}
	n := &c.free[0]
	c.free = c.free[1:]
	n.file, n.line, n.column = c.file, y.Line, c.column(y)
	return n
}

func (c *converter) convert(y *yaml.Node, depth int) *Node {
	n := c.node(y)
	if depth > MaxDepth {
		c.diags.Add(diag.TooDeep, n.Range(), tooDeep, MaxDepth)
		return Scalar(Null, "", n)
	}
	if c.within > 0 {
		if c.aliased++; c.aliased > MaxAliased {
			if c.aliased == MaxAliased+1 {
				c.diags.Add(diag.TooLarge, n.Range(), "aliases make the document larger than %d values", MaxAliased)
			}
			return Scalar(Null, "", n)
		}
	}
	n.Kind, n.Text = written(y)
	c.tag(y, n)
	switch y.Kind {
	case yaml.ScalarNode:
		c.scalar(y, n)
	case yaml.SequenceNode:
		for _, item := range y.Content {
			n.Items = append(n.Items, c.convert(item, depth+1))
		}
	case yaml.MappingNode:
		c.mapping(y, n, depth)
	case yaml.AliasNode:
		return c.alias(y, n, depth)
	}
	return n
}

// written is what stands in the file, which is where the range of a mistake ends.
func written(y *yaml.Node) (Kind, string) {
	switch y.Kind {
	case yaml.SequenceNode:
		return List, ""
	case yaml.MappingNode:
		return Map, ""
	case yaml.AliasNode:
		return Text, "*" + y.Value
	}
	return Text, y.Value
}

func (c *converter) column(y *yaml.Node) int {
	if y.Line == 1 {
		return y.Column + c.mark
	}
	return y.Column
}

// alias puts a copy of the anchored value in the place of the alias; positions stay those of the anchored value.
func (c *converter) alias(y *yaml.Node, n *Node, depth int) *Node {
	for _, open := range c.open {
		if open == y.Alias {
			c.diags.Add(diag.YAMLSyntax, n.Range(), "the alias *%s stands inside the value that it names", y.Value)
			return Scalar(Null, "", n)
		}
	}
	c.open = append(c.open, y.Alias)
	c.within++
	copied := c.convert(y.Alias, depth)
	c.within--
	c.open = c.open[:len(c.open)-1]
	return copied
}

func (c *converter) mapping(y *yaml.Node, n *Node, depth int) {
	n.Entries = make([]Entry, 0, len(y.Content)/2)
	seen := newKeys(len(y.Content) / 2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := y.Content[i]
		at := c.node(key)
		at.Kind, at.Text, at.Quoted = Text, key.Value, key.Style != 0
		if key.Kind != yaml.ScalarNode {
			c.diags.Add(diag.WrongType, at.Range(), "a key must be text")
			continue
		}
		if key.Value == "<<" && key.Style == 0 {
			c.diags.Add(diag.MergeKey, at.Range(), "merge keys are not part of the language").Help("what several hosts share belongs in a profile")
			continue
		}
		if key.Tag != "!!str" && strings.HasPrefix(key.Tag, "!") && !strings.HasPrefix(key.Tag, "!!") {
			c.diags.Add(diag.UnknownTag, at.Range(), "a key cannot carry the tag %s", diag.Quote(key.Tag))
		}
		c.checkText(at)
		value := c.convert(y.Content[i+1], depth+1)
		if first := seen.first(n, key.Value); first != nil {
			c.diags.Add(diag.DuplicateKey, at.Range(), "the key %s is written twice", diag.Quote(key.Value)).
				Labelled("second time").See(first.At.Range(), "first time").Help("keep one of the two")
			continue
		}
		seen.add(key.Value, len(n.Entries))
		n.Entries = append(n.Entries, Entry{Key: key.Value, At: at, Value: value})
	}
}

// keys finds a key again among those of a large map; in a small one looking through is quicker.
type keys map[string]int

func newKeys(n int) keys {
	if n < 32 {
		return nil
	}
	return make(keys, n)
}

func (k keys) first(n *Node, key string) *Entry {
	if k == nil {
		return n.Entry(key)
	}
	if i, ok := k[key]; ok {
		return &n.Entries[i]
	}
	return nil
}

func (k keys) add(key string, index int) {
	if k != nil {
		k[key] = index
	}
}

// tag keeps the language's own tags and refuses all others.
func (c *converter) tag(y *yaml.Node, n *Node) {
	if y.Kind == yaml.AliasNode || y.Tag == "" {
		return
	}
	switch y.Tag {
	case TagPkg, TagRef:
		n.Tag = y.Tag
		if y.Kind != yaml.ScalarNode || y.Value == "" {
			c.diags.Add(diag.WrongType, n.Range(), "%s takes a name", y.Tag).Help("for example: %s", map[string]string{TagPkg: "!pkg linuxPackages_latest", TagRef: "!ref services.tailscale.port"}[y.Tag])
		}
	case TagReplace:
		n.Tag = y.Tag
		if y.Kind != yaml.SequenceNode {
			c.diags.Add(diag.WrongType, n.Range(), "!replace takes a list").Help("a mapping is merged key by key, and a single value replaces another one anyway")
		}
	default:
		if y.Style&yaml.TaggedStyle != 0 {
			c.diags.Add(diag.UnknownTag, n.Range(), "the tag %s is not part of the language", diag.Quote(y.Tag)).Help("known: !pkg, !ref, !replace")
		}
	}
}

func (c *converter) scalar(y *yaml.Node, n *Node) {
	n.Quoted = y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	if !n.Quoted && n.Tag == "" {
		n.Kind = plainKind(y.Value, y.Tag)
	}
	c.checkText(n)
}

// checkText refuses control characters: a Nix string cannot hold NUL, and no other one belongs in a configuration.
func (c *converter) checkText(n *Node) {
	for _, r := range n.Text {
		if r < 0x20 && r != '\n' && r != '\t' && r != '\r' || r == 0x7F {
			c.diags.Add(diag.ControlCharacter, n.Range(), "the text holds the control character U+%04X", r).Help("remove it")
			return
		}
	}
}

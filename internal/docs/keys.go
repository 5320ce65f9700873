package docs

import (
	"fmt"
	"strings"

	"github.com/hbohlen/panther/internal/types"
)

// Keys is the reference of disks: what an entry says of itself, and what it or a part of it holds. Its JSON shape is stable.
type Keys struct {
	Entry   []Option `json:"entry"`
	Content []Option `json:"content"` // also of each partition, volume and dataset
}

// KeysOf makes the reference from the options of an entry and those of a content.
func KeysOf(entry, content []*types.Option) Keys {
	return Keys{optionsOf(entry), optionsOf(content)}
}

func optionsOf(options []*types.Option) []Option {
	var p Page
	for _, o := range options {
		p.add(o, "")
	}
	return p.Options
}

// Markdown is the reference as two tables.
func (k Keys) Markdown() string {
	var b strings.Builder
	b.WriteString("\n### Of an entry\n\n")
	writeKeys(&b, k.Entry)
	b.WriteString("\n### Of what something holds\n\nThey stand at an entry itself, at a partition, at a logical volume and, with a `size`, at a dataset. " +
		"The kinds are those of entries that take the key at the top.\n\n")
	writeKeys(&b, k.Content)
	b.WriteString("\n")
	return b.String()
}

func writeKeys(b *strings.Builder, options []Option) {
	g := grid{Head: []string{"key", "kinds", "type", "default", "what it says"}}
	for _, o := range options {
		g.Rows = append(g.Rows, gridRow{Cells: []line{codes(o.Path), words(strings.Join(o.Kinds, ", ")), words(o.Type), o.defaultLine(), o.saysLine()}})
	}
	g.markdown(b)
}

// Text is the reference for a terminal.
func (k Keys) Text(s Styles) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: what a host keeps data on, each entry by a name of its own\n", s.Strong("disks"))
	for _, o := range k.Entry {
		o.write(&b, s)
	}
	fmt.Fprintf(&b, "\n%s\n", s.Strong("what an entry, a partition, a volume or a dataset with a size holds:"))
	for _, o := range k.Content {
		o.write(&b, s)
	}
	return b.String()
}

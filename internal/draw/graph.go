package draw

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// Graph is a picture of things and of what each of them uses. Its JSON shape is stable.
type Graph struct {
	Title  string  `json:"title"`
	Groups []Group `json:"groups"` // in the order in which they are drawn
	Nodes  []Node  `json:"nodes"`
	Edges  []Edge  `json:"edges"`
}

// Group is a set of nodes that are drawn in one frame.
type Group struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// NodeKind says what a node is.
type NodeKind string

// The kinds of nodes.
const (
	NodeHost    NodeKind = "host"
	NodeProfile NodeKind = "profile"
	NodeModule  NodeKind = "module"
	NodeInput   NodeKind = "input"
	NodeSlot    NodeKind = "slot"
)

var nodeKinds = []NodeKind{NodeHost, NodeProfile, NodeModule, NodeSlot, NodeInput}

// Node is a thing of a graph.
type Node struct {
	ID     string   `json:"id"`
	Kind   NodeKind `json:"kind"`
	Name   string   `json:"name"`
	Note   string   `json:"note,omitempty"`  // a few words that stand below the name
	Group  string   `json:"group,omitempty"` // id of its group
	Facts  []Fact   `json:"facts"`           // what else there is to say
	Unused bool     `json:"unused"`          // whether no host uses it
	Column int      `json:"-"`               // the leftmost column that it may stand in
}

// Fact is something that is said of a node.
type Fact struct {
	What   string   `json:"what"`
	Values []string `json:"values"`
}

// EdgeKind says what one node has to do with another one.
type EdgeKind string

// The kinds of edges, each as a word between the two nodes.
const (
	EdgeUses      EdgeKind = "uses"
	EdgeExtends   EdgeKind = "extends"
	EdgeRequires  EdgeKind = "requires"
	EdgeProvides  EdgeKind = "provides"
	EdgeConflicts EdgeKind = "conflicts"
)

var edgeKinds = []EdgeKind{EdgeUses, EdgeExtends, EdgeRequires, EdgeProvides, EdgeConflicts}

// Edge leads from a node to what it uses; a conflict has no direction.
type Edge struct {
	From string   `json:"from"`
	To   string   `json:"to"`
	Kind EdgeKind `json:"kind"`
}

// Add adds a node.
func (g *Graph) Add(n Node) {
	if n.Facts == nil {
		n.Facts = []Fact{}
	}
	g.Nodes = append(g.Nodes, n)
}

// Link adds an edge, each once.
func (g *Graph) Link(from string, kind EdgeKind, to string) {
	e := Edge{from, to, kind}
	if !slices.Contains(g.Edges, e) {
		g.Edges = append(g.Edges, e)
	}
}

// Frame adds a group, each once, and returns its id.
func (g *Graph) Frame(name string) string {
	if !slices.ContainsFunc(g.Groups, func(have Group) bool { return have.ID == name }) {
		g.Groups = append(g.Groups, Group{name, name})
	}
	return name
}

// sound leaves out edges to what is no node, which a manifest with mistakes may name.
func (g *Graph) sound() *Graph {
	out := &Graph{Title: g.Title, Groups: g.Groups, Nodes: g.Nodes}
	for _, e := range g.Edges {
		if g.index(e.From) >= 0 && g.index(e.To) >= 0 {
			out.Edges = append(out.Edges, e)
		}
	}
	return out
}

func (g *Graph) index(id string) int {
	return slices.IndexFunc(g.Nodes, func(n Node) bool { return n.ID == id })
}

// of returns the nodes of a group, in their order; "" for those without one.
func (g *Graph) of(group string) (out []int) {
	for i, n := range g.Nodes {
		known := slices.ContainsFunc(g.Groups, func(have Group) bool { return have.ID == n.Group })
		if n.Group == group && known || group == "" && !known {
			out = append(out, i)
		}
	}
	return out
}

// oneLine is a text without line breaks and without characters that no picture can show.
func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == 0xFFFE, r == 0xFFFF:
			return -1
		}
		return r
	}, text)), " ")
}

var letters = runewidth.Condition{StrictEmojiNeutral: true}

// columnsOf is how many letters wide a text is: Chinese ones are two.
func columnsOf(text string) int { return letters.StringWidth(text) }

// shorten cuts a text to some columns.
func shorten(text string, most int) string { return letters.Truncate(text, most, "…") }

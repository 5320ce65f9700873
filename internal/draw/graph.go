package draw

import (
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

	groups register[string]
	nodes  register[string]
	edges  register[Edge]
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
	if e := (Edge{from, to, kind}); !g.Links(e) {
		g.Edges = append(g.Edges, e)
	}
}

// Links tells whether the graph has an edge.
func (g *Graph) Links(e Edge) bool {
	return first(&g.edges, g.Edges, func(e Edge) Edge { return e }, e) >= 0
}

// Frame adds a group, each once, and returns its id.
func (g *Graph) Frame(name string) string {
	if !g.frames(name) {
		g.Groups = append(g.Groups, Group{name, name})
	}
	return name
}

func (g *Graph) frames(group string) bool {
	return first(&g.groups, g.Groups, func(have Group) string { return have.ID }, group) >= 0
}

// Sound returns the graph without edges to what is no node, which a manifest with mistakes may name.
func (g *Graph) Sound() *Graph {
	out := &Graph{Title: g.Title, Groups: g.Groups, Nodes: g.Nodes, Edges: []Edge{}}
	for _, e := range g.Edges {
		if out.Has(e.From) && out.Has(e.To) {
			out.Edges = append(out.Edges, e)
		}
	}
	return out
}

// Has tells whether the graph has a node.
func (g *Graph) Has(id string) bool { return g.index(id) >= 0 }

func (g *Graph) index(id string) int {
	return first(&g.nodes, g.Nodes, func(n Node) string { return n.ID }, id)
}

// members are the nodes of each group, in their order; "" is for those without one.
func (g *Graph) members() map[string][]int {
	out := map[string][]int{}
	for i, n := range g.Nodes {
		group := n.Group
		if !g.frames(group) {
			group = ""
		}
		out[group] = append(out[group], i)
	}
	return out
}

// register remembers where the things of a list stand that only grows: a fleet is too large to look through all of it for
// each of them.
type register[K comparable] struct {
	places map[K]int
	read   int // how many of the list are in it
}

// first is where the first thing with a key stands in a list, -1 for nowhere.
func first[K comparable, T any](r *register[K], list []T, key func(T) K, wanted K) int {
	if r.places == nil {
		r.places = make(map[K]int, len(list))
	}
	for ; r.read < len(list); r.read++ {
		if k := key(list[r.read]); !r.has(k) {
			r.places[k] = r.read
		}
	}
	if r.has(wanted) {
		return r.places[wanted]
	}
	return -1
}

func (r *register[K]) has(key K) bool {
	_, has := r.places[key]
	return has
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

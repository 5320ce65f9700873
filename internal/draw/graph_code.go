package draw

import (
	"fmt"
	"strings"
)

// tone is the colour of nodes, and of what is around them, in languages that have one ground: both can be read on light
// and on dark.
func (k NodeKind) tone() (fill, line string) {
	switch k {
	case NodeHost:
		return "#86b7f5", "#1f5fae"
	case NodeProfile:
		return "#f5c26b", "#9a6700"
	case NodeModule:
		return "#8ad1a5", "#1a7f47"
	case NodeInput:
		return "#cfb3f2", "#7446b0"
	}
	return "#c8d1da", "#59636e"
}

const ink = "#1f2328"

// used are the kinds of nodes that a graph has.
func (g *Graph) used() (kinds []NodeKind) {
	for _, kind := range nodeKinds {
		for _, n := range g.Nodes {
			if n.Kind == kind {
				kinds = append(kinds, kind)
				break
			}
		}
	}
	return kinds
}

// Mermaid writes a graph as a flowchart of Mermaid.
func Mermaid(g *Graph) string {
	g = g.Sound()
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	fmt.Fprintf(&b, "  accTitle: %s\n", mermaidText(g.Title))
	g.framed(func(number int, name string, nodes []int) {
		indent := "  "
		if name != "" {
			fmt.Fprintf(&b, "  subgraph g%d[\"%s\"]\n", number, mermaidText(name))
			indent = "    "
		}
		for _, i := range nodes {
			label := mermaidText(g.Nodes[i].Name)
			if note := mermaidText(g.Nodes[i].Note); note != "" {
				label += "<br/>" + note
			}
			fmt.Fprintf(&b, "%sn%d[\"%s\"]\n", indent, i, label)
		}
		if name != "" {
			b.WriteString("  end\n")
		}
	})
	for _, e := range g.Edges {
		from, to := g.index(e.From), g.index(e.To)
		switch e.Kind {
		case EdgeUses:
			fmt.Fprintf(&b, "  n%d --> n%d\n", from, to)
		case EdgeConflicts:
			fmt.Fprintf(&b, "  n%d x-. %s .-x n%d\n", from, e.Kind, to)
		default:
			fmt.Fprintf(&b, "  n%d -->|%s| n%d\n", from, e.Kind, to)
		}
	}
	for _, kind := range g.used() {
		fill, line := kind.tone()
		fmt.Fprintf(&b, "  classDef %s fill:%s,stroke:%s,color:%s\n", kind, fill, line, ink)
		var members []string
		for i, n := range g.Nodes {
			if n.Kind == kind {
				members = append(members, fmt.Sprintf("n%d", i))
			}
		}
		fmt.Fprintf(&b, "  class %s %s\n", strings.Join(members, ","), kind)
	}
	return b.String()
}

// mermaidText makes text of a label. Whatever could mean something to Mermaid or to HTML is written as a number.
func mermaidText(text string) string {
	var b strings.Builder
	for _, r := range oneLine(text) {
		if strings.ContainsRune("\"'#&<>`;:%{}[]()|\\*_~$@", r) {
			fmt.Fprintf(&b, "#%d;", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// DOT writes a graph for Graphviz.
func DOT(g *Graph) string {
	g = g.Sound()
	var b strings.Builder
	fmt.Fprintf(&b, "digraph {\n  label=\"%s\"\n  labelloc=t\n  rankdir=LR\n  fontname=monospace\n", dotText(g.Title))
	fmt.Fprintf(&b, "  node [shape=box, style=\"filled,rounded\", fontname=monospace, fontsize=11, fontcolor=\"%s\"]\n", ink)
	b.WriteString("  edge [fontname=monospace, fontsize=9, color=\"#59636e\"]\n")
	g.framed(func(number int, name string, nodes []int) {
		indent := "  "
		if name != "" {
			fmt.Fprintf(&b, "  subgraph cluster_%d {\n    label=\"%s\"\n    color=\"#afb8c1\"\n", number, dotText(name))
			indent = "    "
		}
		for _, i := range nodes {
			n := g.Nodes[i]
			label := dotText(n.Name)
			if note := dotText(n.Note); note != "" {
				label += `\n` + note
			}
			fill, line := n.Kind.tone()
			fmt.Fprintf(&b, "%sn%d [label=\"%s\", fillcolor=\"%s\", color=\"%s\"]\n", indent, i, label, fill, line)
		}
		if name != "" {
			b.WriteString("  }\n")
		}
	})
	for _, e := range g.Edges {
		fmt.Fprintf(&b, "  n%d -> n%d", g.index(e.From), g.index(e.To))
		switch e.Kind {
		case EdgeUses:
		case EdgeConflicts:
			fmt.Fprintf(&b, " [label=%s, dir=none, style=dashed, color=\"#cf222e\"]", e.Kind)
		default:
			fmt.Fprintf(&b, " [label=%s]", e.Kind)
		}
		b.WriteByte('\n')
	}
	b.WriteString("}\n")
	return b.String()
}

// dotText makes text of a label between quotes. Graphviz reads backslashes and the entities of HTML in one.
func dotText(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;").Replace(oneLine(text))
}

// framed calls a function for each group that has nodes, then for the nodes that have none.
func (g *Graph) framed(write func(number int, name string, nodes []int)) {
	members := g.members()
	for i, group := range g.Groups {
		if nodes := members[group.ID]; len(nodes) > 0 {
			name := group.Name
			if oneLine(name) == "" {
				name = "-"
			}
			write(i, name, nodes)
		}
	}
	if nodes := members[""]; len(nodes) > 0 {
		write(len(g.Groups), "", nodes)
	}
}

package draw

import (
	"slices"
	"strings"
)

// GraphText writes a graph as lists for a terminal of some columns: group by group what each node has and uses.
func GraphText(g *Graph, columns int) string {
	t := &listing{graph: g.Sound(), columns: max(40, columns), labels: 11, edges: map[string][]Edge{}}
	for _, e := range t.graph.Edges {
		t.edges[e.From] = append(t.edges[e.From], e)
		if e.Kind == EdgeConflicts { // it is said on both sides
			t.edges[e.To] = append(t.edges[e.To], Edge{e.To, e.From, e.Kind})
		}
	}
	for _, n := range g.Nodes {
		for _, f := range n.Facts {
			t.labels = min(max(t.labels, columnsOf(oneLine(f.What))+1), t.columns/3)
		}
	}
	members := t.graph.members()
	t.line("", oneLine(g.Title))
	for _, group := range g.Groups {
		t.group(oneLine(group.Name), members[group.ID])
	}
	t.group("", members[""])
	return t.out.String()
}

type listing struct {
	out     strings.Builder
	graph   *Graph
	columns int
	labels  int               // how wide what stands before the values is
	edges   map[string][]Edge // by the node that they leave
}

func (t *listing) line(indent, text string) {
	t.out.WriteString(shorten(strings.TrimRight(indent+text, " "), t.columns))
	t.out.WriteByte('\n')
}

// group writes the nodes of a group, their names in one column.
func (t *listing) group(name string, nodes []int) {
	if len(nodes) == 0 {
		return
	}
	t.out.WriteByte('\n')
	if name != "" {
		t.line("", name)
	}
	widest := 0
	for _, i := range nodes {
		widest = max(widest, columnsOf(oneLine(t.graph.Nodes[i].Name)))
	}
	widest = min(widest, t.columns/2)
	for _, i := range nodes {
		n := t.graph.Nodes[i]
		called := oneLine(n.Name)
		t.line("  ", called+strings.Repeat(" ", max(0, widest-columnsOf(called)))+"  "+oneLine(n.Note))
		for _, f := range n.Facts {
			t.values(oneLine(f.What), f.Values)
		}
		for _, kind := range nodeKinds {
			t.values(string(kind)+"s", t.linked(n.ID, EdgeUses, kind))
		}
		for _, kind := range edgeKinds[1:] {
			t.values(string(kind), t.linked(n.ID, kind, nodeKinds...))
		}
	}
}

// linked names what a node leads to by edges of a kind, as ids do.
func (t *listing) linked(id string, kind EdgeKind, of ...NodeKind) (names []string) {
	for _, e := range t.edges[id] {
		if e.Kind == kind && slices.Contains(of, t.graph.Nodes[t.graph.index(e.To)].Kind) {
			_, name, _ := strings.Cut(e.To, ":")
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// values writes a list after its name, on as many lines as it takes.
func (t *listing) values(what string, values []string) {
	const indent = "    "
	if len(values) == 0 {
		return
	}
	head := indent + what + strings.Repeat(" ", max(1, t.labels-columnsOf(what)))
	line := head
	for i, v := range values {
		word := oneLine(v)
		if i < len(values)-1 {
			word += ","
		}
		if line != head && columnsOf(line)+columnsOf(word)+1 > t.columns {
			t.line("", line)
			head = strings.Repeat(" ", len(indent)+t.labels)
			line = head
		}
		if line != head {
			line += " "
		}
		line += word
	}
	t.line("", line)
}

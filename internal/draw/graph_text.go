package draw

import (
	"slices"
	"strings"
)

// GraphText writes a graph as lists for a terminal of some columns: group by group what each node has and uses.
func GraphText(g *Graph, columns int) string {
	t := &listing{graph: g.sound(), columns: max(40, columns)}
	t.line("", oneLine(g.Title))
	for _, group := range g.Groups {
		t.group(oneLine(group.Name), t.graph.of(group.ID))
	}
	t.group("", t.graph.of(""))
	return t.out.String()
}

type listing struct {
	out     strings.Builder
	graph   *Graph
	columns int
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

// linked names what a node leads to by edges of a kind, as ids do. A conflict is said on both sides.
func (t *listing) linked(id string, kind EdgeKind, of ...NodeKind) (names []string) {
	for _, e := range t.graph.Edges {
		other := e.To
		if kind == EdgeConflicts && e.To == id {
			other = e.From
		} else if e.From != id {
			continue
		}
		if e.Kind == kind && slices.Contains(of, t.graph.Nodes[t.graph.index(other)].Kind) {
			_, name, _ := strings.Cut(other, ":")
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// values writes a list after its name, on as many lines as it takes.
func (t *listing) values(what string, values []string) {
	const indent, width = "    ", 11
	if len(values) == 0 {
		return
	}
	head := indent + what + strings.Repeat(" ", max(1, width-columnsOf(what)))
	line := head
	for i, v := range values {
		word := oneLine(v)
		if i < len(values)-1 {
			word += ","
		}
		if line != head && columnsOf(line)+columnsOf(word)+1 > t.columns {
			t.line("", line)
			head = strings.Repeat(" ", len(indent)+width)
			line = head
		}
		if line != head {
			line += " "
		}
		line += word
	}
	t.line("", line)
}

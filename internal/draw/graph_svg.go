package draw

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// graphStyle is what graphs have beside the style of all pictures.
const graphStyle = `<style>
.host { fill: #86b7f5; } .profile { fill: #f5c26b; } .module { fill: #8ad1a5; } .input { fill: #cfb3f2; } .slot { fill: #c8d1da; }
.group { fill: none; stroke: #d1d9e0; } .unused { stroke-dasharray: 4 3; }
.edge { fill: none; stroke: #8c959f; stroke-width: 1.3; opacity: 0.75; } .tip { fill: #8c959f; stroke: none; }
.extends { stroke: #bf8700; } .tip.extends { fill: #bf8700; } .requires { stroke: #2da44e; } .tip.requires { fill: #2da44e; }
.provides { stroke: #57606a; } .tip.provides { fill: #57606a; } .conflicts { stroke: #cf222e; stroke-dasharray: 5 4; }
@media (prefers-color-scheme: dark) {
.host { fill: #5b96e0; } .profile { fill: #d9a441; } .module { fill: #5fae7d; } .input { fill: #a98ad6; } .slot { fill: #656c76; }
.group { stroke: #3d444d; }
.edge { stroke: #656c76; } .tip { fill: #656c76; } .extends { stroke: #d29922; } .tip.extends { fill: #d29922; } .requires { stroke: #3fb950; } .tip.requires { fill: #3fb950; }
.provides { stroke: #9198a1; } .tip.provides { fill: #9198a1; } .conflicts { stroke: #f85149; }
}
</style>
`

// GraphSVG draws a graph from left to right, as a picture that needs nothing from elsewhere and can be read on light and
// on dark ground.
func GraphSVG(g *Graph) string {
	g = g.Sound()
	c := layGraph(g)
	s := &svg{}
	for _, f := range c.frames {
		s.rect(f.x, f.y, f.width, f.height, 8, "group", "")
		s.text(f.x+framePad, f.y+16, "quiet", "", f.name)
	}
	places := c.attach()
	for i, w := range c.plan.wires {
		s.wire(w, places[i])
	}
	for _, column := range c.plan.columns {
		s.cells(column)
	}
	s.cells(c.plan.loose)
	width := max(c.width, s.legend(g))
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img">`+"\n<title>%s</title>\n",
		number(width), number(c.height), number(width), number(c.height), escape(oneLine(g.Title)))
	ground := fmt.Sprintf(`<rect class="ground" width="%s" height="%s" rx="8"/>`+"\n", number(width), number(c.height))
	return head + style + graphStyle + ground + s.out.String() + "</svg>\n"
}

func (s *svg) cells(cells []*cell) {
	for _, c := range cells {
		if c.node == nil {
			continue
		}
		class := "card"
		if c.node.Unused {
			class += " unused"
		}
		s.rect(c.x, c.y, c.width, c.height, 5, class, c.node.title())
		s.rect(c.x, c.y, nodeStripe, c.height, 2.5, string(c.node.Kind), "")
		left := c.x + nodeStripe + nodePad
		s.text(left, c.y+nodeLine, "strong", "", c.name())
		s.text(left, c.y+2*nodeLine, "quiet", "", c.note())
	}
}

// title is what a browser shows of a node beside the picture.
func (n *Node) title() string {
	words := []string{string(n.Kind) + " " + oneLine(n.Name)}
	for _, f := range n.Facts {
		words = append(words, oneLine(f.What+": "+strings.Join(f.Values, ", ")))
	}
	return strings.Join(words, "\n")
}

// legend says in words and colours what the picture shows, and returns how wide that is.
func (s *svg) legend(g *Graph) float64 {
	title := oneLine(g.Title)
	s.text(margin, margin+14, "name", "", title)
	x, y := margin, margin+legendLine+10
	for _, kind := range g.used() {
		s.rect(x, y-9, 10, 10, 2, string(kind), "")
		s.text(x+16, y, "quiet", "", string(kind))
		x += 16 + wideText(string(kind)) + 18
	}
	for _, kind := range edgeKinds {
		if !slices.ContainsFunc(g.Edges, func(e Edge) bool { return e.Kind == kind }) {
			continue
		}
		fmt.Fprintf(&s.out, "<path class=\"edge %s\" d=\"M%s %sH%s\"/>\n", kind, number(x), number(y-4), number(x+22))
		s.text(x+28, y, "quiet", "", string(kind))
		x += 28 + wideText(string(kind)) + 18
	}
	return max(x, margin+wideText(title)*15/12) + margin
}

// ends are the heights at which an edge leaves its first cell and reaches its last one.
type ends struct{ from, to float64 }

// attach spreads the edges of a node along its side, in the order of where they lead, so that they do not cross there.
func (c *chart) attach() []ends {
	out := make([]ends, len(c.plan.wires))
	leaving, reaching := map[*cell][]int{}, map[*cell][]int{}
	for i, w := range c.plan.wires {
		first, last := w.cells[0], w.cells[len(w.cells)-1]
		leaving[first], reaching[last] = append(leaving[first], i), append(reaching[last], i)
	}
	for _, column := range c.plan.columns {
		for _, node := range column {
			spread(node, leaving[node], func(i int) float64 { return c.plan.wires[i].cells[1].center() }, func(i int, y float64) { out[i].from = y })
			spread(node, reaching[node], func(i int) float64 {
				cells := c.plan.wires[i].cells
				return cells[len(cells)-2].center()
			}, func(i int, y float64) { out[i].to = y })
		}
	}
	return out
}

func (c *cell) center() float64 { return c.y + c.height/2 }

func spread(c *cell, wires []int, leads func(int) float64, put func(int, float64)) {
	slices.SortStableFunc(wires, func(a, b int) int { return cmp.Compare(leads(a), leads(b)) })
	for i, w := range wires {
		put(w, c.y+c.height*float64(i+1)/float64(len(wires)+1))
	}
}

// wire draws an edge: straight through the columns that it passes, and bent between them, where there are no nodes.
func (s *svg) wire(w *wire, at ends) {
	first, last := w.cells[0], w.cells[len(w.cells)-1]
	x, y := first.x+first.width, at.from
	var path strings.Builder
	fmt.Fprintf(&path, "M%s %s", number(x), number(y))
	for _, c := range w.cells[1:] {
		toX, toY := c.x, c.center()
		if c == last {
			toY = at.to
		}
		leave, arrive := x+framePad, toX-framePad
		bend := (leave + arrive) / 2
		fmt.Fprintf(&path, "H%sC%s %s %s %s %s %sH%s", number(leave), number(bend), number(y), number(bend), number(toY), number(arrive), number(toY), number(toX))
		if x, y = toX+c.width, toY; c != last {
			fmt.Fprintf(&path, "H%s", number(x))
		}
	}
	fmt.Fprintf(&s.out, "<path class=\"edge %s\" d=\"%s\"/>\n", w.kind, path.String())
	switch {
	case w.kind == EdgeConflicts:
	case w.back:
		s.tip(w.kind, first.x+first.width, at.from, 1)
	default:
		s.tip(w.kind, last.x, at.to, -1)
	}
}

// tip is the head of an arrow.
func (s *svg) tip(kind EdgeKind, x, y, away float64) {
	fmt.Fprintf(&s.out, "<path class=\"tip %s\" d=\"M%s %sl%s -3.5v7z\"/>\n", kind, number(x), number(y), number(7*away))
}

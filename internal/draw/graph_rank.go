package draw

import (
	"cmp"
	"slices"
)

// cell is a node at its place, or the lane of an edge that passes a column.
type cell struct {
	node          *Node  // nil for a lane
	frame         string // id of the group; "" for none
	column        int
	x, y          float64
	width, height float64
	before, after []*cell // cells that edges lead to, in the columns to the left and to the right

	order float64 // among the cells of a column, while they are put into order
}

// wire is an edge that passes cells from left to right.
type wire struct {
	kind  EdgeKind
	cells []*cell
	back  bool // it leads from right to left
}

// plan is a graph whose nodes have their columns.
type plan struct {
	columns [][]*cell
	loose   []*cell // nodes without an edge, which need no column
	wires   []*wire
	frames  map[string]int // the order of groups
}

// rank gives each node the column right of all that use it, and each edge a lane in the columns that it passes.
func rank(g *Graph) *plan {
	p := &plan{frames: map[string]int{"": len(g.Groups)}}
	for i, group := range g.Groups {
		p.frames[group.ID] = i
	}
	cells := make([]*cell, len(g.Nodes))
	linked := map[int]bool{}
	for _, e := range g.Edges {
		linked[g.index(e.From)], linked[g.index(e.To)] = true, true
	}
	for i := range g.Nodes {
		n := &g.Nodes[i]
		cells[i] = &cell{node: n, frame: n.Group, column: n.Column}
		if _, known := p.frames[n.Group]; !known {
			cells[i].frame = ""
		}
		if !linked[i] {
			p.loose = append(p.loose, cells[i])
		}
	}
	edges := g.forward()
	for range g.Nodes { // as often as the longest path may be long
		moved := false
		for _, e := range edges {
			if from, to := cells[e.from], cells[e.to]; to.column <= from.column {
				to.column, moved = from.column+1, true
			}
		}
		if !moved {
			break
		}
	}
	for i, c := range cells {
		if linked[i] {
			p.put(c)
		}
	}
	for _, e := range edges {
		p.connect(cells[e.from], cells[e.to], e)
	}
	p.columns = slices.DeleteFunc(p.columns, func(column []*cell) bool { return len(column) == 0 })
	for i, column := range p.columns {
		for _, c := range column {
			c.column = i
		}
	}
	return p
}

func (p *plan) put(c *cell) {
	for len(p.columns) <= c.column {
		p.columns = append(p.columns, nil)
	}
	p.columns[c.column] = append(p.columns[c.column], c)
}

// connect leads an edge through a lane of each column between its ends.
func (p *plan) connect(from, to *cell, e forwardEdge) {
	w := &wire{kind: e.kind, back: e.back, cells: []*cell{from}}
	last := from
	for column := from.column + 1; column < to.column; column++ {
		lane := &cell{column: column}
		p.put(lane)
		last = w.pass(last, lane)
	}
	w.pass(last, to)
	p.wires = append(p.wires, w)
}

func (w *wire) pass(last, next *cell) *cell {
	last.after, next.before = append(last.after, next), append(next.before, last)
	w.cells = append(w.cells, next)
	return next
}

// forwardEdge is an edge from left to right.
type forwardEdge struct {
	from, to int
	kind     EdgeKind
	back     bool
}

// forward turns round the edges that would close a circle. One from a node to itself says nothing.
func (g *Graph) forward() []forwardEdge {
	out := make([]forwardEdge, 0, len(g.Edges))
	next := map[int][]int{}
	for _, e := range g.Edges {
		f := forwardEdge{from: g.index(e.From), to: g.index(e.To), kind: e.Kind}
		if f.from == f.to {
			continue
		}
		if leads(next, f.to, f.from, map[int]bool{}) {
			f.from, f.to, f.back = f.to, f.from, true
		}
		next[f.from] = append(next[f.from], f.to)
		out = append(out, f)
	}
	return out
}

func leads(next map[int][]int, from, to int, seen map[int]bool) bool {
	if from == to {
		return true
	}
	seen[from] = true
	return slices.ContainsFunc(next[from], func(n int) bool { return !seen[n] && leads(next, n, to, seen) })
}

// arrange puts the cells of each column into an order in which few edges cross. Those of a group stay together.
func (p *plan) arrange() {
	const sweeps = 12
	for _, column := range p.columns {
		slices.SortStableFunc(column, func(a, b *cell) int { return cmp.Compare(p.frames[a.frame], p.frames[b.frame]) })
		enumerate(column)
	}
	best, fewest := p.orders(), p.crossings()
	for sweep := range sweeps {
		for i := range p.columns {
			at, neighbours := i, func(c *cell) []*cell { return c.before }
			if sweep%2 == 1 {
				at, neighbours = len(p.columns)-1-i, func(c *cell) []*cell { return c.after }
			}
			p.pull(p.columns[at], neighbours)
		}
		if n := p.crossings(); n < fewest {
			best, fewest = p.orders(), n
		}
	}
	p.columns = best
	for _, column := range p.columns {
		enumerate(column)
	}
}

func enumerate(column []*cell) {
	for i, c := range column {
		c.order = float64(i)
	}
}

func (p *plan) orders() [][]*cell {
	out := make([][]*cell, len(p.columns))
	for i, column := range p.columns {
		out[i] = slices.Clone(column)
	}
	return out
}

// pull orders a column by where its neighbours stand: groups by all of theirs, then the cells of each.
func (p *plan) pull(column []*cell, neighbours func(*cell) []*cell) {
	wants, groups := map[*cell]float64{}, map[string][]float64{}
	for _, c := range column {
		wants[c] = middle(neighbours(c), c.order)
		if c.frame != "" {
			groups[c.frame] = append(groups[c.frame], wants[c])
		}
	}
	blocks := map[string]float64{}
	for frame, of := range groups {
		blocks[frame] = mean(of)
	}
	block := func(c *cell) float64 {
		if c.frame == "" {
			return wants[c]
		}
		return blocks[c.frame]
	}
	slices.SortStableFunc(column, func(a, b *cell) int {
		return cmp.Or(cmp.Compare(block(a), block(b)), cmp.Compare(p.frames[a.frame], p.frames[b.frame]), cmp.Compare(wants[a], wants[b]))
	})
	enumerate(column)
}

func middle(cells []*cell, otherwise float64) float64 {
	if len(cells) == 0 {
		return otherwise
	}
	var all []float64
	for _, c := range cells {
		all = append(all, c.order)
	}
	return mean(all)
}

func mean(values []float64) (sum float64) {
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// crossings counts the pairs of edges that cross between two columns.
func (p *plan) crossings() (count int) {
	for _, column := range p.columns {
		var ends [][2]float64
		for _, c := range column {
			for _, to := range c.after {
				ends = append(ends, [2]float64{c.order, to.order})
			}
		}
		slices.SortFunc(ends, func(a, b [2]float64) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
		reached := make([]float64, len(ends))
		for i, end := range ends {
			reached[i] = end[1]
		}
		count += inversions(reached, make([]float64, len(ends)))
	}
	return count
}

// inversions counts the pairs of which the larger one comes first, and sorts them: by halves, since of some thousand edges
// there are too many pairs to look at each.
func inversions(values, spare []float64) (count int) {
	if len(values) < 2 {
		return 0
	}
	half := len(values) / 2
	left, right := values[:half], values[half:]
	count = inversions(left, spare) + inversions(right, spare)
	merged := spare[:0]
	for len(left) > 0 || len(right) > 0 {
		if len(right) == 0 || len(left) > 0 && left[0] <= right[0] {
			merged, left = append(merged, left[0]), left[1:]
		} else {
			merged, right = append(merged, right[0]), right[1:]
			count += len(left)
		}
	}
	copy(values, merged)
	return count
}

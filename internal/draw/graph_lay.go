package draw

import "math"

// The measures of pictures of graphs, beside those of disks.
const (
	nodePad    = 10.0
	nodeStripe = 5.0
	nodeLine   = 17.0
	nodeGap    = 10.0
	laneHeight = 8.0
	frameHead  = 24.0
	framePad   = 10.0
	frameGap   = 16.0
	columnGap  = 90.0
	longest    = 34 // letters of a name or a note
	legendLine = 26.0
)

// frame is a group in one column.
type frame struct {
	name string
	area
}

// chart is a graph with a place for everything.
type chart struct {
	title  string
	plan   *plan
	frames []frame
	width  float64
	bottom float64 // of what stands in columns
	height float64
}

// block is what stays together in a column: the cells of a group, or a single one.
type block struct {
	cells []*cell
	frame string
}

// layGraph gives everything a place: columns from left to right, below them what has no edge.
func layGraph(g *Graph) *chart {
	c := &chart{title: g.Title, plan: rank(g)}
	c.plan.arrange()
	names := map[string]string{}
	for _, group := range g.Groups {
		names[group.ID] = oneLine(group.Name)
	}
	x, top := margin+framePad, margin+legendLine*2
	for i, column := range c.plan.columns {
		width := columnWidth(column, names)
		for _, cell := range column {
			cell.x, cell.width = x, width
			cell.height = cell.high()
		}
		stack(blocksOf(column), top, i > 0)
		x += width + c.gapAfter(i)
	}
	for i := len(c.plan.columns) - 2; i >= 0; i-- { // the columns to the right have their places now
		stack(blocksOf(c.plan.columns[i]), top, true)
	}
	c.lift(top)
	for _, column := range c.plan.columns {
		for _, b := range blocksOf(column) {
			c.encloses(b, names)
		}
	}
	c.bottom = c.lowest(top)
	if last := len(c.plan.columns) - 1; last >= 0 {
		x -= c.gapAfter(last)
	}
	c.width = max(x+framePad+margin, 640)
	c.layLoose(names)
	return c
}

// gapAfter is the room right of a column, more where many edges bend in it.
func (c *chart) gapAfter(column int) float64 {
	edges := 0
	for _, cell := range c.plan.columns[column] {
		edges += len(cell.after)
	}
	return columnGap + 2*framePad + min(110, 2*float64(edges))
}

// high is how much room a cell needs.
func (c *cell) high() float64 {
	switch {
	case c.node == nil:
		return laneHeight
	case oneLine(c.node.Note) == "":
		return nodeLine + nodePad
	}
	return 2*nodeLine + nodePad
}

func columnWidth(column []*cell, names map[string]string) float64 {
	width := 90.0
	for _, c := range column {
		if c.node != nil {
			width = max(width, c.wide())
			width = max(width, wideText(shorten(names[c.frame], longest))+4)
		}
	}
	return math.Ceil(width)
}

func (c *cell) wide() float64 {
	return max(wideText(c.name()), wideText(c.note())) + 2*nodePad + nodeStripe
}

func (c *cell) name() string { return shorten(oneLine(c.node.Name), longest) }
func (c *cell) note() string { return shorten(oneLine(c.node.Note), longest) }

// wideText is how wide a text is, in letters of this font.
func wideText(text string) float64 { return float64(columnsOf(text)) * letter }

func blocksOf(column []*cell) (out []block) {
	for _, c := range column {
		if last := len(out) - 1; c.frame != "" && last >= 0 && out[last].frame == c.frame {
			out[last].cells = append(out[last].cells, c)
			continue
		}
		out = append(out, block{[]*cell{c}, c.frame})
	}
	return out
}

// stack puts the blocks of a column below each other, each as near to what it is connected with as the others let it.
func stack(blocks []block, top float64, near bool) {
	at, off := top, 0.0
	for i, b := range blocks {
		if i > 0 {
			at += b.gap(blocks[i-1])
		}
		height := b.height()
		if want := b.wants() - height/2; near && !math.IsNaN(want) {
			off += want - max(at, want)
			at = max(at, want)
		}
		at = b.place(at)
	}
	shift := off / float64(max(1, len(blocks)))
	if first := blocks[0].top(); first+shift < top {
		shift = min(0, top-first)
	}
	for _, b := range blocks {
		for _, c := range b.cells {
			c.y += shift
		}
	}
}

func (b block) gap(above block) float64 {
	if b.frame == "" && above.frame == "" {
		return nodeGap
	}
	return frameGap
}

func (b block) framed() (head, foot float64) {
	if b.frame == "" {
		return 0, 0
	}
	return frameHead, framePad
}

func (b block) height() float64 {
	head, foot := b.framed()
	height := head + foot + nodeGap*float64(len(b.cells)-1)
	for _, c := range b.cells {
		height += c.height
	}
	return height
}

func (b block) top() float64 {
	head, _ := b.framed()
	return b.cells[0].y - head
}

// place puts a block at a height, and returns where it ends.
func (b block) place(at float64) float64 {
	head, foot := b.framed()
	at += head
	for i, c := range b.cells {
		if i > 0 {
			at += nodeGap
		}
		c.y = at
		at += c.height
	}
	return at + foot
}

// wants is the height at which what a block is connected with stands; no number where there is nothing yet.
func (b block) wants() float64 {
	var heights []float64
	for _, c := range b.cells {
		for _, other := range append(c.before[:len(c.before):len(c.before)], c.after...) {
			if other.width > 0 {
				heights = append(heights, other.y+other.height/2)
			}
		}
	}
	if len(heights) == 0 {
		return math.NaN()
	}
	return mean(heights)
}

// lift moves all columns up until the highest of them is at the top.
func (c *chart) lift(top float64) {
	if len(c.plan.columns) == 0 {
		return
	}
	highest := math.Inf(1)
	for _, column := range c.plan.columns {
		highest = min(highest, blocksOf(column)[0].top())
	}
	for _, column := range c.plan.columns {
		for _, cell := range column {
			cell.y -= highest - top
		}
	}
}

func (c *chart) encloses(b block, names map[string]string) {
	if b.frame == "" {
		return
	}
	first := b.cells[0]
	c.frames = append(c.frames, frame{shorten(names[b.frame], longest), area{first.x - framePad, b.top(), first.width + 2*framePad, b.height()}})
}

func (c *chart) lowest(top float64) float64 {
	bottom := top
	for _, column := range c.plan.columns {
		for _, b := range blocksOf(column) {
			_, foot := b.framed()
			last := b.cells[len(b.cells)-1]
			bottom = max(bottom, last.y+last.height+foot)
		}
	}
	return bottom
}

// layLoose puts nodes without an edge below the others, group by group, side by side.
func (c *chart) layLoose(names map[string]string) {
	at := c.bottom
	if len(c.plan.columns) > 0 {
		at += frameGap
	}
	for _, b := range c.looseBlocks() {
		widest := 0.0
		for _, cell := range b.cells {
			widest = max(widest, math.Ceil(cell.wide()), 90)
		}
		c.width = max(c.width, widest+2*(margin+framePad), wideText(names[b.frame])+2*(margin+framePad))
		perRow := max(1, int((c.width-2*(margin+framePad)+nodeGap)/(widest+nodeGap)))
		head, foot := b.framed()
		y, row := at+head, 0.0
		for i, cell := range b.cells {
			if i > 0 && i%perRow == 0 {
				y, row = y+row+nodeGap, 0
			}
			cell.x, cell.y = margin+framePad+float64(i%perRow)*(widest+nodeGap), y
			cell.width, cell.height = widest, cell.high()
			row = max(row, cell.height)
		}
		bottom := y + row + foot
		if b.frame != "" {
			c.frames = append(c.frames, frame{shorten(names[b.frame], longest), area{margin, at, c.width - 2*margin, bottom - at}})
		}
		at = bottom + frameGap
	}
	c.height = at - frameGap + margin
	if len(c.plan.loose) == 0 {
		c.height = c.bottom + margin
	}
}

// looseBlocks are the nodes without an edge, those of a group together.
func (c *chart) looseBlocks() (out []block) {
	of := map[string]int{}
	for _, cell := range c.plan.loose {
		at, known := of[cell.frame]
		if !known {
			at = len(out)
			of[cell.frame] = at
			out = append(out, block{frame: cell.frame})
		}
		out[at].cells = append(out[at].cells, cell)
	}
	return out
}

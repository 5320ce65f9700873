package draw

import "strings"

// layout is a card whose lines have their places, relative to its corner.
type layout struct {
	lines  []placed
	frames []area
	tiles  []area
	height float64
}

type placed struct {
	cardLine
	x, y, width float64
}

type area struct{ x, y, width, height float64 }

const (
	tileGap = 6.0
	tilePad = 6.0
)

// lay gives the lines of a card their places in a width: one below the other, tiles side by side.
func (c *card) lay(width float64) *layout {
	out := &layout{}
	at, frame := cardPad, 0.0
	lines := c.fitted(width - 2*cardPad)
	for i := 0; i < len(lines); {
		l := lines[i]
		if l.opens || !l.framed {
			out.closeFrame(frame, at, width)
			frame = 0
		}
		if l.opens {
			at += tileGap
			frame = at
		}
		x, room := cardPad, width-2*cardPad
		if l.framed {
			x, room = x+tilePad, room-2*tilePad
		}
		if l.tile == 0 {
			out.lines = append(out.lines, placed{l, x, at, room})
			at += rowHeight
			i++
			continue
		}
		end := i
		for end < len(lines) && lines[end].tile > 0 && lines[end].framed == l.framed && !lines[end].opens {
			end++
		}
		at += out.grid(lines[i:end], x, at+2, room)
		i = end
	}
	out.closeFrame(frame, at, width)
	out.height = at + cardPad
	if frame > 0 {
		out.height += tileGap / 2
	}
	return out
}

// fitted are the lines for a width: what does not fit behind something stands on a line of its own.
func (c *card) fitted(width float64) (out []cardLine) {
	for _, l := range c.lines {
		room := width - l.indent
		if l.framed {
			room -= 2 * tilePad
		}
		if l.tile > 0 {
			room -= 2 * tilePad
		}
		if l.wraps {
			out = append(out, l.wrapped(room)...)
			continue
		}
		if l.left == "" || l.right == "" || wide(l.left)+wide(l.right)+letter <= room {
			out = append(out, l)
			continue
		}
		first, second := l, l
		first.right, second.left, second.opens = "", "", false
		out = append(out, first, second)
	}
	return out
}

// wrapped are the lines that a text makes in a width, broken between its words.
func (l cardLine) wrapped(width float64) (out []cardLine) {
	line := l
	line.left = ""
	for word := range strings.FieldsSeq(l.left) {
		if line.left != "" && wide(line.left)+wide(word)+letter > width {
			out = append(out, line)
			line.left = ""
		}
		line.left = strings.TrimSpace(line.left + " " + word)
	}
	return append(out, line)
}

// closeFrame ends the frame that began at a height, if one did.
func (o *layout) closeFrame(from, to, width float64) {
	if from > 0 {
		o.frames = append(o.frames, area{cardPad / 2, from - 1, width - cardPad, to - from + 6})
	}
}

// grid lays tiles side by side, as many as there is room for, and returns how high they are together.
func (o *layout) grid(lines []cardLine, x, y, width float64) float64 {
	tiles := tilesOf(lines)
	columns := max(1, min(len(tiles), int((width+tileGap)/(natural(lines)+tileGap))))
	rows := (len(tiles) + columns - 1) / columns
	columns = (len(tiles) + rows - 1) / rows // no row is left with a single one
	each := (width - tileGap*float64(columns-1)) / float64(columns)
	from := y
	for len(tiles) > 0 {
		row := tiles[:min(columns, len(tiles))]
		tiles = tiles[len(row):]
		most := 0
		for _, tile := range row {
			most = max(most, len(tile))
		}
		height := float64(most)*rowHeight + 2
		for i, tile := range row {
			left := x + float64(i)*(each+tileGap)
			o.tiles = append(o.tiles, area{left, y, each, height})
			for n, l := range tile {
				o.lines = append(o.lines, placed{l, left + tilePad, y + float64(n)*rowHeight, each - 2*tilePad})
			}
		}
		y += height + tileGap
	}
	return y - from + 2
}

func tilesOf(lines []cardLine) (out [][]cardLine) {
	for i, l := range lines {
		if i == 0 || l.tile != lines[i-1].tile {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], l)
	}
	return out
}

// natural is how wide tiles have to be for what stands in them.
func natural(lines []cardLine) float64 {
	const least = 130.0
	most := least
	for _, l := range lines {
		most = max(most, l.indent+l.wideLeft()+wide(l.right)+2*letter+2*tilePad)
	}
	return most
}

func (s *svg) card(c *card, l *layout, x, y, width, height float64) {
	s.rect(x, y, width, height, 5, "card", "")
	s.rect(x, y, width, 4, 2, c.class, "")
	for _, f := range l.frames {
		s.rect(x+f.x, y+f.y, f.width, f.height, 4, "frame", "")
	}
	for _, t := range l.tiles {
		s.rect(x+t.x, y+t.y, t.width, t.height, 4, "stripe", "")
	}
	for _, line := range l.lines {
		room := line.width - line.indent
		right := fit(line.right, room)
		if right != "" {
			room -= wide(right) + letter
			s.text(x+line.x+line.width, y+line.y+15, "strong", "end", right)
		}
		s.cutText(x+line.x+line.indent, y+line.y+15, line.class, line.left, room)
	}
}

package draw

import (
	"fmt"
	"strings"

	"github.com/hbohlen/panther/internal/storage"
)

// span is a part of a width.
type span struct{ from, to float64 }

// card is what is said of one part: lines of text, some of them in a frame.
type card struct {
	class string
	bytes int64
	lines []cardLine
	tiles int
}

type cardLine struct {
	left, right string
	class       string // of the left text
	framed      bool   // it is encrypted
	opens       bool   // the first line of a frame
	tile        int    // that it stands in, 0 for none; tiles stand side by side
	indent      float64
	wraps       bool // it goes on below where it is too long, so that it makes no card wide
}

// cardOf makes the card of a partition or a volume.
func cardOf(part *Box) *card {
	c := &card{class: part.class(), bytes: part.Bytes}
	c.add(cardLine{left: part.title(), right: part.size(), class: "strong"})
	c.notes(part, cardLine{})
	if part.Mount != "" {
		c.add(cardLine{left: "", right: part.Mount, class: "quiet"})
	}
	for _, inner := range part.Inside {
		if inner.title() != part.title() || len(inner.Notes) > 0 { // swap on a partition by that name goes without saying
			c.inner(inner, cardLine{})
		}
	}
	return c
}

// looseCards are those of an entry without parts to scale.
func looseCards(b *Box) (out []*card) {
	if b.Kind != storage.KindZFS {
		c := &card{class: "data"}
		for _, inner := range b.Inside {
			c.inner(inner, cardLine{})
		}
		if len(c.lines) == 0 {
			return nil
		}
		return []*card{c}
	}
	plain := &card{class: "data"}
	for _, d := range b.Inside {
		if len(d.Inside) > 0 {
			out = append(out, cardOf(d))
			continue
		}
		plain.tiles++
		plain.add(cardLine{left: d.Name, right: d.Mount, tile: plain.tiles})
		plain.notes(d, cardLine{indent: 12, tile: plain.tiles})
	}
	if len(plain.lines) > 0 {
		out = append([]*card{plain}, out...)
	}
	return out
}

func (c *card) add(line cardLine) { c.lines = append(c.lines, line) }

// notes are options, on a line of their own.
func (c *card) notes(b *Box, like cardLine) {
	if text := b.about(); text != "" {
		like.left, like.right, like.class, like.opens, like.wraps = text, "", "quiet", false, like.tile == 0
		c.add(like)
	}
}

// inner adds what is in a part. The fields of like that say where it stands hold for all of it.
func (c *card) inner(b *Box, like cardLine) {
	like.left, like.right, like.class, like.opens = b.title(), strings.TrimSpace(b.Mount+" "+b.size()), "", false
	deeper := like
	switch b.Kind {
	case KindEncrypted:
		like.framed, like.opens, like.class = true, true, "lock"
		deeper = like
	case KindSubvolume, KindSwapFile:
		if like.tile == 0 {
			c.tiles++
			like.tile = c.tiles
		}
		deeper.tile = like.tile
		deeper.indent += 12
		if b.Kind == KindSwapFile {
			like.right = strings.TrimSpace("swap " + b.size())
		}
	}
	c.add(like)
	c.notes(b, deeper)
	for _, inner := range b.Inside {
		c.inner(inner, deeper)
	}
}

// natural is how wide a card wants to be.
func (c *card) natural() float64 {
	most := narrowest
	for _, l := range c.lines {
		width := 2*cardPad + l.indent + l.wideLeft()
		if l.right != "" {
			width += wide(l.right) + 2*letter
		}
		if l.framed {
			width += 2 * cardPad
		}
		if l.tile > 0 {
			width += cardPad
		}
		most = max(most, width)
	}
	return most
}

// wideLeft is how much room the left text wants: where it wraps, that of its longest word, as far as that is not too long.
func (l cardLine) wideLeft() float64 {
	const most = 30 * letter
	if !l.wraps {
		return wide(l.left)
	}
	longest := 0.0
	for word := range strings.FieldsSeq(l.left) {
		longest = max(longest, wide(word))
	}
	return min(longest, most)
}

// cards draws cards side by side, in several rows where they do not fit. Spans are the parts of the bar above that the
// first row belongs to.
func (s *svg) cards(cards []*card, spans []span) {
	full := svgWidth - 2*margin
	for first := true; len(cards) > 0; first = false { // a disk that is a part of something has none
		count := fitting(cards, full)
		var fans []span
		if spans != nil {
			fans, spans = spans[:count], spans[count:]
		}
		if !first {
			s.y += cardGap
			fans = nil
		}
		s.row(cards[:count], fans, full)
		cards = cards[count:]
	}
}

// fitting is how many cards fit into a row: as many as there is room for at their narrowest.
func fitting(cards []*card, full float64) int {
	return min(len(cards), int((full+cardGap)/(narrowest+cardGap)))
}

func (s *svg) row(cards []*card, fans []span, full float64) {
	sizes := rowWidths(cards, full-cardGap*float64(len(cards)-1))
	top, height := s.y, 0.0
	if fans != nil {
		top += fanHeight
	}
	laid := make([]*layout, len(cards))
	for i, c := range cards {
		laid[i] = c.lay(sizes[i])
		height = max(height, laid[i].height)
	}
	x := margin
	for i, c := range cards {
		if fans != nil {
			fmt.Fprintf(&s.out, "<path class=\"fan %s\" d=\"M%s %sH%sL%s %sH%sZ\"/>\n", c.class,
				number(fans[i].from), number(s.y), number(fans[i].to), number(x+sizes[i]), number(top), number(x))
		}
		s.card(c, laid[i], x, top, sizes[i], height)
		x += sizes[i] + cardGap
	}
	s.y = top + height
}

// rowWidths gives each card what it wants, one of them what is left, and takes from the widest what is missing.
func rowWidths(cards []*card, total float64) []float64 {
	out, sum := make([]float64, len(cards)), 0.0
	for i, c := range cards {
		out[i] = c.natural()
		sum += out[i]
	}
	for sum > total { // the widest shrinks to the next one, until all fit
		widest := widestOf(out)
		next := narrowest
		for _, w := range out {
			if w < out[widest] {
				next = max(next, w)
			}
		}
		less := min(sum-total, max(1, out[widest]-next))
		out[widest] -= less
		sum -= less
	}
	out[mainOf(cards, out)] += total - sum
	return out
}

// mainOf is the card that gets the room which is left: that of the largest part, or the widest of those of which it is not
// known how large they are, since they take the rest.
func mainOf(cards []*card, sizes []float64) int {
	at := len(cards) - 1
	for i, c := range cards {
		rest, widest := cards[at].bytes == 0, sizes[i] >= sizes[at]
		if c.bytes == 0 && (!rest || widest) || !rest && c.bytes > cards[at].bytes {
			at = i
		}
	}
	return at
}

func widestOf(sizes []float64) (at int) {
	for i, w := range sizes {
		if w >= sizes[at] {
			at = i
		}
	}
	return at
}

package draw

import (
	"math"
	"strings"
	"unicode/utf8"
)

// Text draws boxes for a terminal of some columns: each disk as a bar to scale, with a tree of what it holds below. With
// 0 columns it is read by something else than a terminal, and no line is too long.
func Text(boxes []*Box, columns int) string {
	const least, usual, most = 40, 100, 140 // a bar is no wider than it can be read at a glance
	t := &textPicture{columns: max(least, columns), bars: min(max(least, columns), most), largest: largest(boxes)}
	if columns == 0 {
		t.columns, t.bars = math.MaxInt32, usual
	}
	for i, b := range boxes {
		if i > 0 {
			t.out.WriteByte('\n')
		}
		t.entry(b)
	}
	return t.out.String()
}

// largest is the size of the largest disk, by which the others are drawn.
func largest(boxes []*Box) (most int64) {
	for _, b := range boxes {
		if b.scaled() {
			most = max(most, b.Bytes)
		}
	}
	return most
}

type textPicture struct {
	out     strings.Builder
	columns int // where a line ends
	bars    int // how wide the bar of the largest disk is
	largest int64
}

func (t *textPicture) entry(b *Box) {
	words := []string{b.heading()}
	for _, word := range []string{b.size(), b.label(), strings.Join(b.Notes, " "), arrow(b.Mount)} {
		if word != "" {
			words = append(words, word)
		}
	}
	if len(b.Of) > 0 {
		words = append(words, "of "+strings.Join(b.Of, ", "))
	}
	t.wrapped(words)
	if b.scaled() && !b.whole() {
		t.bar(b)
	}
	var rows []row
	b.rows("", &rows)
	t.table(rows)
}

// heading is what an entry is, and its name.
func (b *Box) heading() string {
	if word := kinds[b.Kind]; word != "" {
		return word + " " + b.Name
	}
	return b.Name
}

func arrow(mount string) string {
	if mount == "" {
		return ""
	}
	return "→ " + mount
}

// line writes a line, cut where the terminal ends.
func (t *textPicture) line(text string) {
	t.out.WriteString(cut(strings.TrimRight(text, " "), t.columns))
	t.out.WriteByte('\n')
}

// wrapped writes words, further in on the next lines where the terminal ends.
func (t *textPicture) wrapped(words []string) {
	line := words[0]
	for _, word := range words[1:] {
		if line != "" && utf8.RuneCountInString(line)+2+utf8.RuneCountInString(word) > t.columns {
			t.line(line)
			line = ""
		}
		line += "  " + word
	}
	t.line(line)
}

// shareOf is how much of a width a disk takes beside the largest one. No disk is too small to be seen.
func shareOf(bytes, largest int64, least float64) float64 {
	if bytes == 0 || largest == 0 {
		return 1
	}
	return max(least, float64(bytes)/float64(largest))
}

// bar draws the parts of a disk side by side.
func (t *textPicture) bar(b *Box) {
	total := float64(t.bars-1)*shareOf(b.Bytes, t.largest, 0.4) - float64(len(b.Inside))
	cells := cellWidths(b.Inside, int(total))
	edge := func(left, middle, right string) {
		var parts []string
		for _, width := range cells {
			parts = append(parts, strings.Repeat("─", width))
		}
		t.line(left + strings.Join(parts, middle) + right)
	}
	text := func(of func(*Box) string) {
		line := "│"
		for i, part := range b.Inside {
			line += pad(" "+cut(of(part), cells[i]-1), cells[i]) + "│"
		}
		t.line(line)
	}
	edge("┌", "┬", "┐")
	text(func(p *Box) string { return p.Name })
	text((*Box).size)
	edge("└", "┴", "┘")
}

// cellWidths are whole columns, each wide enough for what stands in it, as far as there is room for all.
func cellWidths(parts []*Box, total int) []int {
	needs := func(b *Box) float64 {
		wanted := max(utf8.RuneCountInString(b.Name), utf8.RuneCountInString(b.size())) + 2
		return float64(min(wanted, max(3, total/len(parts))))
	}
	out, sum := make([]int, len(parts)), 0
	for i, width := range widths(parts, float64(total), needs) {
		out[i] = int(width)
		sum += out[i]
	}
	widest := 0
	for i := range out {
		if out[i] > out[widest] {
			widest = i
		}
	}
	out[widest] += max(0, total-sum)
	return out
}

// row is a line of the tree below a bar.
type row struct {
	tree, size, mount, notes string

	below string // what of the tree goes on below the line
}

// rows lists what is in a box. What holds a single thing stands on one line with it.
func (b *Box) rows(indent string, out *[]row) {
	for i, inner := range b.Inside {
		branch, below := "├─ ", "│  "
		if i == len(b.Inside)-1 {
			branch, below = "└─ ", "   "
		}
		r := row{tree: indent + branch + inner.title(), size: inner.size(), mount: inner.Mount, notes: inner.about(), below: indent + below}
		for inner.single() {
			inner = inner.Inside[0]
			if inner.title() != b.Inside[i].title() {
				r.tree += ": " + inner.title()
			}
			r.mount += inner.Mount
			r.notes = strings.TrimSpace(r.notes + " " + inner.about())
		}
		if len(inner.Inside) > 0 {
			r.below += "│"
		}
		*out = append(*out, r)
		inner.rows(indent+below, out)
	}
}

// single tells whether a box holds nothing but one thing that is no further device.
func (b *Box) single() bool {
	if len(b.Inside) != 1 {
		return false
	}
	kind := b.Inside[0].Kind
	return kind == KindFilesystem || kind == KindSwap || kind == KindMember
}

func (t *textPicture) table(rows []row) {
	var tree, size, mount int
	for _, r := range rows {
		tree = max(tree, utf8.RuneCountInString(r.tree))
		size = max(size, utf8.RuneCountInString(r.size))
		mount = max(mount, utf8.RuneCountInString(r.mount))
	}
	tree, mount = min(tree, t.columns/5*3), min(mount, t.columns/3)
	for _, r := range rows {
		line := pad(cut(r.tree, tree), tree)
		for _, column := range []struct {
			text  string
			width int
		}{{r.size, size}, {r.mount, mount}} {
			if column.width > 0 {
				line += "  " + pad(column.text, column.width)
			}
		}
		t.withNotes(line, r)
	}
}

// withNotes writes a line of the table with its notes, on several lines where one has no room for them.
func (t *textPicture) withNotes(line string, r row) {
	const least = 24 // columns of notes
	at := min(utf8.RuneCountInString(line), t.columns-least)
	for _, word := range strings.Fields(r.notes) {
		if end := utf8.RuneCountInString(line); end > at && end+1+utf8.RuneCountInString(word) >= t.columns {
			t.line(line)
			line = pad(r.below, at)
		}
		if utf8.RuneCountInString(line) <= at {
			line += " "
		}
		line += " " + word
	}
	t.line(line)
}

// cut shortens a text to some columns.
func cut(text string, columns int) string {
	runes := []rune(text)
	switch {
	case len(runes) <= columns:
		return text
	case columns < 2:
		return string(runes[:max(0, columns)])
	}
	return string(runes[:columns-1]) + "…"
}

func pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-utf8.RuneCountInString(text)))
}

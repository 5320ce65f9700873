package draw

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The measures of the SVG, in its own units. All letters are as wide as each other.
const (
	svgWidth   = 960.0
	margin     = 24.0
	barHeight  = 30.0
	fanHeight  = 22.0 // between a bar and the cards of its parts
	rowHeight  = 20.0
	cardGap    = 12.0
	cardPad    = 10.0
	letter     = 7.3 // at 12
	tiny       = 7.0 // how narrow a part of a bar may be drawn
	narrowest  = 150.0
	entryGap   = 34.0
	titleSpace = 30.0
)

// SVG draws boxes as a picture that needs nothing from elsewhere and can be read on light and on dark ground.
func SVG(title string, boxes []*Box) string {
	s := &svg{largest: largest(boxes), y: margin}
	for i, b := range boxes {
		if i > 0 {
			s.y += entryGap
		}
		s.entry(b)
	}
	height := s.y + margin
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img">`+"\n<title>%s</title>\n",
		number(svgWidth), number(height), number(svgWidth), number(height), escape(title))
	ground := fmt.Sprintf(`<rect class="ground" width="%s" height="%s" rx="8"/>`+"\n", number(svgWidth), number(height))
	return head + style + ground + s.out.String() + "</svg>\n"
}

// style has each colour once for light ground and once for dark.
const style = `<style>
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; }
.name { font-size: 15px; font-weight: bold; } .strong { font-weight: bold; } .quiet { fill: #59636e; }
.ground { fill: #ffffff; } .card { fill: #f6f8fa; stroke: #d1d9e0; } .stripe { fill: #eaeef2; }
.frame { fill: none; stroke: #9a6700; stroke-dasharray: 4 3; } .lock { fill: #9a6700; }
.boot { fill: #f5c26b; } .data { fill: #86b7f5; } .swap { fill: #cfb3f2; } .member { fill: #8ad1a5; } .empty { fill: #c8d1da; } .free { fill: #f6f8fa; stroke: #afb8c1; stroke-dasharray: 3 3; }
.on { fill: #1f2328; } .fan { opacity: 0.3; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .quiet { fill: #9198a1; }
.ground { fill: #0d1117; } .card { fill: #151b23; stroke: #3d444d; } .stripe { fill: #212830; }
.frame { stroke: #d29922; } .lock { fill: #d29922; } .free { fill: #0d1117; stroke: #656c76; }
.boot { fill: #d9a441; } .data { fill: #5b96e0; } .swap { fill: #a98ad6; } .member { fill: #5fae7d; } .empty { fill: #656c76; }
.on { fill: #0d1117; } .fan { opacity: 0.35; }
}
</style>
`

type svg struct {
	out     strings.Builder
	largest int64
	y       float64
}

func number(n float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(n, 'f', 1, 64), "0"), ".")
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

// escape makes text of XML. Characters that XML does not have are left out.
func escape(text string) string {
	return escaper.Replace(strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, text))
}

func (s *svg) text(x, y float64, class, anchor, text string) {
	if text == "" {
		return
	}
	if anchor != "" {
		anchor = ` text-anchor="` + anchor + `"`
	}
	if class != "" {
		class = ` class="` + class + `"`
	}
	fmt.Fprintf(&s.out, "<text x=\"%s\" y=\"%s\"%s%s>%s</text>\n", number(x), number(y), class, anchor, escape(text))
}

// cutText writes what of a text fits into a width; all of it can be read by pointing at it.
func (s *svg) cutText(x, y float64, class, text string, width float64) {
	short := fit(text, width)
	if short == text {
		s.text(x, y, class, "", text)
		return
	}
	fmt.Fprintf(&s.out, "<g><title>%s</title>\n", escape(text))
	s.text(x, y, class, "", short)
	s.out.WriteString("</g>\n")
}

func (s *svg) rect(x, y, width, height, round float64, class, title string) {
	fmt.Fprintf(&s.out, `<rect x="%s" y="%s" width="%s" height="%s" rx="%s" class="%s"`, number(x), number(y), number(width), number(height), number(round), class)
	if title == "" {
		s.out.WriteString("/>\n")
		return
	}
	fmt.Fprintf(&s.out, "><title>%s</title></rect>\n", escape(title))
}

// wide is how wide a text is.
func wide(text string) float64 { return float64(utf8.RuneCountInString(text)) * letter }

// fit cuts a text to a width.
func fit(text string, width float64) string { return cut(text, max(1, int(width/letter))) }

// entry draws a disk, or what is made of several: its name, a bar of its parts to scale, and a card for each of them.
func (s *svg) entry(b *Box) {
	s.heading(b)
	if !b.scaled() {
		s.cards(looseCards(b), nil)
		return
	}
	full := (svgWidth - 2*margin) * shareOf(b.Bytes, s.largest, 0.2)
	var spans []span
	var cards []*card
	x := margin
	for i, width := range widths(b.Inside, full, func(*Box) float64 { return tiny }) {
		part := b.Inside[i]
		s.part(part, x, width-1)
		if part.Kind != KindFree && part.Kind != KindMember {
			cards, spans = append(cards, cardOf(part)), append(spans, span{x, x + width - 1})
		}
		x += width
	}
	s.y += barHeight
	s.cards(cards, spans)
}

// part draws a part of a bar, with its name where there is room.
func (s *svg) part(b *Box, x, width float64) {
	class, name := b.class(), b.title()
	s.rect(x, s.y, width, barHeight, 3, class, strings.TrimSpace(name+" "+b.size()))
	ink := "on"
	if b.Kind == KindFree {
		name, ink = name+" "+b.size(), "quiet"
	}
	if wide(name)+8 < width {
		s.text(x+width/2, s.y+barHeight/2+4, ink, "middle", name)
	}
}

func (s *svg) heading(b *Box) {
	name := b.heading()
	s.text(margin, s.y+14, "name", "", name)
	x := margin + float64(utf8.RuneCountInString(name))*letter*15/12 + 14
	size := b.size()
	if size != "" {
		s.text(svgWidth-margin, s.y+14, "strong", "end", size)
	}
	of := ""
	if len(b.Of) > 0 {
		of = "of " + strings.Join(b.Of, ", ")
	}
	about := strings.Join(notesOf(b.label(), of, strings.Join(b.Notes, " "), arrow(b.Mount)), " · ")
	s.text(x, s.y+14, "quiet", "", fit(about, svgWidth-margin-x-wide(size)-14))
	s.y += titleSpace
}

// class is the colour of a part, by what it holds.
func (b *Box) class() string {
	switch {
	case b.Kind == KindFree:
		return "free"
	case b.Kind == KindMember:
		return "member"
	case b.Role == "esp" || b.Role == "boot" || b.Role == "bios-boot":
		return "boot"
	case len(b.Inside) == 0:
		return "empty"
	}
	switch inner := b.Inside[0]; inner.Kind {
	case KindEncrypted:
		return inner.class()
	case KindSwap:
		return "swap"
	case KindMember:
		return "member"
	}
	return "data"
}

package docs

import "strings"

// style is how a piece of a line stands out.
type style string

// The styles beside that of plain text.
const (
	asCode    style = "code"
	asStrong  style = "strong"
	asQuiet   style = "quiet"
	lineBreak style = "break" // no text, but a new line
)

// target is what a piece of a line links to: a page by its key, "" for the page itself, and a place on it.
type target struct{ Page, Anchor string }

// span is a piece of a line.
type span struct {
	Text  string
	Style style
	To    target

	Href    string // the address of the target as seen from the page that is written; "" for none
	Foreign bool   // a person wrote the text, in which nothing is to mean more than it says
}

// line is a text in pieces.
type line []span

// block is a part of a page. The same blocks are written as Markdown and as HTML.
type block interface {
	Kind() string // for templates
	linked(link linker) block
	markdown(b *strings.Builder)
}

// linker finds the address of a target as seen from the page that is written; "" for none.
type linker func(target) string

// heading begins a section, which is linked by its id.
type heading struct {
	Level int
	ID    string
	Text  line
}

// paragraph is a text.
type paragraph struct{ Text line }

// bullets has its items in no order, or in one that counts.
type bullets struct {
	Ordered bool
	Items   []line
}

// answers are short answers: what is asked, and what there is to say.
type answers struct{ Rows []answer }

// answer is one of them.
type answer struct {
	What string
	Text line
}

// grid has rows under their heads. A row may be linked by its id.
type grid struct {
	Class string
	Head  []string
	Rows  []gridRow
}

// gridRow is one of a table.
type gridRow struct {
	ID    string
	Cells []line
}

// listing is text as it stands in a file or on a terminal.
type listing struct{ Language, Text string }

// picture is an SVG in a file of its own, beside the page.
type picture struct {
	File string // relative to the page
	Alt  string
}

// fold is a part that is opened by whoever wants it: where there is much of a kind.
type fold struct {
	ID     string
	Title  line
	Note   string // beside the title
	Inside []block
}

// Kind is "fold".
func (fold) Kind() string { return "fold" }

// Kind is "heading".
func (heading) Kind() string { return "heading" }

// Kind is "paragraph".
func (paragraph) Kind() string { return "paragraph" }

// Kind is "list".
func (bullets) Kind() string { return "list" }

// Kind is "facts".
func (answers) Kind() string { return "facts" }

// Kind is "table".
func (grid) Kind() string { return "table" }

// Kind is "listing".
func (listing) Kind() string { return "listing" }

// Kind is "picture".
func (picture) Kind() string { return "picture" }

func (l line) linked(link linker) line {
	out := make(line, len(l))
	for i, s := range l {
		if s.To != (target{}) {
			s.Href = link(s.To)
		}
		out[i] = s
	}
	return out
}

func linkedLines(lines []line, link linker) []line {
	out := make([]line, len(lines))
	for i, l := range lines {
		out[i] = l.linked(link)
	}
	return out
}

func (h heading) linked(link linker) block   { h.Text = h.Text.linked(link); return h }
func (p paragraph) linked(link linker) block { p.Text = p.Text.linked(link); return p }
func (l bullets) linked(link linker) block   { l.Items = linkedLines(l.Items, link); return l }
func (l listing) linked(linker) block        { return l }
func (p picture) linked(linker) block        { return p }

func (f fold) linked(link linker) block {
	inside := make([]block, len(f.Inside))
	for i, b := range f.Inside {
		inside[i] = b.linked(link)
	}
	f.Title, f.Inside = f.Title.linked(link), inside
	return f
}

func (f answers) linked(link linker) block {
	rows := make([]answer, len(f.Rows))
	for i, r := range f.Rows {
		rows[i] = answer{r.What, r.Text.linked(link)}
	}
	return answers{rows}
}

func (t grid) linked(link linker) block {
	rows := make([]gridRow, len(t.Rows))
	for i, r := range t.Rows {
		rows[i] = gridRow{r.ID, linkedLines(r.Cells, link)}
	}
	t.Rows = rows
	return t
}

// words is a line of plain text, in which nothing stands out.
func words(text string) line {
	if text == "" {
		return nil
	}
	return line{{Text: text}}
}

// said is what a person wrote, such as a description.
func said(text string) line {
	if text == "" {
		return nil
	}
	return line{{Text: text, Foreign: true}}
}

// codes is a line of code alone; empty for no text.
func codes(text string) line {
	if text == "" {
		return nil
	}
	return line{{Text: text, Style: asCode}}
}

// prose is a text of ours, in which code stands between backticks.
func prose(text string) line {
	var out line
	for i, part := range strings.Split(strings.Join(strings.Fields(text), " "), "`") {
		switch {
		case part == "":
		case i%2 == 1:
			out = append(out, span{Text: part, Style: asCode})
		default:
			out = append(out, span{Text: part})
		}
	}
	return out
}

// joined puts lines behind each other, with a text between them.
func joined(between string, lines ...line) line {
	var out line
	for _, l := range lines {
		if len(l) == 0 {
			continue
		}
		if len(out) > 0 {
			if between == "\n" {
				out = append(out, span{Style: lineBreak})
			} else {
				out = append(out, span{Text: between})
			}
		}
		out = append(out, l...)
	}
	return out
}

// codeList are texts as code, with commas between them.
func codeList(texts []string) line {
	lines := make([]line, 0, len(texts))
	for _, t := range texts {
		lines = append(lines, codes(t))
	}
	return joined(", ", lines...)
}

// Pieces are the text in parts between which a line may be broken: behind the signs that divide paths and lists, in names of
// files not behind the dot.
func (s span) Pieces() []string {
	if s.Short() {
		return []string{s.Text}
	}
	signs := "/,=:"
	if !strings.Contains(s.Text, "/") {
		signs += "."
	}
	var out []string
	start := 0
	for i := 1; i < len(s.Text); i++ {
		if i-start > 3 && strings.IndexByte(signs, s.Text[i-1]) >= 0 && len(s.Text)-i > 3 {
			out = append(out, s.Text[start:i])
			start = i
		}
	}
	return append(out, s.Text[start:])
}

// Short tells whether code is one word that nobody wants to see in two lines.
func (s span) Short() bool { return len(s.Text) <= 20 && !strings.Contains(s.Text, " ") }

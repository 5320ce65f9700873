package docs

import (
	"fmt"
	"strings"
)

// markdownOf writes blocks as Markdown, an empty line between them.
func markdownOf(blocks []block, link linker) string {
	var b strings.Builder
	for i, block := range blocks {
		if i > 0 {
			b.WriteString("\n")
		}
		block.linked(link).markdown(&b)
	}
	return b.String()
}

func (h heading) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "%s %s\n", strings.Repeat("#", h.Level), h.Text.markdown(false))
}

func (f fold) markdown(b *strings.Builder) {
	heading{3, f.ID, f.Title}.markdown(b)
	for _, inside := range f.Inside {
		b.WriteString("\n")
		inside.markdown(b)
	}
}

func (p paragraph) markdown(b *strings.Builder) { b.WriteString(p.Text.markdown(false) + "\n") }

func (l bullets) markdown(b *strings.Builder) {
	for i, item := range l.Items {
		sign := "*"
		if l.Ordered {
			sign = fmt.Sprintf("%d.", i+1)
		}
		fmt.Fprintf(b, "%s %s\n", sign, item.markdown(false))
	}
}

func (f answers) markdown(b *strings.Builder) {
	for _, r := range f.Rows {
		fmt.Fprintf(b, "* %s: %s\n", r.What, r.Text.markdown(false))
	}
}

func (t grid) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "| %s |\n|%s\n", strings.Join(t.Head, " | "), strings.Repeat("---|", len(t.Head)))
	for _, r := range t.Rows {
		cells := make([]string, 0, len(r.Cells))
		for _, c := range r.Cells {
			cells = append(cells, c.markdown(true))
		}
		fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
	}
}

func (l listing) markdown(b *strings.Builder) {
	fence := "```"
	for strings.Contains(l.Text, fence) {
		fence += "`"
	}
	fmt.Fprintf(b, "%s%s\n%s\n%s\n", fence, l.Language, strings.TrimSuffix(l.Text, "\n"), fence)
}

func (p picture) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "![%s](%s)\n", said(p.Alt).markdown(false), p.File)
}

func (l line) markdown(inTable bool) string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(s.markdown(inTable))
	}
	return b.String()
}

func (s span) markdown(inTable bool) string {
	var text string
	switch {
	case s.Style == lineBreak:
		return "<br>"
	case s.Text == "":
		return ""
	case s.Style == asCode:
		text = codeSpan(s.Text, inTable)
	default:
		text = escapeMarkdown(s.Text, s.Foreign, inTable)
	}
	if s.Style == asStrong {
		text = "**" + text + "**"
	}
	if s.Href != "" {
		text = "[" + text + "](" + s.Href + ")"
	}
	return text
}

// codeSpan is a text as code, on one line.
func codeSpan(text string, inTable bool) string {
	text = strings.ReplaceAll(text, "\n", " ")
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	if inTable {
		text = strings.ReplaceAll(text, "|", `\|`)
	}
	return fence + text + fence
}

// Our own texts are written with Markdown in mind, those of others are not.
var (
	ours   = strings.NewReplacer("<", `\<`, "*", `\*`)
	others = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "{", `\{`, "}", `\}`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`,
		"#", `\#`, "!", `\!`, "&", `\&`, "~", `\~`, "$", `\$`)
)

func escapeMarkdown(text string, foreign, inTable bool) string {
	if foreign {
		text = others.Replace(strings.Join(strings.Fields(text), " "))
	} else {
		text = ours.Replace(text)
	}
	if inTable {
		text = strings.ReplaceAll(text, "|", `\|`)
	}
	return text
}

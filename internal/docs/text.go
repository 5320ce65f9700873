package docs

import (
	"fmt"
	"slices"
	"strings"
)

// Styles are how a terminal shows what stands out and what does not.
type Styles interface {
	Strong(text string) string
	Quiet(text string) string
}

// width is that of a page in letters.
const width = 96

// Text is the page for a terminal.
func (p Page) Text(s Styles) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\nin a manifest: %s\n", s.Strong(p.ID), p.Description, p.Key)
	for _, f := range p.facts() {
		fmt.Fprintf(&b, "%s: %s\n", f.what, strings.Join(f.names, ", "))
	}
	fmt.Fprintf(&b, "\nfor example:\n\n    %s\n", strings.ReplaceAll(strings.TrimSuffix(p.Example, "\n"), "\n", "\n    "))
	for _, o := range p.Options {
		o.write(&b, s)
	}
	return b.String()
}

func (o Option) write(b *strings.Builder, s Styles) {
	fmt.Fprintf(b, "\n%s  %s%s\n    %s\n", s.Strong(o.Path), s.Quiet(o.Type), o.qualities(), wrap(o.Description, width-4, "    "))
}

func (o Option) qualities() string {
	text := ""
	if o.Required {
		text += ", required"
	}
	if o.Default != nil {
		text += ", default " + inline(o.Default)
	}
	if len(o.Kinds) > 0 {
		text += ", of kind " + strings.Join(o.Kinds, ", ")
	}
	if o.Fact != "" {
		text += ", from the hardware report"
	}
	if o.Example != nil {
		text += ", for example " + inline(o.Example)
	}
	return text
}

// inline writes a value as a manifest would have it, on one line.
func inline(v any) string {
	switch v := v.(type) {
	case []any:
		parts := make([]string, 0, len(v))
		for _, item := range v {
			parts = append(parts, inline(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		var parts []string
		for key, value := range v {
			if strings.HasPrefix(key, "!") {
				return key + " " + fmt.Sprint(value)
			}
			parts = append(parts, key+": "+inline(value))
		}
		if len(parts) == 0 {
			return "{}"
		}
		slices.Sort(parts)
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	text := strings.ReplaceAll(fmt.Sprint(v), "\n", `\n`)
	if text != strings.TrimSpace(text) || text == "" {
		return `"` + text + `"`
	}
	return text
}

// wrap breaks text into lines of a width, each but the first behind an indent.
func wrap(text string, width int, indent string) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
		case column+1+len(word) > width:
			b.WriteString("\n" + indent)
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

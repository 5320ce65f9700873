package docs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
)

// LayerFile is the page of a layer, relative to the folder of the reference.
func LayerFile(layer string) string { return layer + ".md" }

// Table lists all modules, each with a link to its place in the reference, which lies in a folder.
func Table(c *catalog.Catalog, folder string) string {
	var b strings.Builder
	b.WriteString("| module | in a manifest | what it is |\n|---|---|---|\n")
	for _, m := range c.All() {
		p := PageOf(m)
		fmt.Fprintf(&b, "| [%s](%s/%s#%s) | `%s` | %s |\n", p.ID, folder, LayerFile(m.Layer), anchor(p.ID), p.Key, cell(p.Description))
	}
	return b.String()
}

// Layer is the reference of all modules of a layer, "" where it has none.
func Layer(c *catalog.Catalog, layer string) string {
	modules := c.Layer(layer)
	if len(modules) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# The modules of the layer %s\n\nMade from their interfaces, in `templates/modules/%s`, by the tests of `internal/docs`.\n"+
		"`panther modules NAME` prints the same.\n\n", layer, layer)
	for _, m := range modules {
		p := PageOf(m)
		fmt.Fprintf(&b, "* [%s](#%s): %s\n", p.ID, anchor(p.ID), p.Description)
	}
	for _, m := range modules {
		b.WriteString("\n" + PageOf(m).markdown())
	}
	return b.String()
}

// markdown is the page as a section.
func (p Page) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n%s. In a manifest it is `%s`, in the tree `%s`.\n\n", p.ID, capital(p.Description), p.Key, p.File)
	for _, f := range p.facts() {
		fmt.Fprintf(&b, "* %s: %s\n", f.what, strings.Join(marked(f), ", "))
	}
	fmt.Fprintf(&b, "\n```yaml\n%s```\n", p.Example)
	if len(p.Options) == 0 {
		return b.String()
	}
	b.WriteString("\n| option | type | default | what it says |\n|---|---|---|---|\n")
	for _, o := range p.Options {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", o.Path, cell(o.Type), o.defaultCell(), cell(o.Description)+o.exampleText())
	}
	return b.String()
}

// marked are the names of a fact: modules with a link, everything else as code.
func marked(f fact) []string {
	var out []string
	for _, name := range f.names {
		if layer, _, isModule := strings.Cut(name, "/"); isModule && slices.Contains([]string{"requires", "conflicts with"}, f.what) {
			out = append(out, fmt.Sprintf("[%s](%s#%s)", name, LayerFile(layer), anchor(name)))
			continue
		}
		out = append(out, code(name))
	}
	return out
}

func (o Option) defaultCell() string {
	switch {
	case o.Required:
		return "required"
	case o.Fact != "" && o.Default != nil:
		return "from the hardware report, else " + code(inline(o.Default))
	case o.Fact != "":
		return "from the hardware report"
	case o.Default == nil:
		return ""
	}
	return code(inline(o.Default))
}

func (o Option) exampleText() string {
	if o.Example == nil {
		return ""
	}
	return " For example " + code(inline(o.Example)) + "."
}

// code is a text as code inside a table.
func code(text string) string {
	fence := "`"
	if strings.Contains(text, "`") {
		fence = "``"
	}
	return fence + strings.ReplaceAll(text, "|", `\|`) + fence
}

// cell is a text inside a table: on one line, and with nothing outside of code that would end the cell or mean more than it
// says.
func cell(text string) string {
	parts := strings.Split(strings.Join(strings.Fields(text), " "), "`")
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], "|", `\|`)
		if i%2 == 0 {
			parts[i] = strings.NewReplacer("<", `\<`, "*", `\*`).Replace(parts[i])
		}
	}
	return strings.Join(parts, "`")
}

// anchor is the name that a heading is linked by.
func anchor(id string) string { return strings.ReplaceAll(id, "/", "") }

func capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

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
	g := grid{Head: []string{"module", "in a manifest", "what it is"}}
	for _, m := range c.All() {
		p := PageOf(m)
		g.Rows = append(g.Rows, gridRow{Cells: []line{{{Text: p.ID, To: moduleTarget(p.ID)}}, codes(p.Key), prose(p.Description)}})
	}
	return markdownOf([]block{g}, func(to target) string { return folder + "/" + inLayers(to) })
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
		p := PageOf(m)
		b.WriteString("\n" + markdownOf(append([]block{heading{2, "", words(p.ID)}}, p.blocks()...), inLayers))
	}
	return b.String()
}

// modulesFolder begins the keys of the pages of modules.
const modulesFolder = "modules/"

// moduleTarget is the page of a module.
func moduleTarget(id string) target { return target{Page: modulesFolder + id} }

// inLayers finds a module on the page of its layer.
func inLayers(to target) string {
	id, isModule := strings.CutPrefix(to.Page, modulesFolder)
	if !isModule {
		return ""
	}
	layer, _, _ := strings.Cut(id, "/")
	return LayerFile(layer) + "#" + anchor(id)
}

// anchor is the name that a heading is linked by.
func anchor(id string) string { return strings.ReplaceAll(id, "/", "") }

// blocks are what the page says of the module.
func (p Page) blocks() []block {
	first := append(prose(capital(p.Description)), span{Text: ". In a manifest it is "}, span{Text: p.Key, Style: asCode},
		span{Text: ", in the tree "}, span{Text: p.File, Style: asCode}, span{Text: "."})
	out := []block{paragraph{first}}
	var known answers
	for _, f := range p.facts() {
		known.Rows = append(known.Rows, answer{f.what, f.line()})
	}
	if known.Rows != nil {
		out = append(out, known)
	}
	out = append(out, listing{"yaml", p.Example})
	if len(p.Options) == 0 {
		return out
	}
	return append(out, p.optionsGrid())
}

// optionID is the place of an option on the page of its module.
func optionID(path string) string { return "option-" + path }

func (p Page) optionsGrid() grid {
	g := grid{Class: "options", Head: []string{"option", "type", "default", "what it says"}}
	for _, o := range p.Options {
		g.Rows = append(g.Rows, gridRow{optionID(o.Path), []line{codes(o.Path), words(o.Type), o.defaultLine(), o.saysLine()}})
	}
	return g
}

// line are the names of a fact: modules with a link, everything else as code.
func (f fact) line() line {
	var out []line
	for _, name := range f.names {
		if strings.Contains(name, "/") && slices.Contains([]string{"requires", "conflicts with"}, f.what) {
			out = append(out, line{{Text: name, To: moduleTarget(name)}})
			continue
		}
		out = append(out, codes(name))
	}
	return joined(", ", out...)
}

func (o Option) defaultLine() line {
	switch {
	case o.Required:
		return words("required")
	case o.Fact != "" && o.Default != nil:
		return append(words("from the hardware report, else "), codes(inline(o.Default))...)
	case o.Fact != "":
		return words("from the hardware report")
	case o.Default == nil:
		return nil
	}
	return codes(inline(o.Default))
}

// saysLine is what an option says, with its example.
func (o Option) saysLine() line {
	out := prose(o.Description)
	if o.Example != nil {
		out = append(out, span{Text: " For example "}, span{Text: inline(o.Example), Style: asCode}, span{Text: "."})
	}
	return out
}

func capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

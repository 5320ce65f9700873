package schema

import (
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/docs"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// describe adds to a schema what an editor shows of an option.
func (b *builder) describe(o *types.Option, schema node) node {
	notes := node{"description": o.Description, "markdownDescription": o.Description + "\n\n" + strings.Join(facts(o), " ")}
	if o.Default != nil {
		notes["default"] = asJSON(o.Default)
	}
	if o.Example != nil && o.Default == nil {
		notes["examples"] = []any{asJSON(o.Example)}
	}
	return with(schema, notes)
}

// facts are what there is to know about an option beside its description.
func facts(o *types.Option) []string {
	out := []string{"It takes " + o.Type.Name() + "."}
	switch o.Type.Kind {
	case types.List:
		out[0] = "It takes a list of which each item is " + strings.TrimPrefix(o.Type.Of.Name(), "one of ") + "."
		out = append(out, "It adds to the lists of weaker layers; `!replace [..]` takes their place.")
	case types.Package:
		out[0] = "It takes a package of nixpkgs by its path, such as `!pkg hello`."
	case types.Object, types.Map, types.Any:
		out = nil
	}
	if len(o.Kinds) > 0 {
		out = append(out, "For entries of the kind "+strings.Join(o.Kinds, ", ")+".")
	}
	if o.Required {
		out = append(out, "It has to be given.")
	}
	if o.Default != nil {
		out = append(out, "Default: `"+strings.ReplaceAll(yamldoc.Line(o.Default), "`", "'")+"`.")
	}
	if o.Example != nil {
		out = append(out, "For example `"+strings.ReplaceAll(yamldoc.Line(o.Example), "`", "'")+"`.")
	}
	if o.Fact != "" && o.Type.Kind != types.Bool {
		out = append(out, "Taken from the hardware report where nobody sets it.")
	}
	return out
}

// describeModule adds to the schema of a module what an editor shows of it.
func (b *builder) describeModule(m *catalog.Module, schema node) node {
	about := strings.ToUpper(m.Description[:min(1, len(m.Description))]) + m.Description[min(1, len(m.Description)):] + "."
	text := []string{about}
	if len(m.Requires) > 0 {
		text = append(text, "It switches on "+strings.Join(m.Requires, ", ")+".")
	}
	if len(m.Conflicts) > 0 {
		text = append(text, "It cannot be on together with "+strings.Join(m.Conflicts, ", ")+".")
	}
	return with(schema, node{
		"title": m.KeyPath(), "description": about,
		"markdownDescription": strings.Join(text, " ") + "\n\n```yaml\n" + docs.Example(m) + "```",
	})
}

// asJSON is a value of YAML as an editor sees it: behind a tag, the text.
func asJSON(n *yamldoc.Node) any {
	switch {
	case n.Tag == yamldoc.TagPkg || n.Tag == yamldoc.TagRef:
		return n.Text
	case n.Kind == yamldoc.Map:
		out := node{}
		for _, e := range n.Entries {
			out[e.Key] = asJSON(e.Value)
		}
		return out
	case n.Kind == yamldoc.List:
		out := []any{}
		for _, item := range n.Items {
			out = append(out, asJSON(item))
		}
		return out
	}
	return n.Plain()
}

// plainText is a text without the marks of code.
func plainText(markdown string) string { return strings.ReplaceAll(markdown, "`", "") }

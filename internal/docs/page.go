// Package docs turns the interfaces of modules into reference pages: for the terminal, for programs and for readers of the
// repository. All of them say the same, because they are made of one record.
package docs

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Page is what there is to know of a module. Its JSON shape is stable.
type Page struct {
	ID          string   `json:"id"`
	Key         string   `json:"key"` // where a manifest sets it
	File        string   `json:"file"`
	Description string   `json:"description"`
	Own         bool     `json:"own"`
	Entries     bool     `json:"entries"`
	Requires    []string `json:"requires"`
	Conflicts   []string `json:"conflicts"`
	Provides    []string `json:"provides"`
	Inputs      []string `json:"inputs"`
	Unfree      []string `json:"unfree"`
	Machines    []string `json:"machines"` // that it is for; empty for any
	State       []string `json:"state"`
	Ports       []string `json:"ports"`
	Secrets     []string `json:"secrets"` // the options that hold one
	Example     string   `json:"example"` // of a manifest, in YAML
	Options     []Option `json:"options"`
}

// Option is one option of a module, or one inside it: <name> stands for a key of a map, [] for an item of a list.
type Option struct {
	Path        string              `json:"path"`
	Type        string              `json:"type"`
	Values      []string            `json:"values,omitempty"`
	Pattern     string              `json:"pattern,omitempty"`
	Form        string              `json:"form,omitempty"`  // what a person calls what fits the pattern
	Kinds       []string            `json:"kinds,omitempty"` // of an entry of disks that it is for; empty for all
	Default     any                 `json:"default,omitempty"`
	Example     any                 `json:"example,omitempty"`
	Required    bool                `json:"required"`
	Provides    string              `json:"provides,omitempty"`
	Unfree      map[string][]string `json:"unfree,omitempty"`
	Fact        string              `json:"fact,omitempty"` // of the hardware report, which fills it
	Description string              `json:"description"`
}

// PageOf makes a module's page.
func PageOf(m *catalog.Module) Page {
	p := Page{
		ID: m.ID(), Key: keyOf(m), File: m.File(), Description: m.Description, Own: m.Own, Entries: m.Entries,
		Requires: list(m.Requires), Conflicts: list(m.Conflicts), Provides: list(m.Provides), Inputs: list(m.Inputs), Unfree: list(m.Unfree),
		Machines: machines(m.Machine), State: keptPaths(m), Ports: portTexts(m), Secrets: []string{}, Options: []Option{},
	}
	prefix := ""
	if m.Entries {
		prefix = "<name>."
	}
	for _, o := range m.Options() {
		p.add(o, prefix)
	}
	p.Example = Example(m)
	return p
}

// keyOf is where a manifest sets the module; one of a home stands below its user.
func keyOf(m *catalog.Module) string {
	if m.Layer == catalog.HomeLayer {
		return catalog.HomeLayer + ".<user>." + m.Key
	}
	return m.KeyPath()
}

// list is never nil, so that it is a list in JSON.
func list(names []string) []string { return append([]string{}, names...) }

// add adds an option and those inside it. What panther fills in by itself is left out.
func (p *Page) add(o *types.Option, prefix string) {
	if !o.Written() {
		return
	}
	path := prefix + o.Name
	option := Option{
		Path: path, Type: typeName(o.Type), Values: values(o.Type), Default: plain(o.Default), Example: plain(o.Example), Required: o.Required,
		Provides: o.Provides, Unfree: o.Unfree, Fact: filledBy(o), Description: o.Description,
		Form: formOf(o.Type), Kinds: o.Kinds,
	}
	if o.Type.Pattern != nil {
		option.Pattern = o.Type.Pattern.Form
	}
	p.Options = append(p.Options, option)
	inner := o.Type
	for inner.Of != nil {
		path += map[string]string{types.List: "[]", types.Map: ".<name>"}[inner.Kind]
		inner = inner.Of
	}
	if inner.Kind == types.Secret {
		p.Secrets = append(p.Secrets, path)
	}
	for _, field := range inner.Fields {
		p.add(field, path+".")
	}
}

// filledBy is the fact of the hardware report that fills an option. Whether to use a device is never taken from it.
func filledBy(o *types.Option) string {
	if o.Type.Kind == types.Bool {
		return ""
	}
	return o.Fact
}

func plain(n *yamldoc.Node) any {
	if n == nil {
		return nil
	}
	return n.Plain()
}

// values are those of an enum, or of a list or a map of them.
func values(t *types.Type) []string {
	for t.Of != nil {
		t = t.Of
	}
	return t.Values
}

// formOf is what a person calls a text that fits the pattern of an option, or of each item of it.
func formOf(t *types.Type) string {
	for t.Of != nil {
		t = t.Of
	}
	return t.Form
}

// typeName is the type in the words of interfaces.
func typeName(t *types.Type) string {
	switch t.Kind {
	case types.List:
		return "list of " + typeName(t.Of)
	case types.Map:
		keys := ""
		if t.Keys != "" {
			keys = " by " + t.Keys
		}
		return "map" + keys + " of " + typeName(t.Of)
	case types.Enum:
		return strings.Join(t.Values, " | ")
	case types.Int:
		return t.Kind + bounds(t)
	}
	if t.Form != "" {
		return t.Kind + ": " + t.Form
	}
	return t.Kind
}

func bounds(t *types.Type) string {
	switch {
	case t.Min != nil && t.Max != nil:
		return " from " + strconv.FormatInt(*t.Min, 10) + " to " + strconv.FormatInt(*t.Max, 10)
	case t.Min != nil:
		return " from " + strconv.FormatInt(*t.Min, 10)
	case t.Max != nil:
		return " up to " + strconv.FormatInt(*t.Max, 10)
	}
	return ""
}

// machines are those that a module is for.
func machines(m catalog.Machine) []string {
	switch {
	case m.Kind == "":
		return []string{}
	case m.Maker == "":
		return []string{m.Kind + " machines"}
	}
	return []string{m.Kind + "s of " + m.Maker}
}

// keptPaths are the paths that a module keeps, or the options that hold them.
func keptPaths(m *catalog.Module) []string {
	out := []string{}
	for _, s := range m.State {
		path := s.Path
		switch {
		case path == "":
			path = strings.Join(s.Option, ".")
		case m.Layer == catalog.HomeLayer:
			path = "~/" + path
		}
		out = append(out, path)
	}
	return out
}

// portTexts are what a module listens on, as "ssh ports/tcp".
func portTexts(m *catalog.Module) []string {
	out := []string{}
	for _, p := range m.Ports {
		text := p.Name + " " + p.PortText() + "/" + strings.Join(p.Protocols, "+")
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// unfree are the packages that the module pulls in, and those that come with a value.
func (p Page) unfree() []string {
	out := list(p.Unfree)
	for _, o := range p.Options {
		var with []string
		for value, packages := range o.Unfree {
			with = append(with, strings.Join(packages, ", ")+" with "+o.Path+": "+value)
		}
		slices.Sort(with)
		out = append(out, with...)
	}
	return out
}

// slots are those that the module fills, and those that the value of an option fills.
func (p Page) slots() []string {
	out := list(p.Provides)
	for _, o := range p.Options {
		if o.Provides != "" {
			out = append(out, o.Provides+" by "+o.Path)
		}
	}
	return out
}

// fact is a line of a page about the module as a whole.
type fact struct {
	what  string
	names []string
}

// facts are the lines that say something.
func (p Page) facts() []fact {
	all := []fact{
		{"is for", p.Machines}, {"requires", p.Requires}, {"conflicts with", p.Conflicts}, {"provides", p.slots()}, {"keeps", p.State}, {"listens on", p.Ports},
		{"secrets", p.Secrets}, {"flake inputs", p.Inputs}, {"unfree", p.unfree()},
	}
	return slices.DeleteFunc(all, func(f fact) bool { return len(f.names) == 0 })
}

package builtin

import (
	"io/fs"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nixsyntax"
	"github.com/hbohlen/panther/internal/render"
	"github.com/hbohlen/panther/templates"
)

func modulesThatComeWithPanther(t *testing.T) []*catalog.Module {
	t.Helper()
	files, err := fs.Sub(templates.FS, "modules")
	require.NoError(t, err)
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	require.Empty(t, diags)
	return c.All()
}

// A module that was ejected is the fleet's own, which is told on a host that makes its root anew when it leaves that open.
func TestEveryModuleSaysWhatItKeeps(t *testing.T) {
	for _, m := range modulesThatComeWithPanther(t) {
		assert.True(t, m.SaysState || m.Layer == "home", "%s: write state: [] if it is nothing", m.ID())
	}
}

// What a rendered module takes or names in a let and never uses is noise to whoever reads it.
func TestEveryNameOfAModuleIsUsed(t *testing.T) {
	for _, release := range manifest.Releases() {
		r, err := render.New(templates.FS, release)
		require.NoError(t, err)
		for _, m := range modulesThatComeWithPanther(t) {
			text, diags := r.Module(m)
			require.Empty(t, diags)
			file, err := nixsyntax.Parse(string(text))
			require.NoError(t, err)
			assert.Empty(t, unusedNames(file), "%s in %s", m.ID(), release)
		}
	}
}

func TestUnusedNames(t *testing.T) {
	for text, want := range map[string][]string{
		"{ a, b, ... }: a":                            {"b"},
		"{ a, b, ... }: { b = a; }":                   {"b"},
		"{ a, b, ... }: { inherit a; ${b} = 1; }":     nil,
		"{ a, b }: map (b: a) [ ]":                    {"b", "b"},
		"{ a }: let a = 1; in a":                      {"a"},
		"let a = 1; b = a; in 2":                      {"b"},
		"let inherit (x) a b; in a":                   {"b"},
		"let a = b: ''${b}''; in a":                   nil,
		"_: x.a or x":                                 nil,
		"{ a, ... }: rec { a = b; b = 1; }":           {"a"},
		"{ a ? 1, b ? a }: b":                         nil,
		"{ a, ... }: { options.a = x.a; }":            {"a"},
		"let a.b = 1; a.c = 2; in { inherit (a) b; }": nil,
	} {
		file, err := nixsyntax.Parse(text)
		require.NoError(t, err, text)
		assert.ElementsMatch(t, want, unusedNames(file), text)
	}
}

// names are those that one function or let binds, and whether something uses them.
type names struct {
	used  map[string]bool
	outer *names
}

func (n *names) use(name string) {
	for ; n != nil; n = n.outer {
		if _, bound := n.used[name]; bound {
			n.used[name] = true
			return
		}
	}
}

// unusedNames are the names that functions take and lets define, and that nothing uses; _ says itself that it is not.
func unusedNames(file *nixsyntax.File) (unused []string) {
	bind := func(outer *names, bound []string, within func(*names)) {
		inner := &names{used: map[string]bool{}, outer: outer}
		for _, name := range bound {
			inner.used[name] = false
		}
		within(inner)
		for name, used := range inner.used {
			if !used && name != "_" {
				unused = append(unused, name)
			}
		}
	}
	var read func(node *nixsyntax.Node, scope *names)
	readBindings := func(bindings []nixsyntax.Binding, inner, outer *names) {
		for _, b := range bindings {
			for _, a := range b.Path {
				read(a.Computed, inner)
			}
			for _, a := range b.Inherit {
				if b.From == nil {
					outer.use(a.Name)
				}
			}
			read(b.From, inner)
			read(b.Value, inner)
		}
	}
	read = func(n *nixsyntax.Node, scope *names) {
		switch {
		case n == nil:
		case n.Kind == nixsyntax.Name:
			scope.use(n.Text)
		case n.Kind == nixsyntax.Lambda:
			bind(scope, taken(n.Param), func(inner *names) {
				for _, formal := range n.Param.Formals {
					read(formal.Default, inner)
				}
				read(n.Body, inner)
			})
		case n.Kind == nixsyntax.Let:
			bind(scope, defined(n.Bindings), func(inner *names) {
				readBindings(n.Bindings, inner, scope)
				read(n.Body, inner)
			})
		case n.Kind == nixsyntax.Set:
			inner := scope
			if n.Recursive {
				inner = &names{used: map[string]bool{}, outer: scope}
				for _, name := range defined(n.Bindings) {
					inner.used[name] = true
				}
			}
			readBindings(n.Bindings, inner, scope)
		default:
			for _, part := range slices.Concat(n.Nodes, n.Parts, []*nixsyntax.Node{n.Body, n.Or}) {
				read(part, scope)
			}
			for _, a := range n.Path {
				read(a.Computed, scope)
			}
		}
	}
	read(file.Root, nil)
	return unused
}

func taken(p *nixsyntax.Param) (out []string) {
	if p.Name != "" {
		out = append(out, p.Name)
	}
	for _, formal := range p.Formals {
		out = append(out, formal.Name)
	}
	return out
}

func defined(bindings []nixsyntax.Binding) (out []string) {
	for _, b := range bindings {
		if b.Value != nil {
			out = append(out, b.Path[0].Name)
		}
		for _, a := range b.Inherit {
			out = append(out, a.Name)
		}
	}
	return out
}

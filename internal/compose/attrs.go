// Package compose decides what each document of the tree says: resolved hosts in, Nix expressions out.
package compose

import (
	"cmp"
	"slices"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// attrs collects attributes by their paths, so that no attribute is written twice.
type attrs struct {
	value    nix.Expr
	items    []nix.Expr // of a list, which may come from several places
	children []member
	byName   map[string]*attrs // of children, once they are many
}

type member struct {
	name string
	*attrs
}

// many is how many children are found sooner by their name than by a look at each: few sets have as many.
const many = 16

// first are attributes that people put in front of the others.
var first = []string{"imports", "enable", "url"}

func customary(a, b string) int {
	rank := func(name string) int {
		if i := slices.Index(first, name); i >= 0 {
			return i
		}
		return len(first)
	}
	return cmp.Or(rank(a)-rank(b), cmp.Compare(a, b))
}

func (a *attrs) child(name string) *attrs {
	if c := a.find(name); c != nil {
		return c
	}
	c := &attrs{}
	a.children = append(a.children, member{name, c})
	switch {
	case a.byName != nil:
		a.byName[name] = c
	case len(a.children) == many:
		a.byName = make(map[string]*attrs, 2*many)
		for _, m := range a.children {
			a.byName[m.name] = m.attrs
		}
	}
	return c
}

func (a *attrs) find(name string) *attrs {
	if a.byName != nil {
		return a.byName[name]
	}
	for _, m := range a.children {
		if m.name == name {
			return m.attrs
		}
	}
	return nil
}

func (a *attrs) at(path ...string) *attrs {
	for _, name := range path {
		a = a.child(name)
	}
	return a
}

// set puts an expression at a path.
func (a *attrs) set(value nix.Expr, path ...string) { a.at(path...).value = value }

// add appends to the list at a path.
func (a *attrs) add(items []nix.Expr, path ...string) {
	at := a.at(path...)
	at.items = append(at.items, items...)
}

// setNode puts a value of a manifest at a path. Mappings are taken apart, so that they merge with what is there.
func (a *attrs) setNode(n *yamldoc.Node, path ...string) {
	at := a.at(path...)
	switch {
	case n.Kind == yamldoc.Map && len(n.Entries) > 0:
		for _, e := range n.Entries {
			at.setNode(e.Value, e.Key)
		}
	case n.Kind == yamldoc.List && at.items != nil:
		for _, item := range n.Items {
			at.items = append(at.items, anyType.Expr(item))
		}
	default:
		at.value = anyType.Expr(n)
	}
}

var anyType = &types.Type{Kind: types.Any}

func (a *attrs) empty() bool { return a.value == nil && a.items == nil && a.children == nil }

// expr is what was collected, as an attribute set or the single value at the root.
func (a *attrs) expr() nix.Expr {
	switch {
	case a.children != nil:
		out := make([]nix.Attr, 0, len(a.children))
		for _, m := range a.children {
			out = append(out, nix.Attr{Name: m.name, Value: m.expr()})
		}
		slices.SortFunc(out, func(a, b nix.Attr) int { return customary(a.Name, b.Name) })
		return nix.Record(out...)
	case a.items != nil:
		return nix.List(a.items...)
	case a.value != nil:
		return a.value
	}
	return nix.Attrs()
}

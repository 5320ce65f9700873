package nixtype

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// listHint shows a value as a list that the type takes: with the value as it stands, or as what it means as an item.
func (t *Type) listHint(n *yamldoc.Node) string {
	switch {
	case n.Kind == yamldoc.List && len(n.Items) == 0 && t.Least > 0:
		return "name at least one"
	case n.Kind == yamldoc.List || n.Kind == yamldoc.Null:
		return ""
	case n.Kind == yamldoc.Map:
		return t.listOfSets(n)
	case strings.Contains(n.Text, "\n"):
		return "write a list, one item a line, each behind a -"
	}
	if items := t.itemsOf(n); items != nil {
		return t.shown(items)
	}
	return ""
}

// itemsOf are the items that a single value stands for: the value itself, what it is without quotes or as a package, and the
// words of a text between commas or blanks. It is nil where the type takes none of them.
func (t *Type) itemsOf(n *yamldoc.Node) []*yamldoc.Node {
	split := strings.FieldsFunc(n.Text, func(r rune) bool { return r == ',' || r == ' ' })
	if n.Kind == yamldoc.Text && n.Tag == "" && len(split) > 1 && (strings.Contains(n.Text, ",") || t.inner(n) == nil || t.ofWords()) {
		var words []*yamldoc.Node
		for _, word := range split {
			item := t.inner(yamldoc.Scalar(yamldoc.Text, word, nil))
			if item == nil {
				return nil
			}
			words = append(words, item)
		}
		return words
	}
	if item := t.inner(n); item != nil {
		return []*yamldoc.Node{item}
	}
	return nil
}

// ofWords tells whether the items are words of a command line, each without blanks.
func (t *Type) ofWords() bool {
	of := t.Inner()
	return of != nil && of.Text == "string, with spaces inside double quotes"
}

// inner is a single value as an item that the list takes; nil where it cannot be one.
func (t *Type) inner(n *yamldoc.Node) *yamldoc.Node {
	of := t.Inner()
	if of == nil || of.Fits(n) {
		return n
	}
	for _, meant := range meanings(n) {
		if of.Fits(meant) {
			return meant
		}
	}
	return nil
}

// meanings are what somebody may mean by a value of the wrong kind.
func meanings(n *yamldoc.Node) []*yamldoc.Node {
	if n.Tag != "" || !n.IsScalar() || n.Kind == yamldoc.Null {
		return nil
	}
	if n.Kind != yamldoc.Text {
		return []*yamldoc.Node{yamldoc.Scalar(yamldoc.Text, n.Text, nil)}
	}
	var out []*yamldoc.Node
	if plain := plainScalar(strings.TrimSpace(n.Text)); plain != nil {
		out = append(out, plain)
	}
	if name, ok := packageName(n.Text); ok {
		pkg := yamldoc.Scalar(yamldoc.Text, name, nil)
		pkg.Tag = yamldoc.TagPkg
		out = append(out, pkg)
	}
	return out
}

// shown is the hint that shows a list.
func (t *Type) shown(items []*yamldoc.Node) string {
	const most = 100
	list := yamldoc.Collection(yamldoc.List, nil, nil, items)
	text := line(list)
	if len(text) > most || secrets.Mask(text) != text || strings.Contains(text, "\n") {
		return "write a list, one item a line, each behind a -"
	}
	if !t.Fits(list) {
		return ""
	}
	return "write it as a list: " + text
}

// listOfSets is for a set where a list is wanted: as the only item of it, or as a list of the names that are on.
func (t *Type) listOfSets(n *yamldoc.Node) string {
	if of := t.Inner(); of != nil && (of.has(Submodule) || of.has(Attrs)) && of.Fits(n) {
		return t.shown([]*yamldoc.Node{n})
	}
	var names []*yamldoc.Node
	for _, e := range n.Entries {
		switch {
		case e.Value.IsTrue() || e.Value.Kind == yamldoc.Null || e.Value.Kind == yamldoc.Map && len(e.Value.Entries) == 0:
			item := t.inner(yamldoc.Scalar(yamldoc.Text, e.Key, nil))
			if item == nil {
				return ""
			}
			names = append(names, item)
		case e.Value.IsFalse():
		default:
			return ""
		}
	}
	if len(names) == 0 {
		return ""
	}
	return t.shown(names)
}

// setHint is for a list or a single value where a set is wanted.
func (t *Type) setHint(n *yamldoc.Node) string {
	inner := t.Inner()
	if t.Kind != Attrs || inner == nil || !inner.has(Submodule) || n.Kind != yamldoc.List {
		return setOfPairs(n)
	}
	var names []string
	for _, item := range n.Items {
		if item.Kind != yamldoc.Text || item.Tag != "" || item.Text == "" || diag.Quote(item.Text) != `"`+item.Text+`"` {
			return "write a mapping, each item under a name of its own"
		}
		names = append(names, name(item.Text)+": {}")
	}
	if len(names) == 0 {
		return "write {}"
	}
	return "write a mapping: {" + strings.Join(slices.Compact(names), ", ") + "}"
}

// setOfPairs shows an empty list as an empty set.
func setOfPairs(n *yamldoc.Node) string {
	if n.Kind == yamldoc.List && len(n.Items) == 0 {
		return "write {}"
	}
	if n.Kind == yamldoc.List {
		return "write a mapping from names to values, instead of a list"
	}
	return "write a mapping, each name with its value behind a colon"
}

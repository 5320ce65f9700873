package types

import (
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Unusable tells whether a checked value stands for one that had a mistake, which has been reported.
func Unusable(n *yamldoc.Node) bool { return n.Kind == yamldoc.Null && n.Text == "" }

// HasMistake tells whether a checked value or anything in it had a mistake, which has been reported.
func HasMistake(n *yamldoc.Node) bool {
	return n != nil && (Unusable(n) || slices.ContainsFunc(n.Items, HasMistake) ||
		slices.ContainsFunc(n.Entries, func(e yamldoc.Entry) bool { return HasMistake(e.Value) }))
}

// WithoutMistakes returns a checked value without what had a mistake.
func WithoutMistakes(n *yamldoc.Node) *yamldoc.Node {
	if n.IsScalar() || !HasMistake(n) {
		return n
	}
	var entries []yamldoc.Entry
	for _, e := range n.Entries {
		if !Unusable(e.Value) {
			e.Value = WithoutMistakes(e.Value)
			entries = append(entries, e)
		}
	}
	var items []*yamldoc.Node
	for _, item := range n.Items {
		if !Unusable(item) {
			items = append(items, WithoutMistakes(item))
		}
	}
	left := yamldoc.Collection(n.Kind, n, entries, items)
	left.Tag = n.Tag
	return left
}

// UnknownKey stands in a checked object for each key that is not known; its value is unusable. Nobody can write it there.
const UnknownKey = ""

// Misspelt tells whether a checked object has a key that is not known, which has been reported, and that was probably
// meant to be the given one.
func Misspelt(n *yamldoc.Node, meant string) bool {
	if n == nil {
		return false
	}
	return slices.ContainsFunc(n.Entries, func(e yamldoc.Entry) bool {
		if e.Key != UnknownKey || !Unusable(e.Value) {
			return false
		}
		_, near := diag.Nearest(e.At.Text, []string{meant})
		return near
	})
}

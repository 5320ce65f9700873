package storage

import (
	"slices"
	"strconv"

	"github.com/hbohlen/panther/internal/yamldoc"
)

// textOf is a single value, "" for none.
func textOf(n *yamldoc.Node) string {
	if !n.IsSet() || !n.IsScalar() {
		return ""
	}
	return n.Text
}

// written is a value that stands where nobody wrote it.
func written(value string) *yamldoc.Node { return yamldoc.Scalar(yamldoc.Text, value, nil) }

// member is an entry of a mapping.
func member(key string, value *yamldoc.Node) yamldoc.Entry {
	return yamldoc.Entry{Key: key, At: written(key), Value: value}
}

func mapping(entries ...yamldoc.Entry) *yamldoc.Node {
	return yamldoc.Collection(yamldoc.Map, nil, entries, nil)
}

// with is a mapping in which a key has a value.
func with(n *yamldoc.Node, key string, value *yamldoc.Node) *yamldoc.Node {
	entries := slices.Clone(n.Entries)
	for i := range entries {
		if entries[i].Key == key {
			entries[i].Value = value
			return yamldoc.Collection(yamldoc.Map, n, entries, nil)
		}
	}
	return yamldoc.Collection(yamldoc.Map, n, append(entries, member(key, value)), nil)
}

// without is a mapping without some keys.
func without(n *yamldoc.Node, keys ...string) *yamldoc.Node {
	entries := slices.DeleteFunc(slices.Clone(n.Entries), func(e yamldoc.Entry) bool { return slices.Contains(keys, e.Key) })
	return yamldoc.Collection(yamldoc.Map, n, entries, nil)
}

// over lays one value over another: mappings merge, all else replaces.
func over(base, value *yamldoc.Node) *yamldoc.Node {
	if base == nil || base.Kind != yamldoc.Map || value.Kind != yamldoc.Map {
		return value
	}
	out := base
	for _, e := range value.Entries {
		merged := over(out.Get(e.Key), e.Value)
		out = with(out, e.Key, merged)
		out.Entry(e.Key).At = e.At
	}
	return out
}

// appended is a list with the items of another one behind its own; either may be none.
func appended(base, more *yamldoc.Node) *yamldoc.Node {
	var items []*yamldoc.Node
	for _, n := range []*yamldoc.Node{base, more} {
		if n.IsSet() {
			items = append(items, n.Items...)
		}
	}
	return yamldoc.Collection(yamldoc.List, more, nil, items)
}

// newIn is a list without the items that another one has.
func newIn(list, than *yamldoc.Node) *yamldoc.Node {
	known := texts(than)
	items := slices.DeleteFunc(slices.Clone(list.Items), func(n *yamldoc.Node) bool { return n.IsScalar() && slices.Contains(known, n.Text) })
	return yamldoc.Collection(yamldoc.List, list, nil, items)
}

func orElse(n *yamldoc.Node, fallback string) string {
	if s := textOf(n); s != "" {
		return s
	}
	return fallback
}

// number reads what the language takes for a number; 0 for none.
func number(n *yamldoc.Node) int {
	value, err := strconv.Atoi(textOf(n))
	if err != nil {
		return 0
	}
	return value
}

// entries of a mapping that say something.
func entries(n *yamldoc.Node) []yamldoc.Entry {
	if n == nil {
		return nil
	}
	var out []yamldoc.Entry
	for _, e := range n.Entries {
		if e.Value.IsSet() {
			out = append(out, e)
		}
	}
	return out
}

// items of a list; a single value stands for a list of one.
func items(n *yamldoc.Node) []*yamldoc.Node {
	switch {
	case !n.IsSet() || n.Kind == yamldoc.Map:
		return nil
	case n.Kind == yamldoc.List:
		return n.Items
	}
	return []*yamldoc.Node{n}
}

func texts(n *yamldoc.Node) []string {
	var out []string
	for _, item := range items(n) {
		if s := textOf(item); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// short writes out what a single value stands for.
func short(n *yamldoc.Node, key string) *yamldoc.Node {
	if n.IsSet() && n.IsScalar() {
		return mapping(member(key, n))
	}
	return n
}

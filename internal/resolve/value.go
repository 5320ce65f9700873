// Package resolve layers the documents of a fleet: from them comes one host, every value with its origin and with what
// it overrode.
package resolve

import (
	"slices"

	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Layer is a document that sets values. Later layers are stronger.
type Layer struct {
	Name string // "defaults", "profile server", "user operator", "host web1"
}

// Value is a value that several layers made together. Values are shared between hosts and never changed.
type Value struct {
	Node     *yamldoc.Node // as the strongest layer wrote it
	Layer    *Layer        // that wrote Node
	Overrode []Setting     // what a single value or a replaced list took the place of, strongest first

	Members []Member // of a map, in the order first written
	Items   []Setting

	whole    bool // one layer wrote all of it, so that Node is its document
	perFile  bool // of a list: its texts are relative to the file that they stand in, so that equal ones may differ
	doubtful bool // a layer wrote something for it that had a mistake
}

// Member is one key of a map.
type Member struct {
	Key   string
	At    *yamldoc.Node
	Value *Value
}

// Setting is what one layer wrote.
type Setting struct {
	Node  *yamldoc.Node
	Layer *Layer
}

// fromNode is a document's value before anything is merged into it.
func fromNode(n *yamldoc.Node, layer *Layer) *Value {
	v := &Value{Node: n, Layer: layer, whole: n.Tag != yamldoc.TagReplace}
	switch n.Kind {
	case yamldoc.Map:
		v.Members = make([]Member, 0, len(n.Entries))
		for _, e := range n.Entries {
			member := fromNode(e.Value, layer)
			member.perFile = e.Key == "imports"
			v.Members = append(v.Members, Member{Key: e.Key, At: e.At, Value: member})
			v.whole = v.whole && member.whole
		}
	case yamldoc.List:
		items := newItems(len(n.Items))
		for _, item := range n.Items {
			items.add(Setting{Node: item, Layer: layer})
		}
		v.Items = items.list
		v.whole = v.whole && len(v.Items) == len(n.Items)
	}
	return v
}

// merge lays a stronger value over a weaker one: maps merge, lists append what is not there yet unless they say
// !replace, everything else replaces.
func merge(base, over *Value) *Value {
	switch {
	case base == nil || over == nil:
		if base == nil {
			return over
		}
		return base
	case types.Unusable(over.Node): // its mistake is reported; what was there before is the better guess
		guess := *base
		guess.doubtful = true
		return &guess
	case base.Node.Kind == yamldoc.Map && over.Node.Kind == yamldoc.Map:
		return mergeMaps(base, over)
	case base.Node.Kind == yamldoc.List && over.Node.Kind == yamldoc.List && over.Node.Tag != yamldoc.TagReplace:
		return mergeLists(base, over)
	}
	merged := *over
	merged.doubtful = over.doubtful || types.Unusable(base.Node) && over.adds()
	merged.Overrode = append(append([]Setting{}, over.Overrode...), Setting{Node: base.Node, Layer: base.Layer})
	merged.Overrode = append(merged.Overrode, base.Overrode...)
	return &merged
}

// adds tells whether the value would be merged into a weaker one of its kind.
func (v *Value) adds() bool {
	return v.Node.Kind == yamldoc.Map || v.Node.Kind == yamldoc.List && v.Node.Tag != yamldoc.TagReplace
}

func mergeMaps(base, over *Value) *Value {
	merged := *over
	merged.whole = false
	merged.doubtful = base.doubtful || over.doubtful
	merged.Overrode = append(slices.Clone(over.Overrode), base.Overrode...)
	merged.Members = append(make([]Member, 0, len(base.Members)+len(over.Members)), base.Members...)
	find := finder(base.Members)
	for _, m := range over.Members {
		if i := find(m.Key); i >= 0 {
			merged.Members[i].Value = merge(merged.Members[i].Value, m.Value)
			merged.Members[i].At = m.At
			continue
		}
		merged.Members = append(merged.Members, m)
	}
	return &merged
}

// finder returns how members are found by their keys.
func finder(members []Member) func(key string) int {
	if len(members) <= few {
		return func(key string) int { return indexOf(members, key) }
	}
	index := make(map[string]int, len(members))
	for i, m := range members {
		index[m.Key] = i
	}
	return func(key string) int {
		if i, ok := index[key]; ok {
			return i
		}
		return -1
	}
}

func indexOf(members []Member, key string) int {
	for i := range members {
		if members[i].Key == key {
			return i
		}
	}
	return -1
}

func mergeLists(base, over *Value) *Value {
	merged := *over
	merged.Node = base.Node // keeps a !replace that stands further down
	merged.whole = false
	merged.doubtful = base.doubtful || over.doubtful
	merged.Overrode = append(slices.Clone(over.Overrode), base.Overrode...)
	if over.perFile {
		merged.Items = slices.Concat(base.Items, over.Items)
		return &merged
	}
	items := newItems(len(base.Items) + len(over.Items))
	for _, item := range slices.Concat(base.Items, over.Items) {
		items.add(item)
	}
	merged.Items = items.list
	return &merged
}

// items is a list without duplicates. In a large one, single values are found again by their text.
type items struct {
	list []Setting
	seen map[string]bool // nil in a small list
}

// few is up to how many values looking through them is quicker than keeping an index.
const few = 32

func newItems(n int) *items {
	l := &items{list: make([]Setting, 0, n)}
	if n > few {
		l.seen = make(map[string]bool, n)
	}
	return l
}

func (l *items) add(item Setting) {
	if l.seen != nil && item.Node.IsScalar() {
		key := string(rune(item.Node.Kind)) + item.Node.Tag + "\x00" + item.Node.Text
		if !l.seen[key] {
			l.seen[key] = true
			l.list = append(l.list, item)
		}
		return
	}
	for _, have := range l.list {
		if yamldoc.Equal(have.Node, item.Node) {
			return
		}
	}
	l.list = append(l.list, item)
}

// Get returns the value of a key, nil where there is none. Several keys descend.
func (v *Value) Get(keys ...string) *Value {
	for _, key := range keys {
		if v == nil {
			return nil
		}
		i := indexOf(v.Members, key)
		if i < 0 {
			return nil
		}
		v = v.Members[i].Value
	}
	return v
}

// Range is where the value was written last.
func (v *Value) Range() source.Range {
	if v == nil {
		return source.Range{}
	}
	return v.Node.Range()
}

// lacksSomething tells whether a mistake was reported that may have left something out of the value: in the value as a
// whole, or in the name of one of its keys.
func (v *Value) lacksSomething() bool {
	return v.doubtful || types.Unusable(v.Node) || slices.ContainsFunc(v.Members, func(m Member) bool {
		return m.Key == types.UnknownKey && types.Unusable(m.Value.Node)
	})
}

// isLost tells whether such a mistake may be why some keys are not there.
func (v *Value) isLost(keys ...string) bool {
	for _, key := range keys {
		if v == nil || v.lacksSomething() {
			return v != nil
		}
		v = v.Get(key)
	}
	return v != nil && v.lacksSomething()
}

// hasMistake tells whether one was reported anywhere in the value.
func (v *Value) hasMistake() bool {
	if v == nil {
		return false
	}
	return v.doubtful || types.Unusable(v.Node) || slices.ContainsFunc(v.Members, func(m Member) bool { return m.Value.hasMistake() }) ||
		slices.ContainsFunc(v.Items, func(item Setting) bool { return types.HasMistake(item.Node) })
}

// Document returns the value as a plain node. It is nil for a nil value.
func (v *Value) Document() *yamldoc.Node {
	if v == nil {
		return nil
	}
	switch {
	case v.whole:
		return v.Node
	case v.Node.Kind == yamldoc.Map:
		entries := make([]yamldoc.Entry, 0, len(v.Members))
		for _, m := range v.Members {
			entries = append(entries, yamldoc.Entry{Key: m.Key, At: m.At, Value: m.Value.Document()})
		}
		return yamldoc.Collection(yamldoc.Map, v.Node, entries, nil)
	case v.Node.Kind == yamldoc.List:
		items := make([]*yamldoc.Node, 0, len(v.Items))
		for _, item := range v.Items {
			items = append(items, item.Node)
		}
		return yamldoc.Collection(yamldoc.List, v.Node, nil, items)
	}
	return v.Node
}

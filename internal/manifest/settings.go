package manifest

import (
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// expandSettings nests settings by their paths: the keys at the top are option paths, those below them plain names.
//
//	boot.kernel.sysctl."vm.swappiness": 10   becomes   boot: { kernel: { sysctl: { "vm.swappiness": 10 } } }
func expandSettings(n *yamldoc.Node, title string, owned []ownedPath, diags *diag.List) *yamldoc.Node {
	if n.Kind != yamldoc.Map {
		diags.Add(diag.WrongType, n.Range(), "%s takes a mapping from option paths to values, not %s", title, n.Describe())
		return yamldoc.Scalar(yamldoc.Null, "", n)
	}
	root := &settingNode{}
	for _, e := range n.Entries {
		names, err := types.SplitPath(e.Key)
		if err != nil {
			diags.Add(diag.SettingPath, e.At.Range(), "%s is not an option path: %s", diag.Quote(e.Key), err)
			names, e.Value = []string{types.UnknownKey}, yamldoc.Scalar(yamldoc.Null, "", e.At)
		}
		root.put(names, e, diags)
	}
	for _, o := range owned {
		root.refuse(o, diags)
	}
	return root.node(n)
}

// settingNode collects settings, so that two keys may reach into one option set.
type settingNode struct {
	at       *yamldoc.Node
	value    *yamldoc.Node // of a leaf
	names    []string      // in the order written
	children map[string]*settingNode
}

// put stores the value of an entry at a path below the node. A mapping is taken apart, so that it merges with others.
func (s *settingNode) put(names []string, e yamldoc.Entry, diags *diag.List) {
	if len(names) > 0 {
		s.child(names[0], e.At).put(names[1:], e, diags)
		return
	}
	if saysNothing(s.value) {
		s.value = nil
	}
	if saysNothing(e.Value) && s.children != nil {
		return
	}
	if e.Value.Kind == yamldoc.Map && len(e.Value.Entries) > 0 && s.value == nil {
		s.at = e.At
		for _, inner := range e.Value.Entries {
			s.put([]string{inner.Key}, inner, diags)
		}
		return
	}
	if s.value != nil || s.children != nil {
		diags.Add(diag.SettingPath, e.At.Range(), "the setting stands on another one").
			Labelled("second time").See(s.at.Range(), "first time").Help("keep one of the two")
		return
	}
	s.at, s.value = e.At, e.Value
}

// saysNothing holds for an empty mapping, and for what had a mistake: that was reported, and may not have been meant to
// stand here.
func saysNothing(n *yamldoc.Node) bool {
	return n != nil && (n.Kind == yamldoc.Map && len(n.Entries) == 0 || types.Unusable(n))
}

func (s *settingNode) child(name string, at *yamldoc.Node) *settingNode {
	if saysNothing(s.value) {
		s.value = nil
	}
	if s.value != nil { // a leaf already: the place of the clash is reported at the new one
		return &settingNode{at: s.at, value: s.value}
	}
	if s.children == nil {
		s.children = map[string]*settingNode{}
	}
	if c := s.children[name]; c != nil {
		return c
	}
	c := &settingNode{at: at}
	s.children[name] = c
	s.names = append(s.names, name)
	return c
}

func (s *settingNode) node(at *yamldoc.Node) *yamldoc.Node {
	if s.value != nil {
		return s.value
	}
	entries := make([]yamldoc.Entry, 0, len(s.names))
	for _, name := range s.names {
		c := s.children[name]
		entries = append(entries, yamldoc.Entry{Key: name, At: c.at, Value: c.node(c.at)})
	}
	return yamldoc.Collection(yamldoc.Map, at, entries, nil)
}

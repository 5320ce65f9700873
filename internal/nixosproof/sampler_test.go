package nixosproof

import (
	"fmt"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// sampler gives options values, so that over as few hosts as possible every value comes up: each enum value, and at
// least two of everything else. Each host takes what no host before it had.
type sampler struct {
	known   map[slot]bool          // every value that is to come up
	covered map[slot]bool          // those that did
	uses    map[slot]int           // within the host that is being made
	chosen  map[*yamldoc.Node]slot // where they stand in that host
	host    int
	serial  int // of list and map entries, so that addresses and names are their own

	lacking []string // options for which there are not two samples
}

// slot is one value of one option: the path of the option, with * and [] for entries, and the number of the value.
type slot struct {
	path  string
	index int
}

func newSampler() *sampler {
	return &sampler{known: map[slot]bool{}, covered: map[slot]bool{}}
}

// next makes a host with values for all options of some modules.
func (s *sampler) next(name string, modules []*catalog.Module, others []*types.Option) *hostfile {
	m := newHost(name)
	s.uses, s.chosen = map[slot]int{}, map[*yamldoc.Node]slot{}
	s.host++
	for _, o := range others {
		m.add(s.option(o.Name, o, 0), o.Name)
	}
	for _, module := range modules {
		m.add(s.module(module), keyPath(module)...)
	}
	for _, rule := range together {
		rule.mend(m)
	}
	s.note(m.root)
	return m
}

// note remembers what the finished host has.
func (s *sampler) note(n *yamldoc.Node) {
	if at, ok := s.chosen[n]; ok {
		s.covered[at] = true
	}
	for _, item := range n.Items {
		s.note(item)
	}
	for _, e := range n.Entries {
		s.note(e.Value)
	}
}

// missing are the values that no host had.
func (s *sampler) missing() []slot {
	var out []slot
	for at := range s.known {
		if !s.covered[at] {
			out = append(out, at)
		}
	}
	return out
}

// count is how many values came up below a path.
func (s *sampler) count(path string) int {
	n := 0
	for at := range s.covered {
		if at.path == path || strings.HasPrefix(at.path, path+".") || strings.HasPrefix(at.path, path+"[") {
			n++
		}
	}
	return n
}

// pick chooses one of several values of an option: one that the host does not have yet, rather one that no host has.
func (s *sampler) pick(path string, values int) slot {
	best, rank := slot{}, [2]int{1 << 30, 0}
	for i := range values {
		at := slot{path, i}
		s.known[at] = true
		r := [2]int{s.uses[at], 0}
		if s.covered[at] {
			r[1] = 1
		}
		if r[0] < rank[0] || r[0] == rank[0] && r[1] < rank[1] {
			best, rank = at, r
		}
	}
	s.uses[best]++
	return best
}

func (s *sampler) choose(path string, candidates []func(serial int) *yamldoc.Node, serial int) *yamldoc.Node {
	at := s.pick(path, len(candidates))
	n := candidates[at.index](serial)
	s.chosen[firstLeaf(n)] = at
	return n
}

// firstLeaf is the part of a mapping that is found again in the host: mappings are put together anew there.
func firstLeaf(n *yamldoc.Node) *yamldoc.Node {
	for n.Kind == yamldoc.Map && len(n.Entries) > 0 {
		n = n.Entries[0].Value
	}
	return n
}

func (s *sampler) module(m *catalog.Module) *yamldoc.Node {
	if m.Entries {
		return s.entries(m.KeyPath(), m.Type)
	}
	return s.object(m.KeyPath(), m.Type, 0, boolean(true))
}

// object has all fields; one that is switched off has nothing else, since nothing else would count.
func (s *sampler) object(path string, t *types.Type, serial int, enable *yamldoc.Node) *yamldoc.Node {
	n := yamldoc.Collection(yamldoc.Map, nil, nil, nil)
	if o := t.Field("enable"); o != nil {
		enable = s.option(path+".enable", o, serial)
	}
	if enable != nil {
		put(n, "enable", enable)
		if enable.Text == "false" {
			return n
		}
	}
	for _, o := range t.Fields {
		if !o.Written() || o.NotYet != "" || o.Name == "enable" {
			continue
		}
		if value := s.option(path+"."+o.Name, o, serial); value != nil {
			put(n, o.Name, value)
		}
	}
	return n
}

// option returns nil for an option that is to be left out of this host.
func (s *sampler) option(path string, o *types.Option, serial int) *yamldoc.Node {
	if skip := leftOut[path]; skip != nil && skip(s.host) {
		return nil
	}
	return s.value(path, o.Type, o, serial)
}

func (s *sampler) value(path string, t *types.Type, o *types.Option, serial int) *yamldoc.Node {
	if given, ok := sensible[path]; ok {
		return s.choose(path, snippets(given), serial)
	}
	switch t.Kind {
	case types.Object:
		return s.object(path, t, serial, nil)
	case types.Map:
		return s.entries(path, t)
	case types.List:
		return s.list(path, t, o)
	}
	return s.choose(path, s.scalars(path, t, o), serial)
}

// entries has two entries, each with values of its own.
func (s *sampler) entries(path string, t *types.Type) *yamldoc.Node {
	names := entryNames[path]
	if names == nil {
		names = []string{"one", "two"}
	}
	n := yamldoc.Collection(yamldoc.Map, nil, nil, nil)
	for _, name := range names {
		s.serial++
		put(n, name, s.value(path+".*", t.Of, nil, s.serial))
	}
	return n
}

// list has one item or two, or is the interface's example.
func (s *sampler) list(path string, t *types.Type, o *types.Option) *yamldoc.Node {
	variants := 2
	if o != nil && o.Example != nil && o.Example.Kind == yamldoc.List {
		variants = 3
	}
	at := s.pick(path, variants)
	n := yamldoc.Collection(yamldoc.List, nil, nil, nil)
	s.chosen[n] = at
	if at.index == 2 {
		n.Items = o.Example.Items
		return n
	}
	for range at.index + 1 {
		s.serial++
		n.Items = append(n.Items, s.value(path+"[]", t.Of, nil, s.serial))
	}
	return n
}

func snippets(given []string) []func(int) *yamldoc.Node {
	var out []func(int) *yamldoc.Node
	for _, snippet := range given {
		out = append(out, func(serial int) *yamldoc.Node {
			return parse(strings.NewReplacer("{n}", fmt.Sprint(serial), "{net}", fmt.Sprintf("10.%d.%d", serial/256, serial%256)).Replace(snippet))
		})
	}
	return out
}

// Package topology makes graphs of a fleet: what its hosts, profiles and modules use.
package topology

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/draw"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/resolve"
)

// every stands for all hosts of a fleet.
const every = "every host"

func hostID(name string) string    { return "host:" + name }
func profileID(name string) string { return "profile:" + name }
func moduleID(id string) string    { return "module:" + id }
func inputID(name string) string   { return "input:" + name }
func slotID(name string) string    { return "slot:" + name }

// Fleet draws the hosts with the profiles that make them and the flake inputs that they need, in frames by folder or, if
// it is wanted, by tag: a host with several tags stands in the frame of each.
func Fleet(f *pipeline.Fleet, r *pipeline.Result, byTags bool) *draw.Graph {
	g := &draw.Graph{Title: "The fleet"}
	add := addHosts
	if byTags {
		add = addTagged
	}
	nodes := add(g, r.Hosts)
	for _, h := range r.Hosts {
		for _, id := range nodes[h.Name] {
			for _, p := range named(h) {
				g.Link(id, draw.EdgeUses, profileID(p))
			}
		}
	}
	addProfiles(g, f, lineage(r), g.Frame("profiles"))
	addInputs(g, r, nodes, g.Frame("inputs"))
	return finished(g)
}

// finished leaves out groups that hold nothing, and edges to what is not there: a manifest with mistakes may name it.
func finished(g *draw.Graph) *draw.Graph {
	out, holds := g.Sound(), map[string]bool{}
	for _, n := range g.Nodes {
		holds[n.Group] = true
	}
	out.Groups = slices.DeleteFunc(out.Groups, func(group draw.Group) bool { return !holds[group.ID] })
	if out.Nodes == nil {
		out.Nodes = []draw.Node{}
	}
	if out.Groups == nil {
		out.Groups = []draw.Group{}
	}
	return out
}

// named are the profiles that a host names itself.
func named(h *pipeline.Host) []string {
	if h.Document.Root == nil {
		return nil
	}
	return manifest.Strings(h.Document.Root.Get("profile"))
}

func hostNode(h *pipeline.Host, group string) draw.Node {
	n := draw.Node{ID: hostID(h.Name), Kind: draw.NodeHost, Name: h.Name, Group: group}
	if h.Resolved == nil {
		n.Note = "cannot be read"
		return n
	}
	n.Note = fmt.Sprintf("%s, %s", h.Resolved.Firmware, diag.Plural(len(h.Modules), "module"))
	n.Facts = []draw.Fact{{What: "is", Values: said(h.Resolved.Description)}, {What: "system", Values: said(h.Resolved.System)}}
	if len(h.Facts.Users) > 0 {
		n.Facts = append(n.Facts, draw.Fact{What: "users", Values: h.Facts.Users})
	}
	for _, layer := range catalog.Layers() {
		if names := namesIn(layer, h.Modules); len(names) > 0 {
			n.Facts = append(n.Facts, draw.Fact{What: layer, Values: names})
		}
	}
	return n
}

func said(text string) []string {
	if text == "" {
		return []string{}
	}
	return []string{text}
}

// namesIn are the names of the modules of a layer, each once.
func namesIn(layer string, modules []*catalog.Module) (names []string) {
	for _, m := range modules {
		if m.Layer == layer {
			names = append(names, m.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// lineage names the profiles that make each host, those that they extend among them.
func lineage(r *pipeline.Result) map[string][]string {
	hosts := map[string][]string{}
	for _, h := range r.Hosts {
		if h.Resolved == nil {
			continue
		}
		for _, p := range h.Resolved.Profiles {
			hosts[p.Name] = append(hosts[p.Name], h.Name)
		}
	}
	return hosts
}

// addProfiles adds profiles that make some host.
func addProfiles(g *draw.Graph, f *pipeline.Fleet, hosts map[string][]string, group string) {
	for _, name := range f.Profiles.Names() {
		if len(hosts[name]) > 0 {
			addProfile(g, f, name, group, hosts[name])
		}
	}
}

func addProfile(g *draw.Graph, f *pipeline.Fleet, name, group string, hosts []string) {
	n := draw.Node{ID: profileID(name), Kind: draw.NodeProfile, Name: name, Group: group, Column: 1, Unused: len(hosts) == 0}
	if p := f.Profiles.Get(name); p != nil && p.Root != nil {
		if about := p.Root.Get("description"); about != nil {
			n.Note = about.Text
		}
		for _, extended := range manifest.Strings(p.Root.Get("extends")) {
			g.Link(n.ID, draw.EdgeExtends, profileID(extended))
		}
	}
	n.Facts = usedBy(hosts)
	g.Add(n)
}

func usedBy(hosts []string) []draw.Fact {
	if len(hosts) == 0 {
		return nil
	}
	return []draw.Fact{{What: "used by", Values: hosts}}
}

// addInputs adds the flake inputs that hosts, each with its nodes, use. One that all of them use says so, instead of with as
// many edges.
func addInputs(g *draw.Graph, r *pipeline.Result, nodes map[string][]string, group string) {
	hosts, names := map[string][]string{}, []string{}
	for _, h := range r.Hosts {
		for _, name := range h.Ref.Inputs {
			if hosts[name] == nil {
				names = append(names, name)
			}
			hosts[name] = append(hosts[name], h.Name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		n := draw.Node{ID: inputID(name), Kind: draw.NodeInput, Name: name, Group: group, Column: 1, Facts: usedBy(hosts[name])}
		if len(r.Hosts) > 1 && len(hosts[name]) == len(r.Hosts) {
			n.Note = every
		} else {
			for _, host := range hosts[name] {
				for _, id := range nodes[host] {
					g.Link(id, draw.EdgeUses, n.ID)
				}
			}
		}
		g.Add(n)
	}
}

// Profiles draws which profiles there are, what each extends, and which hosts name them.
func Profiles(f *pipeline.Fleet, r *pipeline.Result) *draw.Graph {
	g := &draw.Graph{Title: "The profiles"}
	hosts, own := lineage(r), f.Profiles.Own()
	for _, h := range r.Hosts {
		if names := named(h); len(names) > 0 {
			n := hostNode(h, g.Frame("hosts"))
			n.Note, n.Facts = "", nil
			g.Add(n)
			for _, p := range names {
				g.Link(n.ID, draw.EdgeUses, profileID(p))
			}
		}
	}
	for _, name := range f.Profiles.Names() {
		group := "built in"
		if slices.Contains(own, name) {
			group = "the fleet's own"
		}
		addProfile(g, f, name, g.Frame(group), hosts[name])
	}
	return finished(g)
}

// Modules draws the modules that some host uses, or all: what each requires, what it is in conflict with, which slots it
// fills, and who uses it.
func Modules(f *pipeline.Fleet, r *pipeline.Result, all bool) *draw.Graph {
	g := &draw.Graph{Title: "The modules"}
	hosts := map[string][]string{}
	for _, h := range r.Hosts {
		for _, m := range h.Modules {
			if list := hosts[m.ID()]; len(list) == 0 || list[len(list)-1] != h.Name { // a home may have it, too
				hosts[m.ID()] = append(list, h.Name)
			}
		}
	}
	shown := slices.DeleteFunc(slices.Clone(f.Catalog.All()), func(m *catalog.Module) bool { return !all && hosts[m.ID()] == nil })
	for _, layer := range catalog.Layers() {
		g.Frame(layer)
	}
	for _, m := range shown {
		n := draw.Node{ID: moduleID(m.ID()), Kind: draw.NodeModule, Name: m.Name, Group: m.Layer, Unused: hosts[m.ID()] == nil}
		n.Note = countHosts(hosts[m.ID()], len(r.Hosts))
		n.Facts = append([]draw.Fact{{What: "is", Values: said(m.Description)}}, usedBy(hosts[m.ID()])...)
		g.Add(n)
	}
	for _, m := range shown {
		linkModule(g, m, func(id string) string { return moduleID(id) }, shown)
	}
	addSlots(g, shown)
	return finished(g)
}

// countHosts says who uses a module, in a few words.
func countHosts(hosts []string, all int) string {
	switch {
	case len(hosts) == 0:
		return "no host"
	case len(hosts) == all && all > 1:
		return every
	case len(hosts) <= 2:
		return strings.Join(hosts, ", ")
	}
	return diag.Plural(len(hosts), "host")
}

// linkModule adds what a module requires, is in conflict with and provides, as far as the picture has it.
func linkModule(g *draw.Graph, m *catalog.Module, idOf func(string) string, shown []*catalog.Module) {
	has := func(id string) bool {
		return slices.ContainsFunc(shown, func(other *catalog.Module) bool { return other.ID() == id })
	}
	for _, id := range m.Requires {
		if has(id) {
			g.Link(idOf(m.ID()), draw.EdgeRequires, idOf(id))
		}
	}
	for _, id := range m.Conflicts {
		back := draw.Edge{From: idOf(id), To: idOf(m.ID()), Kind: draw.EdgeConflicts}
		if has(id) && !g.Links(back) { // once for both
			g.Link(idOf(m.ID()), draw.EdgeConflicts, idOf(id))
		}
	}
	for _, slot := range m.Slots() {
		g.Link(idOf(m.ID()), draw.EdgeProvides, slotID(slot))
	}
}

func addSlots(g *draw.Graph, shown []*catalog.Module) {
	for _, slot := range catalog.Slots() {
		if !g.Has(slotID(slot)) && slices.ContainsFunc(shown, func(m *catalog.Module) bool { return slices.Contains(m.Slots(), slot) }) {
			g.Add(draw.Node{ID: slotID(slot), Kind: draw.NodeSlot, Name: slot, Group: g.Frame("slots"), Note: "one on a host", Column: 1})
		}
	}
}

// Host draws one host: its profiles, the modules that are on with the file that switched each on, what they require, and
// the flake inputs that it needs.
func Host(f *pipeline.Fleet, h *pipeline.Host) *draw.Graph {
	g := &draw.Graph{Title: "The host " + h.Name}
	top := hostNode(h, "")
	top.Facts = slices.DeleteFunc(top.Facts, func(fact draw.Fact) bool { return slices.Contains(catalog.Layers(), fact.What) })
	g.Add(top)
	for _, p := range named(h) {
		g.Link(top.ID, draw.EdgeUses, profileID(p))
	}
	hosts := map[string][]string{}
	for _, p := range h.Resolved.Profiles {
		hosts[p.Name] = []string{h.Name}
	}
	addProfiles(g, f, hosts, g.Frame("profiles"))
	addModules(g, top.ID, "", h.Resolved.Modules)
	for _, home := range h.Resolved.Homes {
		addModules(g, top.ID, home.User, home.Modules)
	}
	used := map[string]bool{}
	for _, e := range g.Edges {
		used[e.To] = true
	}
	for _, name := range h.Ref.Inputs {
		n := draw.Node{ID: inputID(name), Kind: draw.NodeInput, Name: name, Group: g.Frame("inputs"), Column: 1}
		if !used[n.ID] {
			g.Link(top.ID, draw.EdgeUses, n.ID)
		}
		g.Add(n)
	}
	return finished(g)
}

// addModules adds the modules of a host, or of one of its homes.
func addModules(g *draw.Graph, host, user string, modules []*resolve.Module) {
	idOf := func(id string) string { return moduleID(id) + suffix(user) }
	var shown []*catalog.Module
	for _, m := range modules {
		shown = append(shown, m.Module)
	}
	for _, m := range modules {
		group := m.Layer
		if user != "" {
			group = "home of " + user
		}
		n := draw.Node{ID: idOf(m.ID()), Kind: draw.NodeModule, Name: m.Name, Group: g.Frame(group), Column: 1}
		if !m.At.IsZero() {
			n.Note = m.At.File.Name
		}
		n.Facts = []draw.Fact{{What: "is", Values: said(m.Description)}}
		g.Add(n)
		if m.RequiredBy == nil {
			g.Link(host, draw.EdgeUses, n.ID)
		}
		linkModule(g, m.Module, idOf, shown)
		for _, input := range m.Inputs {
			g.Link(n.ID, draw.EdgeUses, inputID(input))
		}
	}
	addSlots(g, shown)
}

// suffix tells nodes of one thing apart that stands in several places.
func suffix(place string) string {
	if place == "" {
		return ""
	}
	return "@" + place
}

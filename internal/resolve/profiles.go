package resolve

import (
	"slices"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Resolver resolves the hosts of one fleet. It may be used by several goroutines.
type Resolver struct {
	fleet    *manifest.Fleet
	catalog  *catalog.Catalog
	profiles *manifest.Profiles

	mu    sync.Mutex
	bases map[string]*base // by the names that a host's `profile` gives
}

// base is what all hosts with the same profiles start from.
type base struct {
	value    *Value
	profiles []*manifest.Document
	broken   bool // a profile is missing in it
}

// New returns a resolver. It reports profiles that extend what is not there or each other in a circle: the fleet's own, or
// those that come with panther, if they extend one of the fleet's own, which took the place of another.
func New(fleet *manifest.Fleet, c *catalog.Catalog, profiles *manifest.Profiles) (*Resolver, diag.List) {
	r := &Resolver{fleet: fleet, catalog: c, profiles: profiles, bases: map[string]*base{}}
	var diags diag.List
	seen := map[string]bool{}
	for names := slices.Clone(profiles.Own()); len(names) > 0; names = names[1:] {
		if seen[names[0]] {
			continue
		}
		seen[names[0]] = true
		line := lineage{resolver: r, diags: &diags}
		line.add(names[0], nil)
		for _, reached := range line.found {
			names = append(names, reached.Name)
		}
	}
	return r, diags
}

// ProfileNames lists the profiles of the fleet and the built-in ones.
func (r *Resolver) ProfileNames() []string { return r.profiles.Names() }

// baseOf merges the defaults and the profiles that a host names, once for all hosts that name the same.
func (r *Resolver) baseOf(named []*yamldoc.Node) *base {
	names := make([]string, 0, len(named))
	for _, n := range named {
		names = append(names, n.Text)
	}
	key := strings.Join(names, "\n")
	r.mu.Lock()
	defer r.mu.Unlock()
	if b, ok := r.bases[key]; ok {
		return b
	}
	b := &base{}
	line := lineage{resolver: r}
	for _, name := range names {
		line.add(name, nil)
	}
	b.profiles, b.broken = line.found, line.broken
	if d := r.fleet.Defaults; d != nil && d.Root != nil {
		b.value = fromNode(d.Root, &Layer{Name: "defaults"})
	}
	for _, p := range b.profiles {
		if p.Root != nil {
			b.value = merge(b.value, fromNode(inherited(p.Root), &Layer{Name: "profile " + p.Name}))
		}
	}
	r.bases[key] = b
	return b
}

// Sets tells whether the defaults or any of the profiles, or what these extend, set a key. Several keys descend.
func (r *Resolver) Sets(profiles []string, keys ...string) bool {
	named := make([]*yamldoc.Node, 0, len(profiles))
	for _, name := range profiles {
		named = append(named, yamldoc.Scalar(yamldoc.Text, name, nil))
	}
	return r.baseOf(named).value.Get(keys...) != nil
}

// Says returns the single value that the defaults or any of the profiles give a key, "" where there is none.
func (r *Resolver) Says(profiles []string, key string) string {
	named := make([]*yamldoc.Node, 0, len(profiles))
	for _, name := range profiles {
		named = append(named, yamldoc.Scalar(yamldoc.Text, name, nil))
	}
	if value := r.baseOf(named).value.Get(key); value != nil {
		return textOf(value.Node)
	}
	return ""
}

// inherited is what a profile passes on: its description and what it extends are about itself.
func inherited(n *yamldoc.Node) *yamldoc.Node {
	entries := make([]yamldoc.Entry, 0, len(n.Entries))
	for _, e := range n.Entries {
		if e.Key != "description" && e.Key != "extends" {
			entries = append(entries, e)
		}
	}
	return yamldoc.Collection(yamldoc.Map, n, entries, nil)
}

// checkNames reports profiles that a document names and nobody wrote, and tells whether there are any.
func (r *Resolver) checkNames(named []*yamldoc.Node, diags *diag.List) (missing bool) {
	for _, n := range named {
		if !r.profiles.Has(n.Text) {
			missing = true
			diags.Add(diag.UnknownProfile, n.Range(), "there is no profile %s", diag.Quote(n.Text)).
				Help("%s", diag.DidYouMean(n.Text, r.ProfileNames()))
		}
	}
	return missing
}

// namesLost tells whether some of the profiles that a document names under a key are not known, since they had mistakes.
func namesLost(n *yamldoc.Node, key string) bool {
	return types.HasMistake(n.Get(key)) || types.Misspelt(n, key)
}

// lineage puts profiles in their order, each after what it extends and each once.
type lineage struct {
	resolver *Resolver
	found    []*manifest.Document
	open     []string
	broken   bool       // something is missing, or goes in a circle
	diags    *diag.List // nil: do not report
}

func (l *lineage) add(name string, at *yamldoc.Node) {
	if l.diags != nil && l.resolver.profiles.Sound(name) { // nothing to report, which saves reading it
		return
	}
	p := l.resolver.profiles.Get(name)
	if p == nil || p.Root == nil {
		l.broken = true
	}
	if p == nil || slices.Contains(l.found, p) {
		return
	}
	if i := slices.Index(l.open, name); i >= 0 {
		l.broken = true
		if l.diags != nil {
			circle := append(slices.Clone(l.open[i:]), name)
			l.diags.Add(diag.ProfileCycle, at.Range(), "profiles extend each other in a circle").
				Labelled("%s", strings.Join(circle, " extends ")).Help("remove one of them from extends")
		}
		return
	}
	l.open = append(l.open, name)
	var extends []*yamldoc.Node
	if p.Root != nil {
		extends = manifest.Items(p.Root.Get("extends"))
		l.broken = l.broken || namesLost(p.Root, "extends")
	}
	if l.diags != nil {
		l.resolver.checkNames(extends, l.diags)
	}
	for _, e := range extends {
		l.add(e.Text, e)
	}
	l.open = l.open[:len(l.open)-1]
	l.found = append(l.found, p)
}

package resolve

import (
	"slices"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"

	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// switchboard turns modules on: those that documents name and those that they require.
type switchboard struct {
	catalog *catalog.Catalog
	value   func(m *catalog.Module) *yamldoc.Node
	on      []*Module
	diags   *diag.List
}

// modules finds the NixOS modules of a host.
func (r *Resolver) modules(h *Host, diags *diag.List) {
	board := &switchboard{catalog: r.catalog, diags: diags}
	board.value = func(m *catalog.Module) *yamldoc.Node { return h.Root.Get(m.Layer).Get(m.Key) }
	for _, layer := range catalog.Layers() {
		if layer != catalog.HomeLayer {
			board.consider(layer, h.Root.Get(layer))
		}
	}
	h.Modules = board.finish()
	checkSlots(h.Modules, h.Root.Get("settings"), diags)
}

// consider turns on the modules of a layer of which a document says so.
func (b *switchboard) consider(layer string, modules *yamldoc.Node) {
	if modules == nil {
		return
	}
	for _, e := range modules.Entries {
		if types.Unusable(e.Value) {
			continue
		}
		m := b.catalog.Keyed(layer, e.Key)
		if m != nil && (m.Entries && len(e.Value.Entries) > 0 || isOn(e.Value)) {
			b.on = append(b.on, &Module{Module: m, Value: e.Value, At: e.At.Range()})
		}
	}
}

func (b *switchboard) sort() {
	slices.SortFunc(b.on, func(x, y *Module) int { return catalog.Compare(x.Module, y.Module) })
}

func isOn(value *yamldoc.Node) bool {
	enable := value.Get("enable")
	return enable != nil && enable.Text == "true"
}

// require turns on what a module requires, unless a document turned it on already.
func (b *switchboard) require(m *Module) {
	for _, id := range m.Requires {
		required := b.catalog.Module(id)
		if required == nil || b.has(id) { // an interface's mistake, reported there
			continue
		}
		value := b.value(required)
		if enable := value.Get("enable"); enable != nil && enable.Text == "false" {
			b.diags.Add(diag.RequiredOff, enable.Range(), "%s is off, and %s requires it", required.KeyPath(), m.KeyPath()).
				Labelled("switched off here").See(m.At, "%s", m.because()).
				Help("switch %s on, or %s off", required.KeyPath(), m.cause().KeyPath())
			continue
		}
		b.on = append(b.on, &Module{Module: required, Value: value, At: m.At, RequiredBy: m})
	}
}

func (b *switchboard) has(id string) bool {
	return slices.ContainsFunc(b.on, func(m *Module) bool { return m.ID() == id })
}

// finish puts the modules in order and reports those that exclude each other.
func (b *switchboard) finish() []*Module {
	b.sort()
	for i := 0; i < len(b.on); i++ { // grows by what is required
		b.require(b.on[i])
	}
	b.sort()
	for i, m := range b.on {
		for _, other := range b.on[i+1:] {
			b.checkPair(m, other)
		}
	}
	return b.on
}

func (b *switchboard) checkPair(m, other *Module) {
	if slices.Contains(m.Conflicts, other.ID()) || slices.Contains(other.Conflicts, m.ID()) {
		b.diags.Add(diag.Conflict, other.At, "%s and %s cannot be on together", m.KeyPath(), other.KeyPath()).
			Labelled("%s", other.because()).See(m.At, "%s", m.because()).Help("switch one of them off")
	}
}

// because says why a module is on.
func (m *Module) because() string {
	if m.RequiredBy != nil {
		return m.KeyPath() + " is required by " + m.RequiredBy.KeyPath()
	}
	return m.KeyPath() + " is switched on here"
}

// cause is the module that a document switched on, from which the chain of requirements to this one begins.
func (m *Module) cause() *Module {
	for m.RequiredBy != nil {
		m = m.RequiredBy
	}
	return m
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

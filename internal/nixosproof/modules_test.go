package nixosproof

import (
	"slices"
	"strings"
	"testing"

	"github.com/hbohlen/panther/internal/catalog"
)

// modules switches each module on alone, and off, over the profile base.
func (p *proof) modules(t *testing.T) {
	on, _ := p.evaluate(t, onHosts(p.catalog), false)
	off, _ := p.evaluate(t, offHosts(p.catalog), false)
	for _, m := range p.catalog.All() {
		row := p.table.row(m)
		switchedOn, switchedOff := on["on-"+hostPart(m)], off["off-"+hostPart(m)]
		row.on = p.table.verdict(t, m.ID()+" on", switchedOn)
		row.off = p.table.verdict(t, m.ID()+" off", switchedOff)
		row.warnings = len(switchedOn.warnings()) + len(switchedOff.warnings())
	}
}

// onHosts has a host for each module, over the profile base and with nothing else switched on.
func onHosts(c *catalog.Catalog) []*hostfile {
	var out []*hostfile
	for _, module := range c.All() {
		m := newHost("on-" + hostPart(module))
		if module.Entries {
			m.set(parse("{ ada: {}, grace: { shell: fish } }"), keyPath(module)...)
			m.set(parse("{}"), append(keyPath(module), "operator")...)
		} else {
			required := newSampler()
			required.turnOn(m, module)
		}
		out = append(out, m)
	}
	return out
}

// turnOn switches a module on and gives it what it must be given.
func (s *sampler) turnOn(m *hostfile, module *catalog.Module) {
	m.turn(module, true)
	if module.ID() == "filesystems/zfs" {
		m.addPool()
	}
	m.fitRoot()
	for _, o := range module.Options() {
		if o.Required && o.Written() {
			m.set(boolean(true), append(keyPath(module), "enable")...)
			m.set(s.value(module.KeyPath()+"."+o.Name, o.Type, o, 0), append(keyPath(module), o.Name)...)
		}
	}
}

// offHosts has a host for each module, switched off over the profile base. What requires the module goes with it.
func offHosts(c *catalog.Catalog) []*hostfile {
	var out []*hostfile
	for _, module := range c.All() {
		m := newHost("off-" + hostPart(module))
		// without core/boot it is disko that gives GRUB its disk, which only a BIOS boot partition lets it do
		if slices.Contains(module.Slots(), "bootLoader") {
			m.set(text("bios"), "firmware")
		}
		if module.Entries { // the administrator alone: a host without anybody is refused
			out = append(out, m)
			continue
		}
		for _, dependent := range append(dependents(c, module), module) {
			m.turn(dependent, false)
		}
		out = append(out, m)
	}
	return out
}

// dependents are the modules that cannot be on without another one.
func dependents(c *catalog.Catalog, module *catalog.Module) []*catalog.Module {
	var out []*catalog.Module
	for _, m := range c.All() {
		if slices.Contains(m.Requires, module.ID()) {
			out = append(append(out, m), dependents(c, m)...)
		}
	}
	return out
}

// groups are modules that can be on together, as many as can.
func groups(c *catalog.Catalog) [][]*catalog.Module {
	var out [][]*catalog.Module
next:
	for _, m := range c.All() {
		for i, group := range out {
			if !slices.ContainsFunc(group, func(other *catalog.Module) bool { return exclude(c, m, other) }) {
				out[i] = append(group, m)
				continue next
			}
		}
		out = append(out, []*catalog.Module{m})
	}
	return out
}

// exclude tells whether two modules, or what they require, cannot be on together.
func exclude(c *catalog.Catalog, a, b *catalog.Module) bool {
	for _, x := range required(c, a) {
		if slices.ContainsFunc(required(c, b), func(y *catalog.Module) bool { return x != y && excludeDirectly(x, y) }) {
			return true
		}
	}
	return false
}

// required are a module and all modules that are switched on with it.
func required(c *catalog.Catalog, m *catalog.Module) []*catalog.Module {
	out := []*catalog.Module{m}
	for _, id := range m.Requires {
		out = append(out, required(c, c.Module(id))...)
	}
	return out
}

func excludeDirectly(a, b *catalog.Module) bool {
	return slices.Contains(a.Conflicts, b.ID()) || slices.Contains(b.Conflicts, a.ID()) ||
		slices.ContainsFunc(a.Slots(), func(slot string) bool { return slices.Contains(b.Slots(), slot) })
}

func hostPart(m *catalog.Module) string { return strings.ReplaceAll(m.ID(), "/", "-") }

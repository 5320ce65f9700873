package resolve

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// State is a directory or a file that a host needs again after a boot.
type State struct {
	Module *Module
	Home   string // the user in whose home it lies; "" where the path is absolute
	Path   string
	File   bool // a file, not a directory
	Owner  string
	Group  string
	Mode   string // "": whatever the program gives it
}

// Port is a number that a module of a host listens on.
type Port struct {
	catalog.Port
	Module     *Module
	Number     string        // "" where only NixOS knows it
	At         *yamldoc.Node // the number; nil where the module fixes it
	Written    bool          // by a person, not a default
	Listen     []string      // addresses, or the words of the catalogue
	OpenAll    bool          // the firewall lets it in on all interfaces
	Interfaces []string      // on which the firewall lets it in
}

// State lists what the host has to keep, module by module, those of the homes last.
func (h *Host) State() []State {
	var out []State
	for _, m := range h.Modules {
		out = append(out, m.state("")...)
	}
	for _, home := range h.Homes {
		for _, m := range home.Modules {
			out = append(out, m.state(home.User)...)
		}
	}
	return out
}

func (m *Module) state(user string) []State {
	var out []State
	for _, s := range m.Module.State {
		if !m.meets(s.When) {
			continue
		}
		kept := State{Module: m, Home: user, Path: s.Path, File: s.File, Owner: s.Owner, Group: s.Group, Mode: s.Mode}
		if s.Path != "" {
			out = append(out, kept)
		}
		for _, v := range m.values(s.Option) {
			if kept.Path = v.node.Text; v.node.Tag == "" && strings.HasPrefix(kept.Path, "/") {
				out = append(out, kept)
			}
		}
	}
	return out
}

// Ports lists what the host listens on, module by module.
func (h *Host) Ports() []Port {
	most := 0 // but for options that take several numbers
	for _, m := range h.Modules {
		most += len(m.Module.Ports)
	}
	out := make([]Port, 0, most)
	for _, m := range h.Modules {
		out = m.appendPorts(out)
	}
	return out
}

// Ports lists what the module listens on.
func (m *Module) Ports() []Port { return m.appendPorts(nil) }

func (m *Module) appendPorts(out []Port) []Port {
	for _, p := range m.Module.Ports {
		if !m.meets(p.When) {
			continue
		}
		port := Port{Port: p, Module: m, Number: p.Number, Listen: m.listen(p)}
		port.OpenAll, port.Interfaces = m.opened(p)
		if p.Number != "" {
			out = append(out, port)
		}
		for _, v := range m.values(p.Option) {
			port.At, port.Written, port.Number = v.node, v.written, ""
			if v.node.Tag == "" {
				port.Number = v.node.Text
			}
			out = append(out, port)
		}
	}
	return out
}

// listen is where the module listens. An address that only NixOS knows may be any.
func (m *Module) listen(p catalog.Port) []string {
	if p.Listen != "" {
		return []string{p.Listen}
	}
	var out []string
	for _, v := range m.values(p.Addresses) {
		address, err := netip.ParseAddr(v.node.Text)
		switch {
		case err != nil || address.IsUnspecified():
			out = append(out, catalog.ListenAll)
		case address.IsLoopback():
			out = append(out, catalog.ListenLoopback)
		default:
			out = append(out, address.String())
		}
	}
	if out == nil {
		return []string{catalog.ListenAll}
	}
	return slices.Compact(out)
}

// opened tells whether the firewall lets a port in on all interfaces, else on which.
func (m *Module) opened(p catalog.Port) (all bool, interfaces []string) {
	for _, v := range m.values(p.Open) {
		if v.node.Kind == yamldoc.Bool {
			return v.node.Text == "true", nil
		}
		interfaces = append(interfaces, v.node.Text)
	}
	return false, interfaces
}

// meets tells whether the module's options have some values. What only NixOS knows may have any.
func (m *Module) meets(conditions []catalog.Condition) bool {
	return !slices.ContainsFunc(conditions, func(c catalog.Condition) bool {
		values := m.values(c.Option)
		if c.Value.Kind == yamldoc.Null {
			return len(values) > 0
		}
		return !slices.ContainsFunc(values, func(v optionValue) bool { return v.node.Tag != "" || v.node.Text == c.Value.Text })
	})
}

// optionValue is a single value of an option.
type optionValue struct {
	node    *yamldoc.Node
	written bool // by a person, not a default
}

// values are the single values of an option: one, those of a list, or those in each entry of a list or map on the way.
// An object that is switched off has none.
func (m *Module) values(path []string) []optionValue {
	if path == nil {
		return nil
	}
	return valuesOf(m.Type, m.Value, path, true)
}

func valuesOf(t *types.Type, n *yamldoc.Node, path []string, written bool) []optionValue {
	var out []optionValue
	switch {
	case t.Kind == types.List || t.Kind == types.Map:
		if n == nil {
			return nil
		}
		for _, item := range n.Items {
			out = append(out, valuesOf(t.Of, item, path, written)...)
		}
		for _, e := range n.Entries {
			out = append(out, valuesOf(t.Of, e.Value, path, written)...)
		}
		if n.IsScalar() && n.Kind != yamldoc.Null { // one value for a list of one, or a reference to a list
			out = append(out, valuesOf(t.Of, n, path, written)...)
		}
		return out
	case len(path) == 0:
		if !n.IsSet() {
			return nil
		}
		return []optionValue{{n, written}}
	}
	o := t.Field(path[0])
	if o == nil || isOff(t, n, path[0]) {
		return nil
	}
	set := n.Get(path[0])
	if set != nil && types.Unusable(set) { // another value is meant than the default
		return nil
	}
	if !set.IsSet() {
		return valuesOf(o.Type, o.Default, path[1:], false)
	}
	return valuesOf(o.Type, set, path[1:], written)
}

// isOff tells whether an object that has a switch of its own is off, so that what else it says does not count.
func isOff(t *types.Type, n *yamldoc.Node, field string) bool {
	o := t.Field("enable")
	if o == nil || field == "enable" {
		return false
	}
	on := n.Get("enable")
	if on == nil {
		on = o.Default
	}
	return on == nil || on.Text != "true"
}

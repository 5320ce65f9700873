package resolve

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// provider fills a slot of a host: a module, an option of one, or a setting.
type provider struct {
	names   []string // what it switches on, where that is known
	called  string   // for messages
	because string
	at      source.Range

	key     string   // of the option that chooses; "" for what can only be taken out
	choices []string // that it has
}

// checkSlots reports slots with more than one provider, each with the place that brought it.
func checkSlots(modules []*Module, settings *yamldoc.Node, diags *diag.List) {
	for _, slot := range catalog.Slots() {
		all := providersOf(slot, modules, settings)
		for i, p := range all {
			first := slices.IndexFunc(all[:i], func(other provider) bool { return !other.isSame(p) })
			if first < 0 {
				continue
			}
			other := all[first]
			diags.Add(diag.SlotTaken, p.at, "%s and %s are both the host's %s", other.called, p.called, slot).
				Labelled("%s", p.because).See(other.at, "%s", other.because).Help("%s", remedyFor(other, p))
		}
	}
}

// isSame tells whether two providers switch one thing on.
func (p provider) isSame(other provider) bool {
	return slices.ContainsFunc(p.names, func(name string) bool { return slices.Contains(other.names, name) })
}

// remedyFor says what to write instead: what the second one switches on, where the first has the choice, or else nobody.
func remedyFor(first, second provider) string {
	if first.key == "" {
		return "a host takes one; switch the other off"
	}
	instead := catalog.Nobody
	for _, name := range second.names {
		if slices.Contains(first.choices, name) {
			instead = name
		}
	}
	if !slices.Contains(first.choices, instead) {
		return "a host takes one; take the second out"
	}
	return "a host takes one; take the second out, or write " + first.key + ": " + instead
}

// providersOf lists what fills a slot: modules, then settings.
func providersOf(slot string, modules []*Module, settings *yamldoc.Node) []provider {
	switches := catalog.Switches(slot)
	var out []provider
	for _, m := range modules {
		if p, ok := m.provider(slot); ok && !switchedOff(p, switches, settings) {
			out = append(out, p)
		}
	}
	if settings == nil {
		return out
	}
	for _, s := range switches {
		if n := saidOf(s, settings); n.IsTrue() {
			out = append(out, provider{names: s.Providers, called: "the setting " + s.Option, because: s.Option + " is switched on here", at: n.Range()})
		}
	}
	return out
}

// saidOf is what settings say of a switch, nil for nothing.
func saidOf(s catalog.Switch, settings *yamldoc.Node) *yamldoc.Node {
	for name := range strings.SplitSeq(s.Option, ".") {
		settings = settings.Get(name)
	}
	return settings
}

// switchedOff tells whether settings switch off what a module would switch on: they are stronger.
func switchedOff(p provider, switches []catalog.Switch, settings *yamldoc.Node) bool {
	return settings != nil && slices.ContainsFunc(switches, func(s catalog.Switch) bool {
		n := saidOf(s, settings)
		return n.IsFalse() && p.isSame(provider{names: s.Providers})
	})
}

// provider is what a module puts into a slot: the value of the option that says so, else the module itself.
func (m *Module) provider(slot string) (provider, bool) {
	if m.Entries || !slices.Contains(m.Slots(), slot) {
		return provider{}, false
	}
	if path := optionFor(slot, m.Type.Fields); path != nil {
		return m.chosen(path)
	}
	if slices.Contains(m.Provides, slot) {
		return provider{called: m.KeyPath(), because: m.because(), at: m.At}, true
	}
	return provider{}, false
}

// optionFor finds the option whose value fills a slot, as the names that lead to it.
func optionFor(slot string, options []*types.Option) []string {
	for _, o := range options {
		if o.Provides == slot {
			return []string{o.Name}
		}
		if o.Type.Kind == types.Object {
			if inner := optionFor(slot, o.Type.Fields); inner != nil {
				return append([]string{o.Name}, inner...)
			}
		}
	}
	return nil
}

// chosen is what the value of an option puts into a slot.
func (m *Module) chosen(path []string) (provider, bool) {
	value := m.Option(path...)
	if !value.IsSet() || value.Text == catalog.Nobody || value.Text == "false" {
		return provider{}, false
	}
	key := m.KeyPath() + "." + strings.Join(path, ".")
	p := provider{called: key, because: key + " says so", at: value.Range()}
	if value.Kind != yamldoc.Bool {
		p.names, p.key, p.choices = []string{value.Text}, key, m.choices(path)
		p.called, p.because = value.Text+" ("+key+")", value.Text+" is chosen here"
	}
	if follow(m.Value, path) == nil { // nobody wrote it
		p.at, p.because = m.At, m.because()
	}
	return p, true
}

// choices are the values of an enum inside a module's options.
func (m *Module) choices(path []string) []string {
	t := m.Type
	for _, name := range path {
		t = t.Field(name).Type
	}
	return t.Values
}

func follow(n *yamldoc.Node, path []string) *yamldoc.Node {
	for _, name := range path {
		n = n.Get(name)
	}
	return n
}

package provenance

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/types"
)

// option is where the value of a module's option comes from, as a host's documents set it. The path of the module is that
// of the manifest; no names stand for the module as a whole.
func (x *Explainer) option(module, names []string) []Source {
	m := x.on(module)
	if m == nil {
		return nil
	}
	if len(names) == 0 || names[0] == "enable" && !m.Entries {
		return x.isOn(m, module)
	}
	whole := append(slices.Clone(module), names...)
	declared := x.declared(m, whole)
	if fed := x.fed(m, names); fed != nil {
		return append(append(fed, x.isOn(m, module)...), declared...)
	}
	out := x.value(whole...)
	if len(out) == 0 { // an entry of what a person has by himself
		out = x.isOn(m, module)
	}
	out = append(out, x.broughtOn(m, module)...)
	out = append(out, x.secretsIn(whole)...)
	if m.ID() == "core/users" {
		out = append(out, x.keyOf("core", "users", names[0])...)
	}
	return append(out, declared...)
}

// broughtOn is what switches a module on, without which none of its options would be set.
func (x *Explainer) broughtOn(m *resolve.Module, path []string) []Source {
	r := x.reason(m.Module, m, path)
	var out []Source
	if len(r.Said) > 0 {
		out = append(out, Source{r.Said[0].At, Brings})
	}
	for _, w := range r.Why {
		out = append(out, Source{w.At, Brings})
	}
	return out
}

// collects is the switch of the object that takes what is collected from the fleet.
func (x *Explainer) collects(m *resolve.Module, names []string) []Source {
	path := append([]string{m.Layer, m.Key}, names[:len(names)-1]...)
	return x.value(append(path, "enable")...)
}

// declared is where an interface declares an option.
func (x *Explainer) declared(m *resolve.Module, path []string) []Source {
	_, names := x.moduleBelow(withoutItems(path))
	for ; len(names) > 0; names = names[:len(names)-1] {
		if e := x.optionEntry(m.Module, names...); e != nil {
			return []Source{{x.place(e.At.Range()), Declares}}
		}
	}
	return []Source{x.interfaceTop(m.Module, Declares)}
}

func withoutItems(path []string) []string {
	return slices.DeleteFunc(slices.Clone(path), nix.IsItem)
}

// secretsIn is the store of the secrets that a value refers to.
func (x *Explainer) secretsIn(path []string) []Source {
	dotted := strings.ReplaceAll(PathText(path), ".[", "[")
	for _, s := range x.host.Resolved.Secrets {
		if s.Option == dotted || strings.HasPrefix(s.Option, dotted+".") || strings.HasPrefix(s.Option, dotted+"[") {
			return x.store()
		}
	}
	return nil
}

// store is where panther.yaml says which secret store the fleet has.
func (x *Explainer) store() []Source {
	out := x.entryValue("secrets", "provider")
	return append(out, x.entryValue("secrets", "file")...)
}

func (x *Explainer) entryValue(keys ...string) []Source {
	if e := x.fleetKey(keys...); e != nil {
		return []Source{{x.place(e.Value.Range()), Decides}}
	}
	return nil
}

// fed is where an option comes from that nobody writes; nil for one that people write.
func (x *Explainer) fed(m *resolve.Module, names []string) []Source {
	o, rest := fedOption(m, names)
	if o == nil {
		return nil
	}
	switch {
	case o.Collect != nil:
		return append(x.isOn(m, []string{m.Layer, m.Key}), x.collects(m, names)...)
	case o.From == types.FromProvider:
		out := x.store()
		for _, s := range x.host.Resolved.Secrets {
			out = append(out, Source{x.place(s.At), Decides})
		}
		return out
	case o.From == types.FromSecrets:
		return x.secret(rest)
	case slices.Contains(types.FromKeep, o.From):
		return x.kept()
	case types.FromDisks[o.From] != nil || o.From == types.FromBootMirrors:
		return append(x.allDisks(), x.value("settings", "fileSystems")...)
	}
	return x.keyOrFile(o.From)
}

// fedOption is the option among some names that nobody writes, and the names that follow it.
func fedOption(m *resolve.Module, names []string) (o *types.Option, rest []string) {
	t := m.Type
	for i, name := range names {
		if o = t.Field(name); o == nil {
			return nil, nil
		}
		if !o.Written() {
			return o, names[i+1:]
		}
		t = o.Type
	}
	return nil, nil
}

// secret is where a secret of the host is asked for.
func (x *Explainer) secret(rest []string) []Source {
	var out []Source
	for _, s := range x.host.Resolved.Secrets {
		if len(rest) > 0 && s.Name != rest[0] {
			continue
		}
		out = append(out, Source{x.place(s.At), Sets})
		if path, err := types.SplitPath(strings.NewReplacer("[", ".[").Replace(s.Option)); err == nil {
			out = append(out, x.value(path...)...)
			out = append(out, x.declared(s.Module, path)...)
			if path[0] == catalog.HomeLayer {
				out = append(out, x.homeKey(path[1])...)
			}
		}
	}
	return append(out, x.store()...)
}

// kept is all that decides what a host keeps whose root is made anew: the disks, and the modules with their state.
func (x *Explainer) kept() []Source {
	out := append(x.allDisks(), x.deep("filesystems", "impermanence")...)
	for _, s := range x.host.Resolved.State() {
		out = append(out, x.entrySource(x.interfaceOf(s.Module.Module).Entry("state"), Declares)...)
		path := []string{s.Module.Layer, s.Module.Key}
		if s.Home != "" {
			path = []string{catalog.HomeLayer, s.Home, s.Module.Key}
		}
		out = append(out, x.isOn(s.Module, path)...)
		for _, state := range s.Module.Module.State {
			if state.Option != nil {
				out = append(out, x.value(append(slices.Clone(path), state.Option...)...)...)
			}
			for _, c := range state.When {
				out = append(out, x.value(append(slices.Clone(path), c.Option...)...)...)
			}
		}
	}
	return append(out, x.deep("core", "users")...)
}

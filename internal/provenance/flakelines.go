package provenance

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/pipeline"
)

// flake is flake.nix: what the hosts have in common.
func (t *Tracer) flake(d *document) {
	t.layOut(d, "flake.nix.tmpl")
	x := t.anyExplainer()
	d.top = []Source{{x.place(t.fleet.File.Top()), Sets}}
	for _, h := range t.result.Hosts {
		d.top = append(d.top, Source{x.place(h.Document.File.Top()), Decides})
	}
	d.origin = func(p []string, _ *nix.Span) []Source { return t.flakeLine(x, p) }
}

func (t *Tracer) flakeLine(x *Explainer, p []string) []Source {
	switch {
	case p[0] == "description":
		return x.fleetOr("description")
	case p[0] == "inputs" && len(p) > 1:
		return t.inputLine(x, p[1:])
	case p[0] != "outputs" || len(p) < 2:
		return nil
	}
	switch p[1] {
	case "systems":
		return t.systems(x)
	case "nixosConfigurations":
		if len(p) > 2 {
			return t.manifests(x, p[2])
		}
	case "checks":
		switch len(p) {
		case 4:
			return append(t.manifests(x, p[3]), t.systemOf(p[3])...)
		case 3:
			return t.systems(x)
		}
	case "devShells":
		return x.devShells(p[2:])
	}
	return nil
}

// fleetOr is a key of panther.yaml, or the file, which leaves it out.
func (x *Explainer) fleetOr(keys ...string) []Source {
	if e := x.fleetKey(keys...); e != nil {
		return []Source{{x.place(e.Value.Range()), Sets}}
	}
	return []Source{{x.place(x.fleet.File.Top()), Decides}}
}

// manifests is the manifest of a host.
func (t *Tracer) manifests(x *Explainer, host string) []Source {
	if h := t.result.Host(host); h != nil {
		return []Source{{x.place(h.Document.File.Top()), Sets}}
	}
	return nil
}

func (t *Tracer) systemOf(host string) []Source {
	if h := t.result.Host(host); h != nil && h.Resolved != nil {
		return t.explainer(h).keyOrFile("system")
	}
	return nil
}

// systems are those that panther.yaml names, or those of the hosts.
func (t *Tracer) systems(x *Explainer) []Source {
	if e := x.fleetKey("systems"); e != nil {
		out := []Source{{x.place(e.At.Range()), Sets}}
		for _, leaf := range leaves(e.Value) {
			out = append(out, Source{x.place(leaf.Range()), Sets})
		}
		return out
	}
	var out []Source
	for _, h := range t.result.Hosts {
		out = append(out, t.systemOf(h.Name)...)
	}
	return out
}

// devShells is where panther.yaml asks for a shell. What is in it comes with panther.
func (x *Explainer) devShells(p []string) []Source {
	e := x.fleetKey("devShells")
	if e == nil {
		return nil
	}
	var out []Source
	for _, leaf := range leaves(e.Value) {
		if len(p) == 0 || leaf.Text == p[0] {
			out = append(out, Source{x.place(leaf.Range()), Sets})
		}
	}
	return out
}

// inputLine is why the flake has an input, and where that is.
func (t *Tracer) inputLine(x *Explainer, p []string) []Source {
	name := p[0]
	out := x.entrySource(x.fleetKey("inputs", name), Sets)
	if e := x.fleetKey("inputs", name); e != nil {
		for _, leaf := range leaves(e.Value) {
			out = append(out, Source{x.place(leaf.Range()), Sets})
		}
	} else if p[len(p)-1] == "url" && t.followsRelease(name) {
		out = append(out, x.fleetOr("release")...)
	}
	if name == "nixpkgs" {
		return append(out, x.fleetOr("release")...)
	}
	for _, h := range t.usersOf(name) {
		out = append(out, t.explainer(h).input(name)...)
	}
	for _, in := range t.fleet.Inputs {
		if slices.Contains(in.Follows, name) {
			out = append(out, Source{x.place(in.At), Decides})
		}
	}
	if len(p) > 2 { // what it follows has to be there
		for _, h := range t.usersOf(p[2]) {
			out = append(out, t.explainer(h).input(p[2])...)
		}
	}
	return out
}

// followsRelease tells whether where an input comes from depends on the release.
func (t *Tracer) followsRelease(input string) bool {
	return slices.ContainsFunc(t.result.Inputs, func(in compose.Input) bool {
		return in.Name == input && strings.HasSuffix(in.URL, "-"+t.fleet.Release)
	})
}

// usersOf are the hosts that use an input.
func (t *Tracer) usersOf(input string) []*pipeline.Host {
	var out []*pipeline.Host
	for _, h := range t.result.Hosts {
		if h.Resolved != nil && slices.Contains(h.Ref.Inputs, input) {
			out = append(out, h)
		}
	}
	return out
}

// input is why the host uses an input of the flake.
func (x *Explainer) input(name string) []Source {
	h := x.host.Resolved
	var out []Source
	switch name {
	case "disko":
		out = append(x.keyOfAny("disks", "disko"), Source{x.place(h.Document.File.Top()), Decides})
	case "home-manager":
		out = x.homesOf()
	case "nixos-hardware":
		out = x.value("nixosHardware")
	}
	for _, m := range h.Modules {
		if at := x.named(m.Module, "inputs", name); at != nil {
			out = append(out, Source{x.place(at.Range()), Declares})
			out = append(out, x.isOn(m, []string{m.Layer, m.Key})...)
		}
	}
	for _, home := range h.Homes {
		for _, m := range home.Modules {
			if at := x.named(m.Module, "inputs", name); at != nil {
				out = append(out, Source{x.place(at.Range()), Declares})
				out = append(out, x.isOn(m, []string{catalog.HomeLayer, home.User, m.Key})...)
			}
		}
	}
	for _, s := range h.Secrets {
		if s.Reference.Provider != nil && s.Reference.Provider.Input == name {
			out = append(append(out, Source{x.place(s.At), Decides}), x.store()...)
			out = append(out, x.value(strings.Split(s.Option, ".")...)...)
		}
	}
	return append(out, x.entrySource(x.fleetKey("inputs", name), Sets)...)
}

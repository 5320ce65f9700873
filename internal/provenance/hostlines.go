package provenance

import (
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/nixoshardware"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// hostDocument is one of the three documents of a host.
func (t *Tracer) hostDocument(d *document, x *Explainer, name string) {
	t.layOut(d, name+".tmpl")
	d.top = append(x.documents(), x.besides(name)...)
	d.frame = func(line int) []Source {
		if text := strings.TrimSpace(d.text.Line(line)); d.outline.At(line) == nil && isFormal(text) {
			return x.arguments(text)
		}
		return nil
	}
	switch name {
	case "configuration.nix":
		d.origin = x.configuration
	case "disko.nix":
		d.origin = x.disko
	case "home.nix":
		d.origin = x.homes
	}
}

// documents are those that say something of the host.
func (x *Explainer) documents() []Source {
	h := x.host.Resolved
	out := []Source{{x.place(h.Document.File.Top()), Sets}}
	for _, p := range slices.Backward(h.Profiles) {
		out = append(out, Source{x.place(p.File.Top()), Decides})
	}
	out = append(out, x.entrySource(x.fleetKey("defaults"), Decides)...)
	if h.Report.Read() {
		out = append(out, Source{x.place(h.Report.Facts.File.Top()), Decides})
	}
	return out
}

// besides is what one of the documents of the host is rendered from that is not said of the host alone: people and the secret
// store of the fleet, interfaces and layouts.
func (x *Explainer) besides(name string) []Source {
	h := x.host.Resolved
	var out []Source
	modules := map[string][]*resolve.Module{"configuration.nix": h.Modules}
	for _, home := range h.Homes {
		modules["home.nix"] = append(modules["home.nix"], home.Modules...)
	}
	if name == "disko.nix" {
		for _, e := range x.layoutEntries() {
			out = append(out, x.preset(e.Preset, nil)...)
		}
	} else {
		out = append(out, x.people()...)
	}
	for _, m := range modules[name] {
		out = append(out, x.interfaceTop(m.Module, Declares))
	}
	if name == "configuration.nix" && len(h.Secrets) > 0 {
		out = append(out, x.store()...)
	}
	return out
}

// people are the entries of panther.yaml of those whom the host picked.
func (x *Explainer) people() []Source {
	users := x.host.Resolved.Origins.Get("core", "users")
	if users == nil {
		return nil
	}
	var out []Source
	for _, m := range users.Members {
		out = append(out, x.entrySource(x.fleetKey("users", m.Key), Decides)...)
	}
	return out
}

// isFormal tells whether a line names arguments of the file.
func isFormal(line string) bool {
	return strings.HasSuffix(line, "... }:") || strings.HasSuffix(line, ",") || line == "..."
}

// arguments are the values for which a file takes arguments: those that say !pkg or !ref, and secrets.
func (x *Explainer) arguments(line string) []Source {
	var out []Source
	for name, tag := range map[string]string{"config": yamldoc.TagRef, "pkgs": yamldoc.TagPkg} {
		if !strings.Contains(line, name) {
			continue
		}
		for _, n := range tagged(x.host.Resolved.Root, tag) {
			out = append(out, Source{x.place(n.Range()), Decides})
		}
		for _, s := range x.host.Resolved.Secrets {
			if name == "config" {
				out = append(out, Source{x.place(s.At), Decides})
			}
		}
	}
	if strings.Contains(line, "lib") {
		out = append(out, x.unfree()...)
	}
	return out
}

func tagged(n *yamldoc.Node, tag string) []*yamldoc.Node {
	var out []*yamldoc.Node
	if n.Tag == tag {
		out = append(out, n)
	}
	for _, item := range n.Items {
		out = append(out, tagged(item, tag)...)
	}
	for _, e := range n.Entries {
		out = append(out, tagged(e.Value, tag)...)
	}
	return out
}

// configuration is where something in a host's configuration.nix comes from.
func (x *Explainer) configuration(p []string, s *nix.Span) []Source {
	if len(p) == 0 {
		return nil
	}
	out := x.value(append([]string{"settings"}, p...)...)
	switch dotted := strings.Join(p, "."); {
	case p[0] == "imports" && len(p) > 1:
		out = append(out, x.imported(s.Value)...)
	case p[0] == "panther" && len(p) > 2:
		out = append(out, x.option([]string{p[1], p[2]}, p[3:])...)
	case dotted == "networking.hostName":
		out = append(out, Source{x.place(x.host.Document.File.Top()), Sets})
	case dotted == "nixpkgs.hostPlatform":
		out = append(out, x.keyOrFile("system")...)
	case dotted == "system.stateVersion":
		out = append(out, x.value("stateVersion")...)
	case strings.HasPrefix(dotted, "hardware.facter"):
		out = append(out, x.facter(p)...)
	case strings.HasPrefix(dotted, "boot.loader.grub"):
		out = append(out, x.allDisks()...)
	case strings.HasPrefix(dotted, "nixpkgs.config.allowUnfreePredicate"):
		out = append(out, x.unfree()...)
	}
	return out
}

// keyOrFile is a key at the top of the manifest, or else the manifest, which leaves it out.
func (x *Explainer) keyOrFile(key string) []Source {
	if out := x.value(key); out != nil {
		return out
	}
	return []Source{{x.place(x.host.Document.File.Top()), Decides}}
}

// facter is what the host says of its hardware report, and for what is kept from NixOS, the module that sees to it.
func (x *Explainer) facter(p []string) []Source {
	out := x.value("report")
	if slices.Contains(p, "dhcp") {
		out = append(out, x.moduleIsOn("core/networking")...)
	}
	if r := x.host.Resolved.Report; r.Read() && slices.Contains(p, "detected") {
		out = append(out, Source{x.place(r.Facts.File.Top()), Decides})
	}
	return out
}

// imported is why a host or a home imports something.
func (x *Explainer) imported(text string) []Source {
	h := x.host.Resolved
	if inside, isInput := strings.CutPrefix(text, "inputs."); isInput {
		name, module, _ := strings.Cut(inside, ".nixosModules.")
		out := x.input(name)
		if name == "nixos-hardware" {
			out = append(out, x.hardware(strings.Trim(module, `"`))...)
		}
		return out
	}
	switch text {
	case "./disko.nix":
		return append(x.keyOfAny("disks", "disko"), Source{x.place(h.Document.File.Top()), Decides})
	case "./home.nix":
		return x.homesOf()
	}
	for i, m := range h.Modules {
		if strings.HasSuffix(text, "/"+m.File()) {
			return x.isOn(h.Modules[i], []string{m.Layer, m.Key})
		}
	}
	for _, home := range h.Homes {
		for _, m := range home.Modules {
			if strings.HasSuffix(text, "/"+m.File()) {
				return x.isOn(m, []string{catalog.HomeLayer, home.User, m.Key})
			}
		}
	}
	return x.handWritten(text)
}

// handWritten is the line that names a file of the fleet.
func (x *Explainer) handWritten(text string) []Source {
	var out []Source
	all := slices.Clone(x.host.Resolved.Imports)
	for _, home := range x.host.Resolved.Homes {
		all = append(all, home.Imports...)
	}
	for _, file := range all {
		if strings.Contains(text, path.Base(file.Path)) {
			out = append(out, Source{x.place(file.At), Sets})
			out = append(out, x.broughtBy(file.At.File.Name)...)
		}
	}
	return out
}

// broughtBy is what brings a profile by the name of its file into the host.
func (x *Explainer) broughtBy(file string) []Source {
	var out []Source
	for _, p := range x.host.Resolved.Profiles {
		if p.File.Name == file {
			for _, via := range x.via(p.Name) {
				out = append(out, Source{via, Brings})
			}
		}
	}
	return out
}

// hardware is the line that names a module of nixos-hardware.
func (x *Explainer) hardware(module string) []Source {
	v := x.host.Resolved.Origins.Get("nixosHardware")
	if v == nil {
		return nil
	}
	for _, item := range v.Items {
		if item.Node.Text == module {
			return x.setting(item, Sets)
		}
	}
	return x.value("nixosHardware")
}

// keyOfAny is the place of the first of some keys that somebody wrote.
func (x *Explainer) keyOfAny(keys ...string) []Source {
	for _, key := range keys {
		if at := x.placeOfKey(key); !at.IsZero() {
			return []Source{{at, Sets}}
		}
	}
	return nil
}

// homesOf is why the host has a home.nix.
func (x *Explainer) homesOf() []Source {
	var out []Source
	for _, home := range x.host.Resolved.Homes {
		out = append(out, x.homeKey(home.User)...)
	}
	return out
}

// homeKey is where a user's home is written last, and the user picked.
func (x *Explainer) homeKey(user string) []Source {
	out := []Source{{x.placeOfKey(catalog.HomeLayer, user), Decides}}
	return append(out, x.keyOf("core", "users", user)...)
}

// moduleIsOn is why a NixOS module is on.
func (x *Explainer) moduleIsOn(id string) []Source {
	if m := x.host.Resolved.Module(id); m != nil {
		return x.isOn(m, []string{m.Layer, m.Key})
	}
	return nil
}

// isOn is why a module is on: who says so, who requires it.
func (x *Explainer) isOn(m *resolve.Module, path []string) []Source {
	r := x.reason(m.Module, m, path)
	var out []Source
	for i, s := range r.Said {
		role := Sets
		if i > 0 {
			role = Overridden
		}
		out = append(out, Source{s.At, role})
		for _, via := range s.Via {
			out = append(out, Source{via, Brings})
		}
	}
	for _, w := range r.Why {
		out = append(out, Source{w.At, Decides})
	}
	for _, s := range x.host.Resolved.Secrets {
		if m.RequiredBy == s.Module && m.RequiredBy != nil {
			out = append(out, Source{x.place(s.At), Decides})
		}
	}
	if path[0] == catalog.HomeLayer {
		out = append(out, x.homeKey(path[1])...)
	}
	return append(out, x.interfaceTop(m.Module, Declares))
}

// unfree is why unfree packages are allowed.
func (x *Explainer) unfree() []Source {
	h := x.host.Resolved
	var out []Source
	add := func(m *resolve.Module, path []string) {
		if len(m.UnfreePackages()) == 0 {
			return
		}
		out = append(out, x.isOn(m, path)...)
		out = append(out, x.entrySource(x.interfaceOf(m.Module).Entry("unfree"), Declares)...)
		for _, o := range m.Options() {
			if o.Unfree != nil {
				out = append(out, x.value(append(slices.Clone(path), o.Name)...)...)
			}
		}
	}
	for _, m := range h.Modules {
		add(m, []string{m.Layer, m.Key})
	}
	for _, home := range h.Homes {
		for _, m := range home.Modules {
			add(m, []string{catalog.HomeLayer, home.User, m.Key})
		}
	}
	for _, n := range manifest.Items(h.Root.Get("nixosHardware")) {
		if m, known := nixoshardware.Find(n.Text); known && len(m.Unfree()) > 0 {
			out = append(out, x.hardware(n.Text)...)
		}
	}
	return out
}

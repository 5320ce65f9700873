package compose

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/types"
)

// HostRef is what flake.nix needs to know of a host.
type HostRef struct {
	Name   string
	Folder string // hosts/servers/web1
	System string
	Inputs []string
}

// Ref describes a resolved host for flake.nix.
func Ref(h *resolve.Host) HostRef {
	return HostRef{Name: h.Name, Folder: Folder(h), System: h.System, Inputs: hostInputs(h)}
}

// InputSet tells apart what hosts use of the flake's inputs, and so which modules NixOS has for them.
func (r HostRef) InputSet() string { return strings.Join(slices.Sorted(slices.Values(r.Inputs)), " ") }

// Flake is what flake.nix says.
type Flake struct {
	Description nix.Expr
	Inputs      nix.Expr
	Systems     nix.Expr
	Hosts       nix.Expr
	DevShells   nix.Expr // nil: none
	Checks      nix.Expr
}

// ComposeFlake composes flake.nix for the hosts of the fleet.
func ComposeFlake(fleet *manifest.Fleet, hosts []HostRef) Flake {
	configurations, checks := &attrs{}, &attrs{}
	for _, h := range hosts {
		configurations.set(nix.Call(nix.Ref("mkHost"), nix.Path(path.Join(h.Folder, "configuration.nix"))), "nixosConfigurations", h.Name)
		build := nix.Ref("self", "nixosConfigurations", h.Name, "config", "system", "build", "toplevel")
		checks.set(build, "checks", h.System, h.Name)
	}
	f := Flake{
		Description: nix.String(fleet.Description),
		Inputs:      inputsExpr(InputsOf(fleet, hosts)),
		Systems:     stringList(systems(fleet, hosts)),
		Hosts:       configurations.expr(),
		Checks:      checks.expr(),
	}
	if len(fleet.DevShells) > 0 {
		f.DevShells = shells(fleet.DevShells)
	}
	return f
}

func systems(fleet *manifest.Fleet, hosts []HostRef) []string {
	out := slices.Clone(fleet.Systems)
	if len(out) == 0 {
		for _, h := range hosts {
			out = append(out, h.System)
		}
	}
	if len(out) == 0 {
		out = []string{"x86_64-linux"}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func stringList(texts []string) nix.Expr {
	items := make([]nix.Expr, 0, len(texts))
	for _, t := range texts {
		items = append(items, nix.String(t))
	}
	return nix.List(items...)
}

// CollectionFile is the file of the tree that holds what a module collects from the fleet, "" where it collects nothing.
func CollectionFile(m *catalog.Module) string {
	if !m.Collects {
		return ""
	}
	return CollectionPath(m.Ref)
}

// CollectionPath is where that file stands for a module that collects something.
func CollectionPath(m *catalog.Ref) string {
	return "fleet/" + m.Layer + "-" + m.Name + ".nix"
}

// collectOption finds the option that is filled from the fleet, and the path to it.
func collectOption(options []*types.Option) []*types.Option {
	for _, o := range options {
		if o.Collect != nil {
			return []*types.Option{o}
		}
		if o.Type.Kind == types.Object {
			if inner := collectOption(o.Type.Fields); inner != nil {
				return append([]*types.Option{o}, inner...)
			}
		}
	}
	return nil
}

// CollectionEntries are what a module collects of one host: the host's name and the named options, once or for each port
// that Prometheus is told of. There are none where the module is off.
func CollectionEntries(m *catalog.Module, h *resolve.Host) []nix.Expr {
	on := h.Module(m.ID())
	if on == nil {
		return nil
	}
	found := collectOption(m.Options())
	collect := found[len(found)-1]
	entry := []nix.Attr{{Name: "host", Value: nix.String(h.Name)}}
	for _, name := range collect.Collect {
		field := m.Type.Field(name)
		if field == nil { // an interface's mistake, reported there
			continue
		}
		value := nix.Null()
		if n := on.Option(name); n.IsSet() {
			value = field.Type.Expr(n)
		}
		entry = append(entry, nix.Attr{Name: name, Value: value})
	}
	if !collect.CollectMetrics {
		return []nix.Expr{nix.Attrs(entry...)}
	}
	var out []nix.Expr
	for _, p := range h.Ports() {
		number, err := strconv.ParseInt(p.Number, 10, 64)
		if p.Metrics && err == nil { // what only that host's NixOS knows, others cannot
			named := append(slices.Clone(entry), nix.Attr{Name: "name", Value: nix.String(p.Name)}, nix.Attr{Name: "port", Value: nix.Int(number)})
			out = append(out, nix.Attrs(named...))
		}
	}
	return out
}

// Module is what a module's file says beside its body.
type Module struct {
	Config  nix.Expr // config.panther.<layer>.<module>
	Options nix.Expr // options.panther.<layer>.<module>, as attributes
	Entries bool     // the module is a map of entries, without a switch
}

// ComposeModule composes the part of a module that follows from its interface.
func ComposeModule(m *catalog.Module) Module {
	at := []string{"panther", m.Layer, m.Key}
	options := &attrs{}
	set := options.at(append([]string{"options"}, at...)...)
	if m.Entries {
		o := &types.Option{Name: m.Key, Type: m.Type, Description: capital(m.Description) + "."}
		set.value = o.Declaration()
	} else {
		set.set(nix.Call(nix.Ref("lib", "mkEnableOption"), nix.String(m.Description)), "enable")
		for _, o := range m.Options() {
			set.set(o.Declaration(), o.Name)
		}
	}
	return Module{Config: nix.Ref("config", at...), Options: options.expr(), Entries: m.Entries}
}

func capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

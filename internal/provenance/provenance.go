// Package provenance says where things come from: the values of a host, through every layer, and the lines of rendered
// files. It reads what the rest of the pipeline has found, so that a run that asks for nothing pays nothing.
package provenance

import (
	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Place is where something is said. The zero Place is nowhere.
type Place struct {
	source.Range
	Ours bool // the file comes with panther
}

// Said is what one document says of a value.
type Said struct {
	Node    *yamldoc.Node
	By      string // "host web1", "profile server", "defaults", "user operator", "report hosts/web1/facter.json", "default of services/tailscale"
	At      Place
	Via     []Place // what brings the document into the host: profile: of its manifest, extends: of a profile
	Default bool    // nobody says it: it is what holds then
	Also    []Said  // of an item of a list: who says the same, to whom nothing was left to add
}

// Explainer answers questions about one host. It is not for several goroutines at once.
type Explainer struct {
	fleet *pipeline.Fleet
	host  *pipeline.Host

	interfaces map[*catalog.Module]*yamldoc.Node
	fleetFile  *yamldoc.Node
	brought    map[string][]Place // by profile
}

// New returns an explainer of a host that was resolved and kept.
func New(f *pipeline.Fleet, h *pipeline.Host) *Explainer {
	return &Explainer{fleet: f, host: h, interfaces: map[*catalog.Module]*yamldoc.Node{}}
}

// Of returns an explainer of another host of the fleet, for which interfaces need not be read once more.
func (x *Explainer) Of(h *pipeline.Host) *Explainer {
	return &Explainer{fleet: x.fleet, host: h, interfaces: x.interfaces, fleetFile: x.fleetFile}
}

// place is a range with whether its file comes with panther.
func (x *Explainer) place(at source.Range) Place {
	return Place{at, !at.IsZero() && x.fleet.ComesWithPanther(at.File)}
}

// interfaceOf is a module's interface with the places of its keys, which the catalogue does not keep; nil where it cannot
// be read.
func (x *Explainer) interfaceOf(m *catalog.Module) *yamldoc.Node {
	doc, ok := x.interfaces[m]
	if !ok {
		doc, _ = yamldoc.Parse(m.Interface) // its mistakes have been reported
		x.interfaces[m] = doc
	}
	return doc
}

// fleetKey is an entry of panther.yaml, nil where it is not there. Several keys descend.
func (x *Explainer) fleetKey(keys ...string) *yamldoc.Entry {
	if x.fleetFile == nil {
		x.fleetFile, _ = yamldoc.Parse(x.fleet.File) // its mistakes have been reported
	}
	return entryAt(x.fleetFile, keys...)
}

func entryAt(n *yamldoc.Node, keys ...string) *yamldoc.Entry {
	var e *yamldoc.Entry
	for _, key := range keys {
		if e = n.Entry(key); e == nil {
			return nil
		}
		n = e.Value
	}
	return e
}

// optionEntry is where an interface declares an option; several names descend into objects and into what lists and maps
// hold. It is nil where there is none.
func (x *Explainer) optionEntry(m *catalog.Module, names ...string) *yamldoc.Entry {
	doc := x.interfaceOf(m)
	if doc == nil || len(names) == 0 {
		return nil
	}
	options := doc.Get("options")
	if m.Entries {
		options = doc.Get("entries")
	}
	return optionBelow(options, names)
}

func optionBelow(options *yamldoc.Node, names []string) *yamldoc.Entry {
	e := options.Entry(names[0])
	if e == nil || len(names) == 1 {
		return e
	}
	if fields := fieldsOf(e.Value); fields != nil {
		return optionBelow(fields, names[1:])
	}
	return nil
}

// via is what brings a profile into the host, what names it first and the manifest last.
func (x *Explainer) via(profile string) []Place {
	if x.brought == nil {
		x.brought = map[string][]Place{}
		for _, n := range manifest.Items(x.host.Document.Root.Get("profile")) {
			x.bring(n, nil)
		}
	}
	return x.brought[profile]
}

func (x *Explainer) bring(named *yamldoc.Node, by []Place) {
	if _, known := x.brought[named.Text]; known {
		return
	}
	way := append([]Place{x.place(named.Range())}, by...)
	x.brought[named.Text] = way
	for _, p := range x.host.Resolved.Profiles {
		if p.Name == named.Text && p.Root != nil {
			for _, n := range manifest.Items(p.Root.Get("extends")) {
				x.bring(n, way)
			}
		}
	}
}

// typeAt walks a path of the language: the option that the last name is, nil where it is none by itself, the type of the
// value, nil where the language leaves it open, and how many names it knows.
func typeAt(t *types.Type, path []string) (option *types.Option, at *types.Type, known int) {
	for i, name := range path {
		switch t.Kind {
		case types.Object:
			o := t.Field(name)
			if o == nil && t.Switch && types.IsSwitchKey(name) {
				o = switchOption
			}
			if o == nil {
				return nil, nil, i
			}
			option, t = o, o.Type
		case types.Map:
			option, t = nil, t.Of
		case types.Any:
			return nil, nil, len(path)
		default:
			return nil, nil, i
		}
	}
	return option, t, len(path)
}

// switchOption is the switch of a module, which no interface writes.
var switchOption = &types.Option{Name: "enable", Type: &types.Type{Kind: types.Bool}, Default: yamldoc.Scalar(yamldoc.Bool, "false", nil)}

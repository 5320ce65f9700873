// Package catalog holds the modules that a fleet can use: their interfaces and bodies, read from templates/modules.
package catalog

import (
	"path"

	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
)

// HomeLayer is the layer of home-manager modules; all others are NixOS modules.
const HomeLayer = "home"

// Layers returns the layers in their order, home last.
func Layers() []string {
	return []string{"core", "services", "security", "filesystems", "hardware", HomeLayer}
}

// Ref names a module, which need not have been read.
type Ref struct {
	Layer string
	Name  string // kebab-case, as its files are named
	Key   string // camelCase, as manifests name it

	id, keyPath, file string // put together once: every host asks for them
	place             int    // among all modules
}

func newRef(layer, name string) *Ref {
	r := &Ref{Layer: layer, Name: name, Key: camel(name)}
	r.id, r.keyPath = layer+"/"+name, layer+"."+r.Key
	if layer == HomeLayer {
		r.file = path.Join("modules/home", name+".nix")
	} else {
		r.file = path.Join("modules/nixos", layer, name+".nix")
	}
	return r
}

// ID names a module: "services/tailscale".
func (r *Ref) ID() string { return r.id }

// KeyPath is where a manifest sets the module: "services.tailscale".
func (r *Ref) KeyPath() string { return r.keyPath }

// File is the path of the rendered module.
func (r *Ref) File() string { return r.file }

// Module is one concern of a layer.
type Module struct {
	*Ref
	Description string
	Type        *types.Type   // of its value in a manifest
	Field       *types.Option // the module as a field of its layer
	Entries     bool          // its value is a map of entries and there is nothing to switch on
	Collects    bool          // one of its options is filled from all hosts of the fleet
	Requires    []string      // ids
	Conflicts   []string      // ids
	Provides    []string      // slots
	Inputs      []string      // flake inputs
	Unfree      []string      // package names
	Machine     Machine
	State       []State // what has to survive a root that is made anew
	Ports       []Port  // what it listens on
	SaysState   bool    // whether it says what it keeps, be it nothing

	Interface *source.File
	Body      *source.File
	Own       bool // the fleet's own, not built in

	slots []string
}

// Compare orders modules by layer, then by name.
func Compare(a, b *Module) int { return a.place - b.place }

// Options are the module's options, or those of each of its entries.
func (m *Module) Options() []*types.Option {
	if m.Entries {
		return m.Type.Of.Fields
	}
	return m.Type.Fields
}

// Slots are what the module fills, by itself or by what one of its options says.
func (m *Module) Slots() []string { return m.slots }

// Catalog is a set of modules. One that comes with panther is read when somebody asks for it: a host uses a part of them.
type Catalog struct {
	entries []*entry // by layer, then by name
	byID    map[string]*entry
	byKey   map[layerKey]*entry
}

// entry is a module that may not have been read yet.
type entry struct {
	*Ref
	own  bool
	read func() *Module // reads it once
}

type layerKey struct{ layer, key string }

// All returns the modules by layer, then by name.
func (c *Catalog) All() []*Module {
	return c.where(func(*entry) bool { return true })
}

// Layer returns the modules of a layer by name.
func (c *Catalog) Layer(layer string) []*Module {
	return c.where(func(e *entry) bool { return e.Layer == layer })
}

// Own returns the fleet's own modules.
func (c *Catalog) Own() []*Module {
	return c.where(func(e *entry) bool { return e.own })
}

func (c *Catalog) where(wanted func(*entry) bool) []*Module {
	var out []*Module
	for _, e := range c.entries {
		if wanted(e) {
			out = append(out, e.read())
		}
	}
	return out
}

// Refs names the modules by layer, then by name, and reads none.
func (c *Catalog) Refs() []*Ref {
	out := make([]*Ref, 0, len(c.entries))
	for _, e := range c.entries {
		out = append(out, e.Ref)
	}
	return out
}

// Module returns a module by its id, nil where there is none.
func (c *Catalog) Module(id string) *Module { return c.byID[id].module() }

// Keyed returns the module of a layer that a key of a manifest stands for, nil where there is none.
func (c *Catalog) Keyed(layer, key string) *Module { return c.byKey[layerKey{layer, key}].module() }

func (e *entry) module() *Module {
	if e == nil {
		return nil
	}
	return e.read()
}

// Find returns a module by its id, its key path or its lone name, nil where none or several match.
func (c *Catalog) Find(name string) *Module {
	var found *entry
	for _, e := range c.entries {
		if e.id == name || e.keyPath == name {
			return e.read()
		}
		if e.Name == name || e.Key == name {
			if found != nil {
				return nil
			}
			found = e
		}
	}
	return found.module()
}

// IDs lists the ids of all modules.
func (c *Catalog) IDs() []string {
	ids := make([]string, 0, len(c.entries))
	for _, e := range c.entries {
		ids = append(ids, e.id)
	}
	return ids
}

// Package catalog holds the modules that a fleet can use: their interfaces and bodies, read from templates/modules.
package catalog

import (
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// HomeLayer is the layer of home-manager modules; all others are NixOS modules.
const HomeLayer = "home"

// Layers returns the layers in their order, home last.
func Layers() []string {
	return []string{"core", "services", "security", "filesystems", "hardware", HomeLayer}
}

// Module is one concern of a layer.
type Module struct {
	Layer       string
	Name        string // kebab-case, as its files are named
	Key         string // camelCase, as manifests name it
	Description string
	Type        *types.Type // of its value in a manifest
	Entries     bool        // its value is a map of entries and there is nothing to switch on
	Requires    []string    // ids
	Conflicts   []string    // ids
	Provides    []string    // slots
	Inputs      []string    // flake inputs
	Unfree      []string    // package names
	Machine     Machine
	State       []State // what has to survive a root that is made anew
	Ports       []Port  // what it listens on

	Interface *source.File
	Body      *source.File
	Own       bool // the fleet's own, not built in

	id, keyPath, file string // put together once: every host asks for them
	place             int    // among all modules
}

func newModule(layer, name string) *Module {
	m := &Module{Layer: layer, Name: name, Key: camel(name)}
	m.id, m.keyPath = layer+"/"+name, layer+"."+m.Key
	if layer == HomeLayer {
		m.file = path.Join("modules/home", name+".nix")
	} else {
		m.file = path.Join("modules/nixos", layer, name+".nix")
	}
	return m
}

// ID names a module: "services/tailscale".
func (m *Module) ID() string { return m.id }

// KeyPath is where a manifest sets the module: "services.tailscale".
func (m *Module) KeyPath() string { return m.keyPath }

// File is the path of the rendered module.
func (m *Module) File() string { return m.file }

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
func (m *Module) Slots() []string {
	all := append(slices.Clone(m.Provides), slotsOf(m.Options())...)
	slices.Sort(all)
	return slices.Compact(all)
}

// Catalog is a set of modules.
type Catalog struct {
	modules []*Module // by layer, then by name
	byID    map[string]*Module
}

// All returns the modules by layer, then by name.
func (c *Catalog) All() []*Module { return c.modules }

// Module returns a module by its id, nil where there is none.
func (c *Catalog) Module(id string) *Module { return c.byID[id] }

// Find returns a module by its id, its key path or its lone name, nil where none or several match.
func (c *Catalog) Find(name string) *Module {
	var found *Module
	for _, m := range c.modules {
		if m.ID() == name || m.KeyPath() == name {
			return m
		}
		if m.Name == name || m.Key == name {
			if found != nil {
				return nil
			}
			found = m
		}
	}
	return found
}

// IDs lists the ids of all modules.
func (c *Catalog) IDs() []string {
	ids := make([]string, 0, len(c.modules))
	for _, m := range c.modules {
		ids = append(ids, m.ID())
	}
	return ids
}

// Layer returns the modules of a layer by name.
func (c *Catalog) Layer(layer string) []*Module {
	var out []*Module
	for _, m := range c.modules {
		if m.Layer == layer {
			out = append(out, m)
		}
	}
	return out
}

// Source is a folder that holds <layer>/<module>.yaml and .nix.tmpl.
type Source struct {
	Files fs.FS  // rooted at the folder
	Name  string // of the folder, for messages: "templates/modules"
	Own   bool   // the fleet's own

	Packed *yamldoc.Packed // interfaces that were parsed ahead of time, or nil
}

// Load reads the modules of several folders; a later one replaces modules of an earlier one. A folder that is not
// there holds nothing.
func Load(sources ...Source) (*Catalog, diag.List) {
	var diags diag.List
	c := &Catalog{byID: map[string]*Module{}}
	for _, src := range sources {
		c.load(src, &diags)
		if src.Own {
			checkLayers(src, &diags)
		}
	}
	for _, m := range c.byID {
		c.modules = append(c.modules, m)
	}
	slices.SortFunc(c.modules, compareModules)
	for place, m := range c.modules {
		m.place = place
		c.check(m, &diags)
	}
	return c, diags
}

func compareModules(a, b *Module) int {
	layers := Layers()
	if d := slices.Index(layers, a.Layer) - slices.Index(layers, b.Layer); d != 0 {
		return d
	}
	return strings.Compare(a.Name, b.Name)
}

// load reads the modules of a folder beside each other: it is most of what panther does before it sees a host.
func (c *Catalog) load(src Source, diags *diag.List) {
	files := filesOf(src)
	modules, found := make([]*Module, len(files)), make([]diag.List, len(files))
	var group sync.WaitGroup
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) { // one for each file would cost more than it reads
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files); i = int(next.Add(1)) - 1 {
				modules[i] = files[i].read(src, &found[i])
			}
		})
	}
	group.Wait()
	for i, m := range modules {
		*diags = append(*diags, found[i]...)
		if m != nil {
			c.byID[m.ID()] = m
		}
	}
}

// layerFile is what stands in the folder of a layer.
type layerFile struct {
	layer string
	entry fs.DirEntry
}

// read returns the module whose interface the file is; nil for any other file.
func (f layerFile) read(src Source, diags *diag.List) *Module {
	name, isInterface := strings.CutSuffix(f.entry.Name(), ".yaml")
	if !isInterface || f.entry.IsDir() {
		checkStray(src, f.layer, f.entry, diags)
		return nil
	}
	return readModule(src, f.layer, name, diags)
}

func filesOf(src Source) []layerFile {
	var files []layerFile
	for _, layer := range Layers() {
		entries, err := fs.ReadDir(src.Files, layer)
		if err != nil { // no such folder: nothing to add
			continue
		}
		for _, e := range entries {
			files = append(files, layerFile{layer, e})
		}
	}
	return files
}

// checkLayers reports modules in a folder that is no layer: nobody would find them.
func checkLayers(src Source, diags *diag.List) {
	interfaces, _ := fs.Glob(src.Files, "*/*.yaml") // its only error is a bad pattern
	for _, name := range interfaces {
		if layer := path.Dir(name); !slices.Contains(Layers(), layer) {
			if file := read(src, name, diags); file != nil {
				diags.Add(diag.Interface, file.Top(), "there is no layer %s", diag.Quote(layer)).Help("%s", diag.DidYouMean(layer, Layers()))
			}
		}
	}
}

// checkStray says what a file beside the interfaces is good for: a body without an interface is never rendered.
func checkStray(src Source, layer string, e fs.DirEntry, diags *diag.List) {
	name, isBody := strings.CutSuffix(e.Name(), ".nix.tmpl")
	file := source.New(path.Join(src.Name, layer, e.Name()), nil)
	if !isBody || e.IsDir() {
		diags.Add(diag.Interface, file.Top(), "a module is a .yaml and a .nix.tmpl file; this is neither")
		return
	}
	if _, err := fs.Stat(src.Files, path.Join(layer, name+".yaml")); err != nil {
		diags.Add(diag.Interface, file.Top(), "the body has no interface").Help("write %s.yaml beside it", name)
	}
}

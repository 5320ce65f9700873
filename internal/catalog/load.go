package catalog

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Source is a folder that holds <layer>/<module>.yaml and .nix.tmpl.
type Source struct {
	Files fs.FS  // rooted at the folder
	Name  string // of the folder, for messages: "templates/modules"
	Own   bool   // the fleet's own

	// Packed are interfaces that were parsed ahead of time, or nil; a fleet's own may be equal to one that comes with panther.
	Packed *yamldoc.Packed
}

// later tells whether the folder's modules are read when somebody asks for them: tests have checked them.
func (s Source) later() bool { return s.Packed != nil && !s.Own }

// Load reads the modules of several folders; a later one replaces modules of an earlier one. A folder that is not
// there holds nothing.
func Load(sources ...Source) (*Catalog, diag.List) {
	var diags diag.List
	c := &Catalog{byID: map[string]*entry{}, byKey: map[layerKey]*entry{}}
	var eager []*Module
	for _, src := range sources {
		eager = append(eager, c.load(src, &diags)...)
		if src.Own {
			checkLayers(src, &diags)
		}
	}
	for _, e := range c.byID {
		c.entries = append(c.entries, e)
	}
	slices.SortFunc(c.entries, compareEntries)
	for place, e := range c.entries {
		e.place = place
		c.addKey(e, &diags)
	}
	for _, m := range eager {
		if c.byID[m.id].Ref == m.Ref { // no later folder replaces it
			c.check(m, &diags)
		}
	}
	return c, diags
}

func compareEntries(a, b *entry) int {
	layers := Layers()
	if d := slices.Index(layers, a.Layer) - slices.Index(layers, b.Layer); d != 0 {
		return d
	}
	return strings.Compare(a.Name, b.Name)
}

// addKey makes a module known by its key, and reports a second one of the same key: a-1b and a1b.
func (c *Catalog) addKey(e *entry, diags *diag.List) {
	key := layerKey{e.Layer, e.Key}
	if first := c.byKey[key]; first != nil {
		diags.Add(diag.Interface, e.read().Interface.Top(), "%s is %s in a manifest, and so is %s", e.id, e.keyPath, first.id)
		return
	}
	c.byKey[key] = e
}

// load notes the modules of a folder, and returns those that it has read.
func (c *Catalog) load(src Source, diags *diag.List) (read []*Module) {
	for _, layer := range Layers() {
		entries, err := fs.ReadDir(src.Files, layer)
		if err != nil { // no such folder: nothing to add
			continue
		}
		for _, e := range entries {
			name, isInterface := strings.CutSuffix(e.Name(), ".yaml")
			switch {
			case isInterface && src.later():
				c.add(laterEntry(src, newRef(layer, name)))
			case src.later():
			case isInterface && !e.IsDir():
				if m := readModule(src, newRef(layer, name), diags); m != nil {
					c.add(&entry{Ref: m.Ref, own: src.Own, read: func() *Module { return m }})
					read = append(read, m)
				}
			default:
				checkStray(src, layer, e, diags)
			}
		}
	}
	return read
}

func (c *Catalog) add(e *entry) { c.byID[e.id] = e }

// laterEntry is a module that is read when somebody asks for it. A mistake in it is one of ours.
func laterEntry(src Source, ref *Ref) *entry {
	return &entry{Ref: ref, own: src.Own, read: sync.OnceValue(func() *Module {
		var diags diag.List
		m := readModule(src, ref, &diags)
		if len(diags) > 0 {
			panic(diags[0].Range.File.Name + ": " + diags[0].Message)
		}
		return m
	})}
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

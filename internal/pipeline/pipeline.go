// Package pipeline is the whole of panther between reading and writing: the files of a fleet in, its rendered tree and
// everything that is wrong with it out. It is pure: no disk, no clock, no environment, no printing.
package pipeline

import (
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/guard"
	"github.com/hbohlen/panther/internal/lint"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/options"
	"github.com/hbohlen/panther/internal/render"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/tree"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Input is what a run works on.
type Input struct {
	Fleet        *source.File   // panther.yaml
	Hosts        []*source.File // manifests, by path
	Profiles     []*source.File // the fleet's own profiles
	BuiltIn      BuiltIn
	Modules      fs.FS                        // the fleet's own modules; nil without any
	Version      string                       // of panther, for what panther.yaml wants
	Report       func(path string) []byte     // a hardware report of the fleet; nil where there is none
	Import       func(path string) []byte     // a hand-written file of the fleet; nil where there is none
	Options      func() *options.Synced       // the options of the fleet's own flake; nil where they were not read
	OptionsStale func() bool                  // whether such options were read once, for another flake.lock; nil where nobody knows
	Exists       func(path string) bool       // whether a hand-written file of the fleet is there
	InUse        func(folder string) []string // inputs that a host's rendered files use, for a host that cannot be resolved
}

// BuiltIn is what comes with panther.
type BuiltIn struct {
	Profiles  []*source.File
	Templates fs.FS           // documents at its root, modules below modules/
	Packed    *yamldoc.Packed // its YAML, parsed ahead of time; nil where it was not
	Rendered  Rendered        // its modules, rendered ahead of time; empty where they were not
}

// Host is what came of one host.
type Host struct {
	Name     string
	Document *manifest.Document
	Resolved *resolve.Host // nil where it could not be read
	Layout   *storage.Layout
	Facts    lint.Facts
	Modules  []*catalog.Module // NixOS and home modules that it uses
	Files    []tree.File
	Imports  []string // files of the fleet that its rendered files read, relative to the fleet
	Sealed   []string // the encrypted ones among what they read, which are not in Imports
	Ref      compose.HostRef
	Guarded  *guard.Host // nil where its manifest does not say that it is installed
	Diags    diag.List
	entries  map[string][]nix.Expr // what modules collect of it, by id

	collected []string // files that it reads of what modules collect from the fleet
}

// OK tells whether the host can be rendered.
func (h *Host) OK() bool { return h.Resolved != nil && !h.Diags.HasErrors() }

// Fleet is a fleet that was read: its catalogue, language and documents.
type Fleet struct {
	*manifest.Fleet
	Catalog  *catalog.Catalog
	Language *manifest.Language
	Resolver *resolve.Resolver
	Profiles manifest.Profiles
	Diags    diag.List // of everything but the hosts

	input    Input
	renderer *render.Renderer
	synced   func() *options.Synced // nil from it where the options of the fleet's own flake are not known
	declared declarations
}

// Open reads what a fleet's hosts have in common.
func Open(in Input) (*Fleet, error) {
	f := &Fleet{input: in, synced: func() *options.Synced { return nil }}
	f.declared = f.readDeclarations()
	if in.Options != nil {
		f.synced = sync.OnceValue(in.Options)
	}
	builtin, err := fs.Sub(in.BuiltIn.Templates, "modules")
	if err != nil {
		return nil, err
	}
	sources := []catalog.Source{{Files: builtin, Name: "templates/modules", Packed: in.BuiltIn.Packed}}
	if in.Modules != nil {
		sources = append(sources, catalog.Source{Files: in.Modules, Name: "templates/modules", Packed: in.BuiltIn.Packed, Own: true})
	}
	var found diag.List
	f.Catalog, found = catalog.Load(sources...)
	f.Diags = append(f.Diags, found...)
	f.Language = manifest.NewLanguage(f.Catalog, in.BuiltIn.Packed)
	f.Fleet, found = f.Language.ReadFleet(in.Fleet)
	f.Diags = append(append(f.Diags, found...), lint.Empty(f.Fleet.Root)...)
	f.checkWanted()
	f.checkInputs()
	f.checkModuleInputs()
	f.readProfiles(in.BuiltIn.Profiles, in.Profiles)
	f.Resolver, found = resolve.New(f.Fleet, f.Catalog, &f.Profiles)
	f.Diags = append(f.Diags, found...)
	f.renderer, err = render.New(in.BuiltIn.Templates, f.Release)
	return f, err
}

// readProfiles reads profiles, of which a fleet's own takes the place of a built-in one of the same name. What comes with
// panther has no mistakes beside its own modules; a fleet may put others in their places.
func (f *Fleet) readProfiles(builtin, own []*source.File) {
	if len(f.Catalog.Own()) > 0 {
		builtin, own = nil, slices.Concat(builtin, own)
	}
	for _, file := range builtin {
		f.Profiles.Offer(manifest.BaseName(file.Name), sync.OnceValue(func() *manifest.Document {
			p, found := f.Language.ReadProfile(file)
			if len(found) > 0 {
				panic(file.Name + ": " + found[0].Message)
			}
			return p
		}))
	}
	for _, file := range own {
		p, found := f.Language.ReadProfile(file)
		f.Profiles.Add(p)
		f.Diags = append(append(f.Diags, found...), lint.Empty(p.Root)...)
	}
}

// Options say what a run is for.
type Options struct {
	Keep bool // keep the resolved hosts, for verbs that look into them
	Tree bool // render

	Notes bool // tell also of what is no mistake
}

// Result is what came of a fleet.
type Result struct {
	Hosts []*Host   // by path of their manifests
	Fleet diag.List // diagnostics of everything but single hosts
	Tree  *tree.Tree

	Inputs []compose.Input // of the flake
}

// Run resolves, checks and renders every host of the fleet.
func (f *Fleet) Run(opts Options) *Result {
	r := &Result{Hosts: make([]*Host, len(f.input.Hosts)), Fleet: slices.Clone(f.Diags)}
	parallel(len(f.input.Hosts), func(i int) {
		r.Hosts[i] = f.host(f.input.Hosts[i], opts)
	})
	slices.SortStableFunc(r.Hosts, func(a, b *Host) int { return strings.Compare(a.Document.File.Name, b.Document.File.Name) })
	r.checkAcross(f)
	f.allow(r, opts)
	if opts.Tree {
		r.Tree = f.assemble(r)
	}
	return r
}

// parallel runs a job for each index on all processors.
func parallel(n int, job func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int, n)
	for i := range n {
		next <- i
	}
	close(next)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				job(i)
			}
		})
	}
	wg.Wait()
}

// host reads as a list of steps what happens to one manifest.
func (f *Fleet) host(file *source.File, opts Options) *Host {
	h := &Host{}
	h.Document, h.Diags = f.Language.ReadHost(file)
	h.Name = h.Document.Name
	h.Diags = append(h.Diags, lint.Empty(h.Document.Root)...)
	resolved, found := f.Resolver.HostWith(h.Document, f.report(h.Document, &h.Diags))
	h.Diags = append(h.Diags, found...)
	if resolved == nil {
		return h
	}
	h.Resolved = resolved
	h.Layout = storage.Read(resolved, f.input.BuiltIn.Packed)
	h.Diags = append(h.Diags, lint.Host(resolved, h.Layout)...)
	if opts.Notes {
		h.Diags = append(h.Diags, lint.Notes(resolved)...)
	}
	f.refuseRendered(resolved, &h.Diags)
	f.checkImports(resolved, &h.Diags)
	h.Ref = compose.Ref(resolved)
	h.Diags = append(h.Diags, lint.Settings(resolved, f.optionLists(h.Ref), h.Diags)...)
	h.Facts = lint.FactsOf(resolved, h.Layout)
	h.Guarded = guard.Installed(h.Name, resolved.Root)
	h.Modules = modulesOf(resolved)
	for _, file := range importsOf(resolved) {
		h.Imports = append(h.Imports, file.Path)
	}
	for _, s := range resolved.Secrets {
		if s.Reference.File != "" {
			h.Sealed = append(h.Sealed, s.Reference.File)
		}
	}
	if resolved.Report.Read() {
		h.Imports = append(h.Imports, resolved.Report.Path)
	}
	if opts.Tree && !h.Diags.HasErrors() {
		f.renderHost(h)
	}
	if !opts.Keep { // they are most of what a host takes in memory
		h.Resolved = &resolve.Host{Name: resolved.Name, Path: resolved.Path}
		h.Document.Root = nil
		h.Layout = nil
	}
	return h
}

func modulesOf(h *resolve.Host) []*catalog.Module {
	var out []*catalog.Module
	for _, m := range h.Modules {
		out = append(out, m.Module)
	}
	for _, home := range h.Homes {
		for _, m := range home.Modules {
			out = append(out, m.Module)
		}
	}
	return out
}

// renderHost renders the three documents of a host, and notes what modules collect of it.
func (f *Fleet) renderHost(h *Host) {
	at := compose.Place{Output: f.Output, Folder: compose.Folder(h.Resolved)}
	from := h.Document.File.Name + "."
	add := func(name string, body []byte) {
		h.Files = append(h.Files, tree.File{Path: at.Folder + "/" + name, Content: tree.WithHeader(from, body)})
	}
	configuration := compose.Host(h.Resolved, h.Layout, at)
	h.collected = configuration.Collected
	add("configuration.nix", f.renderer.Configuration(configuration))
	add("disko.nix", f.renderer.Disko(compose.Disko(h.Resolved, h.Layout)))
	if len(h.Resolved.Homes) > 0 {
		add("home.nix", f.renderer.Home(compose.Homes(h.Resolved, at)))
	}
	h.entries = map[string][]nix.Expr{}
	for _, m := range h.Modules {
		if m.Collects {
			h.entries[m.ID()] = compose.CollectionEntries(m, h.Resolved)
		}
	}
}

// Diags returns everything that is wrong, sorted.
func (r *Result) Diags() diag.List {
	all := slices.Clone(r.Fleet)
	for _, h := range r.Hosts {
		all = append(all, h.Diags...)
	}
	return all.Sorted()
}

// Host returns a host by name, nil where there is none.
func (r *Result) Host(name string) *Host {
	for _, h := range r.Hosts {
		if h.Name == name {
			return h
		}
	}
	return nil
}

// Names lists the names of the hosts.
func (r *Result) Names() []string {
	names := make([]string, 0, len(r.Hosts))
	for _, h := range r.Hosts {
		names = append(names, h.Name)
	}
	return names
}

// Single returns what is wrong with one manifest by itself.
func (f *Fleet) Single(file *source.File) diag.List {
	diags := allowIn(file, f.host(file, Options{Tree: true}).Diags)
	if strings.Contains(file.Name, "/") {
		return diags
	}
	// standard input has no folder, in which a report or hand-written files could lie, and nobody wrote what show prints
	placed := []diag.Code{diag.MissingReport, diag.MissingImport, diag.OutsideFleet, diag.EmptyKey}
	return slices.DeleteFunc(diags, func(d diag.Diagnostic) bool { return slices.Contains(placed, d.Code) })
}

// Join returns what would be wrong with a manifest if it joined the fleet together with reports, by their paths.
func (f *Fleet) Join(file *source.File, reports map[string][]byte) diag.List {
	with := *f
	with.input.Report = func(path string) []byte {
		if content := reports[path]; content != nil || f.input.Report == nil {
			return content
		}
		return f.input.Report(path)
	}
	with.input.Hosts = append(slices.Clone(f.input.Hosts), file)
	var out diag.List
	for _, h := range with.Run(Options{}).Hosts {
		for _, d := range h.Diags { // what two hosts clash in is said of the later one
			if h.Document.File == file || slices.ContainsFunc(d.Related, func(r diag.Related) bool { return r.Range.File == file }) {
				out = append(out, d)
			}
		}
	}
	return out
}

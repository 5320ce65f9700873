package pipeline

import (
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/lint"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/tree"
)

// assemble puts the tree together: the hosts that can be rendered, the modules that any host uses, what modules collect
// from the fleet, and flake.nix.
func (f *Fleet) assemble(r *Result) *tree.Tree {
	t := tree.New()
	for _, h := range r.Hosts {
		for _, file := range h.Files {
			if !t.Has(file.Path) { // two manifests for one place are reported as such
				t.Put(file)
			}
		}
	}
	f.addModules(t, r)
	f.addCollections(t, r)
	if refs := f.refs(r); len(refs) > 0 {
		r.Inputs = compose.InputsOf(f.Fleet, refs)
		t.Add("flake.nix", "panther.yaml and hosts/. Edit those, then run `panther gen`.", f.renderer.Flake(compose.ComposeFlake(f.Fleet, refs)))
	}
	return t
}

// refs describes the hosts for flake.nix. A host with mistakes stays in it while its rendered files are there.
func (f *Fleet) refs(r *Result) []compose.HostRef {
	var refs []compose.HostRef
	for _, h := range r.Hosts {
		if h.OK() {
			refs = append(refs, h.Ref)
			continue
		}
		if inputs := f.inUse(h.Document.Path); inputs != nil && h.Name != "" {
			ref := compose.HostRef{Name: h.Name, Folder: h.Document.Path, System: "x86_64-linux", Inputs: inputs}
			if h.Ref.System != "" {
				ref.System = h.Ref.System
			}
			refs = append(refs, ref)
		}
	}
	slices.SortFunc(refs, func(a, b compose.HostRef) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(refs, func(a, b compose.HostRef) bool { return a.Name == b.Name })
}

func (f *Fleet) inUse(folder string) []string {
	if f.input.InUse == nil {
		return nil
	}
	return f.input.InUse(folder)
}

// addModules renders each module once, whichever hosts use it, unless that was done ahead of time.
func (f *Fleet) addModules(t *tree.Tree, r *Result) {
	var modules []*catalog.Module
	for _, m := range usedModules(r) {
		if ready := f.input.BuiltIn.Rendered.file(m, f.Release); ready != nil {
			t.Put(tree.File{Path: m.File(), Content: ready})
			continue
		}
		modules = append(modules, m)
	}
	files, found := make([][]byte, len(modules)), make([]diag.List, len(modules))
	parallel(len(modules), func(i int) {
		files[i], found[i] = moduleFile(f.renderer, modules[i])
	})
	for i, m := range modules {
		r.Fleet = append(r.Fleet, found[i]...)
		if files[i] != nil {
			t.Put(tree.File{Path: m.File(), Content: files[i]})
		}
	}
}

func usedModules(r *Result) []*catalog.Module {
	seen := map[*catalog.Module]bool{}
	var out []*catalog.Module
	for _, h := range r.Hosts {
		for _, m := range h.Modules {
			if !seen[m] {
				seen[m] = true
				out = append(out, m)
			}
		}
	}
	slices.SortFunc(out, func(a, b *catalog.Module) int { return strings.Compare(a.ID(), b.ID()) })
	return out
}

func (f *Fleet) addCollections(t *tree.Tree, r *Result) {
	for _, m := range usedModules(r) {
		file := compose.CollectionFile(m)
		wanted := func(h *Host) bool { return slices.Contains(h.collected, file) }
		if file == "" || !slices.ContainsFunc(r.Hosts, wanted) {
			continue
		}
		var entries []nix.Expr
		hosts := slices.Clone(r.Hosts)
		slices.SortStableFunc(hosts, func(a, b *Host) int { return strings.Compare(a.Name, b.Name) })
		for _, h := range hosts {
			entries = append(entries, h.entries[m.ID()]...)
		}
		t.Add(file, "hosts/, what "+m.ID()+" collects.", f.renderer.Collection(nix.List(entries...)))
	}
}

func importsOf(h *resolve.Host) []resolve.Import {
	all := slices.Clone(h.Imports)
	for _, home := range h.Homes {
		all = append(all, home.Imports...)
	}
	return all
}

// checkImports reports hand-written files that are not there.
func (f *Fleet) checkImports(h *resolve.Host, diags *diag.List) {
	if f.input.Exists == nil {
		return
	}
	for _, file := range importsOf(h) {
		if !f.input.Exists(file.Path) {
			diags.Add(diag.MissingImport, file.At, "there is no file %s", file.Path).
				Help("paths are relative to the host's own folder, which stands beside its manifest")
		}
	}
	for _, s := range h.Secrets {
		if file := s.Reference.File; file != "" && !f.input.Exists(file) {
			diags.Add(diag.SecretReference, s.At, "%s refers to %s, which is not there", s.Option, file).
				Help("paths of encrypted files are relative to panther.yaml")
		}
	}
}

// checkAcross reports what only shows when all hosts are looked at together.
func (r *Result) checkAcross(f *Fleet) {
	first := map[string]*Host{}
	var facts []lint.Facts
	for _, h := range r.Hosts {
		if other := first[h.Name]; other != nil {
			reportTwins(h, other)
			reportTwins(other, h)
		} else {
			first[h.Name] = h
		}
		for _, m := range h.Modules {
			if m.Own {
				h.Facts.Modules = append(h.Facts.Modules, m.ID())
			}
		}
		h.Facts.Failed = r.Fleet.HasErrors() || h.Diags.HasErrors()
		facts = append(facts, h.Facts)
	}
	for i, found := range lint.Across(facts) {
		r.Hosts[i].Diags = append(r.Hosts[i].Diags, found...)
	}
	r.Fleet = append(r.Fleet, lint.Fleet(f.parts(), facts)...)
}

// reportTwins reports a manifest at a place of its own: neither of two is the right one.
func reportTwins(h, other *Host) {
	h.Diags.Add(diag.DuplicateHost, h.Document.File.Top(), "there are two manifests for the host %s", diag.Quote(h.Name)).
		See(other.Document.File.Top(), "the other one").Help("rename one of them: the file's name is the host's, whatever its folder")
}

// UsesOf returns the paths of the tree that a host needs: its own files, the modules it uses, what they collect, and
// flake.nix.
func UsesOf(h *Host) []string {
	paths := []string{"flake.nix"}
	for _, file := range h.Files {
		paths = append(paths, file.Path)
	}
	for _, m := range h.Modules {
		paths = append(paths, m.File())
	}
	paths = append(paths, h.collected...)
	slices.Sort(paths)
	return slices.Compact(paths)
}

// HostOfFile returns the host that a path of the tree belongs to, nil for files that hosts share.
func (r *Result) HostOfFile(file string) *Host {
	for _, h := range r.Hosts {
		if path.Dir(file) == h.Document.Path {
			return h
		}
	}
	return nil
}

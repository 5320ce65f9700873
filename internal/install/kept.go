package install

import (
	"path"
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
)

const rootModule = "filesystems/impermanence"

// persistence is where a host keeps what would be gone with its root at the next boot.
type persistence struct {
	at     string // "" where the root stays
	paths  []string
	mounts []string // file systems of their own
}

// persistenceOf reads what a host keeps of a root that is made anew at each boot.
func persistenceOf(h *resolve.Host, layout *storage.Layout) persistence {
	m := h.Module(rootModule)
	if m == nil {
		return persistence{}
	}
	p := persistence{mounts: mountsIn(layout)}
	for _, at := range texts(m, "persistAt") {
		p.at = at
	}
	var forgotten []string
	for _, n := range manifest.Items(m.Option("forget")) {
		forgotten = append(forgotten, n.Text)
	}
	for _, s := range h.State() {
		if s.Home == "" && !slices.Contains(forgotten, s.Path) {
			p.paths = append(p.paths, s.Path)
		}
	}
	return p
}

// place is where a file has to be put so that the host finds it at a path once it runs; ok is false where it would be
// gone after the first boot.
func (p persistence) place(name string) (at string, ok bool) {
	if p.at == "" || isBelow(name, p.at) {
		return name, true
	}
	mount := "/"
	for _, m := range p.mounts {
		if isBelow(name, m) && len(m) > len(mount) {
			mount = m
		}
	}
	if mount != "/" {
		return name, true
	}
	kept := isBelow(name, "/home") || slices.ContainsFunc(p.paths, func(dir string) bool { return isBelow(name, dir) })
	return path.Join(p.at, name), kept
}

// keepFiles puts the files of the plan where the host keeps them.
func (p *Plan) keepFiles(kept persistence) error {
	var early []File
	for i := range p.Files {
		f := &p.Files[i]
		at, ok := kept.place(f.Path)
		if !ok {
			return mistake("the host forgets %s: its root is made anew at each boot. Name it under filesystems.impermanence.files, and run `panther gen %s`",
				diag.Quote(f.Path), p.Host)
		}
		if f.early && at != f.Path {
			early = append(early, *f)
		}
		f.Path = at
	}
	p.Files = append(p.Files, early...)
	return nil
}

// mountsIn lists the places at which file systems of a layout are mounted.
func mountsIn(layout *storage.Layout) []string {
	var out []string
	for _, c := range contents(layout) {
		out = append(out, mountsOf(c)...)
	}
	return out
}

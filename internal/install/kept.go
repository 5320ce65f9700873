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

// persistence is what a host has again after a boot, and where it keeps what would be gone with its root.
type persistence struct {
	at     string   // "" where nothing is kept apart from the root
	paths  []string // that are kept there
	mounts []storage.Mount
}

func persistenceOf(h *resolve.Host, layout *storage.Layout) persistence {
	p := persistence{mounts: layout.Mounts()}
	m := h.Module(rootModule)
	if m == nil {
		return p
	}
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
	var on storage.Mount // the longest mount point holds the file
	for _, m := range p.mounts {
		if isBelow(name, m.Point) && len(m.Point) > len(on.Point) {
			on = m
		}
	}
	onRoot := on.Point == "" || on.Point == "/"
	if !onRoot || p.at == "" {
		return name, on.Type != storage.KindTmpfs
	}
	kept := isBelow(name, "/home") || slices.ContainsFunc(p.paths, func(dir string) bool { return isBelow(name, dir) })
	return path.Join(p.at, name), kept || isBelow(name, p.at)
}

// keepFiles puts the files of the plan where the host keeps them.
func (p *Plan) keepFiles(kept persistence, homes []home) error {
	var early []File
	for i := range p.Files {
		f := &p.Files[i]
		at, ok := kept.place(f.Path)
		if !ok {
			return mistake("the host forgets %s at its first boot; name it under filesystems.impermanence.files, and run `panther gen %s`",
				diag.Quote(f.Path), p.Host)
		}
		if err := p.own(homes, f.Path, at); err != nil {
			return err
		}
		if f.early && at != f.Path {
			early = append(early, *f)
		}
		f.Path = at
	}
	p.Files = append(p.Files, early...)
	return nil
}

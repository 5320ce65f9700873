package install

import (
	"path"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/keep"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
)

// persistence is what a host has again after a boot.
type persistence struct {
	kept   *keep.Plan // nil where the root stays
	mounts []storage.Mount
}

func persistenceOf(h *resolve.Host, layout *storage.Layout) persistence {
	return persistence{keep.For(h, layout), layout.Mounts()}
}

// place is where a file has to be put so that the host finds it at a path once it runs; ok is false where it would be
// gone after the first boot.
func (p persistence) place(name string) (at string, ok bool) {
	switch {
	case p.kept == nil:
		return name, !p.isInMemory(name)
	case p.kept.Lasts(name):
		return name, true
	}
	return path.Join(p.kept.At, name), p.kept.At != "" && p.kept.Keeps(name)
}

// isInMemory tells whether a path lies on a file system that begins empty at each boot.
func (p persistence) isInMemory(name string) bool {
	on := storage.MountOf(p.mounts, name)
	return on != nil && on.Type == storage.KindTmpfs
}

// keepFiles puts the files of the plan where the host keeps them.
func (p *Plan) keepFiles(kept persistence, homes []home) error {
	var early []File
	for i := range p.Files {
		f := &p.Files[i]
		at, ok := kept.place(f.Path)
		if !ok {
			return mistake("the host forgets %s at its first boot; have it read at %s, or name it under filesystems.impermanence.files, and run `panther gen %s`",
				diag.Quote(f.Path), at, p.Host)
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

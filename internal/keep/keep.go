// Package keep says what a host keeps whose root file system is made anew at each boot.
package keep

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// moduleID is the module that makes the root anew.
const moduleID = "filesystems/impermanence"

// Plan is what a host keeps, and where.
type Plan struct {
	Module  *resolve.Module
	At      string         // where what is kept stands, "" where only NixOS knows it
	Root    *storage.Mount // nil where the disks have none
	Persist *storage.Mount // the file system in which At is; nil where it is made anew, too

	// What is kept below At, in order.
	Directories []Directory
	Files       []string
	Users       []User

	mounts []storage.Mount
	people []resolve.Person // root first
	forget []string
	all    bool // of the homes
}

// Directory is one that is kept. Whose it is and its mode count where it does not exist yet; "" for the usual.
type Directory struct{ Path, User, Group, Mode string }

// User is what is kept of a home directory, relative to it.
type User struct {
	Name        string
	Home        string
	Directories []Directory
	Files       []string
}

// For makes the plan of a host, nil where its root stays.
func For(h *resolve.Host, layout *storage.Layout) *Plan {
	m := h.Module(moduleID)
	if m == nil {
		return nil
	}
	p := &Plan{Module: m, At: text(m.Option("persistAt")), forget: texts(m.Option("forget")), all: text(m.Option("homes")) != "declared", people: append([]resolve.Person{{Name: "root", Home: "/root"}}, h.People()...)}
	if layout != nil {
		p.mounts = layout.Mounts()
	}
	p.Root = storage.MountOf(p.mounts, "/")
	if mount := storage.MountOf(p.mounts, p.At); p.At != "" && p.lasts(mount) {
		p.Persist = mount
	}
	p.collect(h)
	return p
}

// text is what a value says, "" for a reference.
func text(n *yamldoc.Node) string {
	if n == nil || n.Tag != "" || n.Kind == yamldoc.Null {
		return ""
	}
	return n.Text
}

func texts(n *yamldoc.Node) []string {
	var out []string
	if n == nil {
		return nil
	}
	for _, item := range n.Items {
		if s := text(item); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// lasts tells whether what is in a file system is there again after a boot.
func (p *Plan) lasts(m *storage.Mount) bool {
	return m != nil && m.Point != "/" && m.Type != storage.KindTmpfs && !p.inRoot(m)
}

// inRoot tells whether a subvolume lies in that of the root, with which it goes.
func (p *Plan) inRoot(m *storage.Mount) bool {
	if p.Root == nil || m.Sub == nil || p.Root.Sub == nil || m.Holder != p.Root.Holder {
		return false
	}
	return storage.Below(SubvolumePath(m.Sub), SubvolumePath(p.Root.Sub))
}

// SubvolumePath is where a subvolume stands, as seen from the top level of its file system.
func SubvolumePath(s *storage.Subvolume) string { return strings.Trim(s.Name, "/") }

// MountAt is what is mounted at a place, nil where nothing is.
func (p *Plan) MountAt(point string) *storage.Mount {
	for i := range p.mounts {
		if p.mounts[i].Point == point {
			return &p.mounts[i]
		}
	}
	return nil
}

// InRoot are the mounts that would go with the root.
func (p *Plan) InRoot() []storage.Mount {
	var out []storage.Mount
	for i := range p.mounts {
		if m := &p.mounts[i]; m.Point != "/" && p.inRoot(m) {
			out = append(out, *m)
		}
	}
	return out
}

// Lasts tells whether a path is on a file system that is not made anew.
func (p *Plan) Lasts(path string) bool { return p.lasts(storage.MountOf(p.mounts, path)) }

// Keeps tells whether what is at a path is there again after a boot.
func (p *Plan) Keeps(path string) bool {
	if p.Lasts(path) || slices.Contains(p.Files, path) || within(path, p.Directories) {
		return true
	}
	return slices.ContainsFunc(p.Users, func(u User) bool {
		inside, ok := strings.CutPrefix(path, u.Home+"/")
		return ok && (slices.Contains(u.Files, inside) || within(inside, u.Directories))
	})
}

func within(path string, all []Directory) bool {
	return slices.ContainsFunc(all, func(d Directory) bool { return storage.Below(path, d.Path) })
}

// KeepsEarly tells whether what is at a path is there again before NixOS makes users and decrypts secrets, when nothing
// but the earliest file systems is mounted.
func (p *Plan) KeepsEarly(path string) bool {
	if m := storage.MountOf(p.mounts, path); p.lasts(m) {
		return p.Persist != nil && m.Point == p.Persist.Point || slices.Contains(storage.MountedFirst, m.Point) || slices.Contains(m.Options, "x-initrd.mount")
	}
	return slices.ContainsFunc(p.Directories, func(d Directory) bool {
		return slices.Contains(storage.MountedFirst, d.Path) && storage.Below(path, d.Path)
	})
}

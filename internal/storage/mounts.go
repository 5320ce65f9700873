package storage

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/source"
)

// Mounts is the mount tree of a host, parents first. A mount point that is there twice stands there twice.
func (l *Layout) Mounts() []Mount {
	if l.mounts != nil {
		return slices.Clip(l.mounts)
	}
	return l.findMounts()
}

func (l *Layout) findMounts() []Mount {
	var out []Mount
	for _, p := range l.Parts() {
		out = p.appendMounts(out)
	}
	slices.SortStableFunc(out, func(a, b Mount) int {
		return cmp.Or(cmp.Compare(depth(a.Point), depth(b.Point)), cmp.Compare(a.Point, b.Point))
	})
	return out
}

// depth is how many folders a mount point lies below the root.
func depth(point string) int { return strings.Count(strings.TrimSuffix(point, "/"), "/") }

// MountAt returns what is mounted at a place, nil where nothing is.
func (l *Layout) MountAt(point string) *Mount {
	for _, m := range l.Mounts() {
		if m.Point == point {
			return &m
		}
	}
	return nil
}

// MountOf is the one of some mounts that a path lies on, nil where there is none.
func MountOf(mounts []Mount, path string) *Mount {
	var found *Mount
	for i, m := range mounts {
		if Below(path, m.Point) && (found == nil || len(m.Point) > len(found.Point)) {
			found = &mounts[i]
		}
	}
	return found
}

// Below tells whether a path is a folder or lies in it.
func Below(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, strings.TrimSuffix(folder, "/")+"/")
}

// appendMounts adds those of what a part holds.
func (p Part) appendMounts(out []Mount) []Mount {
	kind := p.MountType()
	if kind == "" {
		return out
	}
	add := func(point string, at source.Range, s *Subvolume) {
		out = append(out, Mount{
			Point: point, At: at, Entry: p.Entry, Holder: p.Content, Part: p.Name, Sub: s, Type: kind,
			Device: p.mounted(), Options: p.allOptions(kind, s),
		})
	}
	if p.Mount != "" && !p.mountsItself() {
		add(p.Mount, p.MountAt, nil)
	}
	for i := range p.Subvolumes {
		if s := &p.Subvolumes[i]; s.Mount != "" {
			add(s.Mount, s.MountAt, s)
		}
	}
	return out
}

// mounted is the device that is mounted, or what stands for it.
func (p Part) mounted() string {
	if p.ownsBcachefs() {
		return bcachefsDevice(p.bcachefsName(), "")
	}
	return p.Opened()
}

// MountType is the type of the file system that the part holds, as mount names it; "" for none.
func (p Part) MountType() string {
	switch {
	case p.Dataset != nil && p.Dataset.Size == "", p.Name == "" && p.Entry.Kind == KindZFS:
		return KindZFS
	case p.Name == "" && p.Entry.Kind == KindTmpfs:
		return KindTmpfs
	}
	return p.Filesystem
}

// properties of the dataset, or of the one at the top of the pool.
func (p Part) properties() []Property {
	if p.Dataset != nil {
		return p.Dataset.Options
	}
	return p.Entry.Pool.Root
}

// mountsItself tells whether ZFS mounts the dataset, or nobody does, so that it is none of NixOS's mounts.
func (p Part) mountsItself() bool {
	return p.MountType() == KindZFS && (property(p.properties(), "mountpoint") == "none" && p.Dataset != nil || property(p.properties(), "canmount") == "off")
}

// MountedByNixOS tells whether a dataset is left to NixOS to mount, without ZFS.
func (p Part) MountedByNixOS() bool { return property(p.properties(), "mountpoint") == "legacy" }

func property(all []Property, name string) string {
	for _, p := range all {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// OptionsOf are the options that a file system or a subvolume of it is mounted with, as they stand in disko's
// mountOptions: those of the file system, in front of those of the mount.
func (c *Content) OptionsOf(s *Subvolume) []string {
	var out []string
	if c.Compression != "" && c.Compression != "none" {
		out = append(out, "compress="+c.Compression)
	}
	out = append(out, c.MountOptions...)
	if s != nil {
		for _, option := range s.MountOptions {
			if !slices.Contains(out, option) {
				out = append(out, option)
			}
		}
	}
	return out
}

// allOptions are those that NixOS is given in the end.
func (p Part) allOptions(kind string, s *Subvolume) []string {
	out := p.OptionsOf(s)
	if kind == KindTmpfs {
		out = p.Entry.tmpfsOptions()
	}
	besideDevices := p.ownsBcachefs() || p.Entry.Kind == KindBcachefs
	if len(out) == 0 && !besideDevices {
		out = []string{"defaults"}
	}
	switch {
	case kind == KindZFS && !p.MountedByNixOS():
		out = append(out, "zfsutil")
	case kind == KindBtrfs && s != nil:
		out = append(out, "subvol="+s.Name)
	case besideDevices:
		out = append([]string{"X-mount.mkdir"}, out...)
		if s != nil {
			out = slices.Insert(out, 1, "X-mount.subdir="+strings.TrimPrefix(s.Name, "/"))
		}
	}
	return out
}

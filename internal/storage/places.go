package storage

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/resolve"
)

// Place is a mount with what follows from the other ones of its host.
type Place struct {
	Mount
	Name       string // that no other one of the host has, fit for a file
	FileSystem string // where the same file system is mounted first; several subvolumes of one share it
	Lasting    bool   // a btrfs subvolume with what cannot be made again
	Undivided  bool   // a btrfs file system with such things, and without subvolumes
}

// IsBtrfs tells whether it is a btrfs file system, or a subvolume of one.
func (p Place) IsBtrfs() bool { return p.Type == "btrfs" }

// Places are a host's mounts, parents first; none without a layout.
func Places(h *resolve.Host, l *Layout) []Place {
	if l == nil {
		return nil
	}
	var out []Place
	for _, m := range l.Mounts() {
		out = append(out, Place{Mount: m})
	}
	taken, copies := map[string]bool{}, placesOfCopies(h, l.Mounts())
	for i := range out {
		p := &out[i]
		same := slices.IndexFunc(out, func(other Place) bool { return other.Holder == p.Holder })
		p.Name, p.FileSystem = unusedName(p.Point, taken), out[same].Point
		if p.IsBtrfs() && !copies[p.Point] && isLasting(h, p.Mount) {
			p.Lasting, p.Undivided = p.Sub != nil, p.Sub == nil
		}
	}
	return out
}

// WrittenAt is the path in the manifest of a host under which somebody says more of what a part holds: what a layout makes
// is written at the disk with the layout.
func (l *Layout) WrittenAt(h *resolve.Host, holds *Content) string {
	for _, p := range l.Parts() {
		if p.Content == holds {
			return l.pathOf(h, p)
		}
	}
	return "disks"
}

func (l *Layout) pathOf(h *resolve.Host, p Part) string {
	name := p.Entry.Name
	if h != nil && h.Root.Get("disks").Get(name) == nil {
		for _, member := range l.Parts() {
			if member.MemberOf == name {
				return l.pathOf(h, member)
			}
		}
	}
	switch {
	case p.Name == "" || p.Entry.Preset != "":
		return "disks." + name
	case p.Partition != nil:
		return "disks." + name + ".partitions." + p.Name
	case p.Volume != nil:
		return "disks." + name + ".volumes." + p.Name
	}
	return "disks." + name + ".datasets." + p.Name
}

// Encrypted are the parts of a host that LUKS encrypts.
func Encrypted(l *Layout) []Part {
	if l == nil {
		return nil
	}
	return slices.DeleteFunc(l.Parts(), func(p Part) bool { return p.LUKS == nil })
}

// unusedName makes a name of a mount point: root for /, var-lib for /var/lib.
func unusedName(point string, taken map[string]bool) string {
	wanted := strings.ReplaceAll(strings.Trim(point, "/"), "/", "-")
	if wanted == "" {
		wanted = "root"
	}
	name := wanted
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", wanted, n)
	}
	taken[name] = true
	return name
}

// fleeting are the places of what can be made again, or of what nobody wants back.
var fleeting = []string{"/boot", "/nix", "/tmp", "/var/cache", "/var/log", "/var/tmp"}

// isLasting tells whether a mount holds what cannot be made again. Snapshots of files that are overwritten in place would
// have them copied after all, and a root that is made anew at each boot holds nothing.
func isLasting(h *resolve.Host, m Mount) bool {
	isFleeting := func(at string) bool { return Below(m.Point, at) }
	switch {
	case m.Sub != nil && (m.Sub.NoCOW || len(m.Sub.SwapFiles) > 0):
		return false
	case m.Point == "/" && h.Module("filesystems/impermanence") != nil:
		return false
	}
	return !slices.ContainsFunc(fleeting, isFleeting) && !strings.Contains(path.Base(m.Point), "snapshots")
}

// placesOfCopies are the mount points of what takes snapshots, of which none are taken: subvolumes of their own, which a
// snapshot of what they lie in holds as empty folders. A root holds other things beside those of other hosts. Where the host
// sends its own, that is only known of what is mounted at the very directory: beside it there may be all kinds of things.
func placesOfCopies(h *resolve.Host, mounts []Mount) map[string]bool {
	module := h.Module("filesystems/snapshots")
	if module == nil {
		return nil
	}
	out := map[string]bool{}
	for _, option := range []string{"receive", "send"} {
		copies := module.Option(option)
		if copies == nil {
			continue
		}
		for _, e := range copies.Entries {
			directory := e.Value.Get("directory")
			if directory == nil || e.Value.Get("host").IsSet() {
				continue
			}
			m := MountOf(mounts, directory.Text)
			if m != nil && m.Point != "/" && (option == "receive" || m.Point == directory.Text) {
				out[m.Point] = true
			}
		}
	}
	return out
}

package disks

import (
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// raw checks that what is told to disko as it stands names no disk and no place of the mount tree that disks have, unless
// it is laid over that.
func (p *plan) raw() {
	if p.Raw == nil || types.HasMistake(p.Raw) {
		return
	}
	for _, n := range rawDevices(p.Raw, p.Layout) {
		for _, e := range p.Entries {
			if e.Kind == storage.KindDisk && e.Device == n.Text {
				p.diags.Add(diag.DuplicateDisk, n.Range(), "disks.%s and this one are one disk", e.Name).See(e.DeviceAt, "named here first").
					Help("to add to what disks says, use its name: disko: { disk.%s.imageSize: 8G }", e.Name)
			}
		}
	}
	for _, n := range rawMounts(p.Raw, p.Layout) {
		if m := p.MountAt(n.Text); m != nil {
			p.diags.Add(diag.MountClash, n.Range(), "%s is on disks.%s already", n.Text, m.Entry.Name).See(m.At, "the other file system").
				Help("mount it elsewhere, such as at /data")
		}
	}
}

// rawEntry is one of what disko knows by name.
type rawEntry struct {
	group string // disk, zpool, ...
	value *yamldoc.Node
}

// rawEntries are the entries that are told to disko and that disks do not have.
func rawEntries(raw *yamldoc.Node, l *storage.Layout) []rawEntry {
	var out []rawEntry
	for _, group := range entriesOf(raw) {
		for _, e := range entriesOf(group.Value) {
			if l.Entry(e.Key) == nil && !(group.Key == "nodev" && l.MountAt(e.Key) != nil) {
				out = append(out, rawEntry{group.Key, e.Value})
			}
		}
	}
	return out
}

// rawDevices are the disks that are told to disko.
func rawDevices(raw *yamldoc.Node, l *storage.Layout) []*yamldoc.Node {
	var out []*yamldoc.Node
	for _, e := range rawEntries(raw, l) {
		if n := e.value.Get("device"); e.group == "disk" && n.IsSet() && n.IsScalar() && n.Tag == "" {
			out = append(out, n)
		}
	}
	return out
}

// rawMounts are the mount points that are told to disko.
func rawMounts(raw *yamldoc.Node, l *storage.Layout) []*yamldoc.Node {
	var out []*yamldoc.Node
	var walk func(n *yamldoc.Node)
	walk = func(n *yamldoc.Node) {
		for _, item := range n.Items {
			walk(item)
		}
		for _, e := range n.Entries {
			switch {
			case e.Key == "options" || e.Key == "rootFsOptions": // the properties of ZFS
			case e.Key == "mountpoint" && e.Value.IsScalar() && e.Value.Tag == "" && strings.HasPrefix(e.Value.Text, "/"):
				out = append(out, e.Value)
			default:
				walk(e.Value)
			}
		}
	}
	for _, e := range rawEntries(raw, l) {
		walk(e.value)
	}
	return out
}

package disks

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
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
		if m := p.mountAt(n.Text); m != nil {
			p.diags.Add(diag.MountClash, n.Range(), "%s is on disks.%s already", n.Text, m.Entry.Name).See(m.At, "the other file system").
				Help("mount it elsewhere, such as at /data")
		}
	}
}

// rawEntry is one of what disko knows by name.
type rawEntry struct {
	group string // disk, zpool, ...
	below []string
	value *yamldoc.Node
}

// rawEntries are the entries that are told to disko and that disks do not have. Keys at the top are paths.
func rawEntries(raw *yamldoc.Node, l *storage.Layout) []rawEntry {
	var out []rawEntry
	add := func(group, name string, below []string, value *yamldoc.Node) {
		if l.Entry(name) == nil && !(group == "nodev" && l.MountAt(name) != nil) {
			out = append(out, rawEntry{group, below, value})
		}
	}
	for _, e := range entriesOf(raw) {
		names, err := types.SplitPath(e.Key)
		switch {
		case err != nil:
		case len(names) == 1:
			for _, named := range entriesOf(e.Value) {
				add(names[0], named.Key, nil, named.Value)
			}
		default:
			add(names[0], names[1], names[2:], e.Value)
		}
	}
	return out
}

// rawDevices are the disks that are told to disko.
func rawDevices(raw *yamldoc.Node, l *storage.Layout) []*yamldoc.Node {
	var out []*yamldoc.Node
	for _, e := range rawEntries(raw, l) {
		n := e.value
		if len(e.below) == 0 {
			n = n.Get("device")
		}
		if e.group == "disk" && (len(e.below) == 0 || slices.Equal(e.below, []string{"device"})) && n.IsSet() && n.IsScalar() && n.Tag == "" {
			out = append(out, n)
		}
	}
	return out
}

// rawMounts are the mount points that are told to disko.
func rawMounts(raw *yamldoc.Node, l *storage.Layout) []*yamldoc.Node {
	var out []*yamldoc.Node
	var walk func(key string, n *yamldoc.Node)
	walk = func(key string, n *yamldoc.Node) {
		if key == "options" || key == "rootFsOptions" { // the properties of ZFS
			return
		}
		if key == "mountpoint" && n.IsScalar() && n.Tag == "" && strings.HasPrefix(n.Text, "/") {
			out = append(out, n)
		}
		for _, item := range manifest.ListItems(n) {
			walk("", item)
		}
		for _, e := range n.Entries {
			walk(e.Key, e.Value)
		}
	}
	for _, e := range rawEntries(raw, l) {
		key := ""
		if len(e.below) > 0 {
			key = e.below[len(e.below)-1]
		}
		walk(key, e.value)
	}
	return out
}

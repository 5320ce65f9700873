package install

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Disk is erased.
type Disk struct {
	Name   string
	Device string
	Size   string // expected, "" where nobody says it
	Model  string // the same
	Parts  []Part // what is made on it
}

// Part is what is made on a disk or of several.
type Part struct {
	Name string // "" for the whole disk
	Size string // "" for the rest
	What string
}

// disksOf lists what is erased: every disk of the layout, those that disko describes by itself among them.
func disksOf(layout *storage.Layout) []Disk {
	var out []Disk
	for _, e := range layout.Entries {
		if e.Kind != storage.KindDisk {
			continue
		}
		d := Disk{Name: e.Name, Device: e.Device, Size: e.Size, Model: e.Model}
		for _, p := range e.Partitions {
			d.Parts = append(d.Parts, Part{p.Name, p.Size, cmp.Or(contentText(&p.Content), p.Role)})
		}
		if len(e.Partitions) == 0 {
			d.Parts = append(d.Parts, Part{What: contentText(&e.Content)})
		}
		out = append(out, d)
	}
	return append(out, rawDisks(layout.Raw)...)
}

// rawDisks are those that the manifest writes as disko has them.
func rawDisks(raw *yamldoc.Node) []Disk {
	if devices := raw.Get("devices"); devices != nil {
		raw = devices
	}
	disks := raw.Get("disk")
	if disks == nil {
		return nil
	}
	var out []Disk
	for _, e := range disks.Entries {
		if device := e.Value.Get("device"); device != nil {
			out = append(out, Disk{Name: e.Key, Device: device.Text, Parts: []Part{{What: "as disko: says"}}})
		}
	}
	return out
}

// contentText says what something holds: "LUKS crypt-main-root, btrfs at /, /home".
func contentText(c *storage.Content) string {
	var words []string
	if c.LUKS != nil {
		words = append(words, "LUKS "+c.LUKS.Name)
	}
	switch {
	case c.MemberOf != "":
		words = append(words, "part of "+c.MemberOf)
	case c.Swap != nil:
		words = append(words, "swap")
	case c.Filesystem != "":
		text := c.Filesystem
		if at := mountsOf(c); len(at) > 0 {
			text += " at " + strings.Join(at, " ")
		}
		words = append(words, text)
	}
	return strings.Join(words, ", ")
}

func mountsOf(c *storage.Content) []string {
	var out []string
	if c.Mount != "" {
		out = append(out, c.Mount)
	}
	for _, s := range c.Subvolumes {
		if s.Mount != "" {
			out = append(out, s.Mount)
		}
	}
	slices.Sort(out)
	return out
}

// LayoutOf is what holds data on a host.
func LayoutOf(h *resolve.Host) *storage.Layout {
	l := &storage.Layout{Firmware: h.Firmware}
	for _, d := range storage.Disks(h) {
		e := &storage.Entry{Name: d.Name, Kind: storage.KindDisk, Device: d.Device}
		e.Content = storage.Content{Filesystem: d.Layout}
		for _, at := range d.MountPoints() {
			e.Subvolumes = append(e.Subvolumes, storage.Subvolume{Mount: at})
		}
		l.Entries = append(l.Entries, e)
	}
	return l
}

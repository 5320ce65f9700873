package install

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Disk is erased, or made of disks that are.
type Disk struct {
	Name   string
	Device string // of a disk
	Kind   string // of what is made of several: raid, lvm, zfs, btrfs, bcachefs
	Mode   string // of the same, how its members stand together: "raid1", "level 5", "mirror"; "" where nothing says it
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
		if e.Kind == storage.KindDisk {
			out = append(out, Disk{Name: e.Name, Device: e.Device, Size: e.Size, Model: e.Model, Parts: partsOf(layout, e)})
		}
	}
	return append(out, rawDisks(layout.Raw)...)
}

// madeOf lists what is made of several disks or parts of them.
func madeOf(layout *storage.Layout) []Disk {
	var out []Disk
	for _, e := range layout.Entries {
		if e.Kind != storage.KindDisk && e.Kind != storage.KindTmpfs {
			out = append(out, Disk{Name: e.Name, Kind: e.Kind, Mode: modeOfMembers(e), Parts: partsOf(layout, e)})
		}
	}
	return out
}

// modeOfMembers says what a broken member would cost.
func modeOfMembers(e *storage.Entry) string {
	switch {
	case e.Kind == storage.KindRAID:
		return "level " + strconv.Itoa(e.Level)
	case e.MetadataProfile != "" && e.MetadataProfile != e.Profile:
		return cmp.Or(e.Profile, "data as btrfs has it") + ", metadata " + e.MetadataProfile
	case e.Profile != "":
		return e.Profile
	case e.Pool.VDevs == nil:
		return e.Pool.Mode
	}
	var groups []string
	for _, group := range e.Pool.VDevs.Data {
		groups = append(groups, strings.TrimSpace(group.Mode+" of "+strings.Join(group.Members, " ")))
	}
	return strings.Join(groups, ", ")
}

func partsOf(layout *storage.Layout, e *storage.Entry) []Part {
	var out []Part
	for _, p := range layout.Parts() {
		text := contentText(p.Content)
		if p.Entry != e || p.Name == "" && text == "" {
			continue
		}
		part := Part{Name: p.Name, What: text}
		switch {
		case p.Partition != nil:
			part.Size, part.What = p.Partition.Size, cmp.Or(text, p.Partition.Role)
		case p.Volume != nil:
			part.Size = p.Volume.Size
		case p.Dataset != nil:
			part.Size = cmp.Or(p.Dataset.Size, "shared")
		}
		out = append(out, part)
	}
	return out
}

// rawDisks are those that the manifest writes as disko has them.
func rawDisks(raw *yamldoc.Node) []Disk {
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

// contentText says what something holds: "LUKS crypt-main-root, btrfs at / /home, swap file /.swap/swapfile of 8G".
func contentText(c *storage.Content) string {
	var words []string
	if c.LUKS != nil {
		words = append(words, "LUKS "+c.LUKS.Name)
	}
	at := mountsOf(c)
	switch {
	case c.MemberOf != "":
		words = append(words, "part of "+c.MemberOf)
	case c.Swap != nil:
		words = append(words, "swap"+swapText(c.Swap))
	case len(at) > 0:
		words = append(words, strings.TrimSpace(c.Filesystem+" at "+strings.Join(at, " ")))
	case c.Filesystem != "":
		words = append(words, c.Filesystem)
	}
	words = append(words, swapFileTexts(c.SwapFiles, c.Mount)...)
	for _, s := range c.Subvolumes {
		words = append(words, swapFileTexts(s.SwapFiles, s.Mount)...)
	}
	return strings.Join(words, ", ")
}

func swapFileTexts(files []storage.SwapFile, below string) []string {
	var out []string
	for _, file := range files {
		text := "swap file " + path.Join(below, file.Name)
		if file.Size != "" {
			text += " of " + file.Size
		}
		out = append(out, text+swapText(&file.Swap))
	}
	return out
}

// swapText says of swap what is left of it after a start.
func swapText(s *storage.Swap) string {
	switch {
	case s.Random:
		return " with a new key at each boot"
	case s.Hibernate:
		return " for hibernation"
	}
	return ""
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

package storage

import (
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Devices is the value of disko.devices: what the layout says, and over it what stands under disko.
func (l *Layout) Devices() nix.Expr { return l.devices().expr() }

func (l *Layout) devices() *attrSet {
	p := newPrinting(l)
	devices := &attrSet{sorted: true}
	for _, e := range l.Entries {
		if kind := diskoKind(e.Kind); kind != "" {
			devices.in(kind).set(e.attribute(), p.entry(e))
		}
	}
	for _, at := range l.Parts() {
		if at.ownsBcachefs() {
			devices.in(diskoBcachefs).set(at.bcachefsName(), bcachefs(at.Content, ""))
		}
	}
	if l.Raw != nil && l.Raw.Kind == yamldoc.Map {
		devices.merge(l.Raw)
	}
	for _, group := range devices.fields {
		if group.below != nil {
			group.below.sorted = true
		}
	}
	return devices
}

// The attributes of disko.devices.
const (
	diskoBcachefs = "bcachefs_filesystems"
	diskoDisk     = "disk"
	diskoLVM      = "lvm_vg"
	diskoRAID     = "mdadm"
	diskoNoDevice = "nodev"
	diskoZFS      = "zpool"
)

// diskoKind is the attribute of disko.devices that entries of a kind stand in. Btrfs over several devices has none: the
// last of them holds the file system and names the others.
func diskoKind(kind string) string {
	switch kind {
	case KindDisk:
		return diskoDisk
	case KindRAID:
		return diskoRAID
	case KindLVM:
		return diskoLVM
	case KindZFS:
		return diskoZFS
	case KindBcachefs:
		return diskoBcachefs
	case KindTmpfs:
		return diskoNoDevice
	}
	return ""
}

// attribute is the name that disko knows an entry by. What has no device has the place where it is mounted for a name.
func (e *Entry) attribute() string {
	if e.Kind == KindTmpfs {
		return e.Mount
	}
	return e.Name
}

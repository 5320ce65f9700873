// Package storage turns the disks of a manifest into what disko partitions and mounts.
package storage

import (
	"strconv"

	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Disk is one disk as the manifest describes it, defaults filled in. One without a mount point holds the system.
type Disk struct {
	Name        string
	Device      string
	DeviceAt    source.Range
	Mount       string // where a disk with nothing but data is mounted
	MountAt     source.Range
	Layout      string // btrfs, ext4, xfs
	BootSize    string
	Swap        string // size of the swap file, "" for none
	Compression string // of btrfs; "none" for none
	Unstable    bool   // a device name that may change is meant
	At          source.Range
	Value       *yamldoc.Node // as written
}

// HoldsSystem tells whether the disk has the boot partition and the root file system.
func (d Disk) HoldsSystem() bool { return d.Mount == "" }

// Disks returns the disks of a host in the order written.
func Disks(h *resolve.Host) []Disk {
	disks := h.Root.Get("disks")
	if disks == nil {
		return nil
	}
	var out []Disk
	for _, e := range disks.Entries {
		device, mount := e.Value.Get("device"), e.Value.Get("mount")
		out = append(out, Disk{
			Name:        e.Key,
			Device:      orDefault(device, ""),
			DeviceAt:    device.Range(),
			Mount:       orDefault(mount, ""),
			MountAt:     mount.Range(),
			Layout:      orDefault(e.Value.Get("layout"), "btrfs"),
			BootSize:    orDefault(e.Value.Get("bootSize"), "1G"),
			Swap:        orDefault(e.Value.Get("swap"), ""),
			Compression: orDefault(e.Value.Get("compression"), "zstd"),
			Unstable:    orDefault(e.Value.Get("unstableName"), "false") == "true",
			At:          e.At.Range(),
			Value:       e.Value,
		})
	}
	return out
}

func orDefault(n *yamldoc.Node, fallback string) string {
	if n == nil || n.Kind == yamldoc.Null {
		return fallback
	}
	return n.Text
}

// subvolumes of the root file system under btrfs, and where they are mounted.
var subvolumes = []struct{ name, mountpoint string }{
	{"@root", "/"}, {"@home", "/home"}, {"@nix", "/nix"}, {"@log", "/var/log"},
}

const swapMount = "/.swap" // of the subvolume that holds the swap file

// MountPoints are where the file systems of the disk are mounted.
func (d Disk) MountPoints() []string {
	if !d.HoldsSystem() {
		return []string{d.Mount}
	}
	out := []string{"/", "/boot"}
	if d.Layout == "btrfs" {
		for _, s := range subvolumes[1:] {
			out = append(out, s.mountpoint)
		}
		if d.Swap != "" {
			out = append(out, swapMount)
		}
	}
	return out
}

// mebibytes reads a size such as 512M or 8G; sizes below one MiB count as one.
func mebibytes(size string) int64 {
	n, err := strconv.ParseInt(size[:len(size)-1], 10, 64)
	if err != nil {
		return 0
	}
	switch size[len(size)-1] {
	case 'K':
		return max(1, n/1024)
	case 'G':
		return n * 1024
	case 'T':
		return n * 1024 * 1024
	}
	return n
}

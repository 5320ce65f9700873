// Package storage turns the disks of a manifest into what disko partitions and mounts.
package storage

import (
	"strconv"

	"github.com/hbohlen/panther/internal/nix"
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

func attr(name string, value nix.Expr) nix.Attr { return nix.Attr{Name: name, Value: value} }

func text(name, value string) nix.Attr { return attr(name, nix.String(value)) }

// Devices is the value of disko.devices for a host's disks.
func Devices(disks []Disk, firmware string) nix.Expr {
	attrs := make([]nix.Attr, 0, len(disks))
	for _, d := range disks {
		attrs = append(attrs, attr(d.Name, nix.Record(
			text("type", "disk"),
			text("device", d.Device),
			attr("content", nix.Record(text("type", "gpt"), attr("partitions", d.partitions(firmware)))),
		)))
	}
	return nix.Attrs(attr("disk", nix.Attrs(attrs...)))
}

// partitions follow from what starts the boot loader. disko orders partitions by priority, of which it gives EF02 the
// first and a size of 100% the last.
func (d Disk) partitions(firmware string) nix.Expr {
	if !d.HoldsSystem() {
		return nix.Record(attr("data", nix.Record(text("size", "100%"), attr("content", d.data()))))
	}
	var out []nix.Attr
	if firmware != "uefi" { // where GRUB keeps its core on GPT; disko tells GRUB the disk because of it
		out = append(out, attr("bios-boot", nix.Record(text("size", "1M"), text("type", "EF02"))))
	}
	if firmware == "bios" { // GRUB reads ext4 whatever the root file system is
		out = append(out, attr("boot", nix.Record(text("size", d.BootSize), attr("content", filesystem("ext4", "/boot")))))
	} else {
		out = append(out, attr("ESP", nix.Record(text("size", d.BootSize), text("type", "EF00"), attr("content", filesystem("vfat", "/boot")))))
	}
	return nix.Record(append(out, attr("root", nix.Record(text("size", "100%"), attr("content", d.root()))))...)
}

func filesystem(format, mountpoint string) nix.Expr {
	options := []nix.Expr{nix.String("noatime")}
	if format == "vfat" { // it holds the boot loader's random seed, and knows no owners
		options = []nix.Expr{nix.String("umask=0077")}
	}
	return nix.Record(
		text("type", "filesystem"),
		text("format", format),
		text("mountpoint", mountpoint),
		attr("mountOptions", nix.List(options...)),
	)
}

// data is the one file system of a disk that holds nothing else.
func (d Disk) data() nix.Expr {
	if d.Layout != "btrfs" {
		return filesystem(d.Layout, d.Mount)
	}
	return nix.Record(
		text("type", "btrfs"),
		attr("extraArgs", nix.List(nix.String("-f"))),
		text("mountpoint", d.Mount),
		attr("mountOptions", d.mountOptions()),
	)
}

func (d Disk) root() nix.Expr {
	if d.Layout != "btrfs" {
		return filesystem(d.Layout, "/")
	}
	return nix.Record(
		text("type", "btrfs"),
		attr("extraArgs", nix.List(nix.String("-f"))),
		attr("subvolumes", d.subvolumes()),
	)
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

// subvolumes all mount with the same options: they belong to the file system, and its first mount decides them.
func (d Disk) subvolumes() nix.Expr {
	var out []nix.Attr
	for _, m := range subvolumes {
		out = append(out, attr(m.name, nix.Record(text("mountpoint", m.mountpoint), attr("mountOptions", d.mountOptions()))))
	}
	if d.Swap != "" {
		out = append(out, attr("@swap", nix.Record(
			text("mountpoint", swapMount),
			attr("mountOptions", d.mountOptions()),
			attr("swap", nix.Attrs(attr("swapfile", nix.Attrs(text("size", d.Swap))))),
		)))
	}
	return nix.Record(out...)
}

func (d Disk) mountOptions() nix.Expr {
	options := []nix.Expr{nix.String("noatime")}
	if d.Compression != "none" {
		options = append([]nix.Expr{nix.String("compress=" + d.Compression)}, options...)
	}
	return nix.List(options...)
}

// SwapDevices is the value of NixOS's swapDevices for swap files that disko does not make; nil for none.
func SwapDevices(disks []Disk) nix.Expr {
	var out []nix.Expr
	for _, d := range disks {
		if d.HoldsSystem() && d.Swap != "" && d.Layout != "btrfs" {
			out = append(out, nix.Record(text("device", "/swapfile"), attr("size", nix.Int(mebibytes(d.Swap)))))
		}
	}
	if out == nil {
		return nil
	}
	return nix.List(out...)
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

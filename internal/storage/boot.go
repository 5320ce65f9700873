package storage

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/yamldoc"
)

const (
	defaultBootSize = "1G"
	bootMount       = "/boot"
)

// addBoot puts in front of the system what the firmware needs to find it, where nobody wrote a partition for that. Each
// disk of a mirror gets all of it, so that the host starts from any of them: GRUB keeps each EFI system partition up to
// date, and for BIOS the boot partitions are an array, since it can install itself to a disk but once.
func (x *expansion) addBoot(firmware string) {
	if firmware == "" || slices.ContainsFunc(x.entries, x.hasBoot) {
		return
	}
	disks := x.bootDisks()
	for i, name := range disks {
		disk := *x.entry(name)
		parts := disk.Value.Get("partitions")
		if parts == nil || parts.Kind != yamldoc.Map {
			continue
		}
		mount := bootMount
		if i > 0 {
			mount += "-" + name
		}
		var options []string
		if len(disks) > 1 {
			options = survivable
		}
		added := bootPartitions(firmware, disk.Value.Get("bootSize"), mount, options)
		if firmware == "bios" && len(disks) > 1 {
			x.joinBoot(&added[1], disk.At)
		}
		for j := range added {
			added[j].At = disk.At
			x.implied[added[j].Value] = true
		}
		x.entry(name).Value = without(with(disk.Value, "partitions", yamldoc.Collection(yamldoc.Map, parts, append(added, parts.Entries...), nil)), "bootSize")
	}
}

// bootPartitions are those that a firmware needs: where GRUB keeps its core on a GPT for one that reads the first blocks,
// and a file system that the firmware or GRUB can read whatever the root is. An EFI system partition is mounted with
// further options.
func bootPartitions(firmware string, size *yamldoc.Node, mount string, further []string) []yamldoc.Entry {
	if !size.IsSet() {
		size = written(defaultBootSize)
	}
	holds := func(filesystem string, options ...string) []yamldoc.Entry {
		var list []*yamldoc.Node
		for _, option := range options {
			list = append(list, written(option))
		}
		return []yamldoc.Entry{
			member("size", size), member("filesystem", written(filesystem)), member("mount", written(mount)),
			member("mountOptions", yamldoc.Collection(yamldoc.List, nil, nil, list)),
		}
	}
	var out []yamldoc.Entry
	if firmware != "uefi" {
		out = append(out, member(RoleBIOSBoot, mapping(member("size", written(coreSize)))))
	}
	if firmware == "bios" {
		return append(out, member(RoleBoot, mapping(holds("ext4", "noatime")...)))
	}
	return append(out, member(RoleESP, mapping(holds("vfat", append([]string{espOption}, further...)...)...)))
}

// joinBoot makes a boot partition a part of an array, which holds what the partition would. Its metadata stands at the
// end, so that GRUB reads any of its parts like the whole.
func (x *expansion) joinBoot(part *yamldoc.Entry, at *yamldoc.Node) {
	held := without(part.Value, "size")
	part.Value = mapping(member("size", part.Value.Get("size")), member("memberOf", written(RoleBoot)))
	held = with(held, "mount", written(bootMount))
	said := []yamldoc.Entry{member("kind", written(KindRAID)), member("level", yamldoc.Scalar(yamldoc.Int, "1", nil)), member("metadata", written("1.0"))}
	x.add(yamldoc.Entry{Key: RoleBoot, At: at, Value: mapping(append(said, held.Entries...)...)})
}

const (
	coreSize  = "1M"         // of GRUB's core
	espOption = "umask=0077" // the partition holds the boot loader's random seed, and knows no owners
)

// survivable keep a host from stopping at a partition whose disk is gone while it has another one to start from.
var survivable = []string{"nofail", "x-systemd.device-timeout=10s"}

// bootRoles are those of partitions that somebody writes who cares for the start of the host.
var bootRoles = []string{RoleESP, RoleBIOSBoot, RoleBoot}

func (x *expansion) hasBoot(e yamldoc.Entry) bool {
	parts := e.Value.Get("partitions")
	if parts == nil {
		return false
	}
	return slices.ContainsFunc(parts.Entries, func(p yamldoc.Entry) bool { return slices.Contains(bootRoles, x.roleOf(p)) })
}

// findESP finds the partition that the firmware is to start from where none is called one: with vfat, and at /boot. Of
// one that is named boot, too, nothing else can be meant where no other partition is there for UEFI.
func (x *expansion) findESP(firmware string) {
	if firmware != "uefi" && firmware != "hybrid" {
		return
	}
	var found *yamldoc.Node
	for _, e := range x.entries {
		for _, p := range entries(e.Value.Get("partitions")) {
			n := p.Value
			switch {
			case x.roleOf(p) == RoleESP:
				return
			case found == nil && textOf(n.Get("filesystem")) == "vfat" && textOf(n.Get("mount")) == bootMount && !n.Get("role").IsSet():
				found = n
			}
		}
	}
	x.esp = found
}

// roleOf is what a partition is for.
func (x *expansion) roleOf(part yamldoc.Entry) string {
	if part.Value == x.esp {
		return RoleESP
	}
	if role := textOf(part.Value.Get("role")); role != "" {
		return role
	}
	if name := strings.ToLower(part.Key); name == RoleSwap || name == RoleRoot || slices.Contains(bootRoles, name) {
		return name
	}
	return RoleData
}

// bootDisks are the disks that the host starts from: those of the preset that holds the system, else those of the entry
// that holds its root.
func (x *expansion) bootDisks() []string {
	if len(x.system) > 0 {
		first := x.of[x.system[0]]
		if !strings.HasSuffix(first, "-mirror") {
			return x.system[:1]
		}
		return slices.DeleteFunc(slices.Clone(x.system), func(name string) bool { return x.of[name] != first })
	}
	for _, point := range []string{"/", "/nix"} {
		for _, e := range x.entries {
			if textOf(e.Value.Get("kind")) != KindTmpfs && (mounts(e.Value, point) || point == "/" && x.hasRoot(e.Value)) {
				return x.disksBelow(e.Key, map[string]bool{})
			}
		}
	}
	return nil
}

// hasRoot tells whether a partition is the root by its role, which goes without saying where it is mounted.
func (x *expansion) hasRoot(n *yamldoc.Node) bool {
	return slices.ContainsFunc(entries(n.Get("partitions")), func(p yamldoc.Entry) bool {
		return x.roleOf(p) == RoleRoot && p.Value.Get("filesystem").IsSet() && !p.Value.Get("mount").IsSet() && !p.Value.Get("subvolumes").IsSet()
	})
}

// mounts tells whether anything in an entry is mounted at a place.
func mounts(n *yamldoc.Node, point string) bool {
	return slices.ContainsFunc(n.Entries, func(e yamldoc.Entry) bool {
		isPoint := func(short yamldoc.Entry) bool { return textOf(short.Value) == point }
		switch e.Key {
		case "mount":
			return isPoint(e)
		case "subvolumes", "datasets":
			return slices.ContainsFunc(e.Value.Entries, isPoint) || mounts(e.Value, point)
		}
		return mounts(e.Value, point)
	})
}

// disksBelow are the disks that an entry lies on: itself, or all that are part of it.
func (x *expansion) disksBelow(name string, seen map[string]bool) []string {
	if kind := textOf(x.entry(name).Value.Get("kind")); kind == "" || kind == KindDisk {
		return []string{name}
	}
	var out []string
	for _, below := range x.entries {
		if seen[below.Key] || !isMember(below.Value, name) {
			continue
		}
		seen[below.Key] = true // an entry can be part of itself by mistake
		out = append(out, x.disksBelow(below.Key, seen)...)
	}
	return out
}

// isMember tells whether anything in an entry is a part of another one.
func isMember(n *yamldoc.Node, of string) bool {
	return slices.ContainsFunc(n.Entries, func(e yamldoc.Entry) bool {
		if e.Key == "memberOf" {
			return textOf(e.Value) == of
		}
		return isMember(e.Value, of)
	})
}

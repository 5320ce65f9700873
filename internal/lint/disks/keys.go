package disks

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
)

// contentKeys say what something holds.
var contentKeys = []string{"filesystem", "mount", "mountOptions", "formatOptions", "compression", "subvolumes", "swapFiles", "swap", "memberOf", "luks"}

// kinds are the kinds of entries: what messages call them, and what belongs to them.
var kinds = map[string]struct {
	called string
	keys   []string
}{
	storage.KindDisk:     {"a disk", append([]string{"device", "unstableName", "size", "model", "layout", "bootSize", "partitions"}, contentKeys...)},
	storage.KindRAID:     {"an array", append([]string{"level", "metadata", "extraArgs", "partitions"}, contentKeys...)},
	storage.KindLVM:      {"a volume group", []string{"volumes"}},
	storage.KindZFS:      {"a pool of ZFS", []string{"mode", "vdevs", "poolOptions", "options", "datasets", "mount", "mountOptions", "extraArgs"}},
	storage.KindBtrfs:    {"a btrfs over several devices", []string{"profile", "metadataProfile", "filesystem", "mount", "mountOptions", "formatOptions", "compression", "subvolumes", "swapFiles"}},
	storage.KindBcachefs: {"a bcachefs", []string{"uuid", "filesystem", "mount", "mountOptions", "formatOptions", "subvolumes"}},
	storage.KindTmpfs:    {"a tmpfs", []string{"size", "mount", "mountOptions"}},
}

// presetKeys are what a disk with a preset takes.
var presetKeys = []string{
	"device", "unstableName", "size", "model", "layout", "bootSize", "luks", "swap", "compression", "mount", "mountOptions", "formatOptions", "subvolumes", "swapFiles",
}

// keys checks that the keys of an entry go together with its kind and with each other.
func (p *plan) keys() {
	for _, e := range p.Entries {
		x := p.whole(e)
		if x.node == nil || kinds[e.Kind].keys == nil || types.HasMistake(x.node.Get("kind")) {
			continue
		}
		for _, k := range x.node.Entries {
			switch {
			case k.Key == "kind" || k.Key == types.UnknownKey || !x.has(k.Key):
			case !slices.Contains(kinds[e.Kind].keys, k.Key):
				p.diags.Add(diag.DiskKey, k.At.Range(), "disks.%s: %s does not belong to %s", e.Name, k.Key, kinds[e.Kind].called).
					See(x.valueAt("kind"), "its kind").Help("%s", whereItBelongs(k.Key, e.Kind))
			case x.has("layout") && !slices.Contains(presetKeys, k.Key):
				p.diags.Add(diag.DiskKey, k.At.Range(), "disks.%s has both layout and %s", e.Name, k.Key).See(x.keyAt("layout"), "the preset").
					Help("a preset says all that the disk holds: go on from what `panther show HOST --disks` prints, without layout")
			case x.has("partitions") && slices.Contains(contentKeys, k.Key):
				p.diags.Add(diag.DiskKey, k.At.Range(), "disks.%s has both partitions and %s", e.Name, k.Key).See(x.keyAt("partitions"), "the partitions").
					Help("it belongs to one of the partitions")
			}
		}
	}
}

// whereItBelongs is the hint for a key that does not belong to a kind.
func whereItBelongs(key, kind string) string {
	switch {
	case key == "luks":
		return "encrypt what it is made of: luks: true beside memberOf"
	case key == "compression" && kind == storage.KindZFS:
		return "ZFS calls it a property: options: { compression: zstd }"
	case slices.Contains(contentKeys, key) && kind == storage.KindLVM:
		return "it belongs to one of its volumes"
	case slices.Contains(contentKeys, key) && kind == storage.KindZFS:
		return "it belongs to one of its datasets"
	case slices.Contains(contentKeys, key):
		return "remove it"
	}
	var where []string
	for _, name := range []string{storage.KindDisk, storage.KindRAID, storage.KindLVM, storage.KindZFS, storage.KindBtrfs, storage.KindBcachefs, storage.KindTmpfs} {
		if slices.Contains(kinds[name].keys, key) {
			where = append(where, kinds[name].called+" (kind: "+name+")")
		}
	}
	return "it belongs to " + strings.Join(where, " or ")
}

// contents checks that what a part holds is one thing, and that what is said of it fits.
func (p *plan) contents() {
	for _, x := range p.parts {
		if x.node == nil || x.Name == "" && (x.Entry.Preset != "" || x.has("partitions")) || types.HasMistake(x.node) {
			continue
		}
		p.oneContent(x)
		p.fitsContent(x)
		if p.host != nil && p.Raw == nil && !p.doubtful && x.LUKS != nil && x.None() && (x.Name != "" || slices.Contains(kinds[x.Entry.Kind].keys, "luks")) && (x.Dataset == nil || x.Dataset.Size != "") {
			p.diags.Warn(diag.Encryption, x.at, "%s is encrypted, and holds nothing", x.path()).Help("say what it holds, such as filesystem: ext4, with mount: /data")
		}
		if x.Partition != nil && x.Partition.Role == storage.RoleBIOSBoot && (!x.None() || x.LUKS != nil) {
			p.diags.Add(diag.BootMismatch, x.at, "%s holds GRUB itself, and nothing else", x.path()).
				Help("leave what it holds out; what is mounted at /boot is a partition of its own")
		}
		if x.Dataset != nil && x.Dataset.Size == "" && !x.None() {
			p.diags.Add(diag.DiskKey, x.at, "%s is a file system of its own, and holds no other", x.path()).Help("give it a size: it is a volume then")
		}
	}
}

// oneContent checks that a part is not two things at once.
func (p *plan) oneContent(x *part) {
	var what []string
	for _, key := range []string{"filesystem", "swap", "memberOf"} {
		if x.has(key) {
			what = append(what, key)
		}
	}
	if len(what) > 1 {
		p.diags.Add(diag.DiskKey, x.keyAt(what[1]), "%s has both %s and %s", x.path(), what[0], what[1]).See(x.keyAt(what[0]), "the other one").
			Help("it holds a file system, swap or a share in another entry: remove one of the two")
	}
}

// fitsContent checks the keys that not every content takes.
func (p *plan) fitsContent(x *part) {
	fs := x.MountType()
	for _, key := range []string{"mount", "mountOptions", "formatOptions", "compression", "subvolumes", "swapFiles"} {
		switch {
		case !x.has(key) || x.Name == "" && !slices.Contains(kinds[x.Entry.Kind].keys, key):
		case fs == "" && key == "formatOptions" && x.MemberOf != "": // of the member's own, as bcachefs takes them
		case fs == "":
			which := "ext4"
			if key == "subvolumes" || key == "compression" {
				which = "btrfs"
			}
			p.diags.Add(diag.DiskKey, x.keyAt(key), "%s has %s, and no file system", x.path(), key).Help("say which one it is: filesystem: %s", which)
		case key == "compression" && fs != "btrfs":
			help := "remove it, or use btrfs"
			if fs == "zfs" {
				help = "ZFS calls it a property: options: { compression: zstd }"
			}
			p.diags.Add(diag.DiskKey, x.keyAt(key), "%s has compression, which is for btrfs, and it is %s", x.path(), fs).Help("%s", help)
		case key == "subvolumes" && fs != "btrfs" && fs != "bcachefs":
			p.diags.Add(diag.DiskKey, x.keyAt(key), "%s has subvolumes, and %s knows none", x.path(), fs).Help("use btrfs, or mount it at one place")
		case key == "formatOptions" && fs == "zfs":
			p.diags.Add(diag.DiskKey, x.keyAt(key), "%s has formatOptions, and a dataset takes properties", x.path()).Help("write them under options")
		}
	}
	if x.Swap != nil && x.has("swap") {
		p.fitsSwap(x)
	}
}

// fitsSwap checks the keys that swap does not take where it has something for itself.
func (p *plan) fitsSwap(x *part) {
	for _, key := range []string{"kind", "resumeOffset"} {
		if n := x.node.Get("swap").Get(key); n.IsSet() {
			p.diags.Add(diag.DiskKey, n.Range(), "%s has swap.%s, and it is no file", x.path(), key).Help("remove it: the whole %s is swap", holderWord(x))
		}
	}
	if x.Swap.Random && x.LUKS != nil {
		p.diags.Add(diag.DiskKey, x.Swap.RandomAt, "%s is encrypted twice", x.path()).See(x.LUKS.At, "here, too").
			Help("a key that is made anew at each boot needs no LUKS beneath it: remove one of the two")
	}
}

// holderWord is what a part is.
func holderWord(x *part) string {
	switch {
	case x.Partition != nil:
		return "partition"
	case x.Name == "" && x.Entry.Kind == storage.KindDisk:
		return "disk"
	case x.Name == "":
		return "array"
	}
	return "volume"
}

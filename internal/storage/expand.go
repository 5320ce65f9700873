package storage

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// expansion is disks on the way to being written out.
type expansion struct {
	entries []yamldoc.Entry
	of      map[string]string      // the preset of each disk that has one, by its name
	system  []string               // the disks whose presets hold the system, in order
	implied map[*yamldoc.Node]bool // partitions that follow from the firmware
	esp     *yamldoc.Node          // the partition that is an EFI system partition by what it holds, nil for none
}

// expand writes presets out and adds boot partitions.
func expand(h *resolve.Host, packed *yamldoc.Packed) *expansion {
	x := &expansion{of: map[string]string{}, implied: map[*yamldoc.Node]bool{}}
	disks := h.Root.Get("disks")
	if disks == nil || disks.Kind != yamldoc.Map {
		return x
	}
	var added []yamldoc.Entry
	for _, e := range disks.Entries {
		name := presetOf(e.Value)
		template := preset(name, packed)
		if template == nil {
			x.entries = append(x.entries, e)
			continue
		}
		x.of[e.Key] = name
		a := applied{disk: e, name: name}
		a.apply(template)
		x.entries = append(x.entries, a.disk)
		if !a.data {
			x.system = append(x.system, e.Key)
			added = append(added, a.added...)
		}
	}
	for _, e := range added {
		x.add(e)
	}
	x.partitionMembers()
	x.findESP(h.Firmware)
	x.addBoot(h.Firmware)
	return x
}

// partitionMembers gives a disk that is as a whole a part of a btrfs file system a partition for that: disko, which makes
// the file system on the last of its devices, has nothing to do with the others, and takes no disk without anything to do.
func (x *expansion) partitionMembers() {
	content := []string{"luks", "memberOf", "formatOptions"}
	for i, e := range x.entries {
		of := x.entry(textOf(e.Value.Get("memberOf")))
		if of == nil || textOf(of.Value.Get("kind")) != KindBtrfs || orElse(e.Value.Get("kind"), KindDisk) != KindDisk || e.Value.Get("partitions").IsSet() {
			continue
		}
		var held []yamldoc.Entry
		for _, key := range content {
			if said := e.Value.Entry(key); said != nil {
				held = append(held, *said)
			}
		}
		part := yamldoc.Entry{Key: dataPartition, At: e.At, Value: mapping(held...)}
		x.entries[i].Value = with(without(e.Value, content...), "partitions", mapping(part))
	}
}

// presetOf is the preset that an entry of disks has, "" for one that says itself what it holds.
func presetOf(entry *yamldoc.Node) string {
	if entry.Kind != yamldoc.Map {
		return ""
	}
	if kind := textOf(entry.Get("kind")); kind != "" && kind != KindDisk || entry.Get("partitions") != nil {
		return ""
	}
	if layout := textOf(entry.Get("layout")); layout != "" {
		return layout
	}
	if entry.Get("filesystem").IsSet() || entry.Get("memberOf").IsSet() {
		return ""
	}
	return defaultPreset
}

// add puts an entry beside the others. What somebody says of an entry by the same name is laid over it: so the pool of a
// preset can be given other properties.
func (x *expansion) add(e yamldoc.Entry) {
	for i, have := range x.entries {
		if have.Key != e.Key {
			continue
		}
		if have.Value.Kind == yamldoc.Map && textOf(have.Value.Get("kind")) == textOf(e.Value.Get("kind")) {
			x.entries[i].Value = over(e.Value, have.Value)
		}
		return
	}
	x.entries = append(x.entries, e)
}

func (x *expansion) entry(name string) *yamldoc.Entry {
	i := slices.IndexFunc(x.entries, func(e yamldoc.Entry) bool { return e.Key == name })
	if i < 0 {
		return nil
	}
	return &x.entries[i]
}

// fedKeys are the keys of a disk that say how its preset is meant; what they say then stands in what the preset makes.
var fedKeys = []string{"layout", "luks", "swap", "compression", "mount", "mountOptions", "formatOptions", "subvolumes", "swapFiles"}

// applied is a preset on its way to a disk.
type applied struct {
	disk    yamldoc.Entry
	name    string          // of the preset
	content *yamldoc.Node   // of the partition that the preset makes
	added   []yamldoc.Entry // beside the disk
	data    bool            // the disk is one for data alone
}

const (
	dataPartition = "data"
	swapPartition = "swap"
	swapMount     = "/.swap" // of the subvolume that holds the swap file
	swapSubvolume = "@swap"
	swapFile      = "swapfile"
)

func (a *applied) apply(template *yamldoc.Node) {
	said := a.disk.Value
	part := template.Get(presetDisk).Get("partitions").Entries[0]
	name := part.Key
	a.content = part.Value
	if a.data = said.Get("mount").IsSet() && part.Value.Get("filesystem").IsSet(); a.data {
		name = dataPartition
		a.content = with(without(a.content, "subvolumes"), "mount", said.Get("mount"))
	} else {
		for _, e := range without(template, presetDisk).Entries {
			a.added = append(a.added, yamldoc.Entry{Key: e.Key, At: a.disk.At, Value: e.Value})
		}
	}
	if luks := said.Get("luks"); luks.IsSet() && !(luks.Kind == yamldoc.Bool && a.content.Get("luks").IsSet()) {
		a.content = with(a.content, "luks", luks)
	}
	a.feed(said)
	var parts []yamldoc.Entry
	if swap := said.Get("swap"); swap.IsSet() && !a.data {
		parts = a.addSwap(swap)
	}
	parts = append(parts, yamldoc.Entry{Key: name, At: a.disk.At, Value: ordered(a.content)})
	a.disk.Value = with(without(said, fedKeys...), "partitions", mapping(parts...))
}

// contentKeys is the order in which a person would write what something holds.
var contentKeys = []string{"size", "luks", "memberOf", "swap", "filesystem", "formatOptions", "compression", "mount", "mountOptions", "subvolumes", "swapFiles"}

func ordered(content *yamldoc.Node) *yamldoc.Node {
	entries := slices.Clone(content.Entries)
	slices.SortStableFunc(entries, func(a, b yamldoc.Entry) int {
		return slices.Index(contentKeys, a.Key) - slices.Index(contentKeys, b.Key)
	})
	return yamldoc.Collection(yamldoc.Map, content, entries, nil)
}

// feed puts what is said beside a preset about the file system to the file system that the preset makes.
func (a *applied) feed(said *yamldoc.Node) {
	a.change(func(n *yamldoc.Node) *yamldoc.Node {
		if more := said.Get("mountOptions"); more.IsSet() {
			n = with(n, "mountOptions", appended(n.Get("mountOptions"), newIn(more, n.Get("mountOptions"))))
		}
		if more := said.Get("formatOptions"); more.IsSet() {
			n = with(n, "formatOptions", appended(n.Get("formatOptions"), more))
		}
		for _, key := range []string{"subvolumes", "swapFiles"} {
			if more := said.Get(key); more.IsSet() {
				n = with(n, key, over(n.Get(key), more))
			}
		}
		if said.Get("compression").IsSet() {
			n = with(n, "compression", said.Get("compression"))
		}
		return n
	})
	if compression := textOf(said.Get("compression")); compression != "" {
		a.compressPool(compression)
	}
}

// change changes the file system of the preset, where it has one that is no pool of ZFS.
func (a *applied) change(by func(*yamldoc.Node) *yamldoc.Node) {
	if a.content.Get("filesystem").IsSet() {
		a.content = by(a.content)
		return
	}
	for i, e := range a.added {
		switch textOf(e.Value.Get("kind")) {
		case KindBtrfs:
			a.added[i].Value = by(e.Value)
		case KindLVM:
			volumes := e.Value.Get("volumes")
			root := volumes.Entries[len(volumes.Entries)-1]
			a.added[i].Value = with(e.Value, "volumes", with(volumes, root.Key, by(root.Value)))
		}
	}
}

// compressPool says to ZFS in its own words how to compress.
func (a *applied) compressPool(compression string) {
	words := strings.Replace(compression, ":", "-", 1)
	if compression == "none" {
		words = "off"
	}
	for i, e := range a.added {
		if textOf(e.Value.Get("kind")) == KindZFS {
			a.added[i].Value = with(e.Value, "options", with(e.Value.Get("options"), "compression", written(words)))
		}
	}
}

// addSwap puts swap where the preset can have it: into a file beside the root file system, onto a volume of the group
// that the preset makes, or onto a partition, which it returns.
func (a *applied) addSwap(swap *yamldoc.Node) []yamldoc.Entry {
	said := short(swap, "size")
	kind := textOf(said.Get("kind"))
	said = without(said, "kind")
	switch {
	case a.name == "lvm-luks" && kind != "file":
		a.addVolume(said)
	case a.name != "lvm-luks" && textOf(a.content.Get("filesystem")) == "", kind == "partition":
		return []yamldoc.Entry{a.swapPartition(said)}
	default:
		a.addSwapFile(said)
	}
	return nil
}

// addSwapFile puts swap into a file: where there are subvolumes, into one of its own.
func (a *applied) addSwapFile(said *yamldoc.Node) {
	file := said
	if len(said.Entries) == 1 && said.Get("size") != nil {
		file = said.Get("size")
	}
	files := mapping(member(swapFile, file))
	a.change(func(n *yamldoc.Node) *yamldoc.Node {
		if n.Get("subvolumes") == nil {
			return with(n, "swapFiles", over(n.Get("swapFiles"), files))
		}
		holder := mapping(member("mount", written(swapMount)), member("swapFiles", files))
		return with(n, "subvolumes", with(n.Get("subvolumes"), swapSubvolume, holder))
	})
}

// addVolume makes a volume with swap in front of the volume that takes the rest.
func (a *applied) addVolume(swap *yamldoc.Node) {
	for i, e := range a.added {
		if textOf(e.Value.Get("kind")) != KindLVM {
			continue
		}
		volume := mapping(sized(swap, member(swapPartition, without(swap, "size")))...)
		volumes := append([]yamldoc.Entry{{Key: swapPartition, At: a.disk.At, Value: volume}}, e.Value.Get("volumes").Entries...)
		a.added[i].Value = with(e.Value, "volumes", mapping(volumes...))
	}
}

// sized puts the size of swap in front of what else is said.
func sized(swap *yamldoc.Node, entries ...yamldoc.Entry) []yamldoc.Entry {
	if size := swap.Get("size"); size.IsSet() {
		return append([]yamldoc.Entry{member("size", size)}, entries...)
	}
	return entries
}

// swapPartition is a partition with swap. Beside an encrypted root it is encrypted, too, or what is in memory could be
// read from it: with a key of the moment, or as the root is where the host has to find its memory again.
func (a *applied) swapPartition(swap *yamldoc.Node) yamldoc.Entry {
	held := without(swap, "size")
	entries := []yamldoc.Entry{}
	switch luks := a.content.Get("luks"); {
	case !encrypts(luks) || swap.Get("random").IsTrue():
	case swap.Get("hibernate").IsTrue() || swap.Get("random").IsSet():
		if luks.Kind == yamldoc.Map {
			luks = without(luks, "name", "passwordFile")
		}
		entries = append(entries, member("luks", luks))
	default:
		held = with(held, "random", yamldoc.Scalar(yamldoc.Bool, "true", nil))
	}
	return yamldoc.Entry{Key: swapPartition, At: a.disk.At, Value: mapping(sized(swap, append(entries, member("swap", held))...)...)}
}

// encrypts tells whether what is said of LUKS is more than false.
func encrypts(luks *yamldoc.Node) bool {
	return luks.IsTrue() || luks != nil && luks.Kind == yamldoc.Map && (luks.Get("enable") == nil || luks.Get("enable").IsTrue())
}

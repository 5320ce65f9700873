package guard

import (
	"fmt"
	"slices"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/shell"
	"github.com/hbohlen/panther/internal/types"
)

// devices compares all that holds data.
func (c *comparison) devices(old, now nix.Value) {
	var known []string
	for _, kind := range []struct {
		name    string
		compare func(pair, spot)
	}{
		{"disk", c.disk}, {"mdadm", c.array}, {"lvm_vg", c.group}, {"zpool", c.pool}, {"bcachefs_filesystems", c.bcachefs}, {"nodev", c.memory},
	} {
		known = append(known, kind.name)
		for _, p := range match(get(old, kind.name), get(now, kind.name), alike(kind.name)) {
			kind.compare(p, spot{name: "disks." + p.name, place: []string{"disks", p.name}})
		}
	}
	for _, p := range match(old, now, nil) {
		if !slices.Contains(known, p.name) && !same(p.old, p.now) {
			c.add(Destroys, spot{name: "disko.devices." + p.name, place: []string{"disko"}}, cannotTell, "")
		}
	}
}

const cannotTell = "it changes, and what that does to the data cannot be told"

// alike tells whether an entry was renamed: a disk is the one with the same device, anything else what holds the same. A
// tmpfs holds nothing, and is named by its place.
func alike(kind string) func(old, now nix.Value) bool {
	switch kind {
	case "disk":
		return func(old, now nix.Value) bool { return text(old, "device") == text(now, "device") }
	case "nodev":
		return nil
	}
	return same
}

func (c *comparison) disk(p pair, at spot) {
	switch {
	case p.gone:
		c.add(Destroys, spot{name: at.name, place: []string{"disks"}}, "the disk is left out: nothing mounts what it holds any more, and a new installation makes the others without it", "")
		return
	case p.made:
		at.device = shell.Quote(text(p.now, "device"))
		c.add(ByHand, at, "the disk is new: it has to be made before the host is switched, which then mounts it", joined(makeDisk(p.name, p.now)))
		return
	}
	was, is := text(p.old, "device"), text(p.now, "device")
	at.device = shell.Quote(was)
	if was != is {
		c.add(Destroys, at.key("device"), "it is "+was+" and would be "+is+": an installation would make that one, empty; the data stays on the old one (the same disk under another name is no loss)", "")
	}
	if p.renamed() {
		c.renamedDisk(p, at)
	}
	c.content(get(p.old, "content"), get(p.now, "content"), at, holder{kind: "disk", was: p.was, name: p.name})
	c.making(p.old, p.now, at, "imageName", "imageSize", "destroy")
	c.rest(p.old, p.now, at, "type", "device", "content", "name", "imageName", "imageSize", "destroy")
}

// renamedDisk says what a new name does to the labels of partitions, which begin with it.
func (c *comparison) renamedDisk(p pair, at spot) {
	var steps []string
	for number, name := range inOrder(get(p.old, "content", "partitions")) {
		old, now := get(p.old, "content", "partitions", name), get(p.now, "content", "partitions", name)
		if label := labelOf("disk", p.name, name, now); now.Kind != 0 && label != labelOf("disk", p.was, name, old) {
			steps = append(steps, setLabel(number+1, label, at.device))
		}
	}
	if steps == nil {
		c.add(Harmless, at, "disks."+p.was+" has a new name, which nothing on the disk depends on", "")
		return
	}
	c.add(Breaks, at, "disks."+p.was+" has a new name, and the labels by which its partitions are found begin with it: the next boot does not find them", joined(steps))
}

func (c *comparison) array(p pair, at spot) {
	at.device = "/dev/md/" + p.was
	if c.cameOrWent(p, at, "the array", "it holds") {
		return
	}
	if p.renamed() {
		c.add(Breaks, at, "the array disks."+p.was+" has a new name, under which the next boot does not find it", "")
	}
	c.differs(p, at, "level", "the level of the array", "level")
	c.differs(p, at, "metadata", "the version of the array's metadata", "metadata")
	c.content(get(p.old, "content"), get(p.now, "content"), at, holder{kind: "mdadm", was: p.was, name: p.name})
	c.making(p.old, p.now, at, "extraArgs")
	c.rest(p.old, p.now, at, "type", "level", "metadata", "content", "extraArgs", "name")
}

func (c *comparison) group(p pair, at spot) {
	if c.cameOrWent(p, at, "the volume group", "its volumes hold") {
		return
	}
	if p.renamed() {
		c.add(Breaks, at, "the volume group disks."+p.was+" has a new name, under which the next boot does not find its volumes", "vgrename "+shell.Quote(p.was)+" "+shell.Quote(p.name))
	}
	for _, volume := range match(get(p.old, "lvs"), get(p.now, "lvs"), alike("")) {
		c.volume(p.was, volume, at.under("volume "+volume.name, "volumes", volume.name).on("/dev/"+p.was+"/"+volume.was))
	}
	c.rest(p.old, p.now, at, "type", "lvs", "name")
}

func (c *comparison) volume(group string, p pair, at spot) {
	switch {
	case p.gone:
		if isSwap(get(p.old, "content")) {
			c.add(Harmless, at.gone(), "the volume held nothing but swap; it stays until it is removed", "")
			return
		}
		c.add(Destroys, at.gone(), "the volume is left out: nothing mounts what it holds any more, and its room stays taken", "")
		return
	case p.made:
		steps := append([]string{"lvcreate " + lvmSize(text(p.now, "size")) + " --name " + shell.Quote(p.name) + " " + shell.Quote(group)}, makeContent(get(p.now, "content"), at.device)...)
		c.add(ByHand, at, "the volume is new: it has to be made before the host is switched", joined(steps))
		return
	case p.renamed():
		c.add(Breaks, at, "the volume "+p.was+" has a new name, under which the next boot does not find it", "lvrename "+shell.Quote(group)+" "+shell.Quote(p.was)+" "+shell.Quote(p.name))
	}
	c.volumeSize(p, at)
	c.differs(p, at, "lvm_type", "how the volume lies on its devices", "type")
	c.differs(p, at, "pool", "the thin pool that it takes its room from", "pool")
	c.content(get(p.old, "content"), get(p.now, "content"), at, holder{})
	c.making(p.old, p.now, at, "extraArgs")
	c.rest(p.old, p.now, at, "size", "lvm_type", "content", "name", "extraArgs", "pool", "priority")
}

// volumeSize lets a volume grow, which LVM does with what is in it.
func (c *comparison) volumeSize(p pair, at spot) {
	was, is := text(p.old, "size"), text(p.now, "size")
	switch {
	case was == is:
	case isLarger(is, was):
		c.add(ByHand, at.key("size"), fmt.Sprintf("the volume is %s and would be %s; it keeps its size until it is extended", was, is), "lvextend --resizefs --size "+is+" "+at.device)
	default:
		c.add(ByHand, at.key("size"), fmt.Sprintf("the volume is %s and would be %s: nothing is lost, and nothing changes on the machine, where it keeps its size until it is made anew", was, is), "")
	}
}

// isLarger tells whether a size is larger than another one, as far as both are known.
func isLarger(size, than string) bool {
	after, known := types.Bytes(size)
	before, alsoKnown := types.Bytes(than)
	return known && alsoKnown && after > before
}

func (c *comparison) memory(p pair, at spot) {
	at.name = "the tmpfs at " + p.name
	at.place = []string{"disks"}
	switch {
	case (p.gone || p.made) && p.name == "/":
		c.add(Destroys, at, "what / is made of changes: with a tmpfs the root file system is empty at each boot, and what it held is not seen any more", "")
	case p.gone || p.made:
		c.add(Harmless, at, "what lies there is gone at each boot", "")
	case !same(p.old, p.now):
		c.add(Harmless, at, "a tmpfs holds nothing over a boot", "")
	}
}

func (c *comparison) bcachefs(p pair, at spot) {
	if c.cameOrWent(p, at, "the file system", "it holds") {
		return
	}
	if p.renamed() {
		c.add(Harmless, at, "disks."+p.was+" has a new name, which nothing on the disks depends on", "")
	}
	c.differs(p, at, "uuid", "the identifier by which the file system is found", "uuid")
	c.mounts(p.old, p.now, at)
	c.subvolumes(p.old, p.now, at)
	c.making(p.old, p.now, at, "extraFormatArgs", "passwordFile")
	c.rest(p.old, p.now, at, "type", "name", "uuid", "subvolumes", "mountpoint", "mountOptions", "extraFormatArgs", "passwordFile")
}

// cameOrWent reports what is made of several devices and is not there any more, or was not before, and tells whether
// that is so.
func (c *comparison) cameOrWent(p pair, at spot, what, holds string) bool {
	switch {
	case p.gone:
		c.add(Destroys, spot{name: at.name, place: []string{"disks"}}, what+" is left out: nothing mounts what "+holds+" any more", "")
	case p.made:
		c.add(ByHand, at, what+" is new: it has to be made before the host is switched", "")
	}
	return p.gone || p.made
}

// differs reports an attribute of what cannot be changed without making it anew.
func (c *comparison) differs(p pair, at spot, attribute, what, key string) {
	old, now := get(p.old, attribute), get(p.now, attribute)
	if !same(old, now) {
		c.add(Destroys, at.key(key), fmt.Sprintf("%s is %s and would be %s: it is made anew for that, empty", what, shown(old), shown(now)), "")
	}
}

// making reports attributes that are used while something is made, and never after.
func (c *comparison) making(old, now nix.Value, at spot, attributes ...string) {
	for _, name := range attributes {
		if !same(get(old, name), get(now, name)) {
			c.add(Harmless, at, name+" is used when it is made, and not again", "")
		}
	}
}

// rest reports attributes that differ and that nothing above knows.
func (c *comparison) rest(old, now nix.Value, at spot, known ...string) {
	for _, p := range match(old, now, nil) {
		if !slices.Contains(known, p.name) && !same(p.old, p.now) {
			c.add(Destroys, at, p.name+" changes, and what that does to the data cannot be told", "")
		}
	}
}

// shown is a value in a sentence.
func shown(v nix.Value) string {
	switch {
	case v.Kind == 0:
		return "left to disko"
	case v.Kind == nix.ValueString && v.Text != "" || v.Kind == nix.ValueWord:
		return v.Text
	case v.Kind == nix.ValueString:
		return "empty"
	}
	return "another one"
}

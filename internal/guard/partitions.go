package guard

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/shell"
	"github.com/hbohlen/panther/internal/storage"
)

// holder is what a partition table stands on.
type holder struct{ kind, was, name string }

func (h holder) renamed() bool { return h.was != h.name }

// partitions compares two partition tables.
func (c *comparison) partitions(old, now nix.Value, at spot, on holder) {
	was, is := get(old, "partitions"), get(now, "partitions")
	full := takesTheRest(was)
	order, disk, renames := inOrder(was), at.device, map[string]string{}
	for _, p := range match(was, is, sameContent) {
		number := slices.Index(order, p.was) + 1
		renames[p.was] = p.name
		part := at.under("partition "+p.name, "partitions", p.name)
		part.device = partitionDevice(on, p.was, p.old, number)
		switch {
		case p.gone:
			c.partitionLeftOut(p.old, part.gone())
		case p.made && full != "":
			c.add(Destroys, part, "the partition is new, and there is no room for it: partition "+full+" takes all that is left of the disk, which would have to be partitioned anew", "")
		case p.made:
			part.device = partitionDevice(on, p.name, p.now, 0)
			steps := append([]string{makePartition(on, p.name, p.now, disk)}, makeContent(get(p.now, "content"), part.device)...)
			c.add(ByHand, part, "the partition is new: it has to be made before the host is switched", joined(steps))
		default:
			c.partition(p, part, on, number, disk)
		}
	}
	if on.kind == "mdadm" { // its partitions are found by their numbers
		for i, name := range order {
			order[i] = renames[name]
		}
	}
	c.reordered(order, inOrder(is), at, on)
	c.rest(old, now, at, "type", "partitions")
}

// partitionLeftOut says what becomes of a partition that nothing names any more. Swap holds nothing.
func (c *comparison) partitionLeftOut(old nix.Value, at spot) {
	const room = "its room is free only when the disk is partitioned anew"
	if isSwap(get(old, "content")) {
		c.add(ByHand, at, "the partition held nothing but swap, and is not used any more; it stays, since "+room, "")
		return
	}
	c.add(Destroys, at, "the partition is left out: nothing mounts what it holds any more, and "+room, "")
}

// isSwap tells whether something holds swap and nothing else, encrypted or not.
func isSwap(content nix.Value) bool {
	if text(content, "type") == "luks" {
		content = get(content, "content")
	}
	return text(content, "type") == "swap"
}

// sameContent tells whether a partition was renamed: it holds the same, and something, or what is mounted at the same
// place. The name of what is encrypted follows that of its partition.
func sameContent(old, now nix.Value) bool {
	was, is := withoutName(get(old, "content")), withoutName(get(now, "content"))
	if was.Kind == 0 || text(was, "type") != text(is, "type") || text(was, "format") != text(is, "format") {
		return false
	}
	return same(was, is) || slices.ContainsFunc(mountPoints(was), func(point string) bool { return slices.Contains(mountPoints(is), point) })
}

// withoutName is what something holds without what panther calls it when it is encrypted.
func withoutName(content nix.Value) nix.Value {
	if text(content, "type") == "luks" {
		content.Attrs = slices.DeleteFunc(slices.Clone(content.Attrs), func(a nix.NamedValue) bool { return a.Name == "name" || a.Name == "passwordFile" })
	}
	return content
}

// mountPoints lists where something and what is in it are mounted.
func mountPoints(content nix.Value) (out []string) {
	for _, a := range content.Attrs {
		if a.Name == "mountpoint" {
			out = append(out, a.Value.Text)
		}
		out = append(out, mountPoints(a.Value)...)
	}
	return out
}

func (c *comparison) partition(p pair, at spot, on holder, number int, disk string) {
	for _, attribute := range []string{"size", "start", "end", "alignment"} {
		if old, now := get(p.old, attribute), get(p.now, attribute); !same(old, now) {
			c.add(ByHand, at.key(attribute), fmt.Sprintf("its %s is %s and would be %s: nothing is lost, and nothing changes on the machine, which keeps it as it is until the disk is partitioned anew", attribute, shown(old), shown(now)), "")
		}
	}
	wasLabel, label := labelOf(on.kind, on.was, p.was, p.old), labelOf(on.kind, on.name, p.name, p.now)
	onlyDisk := on.renamed() && text(p.old, "label") == text(p.now, "label") && !p.renamed() // said of the disk itself
	switch uuid := text(p.now, "uuid"); {
	case uuid != text(p.old, "uuid"):
		c.add(Breaks, at.key("uuid"), "it is found by another identifier, under which the next boot does not find it", "sgdisk --partition-guid="+strconv.Itoa(number)+":"+cmp.Or(uuid, "R")+" "+disk)
	case wasLabel != label && !onlyDisk && uuid == "" && on.kind == "disk":
		c.add(Breaks, at.key("label"), "its label is "+wasLabel+" and would be "+label+", under which the next boot does not find it", setLabel(number, label, disk))
	}
	if code := text(p.now, "type"); code != text(p.old, "type") {
		c.add(ByHand, at.key("typeCode"), "its type in the partition table is "+shown(get(p.old, "type"))+" and would be "+shown(get(p.now, "type"))+"; it stays as it is until it is set", "sgdisk --typecode="+strconv.Itoa(number)+":"+cmp.Or(code, "8300")+" "+disk)
	}
	if !same(get(p.old, "attributes"), get(p.now, "attributes")) {
		c.add(Harmless, at.key("attributes"), "its attribute bits are set when it is made, and stay as they are", "")
	}
	c.content(get(p.old, "content"), get(p.now, "content"), at, holder{})
	c.rest(p.old, p.now, at, "size", "start", "end", "alignment", "label", "uuid", "type", "attributes", "priority", "content", "name")
}

// reordered reports partitions that would change places: disko numbers them in their order. Those of a disk are found by
// their labels, those of an array by their numbers.
func (c *comparison) reordered(was, is []string, at spot, on holder) {
	kept := func(names, others []string) []string {
		return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !slices.Contains(others, name) })
	}
	if before, after := kept(was, is), kept(is, was); !slices.Equal(before, after) {
		if on.kind == "mdadm" {
			c.add(Breaks, at.key("partitions"), "its partitions would stand in another order, and are found by their numbers: the next boot takes them for one another", "")
			return
		}
		c.add(ByHand, at.key("partitions"), "its partitions would stand in another order: nothing is lost, and nothing changes on the machine, which finds them by their labels", "")
	}
}

// inOrder lists partitions as disko makes them: by priority, then by name.
func inOrder(partitions nix.Value) []string {
	names := make([]string, 0, len(partitions.Attrs))
	for _, p := range partitions.Attrs {
		names = append(names, p.Name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(priority(get(partitions, a))-priority(get(partitions, b)), cmp.Compare(a, b))
	})
	return names
}

// priority is that of disko: boot partitions of GRUB come first, what takes the rest comes last.
func priority(partition nix.Value) int {
	if n, err := strconv.Atoi(text(partition, "priority")); err == nil {
		return n
	}
	return storage.UsualPriority(text(partition, "size") == "100%", text(partition, "type"))
}

// takesTheRest names the partition that takes what the others leave, "" where none does.
func takesTheRest(partitions nix.Value) string {
	for _, p := range partitions.Attrs {
		if text(p.Value, "size") == "100%" && text(p.Value, "end") == "" {
			return p.Name
		}
	}
	return ""
}

// labelOf is the label of a partition: its own, or what disko makes of the names.
func labelOf(kind, holder, name string, partition nix.Value) string {
	return cmp.Or(text(partition, "label"), storage.LabelOfNames(kind, holder, cmp.Or(text(partition, "name"), name)))
}

// partitionDevice is how a machine that runs reaches a partition.
func partitionDevice(on holder, name string, partition nix.Value, number int) string {
	switch uuid := text(partition, "uuid"); {
	case uuid != "":
		return "/dev/disk/by-partuuid/" + uuid
	case on.kind == "mdadm":
		return "/dev/disk/by-id/md-name-any:" + on.was + "-part" + strconv.Itoa(number)
	}
	return shell.Quote("/dev/disk/by-partlabel/" + storage.UdevName(labelOf(on.kind, on.was, name, partition)))
}

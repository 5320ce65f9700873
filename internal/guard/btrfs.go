package guard

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/shell"
)

func (c *comparison) btrfs(old, now nix.Value, at spot) {
	c.mounts(old, now, at)
	c.subvolumes(old, now, at)
	c.swapFiles(get(old, "swap"), get(now, "swap"), at, text(now, "mountpoint"))
	c.profile(old, now, at)
	c.making(old, now, at, "postCreateHook", "postMountHook")
	c.rest(old, now, at, "type", "mountpoint", "mountOptions", "subvolumes", "swap", "extraArgs", "postCreateHook", "postMountHook")
}

// profile compares the arguments of mkfs.btrfs: its devices, and how it keeps data on them.
func (c *comparison) profile(old, now nix.Value, at spot) {
	was, is := get(old, "extraArgs"), get(now, "extraArgs")
	if same(was, is) {
		return
	}
	if a, b := devicesIn(was), devicesIn(is); !slices.Equal(a, b) {
		c.add(Destroys, at, "the file system lies on "+listed(a)+" beside this device and would lie on "+listed(b)+": it is not given to others, nor taken from them, by what is written here", "")
		return
	}
	c.add(Harmless, at, "they were used when the file system was made, and are not again; btrfs balance changes how it keeps its data", "")
}

// devicesIn lists the devices that stand in lists of a value, such as the arguments of mkfs.btrfs.
func devicesIn(v nix.Value) (out []string) {
	for _, a := range v.Attrs {
		out = append(out, devicesIn(a.Value)...)
	}
	for _, a := range v.Items {
		for word := range strings.FieldsSeq(a.Text) {
			if strings.HasPrefix(word, "/dev/") {
				out = append(out, word)
			}
		}
		out = append(out, devicesIn(a)...)
	}
	slices.Sort(out)
	return out
}

func listed(names []string) string {
	if len(names) == 0 {
		return "no other"
	}
	return strings.Join(names, ", ")
}

// subvolumes compares those of btrfs and bcachefs.
func (c *comparison) subvolumes(old, now nix.Value, at spot) {
	was, is := get(old, "subvolumes"), get(now, "subvolumes")
	for _, p := range match(was, is, sameMount) {
		sub := at.under("subvolume "+p.name, "subvolumes", p.name)
		switch {
		case p.gone && len(get(p.old, "swap").Attrs) > 0:
			c.add(Harmless, sub, "the subvolume holds nothing but swap; it stays until it is removed", "")
		case p.gone:
			c.add(Destroys, sub.gone(), "the subvolume is left out: nothing mounts what it holds any more", "")
		case p.made:
			c.add(ByHand, sub, "the subvolume is new: without it the next switch or boot fails, so that it has to be made first", joined(makeSubvolume(p.name, p.now, at.device)))
		case p.renamed():
			c.add(Breaks, sub, fmt.Sprintf("the subvolume %s would be looked for as %s, which the next boot does not find", p.was, p.name),
				onTop(at.device, "mv "+shell.Quote("/mnt/"+p.was)+" "+shell.Quote("/mnt/"+p.name)))
			fallthrough
		default:
			c.mounts(p.old, p.now, sub)
			c.swapFiles(get(p.old, "swap"), get(p.now, "swap"), sub, text(p.now, "mountpoint"))
			c.making(p.old, p.now, sub, "extraArgs", "postCreateHook", "postMountHook")
			c.rest(p.old, p.now, sub, "mountpoint", "mountOptions", "swap", "extraArgs", "type", "postCreateHook", "postMountHook")
		}
	}
}

// sameMount tells whether a subvolume was renamed: it is mounted at the same place.
func sameMount(old, now nix.Value) bool {
	mount := text(old, "mountpoint")
	return mount != "" && mount == text(now, "mountpoint")
}

// swapFiles compares the swap files of a subvolume. They are made with it, and never after.
func (c *comparison) swapFiles(old, now nix.Value, at spot, mount string) {
	for _, p := range match(old, now, nil) {
		file := at.under("swap file "+p.name, "swapFiles", p.name)
		name := path.Join("/", mount, cmp.Or(text(p.now, "path"), p.name))
		size := text(p.now, "size")
		switch {
		case p.gone:
			c.add(Harmless, file, "nothing swaps to "+name+" any more; the file stays until it is removed", "")
		case p.made:
			c.add(ByHand, file, "the swap file is new: swap fails to start until it is made", "btrfs filesystem mkswapfile --size "+size+" "+shell.Quote(name))
		case size != text(p.old, "size"):
			c.add(ByHand, file, fmt.Sprintf("the swap file is %s and would be %s; it keeps its size until it is made anew, and nothing is lost", text(p.old, "size"), size),
				"swapoff "+shell.Quote(name)+" && rm "+shell.Quote(name)+" && btrfs filesystem mkswapfile --size "+size+" "+shell.Quote(name)+" && swapon "+shell.Quote(name))
		case !same(p.old, p.now):
			c.add(Harmless, file, "how swap is used holds from the next boot on", "")
		}
	}
}

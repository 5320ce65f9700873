package guard

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/shell"
)

// joined makes one command line of several steps, each of which needs the one before it.
func joined(steps []string) string { return strings.Join(steps, " && ") }

// setLabel renames a partition in its table, which does nothing to what it holds.
func setLabel(number int, label, disk string) string {
	return "sgdisk --change-name=" + strconv.Itoa(number) + ":" + shell.Quote(label) + " " + disk
}

// makeDisk are the steps that make a disk which the host does not have yet. An empty disk is all that they touch.
func makeDisk(name string, value nix.Value) []string {
	device, content := shell.Quote(text(value, "device")), get(value, "content")
	if text(content, "type") != "gpt" {
		return makeContent(content, device)
	}
	on := holder{kind: "disk", was: name, name: name}
	var parts, contents []string
	for _, part := range inOrder(get(content, "partitions")) {
		p := get(content, "partitions", part)
		parts = append(parts, makePartition(on, part, p, device))
		contents = append(contents, makeContent(get(p, "content"), partitionDevice(on, part, p, 0))...)
	}
	return slices.Concat(parts, []string{"udevadm settle"}, contents)
}

// makePartition adds a partition to a table, with the first number that is free.
func makePartition(on holder, name string, p nix.Value, disk string) string {
	end := "+" + text(p, "size")
	switch {
	case text(p, "end") != "":
		end = text(p, "end")
	case text(p, "size") == "100%":
		end = "0"
	}
	code := cmp.Or(text(p, "type"), "8300")
	if text(p, "content", "type") == "swap" {
		code = cmp.Or(text(p, "type"), "8200")
	}
	return "sgdisk --new=0:" + cmp.Or(text(p, "start"), "0") + ":" + end + " --typecode=0:" + code + " --change-name=0:" + shell.Quote(labelOf(on.kind, on.name, name, p)) + " " + disk
}

// makeContent are the steps that make what a device holds. There are none for what takes several devices at once.
func makeContent(content nix.Value, device string) []string {
	switch text(content, "type") {
	case "luks":
		name := text(content, "name")
		return append([]string{"cryptsetup luksFormat " + device, "cryptsetup open " + device + " " + shell.Quote(name)}, makeContent(get(content, "content"), "/dev/mapper/"+name)...)
	case "btrfs":
		steps := []string{"mkfs.btrfs " + device}
		var subvolumes []string
		for _, s := range get(content, "subvolumes").Attrs {
			subvolumes = append(subvolumes, "btrfs subvolume create --parents "+shell.Quote("/mnt/"+s.Name))
		}
		if subvolumes != nil {
			steps = append(steps, onTop(device, subvolumes...))
		}
		return steps
	case "filesystem":
		return []string{"mkfs." + text(content, "format") + " " + device}
	case "swap":
		return []string{"mkswap " + device}
	case "lvm_pv":
		return []string{"pvcreate " + device, "vgextend " + shell.Quote(text(content, "vg")) + " " + device}
	}
	return nil
}

// onTop runs commands while the top of a btrfs file system is mounted at /mnt.
func onTop(device string, commands ...string) string {
	return joined(slices.Concat([]string{"mount -o subvolid=5 " + device + " /mnt"}, commands, []string{"umount /mnt"}))
}

// makeSubvolume makes a subvolume, with what is at its place by now in it.
func makeSubvolume(name string, value nix.Value, device string) []string {
	commands := []string{"btrfs subvolume create --parents " + shell.Quote("/mnt/"+name)}
	if mount := text(value, "mountpoint"); mount != "" && mount != "/" && len(get(value, "swap").Attrs) == 0 {
		commands = append(commands, "{ test ! -d "+shell.Quote(mount)+" || cp -a "+shell.Quote(mount+"/.")+" "+shell.Quote("/mnt/"+name+"/")+"; }")
	}
	for _, file := range get(value, "swap").Attrs {
		commands = append(commands, "btrfs filesystem mkswapfile --size "+text(file.Value, "size")+" "+shell.Quote("/mnt/"+name+"/"+file.Name))
	}
	return []string{onTop(device, commands...)}
}

func makeDataset(value nix.Value, name string) string {
	step := "zfs create -p"
	for _, o := range get(value, "options").Attrs {
		step += " -o " + o.Name + "=" + shell.Quote(o.Value.Text)
	}
	if size := text(value, "size"); size != "" {
		step += " -V " + size
	}
	return step + " " + shell.Quote(name)
}

// lvmSize is how lvcreate is told a size: percents are told otherwise than bytes.
func lvmSize(size string) string {
	switch {
	case strings.HasSuffix(size, "%"):
		return "--extents " + size + "FREE"
	case strings.Contains(size, "%"):
		return "--extents " + size
	}
	return "--size " + size
}

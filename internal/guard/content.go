package guard

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/shell"
	"github.com/hbohlen/panther/internal/storage"
)

// contentNames are the types of contents in words.
var contentNames = map[string]string{
	"gpt": "a partition table", "luks": "an encrypted device", "btrfs": "a btrfs file system", "swap": "swap",
	"lvm_pv": "a part of a volume group", "mdraid": "a part of an array", "zfs": "a part of a pool of ZFS", "bcachefs": "a part of a bcachefs file system",
	"zfs_fs": "a file system of ZFS", "zfs_volume": "a volume of ZFS",
}

func describe(content nix.Value) string {
	kind := text(content, "type")
	if kind == "filesystem" {
		return article(text(content, "format")) + " file system"
	}
	if name := contentNames[kind]; name != "" {
		return name
	}
	return "nothing that panther knows"
}

func article(word string) string {
	if strings.ContainsAny(word[:min(1, len(word))], "aefioux") {
		return "an " + word
	}
	return "a " + word
}

// content compares what a partition, a volume, an array or a whole disk holds.
func (c *comparison) content(old, now nix.Value, at spot, on holder) {
	was, is := text(old, "type"), text(now, "type")
	switch {
	case same(old, now) && !on.renamed():
	case old.Kind == 0:
		c.add(ByHand, at, "it holds nothing yet and would hold "+describe(now)+", which has to be made before the host is switched", joined(makeContent(now, at.device)))
	case now.Kind == 0 && was == "btrfs" && slices.Contains(devicesIn(c.now), at.device):
		c.add(Destroys, at, "the btrfs file system that it is a part of would lie on other devices: it is not given to others, nor taken from them, by what is written here", "")
	case now.Kind == 0:
		c.add(Destroys, at, "it holds "+describe(old)+", which nothing would use any more", "")
	case was == "luks" && is != "luks":
		c.add(Destroys, at.key("luks").gone(), "its encryption is left out: it is made anew for that, empty", "")
	case is == "luks" && was != "luks":
		c.add(Destroys, at.key("luks"), "it would be encrypted: it is made anew for that, empty", "")
	case was != is || text(old, "format") != text(now, "format"):
		c.add(Destroys, at.key("filesystem"), "it holds "+describe(old)+" and would hold "+describe(now)+": it is made anew for that, empty", "")
	default:
		c.sameKind(was, old, now, at, on)
	}
}

func (c *comparison) sameKind(kind string, old, now nix.Value, at spot, on holder) {
	switch kind {
	case "gpt":
		c.partitions(old, now, at, on)
	case "luks":
		c.luks(old, now, at)
	case "btrfs":
		c.btrfs(old, now, at)
	case "filesystem", "zfs_fs":
		c.mounts(old, now, at)
		c.rest(old, now, at, "type", "format", "mountpoint", "mountOptions", "extraArgs", "options", "name")
	case "swap":
		c.add(Harmless, at, "swap holds nothing over a boot", "")
	case "lvm_pv":
		c.member(old, now, at, "vg", "the volume group")
	case "mdraid":
		c.member(old, now, at, "name", "the array")
	case "zfs":
		c.member(old, now, at, "pool", "the pool")
	case "bcachefs":
		c.member(old, now, at, "filesystem", "the file system")
	default:
		c.add(Destroys, at, cannotTell, "")
	}
}

// member compares what a part of something larger belongs to.
func (c *comparison) member(old, now nix.Value, at spot, attribute, what string) {
	if was, is := text(old, attribute), text(now, attribute); was != is {
		c.add(Destroys, at.key("memberOf"), fmt.Sprintf("it belongs to %s %s and would belong to %s: it is made anew for that, and the one that it leaves lacks it", what, was, is), "")
	}
	c.making(old, now, at, "extraFormatArgs", "label")
	c.rest(old, now, at, "type", attribute, "extraFormatArgs", "label")
}

func (c *comparison) luks(old, now nix.Value, at spot) {
	was, is := text(old, "name"), text(now, "name")
	if was != is {
		c.addWhen(InPlaceOfSwitch, at.key("luks", "name"), "it is open as /dev/mapper/"+was+" and would be opened as /dev/mapper/"+is+" from the next start on: nothing is lost, but a switch would take away what is mounted from it", "nixos-rebuild boot")
	}
	c.unlocking(get(old, "settings"), get(now, "settings"), at)
	if keys := added(get(old, "additionalKeyFiles"), get(now, "additionalKeyFiles")); len(keys) > 0 {
		var steps []string
		for _, file := range keys {
			steps = append(steps, "cryptsetup luksAddKey "+at.device+" "+shell.Quote(file))
		}
		c.add(ByHand, at.key("luks", "additionalKeyFiles"), "further keys are added when it is made, not later", joined(steps))
	}
	if len(added(get(now, "additionalKeyFiles"), get(old, "additionalKeyFiles"))) > 0 {
		c.add(Harmless, at.key("luks", "additionalKeyFiles"), "keys that it has stay until they are taken away; cryptsetup luksRemoveKey does that", "")
	}
	c.making(old, now, at, "passwordFile", "extraFormatArgs", "extraOpenArgs", "askPassword", "keyFile")
	inner := at
	inner.device = "/dev/mapper/" + was
	c.content(get(old, "content"), get(now, "content"), inner, holder{})
	c.rest(old, now, at, "type", "name", "settings", "additionalKeyFiles", "passwordFile", "extraFormatArgs", "extraOpenArgs", "content", "askPassword", "keyFile")
}

// unlocking compares how the device is opened at boot. What opens it has to have a slot of its own.
func (c *comparison) unlocking(old, now nix.Value, at spot) {
	for _, p := range match(old, now, nil) {
		switch {
		case same(p.old, p.now):
		case p.name == "keyFile" && !p.gone:
			c.add(ByHand, at.key("luks", "keyFile"), "it would be opened with another key file, which has to be one of its keys before the next boot", "cryptsetup luksAddKey "+at.device+" "+shell.Quote(p.now.Text))
		case p.name == "crypttabExtraOpts":
			c.enrolled(p, at)
		default:
			c.add(Harmless, at.key("luks"), "it is opened in another way, which its keys do not depend on", "")
		}
	}
}

// enrolled names what has to be enrolled before it can open the device; a passphrase opens it until then.
func (c *comparison) enrolled(p pair, at spot) {
	var steps []string
	was, is := registersIn(p.old), registersIn(p.now)
	more := added(p.old, p.now)
	enrol := " --" + storage.TPM2Option + " --" + storage.PCROption + is + " " + at.device
	switch {
	case slices.Contains(more, storage.TPM2Option):
		steps = append(steps, "systemd-cryptenroll"+enrol)
	case was != is && is != "":
		c.add(ByHand, at.key("luks", "tpm2Pcrs"), "its key in the TPM stays bound to the registers "+was+" until it is enrolled anew", "systemd-cryptenroll --wipe-slot=tpm2"+enrol)
		return
	}
	if slices.Contains(more, storage.FIDO2Option) {
		steps = append(steps, "systemd-cryptenroll --"+storage.FIDO2Option+" "+at.device)
	}
	if steps == nil {
		c.add(Harmless, at.key("luks", "unlock"), "it is opened in another way, which its keys do not depend on", "")
		return
	}
	c.add(ByHand, at.key("luks", "unlock"), "what would open it has to be enrolled first; until then it asks for a passphrase", joined(steps))
}

// registersIn are the registers of the TPM that a key is bound to, "" where none opens the device.
func registersIn(options nix.Value) string {
	registers := ""
	for _, option := range options.Items {
		switch {
		case option.Text == storage.TPM2Option && registers == "":
			registers = storage.SecureBootPCR
		case strings.HasPrefix(option.Text, storage.PCROption):
			registers = strings.TrimPrefix(option.Text, storage.PCROption)
		}
	}
	return registers
}

// added returns the texts of a list that were not in it before.
func added(old, now nix.Value) (out []string) {
	for _, item := range now.Items {
		if !slices.ContainsFunc(old.Items, func(o nix.Value) bool { return same(o, item) }) {
			out = append(out, item.Text)
		}
	}
	return out
}

// system are the places that a host cannot start without.
var system = []string{"/", "/nix", "/boot", "/usr", "/persist"}

// mounts compares where and how a file system is mounted.
func (c *comparison) mounts(old, now nix.Value, at spot) {
	was, is := text(old, "mountpoint"), text(now, "mountpoint")
	place := at.key("mount")
	switch {
	case was == is:
	case slices.Contains(system, was) || slices.Contains(system, is):
		c.add(Breaks, place, "it is mounted at "+orNothing(was)+" and would be at "+orNothing(is)+": the next boot does not find what belongs there", "")
	case is == "":
		c.add(Destroys, place, "it is mounted at "+was+" and would not be mounted any more: nothing finds its data", "")
	case was == "":
		c.add(ByHand, place, "it would be mounted at "+is+", which hides what is in that folder by now", "mount "+mountOf(at, now)+" /mnt && cp -a "+is+"/. /mnt/ && umount /mnt")
	default:
		c.add(ByHand, place, "what is in "+was+" is found in "+is+" from then on", "")
	}
	if !same(get(old, "mountOptions"), get(now, "mountOptions")) {
		c.add(Harmless, at.key("mountOptions"), "mount options hold from the next mount on", "")
	}
	if !same(get(old, "extraArgs"), get(now, "extraArgs")) && text(old, "type") != "btrfs" {
		c.add(Harmless, at.key("formatOptions"), "they were used when the file system was made, and are not again", "")
	}
	if !same(get(old, "options"), get(now, "options")) {
		c.properties(get(old, "options"), get(now, "options"), at)
	}
}

func orNothing(mount string) string {
	if mount == "" {
		return "no place"
	}
	return mount
}

// mountOf are the arguments of mount for something at a place.
func mountOf(at spot, content nix.Value) string {
	if text(content, "type") == "zfs_fs" {
		return "-t zfs -o zfsutil " + at.device
	}
	return at.device
}

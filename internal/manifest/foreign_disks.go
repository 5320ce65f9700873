package manifest

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/yamldoc"
)

const (
	enrol     = "; `panther install` prints the command that enrols it"
	tableHint = "leave it out: a disk always gets a partition table of the kind GPT"
	raidHint  = "for two disks with the same on both write layout: btrfs-mirror, or zfs-mirror, at each of them; for mdadm memberOf: NAME beside a further entry NAME: {kind: raid, level: 1}"
)

// tables are kinds of partition tables.
var tables = []string{"gpt", "msdos", "mbr", "dos", "table", "hybrid"}

// inEntry tells whoever writes a key of disko or of NixOS at an entry of disks what is written instead.
func inEntry(e yamldoc.Entry) string {
	word, value := plain(e.Key), e.Value
	switch word {
	case "content":
		return ofContent(value, "partitions: {root: {size: 100%, filesystem: ext4, mount: /}}")
	case "type", "table", "label", "partitiontable", "parttable", "ptable":
		if slices.Contains(tables, strings.ToLower(value.Text)) {
			return tableHint
		}
	case "boot", "esp", "efi", "bootpartition", "efipartition":
		return ofBoot(value)
	case "disk", "disks", "devices":
		if value.Kind == yamldoc.Map {
			return "leave it out: the disks stand side by side below disks:, each under a name of its own"
		}
	case "encryption", "encrypt", "encrypted", "crypt":
		for _, way := range value.Entries {
			if hint := ofUnlock(plain(way.Key), way.Value, "luks", "unlock"); hint != "" {
				return hint
			}
		}
	case "name":
		return "leave it out: what the entry stands below is its name"
	case "tmpfs":
		return "a tmpfs is an entry of its own: disks: {tmp: {kind: tmpfs, mount: /tmp}}"
	case "trim", "discard", "fstrim", "ssd":
		return "leave it out: what is free is told to SSDs from time to time; filesystems: {optimization: {trim: timer}} is where another way is chosen"
	case "wipe", "force", "destroy", "erase", "zap":
		return "leave it out: a disk is erased by `panther install`, which asks, and by nothing else"
	case "precreatehook", "postcreatehook", "premounthook", "postmounthook", "preunmounthook", "postunmounthook", "imagesize", "imagename":
		return "what only disko has stands below disko: at the top of the manifest, as disk.NAME." + e.Key
	}
	if value.Kind == yamldoc.Map && value.Get("device") != nil {
		return "the disks stand side by side below disks:, each under a name of its own: write " + e.Key + ": one level further out"
	}
	if hint := diskWords[word]; hint != "" {
		return hint
	}
	return ofUnlock(word, value, "luks", "unlock")
}

var diskWords = map[string]string{
	"raid": raidHint, "raid0": raidHint, "raid1": raidHint, "mirror": raidHint, "mirrored": raidHint,
	"impermanence": impermanent, "impermanent": impermanent, "persist": impermanent, "persistence": impermanent, "ephemeral": impermanent,
	"snapshots": "snapshots are written below filesystems: {snapshots: ...}, at the top of the manifest",
	"zram":      "write filesystems: {optimization: {zram: {enable: true}}} at the top of the manifest",
	"lvm":       "write layout: lvm-luks, or memberOf: NAME beside a further entry NAME: {kind: lvm, volumes: ...}",
	"zfs":       "write layout: zfs, or memberOf: NAME beside a further entry NAME: {kind: zfs, datasets: ...}",
	"btrfs":     "write layout: btrfs",
}

const impermanent = "write layout: btrfs-impermanent"

// ofBoot is how large the boot partition is, or how the host starts.
func ofBoot(n *yamldoc.Node) string {
	switch word := plain(n.Text); {
	case isSize(n.Text):
		return writeText(n.Text, "bootSize")
	case word == "uefi" || word == "efi" || word == "bios" || word == "legacy" || word == "hybrid":
		return writeText(map[string]string{"efi": "uefi", "legacy": "bios", "uefi": "uefi", "bios": "bios", "hybrid": "hybrid"}[word], "firmware") + " at the top of the manifest"
	}
	return "leave it out: the boot partition is made as firmware: says; bootSize: 1G says how large it is"
}

var sizeForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9]+[KMGT]$`) })

func isSize(text string) bool { return sizeForm().MatchString(text) }

// inPart is the same in a partition, a volume or a dataset.
func inPart(e yamldoc.Entry) string {
	word, value := plain(e.Key), e.Value
	switch word {
	case "content":
		return ofContent(value, "filesystem: ext4, mount: /")
	case "type", "parttype", "typecode", "bootable", "flags":
		return ofPartType(plain(value.Text))
	case "name":
		return "leave it out: what the partition stands below is its name; label: is what it is called on the disk"
	case "grow", "resize", "autoresize", "rest", "fill":
		return writeText("100%", "size")
	case "raid", "raid1", "mdraid", "mirror":
		return "write memberOf: NAME, beside an entry of disks NAME: {kind: raid, level: 1}"
	}
	return ofUnlock(word, value, "luks", "unlock")
}

// ofPartType is what is written for the type that a partition has in its table.
func ofPartType(word string) string {
	role := map[string]string{"ef00": "esp", "esp": "esp", "efi": "esp", "ef02": "bios-boot", "bios": "bios-boot", "biosboot": "bios-boot", "biosgrub": "bios-boot", "8200": "swap", "swap": "swap"}[word]
	switch {
	case role != "":
		return writeText(role, "role")
	case word == "true":
		return "leave it out: role: esp or role: bios-boot says which partition the host starts from"
	case word == "8300" || word == "8309" || word == "linux" || word == "primary" || word == "filesystem":
		return "leave it out: it follows from what the partition holds"
	}
	return ""
}

// ofUnlock is for who writes how LUKS is opened where that is not said.
func ofUnlock(word string, value *yamldoc.Node, keys ...string) string {
	way := ""
	switch {
	case strings.HasPrefix(word, "tpm") && word != "tpm2pcrs":
		way = "tpm2"
	case strings.HasPrefix(word, "fido") || word == "yubikey":
		way = "fido2"
	default:
		return ""
	}
	if value.IsFalse() || plain(value.Text) == "no" {
		return "leave it out: only what unlock: names opens it"
	}
	return writeText(way, keys...) + enrol
}

// inLUKS is the same where LUKS is described.
func inLUKS(e yamldoc.Entry) string {
	word, value := plain(e.Key), e.Value
	switch word {
	case "content":
		return "what is encrypted stands beside luks:, as filesystem: or swap:"
	case "type", "version", "format":
		return "leave it out: it is LUKS2"
	case "device":
		return "leave it out: luks: encrypts what it stands at"
	case "settings":
		return "what disko has in settings stands here by itself: discards: true for allowDiscards, keyFile: for keyFile, unlock: tpm2 for a TPM"
	case "crypttabextraopts":
		if strings.Contains(yamldoc.Line(value), "fido2") {
			return writeText("fido2", "unlock") + enrol
		}
		return writeText("tpm2", "unlock") + enrol
	case "initrdunlock", "prelvm":
		return "leave it out: what the system needs is opened before it is mounted"
	case "askpassword", "interactive", "ask":
		return writeText("passphrase", "unlock")
	case "pcrs", "pcr":
		return "write unlock: tpm2, tpm2Pcrs: " + yamldoc.Line(listed(value))
	case "remoteunlock", "ssh", "remote":
		return "write filesystems: {encryption: {remoteUnlock: {enable: true}}} at the top of the manifest"
	case "cipher", "keysize", "hash", "pbkdf":
		return "arguments of cryptsetup are written as formatOptions: [--" + strings.ToLower(e.Key) + " VALUE]"
	}
	return ofUnlock(word, value, "unlock")
}

// inSubvolume is the same in a subvolume.
func inSubvolume(e yamldoc.Entry) string {
	switch plain(e.Key) {
	case "type", "name":
		return "leave it out: what the subvolume stands below is its name"
	case "options":
		return write(listed(e.Value), "mountOptions")
	case "swap":
		return "write swapFiles: {swapfile: 8G}"
	case "neededforboot":
		return "leave it out: what the system needs to start is mounted before it"
	}
	return ""
}

// inSwap is the same where swap is described.
func inSwap(e yamldoc.Entry) string {
	switch plain(e.Key) {
	case "enable":
		return "leave it out: swap is there where it has a size"
	case "encrypted", "encryption", "encrypt":
		return writeTrue("random")
	case "zram":
		return "write filesystems: {optimization: {zram: {enable: true}}} at the top of the manifest"
	}
	return ""
}

// ofContent says in the language what disko's content says; without more than a table it shows an example.
func ofContent(n *yamldoc.Node, example string) string {
	const out = "what disko has in content stands here by itself: "
	text := func(key string) string {
		if v := n.Get(key); v != nil && v.IsScalar() {
			return v.Text
		}
		return ""
	}
	switch kind := text("type"); kind {
	case "filesystem":
		return out + "write " + joinWritten("filesystem", text("format"), "mount", text("mountpoint"))
	case "btrfs":
		return out + "write " + joinWritten("filesystem", "btrfs", "mount", text("mountpoint")) + ", and subvolumes: {\"@\": /} if there are some"
	case "swap":
		return out + "write role: swap"
	case "luks":
		return out + "write luks: true, and beside it what is encrypted, as filesystem: btrfs"
	case "lvm_pv":
		return out + "write " + joinWritten("memberOf", orName(text("vg")))
	case "zfs":
		return out + "write " + joinWritten("memberOf", orName(text("pool")))
	case "mdraid":
		return out + "write " + joinWritten("memberOf", orName(text("name")))
	}
	return out + "write " + example
}

func orName(text string) string {
	if text == "" {
		return "NAME"
	}
	return text
}

// joinWritten joins keys and their values, those without one aside.
func joinWritten(pairs ...string) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, pairs[i]+": "+yamldoc.Line(yamldoc.Scalar(yamldoc.Text, pairs[i+1], nil)))
		}
	}
	return strings.Join(out, ", ")
}

// always is a hint whatever somebody wrote.
func always(hint string) func(*yamldoc.Node) string {
	return func(*yamldoc.Node) string { return hint }
}

// ofDiskSize is for who takes the size of a disk for that of what is made on it.
func ofDiskSize(n *yamldoc.Node) string {
	if strings.HasSuffix(n.Text, "%") {
		return "leave it out: it is how large the disk is; how much of it something takes is the size of a partition"
	}
	return ""
}

// ofDiskOptions is for who takes the properties of a pool of ZFS for mount options.
func ofDiskOptions(n *yamldoc.Node) string {
	if n.Kind == yamldoc.List && short(n) || n.Kind == yamldoc.Text {
		return write(listed(n), "mountOptions")
	}
	return ""
}

package lint_test

import (
	"strings"
	"testing"
)

// onDisks is a host with these disks, in YAML.
func onDisks(disks string, more ...string) string {
	return "profile: whole\nstateVersion: \"25.05\"\n" + strings.Join(more, "\n") + "\ndisks:\n  " + strings.ReplaceAll(strings.TrimSpace(disks), "\n", "\n  ") + "\n"
}

// With a and b, two disks by id.
const (
	diskA = "device: /dev/disk/by-id/a"
	diskB = "device: /dev/disk/by-id/b"
	diskC = "device: /dev/disk/by-id/c"
)

// parted is a host whose only disk has these partitions beside an ESP.
func parted(partitions string, more ...string) string {
	return onDisks("a:\n  "+diskA+"\n  partitions:\n    esp: { size: 1G }\n    "+strings.ReplaceAll(strings.TrimSpace(partitions), "\n", "\n    "), more...)
}

func TestKeysOfDisks(t *testing.T) {
	check(t, "", []rule{
		{"partitions", parted("root: { filesystem: ext4 }"), nil},
		{"the root needs no mount", parted("root: { filesystem: btrfs, subvolumes: { '@root': /, '@nix': /nix } }"), nil},
		{"a device on a pool", onDisks("a: { " + diskA + ", layout: zfs }\nrpool: { kind: zfs, device: /dev/disk/by-id/b }"), []string{"error disk-key web1 device"}},
		{"volumes on a disk", onDisks("a: { " + diskA + ", volumes: { root: { size: 1G } } }"), []string{"error disk-key web1 volumes"}},
		{"encryption of a group", onDisks("a: { " + diskA + ", memberOf: vg }\nvg: { kind: lvm, luks: true, volumes: { root: { size: 100%, filesystem: ext4, mount: / } } }"),
			[]string{"error disk-key web1 luks"}},
		{"a preset beside partitions", onDisks("a: { " + diskA + ", layout: btrfs, partitions: { esp: {}, root: { filesystem: ext4 } } }"), []string{"error disk-key web1 partitions"}},
		{"a content beside partitions", onDisks("a: { " + diskA + ", filesystem: ext4, partitions: { esp: {}, root: { filesystem: ext4 } } }"), []string{"error disk-key web1 filesystem"}},
		{"a file system that is swap", parted("root: { filesystem: ext4 }\nx: { size: 1G, filesystem: ext4, swap: {} }"), []string{"error disk-key web1 swap"}},
		{"a mount of nothing", parted("root: { filesystem: ext4 }\nx: { size: 1G, mount: /x }"), []string{"error disk-key web1 mount"}},
		{"subvolumes of ext4", parted("root: { filesystem: ext4, mount: /, subvolumes: { '@x': /x } }"), []string{"error disk-key web1 subvolumes"}},
		{"compression of xfs", parted("root: { filesystem: xfs, compression: zstd }"), []string{"error disk-key web1 compression"}},
		{"a mistake is the only one", parted("root: { filesystem: ext5, mount: /, compression: zstd }"), []string{"error bad-value web1 ext5"}},
		{"a file system for GRUB's core", onDisks("a: { "+diskA+", partitions: { bios-boot: { filesystem: vfat }, boot: {}, root: { filesystem: ext4 } } }", "firmware: bios"),
			[]string{"error boot-mismatch web1 bios-boot"}},
		{"swap that is encrypted twice", parted("root: { filesystem: ext4 }\nswap: { size: 1G, luks: true, swap: { random: true } }"), []string{"error disk-key web1 true"}},
		{"a partition that is a swap file", parted("root: { filesystem: ext4 }\nswap: { size: 1G, swap: { kind: file } }"), []string{"error disk-key web1 file"}},
	})
}

func TestNamesOfDisks(t *testing.T) {
	long := strings.Repeat("x", 20)
	check(t, "", []rule{
		{"a label that just fits", onDisks(long + ": { " + diskA + ", partitions: { esp: {}, root: { filesystem: ext4 } } }"), nil},
		{"one that follows from long names", onDisks(long + ": { " + diskA + ", partitions: { esp: {}, " + long + ": { filesystem: ext4, mount: / } } }"), []string{"error disk-name web1 " + long}},
		{"its own label", onDisks(long + ": { " + diskA + ", partitions: { esp: {}, " + long + ": { label: x, filesystem: ext4, mount: / } } }"), nil},
		{"two labels", parted("root: { label: x, filesystem: ext4 }\nx: { size: 1G, label: x }"), []string{"error disk-name web1 x"}},
		{"a label as disko would make it", parted("root: { filesystem: ext4 }\nx: { size: 1G, label: disk-a-root }"), []string{"error disk-name web1 disk-a-root"}},
		{"two opened devices", parted("root: { filesystem: ext4, luks: { name: x } }\nx: { size: 1G, filesystem: ext4, mount: /x, luks: { name: x } }"), []string{"error disk-name web1 x"}},
		{"a volume and an opened device", parted("pv: { memberOf: vg }\nx: { size: 1G, filesystem: ext4, mount: /x, luks: { name: vg-root } }") +
			"  vg: { kind: lvm, volumes: { root: { size: 100%, filesystem: ext4, mount: / } } }\n", []string{"error disk-name web1 root"}},
		{"a reserved pool", parted("root: { memberOf: mirror }") + "  mirror: { kind: zfs, datasets: { root: / } }\n", []string{"error disk-name web1 mirror"}},
		{"a folder below /dev", parted("root: { memberOf: disk }") + "  disk: { kind: lvm, volumes: { root: { size: 100%, filesystem: ext4, mount: / } } }\n", []string{"error disk-name web1 disk"}},
	})
}

func TestMembers(t *testing.T) {
	group := "  vg: { kind: lvm, volumes: { root: { size: 100%, filesystem: ext4, mount: / } } }\n"
	pair := func(more string) string {
		return onDisks("a: { " + diskA + ", partitions: { esp: {}, root: { memberOf: md } } }\nb: { " + diskB + ", memberOf: md }\n" + more)
	}
	check(t, "", []rule{
		{"a group", parted("root: { memberOf: vg }") + group, nil},
		{"nothing by that name", parted("root: { memberOf: vh }") + group, []string{"error disk-member web1 vh"}},
		{"itself", parted("root: { memberOf: a }"), []string{"error disk-member web1 a"}},
		{"a disk", parted("root: { filesystem: ext4 }\nx: { size: 1G, memberOf: b }") + "  b: { " + diskB + ", mount: /b }\n", []string{"error disk-member web1 b"}},
		{"a circle", parted("root: { filesystem: ext4 }\nx: { size: 1G, memberOf: md }") +
			"  md: { kind: raid, level: 0, memberOf: vg }\n  vg: { kind: lvm, volumes: { x: { size: 100%, memberOf: md } } }\n", []string{"error disk-member web1 md"}},
		{"no member", parted("root: { filesystem: ext4 }") + "  tank: { kind: zfs, mount: /tank }\n", []string{"error disk-member web1 tank"}},
		{"a pair", pair("md: { kind: raid, filesystem: ext4, mount: / }"), []string{"warning boot-mismatch web1 esp"}},
		{"a level that needs three", pair("md: { kind: raid, level: 5, filesystem: ext4, mount: / }"), []string{"error disk-member web1 5"}},
		{"no level", pair("md: { kind: raid, level: 7, filesystem: ext4, mount: / }"), []string{"error bad-value web1 7"}},
		{"a mode that needs three", pair("md: { kind: zfs, mode: raidz2, datasets: { root: / } }"), []string{"error disk-member web1 raidz2"}},
		{"a profile that needs three", pair("md: { kind: btrfs, profile: raid1c3, mount: / }"), []string{"error disk-member web1 raid1c3"}},
		{"metadata that needs more", pair("md: { kind: btrfs, profile: single, metadataProfile: raid1c4, mount: / }"), []string{"error disk-member web1 raid1c4"}},
		{"copies on one disk", parted("x: { size: 20G, memberOf: md }\ny: { memberOf: md }") + "  md: { kind: raid, filesystem: ext4, mount: / }\n", []string{"warning disk-member web1 md"}},
		{"groups", pair("md: { kind: zfs, vdevs: { data: [{ mode: mirror, members: [a, b] }] }, datasets: { root: / } }"), nil},
		{"one in no group", pair("md: { kind: zfs, vdevs: { data: [{ members: [a] }] }, datasets: { root: / } }"), []string{"error disk-member web1 md"}},
		{"one twice", pair("md: { kind: zfs, vdevs: { data: [{ mode: mirror, members: [a, b] }], cache: [b] }, datasets: { root: / } }"), []string{"error disk-member web1 b"}},
		{"one that is no member", pair("md: { kind: zfs, vdevs: { data: [{ mode: mirror, members: [a, b] }], spare: [c] }, datasets: { root: / } }"), []string{"error disk-member web1 c"}},
		{"a group that is too small", pair("md: { kind: zfs, vdevs: { data: [{ mode: mirror, members: [a] }], cache: [b] }, datasets: { root: / } }"), []string{"error disk-member web1 {"}},
		{"thin volumes", parted("root: { memberOf: vg }") + "  vg: { kind: lvm, volumes: { pool: { size: 100%, type: thin-pool }, root: { size: 20G, type: thinlv, pool: pool, filesystem: ext4, mount: / } } }\n", nil},
		{"without a pool", parted("root: { memberOf: vg }") + "  vg: { kind: lvm, volumes: { root: { size: 20G, type: thinlv, filesystem: ext4, mount: / } } }\n", []string{"error disk-member web1 thinlv"}},
		{"of what is no pool", parted("root: { memberOf: vg }") + "  vg: { kind: lvm, volumes: { x: { size: 20G }, root: { size: 20G, type: thinlv, pool: x, filesystem: ext4, mount: / } } }\n", []string{"error disk-member web1 x"}},
		{"all that is left twice", parted("root: { memberOf: vg }") + "  vg: { kind: lvm, volumes: { x: { size: 100% }, root: { size: 100%, filesystem: ext4, mount: / } } }\n", []string{"error disk-size web1 100%"}},
		{"a volume on two devices of one", parted("root: { memberOf: vg }") + "  vg: { kind: lvm, volumes: { root: { size: 100%, type: raid1, filesystem: ext4, mount: / } } }\n", []string{"error disk-member web1 raid1"}},
		{"more than the members have", parted("root: { size: 50G, memberOf: vg }") + "  vg: { kind: lvm, volumes: { x: { size: 20G }, root: { size: 40G, filesystem: ext4, mount: / } } }\n", []string{"error disk-size web1 40G"}},
		{"parity of btrfs", onDisks("a: { " + diskA + ", partitions: { esp: {}, root: { memberOf: m } } }\nb: { " + diskB + ", memberOf: m }\nm: { kind: btrfs, profile: raid5, mount: / }"), []string{"warning boot-mismatch web1 esp", "warning disk-member web1 raid5"}},
		{"more than all", parted("root: { memberOf: vg }") + "  vg: { kind: lvm, volumes: { x: { size: 60%VG }, root: { size: 50%VG, filesystem: ext4, mount: / } } }\n", []string{"error disk-size web1 50%VG"}},
	})
}

func TestRawDisko(t *testing.T) {
	raw := func(disko string) string { return onDisks("a: { "+diskA+" }", "disko: { "+disko+" }") }
	other := "type: disk, device: /dev/disk/by-id/b, content: { type: filesystem, format: ext4, mountpoint: /b }"
	check(t, "", []rule{
		{"more of a disk", raw("disk.a.imageSize: 8G"), nil},
		{"nothing else", "profile: whole\nstateVersion: \"25.05\"\ndisko: { disk: { b: { " + other + " } } }\n", nil},
		{"another disk", raw("disk: { b: { " + other + " } }"), nil},
		{"no such group", raw("disks: { b: { " + other + " } }"), []string{"error unknown-key web1 disks"}},
		{"the option itself", raw("devices: { disk: { b: { " + other + " } } }"), []string{"error unknown-key web1 devices"}},
		{"no such option", raw("disk.a.imagesize: 8G"), []string{"error unknown-key web1 disk.a.imagesize"}},
		{"no such option deep down", raw("disk: { b: { type: disk, device: /dev/disk/by-id/b, content: { type: btrfs, subvolumes: { '@x': { mount: /x } } } } }"), []string{"error unknown-key web1 mount"}},
		{"no such content", raw("disk: { b: { type: disk, device: /dev/disk/by-id/b, content: { type: ext4, mountpoint: /x } } }"), []string{"error unknown-key web1 ext4"}},
		{"in a list", raw("disk: { b: { type: disk, device: /dev/disk/by-id/b, content: { type: table, partitions: [{ nome: x }] } } }"), []string{"error unknown-key web1 nome"}},
		{"a hook", raw("disk.a.postCreateHook: 'true'"), nil},
		{"one disk twice", raw("disk: { b: { type: disk, device: /dev/disk/by-id/a, content: { type: swap } } }"), []string{"error duplicate-disk web1 /dev/disk/by-id/a"}},
		{"one place twice", raw("nodev: { /tmp/x: { fsType: tmpfs, mountpoint: /home } }"), []string{"error mount-clash web1 /home"}},
		{"laid over what is there", raw("disk: { a: { device: /dev/disk/by-id/a, content: { partitions: { root: { content: { subvolumes: { '@home': { mountpoint: /home } } } } } } } }"), nil},
	})
}

func TestPropertiesOfZFS(t *testing.T) {
	pool := func(more string) string {
		return onDisks("a: { " + diskA + ", partitions: { esp: {}, root: { memberOf: t } } }\nt: { kind: zfs, " + more + " }")
	}
	check(t, "", []rule{
		{"each at its place", pool("poolOptions: { ashift: '12', feature@x: enabled }, options: { compression: zstd, 'com.sun:auto-snapshot': 'false' }, datasets: { root: / }"), nil},
		{"of a file system", pool("poolOptions: { compression: zstd }, datasets: { root: / }"), []string{"error disk-key web1 compression"}},
		{"of the pool", pool("options: { ashift: '12' }, datasets: { root: / }"), []string{"error disk-key web1 ashift"}},
		{"two places", pool("datasets: { root: /, x: { mount: /x, options: { mountpoint: /y } } }"), []string{"error mount-clash web1 /y"}},
		{"one place", pool("datasets: { root: /, x: { mount: /x, options: { mountpoint: legacy } } }"), nil},
		{"a key of no form", pool("datasets: { root: { mount: /, options: { encryption: aes-256-gcm } } }"), []string{"error encryption web1 aes-256-gcm"}},
	})
}

func TestSizesOfDisks(t *testing.T) {
	sized := func(size, partitions string) string {
		return onDisks("a: { " + diskA + ", size: " + size + ", partitions: { " + partitions + " } }")
	}
	check(t, "", []rule{
		{"all fits", sized("512G", "esp: {}, x: { size: 100G }, root: { filesystem: ext4 }"), nil},
		{"two take the rest", parted("root: { filesystem: ext4 }\nx: { size: 100% }"), []string{"error disk-size web1 100%"}},
		{"more than there is", sized("512G", "esp: {}, x: { size: 600G }, root: { size: 20G, filesystem: ext4 }"), []string{"error disk-size web1 600G"}},
		{"nothing is left", sized("512G", "esp: {}, x: { size: 511G }, root: { filesystem: ext4 }"), []string{"error disk-size web1 root"}},
		{"a small root", parted("root: { size: 4G, filesystem: ext4 }"), []string{"warning disk-size web1 4G"}},
		{"little is left for the root", sized("20G", "esp: {}, x: { size: 16G }, root: { filesystem: ext4 }"), []string{"warning disk-size web1 root"}},
		{"a small boot partition", onDisks("a: { " + diskA + ", bootSize: 256M }"), []string{"warning disk-size web1 256M"}},
		{"one that is too small", onDisks("a: { " + diskA + ", bootSize: 100M }"), []string{"error disk-size web1 100M"}},
		{"the end before the beginning", parted("x: { start: 4G, end: 2G }\nroot: { filesystem: ext4 }"), []string{"error disk-size web1 x"}},
		{"an overlap", parted("x: { start: 2G, end: 5G }\ny: { start: 4G, end: 6G }\nroot: { filesystem: ext4 }"), []string{"error disk-size web1 y"}},
		{"both a size and an end", parted("x: { size: 4G, end: 2G }\nroot: { filesystem: ext4 }"), []string{"error disk-key web1 4G"}},
	})
}

func TestMountTree(t *testing.T) {
	check(t, "", []rule{
		{"no root", parted("x: { filesystem: ext4, mount: /data }"), []string{"error missing-mount web1 a"}},
		{"raw values may have it", parted("x: { filesystem: ext4, mount: /data }", "disko: { disk: {} }"), nil},
		{"settings may have it", parted("x: { filesystem: ext4, mount: /data }", "settings: { fileSystems.\"/\".device: /dev/x }"), nil},
		{"a root on vfat", parted("root: { filesystem: vfat, mount: / }"), []string{"error mount-clash web1 /"}},
		{"a store in memory", parted("root: { filesystem: ext4 }") + "  m: { kind: tmpfs, mount: /nix }\n", []string{"error mount-clash web1 /nix"}},
		{"a root in memory without a store", parted("x: { filesystem: ext4, mount: /home }") + "  m: { kind: tmpfs, mount: / }\n", []string{"error missing-mount web1 /"}},
		{"a root in memory", onDisks("a: { "+diskA+", layout: tmpfs-root }", "filesystems: { impermanence: false }"), nil},
		{"a program folder", parted("root: { filesystem: ext4 }\nx: { size: 9G, filesystem: ext4, mount: /usr }"), []string{"error mount-clash web1 /usr"}},
		{"/tmp twice", parted("root: { filesystem: ext4 }\nx: { size: 9G, filesystem: ext4, mount: /tmp }", "core: { boot: { tmp: tmpfs }, users: { ada: {} } }"), []string{"error mount-clash web1 /tmp"}},
		{"an early one below a late one", parted("root: { filesystem: ext4 }\nx: { size: 9G, filesystem: ext4, mount: /data }\ny: { size: 9G, filesystem: ext4, mount: /data/keep, mountOptions: [x-initrd.mount] }"),
			[]string{"error mount-clash web1 /data/keep"}},
		{"a store from which nothing runs", parted("root: { filesystem: ext4 }\nx: { size: 99G, filesystem: ext4, mount: /nix, mountOptions: [noexec] }"), []string{"error mount-option web1 noexec"}},
		{"a root that nobody mounts", parted("root: { filesystem: ext4, mountOptions: [noauto] }"), []string{"error mount-option web1 noauto"}},
		{"a subvolume twice", onDisks("a: { " + diskA + ", subvolumes: { '@x': /home } }"), []string{"error mount-clash web1 /home"}},
	})
}

func TestBootPartitions(t *testing.T) {
	check(t, "", []rule{
		{"none for UEFI", onDisks("a: { " + diskA + ", partitions: { boot: {}, root: { filesystem: ext4 } } }"), []string{"error boot-mismatch web1 boot", "error boot-mismatch web1 root"}},
		{"none for BIOS", onDisks("a: { "+diskA+", partitions: { boot: {}, root: { filesystem: ext4 } } }", "firmware: bios"), []string{"error boot-mismatch web1 root"}},
		{"that of BIOS with UEFI", parted("bios-boot: {}\nroot: { filesystem: ext4 }"), []string{"error boot-mismatch web1 bios-boot"}},
		{"both", parted("bios-boot: {}\nroot: { filesystem: ext4 }", "firmware: hybrid"), nil},
		{"not where the loader looks", onDisks("a: { " + diskA + ", partitions: { esp: { mount: /boot/efi }, root: { filesystem: ext4 } } }"), []string{"error boot-mismatch web1 /boot/efi"}},
		{"where it was told to look", onDisks("a: { "+diskA+", partitions: { esp: { mount: /boot/efi }, root: { filesystem: ext4 } } }", "settings: { boot.loader.efi.efiSysMountPoint: /boot/efi }"), nil},
		{"an encrypted one", onDisks("a: { " + diskA + ", partitions: { esp: { luks: true }, root: { filesystem: ext4 } } }"), []string{"error boot-mismatch web1 true"}},
		{"GRUB's files in an encrypted root", onDisks("a: { "+diskA+", partitions: { bios-boot: {}, root: { filesystem: ext4, luks: true } } }", "firmware: bios"), []string{"error boot-mismatch web1 root"}},
		{"GRUB's files in a pool", onDisks("a: { "+diskA+", partitions: { bios-boot: {}, root: { memberOf: tank } } }\ntank: { kind: zfs, datasets: { root: / } }", "firmware: bios"), []string{"error boot-mismatch web1 /"}},
		{"GRUB's files in btrfs", onDisks("a: { "+diskA+", partitions: { bios-boot: {}, root: { filesystem: btrfs } } }", "firmware: bios"), nil},
		{"an array that the firmware can read", onDisks("a: { " + diskA + ", partitions: { esp: { memberOf: boot }, root: { filesystem: ext4 } } }\nb: { " + diskB +
			", partitions: { esp: { memberOf: boot } } }\nboot: { kind: raid, metadata: \"1.0\", filesystem: vfat, mount: /boot }"), nil},
		{"one that it cannot", onDisks("a: { " + diskA + ", partitions: { esp: { memberOf: boot }, root: { filesystem: ext4 } } }\nb: { " + diskB +
			", partitions: { esp: { memberOf: boot } } }\nboot: { kind: raid, filesystem: vfat, mount: /boot }"), []string{"error boot-mismatch web1 boot"}},
		{"a kernel without bcachefs", parted("root: { filesystem: bcachefs }", "core: { boot: { kernel: !pkg linux_6_12 }, users: { ada: {} } }"), []string{"error kernel-support web1 !pkg linux_6_12"}},
		{"one with it", parted("root: { filesystem: bcachefs }", "core: { boot: { kernel: !pkg linux_latest }, users: { ada: {} } }"), nil},
		{"a kernel beyond ZFS", onDisks("a: { "+diskA+", layout: zfs }", "core: { boot: { kernel: !pkg linux_7_1 }, users: { ada: {} } }"), []string{"error kernel-support web1 !pkg linux_7_1"}},
		{"one that may be", onDisks("a: { "+diskA+", layout: zfs }", "core: { boot: { kernel: !pkg linux_latest }, users: { ada: {} } }"), []string{"warning kernel-support web1 !pkg linux_latest"}},
	})
}

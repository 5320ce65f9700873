package lint_test

import "testing"

// Mistakes that look right to somebody who writes disks for the first time.
func TestEncryptionThatDoesNotHold(t *testing.T) {
	secret := "settings: { boot.initrd.secrets.\"/etc/disk.key\": /etc/disk.key }"
	plain := "swap: { size: 8G }"
	check(t, "", []rule{
		{"a key that is copied to /boot", onDisks("a: { "+diskA+", layout: btrfs-luks, luks: { unlock: keyFile, keyFile: /etc/disk.key } }", secret), []string{"warning encryption web1 /etc/disk.key"}},
		{"that of a disk with data", onDisks("a: { "+diskA+" }\nb: { "+diskB+", mount: /data, luks: { unlock: keyFile, keyFile: /etc/disk.key } }", secret), []string{"warning encryption web1 /etc/disk.key"}},
		{"a key file that nobody asked for", onDisks("a: { " + diskA + ", layout: btrfs-luks, luks: { unlock: tpm2, keyFile: /etc/disk.key } }"), []string{"warning encryption web1 tpm2", "error encryption web1 /etc/disk.key"}},
		{"half a mirror", onDisks("a: { " + diskA + ", layout: btrfs-mirror, luks: true }\nb: { " + diskB + ", layout: btrfs-mirror }"), []string{"warning encryption web1 b"}},
		{"a whole one", onDisks("a: { " + diskA + ", layout: btrfs-mirror, luks: true }\nb: { " + diskB + ", layout: btrfs-mirror, luks: true }"), nil},
		{"half a group", onDisks("a: { " + diskA + ", layout: lvm-luks }\nb: { " + diskB + ", memberOf: system }"), []string{"warning encryption web1 system"}},
		{"an array that is encrypted itself", onDisks("a: { " + diskA + " }\nb: { " + diskB + ", luks: true, memberOf: m }\nc: { " + diskC + ", memberOf: m }\nm: { kind: raid, luks: true, filesystem: ext4, mount: /m }"), nil},
		{"an encrypted home", parted("root: { size: 50G, filesystem: ext4 }\nhome: { filesystem: ext4, mount: /home, luks: true }\n" + "swap: { size: 8G }"), []string{"warning encryption web1 swap"}},
		{"swap and nothing encrypted", parted("root: { filesystem: ext4 }\n" + plain), nil},
		{"encryption of nothing", parted("root: { size: 50G, filesystem: ext4 }\nrest: { size: 100%, luks: true }"), []string{"warning encryption web1 rest"}},
		{"of a swap partition by its name", parted("root: { filesystem: ext4 }\nswap: { size: 8G, luks: true }"), nil},
	})
}

func TestDisksThatAreNotWhatTheyLookLike(t *testing.T) {
	device := func(name string) string { return onDisks("a: { device: " + name + " }") }
	check(t, "", []rule{
		{"a partition by id", device("/dev/disk/by-id/nvme-SERIAL12345-part2"), []string{"error bad-value web1 /dev/disk/by-id/nvme-SERIAL12345-part2"}},
		{"a partition of NVMe", device("/dev/nvme1n1p2"), []string{"error bad-value web1 /dev/nvme1n1p2"}},
		{"a partition of a SCSI disk", device("/dev/sda1"), []string{"error bad-value web1 /dev/sda1"}},
		{"one that is meant", onDisks("a: { device: /dev/sda1, unstableName: true }"), []string{"error bad-value web1 /dev/sda1"}},
		{"a disk of NVMe by number", onDisks("a: { device: /dev/nvme1n1, unstableName: true }"), nil},
		{"a root in memory and nothing kept", onDisks("a: { " + diskA + ", layout: tmpfs-root }"), []string{"warning reset-layout web1 a"}},
		{"that is meant", onDisks("a: { "+diskA+", layout: tmpfs-root }", "filesystems: { impermanence: false }"), nil},
		{"a root that lasts", onDisks("a: { " + diskA + ", layout: btrfs-impermanent }"), []string{"warning reset-layout web1 btrfs-impermanent"}},
		{"data with the same layout", onDisks("a: { " + diskA + " }\nb: { " + diskB + ", layout: btrfs-impermanent, mount: /data }"), nil},
		{"a swap file larger than the disk", onDisks("a: { " + diskA + ", size: 500G, layout: btrfs, swap: 600G }"), []string{"error disk-size web1 600G"}},
		{"that of ext4", onDisks("a: { " + diskA + ", size: 500G, layout: ext4, swap: 600G }"), []string{"error disk-size web1 600G"}},
		{"one that fits", onDisks("a: { " + diskA + ", size: 500G, layout: ext4, swap: 60G }"), nil},
		{"in a subvolume", parted("root: { size: 20G, filesystem: btrfs, subvolumes: { '@': /, '@s': { mount: /s, swapFiles: { f: 30G } } } }"), []string{"error disk-size web1 f"}},
		{"a mirror that compresses twice", onDisks("a: { " + diskA + ", layout: btrfs-mirror, compression: zstd:1 }\nb: { " + diskB + ", layout: btrfs-mirror, compression: lzo }"),
			[]string{"error disk-combination web1 lzo"}},
		{"its second disk alone", onDisks("a: { " + diskA + ", layout: btrfs-mirror }\nb: { " + diskB + ", layout: btrfs-mirror, compression: lzo }"),
			[]string{"error disk-combination web1 lzo"}},
		{"both the same", onDisks("a: { " + diskA + ", layout: btrfs-mirror, compression: lzo, mountOptions: [noatime] }\nb: { " + diskB + ", layout: btrfs-mirror, compression: lzo, mountOptions: [noatime] }"), nil},
		{"a level that zstd has not", onDisks("a: { " + diskA + ", compression: zstd:99 }"), []string{"error bad-value web1 zstd:99"}},
		{"one that zlib has not", parted("root: { filesystem: btrfs, compression: zlib:10 }"), []string{"error bad-value web1 zlib:10"}},
		{"what ZFS has not", onDisks("a: { " + diskA + ", layout: zfs, compression: lzo }"), []string{"error bad-value web1 lzo"}},
		{"a level of ZFS", onDisks("a: { " + diskA + ", layout: zfs, compression: zstd:19 }"), nil},
		{"a name that is misspelt", onDisks("a: { " + diskA + " }\nb: { " + diskB + ", memberOf: vautl }\nvault: { kind: btrfs, profile: single, mount: /v }"), []string{"error disk-member web1 vautl"}},
	})
}

func TestAnESPByAnyName(t *testing.T) {
	with := func(name string, more ...string) string {
		return onDisks("a: { "+diskA+", partitions: { "+name+": { size: 1G, filesystem: vfat, mount: /boot }, root: { filesystem: ext4 } } }", more...)
	}
	check(t, "", []rule{
		{"efi", with("efi"), nil},
		{"boot", with("boot"), nil},
		{"beside BIOS", onDisks("a: { "+diskA+", partitions: { bios-boot: {}, efi: { size: 1G, filesystem: vfat, mount: /boot }, root: { filesystem: ext4 } } }", "firmware: hybrid"), nil},
		{"one that is there already", onDisks("a: { " + diskA + ", partitions: { esp: { mount: /boot }, efi: { size: 1G, filesystem: vfat, mount: /boot }, root: { filesystem: ext4 } } }"),
			[]string{"error mount-clash web1 /boot"}},
	})
}

package lint_test

import "testing"

func TestMountOptions(t *testing.T) {
	root := func(options string) string { return parted("root: { filesystem: btrfs, " + options + " }") }
	ext4 := func(options string) string {
		return parted("root: { filesystem: ext4, mountOptions: [" + options + "] }")
	}
	check(t, "", []rule{
		{"usual ones", ext4("noatime, errors=remount-ro, x-systemd.device-timeout=30s"), nil},
		{"no word", ext4("no_exec, x"), []string{"warning mount-option web1 no_exec", "warning mount-option web1 x"}},
		{"a word of btrfs", ext4("compress=zstd"), []string{"error mount-option web1 compress=zstd"}},
		{"a word of vfat", ext4("umask=0077"), []string{"error mount-option web1 umask=0077"}},
		{"a value that ext4 has not", ext4("discard=async"), []string{"error mount-option web1 discard=async"}},
		{"a level that zstd has not", root("mountOptions: ['compress=zstd:16']"), []string{"error mount-option web1 'compress=zstd:16'"}},
		{"both", ext4("noatime, relatime"), []string{"error mount-option web1 relatime"}},
		{"several units", ext4("x-systemd.requires=a.service, x-systemd.requires=b.service"), nil},
		{"yes and no", ext4("exec, noexec"), []string{"error mount-option web1 noexec", "error mount-option web1 noexec"}},
		{"two values", root("mountOptions: [commit=30, commit=60]"), []string{"error mount-option web1 commit=60"}},
		{"compressed and overwritten in place", root("mountOptions: [compress=zstd, nodatacow]"), []string{"error mount-option web1 nodatacow"}},
		{"compression said twice", root("compression: zstd, mountOptions: [compress=lzo]"), []string{"error mount-option web1 compress=lzo"}},
		{"compression switched off", root("compression: zstd, mountOptions: [nodatacow]"), []string{"error mount-option web1 nodatacow"}},
		{"degraded", root("mountOptions: [degraded]"), []string{"warning mount-option web1 degraded"}},
		{"degraded of a mirror", onDisks("a: { " + diskA + ", layout: btrfs-mirror, mountOptions: [degraded] }\nb: { " + diskB + ", layout: btrfs-mirror }"), []string{"warning mount-option web1 degraded"}},
		{"in one item", ext4("'noatime,no_exec'"), []string{"warning mount-option web1 'noatime,no_exec'"}},
		{"of ZFS the list is open", onDisks("a: { " + diskA + ", partitions: { esp: {}, root: { memberOf: tank } } }\ntank: { kind: zfs, datasets: { root: { mount: /, mountOptions: [x] } } }"),
			nil},
		{"of one mount", root("subvolumes: { '@root': /, '@x': { mount: /x, mountOptions: [noexec, nodev] } }"), nil},
		{"of the whole file system", root("subvolumes: { '@root': /, '@x': { mount: /x, mountOptions: [nodatacow, 'compress=zstd:1', autodefrag] } }"),
			[]string{"error mount-option web1 nodatacow", "error mount-option web1 'compress=zstd:1'", "error mount-option web1 'compress=zstd:1'", "error mount-option web1 autodefrag"}},
		{"the same for all", root("compression: zstd, subvolumes: { '@root': /, '@x': { mount: /x, mountOptions: [compress=zstd] } }"), nil},
		{"attributes", root("compression: zstd, subvolumes: { '@root': /, '@x': { mount: /x, nocow: true }, '@y': { mount: /y, compression: none } }"), []string{"warning required-off web1 '@x'", "warning required-off web1 '@y'"}},
		{"attributes that exclude each other", root("subvolumes: { '@root': /, '@x': { mount: /x, nocow: true, compression: zstd } }"), []string{"warning required-off web1 '@x'", "error mount-option web1 zstd"}},
		{"beside a preset", onDisks("a: { " + diskA + ", mountOptions: [discard=async, no_exec], subvolumes: { '@x': { mount: /x, mountOptions: [nodatacow] } } }"),
			[]string{"warning mount-option web1 no_exec", "error mount-option web1 nodatacow"}},
		{"against those of the preset", onDisks("a: { " + diskA + ", mountOptions: [relatime, nodatacow] }"), []string{"error mount-option web1 relatime", "error mount-option web1 nodatacow"}},
		{"against those that go without saying", onDisks("a: { " + diskA + ", layout: ext4, mountOptions: [atime] }"), []string{"error mount-option web1 atime"}},
		{"compression said by the preset", onDisks("a: { " + diskA + ", mountOptions: [compress=lzo] }"), []string{"error mount-option web1 compress=lzo"}},
		{"on a volume of the preset", onDisks("a: { " + diskA + ", layout: lvm-luks, mountOptions: [strictatime] }"), []string{"error mount-option web1 strictatime"}},
		{"in a mirror of the preset", onDisks("a: { " + diskA + ", layout: btrfs-mirror, mountOptions: [compress-force] }\nb: { " + diskB + ", layout: btrfs-mirror }"), []string{"error mount-option web1 compress-force"}},
		{"beside the preset's name", onDisks("a: { " + diskA + ", layout: btrfs-mirror }\nb: { " + diskB + ", layout: btrfs-mirror }\nsystem: { kind: btrfs, mountOptions: [compress=lzo] }"), []string{"error mount-option web1 compress=lzo"}},
		{"the preset's once more", onDisks("a: { " + diskA + ", mountOptions: [noatime] }"), nil},
		{"compression taken back", onDisks("a: { " + diskA + ", compression: none, mountOptions: [nodatacow] }"), nil},
	})
}

func TestSwap(t *testing.T) {
	sleeps := "core: { systemd: { powerKey: hibernate }, users: { ada: {} } }"
	zfs := func(more string) string { return onDisks("a: { " + diskA + ", layout: zfs" + more + " }") }
	check(t, "", []rule{
		{"a file", onDisks("a: { " + diskA + ", swap: 8G }"), nil},
		{"a file to hibernate into", onDisks("a: { " + diskA + ", swap: { size: 8G, hibernate: true } }"), nil},
		{"a file that BIOS does not find", onDisks("a: { "+diskA+", swap: { size: 8G, hibernate: true } }", "firmware: bios"), []string{"error hibernation web1 true"}},
		{"one that it does", onDisks("a: { "+diskA+", swap: { size: 8G, hibernate: true, resumeOffset: 533760 } }", "firmware: bios"), nil},
		{"a partition", onDisks("a: { "+diskA+", swap: { size: 8G, kind: partition, hibernate: true } }", "firmware: bios"), nil},
		{"a key that is gone", onDisks("a: { " + diskA + ", swap: { size: 8G, kind: partition, hibernate: true, random: true } }"), []string{"error hibernation web1 true"}},
		{"two", parted("root: { filesystem: ext4 }\nx: { size: 8G, swap: { hibernate: true } }\ny: { size: 8G, swap: { hibernate: true } }"), []string{"error hibernation web1 true"}},
		{"into a pool", zfs(", swap: { size: 8G, hibernate: true }"), []string{"error hibernation web1 true"}},
		{"somebody knows better", zfs(", swap: { size: 8G, hibernate: true }") + "settings: { boot.zfs.unsafeAllowHibernation: true }\n", nil},
		{"a file in a pool", zfs(", swap: { size: 8G, kind: file }"), []string{"error disk-combination web1 swap"}},
		{"a volume of a pool", zfs("") + "  rpool: { kind: zfs, datasets: { swap: { size: 8G, swap: {} } } }\n", []string{"warning swap-place web1 {"}},
		{"a file in bcachefs", parted("root: { filesystem: bcachefs, swapFiles: { swapfile: 8G } }"), []string{"error swap-place web1 swapfile"}},
		{"a file in a mirror", onDisks("a: { " + diskA + ", partitions: { esp: {}, x: { memberOf: m } } }\nb: { " + diskB + ", memberOf: m }\nm: { kind: btrfs, subvolumes: { '@': /, '@s': { mount: /s, swapFiles: { f: 1G } } } }"),
			[]string{"warning boot-mismatch web1 esp", "error swap-place web1 f"}},
		{"a file that is not mounted", parted("root: { filesystem: btrfs, subvolumes: { '@root': /, '@s': { swapFiles: { f: 1G } } } }"), []string{"error swap-place web1 f"}},
		{"a file where files are compressed", parted("root: { filesystem: btrfs, subvolumes: { '@root': /, '@s': { mount: /s, compression: zstd, swapFiles: { f: 1G } } } }"), []string{"warning required-off web1 '@s'", "error swap-place web1 f"}},
		{"beside an encrypted root", parted("root: { filesystem: ext4, luks: true }\nswap: { size: 8G }"), []string{"warning encryption web1 swap"}},
		{"encrypted, too", parted("root: { filesystem: ext4, luks: true }\nswap: { size: 8G, luks: true }"), nil},
		{"with a key of the moment", parted("root: { filesystem: ext4, luks: true }\nswap: { size: 8G, swap: { random: true } }"), nil},
		{"in an encrypted file system", onDisks("a: { " + diskA + ", layout: btrfs-luks, swap: 8G }"), nil},
		{"nowhere to sleep", onDisks("a: { "+diskA+" }", sleeps), []string{"warning no-swap web1 hibernate"}},
		{"nowhere that lasts", onDisks("a: { "+diskA+", swap: { size: 8G, kind: partition, random: true } }", sleeps), []string{"warning no-swap web1 hibernate"}},
		{"somewhere", onDisks("a: { "+diskA+", swap: 8G }", sleeps), nil},
		{"not with ZFS", onDisks("a: { "+diskA+", layout: zfs, swap: 8G }", sleeps), []string{"warning no-swap web1 hibernate"}},
	})
}

func TestEncryption(t *testing.T) {
	luks := func(luks string, more ...string) string {
		return onDisks("a: { "+diskA+", layout: btrfs-luks, luks: { "+luks+" } }", more...)
	}
	server := "hardware: { servers: true }"
	systemdBoot := "core: { boot: { loader: systemd-boot }, users: { ada: {} } }"
	older := "settings: { boot.initrd.systemd.enable: false }"
	check(t, "", []rule{
		{"a passphrase", luks("name: x"), nil},
		{"a stick", luks("unlock: keyFile, keyFile: /dev/disk/by-id/usb-x"), nil},
		{"a stick that is not used", luks("keyFile: /dev/disk/by-id/usb-x"), []string{"error encryption web1 /dev/disk/by-id/usb-x"}},
		{"no stick", luks("unlock: keyFile"), []string{"error encryption web1 keyFile"}},
		{"how to read no stick", luks("keyFileSize: 4096"), []string{"error encryption web1 keyFileSize"}},
		{"registers of no TPM", luks("tpm2Pcrs: [7]"), []string{"error encryption web1 tpm2Pcrs"}},
		{"a key in the store", luks("unlock: keyFile, keyFile: /nix/store/x"), []string{"error encryption web1 /nix/store/x"}},
		{"a password in the store", luks("passwordFile: /nix/store/x"), []string{"error encryption web1 /nix/store/x"}},
		{"a further key in the store", luks("additionalKeyFiles: [/nix/store/x]"), []string{"error encryption web1 /nix/store/x"}},
		{"a key behind its own lock", luks("unlock: keyFile, keyFile: /etc/disk.key"), []string{"error encryption web1 /etc/disk.key"}},
		{"a TPM behind the menu of GRUB", luks("unlock: tpm2"), []string{"warning encryption web1 tpm2"}},
		{"a menu with a password", luks("unlock: tpm2", "settings: { boot.loader.grub.users.root.hashedPasswordFile: /etc/grub }"), nil},
		{"a TPM", luks("unlock: tpm2", "core: { boot: { loader: systemd-boot }, users: { ada: {} } }"), nil},
		{"two and one menu", onDisks("a: { " + diskA + ", layout: btrfs-luks, luks: { unlock: tpm2 } }\nb: { " + diskB + ", mount: /data, luks: { unlock: [tpm2] } }"), []string{"warning encryption web1 tpm2"}},
		{"a TPM and BIOS", luks("unlock: tpm2", "firmware: bios"), []string{"error encryption web1 tpm2"}},
		{"a TPM and perhaps BIOS", luks("unlock: tpm2", "firmware: hybrid"), []string{"warning encryption web1 tpm2"}},
		{"a TPM of a virtual machine", luks("unlock: tpm2", "hardware: { vps: true }"), []string{"warning encryption web1 tpm2"}},
		{"a key to touch", luks("unlock: fido2"), nil},
		{"a key to touch at a server", luks("unlock: fido2", server), []string{"warning encryption web1 fido2"}},
		{"the order that systemd has", luks("unlock: [tpm2, fido2, keyFile, passphrase], keyFile: /dev/disk/by-id/usb-x", systemdBoot), nil},
		{"a TPM behind a key to touch", luks("unlock: [fido2, tpm2]", systemdBoot), []string{"warning encryption web1 tpm2"}},
		{"a TPM behind a passphrase", luks("unlock: [passphrase, tpm2, keyFile], keyFile: /dev/disk/by-id/usb-x", systemdBoot), []string{"warning encryption web1 tpm2"}},
		{"a key to touch behind a stick", luks("unlock: [keyFile, fido2], keyFile: /dev/disk/by-id/usb-x"), []string{"warning encryption web1 fido2"}},
		{"a TPM and the older way of starting", luks("unlock: tpm2", systemdBoot, older), []string{"error conflict web1 false"}},
		{"a stick and the older way of starting", luks("unlock: keyFile, keyFile: /dev/disk/by-id/usb-x", older), []string{"error conflict web1 false"}},
		{"a passphrase and the older way of starting", luks("name: x", older), nil},
		{"ZFS with a key in the store", onDisks("a: { " + diskA + ", partitions: { esp: {}, root: { memberOf: t } } }\nt: { kind: zfs, options: { keylocation: file:///nix/store/x }, datasets: { root: / } }"),
			[]string{"error encryption web1 file:///nix/store/x"}},
	})
}

func TestPresets(t *testing.T) {
	a := func(more string, rest ...string) string { return onDisks("a: { "+diskA+", "+more+" }", rest...) }
	mirror := func(layout string, rest ...string) string {
		return onDisks("a: { "+diskA+", layout: "+layout+" }\nb: { "+diskB+", layout: "+layout+" }", rest...)
	}
	loader := "core: { boot: { loader: systemd-boot }, users: { ada: {} } }"
	check(t, "", []rule{
		{"a mirror", mirror("btrfs-mirror"), nil},
		{"a mirror of ZFS", mirror("zfs-mirror"), nil},
		{"a mirror of one", a("layout: btrfs-mirror"), []string{"error disk-combination web1 btrfs-mirror"}},
		{"a mirror and its data", onDisks("a: { " + diskA + ", layout: zfs-mirror }\nb: { " + diskB + ", layout: zfs-mirror }\nc: { " + diskC + ", mount: /data }"), nil},
		{"a mirror and another system", onDisks("a: { " + diskA + ", layout: zfs-mirror }\nb: { " + diskB + ", layout: zfs-mirror }\nc: { " + diskC + " }"), []string{"error mount-clash web1 c"}},
		{"two mirrors", onDisks("a: { " + diskA + ", layout: zfs-mirror }\nb: { " + diskB + ", layout: zfs-mirror }\nc: { " + diskC + ", layout: btrfs-mirror }"), []string{"error mount-clash web1 c"}},
		{"systemd-boot on one", a("layout: btrfs", loader), nil},
		{"systemd-boot on several", mirror("btrfs-mirror", loader), []string{"error disk-combination web1 systemd-boot"}},
		{"a mirror for data", onDisks("a: { " + diskA + " }\nb: { " + diskB + ", layout: btrfs-mirror, mount: /data }"), []string{"error disk-combination web1 mount"}},
		{"encrypted and not", a("layout: ext4-luks, luks: false"), []string{"error disk-combination web1 luks"}},
		{"a group without encryption", a("layout: lvm-luks, luks: false"), []string{"error disk-combination web1 luks"}},
		{"compression of ext4", a("layout: ext4, compression: zstd"), []string{"error disk-combination web1 compression"}},
		{"compression of ZFS", a("layout: zfs, compression: zstd"), nil},
		{"subvolumes of xfs", a("layout: xfs, subvolumes: { '@x': /x }"), []string{"error disk-combination web1 subvolumes"}},
		{"mount options of a pool", a("layout: zfs, mountOptions: [noatime]"), []string{"error disk-combination web1 mountOptions"}},
		{"a swap file in a mirror", onDisks("a: { " + diskA + ", layout: btrfs-mirror, swap: { size: 1G, kind: file } }\nb: { " + diskB + ", layout: btrfs-mirror }"), []string{"error disk-combination web1 swap"}},
		{"boot size of data", onDisks("a: { " + diskA + " }\nb: { " + diskB + ", mount: /data, bootSize: 1G }"), []string{"error bad-value web1 1G"}},
	})
}

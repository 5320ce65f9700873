package lint_test

import "testing"

// What disko, NixOS or systemd write, or could make nothing of.
func TestMountOptionsThatOthersWrite(t *testing.T) {
	root := func(options string) string { return parted("root: { filesystem: btrfs, " + options + " }") }
	pool := func(more string) string {
		return onDisks("a: { " + diskA + ", partitions: { esp: {}, root: { memberOf: tank } } }\ntank: { kind: zfs, datasets: { root: { mount: /, mountOptions: [zfsutil]" + more + " } } }")
	}
	check(t, "", []rule{
		{"a subvolume of the file system", root("mountOptions: [subvol=@root], subvolumes: { '@root': / }"), []string{"error mount-option web1 subvol=@root"}},
		{"of the layout", onDisks("a: { " + diskA + ", mountOptions: ['subvolid=5'] }"), []string{"error mount-option web1 'subvolid=5'"}},
		{"of a subvolume", root("subvolumes: { '@root': { mount: /, mountOptions: [subvol=@root, noatime] } }"), []string{"error mount-option web1 subvol=@root"}},
		{"two at once", root("subvolumes: { '@root': { mount: /, mountOptions: ['subvolid=5,subvol=/@root'] } }"), []string{"error mount-option web1 'subvolid=5,subvol=/@root'"}},
		{"without subvolumes", root("mount: /, mountOptions: [subvol=@]"), []string{"error mount-option web1 subvol=@"}},
		{"a folder", parted("root: { filesystem: ext4, mountOptions: [X-mount.subdir=a] }"), []string{"error mount-option web1 X-mount.subdir=a"}},
		{"a bind mount", parted("root: { size: 9G, filesystem: ext4 }\nx: { filesystem: ext4, mount: /x, mountOptions: [bind] }"), []string{"error mount-option web1 bind"}},
		{"a file", parted("root: { size: 9G, filesystem: ext4 }\nx: { filesystem: ext4, mount: /x, mountOptions: [loop] }"), []string{"error mount-option web1 loop"}},
		{"mounted again", parted("root: { filesystem: ext4, mountOptions: [remount, noatime] }"), []string{"error mount-option web1 remount"}},
		{"as ZFS mounts it", pool(""), []string{"error mount-option web1 zfsutil"}},
		{"where ZFS does", pool(", options: { mountpoint: auto }"), nil},
		{"a size twice", onDisks("a: { " + diskA + " }\nm: { kind: tmpfs, size: 2G, mount: /m, mountOptions: [size=3G] }"), []string{"error mount-option web1 size=3G"}},
		{"once", onDisks("a: { " + diskA + " }\nm: { kind: tmpfs, mount: /m, mountOptions: [size=30%] }"), nil},
	})
}

func TestValuesOfMountOptions(t *testing.T) {
	with := func(fs, options string) string {
		return parted("root: { size: 9G, filesystem: ext4 }\nx: { filesystem: " + fs + ", mount: /x, mountOptions: [" + options + "] }")
	}
	memory := func(options string) string {
		return onDisks("a: { " + diskA + " }\nm: { kind: tmpfs, mount: /m, mountOptions: [" + options + "] }")
	}
	check(t, "", []rule{
		{"numbers", with("btrfs", "commit=120, max_inline=2k, thread_pool=8, space_cache=v2, discard=async"), nil},
		{"no number", with("btrfs", "commit=abc"), []string{"error mount-option web1 commit=abc"}},
		{"with a unit", with("btrfs", "commit=2min"), []string{"error mount-option web1 commit=2min"}},
		{"without a value", with("btrfs", "thread_pool"), []string{"error mount-option web1 thread_pool"}},
		{"of a list", with("btrfs", "discard=always, space_cache=v3"), []string{"error mount-option web1 discard=always", "error mount-option web1 space_cache=v3"}},
		{"no size", with("btrfs", "max_inline=much"), []string{"error mount-option web1 max_inline=much"}},
		{"ext4", with("ext4", "commit=30, stripe=32, barrier=1, data=ordered, errors=remount-ro, journal_ioprio=3, dax"), nil},
		{"not ext4", with("ext4", "stripe=4k, barrier=on, data=orderly, errors=readonly, journal_ioprio=9"),
			[]string{"error mount-option web1 stripe=4k", "error mount-option web1 barrier=on", "error mount-option web1 data=orderly", "error mount-option web1 errors=readonly", "error mount-option web1 journal_ioprio=9"}},
		{"xfs", with("xfs", "logbufs=8, logbsize=256k, allocsize=64m, sunit=128, dax=always"), nil},
		{"not xfs", with("xfs", "logbufs=9, logbsize=big"), []string{"error mount-option web1 logbufs=9", "error mount-option web1 logbsize=big"}},
		{"f2fs", with("f2fs", "background_gc=on, mode=lfs, active_logs=6, compress_algorithm=zstd:6"), nil},
		{"not f2fs", with("f2fs", "mode=0755, active_logs=5"), []string{"error mount-option web1 mode=0755", "error mount-option web1 active_logs=5"}},
		{"vfat", with("vfat", "umask=0077, uid=1000, gid=100, errors=remount-ro, utf8=1, shortname=mixed"), nil},
		{"not vfat", with("vfat", "umask=0088, uid=alice"), []string{"error mount-option web1 umask=0088", "warning mount-option web1 uid=alice"}},
		{"tmpfs", memory("size=50%, mode=1777, nr_inodes=10k, huge=within_size, uid=0"), nil},
		{"not tmpfs", memory("size=half, mode=rwx, huge=yes"), []string{"error mount-option web1 size=half", "error mount-option web1 mode=rwx", "error mount-option web1 huge=yes"}},
		{"a wait", with("ext4", "x-systemd.device-timeout=2min, x-systemd.mount-timeout=infinity"), nil},
		{"no wait", with("ext4", "x-systemd.device-timeout=soon"), []string{"warning mount-option web1 x-systemd.device-timeout=soon"}},
	})
}

// The start of a host whose root is on several disks.
func TestESPsOfAMirror(t *testing.T) {
	array := func(a, b string, more ...string) string {
		return onDisks("a: { "+diskA+", partitions: { "+a+"x: { memberOf: m } } }\nb: { "+diskB+", partitions: { "+b+"x: { memberOf: m } } }\nm: { kind: raid, filesystem: ext4, mount: / }", more...)
	}
	mirror := func(kind string) string {
		return onDisks("a: { " + diskA + ", partitions: { esp: {}, x: { memberOf: m } } }\nb: { " + diskB + ", partitions: { x: { memberOf: m } } }\nm: { " + kind + " }")
	}
	onSecond := "esp: { mount: /boot-b }, "
	check(t, "", []rule{
		{"none written", array("", ""), nil},
		{"on both", array("esp: {}, ", onSecond), nil},
		{"options of somebody", array("esp: {}, ", "esp: { mount: /boot-b, mountOptions: [umask=0077] }, "), []string{"warning boot-mismatch web1 /boot-b"}},
		{"that let it be gone", array("esp: {}, ", "esp: { mount: /boot-b, mountOptions: [nofail] }, "), nil},
		{"on one", array("esp: {}, ", ""), []string{"warning boot-mismatch web1 esp"}},
		{"of btrfs", mirror("kind: btrfs, subvolumes: { '@root': / }"), []string{"warning boot-mismatch web1 esp"}},
		{"of btrfs that is no mirror", mirror("kind: btrfs, profile: raid0, subvolumes: { '@root': / }"), nil},
		{"of ZFS", mirror("kind: zfs, mode: mirror, datasets: { root: / }"), []string{"warning boot-mismatch web1 esp"}},
		{"of an array that is no mirror", mirror("kind: raid, level: 0, filesystem: ext4, mount: /"), nil},
		{"of volumes on an array", onDisks("a: { " + diskA + ", partitions: { esp: {}, x: { memberOf: m } } }\nb: { " + diskB + ", partitions: { x: { memberOf: m } } }\nm: { kind: raid, luks: true, memberOf: vg }\nvg: { kind: lvm, volumes: { root: { size: 100%, filesystem: ext4, mount: / } } }"),
			[]string{"warning boot-mismatch web1 esp"}},
		{"data on two", onDisks("a: { " + diskA + ", layout: ext4 }\nb: { " + diskB + ", partitions: { x: { memberOf: m } } }\nc: { " + diskC + ", partitions: { x: { memberOf: m } } }\nm: { kind: raid, filesystem: ext4, mount: /data }"), nil},
		{"at one place", array("esp: {}, ", "esp: {}, "), []string{"error mount-clash web1 esp"}},
	})
}

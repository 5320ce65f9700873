package storage_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/nix"
)

var spaces = regexp.MustCompile(`\s+`)

// flat prints an expression on one line, long lists and all.
func flat(e nix.Expr) string { return spaces.ReplaceAllString(nix.Print(e, 0), " ") }

const (
	biosBoot = `bios-boot = { size = "1M"; type = "EF02"; }; `
	ext4Boot = `boot = { size = "1G"; content = { type = "filesystem"; format = "ext4"; mountpoint = "/boot"; mountOptions = [ "noatime" ]; }; }; `
	esp      = `ESP = { size = "1G"; type = "EF00"; content = { type = "filesystem"; format = "vfat"; mountpoint = "/boot"; mountOptions = [ "umask=0077" ]; }; }; `
)

func TestWhatStandsInFrontOfTheRootFollowsFromTheFirmware(t *testing.T) {
	for firmware, boot := range map[string]string{"bios": biosBoot + ext4Boot, "uefi": esp, "hybrid": biosBoot + esp} {
		for _, layout := range []string{"ext4", "xfs"} {
			got := flat(layoutOf(t, firmware, "disks: { main: { device: /dev/x, layout: "+layout+" } }").Devices())
			assert.Equal(t, `{ disk.main = { type = "disk"; device = "/dev/x"; content = { type = "gpt"; partitions = { `+boot+
				`root = { size = "100%"; content = { type = "filesystem"; format = "`+layout+`"; mountpoint = "/"; mountOptions = [ "noatime" ]; }; }; }; }; }; }`, got, "%s %s", firmware, layout)
		}
	}
}

func TestBtrfsHasSubvolumes(t *testing.T) {
	for _, c := range []struct{ name, disk, options, swap string }{
		{"as it is", "", `"compress=zstd" "noatime"`, ""},
		{"with swap", ", swap: 8G", `"compress=zstd" "noatime"`, `"@swap" = { mountpoint = "/.swap"; mountOptions = [ "compress=zstd" "noatime" ]; swap.swapfile.size = "8G"; }; `},
		{"another compression", ", compression: lzo", `"compress=lzo" "noatime"`, ""},
		{"without compression", ", compression: none", `"noatime"`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := flat(layoutOf(t, "uefi", "disks: { main: { device: /dev/x"+c.disk+" } }").Devices())
			want := `root = { size = "100%"; content = { type = "btrfs"; extraArgs = [ "-f" ]; subvolumes = { `
			for _, s := range [][2]string{{"@root", "/"}, {"@home", "/home"}, {"@nix", "/nix"}, {"@log", "/var/log"}} {
				want += `"` + s[0] + `" = { mountpoint = "` + s[1] + `"; mountOptions = [ ` + c.options + ` ]; }; `
			}
			assert.Contains(t, got, want+c.swap+"}; }; };")
		})
	}
}

func TestTheBootSizeIsTheManifests(t *testing.T) {
	for _, firmware := range []string{"bios", "uefi", "hybrid"} {
		got := flat(layoutOf(t, firmware, "disks: { main: { device: /dev/x, bootSize: 512M } }").Devices())
		assert.Equal(t, 1, strings.Count(got, `size = "512M"`), firmware)
		assert.NotContains(t, got, `"1G"`)
	}
}

func TestADiskWithDataIsOneFileSystem(t *testing.T) {
	for layout, content := range map[string]string{
		"ext4":  `type = "filesystem"; format = "ext4"; mountpoint = "/data"; mountOptions = [ "noatime" ];`,
		"btrfs": `type = "btrfs"; extraArgs = [ "-f" ]; mountpoint = "/data"; mountOptions = [ "compress=lzo" "noatime" ];`,
	} {
		compression := ""
		if layout == "btrfs" {
			compression = ", compression: lzo"
		}
		for _, firmware := range []string{"bios", "uefi", "hybrid"} {
			got := flat(layoutOf(t, firmware, "disks: { data: { device: /dev/y, mount: /data, layout: "+layout+compression+" } }").Devices())
			assert.Equal(t, `{ disk.data = { type = "disk"; device = "/dev/y"; content = { type = "gpt"; partitions.data = { size = "100%"; content = { `+content+` }; }; }; }; }`, got)
		}
	}
}

func TestSwapFilesThatDiskoDoesNotMake(t *testing.T) {
	for written, want := range map[string]string{
		"layout: btrfs, swap: 8G":  "",
		"layout: ext4":             "",
		"layout: ext4, swap: 8G":   `[ { device = "/swapfile"; size = 8192; } ]`,
		"layout: xfs, swap: 512M":  `[ { device = "/swapfile"; size = 512; } ]`,
		"layout: xfs, swap: 1T":    `[ { device = "/swapfile"; size = 1048576; } ]`,
		"layout: xfs, swap: 2048K": `[ { device = "/swapfile"; size = 2; } ]`,
		"layout: xfs, swap: 1K":    `[ { device = "/swapfile"; size = 1; } ]`,
	} {
		got := ""
		if e := layoutOf(t, "uefi", "disks: { main: { device: /dev/x, "+written+" } }").SwapDevices(); e != nil {
			got = flat(e)
		}
		assert.Equal(t, want, got, written)
	}
}

func TestNoTextBecomesCode(t *testing.T) {
	got := flat(layoutOf(t, "uefi", `disks: { 'a"${x}': { device: '/dev/"${builtins.abort 1}' } }`).Devices())
	assert.Contains(t, got, `disk."a\"\${x}" = {`)
	assert.Contains(t, got, `device = "/dev/\"\${builtins.abort 1}"`)
}

func TestTheLastMemberHoldsBtrfs(t *testing.T) {
	const disks = `disks:
  b: { device: /dev/b, partitions: { data: { memberOf: pool } } }
  a: { device: /dev/a, partitions: { z: { luks: { name: opened }, memberOf: pool }, y: { size: 8G, label: my label, memberOf: pool } } }
  c: { device: /dev/c, memberOf: group }
  group: { kind: lvm, volumes: { last: { size: 100%, memberOf: pool } } }
  pool: { kind: btrfs, profile: raid5, formatOptions: [-f], mount: /data, compression: lzo, mountOptions: [noatime] }
`
	got := flat(layoutOf(t, "", disks).Devices())
	assert.Contains(t, got, `last = { size = "100%"; content = { type = "btrfs"; extraArgs = [ "-f" "-d raid5" "'/dev/disk/by-partlabel/my\\x20label'" "/dev/mapper/opened" "/dev/disk/by-partlabel/disk-b-data" ]; `+
		`mountpoint = "/data"; mountOptions = [ "compress=lzo" "noatime" ]; }; };`)
	assert.Equal(t, 1, strings.Count(got, `"btrfs"`))
	assert.Contains(t, got, `z = { size = "100%"; content = { type = "luks"; name = "opened"; passwordFile = "/run/panther/opened.key"; settings.allowDiscards = true; }; };`)
	assert.NotContains(t, got, "priority")
}

func TestAWholeDiskIsPartOfBtrfsByAPartition(t *testing.T) {
	const disks = `disks:
  a: { device: /dev/a, memberOf: pool }
  b: { device: /dev/b, luks: true, memberOf: pool }
  pool: { kind: btrfs, mount: /data }
`
	got := flat(layoutOf(t, "", disks).Devices())
	assert.Contains(t, got, `a = { type = "disk"; device = "/dev/a"; content = { type = "gpt"; partitions.data.size = "100%"; }; };`)
	assert.Contains(t, got, `content = { type = "luks"; name = "crypt-b-data";`)
	assert.Contains(t, got, `content = { type = "btrfs"; extraArgs = [ "-d raid1" "/dev/disk/by-partlabel/disk-a-data" ]; mountpoint = "/data"; };`)
}

// TestPartitionsLieAsWritten: disko sorts them by name where nothing says otherwise.
func TestPartitionsLieAsWritten(t *testing.T) {
	for written, want := range map[string]string{
		"{ esp: {}, root: { size: 20G }, swap: { size: 8G } }": "ESP root swap",
		"{ z: { size: 1G }, a: { leave: 2G }, m: {} }":         "z=1000 a=1001 m",
		"{ z: { size: 1G }, a: { priority: 7, size: 1G } }":    "z a=7",
		"{ z: { size: 1G }, a: {}, b: { role: bios-boot } }":   "z a b",
	} {
		got := nix.Print(layoutOf(t, "", "disks: { main: { device: /dev/x, partitions: "+written+" } }").Devices(), 0)
		var names []string
		for _, found := range regexp.MustCompile(`(?m)^ {8}([A-Za-z-]+)(?: = \{\n +priority = (\d+)|\.| = )`).FindAllStringSubmatch(got, -1) {
			names = append(names, strings.TrimSuffix(found[1]+"="+found[2], "="))
		}
		assert.Equal(t, want, strings.Join(names, " "), "%s\n%s", written, got)
	}
}

// TestMountedOnce looks at datasets that NixOS mounts: ZFS is to leave them alone.
func TestMountedOnce(t *testing.T) {
	const disks = `disks:
  a: { device: /dev/a, partitions: { zfs: { memberOf: tank } } }
  tank: { kind: zfs, datasets: { games: /games, own: { mount: /own, options: { mountpoint: /own } }, folder: {} } }`
	got := flat(layoutOf(t, "", disks).Devices())
	assert.Contains(t, got, `games = { type = "zfs_fs"; options.mountpoint = "legacy"; mountpoint = "/games"; };`)
	assert.Contains(t, got, `own = { type = "zfs_fs"; options.mountpoint = "/own"; mountpoint = "/own"; };`)
	assert.Contains(t, got, `folder.type = "zfs_fs";`)
}

func TestMembersOfAPoolAreNamedAsDiskoFindsThem(t *testing.T) {
	const disks = `disks:
  a: { device: /dev/a, partitions: { zfs: { memberOf: tank } } }
  b: { device: /dev/b, partitions: { other: { memberOf: tank } } }
  c: { device: /dev/c, luks: { name: opened }, memberOf: tank }
  d: { device: /dev/d, memberOf: tank }
  tank: { kind: zfs, vdevs: { data: [{ mode: mirror, members: [a, b] }, { mode: stripe, members: [c] }], cache: [d] } }
`
	assert.Contains(t, flat(layoutOf(t, "", disks).Devices()), `mode.topology = { type = "topology"; vdev = [ { mode = "mirror"; members = [ "a" "/dev/disk/by-partlabel/disk-b-other" ]; } { members = [ "/dev/mapper/opened" ]; } ]; cache = [ "/dev/d" ]; };`)
}

func TestWhatOpensALUKSDevice(t *testing.T) {
	for written, want := range map[string]string{
		"true":                               `passwordFile = "/run/panther/crypt-main.key"; settings.allowDiscards = true;`,
		"{ discards: false }":                `passwordFile = "/run/panther/crypt-main.key";`,
		"{ unlock: tpm2 }":                   `passwordFile = "/run/panther/crypt-main.key"; settings = { allowDiscards = true; crypttabExtraOpts = [ "tpm2-device=auto" "tpm2-pcrs=7" ]; };`,
		"{ unlock: tpm2, tpm2Pcrs: [0, 7] }": `passwordFile = "/run/panther/crypt-main.key"; settings = { allowDiscards = true; crypttabExtraOpts = [ "tpm2-device=auto" "tpm2-pcrs=0+7" ]; };`,
		"{ unlock: [fido2, tpm2] }":          `passwordFile = "/run/panther/crypt-main.key"; settings = { allowDiscards = true; crypttabExtraOpts = [ "fido2-device=auto" "tpm2-device=auto" "tpm2-pcrs=7" ]; };`,
		"{ unlock: [keyFile, passphrase], keyFile: /k }": `settings = { allowDiscards = true; keyFile = "/k"; }; additionalKeyFiles = [ "/run/panther/crypt-main.key" ];`,
		// without a time systemd requires the device of the key, and asks nobody where that is missing
		"{ unlock: [keyFile, passphrase], keyFile: /dev/k }": `settings = { allowDiscards = true; keyFile = "/dev/k"; keyFileTimeout = 30; }; additionalKeyFiles = [ "/run/panther/crypt-main.key" ];`,
		// nobody knows a passphrase, so that none is asked for
		"{ unlock: [keyFile], keyFile: /dev/k, keyFileSize: 64, keyFileTimeout: 10 }": `settings = { allowDiscards = true; keyFile = "/dev/k"; keyFileSize = 64; keyFileTimeout = 10; crypttabExtraOpts = [ "headless=true" ]; };`,
		"{ unlock: keyFile, keyFile: /dev/k, passwordFile: /p }":                      `settings = { allowDiscards = true; keyFile = "/dev/k"; keyFileTimeout = 30; }; additionalKeyFiles = [ "/p" ];`,
		"{ unlock: [fido2, keyFile], keyFile: /dev/k }":                               `settings = { allowDiscards = true; keyFile = "/dev/k"; keyFileTimeout = 30; crypttabExtraOpts = [ "fido2-device=auto" ]; };`,
	} {
		got := flat(layoutOf(t, "", "disks: { main: { device: /dev/x, filesystem: ext4, mount: /, luks: "+written+" } }").Devices())
		assert.Equal(t, `{ disk.main = { type = "disk"; device = "/dev/x"; content = { type = "luks"; name = "crypt-main"; `+want+
			` content = { type = "filesystem"; format = "ext4"; mountpoint = "/"; }; }; }; }`, got, written)
	}
}

// TestSwapOfAMirrorMayBeGone: a host that has lost a disk of its mirror does without the swap on it.
func TestSwapOfAMirrorMayBeGone(t *testing.T) {
	const gone = `mountOptions = [ "nofail" "x-systemd.device-timeout=10s" ];`
	mirror := func(preset, swap string) string {
		return "disks: { a: { device: /dev/a, layout: " + preset + ", swap: " + swap + " }, b: { device: /dev/b, layout: " + preset + ", swap: " + swap + " } }"
	}
	for disks, times := range map[string]int{
		mirror("btrfs-mirror", "8G"):                                                               2,
		mirror("zfs-mirror, luks: true", "8G"):                                                     2,
		mirror("btrfs-mirror", "{ size: 8G, hibernate: true }"):                                    0, // it has to be found
		"disks: { main: { device: /dev/a, swap: { size: 8G, kind: partition } } }":                 0,
		"disks: { main: { device: /dev/a }, other: { device: /dev/b, partitions: { swap: {} } } }": 0,
	} {
		got := flat(layoutOf(t, "uefi", disks).Devices())
		assert.Equal(t, times, strings.Count(got, `type = "swap";`+" "+gone)+strings.Count(got, `randomEncryption = true; `+gone), "%s\n%s", disks, got)
	}
}

func TestWhatStandsUnderDiskoIsLaidOver(t *testing.T) {
	got := flat(readLayout(t, "web1.yaml", `disks: { main: { device: /dev/x, filesystem: ext4, mount: /, mountOptions: [noatime] } }
disko:
  disk.main.imageSize: 8G
  disk.main.content: { mountOptions: [defaults], extraArgs: [-m, "1"] }
  nodev."/tmp": { fsType: tmpfs }
  disk: { data: { type: disk, device: /dev/y, content: { type: zfs, pool: tank } } }
`).Devices())
	assert.Equal(t, `{ disk = { data = { type = "disk"; device = "/dev/y"; content = { type = "zfs"; pool = "tank"; }; }; `+
		`main = { type = "disk"; device = "/dev/x"; content = { type = "filesystem"; format = "ext4"; mountpoint = "/"; mountOptions = [ "defaults" ]; extraArgs = [ "-m" "1" ]; }; imageSize = "8G"; }; }; `+
		`nodev."/tmp".fsType = "tmpfs"; }`, got)
}

// TestVolumesAreMadeAsWritten: what a share of what is free comes to depends on what is there already.
func TestVolumesAreMadeAsWritten(t *testing.T) {
	got := flat(layoutOf(t, "", "disks: { g: { kind: lvm, volumes: { z: { size: 5G, type: striped }, a: { size: 50%FREE }, m: { size: 100% } } } }").Devices())
	assert.Equal(t, `{ lvm_vg.g = { type = "lvm_vg"; lvs = { z = { priority = 1000; size = "5G"; extraArgs = [ "--type=striped" ]; }; a = { priority = 1001; size = "50%FREE"; }; m.size = "100%"; }; }; }`, got)
}

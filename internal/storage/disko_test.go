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

package storage_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// disks are those of a host whose manifest says so.
func disks(t *testing.T, content string) []storage.Disk {
	t.Helper()
	root, diags := yamldoc.Parse(source.New("hosts/web1.yaml", []byte(content)))
	require.Empty(t, diags)
	return storage.Disks(&resolve.Host{Root: root})
}

var spaces = regexp.MustCompile(`\s+`)

// flat prints an expression on one line, long lists and all.
func flat(e nix.Expr) string { return spaces.ReplaceAllString(nix.Print(e, 0), " ") }

func TestDefaultsAreFilledIn(t *testing.T) {
	all := disks(t, "disks:\n  main: { device: /dev/x }\n  data: { device: /dev/y, layout: xfs, bootSize: 512M, swap: 8G, compression: none, unstableName: true }\n")
	require.Len(t, all, 2)
	main, data := all[0], all[1]
	assert.Equal(t, []string{"main", "/dev/x", "btrfs", "1G", "", "zstd"}, []string{main.Name, main.Device, main.Layout, main.BootSize, main.Swap, main.Compression})
	assert.False(t, main.Unstable)
	assert.Equal(t, "/dev/x", main.DeviceAt.Text())
	assert.Equal(t, "main", main.At.Text())
	assert.Equal(t, []string{"data", "/dev/y", "xfs", "512M", "8G", "none"}, []string{data.Name, data.Device, data.Layout, data.BootSize, data.Swap, data.Compression})
	assert.True(t, data.Unstable)

	assert.Empty(t, disks(t, "description: none\n"))
	assert.Empty(t, disks(t, "disks: {}\n"))
	nulls := disks(t, "disks: { main: { device: /dev/x, layout: ~, swap: ~, bootSize: ~, compression: ~, unstableName: ~ } }\n")
	assert.Equal(t, disks(t, "disks: { main: { device: /dev/x } }\n")[0].Layout, nulls[0].Layout, "null is as if nobody had set it")
	assert.Equal(t, "1G zstd ", strings.Join([]string{nulls[0].BootSize, nulls[0].Compression, nulls[0].Swap}, " "))
}

const (
	biosBoot = `bios-boot = { size = "1M"; type = "EF02"; }; `
	ext4Boot = `boot = { size = "1G"; content = { type = "filesystem"; format = "ext4"; mountpoint = "/boot"; mountOptions = [ "noatime" ]; }; }; `
	esp      = `ESP = { size = "1G"; type = "EF00"; content = { type = "filesystem"; format = "vfat"; mountpoint = "/boot"; mountOptions = [ "umask=0077" ]; }; }; `
)

func TestWhatStandsInFrontOfTheRootFollowsFromTheFirmware(t *testing.T) {
	for firmware, boot := range map[string]string{"bios": biosBoot + ext4Boot, "uefi": esp, "hybrid": biosBoot + esp} {
		for _, layout := range []string{"ext4", "xfs"} {
			got := flat(storage.Devices(disks(t, "disks: { main: { device: /dev/x, layout: "+layout+" } }"), firmware))
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
			got := flat(storage.Devices(disks(t, "disks: { main: { device: /dev/x"+c.disk+" } }"), "uefi"))
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
		got := flat(storage.Devices(disks(t, "disks: { main: { device: /dev/x, bootSize: 512M } }"), firmware))
		assert.Equal(t, 1, strings.Count(got, `size = "512M"`), firmware)
		assert.NotContains(t, got, `"1G"`)
	}
}

func TestADiskWithDataIsOneFileSystem(t *testing.T) {
	for layout, content := range map[string]string{
		"ext4":  `type = "filesystem"; format = "ext4"; mountpoint = "/data"; mountOptions = [ "noatime" ];`,
		"btrfs": `type = "btrfs"; extraArgs = [ "-f" ]; mountpoint = "/data"; mountOptions = [ "compress=lzo" "noatime" ];`,
	} {
		all := disks(t, "disks: { main: { device: /dev/x }, data: { device: /dev/y, mount: /data, compression: lzo, layout: "+layout+" } }")
		require.True(t, all[0].HoldsSystem())
		require.False(t, all[1].HoldsSystem())
		assert.Equal(t, []string{"/data"}, all[1].MountPoints())
		for _, firmware := range []string{"bios", "uefi", "hybrid"} {
			got := flat(storage.Devices(all[1:], firmware))
			assert.Equal(t, `{ disk.data = { type = "disk"; device = "/dev/y"; content = { type = "gpt"; partitions.data = { size = "100%"; content = { `+content+` }; }; }; }; }`, got)
		}
	}
	assert.Equal(t, []string{"/", "/boot", "/home", "/nix", "/var/log", "/.swap"}, disks(t, "disks: { main: { device: /dev/x, swap: 1G } }")[0].MountPoints())
	assert.Equal(t, []string{"/", "/boot"}, disks(t, "disks: { main: { device: /dev/x, layout: xfs, swap: 1G } }")[0].MountPoints())
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
		if e := storage.SwapDevices(disks(t, "disks: { main: { device: /dev/x, "+written+" } }")); e != nil {
			got = flat(e)
		}
		assert.Equal(t, want, got, written)
	}
}

func TestNoTextBecomesCode(t *testing.T) {
	got := flat(storage.Devices(disks(t, `disks: { 'a"${x}': { device: '/dev/"${builtins.abort 1}' } }`), "uefi"))
	assert.Contains(t, got, `disk."a\"\${x}" = {`)
	assert.Contains(t, got, `device = "/dev/\"\${builtins.abort 1}"`)
}

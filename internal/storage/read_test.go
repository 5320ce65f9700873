package storage_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// hostOf is a host whose manifest says so; it was not checked.
func hostOf(t testing.TB, firmware, content string) *resolve.Host {
	t.Helper()
	root, diags := yamldoc.Parse(source.New("hosts/web1.yaml", []byte(content)))
	require.Empty(t, diags, content)
	return &resolve.Host{Root: root, Firmware: firmware}
}

func layoutOf(t testing.TB, firmware, content string) *storage.Layout {
	t.Helper()
	return storage.Read(hostOf(t, firmware, content), nil)
}

// expanded is what disks say with presets written out, as YAML.
func expanded(t testing.TB, firmware, content string) string {
	t.Helper()
	text, err := yamldoc.Write(layoutOf(t, firmware, content).Document())
	require.NoError(t, err)
	return string(text)
}

// presetCases are hosts whose disks have a preset, by what they show.
func presetCases() []struct{ name, disks string } {
	var out []struct{ name, disks string }
	add := func(name, format string, args ...any) {
		out = append(out, struct{ name, disks string }{name, fmt.Sprintf(format, args...)})
	}
	for _, preset := range storage.Presets() {
		second := ""
		if strings.HasSuffix(preset, "-mirror") {
			second = "  second: { device: /dev/y, layout: " + preset + " }\n"
		}
		add(preset, "disks:\n  main: { device: /dev/x, layout: %s }\n%s", preset, second)
		add(preset+" with swap", "disks:\n  main: { device: /dev/x, layout: %s, swap: 8G }\n%s", preset, second)
		add(preset+" with LUKS and a swap partition", "disks:\n  main: { device: /dev/x, layout: %s, luks: true, swap: { size: 8G, kind: partition } }\n%s", preset, second)
		add(preset+" that hibernates", "disks:\n  main: { device: /dev/x, layout: %s, luks: { unlock: tpm2 }, swap: { size: 8G, kind: partition, hibernate: true } }\n%s", preset, second)
	}
	add("data", "disks:\n  main: { device: /dev/x }\n  data: { device: /dev/y, mount: /data, luks: true, subvolumes: { '@x': /x } }\n")
	add("tuned", "disks:\n  main: { device: /dev/x, compression: none, mountOptions: [discard], formatOptions: [-L, x], subvolumes: { '@db': { mount: /db, nocow: true } }, bootSize: 512M }\n")
	add("tuned pool", "disks:\n  main: { device: /dev/x, layout: zfs, compression: 'zstd:3' }\n  rpool: { kind: zfs, datasets: { games: /games } }\n")
	return out
}

// TestPresetsAreWrittenOut holds each preset with each firmware against what stands in testdata.
func TestPresetsAreWrittenOut(t *testing.T) {
	var got strings.Builder
	for _, firmware := range []string{"uefi", "bios", "hybrid"} {
		for _, c := range presetCases() {
			if firmware == "uefi" || !strings.Contains(c.name, " ") {
				fmt.Fprintf(&got, "# %s, %s\n%s", c.name, firmware, expanded(t, firmware, c.disks))
			}
		}
	}
	const file = "testdata/expanded.yaml"
	if os.Getenv("PANTHER_UPDATE") == "1" {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), got.String(), "PANTHER_UPDATE=1 writes it anew")
}

// TestWhatIsWrittenOutStaysAsItIs: a host whose presets are written out is the same host.
func TestWhatIsWrittenOutStaysAsItIs(t *testing.T) {
	for _, firmware := range []string{"uefi", "bios", "hybrid", ""} {
		for _, c := range presetCases() {
			once := expanded(t, firmware, c.disks)
			again := expanded(t, firmware, "disks:\n  "+strings.ReplaceAll(strings.TrimSpace(once), "\n", "\n  ")+"\n")
			assert.Equal(t, once, again, "%s %s", c.name, firmware)
		}
	}
}

func TestDefaultsOfTheLayout(t *testing.T) {
	l := layoutOf(t, "uefi", "disks:\n  main: { device: /dev/x }\n  data: { device: /dev/y, layout: xfs, mount: /data }\n")
	require.Len(t, l.Entries, 2)
	main, data := l.Entries[0], l.Entries[1]
	assert.Equal(t, "btrfs", main.Preset)
	assert.Equal(t, "main", main.At.Text())
	assert.Equal(t, "/dev/x", main.DeviceAt.Text())
	require.Len(t, main.Partitions, 2)
	esp, root := main.Partitions[0], main.Partitions[1]
	assert.Equal(t, []string{"esp", storage.RoleESP, "1G", "vfat", "/boot"}, []string{esp.Name, esp.Role, esp.Size, esp.Filesystem, esp.Mount})
	assert.True(t, esp.Implied)
	assert.Equal(t, "main", esp.At.Text())
	assert.Equal(t, []string{"root", storage.RoleRoot, "100%", "btrfs", "zstd"}, []string{root.Name, root.Role, root.Size, root.Filesystem, root.Compression})
	assert.False(t, root.Implied)
	require.Len(t, data.Partitions, 1)
	assert.Equal(t, []string{"data", storage.RoleData, "xfs", "/data"}, []string{data.Partitions[0].Name, data.Partitions[0].Role, data.Partitions[0].Filesystem, data.Partitions[0].Mount})
	assert.Equal(t, "/data", data.Partitions[0].MountAt.Text())
}

// TestWhatRolesStandForIsWrittenOut: partitions of which nothing but the role is said.
func TestWhatRolesStandForIsWrittenOut(t *testing.T) {
	assert.Equal(t, `main:
  device: /dev/x
  partitions:
    bios-boot:
      size: 1M
    ESP:
      size: 1G
      filesystem: vfat
      mount: /boot
      mountOptions: [umask=0077]
    swap:
      size: 8G
      swap: {}
    root:
      size: 100%
      filesystem: ext4
      mount: /
`, expanded(t, "hybrid", "disks:\n  main: { device: /dev/x, partitions: { bios-boot: {}, ESP: {}, swap: { size: 8G }, root: { filesystem: ext4 } } }\n"))
}

func TestARootByItsRoleHasBootPartitions(t *testing.T) {
	l := layoutOf(t, "bios", "disks:\n  main: { device: /dev/x, partitions: { root: { filesystem: ext4 } } }\n")
	var names []string
	for _, p := range l.Entries[0].Partitions {
		names = append(names, p.Name)
	}
	assert.Equal(t, []string{"bios-boot", "boot", "root"}, names)
}

func TestNothingIsReadWhereNothingStands(t *testing.T) {
	for _, content := range []string{"description: none\n", "disks: {}\n", "disks: ~\n"} {
		assert.Empty(t, layoutOf(t, "uefi", content).Entries)
	}
}

// TestAnESPByWhatItHolds: vfat at /boot is what UEFI starts from, whatever it is called, unless somebody says another role
// or another partition has it.
func TestAnESPByWhatItHolds(t *testing.T) {
	const vfat = "size: 1G, filesystem: vfat, mount: /boot"
	for _, c := range []struct{ firmware, partitions, want string }{
		{"uefi", "efi: { " + vfat + " }", "efi esp, root root"},
		{"hybrid", "bios-boot: {}, boot: { " + vfat + " }", "bios-boot bios-boot, boot esp, root root"},
		{"bios", "bios-boot: {}, boot: { " + vfat + " }", "bios-boot bios-boot, boot boot, root root"},
		{"uefi", "esp: { mount: /efi }, boot: { " + vfat + " }", "esp esp, boot boot, root root"},
		{"uefi", "efi: { " + vfat + ", role: data }", "esp esp, efi data, root root"},
	} {
		l := layoutOf(t, c.firmware, "disks:\n  main: { device: /dev/x, partitions: { "+c.partitions+", root: { filesystem: ext4 } } }\n")
		var got []string
		for _, p := range l.Entries[0].Partitions {
			got = append(got, p.Name+" "+p.Role)
		}
		assert.Equal(t, c.want, strings.Join(got, ", "), c.partitions)
	}
}

func TestAPartitionCalledSwapIsSwap(t *testing.T) {
	l := layoutOf(t, "uefi", "disks:\n  main: { device: /dev/x, partitions: { swap: { size: 8G }, root: { filesystem: ext4 } } }\n")
	swap := l.Entries[0].Partitions[1] // behind the ESP
	assert.Equal(t, storage.RoleSwap, swap.Role)
	assert.NotNil(t, swap.Swap)
}

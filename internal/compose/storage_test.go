package compose_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// TestNixOSIsToldWhatDisksNeed looks at disko.nix beside disko.devices.
func TestNixOSIsToldWhatDisksNeed(t *testing.T) {
	const mirror = "disks: { a: { device: /dev/disk/by-id/a, layout: LAYOUT }, b: { device: /dev/disk/by-id/b, layout: LAYOUT } }\n"
	single := func(rest string) string { return "disks:\n  a: { device: /dev/disk/by-id/a, " + rest + " }\n" }
	hostID := `hostId = "659a7fb2"` // printf web1 | sha256sum | cut -c1-8
	for _, c := range []struct {
		name, firmware, content string
		want, not               []string
	}{
		{"nothing", "uefi", single("layout: btrfs, swap: 1G"), nil, []string{"boot", "fileSystems", "networking"}},
		{"what is kept is there with the root", "uefi", single("layout: btrfs-impermanent"), []string{`fileSystems."/persist".neededForBoot = true;`}, nil},
		{"unless the settings say it", "uefi", single("layout: tmpfs-root") + "settings: { fileSystems: { /persist: { neededForBoot: false } } }\n", nil, []string{"neededForBoot"}},
		{"unless it is kept elsewhere", "uefi", single("layout: tmpfs-root") + "filesystems: { impermanence: { persistAt: /nix/persist } }\n", nil, []string{"neededForBoot"}},
		{"unless what keeps it there says it", "uefi", single("layout: btrfs-impermanent") + "filesystems: { impermanence: { persistAt: /persist } }\n", nil, []string{"neededForBoot"}},
		{"a volume waits for the passphrase", "uefi", single("layout: lvm-luks"),
			[]string{`fileSystems."/".options = [ "x-systemd.device-timeout=infinity" ];`}, []string{"kernelParams"}},
		{"a mapped device does so by itself", "uefi", single("layout: btrfs-luks"), nil, []string{"timeout"}},
		{"a pool", "uefi", single("layout: zfs"), []string{hostID, "boot.zfs.forceImportRoot = false;"}, []string{"cryptsetup", "devNodes"}},
		{"a pool whose host has an identifier", "uefi", single("layout: zfs") + "settings: { networking: { hostId: deadbeef } }\n", nil, []string{"hostId"}},
		{"an encrypted pool", "uefi", single("layout: zfs, luks: true"), []string{`zfs-import-rpool.after = [ "cryptsetup.target" ];`}, nil},
		{"an encrypted pool with data, which is imported later", "uefi", single("layout: btrfs") + "  b: { device: /dev/disk/by-id/b, luks: true, memberOf: tank }\n  tank: { kind: zfs, datasets: { media: /media } }\n",
			[]string{hostID}, []string{"cryptsetup"}},
		{"an encrypted pool with data that is needed early", "uefi", single("layout: btrfs") + "  b: { device: /dev/disk/by-id/b, luks: true, memberOf: tank }\n  tank: { kind: zfs, datasets: { media: /media } }\nsettings: { fileSystems: { /media: { neededForBoot: true } } }\n",
			[]string{`zfs-import-tank.after = [ "cryptsetup.target" ];`}, nil},
		{"a pool on a disk by another name", "uefi", strings.Replace(single("layout: zfs"), "by-id", "by-path", 1), []string{`devNodes = "/dev/disk/by-partlabel";`}, nil},
		{"an array", "bios", strings.ReplaceAll(mirror, "LAYOUT", "btrfs-mirror"), []string{`boot.swraid.mdadmConf = "MAILADDR root";`}, nil},
		{"a key on a stick", "uefi", single("layout: btrfs-luks, luks: { unlock: [keyFile, passphrase], keyFile: /dev/disk/by-id/usb-Stick }"),
			[]string{`boot.initrd.availableKernelModules = [ "uas" "usb_storage" ];`}, nil},
		{"a key in the initial RAM disk", "uefi", single("layout: btrfs-luks, luks: { unlock: [keyFile, passphrase], keyFile: /run/key }"), nil, []string{"usb_storage"}},
		{"an array on a host that tells of it otherwise", "bios", strings.ReplaceAll(mirror, "LAYOUT", "btrfs-mirror") + "core: { boot: true }\n", nil, []string{"swraid"}},
		{"hibernation to a file, with UEFI", "uefi", single("layout: btrfs, swap: { size: 1G, hibernate: true }"), nil, []string{"boot", "resume"}},
		{"hibernation to a file, with BIOS", "bios", single("layout: btrfs, swap: { size: 1G, hibernate: true, resumeOffset: 42 }"),
			[]string{`kernelParams = [ "resume_offset=42" ];`, `resumeDevice = "/dev/disk/by-partlabel/disk-a-root";`}, nil},
		{"hibernation to an encrypted file", "uefi", single("layout: ext4-luks, swap: { size: 1G, hibernate: true }"),
			[]string{`kernelParams = [ "resumeflags=x-systemd.device-timeout=infinity" ];`}, nil},
		{"hibernation to an encrypted partition", "uefi", single("layout: ext4-luks, swap: { size: 1G, kind: partition, hibernate: true }"), nil, []string{"kernelParams"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			root, diags := yamldoc.Parse(source.New("hosts/web1.yaml", []byte(c.content)))
			assert.Empty(t, diags)
			h := &resolve.Host{Name: "web1", Root: root, Firmware: c.firmware}
			if root.Get("core").Get("boot").IsTrue() {
				h.Modules = []*resolve.Module{{Module: module(t, "core/boot", "loader: { type: string, description: d }")}}
			}
			if keeper := root.Get("filesystems").Get("impermanence"); keeper != nil {
				h.Modules = []*resolve.Module{{Module: impermanence(t), Value: keeper}}
			}
			layout := storage.Read(h, nil)
			got := flat(compose.Disko(h, layout))
			beside := withoutDisko(got)
			for _, want := range c.want {
				assert.Contains(t, beside, want)
			}
			for _, not := range c.not {
				assert.NotContains(t, beside, not)
			}
		})
	}
}

// impermanence is a module by this name, which says where state is kept.
func impermanence(t *testing.T) *catalog.Module {
	return module(t, "filesystems/impermanence", "persistAt: { type: path, description: d }")
}

// module is a module with an option.
func module(t *testing.T, id, option string) *catalog.Module {
	files := fstest.MapFS{id + ".yaml": {Data: []byte("description: it\noptions: { " + option + " }\n")}, id + ".nix.tmpl": {}}
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	assert.Empty(t, diags)
	return c.Module(id)
}

// withoutDisko leaves disko.devices out.
func withoutDisko(printed string) string {
	from := strings.Index(printed, "disko.devices")
	depth := 0
	for i, c := range printed[from:] {
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return printed[:from] + printed[from+i+1:]
			}
		}
	}
	return printed
}

// TestEachDiskHasOneGRUB: disko has the first GRUB installed on all disks that start with BIOS, and each further one of a
// mirror has its own.
func TestEachDiskHasOneGRUB(t *testing.T) {
	const disks = "disks: { a: { device: /dev/disk/by-id/a, layout: zfs-mirror }, b: { device: /dev/disk/by-id/b, layout: zfs-mirror } }\n"
	const said = `devices = lib.mkOverride 90 [ "/dev/disk/by-id/a" ];`
	for _, c := range []struct {
		name, firmware, content string
		boot, want              bool
	}{
		{"where both ways are there", "hybrid", disks, true, true},
		{"one array for all disks", "bios", disks, true, false},
		{"nothing in front of the partitions", "uefi", disks, true, false},
		{"one disk", "hybrid", "disks: { a: { device: /dev/disk/by-id/a, layout: zfs } }\n", true, false},
		{"no GRUB of its own for each", "hybrid", disks, false, false},
		{"unless the settings say it", "hybrid", disks + "settings: { boot: { loader: { grub: { devices: [/dev/sda] } } } }\n", true, false},
		{"or say one", "hybrid", disks + "settings: { boot: { loader: { grub: { device: /dev/sda } } } }\n", true, false},
		{"or disko does", "hybrid", disks + "disko: { devices: { nodev: {} } }\n", true, false},
	} {
		root, diags := yamldoc.Parse(source.New("hosts/web1.yaml", []byte(c.content)))
		assert.Empty(t, diags)
		h := &resolve.Host{Name: "web1", Root: root, Firmware: c.firmware}
		if c.boot {
			h.Modules = []*resolve.Module{{Module: module(t, "core/boot", "mirrors: { type: map, of: { type: object, fields: { device: { type: path, description: d } } }, from: bootMirrors, description: d }")}}
		}
		composed := compose.Host(h, storage.Read(h, nil), here)
		assert.Equal(t, c.want, strings.Contains(flat(composed.Identity), said), c.name)
		assert.Equal(t, c.want, strings.Contains(composed.Arguments.String(), "lib"), c.name)
	}
}

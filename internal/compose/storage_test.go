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
	single := func(rest string) string { return "disks: { a: { device: /dev/disk/by-id/a, " + rest + " } }\n" }
	hostID := `hostId = "659a7fb2"` // printf web1 | sha256sum | cut -c1-8
	for _, c := range []struct {
		name, firmware, content string
		want, not               []string
	}{
		{"nothing", "uefi", single("layout: btrfs, swap: 1G"), nil, []string{"boot", "fileSystems", "networking"}},
		{"what is kept is there with the root", "uefi", single("layout: btrfs-impermanent"), []string{`fileSystems."/persist".neededForBoot = true;`}, nil},
		{"unless the settings say it", "uefi", single("layout: tmpfs-root") + "settings: { fileSystems: { /persist: { neededForBoot: false } } }\n", nil, []string{"neededForBoot"}},
		{"unless what keeps it there says it", "uefi", single("layout: btrfs-impermanent") + "filesystems: { impermanence: { persistAt: /persist } }\n", nil, []string{"neededForBoot"}},
		{"a volume waits for the passphrase", "uefi", single("layout: lvm-luks"),
			[]string{`fileSystems."/".options = [ "x-systemd.device-timeout=infinity" ];`}, []string{"kernelParams"}},
		{"a mapped device does so by itself", "uefi", single("layout: btrfs-luks"), nil, []string{"timeout"}},
		{"a pool", "uefi", single("layout: zfs"), []string{hostID, "boot.zfs.forceImportRoot = false;"}, []string{"cryptsetup", "devNodes"}},
		{"a pool whose host has an identifier", "uefi", single("layout: zfs") + "settings: { networking: { hostId: deadbeef } }\n", nil, []string{"hostId"}},
		{"an encrypted pool", "uefi", single("layout: zfs, luks: true"), []string{`zfs-import-rpool.after = [ "cryptsetup.target" ];`}, nil},
		{"a pool on a disk by another name", "uefi", strings.Replace(single("layout: zfs"), "by-id", "by-path", 1), []string{`devNodes = "/dev/disk/by-partlabel";`}, nil},
		{"an array", "bios", strings.ReplaceAll(mirror, "LAYOUT", "btrfs-mirror"), []string{`boot.swraid.mdadmConf = "MAILADDR root";`}, nil},
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
	files := fstest.MapFS{
		"filesystems/impermanence.yaml":     {Data: []byte("description: it\noptions: { persistAt: { type: path, description: d } }\n")},
		"filesystems/impermanence.nix.tmpl": {},
	}
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	assert.Empty(t, diags)
	return c.Module("filesystems/impermanence")
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

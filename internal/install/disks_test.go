package install

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// several is a layout of two disks with a volume group across them, and one disk in disko's own words.
func several(t *testing.T) *storage.Layout {
	t.Helper()
	raw, diags := yamldoc.Parse(source.New("host.yaml", []byte("disk: { own: { device: /dev/disk/by-id/own, content: {} }, half: {} }\n")))
	require.Empty(t, diags)
	stick := &storage.LUKS{
		Name: "crypt-stick-root", Unlock: []string{storage.UnlockKeyFile, storage.UnlockPassphrase}, PasswordFile: "/run/panther/stick.key",
		KeyFile: "/dev/disk/by-id/usb-Stick_0000-0:0", FurtherKeys: []string{"/run/keys/further"},
	}
	chip := &storage.LUKS{
		Name: "crypt-chip-swap", Unlock: []string{storage.UnlockTPM2, storage.UnlockFIDO2, storage.UnlockPassphrase},
		PasswordFile: "/run/panther/chip.key", PCRs: []string{"0", "7"},
	}
	return &storage.Layout{Raw: raw, Entries: []*storage.Entry{
		{Name: "stick", Kind: storage.KindDisk, Device: "/dev/disk/by-id/stick", Size: "512G", Model: "SN7100S", Partitions: []*storage.Partition{
			{Name: "boot", Role: storage.RoleBIOSBoot, Size: "1M"},
			{Name: "root", Content: storage.Content{LUKS: stick, Filesystem: "ext4", Mount: "/"}},
		}},
		{Name: "chip", Kind: storage.KindDisk, Device: "/dev/disk/by-id/chip", Partitions: []*storage.Partition{
			{Name: "swap", Size: "8G", Content: storage.Content{LUKS: chip, Swap: &storage.Swap{}}},
			{Name: "data", Size: "100%", Content: storage.Content{MemberOf: "pool"}},
		}},
		{Name: "pool", Kind: storage.KindLVM, Volumes: []*storage.Volume{
			{Name: "data", Size: "20G", Content: storage.Content{Filesystem: "btrfs", Subvolumes: []storage.Subvolume{{Name: "@b", Mount: "/srv"}, {Name: "@a", Mount: "/data"}, {Name: "@none"}}}},
		}},
		{Name: "memory", Kind: storage.KindTmpfs, Content: storage.Content{Mount: "/tmp"}},
	}}
}

func TestEveryDiskIsNamed(t *testing.T) {
	layout := several(t)
	assert.Equal(t, []Disk{
		{Name: "stick", Device: "/dev/disk/by-id/stick", Size: "512G", Model: "SN7100S", Parts: []Part{
			{"boot", "1M", "bios-boot"}, {"root", "", "LUKS crypt-stick-root, ext4 at /"},
		}},
		{Name: "chip", Device: "/dev/disk/by-id/chip", Parts: []Part{
			{"swap", "8G", "LUKS crypt-chip-swap, swap"}, {"data", "100%", "part of pool"},
		}},
		{Name: "own", Device: "/dev/disk/by-id/own", Parts: []Part{{What: "as disko: says"}}},
	}, disksOf(layout))
	assert.Equal(t, []Disk{{Name: "pool", Kind: "lvm", Parts: []Part{{"data", "20G", "btrfs at /data /srv"}}}}, madeOf(layout))
}

// Whoever reads what is made has to see what a broken disk would cost, and where the memory goes when the host sleeps.
func TestWhatIsMadeIsSaidWhole(t *testing.T) {
	swap := []storage.SwapFile{{Name: "swapfile", Swap: storage.Swap{Size: "16G", Hibernate: true}}}
	layout := &storage.Layout{Entries: []*storage.Entry{
		{Name: "system", Kind: storage.KindBtrfs, Profile: "raid1", Content: storage.Content{Filesystem: "btrfs", Subvolumes: []storage.Subvolume{
			{Name: "@root", Mount: "/"}, {Name: "@swap", Mount: "/.swap", SwapFiles: swap},
		}}},
		{Name: "wide", Kind: storage.KindBtrfs, Profile: "raid0", MetadataProfile: "raid1", Content: storage.Content{Filesystem: "btrfs", Mount: "/wide", SwapFiles: []storage.SwapFile{{Name: "a/swap"}}}},
		{Name: "array", Kind: storage.KindRAID, Level: 5, Content: storage.Content{Swap: &storage.Swap{Random: true}}},
		{Name: "tank", Kind: storage.KindZFS, Pool: storage.Pool{Mode: "mirror"}},
		{Name: "vault", Kind: storage.KindZFS, Pool: storage.Pool{VDevs: &storage.VDevs{Data: []storage.VDev{{Mode: "mirror", Members: []string{"a", "b"}}, {Members: []string{"c"}}}}}},
	}}
	var got []string
	for _, d := range madeOf(layout) {
		got = append(got, d.Name+": "+d.Mode)
		for _, p := range d.Parts {
			got = append(got, p.What)
		}
	}
	assert.Equal(t, []string{
		"system: raid1", "btrfs at / /.swap, swap file /.swap/swapfile of 16G for hibernation",
		"wide: raid0, metadata raid1", "btrfs at /wide, swap file /wide/a/swap",
		"array: level 5", "swap with a new key at each boot", "tank: mirror", "vault: mirror of a b, of c",
	}, got)
}

func TestWhatOpensDisks(t *testing.T) {
	layout := several(t)
	assert.Equal(t, []string{"/dev/disk/by-id/usb-Stick_0000-0:0"}, pluggedKeys(layout))
	assert.Equal(t, []string{
		"systemd-cryptenroll --tpm2-device=auto --tpm2-pcrs=0+7 /dev/disk/by-partlabel/disk-chip-swap",
		"systemd-cryptenroll --fido2-device=auto /dev/disk/by-partlabel/disk-chip-swap",
	}, enrolments(layout))
	keys, err := keysOf(layout, nil)
	require.NoError(t, err)
	assert.True(t, keys[0].Lacks() && keys[0].Asked(), "a person types it")
	assert.Equal(t, "/run/keys/further", keys[1].Path)
	assert.True(t, keys[1].Lacks() && !keys[1].Asked(), "nobody can type it")
}

// TestKeysBesideAKeyFileAreExact holds that disko gets the passphrase as somebody would type it, where it reads the file
// to its last byte; elsewhere it leaves out the line break by itself.
func TestKeysBesideAKeyFileAreExact(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte("correct horse\n"), 0o600))
	keys, err := keysOf(several(t), map[string]string{"/run/keys/further": file, "crypt-stick-root": file, "crypt-chip-swap": file})
	require.NoError(t, err)
	require.Len(t, keys, 3)
	assert.Equal(t, "/run/panther/stick.key", keys[0].Path)
	assert.Equal(t, "correct horse", string(keys[0].secret))
	for _, k := range keys[1:] {
		assert.Nil(t, k.secret, k.Device)
		assert.Equal(t, file, k.From, k.Device)
	}
	plan := &Plan{Host: "h", Keys: keys, Options: Options{Target: Target{User: "root", Host: "h"}}}
	assert.Equal(t, []string{
		"--flake", ".#h", "--target-host", "root@h", "--disk-encryption-keys", "/run/panther/stick.key", "/stage/keys/crypt-stick-root",
		"--disk-encryption-keys", "/run/keys/further", file, "--disk-encryption-keys", "/run/panther/chip.key", file,
	}, plan.Arguments("/stage"))
}

// A file that opens a device by itself may hold anything but the key of a person's SSH.
func TestKeyFilesHoldAnything(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte("a\x00b\r\n\xff\n"), 0o600))
	_, err := keysOf(several(t), map[string]string{"/run/keys/further": file})
	assert.NoError(t, err)
	_, err = keysOf(several(t), map[string]string{"crypt-chip-swap": file})
	assert.ErrorContains(t, err, "has more than one line")
	require.NoError(t, os.WriteFile(file, []byte("-----BEGIN OPENSSH "+"PRIVATE KEY-----\nAAAA\n"), 0o600))
	for _, device := range []string{"/run/keys/further", "crypt-chip-swap"} {
		_, err = keysOf(several(t), map[string]string{device: file})
		assert.ErrorContains(t, err, "is a private key", device)
	}
}

func TestKeyFilesOutsideTheMachineTravel(t *testing.T) {
	layout := &storage.Layout{Entries: []*storage.Entry{{Name: "main", Kind: storage.KindDisk, Content: storage.Content{
		Filesystem: "ext4", LUKS: &storage.LUKS{Name: "crypt", Unlock: []string{storage.UnlockKeyFile}, KeyFile: "/etc/disk.key"},
	}}}}
	assert.Empty(t, pluggedKeys(layout))
	keys, err := keysOf(layout, nil)
	require.NoError(t, err)
	require.Len(t, keys, 1)
	assert.True(t, keys[0].Lacks() && !keys[0].Asked())
	layout.Entries[0].LUKS.KeyFile = "/etc/my disk.key"
	_, err = keysOf(layout, nil)
	assert.ErrorContains(t, err, "which nixos-anywhere cannot bring")
}

package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/term"
)

// TestDisksThatAreWrittenOutRenderTheSame: a person can go on from what show --disks prints, with each preset and firmware.
func TestDisksThatAreWrittenOutRenderTheSame(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "panther.yaml"), "users: { operator: { admin: true, passwordlessSudo: true, sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 operator@example] } }\n")
	var hosts []string
	host := func(name, firmware, disks string) {
		hosts = append(hosts, name)
		disks = strings.ReplaceAll(disks, "/dev/", "/dev/disk/by-id/"+name+"-")
		write(t, filepath.Join(dir, "hosts", name+".yaml"), "profile: server\nstateVersion: \"26.05\"\nfirmware: "+firmware+"\ndisks:\n"+disks+"core: { users: { operator: {} } }\n")
	}
	for _, preset := range storage.Presets() {
		second := ""
		if strings.HasSuffix(preset, "-mirror") {
			second = "  b: { device: /dev/b, layout: " + preset + ", luks: true }\n"
		}
		for _, firmware := range []string{"bios", "uefi", "hybrid"} {
			host(preset+"-"+firmware, firmware, fmt.Sprintf("  a: { device: /dev/a, layout: %s, luks: true, swap: 8G }\n%s", preset, second))
		}
	}
	host("two", "uefi", "  main: { device: /dev/a, swap: { size: 8G, hibernate: true }, subvolumes: { '@db': { mount: /db, nocow: true } } }\n  data: { device: /dev/b, mount: /data, compression: none }\n")
	host("roles", "hybrid", "  main: { device: /dev/a, partitions: { bios-boot: {}, esp: {}, swap: { size: 4G }, more: { role: swap, size: 1G }, root: { filesystem: ext4 } } }\n  data: { device: /dev/b, partitions: { x: { filesystem: xfs, mount: /data } } }\n")
	host("bios", "bios", "  main: { device: /dev/a, partitions: { bios-boot: {}, boot: {}, root: { filesystem: btrfs } } }\n")
	assert.NotRegexp(t, `(?m)^0 written`, panther(t, dir, "", "gen", "--git-add=never"))
	for _, name := range hosts {
		shown := panther(t, dir, "", "show", name, "--disks")
		assert.NotContains(t, shown, "layout:")
		assert.Contains(t, shown, "partitions:")
		write(t, filepath.Join(dir, "hosts", name+".yaml"), shown)
	}
	assert.Regexp(t, `(?m)^0 written`, panther(t, dir, "", "gen", "--git-add=never"))
}

// TestWhatIsWrittenOutIsValid: what is valid beside a preset is valid once the preset is written out, whatever the preset
// says itself.
func TestWhatIsWrittenOutIsValid(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "panther.yaml"), "users: { operator: { admin: true, passwordlessSudo: true, sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 operator@example] } }\n")
	beside := []string{
		"mountOptions: [noatime]", "mountOptions: [relatime]", "mountOptions: [atime]", "mountOptions: ['discard,strictatime']", "mountOptions: [compress=lzo]",
		"mountOptions: [nodatacow]", "compression: none, mountOptions: [nodatacow]", "compression: 'zstd:3'", "formatOptions: [-f]",
		"subvolumes: { '@root': { mount: /, mountOptions: [relatime] } }", "subvolumes: { '@x': { mount: /x, nocow: true, compression: none } }",
		"swapFiles: { more: 1G }", "swap: { size: 8G, kind: partition }", "mount: /data, mountOptions: [relatime]", "luks: { unlock: tpm2 }, swap: 8G",
	}
	names := map[string]string{}
	for _, preset := range storage.Presets() {
		for i, said := range beside {
			name := fmt.Sprintf("%s-%d", preset, i)
			device := "/dev/disk/by-id/" + name
			disks := fmt.Sprintf("  a: { device: %s-a, layout: %s, %s }\n", device, preset, said)
			if strings.HasPrefix(said, "mount:") {
				disks += "  b: { device: " + device + "-b }\n"
			} else if strings.HasSuffix(preset, "-mirror") {
				disks += "  b: { device: " + device + "-b, layout: " + preset + " }\n"
			}
			names[name] = disks
			write(t, filepath.Join(dir, "hosts", name+".yaml"), "profile: server\nstateVersion: \"26.05\"\nfirmware: uefi\ndisks:\n"+disks+"core: { users: { operator: {} } }\n")
		}
	}
	for _, name := range withErrors(dir) {
		require.NoError(t, os.Remove(filepath.Join(dir, "hosts", name+".yaml")))
		delete(names, name)
	}
	for _, name := range []string{"btrfs-0", "ext4-0", "btrfs-6", "lvm-luks-0", "btrfs-mirror-7"} {
		assert.Contains(t, names, name, "what is valid")
	}
	for _, name := range []string{"btrfs-1", "btrfs-2", "btrfs-3", "btrfs-4", "btrfs-5", "ext4-1", "lvm-luks-2", "btrfs-mirror-4", "btrfs-13", "xfs-13"} {
		assert.NotContains(t, names, name, "what contradicts the preset")
	}
	for name := range names {
		write(t, filepath.Join(dir, "hosts", name+".yaml"), panther(t, dir, "", "show", name, "--disks"))
	}
	for _, name := range withErrors(dir) {
		t.Errorf("%s\n%s", name, names[name])
	}
}

// withErrors names the hosts of a fleet whose manifests have mistakes.
func withErrors(dir string) (names []string) {
	var complaints bytes.Buffer
	Main([]string{"--root", dir, "validate"}, term.Streams{In: strings.NewReader(""), Out: &complaints, Err: &complaints}, func(string) string { return "" })
	for _, found := range regexp.MustCompile(`(?m)^error\[.*\n +--> hosts/([^.]+)\.yaml`).FindAllStringSubmatch(complaints.String(), -1) {
		if !slices.Contains(names, found[1]) {
			names = append(names, found[1])
		}
	}
	return names
}

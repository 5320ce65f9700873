package cli

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/storage"
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
	assert.NotContains(t, panther(t, dir, "", "gen", "--git-add=never"), "0 written")
	for _, name := range hosts {
		shown := panther(t, dir, "", "show", name, "--disks")
		assert.NotContains(t, shown, "layout:")
		assert.Contains(t, shown, "partitions:")
		write(t, filepath.Join(dir, "hosts", name+".yaml"), shown)
	}
	assert.Contains(t, panther(t, dir, "", "gen", "--git-add=never"), "0 written")
}

package cli

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/term"
)

// everyKey is a manifest with a value for each key of the language, for a fleet whose profile and defaults say something
// of them, too.
const everyKey = `description: Everything
profile: mine
stateVersion: "26.05"
system: x86_64-linux
firmware: uefi
installed: true
tags: [front]
report: ../reports/web1.json
nixosHardware: [common-pc-ssd]
disks: { main: { device: /dev/disk/by-id/virtio-web1, swap: 2G } }
disko: { disk.main.imageSize: 8G }
core: { users: { operator: {} }, base: { packages: [!pkg htop] } }
services: { tailscale: true }
security: { firewall: { tcp: [80] } }
filesystems: {}
hardware: { servers: { enable: true } }
home:
  operator:
    stateVersion: "25.11"
    packages: [!pkg hello]
    shell: true
    settings: { programs.git.enable: true, 'programs.starship.settings."odd.name".x': 1 }
    imports: [own-home.nix]
settings: { boot.kernel.sysctl."vm.swappiness": 10, 'programs.starship.settings."odd.name".x': [1, 2] }
imports: [own.nix]
`

const everyKeyProfile = `extends: server
nixosHardware: [common-cpu-intel]
imports: [shared.nix]
home: { "*": { imports: [shared-home.nix] } }
`

// TestShowKeepsEveryKey feeds what show prints back: no key is lost, and the host renders the same.
func TestShowKeepsEveryKey(t *testing.T) {
	dir := t.TempDir()
	host := filepath.Join(dir, "hosts/web1.yaml")
	write(t, filepath.Join(dir, "panther.yaml"), "users: { operator: { admin: true, passwordlessSudo: true, sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 operator@example] } }\ndefaults: { tags: [all], nixosHardware: [common-pc] }\n")
	write(t, filepath.Join(dir, "profiles/mine.yaml"), everyKeyProfile)
	write(t, filepath.Join(dir, "hosts/reports/web1.json"), `{ "version": 1, "system": "x86_64-linux", "virtualisation": "kvm", "hardware": { "cpu": [{}] } }`)
	write(t, host, everyKey)
	for _, name := range []string{"hosts/web1/own.nix", "hosts/web1/own-home.nix", "profiles/mine/shared.nix", "profiles/mine/shared-home.nix"} {
		write(t, filepath.Join(dir, name), "{ }\n")
	}
	panther(t, dir, "", "gen", "--git-add=never")
	shown := panther(t, dir, "", "show", "web1")
	asJSON := panther(t, dir, "", "show", "web1", "--format", "json")
	f, _ := reference(t)
	for _, key := range f.Language.Host.FieldNames() {
		require.Contains(t, "\n"+everyKey, "\n"+key+":", "the test has no value for the key")
		if key != "profile" { // what it adds is shown instead
			assert.Contains(t, "\n"+shown, "\n"+key+":")
			assert.Contains(t, asJSON, "\n      \""+key+"\":")
		}
	}
	assert.Empty(t, panther(t, dir, shown, "validate", "-"))
	write(t, host, shown)
	assert.Contains(t, panther(t, dir, "", "gen", "--git-add=never"), "0 written", shown)
	assert.Equal(t, shown, panther(t, dir, "", "show", "web1"))
}

// panther runs a verb that has to succeed, and returns what it prints.
func panther(t *testing.T, dir, in string, args ...string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	code := Main(append([]string{"--root", dir}, args...), term.Streams{In: strings.NewReader(in), Out: &out, Err: &complaints}, func(string) string { return "" })
	require.Zero(t, code, "panther %v: %s%s", args, out.String(), complaints.String())
	return out.String()
}

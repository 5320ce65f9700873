package cli_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// foreignKeys are keys of other programs, each where its people write it: at the top of a manifest, at a disk, in luks, at a
// partition. Every hint names what to write; one that shows it can be pasted.
var foreignKeys = []struct{ before, after, lines string }{
	{"", "", `hostname: web1
hostName: web1
name: web1
networking.hostName: web1
networking: { hostName: web1 }
system.stateVersion: "26.05"
environment.systemPackages: [git, htop]
environment: { systemPackages: [git] }
packages: [git]
users.users.bob: { isNormalUser: true }
users.users: { bob: { isNormalUser: true } }
boot.loader.grub.device: /dev/sda
boot: { loader: { grub: { device: /dev/sda } } }
bootloader: grub
boot.loader.systemd-boot.enable: true
nixpkgs.hostPlatform: x86_64-linux
architecture: x86_64
networking.firewall.allowedTCPPorts: [80, 443]
networking.nameservers: [9.9.9.9]
time.timeZone: Europe/Berlin
timezone: Europe/Berlin
i18n.defaultLocale: de_DE.UTF-8
locale: de_DE.UTF-8
console.keyMap: de
boot.kernelPackages: linuxPackages_latest
boot.kernelParams: [quiet]
kernel: latest
allowUnfree: true
nixpkgs.config.allowUnfree: true
services.openssh.enable: true
services.openssh.ports: [2222]
services: { openssh: { enable: true } }
openssh: true
services.tailscale.enable: true
virtualisation.podman.enable: true
virtualisation.docker.enable: true
programs.fish.enable: true
systemd.services.x: {}
security.sudo.wheelNeedsPassword: false
environment.variables: { A: b }
fileSystems: { /: { device: /dev/sda1, fsType: ext4 } }
swapDevices: []
swap: 8G
luks: true
zramSwap.enable: true
home-manager.users.operator: {}
disko.devices.disk.main.device: /dev/sda
deployment: { targetHost: 192.0.2.10 }
deployment.targetHost: 192.0.2.10
ansible_host: 192.0.2.10
targetHost: 192.0.2.10
ip: 192.0.2.10
hosts: [a]
tasks: []
vars: {}
roles: [web]
group: web
extends: vps
modules: [x]
config: {}
inputs: {}
specialArgs: {}
release: "26.05"
sops: {}
services: { nginx: true }
hardware: { nvidia: true }`},
	{"disks: { main: { device: /dev/disk/by-id/virtio-web1, ", " } }", `type: gpt
size: 100%
content: { type: gpt }
table: gpt
tpm2: true
encryption: { tpm2: true }
fido2: true
raid1: true
raid: 1
boot: 2G
boot: uefi
esp: 512M
impermanence: true
swap: true
tmpfs: true
zram: true
snapshots: true
wipe: true
postCreateHook: x
options: [noatime]
options: noatime
mountpoint: /data
fs: ext4
partitions: [root]
name: main
trim: true`},
	{"disks: { main: { device: /dev/disk/by-id/virtio-web1, luks: { ", " } } }", `tpm2: yes
tpm2: { pcrs: [7] }
tpm2Device: auto
fido2: true
pcrs: [7]
crypttabExtraOpts: [tpm2-device=auto]
askPassword: true
type: luks2
device: /dev/sda2
settings: { allowDiscards: true }
remoteUnlock: true
content: { type: btrfs }
unlock: tpm`},
	{"disks: { main: { device: /dev/disk/by-id/virtio-web1, partitions: { root: { filesystem: ext4, mount: / }, other: { size: 1G, ", " } } } }", `type: EF00
type: "8300"
name: other
content: { type: filesystem, format: ext4, mountpoint: /data }
content: { type: swap }
content: { type: lvm_pv, vg: pool }
content: { type: luks, name: crypted }
tpm2: true
bootable: true
fsType: ext4
format: xfs`},
}

// TestHintsOfForeignKeys writes each key, and then what its hint says.
func TestHintsOfForeignKeys(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "panther.yaml"), smallFleet+"defaults: { core: { users: { operator: {} } } }\n")
	pasted := 0
	for _, place := range foreignKeys {
		for line := range strings.SplitSeq(place.lines, "\n") {
			host := func(text string) string {
				if place.before == "" {
					text += "\n" + `disks: { main: { device: /dev/disk/by-id/virtio-web1 } }`
				}
				return "profile: vps\nstateVersion: \"26.05\"\n" + place.before + text + place.after + "\n"
			}
			hint := foremostHint(t, dir, host(line))
			assert.NotEmpty(t, hint, line)
			assert.NotContains(t, hint, "known: audit", line)
			assert.NotRegexp(t, "^known: [^;]*$", line)
			instead, shown := strings.CutPrefix(hint, "write ")
			if !shown || strings.Contains(hint, " at the top") || strings.Contains(hint, ":, ") || strings.Contains(hint, " or ") || strings.HasPrefix(instead, "stateVersion") {
				continue
			}
			instead, _, _ = strings.Cut(instead, "; ")
			if strings.HasPrefix(instead, "role: ") || strings.HasPrefix(instead, "system: ") || !strings.Contains(instead, ": ") {
				continue
			}
			if strings.HasPrefix(instead, "disks: ") {
				continue
			}
			pasted++
			assert.Empty(t, foremostHint(t, dir, host(instead)), "%s, and then %s", line, instead)
		}
	}
	assert.Greater(t, pasted, 30)
}

// foremostHint is the hint of the first mistake of a host, or its message where it has none; "" where all is well.
func foremostHint(t *testing.T, dir, host string) string {
	t.Helper()
	write(t, filepath.Join(dir, "hosts/web1.yaml"), host)
	got := run("-C", dir, "validate", "--format", "json")
	var report struct {
		Data struct {
			Diagnostics []struct{ Severity, Message, Hint string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &report), got.out)
	for _, d := range report.Data.Diagnostics {
		if d.Severity == "error" {
			return d.Hint
		}
	}
	if got.code != 0 {
		return "exit code"
	}
	return ""
}

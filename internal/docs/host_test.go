package docs_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const people = `users:
  ada: { admin: true, sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 ada], passwordlessSudo: true }
  bob: { description: Bob }
`

// host is a manifest of what hosts have in common, with the rest behind it.
func host(rest string) string {
	return "description: A host\nprofile: server\nfirmware: uefi\nstateVersion: \"26.05\"\n" + rest
}

// oddHosts are hosts that differ from the usual, each in something that its page has to say.
var oddHosts = map[string]string{
	"panther.yaml": people,
	"hosts/crypt.yaml": host(`installed: true
disks:
  main: { device: /dev/disk/by-id/crypt, luks: { unlock: [tpm2, passphrase] }, swap: 4G, subvolumes: { "@snapshots": /.snapshots } }
core: { users: { ada: {}, bob: {} } }
services: { ssh: { ports: [2222] } }
filesystems: { snapshots: true }
security: { audit: false, firewall: { tcp: [80, 443], interfaces: { lan0: { udp: [53] } } } }
settings: { networking.firewall.allowedUDPPorts: [5000] }
`),
	"hosts/anew.yaml": host(`disks: { a: { device: /dev/disk/by-id/a, layout: tmpfs-root } }
core: { users: { ada: { hashedPasswordFile: /persist/ada } } }
filesystems: { impermanence: true }
`),
	"hosts/stacked.yaml": host(`disks:
  a: { device: /dev/disk/by-id/a9, partitions: { esp: { role: esp, size: 1G, mount: /boot }, data: { memberOf: md, size: 100% } } }
  b: { device: /dev/disk/by-id/b9, partitions: { data: { memberOf: md, size: 100% } } }
  vg: { kind: lvm, volumes: { root: { size: 100%FREE, luks: true, filesystem: ext4, mount: / } } }
  md: { kind: raid, level: 1, luks: true, memberOf: vg }
core: { users: { ada: {} } }
`),
	"hosts/raw.yaml": host(`disko: { disk.main: { device: /dev/disk/by-id/raw, content: { type: gpt, partitions: {
  esp: { size: 1G, type: EF00, content: { type: filesystem, format: vfat, mountpoint: /boot } }, root: { size: 100%, content: { type: filesystem, format: ext4, mountpoint: / } } } } } }
core: { users: { ada: {} } }
`),
}

// TestHostPages holds what the pages of unusual hosts say.
func TestHostPages(t *testing.T) {
	pages := siteOf(t, writeFleet(t, oddHosts)).Markdown("../..")
	for name, wants := range map[string][]string{
		"crypt": {
			"| `security.firewall.interfaces.lan0.udp` | `[53]` | host crypt, [`hosts/crypt.yaml:",
			"| `settings.networking.firewall.allowedUDPPorts` | `[5000]` |",
			"$ ssh -p 2222 ada@crypt\n",
			"| **bob**<br>Bob | use the host | none | none, so no login at the console |",
			"| [security/audit](../modules/security/audit.md) | the Linux audit system, which records who did what | host crypt, [`hosts/crypt.yaml:",
			"| `crypt-main-root` | `/dev/disk/by-partlabel/disk-main-root` | tpm2, passphrase |",
			"# systemd-cryptenroll --tpm2-device=auto ",
			"# cp --archive --reflink=auto --no-target-directory /.snapshots/root.TIME/PATH /PATH\n",
			"install it as above, with `--reinstall`.",
			"| `services.ssh.ports` | `[2222]` |",
			"`[22]` of the default, `templates/modules/services/ssh.yaml:",
		},
		"anew": {
			"panther install anew --target ADDRESS \\\n    --extra FILE=/persist/ada \\\n    --dry-run\n",
			"# mkdir -p /mnt/etc && touch /mnt/etc/NIXOS\n# nixos-enter\n",
			"What its modules keep lies below /persist:",
			"It takes no snapshots: what is deleted is gone.",
		},
		"stacked": {"# mdadm --assemble --scan\n# cryptsetup open /dev/md/md crypt-md\n# vgchange --activate y vg\n# cryptsetup open /dev/vg/root crypt-vg-root\n# mount --mkdir -t ext4 /dev/mapper/crypt-vg-root /mnt\n"},
		"raw":     {"The disks are described in disko's own words, under `disko`.", "| `main` | `/dev/disk/by-id/raw` |"},
	} {
		text := string(pages.Get("hosts/" + name + ".md"))
		for _, want := range wants {
			assert.Contains(t, text, want, name)
		}
		assert.NotContains(t, text, "<nil>", name)
	}
	assert.Equal(t, 1, strings.Count(string(pages.Get("hosts/anew.md")), "| `/etc/machine-id` |"), "it is kept once, whoever wants it")
}

// TestHandWrittenFiles holds that the files which a host imports are linked and can be read, but for what is secret in them.
func TestHandWrittenFiles(t *testing.T) {
	site := siteOf(t, writeFleet(t, map[string]string{
		"panther.yaml":               people,
		"hosts/web1.yaml":            host("imports: [backup.nix, web/default.nix]\ndisks: { main: { device: /dev/disk/by-id/web1 } }\ncore: { users: { ada: {} } }\nhome: { ada: { imports: [mail.nix] } }\n"),
		"hosts/web1/web/default.nix": "{ }\n", "hosts/web1/mail.nix": "{ }\n",
		"hosts/web1/backup.nix": "{\n  # <b>nightly</b>\n  password = \"hunter2hunter2\";\n  key = ''\n    -----BEGIN OPENSSH " + "PRIVATE KEY-----\n    b3BlbnNzaC1rZXktdjEAAAAA\n    -----END OPENSSH PRIVATE KEY-----\n  '';\n}\n",
	}))
	pages := htmlOf(t, site)
	page := string(pages.Get("hosts/web1.html"))
	for _, name := range []string{"backup.nix", "web/default.nix", "mail.nix"} {
		assert.Contains(t, page, `href="../files/hosts/web1/`+name+`.html"`)
		assert.NotNil(t, pages.Get("files/hosts/web1/"+name+".html"), name)
	}
	text := string(pages.Get("files/hosts/web1/backup.nix.html"))
	assert.Contains(t, text, "# &lt;b&gt;nightly&lt;/b&gt;")
	assert.NotContains(t, text, "hunter2")
	assert.NotContains(t, text, "b3BlbnNzaC1")
	assert.Contains(t, string(site.Markdown("../..").Get("hosts/web1.md")), "[`backup.nix`](../../../hosts/web1/backup.nix)")
	assert.Contains(t, page, "panther facts --help")
}

package provenance_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/provenance"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/tree"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// place is a single value of a document, and the ways to change it.
type place struct {
	file string
	node *yamldoc.Node
}

// singleValues are all single values of the documents of a fleet.
func (s sample) singleValues(t *testing.T) []place {
	t.Helper()
	var out []place
	var walk func(file string, n *yamldoc.Node)
	walk = func(file string, n *yamldoc.Node) {
		if n.IsScalar() {
			out = append(out, place{file, n})
		}
		for _, item := range n.Items {
			walk(file, item)
		}
		for _, e := range n.Entries {
			walk(file, e.Value)
		}
	}
	for _, name := range s.documents() {
		doc, diags := yamldoc.Parse(source.New(name, []byte(s[name])))
		require.Empty(t, diags, name)
		walk(name, doc)
	}
	return out
}

func (s sample) documents() []string {
	var out []string
	for name := range s {
		if strings.HasSuffix(name, ".yaml") {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// others are values that may stand in the place of one.
func others(n *yamldoc.Node) []string {
	switch n.Kind {
	case yamldoc.Bool:
		return []string{strconv.FormatBool(n.Text != "true")}
	case yamldoc.Int:
		if i, err := strconv.Atoi(n.Text); err == nil {
			return []string{strconv.Itoa(i + 1), strconv.Itoa(i - 1)}
		}
	}
	if strings.HasPrefix(n.Text, "ssh-ed25519") {
		return []string{strings.Fields(n.Text)[0] + " " + strings.Fields(n.Text)[1] + " somebody"}
	}
	out := []string{n.Text + "x"}
	for _, word := range words {
		if word != n.Text {
			out = append(out, word)
		}
	}
	return out
}

// words are values of the enums that the reference fleet uses, and texts of the forms that it uses.
var words = []string{
	"bios", "uefi", "base", "server", "none", "zsh", "ext4", "both", "ipv4", "systemd-boot", "grub", "networkd", "ignore", "suspend", "16G", "2min", "rust", "ghostty",
	"2001:db8:20::2/64", "fe80::2", "op://pantherOS/other/authKey", "/dev/disk/by-id/nvme-OTHER", "/srv", "ntp.example.org", "hetzner", "ovh", "always", "50%", "24.05", "PCI:1:0:0",
}

// changed is the fleet with one value changed, as one of those that render without a mistake; ok is false for none.
func (s sample) changed(t *testing.T, p place) (other sample, f *pipeline.Fleet, r *pipeline.Result, ok bool) {
	t.Helper()
	at := p.node.Range()
	for _, text := range others(p.node) {
		if p.node.Quoted {
			text = strconv.Quote(text)
		}
		if p.node.Tag != "" {
			text = p.node.Tag + " " + text
		}
		other = s.with(p.file, s[p.file][:at.Start.Byte]+text+s[p.file][at.End.Byte:])
		if f, r = other.open(t); !r.Diags().HasErrors() {
			return other, f, r, true
		}
	}
	return nil, nil, nil, false
}

// leaf is something that is bound, wherever it stands among the items of its list.
type leaf struct{ path, value string }

// leavesOf are all that is bound in a file, with the lines.
func leavesOf(f tree.File) map[leaf][]int {
	out := map[leaf][]int{}
	o := nix.ReadOutline(string(f.Content))
	for _, s := range o.Spans {
		if !s.Leaf {
			continue
		}
		path := slices.Clone(s.Path)
		for i, name := range path {
			if nix.IsItem(name) {
				path[i] = "[]"
			}
		}
		l := leaf{strings.Join(path, " "), s.Value}
		out[l] = append(out[l], s.First)
	}
	return out
}

// TestWhyNamesWhatChanges changes values of the reference fleet one by one. Each line that then differs must name the
// changed line among its sources: before the change, and after it.
func TestWhyNamesWhatChanges(t *testing.T) {
	t.Parallel()
	fleet := referenceFleet(t)
	for _, name := range []string{"base", "development", "hetzner", "ovh", "server", "vps", "workstation", "yoga", "zephyrus"} {
		fleet.read(t, "profiles/"+name+".yaml")
	}
	changeAll(t, fleet, 23, "")
}

// TestWhyNamesWhatChangesOfDisks does the same with the examples of the reference of disks, which have all kinds of them.
func TestWhyNamesWhatChangesOfDisks(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(repository + "docs/disks-keys.md")
	require.NoError(t, err)
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(page, -1)
	require.GreaterOrEqual(t, len(examples), 5)
	fleet := sample{}
	fleet.read(t, "panther.yaml")
	for i, example := range examples {
		host := "profile: server\nstateVersion: \"26.05\"\nfirmware: uefi\ncore: { users: { operator: {} } }\n"
		changeAll(t, fleet.with(fmt.Sprintf("hosts/example%d.yaml", i), host+string(example[1])), 7, "hosts/")
	}
}

// richFleet has what the reference fleet has no use for.
const richFleet = `description: A fleet
release: "26.05"
systems: [x86_64-linux, aarch64-linux]
secrets: { provider: sops, file: secrets/all.yaml }
devShells: [go, nix]
inputs:
  other: { url: "github:someone/other", follows: [nixpkgs, home-manager] }
users:
  operator: { admin: true, passwordlessSudo: true, sshKeys: ["` + "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 operator@yoga" + `"] }
  guest: { description: Guest }
defaults:
  settings: { services.fwupd.enable: true }
`

const richHost = `description: A host
profile: own
stateVersion: "26.05"
nixosHardware: [common-cpu-intel, common-pc-ssd]
disks:
  main: { device: /dev/disk/by-id/nvme-A, layout: btrfs-impermanent, swap: { size: 8G, kind: file }, compression: "zstd:3" }
  data: { device: /dev/disk/by-id/nvme-B, mount: /data, mountOptions: [noatime] }
core:
  users:
    operator: { shell: zsh, groups: [video] }
    guest: {}
  networking: { interfaces: { lan: { dhcp: ipv6, dns: ["192.0.2.53"] } } }
services:
  tailscale: { authKey: "sops://tailscale/key", tags: ["tag:server"] }
  monitoring: { server: { enable: true } }
security:
  firewall: { tcp: [80, 443] }
filesystems:
  impermanence: { directories: [/srv/data], users: { guest: { files: [.profile], directories: [work] } } }
home:
  operator:
    packages: [!pkg hello, !pkg jq]
    settings: { programs.htop.enable: true, home.sessionVariables.EDITOR: vi }
    git: { name: Operator, aliases: { st: status } }
  guest: { shell: true, stateVersion: "25.11", imports: [./guest.nix] }
settings:
  boot.kernel.sysctl."vm.swappiness": 10
  environment.etc.motd.text: "hello"
  services.nginx.enable: true
  services.nginx.virtualHosts: { "example.org": { locations: { /: { root: "/srv/www" } } } }
imports: [./caddy.nix, ../common.nix]
`

const richProfile = `description: A profile
extends: [base]
firmware: uefi
core:
  boot: { generations: 5, kernel: !pkg linux_latest, kernelParams: ["quiet"] }
home:
  "*": { editor: true }
imports: [./profile.nix]
`

// TestWhyNamesWhatChangesOfMuch does the same with settings, homes, secrets, imports, and a root that is made anew.
func TestWhyNamesWhatChangesOfMuch(t *testing.T) {
	t.Parallel()
	fleet := sample{"panther.yaml": richFleet, "hosts/rich.yaml": richHost, "profiles/own.yaml": richProfile}
	changeAll(t, fleet, 6, "")
}

// changeAll changes every nth value of the documents below a folder, all of them where PANTHER_ALL_VALUES is set.
func changeAll(t *testing.T, fleet sample, nth int, below string) {
	t.Helper()
	if os.Getenv("PANTHER_ALL_VALUES") != "" {
		nth = 1
	}
	before, r := fleet.tracer(t)
	compared, unchanged := 0, 0
	for i, p := range fleet.singleValues(t) {
		if i%nth != 0 || !strings.HasPrefix(p.file, below) {
			continue
		}
		_, f2, r2, ok := fleet.changed(t, p)
		if !ok {
			unchanged++
			continue
		}
		name := fmt.Sprintf("%s:%d: %s", p.file, p.node.Range().Start.Line, p.node.Text)
		compared += compareTrees(t, name, p, before, provenance.NewTracer(f2, r2), r.Tree, r2.Tree)
	}
	t.Logf("%d lines that differ; %d values could not be changed", compared, unchanged)
	assert.Positive(t, compared)
}

func compareTrees(t *testing.T, name string, p place, before, after *provenance.Tracer, old, now *tree.Tree) (compared int) {
	t.Helper()
	check := func(tracer *provenance.Tracer, a, b *tree.Tree, when string) {
		for _, file := range a.Files() {
			other := leavesOf(tree.File{Content: b.Get(file.Path)})
			for l, lines := range leavesOf(file) {
				if len(lines) <= len(other[l]) || strings.HasPrefix(file.Path, "modules/") {
					continue
				}
				compared++
				named := slices.ContainsFunc(lines, func(line int) bool {
					answer, err := tracer.Why(file.Path, line)
					require.NoError(t, err)
					return slices.ContainsFunc(answer.Sources, func(s provenance.Source) bool {
						return s.File.Name == p.file && s.Start.Line == p.node.Range().Start.Line
					})
				})
				assert.True(t, named, "%s does not name %s, %s: %s = %s", file.Path, name, when, l.path, l.value)
			}
		}
	}
	check(before, old, now, "before")
	check(after, now, old, "after")
	return compared
}

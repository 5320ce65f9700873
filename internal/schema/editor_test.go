package schema_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/cli"
	"github.com/hbohlen/panther/internal/term"
)

// settings are what docs/schema.md tells people to set, and nothing from the network.
func settings() map[string]any {
	return map[string]any{
		"customTags":  []string{"!pkg scalar", "!ref scalar", "!replace sequence"},
		"schemaStore": map[string]any{"enable": false}, "kubernetesCRDStore": map[string]any{"enable": false},
		"validate": true, "hover": true, "completion": true,
	}
}

// panther runs a command line, which has to succeed.
func panther(t *testing.T, args ...string) {
	t.Helper()
	var out, complaints bytes.Buffer
	code := cli.Main(args, term.Streams{In: strings.NewReader(""), Out: &out, Err: &complaints}, func(string) string { return "" })
	require.Zero(t, code, "%v: %s%s", args, out.String(), complaints.String())
}

// TestEditor shows the schemas at work in the YAML language server, in a fleet as init and new make it.
func TestEditor(t *testing.T) {
	t.Parallel()
	editorProgram(t) // or it is skipped
	dir := t.TempDir()
	panther(t, "-C", dir, "init", "--user", "operator", "--ssh-key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 operator@example")
	panther(t, "-C", dir, "new", "web1", "--profile", "hetzner", "--folder", "hosts/servers", "--device", "/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_1", "--swap", "4G")
	e := startEditor(t, dir, settings())

	for _, name := range []string{"panther.yaml", "hosts/servers/web1.yaml"} {
		assert.Empty(t, e.open(name, string(readFile(t, filepath.Join(dir, name)))), "what panther wrote has no mistake: %s", name)
		e.close(name)
	}
	t.Run("completion", func(t *testing.T) { testCompletion(t, e) })
	t.Run("hover", func(t *testing.T) { testHover(t, e) })
	t.Run("mistakes", func(t *testing.T) { testMistakes(t, e) })
}

// document is a host of the fleet in an editor.
const (
	editedHost = "hosts/edited.yaml"
	hostLine   = "# yaml-language-server: $schema=../.panther/host.schema.json\n"
)

func testCompletion(t *testing.T, e *editor) {
	for _, c := range []struct {
		what, text string
		offered    []string
		insert     string // of the first one
		not        string
	}{
		{"a layer", "serv|\n", []string{"services", "security"}, "services: ", "tailscale"},
		{"a module", "services:\n  tails|\n", []string{"tailscale", "ssh", "podman"}, "tailscale: ", "firewall"},
		{"an option, with its default", "services:\n  tailscale:\n    use|\n", []string{"useRoutingFeatures", "authKey", "enable"}, "useRoutingFeatures: ${1:client}", ""},
		{"a value", "services:\n  tailscale:\n    useRoutingFeatures: |\n", []string{"server", "client", "both", "none"}, "server", ""},
		{"a switch", "services:\n  podman: |\n", []string{"true", "false"}, "true", ""},
		{"a profile", "profile: |\n", []string{"hetzner", "workstation"}, "hetzner", ""},
		{"a person of the fleet", "core:\n  users:\n    op|\n", []string{"operator"}, "operator: ", ""},
		{"a home", "home:\n  op|\n", []string{"operator"}, "operator: ", ""},
		{"a module of a home", "home:\n  operator:\n    git|\n", []string{"git", "packages"}, "git: ", ""},
		{"a key of a disk", "disks:\n  main:\n    |\n", []string{"layout", "device", "swap"}, "layout: ", "espSize"},
		{"a module of nixos-hardware", "nixosHardware: asus-z|\n", []string{"asus-zephyrus-ga402"}, "asus-zephyrus-ga402", ""},
		{"another host", "home:\n  operator:\n    ssh:\n      hosts:\n        we|\n", []string{"web1"}, "web1: ", ""},
	} {
		offered := e.complete(editedHost, hostLine+c.text)
		for _, label := range c.offered {
			assert.Contains(t, offered, label, c.what)
		}
		assert.Equal(t, c.insert, offered[c.offered[0]].InsertText, c.what)
		assert.NotContains(t, offered, c.not, c.what)
	}
	fleet := e.complete("panther.yaml", "# yaml-language-server: $schema=.panther/fleet.schema.json\nsecrets:\n  provider: |\n")
	assert.Contains(t, fleet, "sops", "a value of panther.yaml")
	profile := e.complete("profiles/own.yaml", "# yaml-language-server: $schema=../.panther/profile.schema.json\nextends: [|]\n")
	assert.Contains(t, profile, "server", "a profile that another one starts from")
}

func testHover(t *testing.T, e *editor) {
	for text, wanted := range map[string][]string{
		"services:\n  tail|scale: true\n":                              {"services.tailscale", "The Tailscale VPN client.", "switches on core/networking", "authKey:"},
		"services:\n  tailscale:\n    useRouting|Features: client\n":   {"Which routing features", "Default: `client`", "* `server`"},
		"core:\n  boot: { tim|eout: 5 }\n":                             {"For how many seconds the boot menu waits", "a whole number of at least 0"},
		"disks:\n  main: { swap|: 8G }\n":                              {"Swap, with its size."},
		"stateVer|sion: \"26.05\"\n":                                   {"It never changes afterwards."},
		"home:\n  operator:\n    packages|: [!pkg hello]\n":            {"Packages for this user.", "`!replace [..]`"},
		"filesystems:\n  snapshots: { dates|: !ref services.x.dates }": {"Default: "},
	} {
		got := e.hover(editedHost, hostLine+text)
		for _, w := range wanted {
			assert.Contains(t, got, w, text)
		}
		assert.NotContains(t, got, "||", "one answer, and not all that were possible: %s", text)
	}
}

func testMistakes(t *testing.T, e *editor) {
	for i, c := range []struct {
		text, message string
		line, column  int // below the line of the editor, from 1 and 0
	}{
		{"services:\n  tailscal: true\n", "Property tailscal is not allowed.", 2, 2},
		{"services:\n  tailscale: { useRouting: client }\n", "Property useRouting is not allowed.", 2, 15},
		{"services:\n  firewall: true\n", "it is security.firewall", 2, 12},
		{"tailscale: true\n", "it is services.tailscale", 1, 11},
		{"hardware:\n  servers: { fstrim: true }\n", "it is filesystems.optimization.trim now", 2, 21},
		{"disks:\n  main: { espSize: 1G }\n", "did you mean bootSize?", 2, 19},
		{"disks:\n  main: { device: /dev/disk/by-id/CHANGE-ME }\n", "still to be filled in", 2, 18},
		{"disks:\n  main: { swap: 8X }\n", "it takes a size such as 512M or 8G or a mapping", 2, 16},
		{"core:\n  boot: { timeout: eighty }\n", "it takes a whole number of at least 0, or !ref", 2, 19},
		{"services:\n  tailscale: { useRoutingFeatures: all }\n", `Valid values: "none", "client", "server", "both"`, 2, 35},
		{"profile: hetzer\n", `Valid values: "base"`, 1, 9},
		{"core:\n  users: { ghost: {} }\n", "Property ghost is not allowed.", 2, 11},
		{"settings:\n  a.b: op://vault/item/field\n", "nothing follows the reference here", 2, 7},
	} {
		found := e.open(fmt.Sprintf("hosts/wrong%d.yaml", i), hostLine+c.text)
		if assert.Len(t, found, 1, c.text) {
			assert.Contains(t, found[0].Message, c.message, c.text)
			assert.Equal(t, position{c.line, c.column}, found[0].Range.Start, c.text)
		}
	}
	for i, text := range []string{
		"core:\n  boot: { timeout: !ref services.x.seconds, kernel: !pkg linuxPackages_latest }\n",
		"tags: !replace [a, b]\nservices: { podman: true, tailscale: { enable: false } }\n",
		"settings:\n  boot.kernel.sysctl.\"vm.swappiness\": 10\n  environment.systemPackages: [!pkg hello]\nx-note: [whatever]\n",
	} {
		assert.Empty(t, e.open(fmt.Sprintf("hosts/right%d.yaml", i), hostLine+text), text)
	}
}

// TestEditorOnTheReferenceFleet holds that no document of it has a mistake in an editor that finds the schemas by the names
// of files.
func TestEditorOnTheReferenceFleet(t *testing.T) {
	t.Parallel()
	editorProgram(t)
	dir := t.TempDir()
	var names []string
	for _, name := range []string{"panther.yaml", "hosts", "profiles"} {
		require.NoError(t, filepath.WalkDir(filepath.Join(repository, name), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
				return err
			}
			rel, err := filepath.Rel(repository, path)
			if err != nil {
				return err
			}
			names = append(names, rel)
			if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, rel)), 0o755); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, rel), readFile(t, path), 0o644)
		}))
	}
	require.Greater(t, len(names), 12)
	panther(t, "-C", dir, "schema", "--write")
	with := settings()
	with["schemas"] = map[string]any{
		uriOf(dir) + "/.panther/host.schema.json":    "hosts/**/*.yaml",
		uriOf(dir) + "/.panther/profile.schema.json": "profiles/*.yaml",
		uriOf(dir) + "/.panther/fleet.schema.json":   "panther.yaml",
	}
	e := startEditor(t, dir, with)
	for _, name := range names {
		content := string(readFile(t, filepath.Join(dir, name)))
		assert.Empty(t, e.open(name, content), name)
		wrong := filepath.Join(filepath.Dir(name), "wrong-"+filepath.Base(name))
		if name != "panther.yaml" { // whose schema is in use
			assert.NotEmpty(t, e.open(wrong, content+"\nserves: true\n"), name)
		}
	}
}

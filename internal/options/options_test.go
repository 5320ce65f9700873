package options_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hbohlen/panther/internal/options"
	"github.com/hbohlen/panther/internal/types"
)

const release = "26.05"

func path(t testing.TB, text string) []string {
	t.Helper()
	names, err := types.SplitPath(text)
	require.NoError(t, err, text)
	return names
}

// written is the path of an option as a person writes it, with a name of their own for <name>.
func written(t testing.TB, o options.Option) []string {
	names := path(t, o.Path)
	for i, name := range names {
		if name != "*" && strings.HasPrefix(name, "<") {
			names[i] = "mine"
		}
	}
	return names
}

func TestFind(t *testing.T) {
	nixos := options.NixOS(release)
	for text, want := range map[string]string{
		"services.openssh.enable":              "services.openssh.enable: boolean",
		"users.users.alice.shell":              "users.users.<name>.shell: null or package or (path, not containing newlines or colons)",
		"users.users.alice":                    "users.users: attribute set of (submodule) [alice] prefix",
		`boot.kernel.sysctl."vm.swappiness"`:   `boot.kernel.sysctl: attribute set of (sysctl option value) ["vm.swappiness"]`,
		"services.grafana.settings.a.b":        "services.grafana.settings: attribute set of attribute set of (value) [a b]",
		"services.grafana.settings.server.new": "services.grafana.settings: attribute set of attribute set of (value) [server new]",
		"services.openssh":                     "prefix",
		"services.opensh.enable":               "unknown from opensh",
		"users.users.alice.shel":               "unknown from shel",
		"services.openssh.enable.x":            "services.openssh.enable: boolean [x]",
		"nothing":                              "unknown from nothing",
		"hardware.opengl.enable":               "renamed to hardware.graphics.enable in 24.11",
		"hardware.pulseaudio.extraConfig":      "renamed to services.pulseaudio.extraConfig in 25.05",
		"services.pulseaudio.extraConfig":      `services.pulseaudio.extraConfig: strings concatenated with "\n"`,
		"services.logind.lidSwitch":            "renamed to services.logind.settings.Login.HandleLidSwitch in 25.11",
		"services.promtail.configuration.x":    "removed in 26.05, services.alloy",
		"services.greetd.vt":                   "removed in 25.11, Greeters are always on VT 1.",
		"networking.interfaces.eth0.ip4":       "renamed to networking.interfaces.eth0.ipv4.addresses in 24.11",
		"systemd.user.extraConfig":             `systemd.user.extraConfig: strings concatenated with "\n"`,
		"programs.dms-shell.enableVPN":         "programs.dms-shell.enableVPN: boolean",
		"hardware.graphics.package":            "hardware.graphics.package: package",
		`fileSystems."/".options`:              "fileSystems.<name>.options: non-empty (list of string (with check: non-empty))",
	} {
		t.Run(text, func(t *testing.T) { assert.Equal(t, want, say(nixos.Find(path(t, text)), path(t, text))) })
	}
}

func TestNear(t *testing.T) {
	nixos := options.NixOS(release)
	for text, want := range map[string]string{
		"services.opensh.enable":                  "services.openssh.enable",
		"Services.OpenSSH.Enable":                 "services.openssh.enable",
		"users.users.alice.extraGrops":            "users.users.alice.extraGroups",
		"boot.kernel.sysctll.\"vm.x\"":            `boot.kernel.sysctl."vm.x"`,
		"boot.systemd-boot.enable":                "boot.loader.systemd-boot.enable",
		"services.firewall.allowedTCPPorts":       "networking.firewall.allowedTCPPorts",
		"networking.firewall.tcp.enable":          "networking.firewall.enable",
		"services.opnssh.settings.PermitRotLogin": "services.openssh.settings.PermitRootLogin",
	} {
		assert.Contains(t, append(nixos.Near(path(t, text)), ""), want, text)
	}
	for _, text := range []string{"completely.elsewhere", "services.other.port", "services.brandnew.enable", "services.frobnicate.a"} {
		assert.Empty(t, nixos.Near(path(t, text)), text)
	}
}

// TestNearOrNothing holds that what is suggested could have been meant, kind by kind of mistake.
func TestNearOrNothing(t *testing.T) {
	nixos := options.NixOS(release)
	for kind, cases := range map[string]map[string]string{
		"a letter or two": {
			"services.opensh.enable": "services.openssh.enable", "services.opnsh.enable": "services.openssh.enable", "services.ngnix.enable": "services.nginx.enable",
			"networking.firewal.enable": "networking.firewall.enable", "services.grafanna": "services.grafana", "services.syncthng": "services.syncthing",
			"services.home-assistent.enable": "services.home-assistant.enable", "networking.firewall.enabled": "networking.firewall.enable",
			"networking.hostname": "networking.hostName", "user.users.bob": "users.users.bob",
		},
		"words left out or written otherwise": {
			"networking.firewall.ports": "networking.firewall.allowedTCPPorts networking.firewall.allowedUDPPorts", "networking.firewall.tcpPorts": "networking.firewall.allowedTCPPorts",
			"environment.packages": "environment.systemPackages environment.defaultPackages", "i18n.locale": "i18n.defaultLocale", "time.zone": "time.timeZone",
			"boot.loader.systemdboot.enable": "boot.loader.systemd-boot.enable", "services.postgres.enable": "services.postgresql.enable services.postgrey.enable",
		},
		"the right name in the wrong place": {
			"services.firewall.allowedTCPPorts": "networking.firewall.allowedTCPPorts", "programs.openssh.enable": "services.openssh.enable",
			"services.docker.enable": "virtualisation.docker.enable", "services.vim.enable": "programs.vim.enable", "boot.systemd-boot.enable": "boot.loader.systemd-boot.enable",
		},
		"nothing is near": {
			"services.my-thing": "", "services.my-thing.enable": "", "services.foo.enable": "", "services.webapp.enable": "", "services.backup.enable": "",
			"services.my-app": "", "services.docker": "", "services.x.enable": "", "hardware.nvidia.foo": "", "networking.ip": "", "networking.dns": "", "nix.flakes": "",
			"services.openssh.allowTCP": "", "programs.my-tool.enable": "", "my.own.option": "", "foo": "",
		},
	} {
		for text, want := range cases {
			near := nixos.Near(path(t, text))
			assert.Equal(t, want, strings.Join(near, " "), "%s: %s", kind, text)
			if _, slip := nixos.Sibling(path(t, text)); want == "" {
				assert.False(t, slip, "%s is no slip", text)
			}
		}
	}
}

// Whatever is asked for, what is suggested is there.
func TestSuggestionsAreThere(t *testing.T) {
	nixos := options.NixOS(release)
	var known []string
	for o := range nixos.All {
		known = append(known, path(t, o.Path)...)
	}
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.OneOf(rapid.SampledFrom(known), rapid.String())
		asked := rapid.SliceOfN(name, 0, 6).Draw(r, "path")
		if f := nixos.Find(asked); f.Known > len(asked) {
			r.Fatalf("%d names of %q are known", f.Known, asked)
		}
		near := nixos.Near(asked)
		if sibling, ok := nixos.Sibling(asked); ok {
			near = append(near, sibling)
		}
		for _, text := range near {
			names, err := types.SplitPath(text)
			if err == nil && !nixos.Find(names).OK() && nixos.Find(names).Gone == nil {
				r.Fatalf("%q is suggested for %q", text, asked)
			}
		}
	})
}

func TestSibling(t *testing.T) {
	nixos := options.NixOS(release)
	for text, want := range map[string]string{
		"services.opensh.enable": "services.openssh", "users.users.alice.shel": "users.users.alice.shell", "servcies.x": "services",
		"services.brandnew.enable": "", "nothing": "", "services.openssh.enable": "",
	} {
		near, ok := nixos.Sibling(path(t, text))
		assert.Equal(t, want, near, text)
		assert.Equal(t, want != "", ok, text)
	}
}

func say(f options.Found, path []string) string {
	switch {
	case f.Gone != nil && f.Gone.Renamed:
		return "renamed to " + f.Gone.By + " in " + f.Gone.Since
	case f.Gone != nil:
		return strings.TrimSpace("removed in " + f.Gone.Since + ", " + f.Gone.By + f.Gone.Advice)
	case f.Option == nil && f.Prefix:
		return "prefix"
	case f.Option == nil:
		return "unknown from " + path[f.Known]
	}
	out := f.Option.Path + ": " + f.Option.Type
	if len(f.Rest) > 0 {
		quoted := make([]string, len(f.Rest))
		for i, r := range f.Rest {
			quoted[i] = options.Name([]string{r})
		}
		out += fmt.Sprint(" ", quoted)
	}
	if f.Prefix {
		out += " prefix"
	}
	return out
}

// every option that the index holds is found in it.
func TestEveryOptionIsFound(t *testing.T) {
	for name, index := range map[string]*options.Index{"NixOS": options.NixOS(release), "home-manager": options.Home(release)} {
		n := 0
		for o := range index.All {
			n++
			f := index.Find(written(t, o))
			if f.Option == nil || f.Option.Path != o.Path || len(f.Rest) > 0 {
				t.Errorf("%s: %v", o.Path, f)
			}
		}
		t.Logf("%s: %d options", name, n)
	}
}

// indexed is an option of an index.
type indexed struct {
	index  *options.Index
	option options.Option
}

// TestSlips changes a letter of a name, and asks what was meant.
func TestSlips(t *testing.T) {
	var all []indexed
	for _, x := range []*options.Index{options.NixOS(release), options.Home(release)} {
		for o := range x.All {
			all = append(all, indexed{x, o})
		}
	}
	checkSlips(t, rand.New(rand.NewPCG(1, 2)), all)
}

// checkSlips makes 2,000 slips that can be known, each in one name of the path of an option. Beside them it counts those that
// lead to another option, and those in a value that takes any name.
func checkSlips(t *testing.T, random *rand.Rand, all []indexed) {
	var first, three, missed, siblings, valid, free int
	for three+missed < 2000 {
		pick := all[random.IntN(len(all))]
		right := written(t, pick.option)
		wrong, ok := slipIn(t, random, pick.option)
		if !ok {
			continue
		}
		switch f := pick.index.Find(wrong); {
		case f.OK() && len(f.Rest) > 0:
			free++
			continue
		case f.OK() || f.Gone != nil:
			valid++
			continue
		}
		if _, ok := pick.index.Sibling(wrong); ok {
			siblings++
		}
		near := pick.index.Near(wrong)
		switch slices.Index(near, options.Name(right)) {
		case 0:
			first++
			three++
		case 1, 2:
			three++
		default:
			missed++
			t.Logf("%s: %v, not %s", options.Name(wrong), near, options.Name(right))
		}
	}
	t.Logf("of 2000: the right name is the first of %d and among the first three of %d; %d lie within two letters of a sibling; "+
		"beside them %d give another name, %d lie in a value that takes any", first, three, siblings, valid, free)
	assert.GreaterOrEqual(t, three, 2000)
	assert.GreaterOrEqual(t, siblings, 1990)
}

// slipIn makes a slip in one name of an option's path: not in one that people choose themselves.
func slipIn(t *testing.T, random *rand.Rand, o options.Option) ([]string, bool) {
	wrong := written(t, o)
	at := random.IntN(len(wrong))
	if names := path(t, o.Path); names[at] != wrong[at] || wrong[at] == "*" {
		return nil, false
	}
	before := wrong[at]
	wrong[at] = slip(random, before)
	return wrong, wrong[at] != "" && wrong[at] != before
}

func slip(random *rand.Rand, name string) string {
	letters := []byte(name)
	at := random.IntN(len(letters))
	other := byte('a' + random.IntN(26))
	switch random.IntN(4) {
	case 0:
		letters[at] = other
	case 1:
		letters = slices.Delete(letters, at, at+1)
	case 2:
		letters = slices.Insert(letters, at, other)
	case 3:
		if at+1 < len(letters) {
			letters[at], letters[at+1] = letters[at+1], letters[at]
		}
	}
	return string(letters)
}

func TestTheIndexIsSmall(t *testing.T) {
	size := 0
	for _, r := range options.Indexes() {
		info, err := os.Stat(r.File)
		require.NoError(t, err)
		size += int(info.Size())
	}
	t.Logf("%d bytes", size)
	assert.LessOrEqual(t, size, 400_000)
}

package options_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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

// TestSlips changes a letter of a name, and asks what was meant.
func TestSlips(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	nixos, home := options.NixOS(release), options.Home(release)
	type named struct {
		index *options.Index
		name  options.Option
	}
	var all []named
	for o := range nixos.All {
		all = append(all, named{nixos, o})
	}
	for o := range home.All {
		all = append(all, named{home, o})
	}
	var first, three, missed, valid, free int
	for three+missed < 2000 {
		pick := all[random.IntN(len(all))]
		right := written(t, pick.name)
		wrong := slices.Clone(right)
		at := random.IntN(len(wrong))
		if names := path(t, pick.name.Path); names[at] != wrong[at] || wrong[at] == "*" {
			continue
		}
		wrong[at] = slip(random, wrong[at])
		if wrong[at] == "" || wrong[at] == right[at] {
			continue
		}
		f := pick.index.Find(wrong)
		if f.OK() {
			if len(f.Rest) > 0 {
				free++
			} else {
				valid++
			}
			continue
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
	t.Logf("of 2000: first %d, among three %d; beside them: another valid name %d, within a free value %d", first, three, valid, free)
	assert.GreaterOrEqual(t, three, 1900)
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

// TestTheIndexIsWhatTheListsSay needs the lists; PANTHER_OPTIONS names their folder.
func TestTheIndexIsWhatTheListsSay(t *testing.T) {
	folder := os.Getenv("PANTHER_OPTIONS")
	if folder == "" {
		t.Skip("PANTHER_OPTIONS names no folder with the options.json files")
	}
	for _, r := range options.Indexes() {
		made, _, err := r.Make(func(name string) ([]byte, error) {
			if strings.HasSuffix(name, ".txt") {
				return os.ReadFile(filepath.Join("lists", name))
			}
			return os.ReadFile(filepath.Join(folder, name))
		})
		require.NoError(t, err)
		there, err := os.ReadFile(r.File)
		require.NoError(t, err)
		assert.True(t, slices.Equal(made, there), "%s is not what `make options` writes", r.File)
	}
}

func BenchmarkFind(b *testing.B) {
	nixos := options.NixOS(release)
	var paths [][]string
	i := 0
	for o := range nixos.All {
		if i++; i%19 == 0 {
			paths = append(paths, written(b, o))
		}
	}
	b.Logf("%d paths", len(paths))
	for b.Loop() {
		for _, p := range paths {
			nixos.Find(p)
		}
	}
}

func BenchmarkNear(b *testing.B) {
	nixos := options.NixOS(release)
	wrong := path(b, "services.opensh.enbale")
	for b.Loop() {
		nixos.Near(wrong)
	}
}

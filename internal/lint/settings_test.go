package lint

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/options"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

func nested(t testing.TB, settings string) *yamldoc.Node {
	t.Helper()
	root, diags := yamldoc.Parse(source.New("hosts/a.yaml", []byte(settings)))
	require.Empty(t, diags)
	return nestedMap(t, root)
}

// nestedMap nests the keys of a map by their paths, as the manifest's reader does.
func nestedMap(t testing.TB, n *yamldoc.Node) *yamldoc.Node {
	t.Helper()
	var entries []yamldoc.Entry
	for _, e := range n.Entries {
		names, err := types.SplitPath(e.Key)
		require.NoError(t, err)
		value := e.Value
		for i := len(names) - 1; i > 0; i-- {
			value = yamldoc.Collection(yamldoc.Map, e.At, []yamldoc.Entry{{Key: names[i], At: e.At, Value: value}}, nil)
		}
		entries = append(entries, yamldoc.Entry{Key: names[0], At: e.At, Value: value})
	}
	return yamldoc.Collection(yamldoc.Map, n, entries, nil)
}

func hostWith(key string, n *yamldoc.Node) *resolve.Host {
	return &resolve.Host{Root: yamldoc.Collection(yamldoc.Map, nil, []yamldoc.Entry{{Key: key, At: n, Value: n}}, nil)}
}

func checked(t *testing.T, h *resolve.Host) []string {
	t.Helper()
	lists := OptionLists{
		NixOS: func() *options.Index { return options.NixOS("26.05") }, Home: func() *options.Index { return options.Home("26.05") },
		Declared: func(file string) ([][]string, bool) {
			return [][]string{{"services", "mine"}}, file != "imports.nix"
		},
	}
	var out []string
	for _, d := range Settings(h, lists, nil) {
		text := fmt.Sprintf("%s[%s] %s: %s", d.Severity, d.Code, d.Range.Text(), d.Message)
		if d.Hint != "" {
			text += " (" + d.Hint + ")"
		}
		out = append(out, text)
	}
	return out
}

func TestSettingsThatAreFine(t *testing.T) {
	for _, settings := range []string{
		"services.openssh.enable: true",
		"services.openssh: { ports: [22, 2222], settings: { X11Forwarding: false, Foo: bar } }",
		"services.openssh.listenAddresses: [{ addr: 10.0.0.1 }, { addr: !ref a.b }]",
		"users.users.bob: { shell: !pkg fish, packages: [!pkg git] }",
		"users.users: {}",
		"environment.variables: { A: b, D: [e] }",
		"nixpkgs.config: { cudaSupport: true, x: { y: 1 } }",
		"services.openssh: !ref other.set",
	} {
		assert.Empty(t, checked(t, hostWith("settings", nested(t, settings))), settings)
	}
}

func TestSettingsThatAreNot(t *testing.T) {
	for settings, want := range map[string]string{
		"services.openssh.enable: 1":                      "error[option-type] 1: services.openssh.enable takes true or false, not the number 1 (write true)",
		"services.openssh: true":                          "error[option-type] true: services.openssh is a set of options, not a value (write services.openssh.enable: true)",
		"services.openssh.enable: { a: true }":            "error[option-type] a: services.openssh.enable takes true or false, not a mapping",
		"boot.kernel.sysctl.vm.swappiness: 10":            `error[option-type] boot.kernel.sysctl.vm.swappiness: boot.kernel.sysctl.vm takes true, false, a whole number, text or null, not a mapping (if vm.swappiness is one name, put it in quotes: boot.kernel.sysctl."vm.swappiness")`,
		"services.openssh.settings: { X11Forwarding: x }": `error[option-type] x: services.openssh.settings.X11Forwarding takes true, false or null, not the text "x"`,
		"services.openssh.listenAddresses: [{ addr: 5 }]": `error[option-type] 5: services.openssh.listenAddresses.*.addr takes text or null, not the number 5 (write it in quotes: "5")`,
		"services.openssh.listenAddresses: [a]":           `error[option-type] a: an item of services.openssh.listenAddresses has to be a mapping, not the text "a" (write a mapping, each name with its value behind a colon)`,
		"users.users.bob.packages: [git]":                 `error[option-type] git: an item of users.users.bob.packages has to be a package, not the text "git" (write !pkg git)`,
		"system.build.toplevel: !pkg hello":               "error[read-only-option] system.build.toplevel: system.build.toplevel is only there to be read: NixOS sets it itself (take the setting out)",
		"services.openssh.banner: a":                      "error[option-gone] services.openssh.banner: services.openssh.banner is no option of NixOS 26.05 any more (write services.openssh.settings.Banner)",
		"services.openssh.enabel: true":                   "error[unknown-option] services.openssh.enabel: NixOS has no option services.openssh.enabel (did you mean services.openssh.enable?)",
		"services.opensh: { enable: true, ports: [] }":    "error[unknown-option] services.opensh: NixOS has no option services.opensh (did you mean services.openssh.enable?)",
		"users.users.bob.shel: !pkg fish":                 "error[unknown-option] users.users.bob.shel: NixOS has no option users.users.bob.shel (did you mean users.users.bob.shell?)",
		"services.openssh.listenAddresses: [{ adr: a }]":  "error[unknown-option] adr: NixOS has no option services.openssh.listenAddresses.*.adr (did you mean services.openssh.listenAddresses.*.addr?)",
		"services: { openssh.enable: true }":              "error[unknown-option] openssh.enable: NixOS has no option services.\"openssh.enable\" (inside a mapping a key is one name; write services.openssh.enable at the top of settings:, or nest it)",
		"services.frobnicate: { a: 1, b: 2 }":             "warning[option-not-known-here] services.frobnicate: panther's list has no option services.frobnicate, and may be older than NixOS 26.05 (`panther options sync` makes a list of the fleet's own flake)",
	} {
		assert.Equal(t, []string{want}, checked(t, hostWith("settings", nested(t, settings))), settings)
	}
}

func TestSettingsOfAHome(t *testing.T) {
	for settings, want := range map[string]string{
		"programs.git.settings: { user: { name: Ada } }": "",
		"programs.git.settings: { user: { name: 1.5 } }": `error[option-type] 1.5: programs.git.settings.user.name takes text, true, false, a whole number, a list or a mapping, not the number 1.5 (write it in quotes: "1.5")`,
		"programs.git.settings: { user: 1 }":             "error[option-type] 1: programs.git.settings.user takes a mapping, not the number 1 (write a mapping, each name with its value behind a colon)",
		"services.frobnicate.enable: true":               "error[unknown-option] services.frobnicate.enable: home-manager has no option services.frobnicate",
	} {
		h := &resolve.Host{Homes: []*resolve.Home{{User: "ada", Value: hostWith("settings", nested(t, settings)).Root}}}
		assert.Equal(t, want, strings.Join(checked(t, h), "\n"), settings)
	}
}

func TestSettingsOfHandWrittenModules(t *testing.T) {
	for _, c := range []struct{ imported, settings, want string }{
		{"mine.nix", "services.mine.port: 80", ""},
		{"mine.nix", "services.mine: { port: 80 }", ""},
		{"imports.nix", "services.mine.port: 80", ""},
		{"imports.nix", "services.other.port: 80", "warning[option-not-known-here] services.other.port: NixOS has no option services.other that is known here; what is imported may declare it"},
		{"imports.nix", "services.opensh.enable: true", "warning[option-not-known-here] services.opensh.enable: NixOS has no option services.opensh that is known here; what is imported may declare it (did you mean services.openssh.enable?)"},
		{"imports.nix", "services.openssh.enabel: true", "error[unknown-option] services.openssh.enabel: NixOS has no option services.openssh.enabel (did you mean services.openssh.enable?)"},
		{"mine.nix", "services.opensh.enable: true", "error[unknown-option] services.opensh.enable: NixOS has no option services.opensh (did you mean services.openssh.enable?)"},
	} {
		h := hostWith("settings", nested(t, c.settings))
		h.Imports = []resolve.Import{{Path: c.imported}}
		assert.Equal(t, c.want, strings.Join(checked(t, h), "\n"), c.settings)
	}
}

func TestDiskoIsHeldToTheTypesOfItsOptions(t *testing.T) {
	h := hostWith("disko", nested(t, "zpool.tank: { mode: 5, mountpoint: 1, unknown: 2 }"))
	assert.Equal(t, []string{
		`error[option-type] 5: zpool.tank.mode takes one of "", "mirror", "raidz", "raidz1", "raidz2", "raidz3" or a mapping, not the number 5`,
		"error[option-type] 1: zpool.tank.mountpoint takes an absolute path or null, not the number 1",
	}, checked(t, h))
}

// A mistake that was reported is not reported again.
func TestSettingsThatWereReported(t *testing.T) {
	n := nested(t, "services.openssh.enable: 1")
	lists := OptionLists{NixOS: func() *options.Index { return options.NixOS("26.05") }}
	all := Settings(hostWith("settings", n), lists, nil)
	require.Len(t, all, 1)
	assert.Empty(t, Settings(hostWith("settings", n), lists, diag.List{{Range: all[0].Range}}))
}

// A fleet without settings does not ask for the options.
func TestNoSettings(t *testing.T) {
	assert.Empty(t, Settings(hostWith("tags", nested(t, "a: 1")), OptionLists{}, nil))
}

// thousand are settings of a thousand options.
func thousand(t testing.TB) *yamldoc.Node {
	t.Helper()
	var text strings.Builder
	count := 0
	for o := range options.NixOS("26.05").All {
		if (o.Type == "boolean" || o.Type == "null or string" || o.Type == "list of string") && !strings.ContainsAny(o.Path, `<*"`) && !o.ReadOnly {
			fmt.Fprintf(&text, "%s: %s\n", o.Path, map[string]string{"boolean": "true", "null or string": "a", "list of string": "[a, b]"}[o.Type])
			if count++; count == 1000 {
				break
			}
		}
	}
	require.Equal(t, 1000, count)
	return nested(t, text.String())
}

func BenchmarkAThousandSettings(b *testing.B) {
	h := hostWith("settings", thousand(b))
	index := options.NixOS("26.05")
	for b.Loop() {
		Settings(h, OptionLists{NixOS: func() *options.Index { return index }}, nil)
	}
}

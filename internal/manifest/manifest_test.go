package manifest_test

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// theLanguage is that of a fleet with three modules.
var theLanguage = sync.OnceValue(func() *manifest.Language {
	files := fstest.MapFS{}
	for name, content := range map[string]string{
		"core/users":   "description: d\nentries: { admin: { type: bool, description: d }, sshKeys: { type: list, of: string, description: d } }\n",
		"services/web": "description: d\noptions: { port: { type: port, description: d }, tags: { type: list, of: string, description: d } }\n",
		"home/git":     "description: d\noptions: { name: { type: string, description: d } }\n",
	} {
		files[name+".yaml"] = &fstest.MapFile{Data: []byte(content)}
		files[name+".nix.tmpl"] = &fstest.MapFile{}
	}
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	if len(diags) > 0 {
		panic(diags[0].Message)
	}
	return manifest.NewLanguage(c, nil)
})

// host reads a manifest and returns its normal form as YAML.
func host(t *testing.T, content string) (string, diag.List) {
	t.Helper()
	d, diags := theLanguage().ReadHost(source.New("hosts/web1.yaml", []byte(content)))
	require.NotNil(t, d.Root)
	written, err := yamldoc.Write(d.Root)
	require.NoError(t, err)
	return string(written), diags
}

func reports(list diag.List) []string {
	var out []string
	for _, d := range list {
		out = append(out, string(d.Code)+" "+d.Range.Text()+": "+d.Message)
	}
	return out
}

func TestSettingsAreNestedByTheirPaths(t *testing.T) {
	for name, c := range map[string]struct{ written, nested string }{
		"dotted":                   {"a.b.c: 1", "{a: {b: {c: 1}}}"},
		"a name in quotes":         {`boot.kernel.sysctl."vm.swappiness": 10`, "{boot: {kernel: {sysctl: {vm.swappiness: 10}}}}"},
		"quotes in quotes of YAML": {`'environment.etc."a b".text': x`, "{environment: {etc: {a b: {text: x}}}}"},
		"a path of one quoted":     {`'"a.b"': 1`, "{a.b: 1}"},
		"below the top, plain":     {"a.b: { c.d: 1 }", "{a: {b: {c.d: 1}}}"},
		"two keys into one":        {"a.b: 1\n  a.c: 2\n  a: { d: 3 }", "{a: {b: 1, c: 2, d: 3}}"},
		"an empty mapping":         {"a.b: {}", "{a: {b: {}}}"},
		"a list":                   {"a.b: [1, {c.d: 2}]", "{a: {b: [1, {c.d: 2}]}}"},
		"references":               {"a: !ref b.c\n  d: !pkg e", "{a: !ref b.c, d: !pkg e}"},
		"null":                     {"a.b: null", "{a: {b: null}}"},
		"nothing":                  {"{}", "{}"},
	} {
		t.Run(name, func(t *testing.T) {
			d, diags := theLanguage().ReadHost(source.New("hosts/web1.yaml", []byte("settings:\n  "+c.written+"\n")))
			require.Empty(t, reports(diags))
			want, wantDiags := yamldoc.Parse(source.New("want", []byte(c.nested)))
			require.Empty(t, wantDiags)
			assert.True(t, yamldoc.Equal(want, d.Root.Get("settings")), "%v", d.Root.Get("settings").Plain())
		})
	}
}

func TestNestedAndDottedSettingsAreTheSame(t *testing.T) {
	dotted, found := host(t, "settings: { a.b.c: 1, a.b.d: [x], e.\"f.g\": true }\n")
	require.Empty(t, found)
	nested, found := host(t, "settings: { a: { b: { c: 1, d: [x] } }, e: { f.g: true } }\n")
	require.Empty(t, found)
	mixed, found := host(t, "settings: { a.b: { c: 1 }, a: { b: { d: [x] } }, e: { f.g: true } }\n")
	require.Empty(t, found)
	assert.Equal(t, dotted, nested)
	assert.Equal(t, dotted, mixed)
}

func TestSettingsThatStandOnEachOther(t *testing.T) {
	for name, c := range map[string]struct {
		written string
		texts   []string // of the second and the first
	}{
		"twice, written differently": {"a.b: 1\n  a: { b: 2 }", []string{"b", "a.b"}},
		"a value, then below it":     {"a: 1\n  a.b: 2", []string{"a.b", "a"}},
		"below it, then a value":     {"a.b: 2\n  a: 1", []string{"a", "a.b"}},
		"a mapping on a value":       {"a.b: 1\n  a: { b: { c: 1 } }", []string{"b", "a.b"}},
		"a list on a mapping":        {"a: { b: 1 }\n  a.c: [1]\n  'a.c.d': 2", []string{"'a.c.d'", "a.c"}},
		"quoted and plain":           {"a.b: 1\n  'a.\"b\"': 2", []string{`'a."b"'`, "a.b"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, diags := host(t, "settings:\n  "+c.written+"\n")
			require.Len(t, diags, 1)
			d := diags[0]
			assert.Equal(t, diag.SettingPath, d.Code)
			require.Len(t, d.Related, 1)
			assert.Equal(t, c.texts, []string{d.Range.Text(), d.Related[0].Range.Text()})
		})
	}
}

func TestSettingsWithoutAPath(t *testing.T) {
	for _, key := range []string{"a..b", ".a", "a.", `'a."b'`, `a b`, `''`, `'a."".b'`} {
		left, diags := host(t, "settings:\n  "+key+": 1\n  ok: 1\n")
		require.Len(t, diags, 1, key)
		assert.Equal(t, diag.SettingPath, diags[0].Code)
		assert.Equal(t, key, diags[0].Range.Text())
		assert.Equal(t, "settings:\n  \"\": null\n  ok: 1\n", left, "and a mark that something is missing")
	}
	for _, value := range []string{"1", "[a]", "true", "!ref a.b"} {
		_, diags := host(t, "settings: "+value+"\n")
		require.Len(t, diags, 1, value)
		assert.Equal(t, diag.WrongType, diags[0].Code)
	}
}

func TestOptionsThatPantherOwnsAreNoSettings(t *testing.T) {
	for _, c := range []struct{ path, hint string }{
		{"networking.hostName", "file's name"}, {"nixpkgs.hostPlatform", "system:"}, {"nixpkgs.system", "system:"}, {"system.stateVersion", "stateVersion:"},
		{"disko.devices.disk.x.type", "disks:"}, {"panther.core.base.enable", "layer"}, {"home-manager.users.me.programs.git.enable", "home:"},
	} {
		names := strings.Split(c.path, ".")
		nested := "1"
		for i := len(names) - 1; i > 0; i-- {
			nested = "{ " + names[i] + ": " + nested + ", zz" + names[i] + ": 2 }"
		}
		half := len(names) / 2
		for form, written := range map[string]string{
			"dotted":     c.path + ": 1",
			"nested":     names[0] + ": " + nested,
			"half":       strings.Join(names[:half], ".") + ": { " + strings.Join(names[half:], ": { ") + ": 1" + strings.Repeat(" }", len(names)-half),
			"in quotes":  `'"` + strings.Join(names, `"."`) + `"': 1`,
			"null there": c.path + ": null",
		} {
			left, diags := host(t, "settings:\n  "+written+"\n  ok: 1\n")
			if assert.Len(t, diags, 1, "%s %s", form, written) {
				assert.Equal(t, diag.OwnedSetting, diags[0].Code, written)
				assert.Contains(t, diags[0].Hint, c.hint)
			}
			assert.Contains(t, left, "ok: 1")
			assert.NotContains(t, left, " "+names[len(names)-1]+":", "%s is left out", c.path)
		}
	}
	_, diags := host(t, "settings: { networking.hostNameX: 1, networking: { domain: x }, diskox: 1, home-manager.backupFileExtension: x, system.nixos.tags: [a] }\n")
	assert.Empty(t, reports(diags), "neighbours of these are settings like any other")
}

func TestTheNormalFormOfModules(t *testing.T) {
	for written, want := range map[string]string{
		"services: { web: true }":                       "services:\n  web:\n    enable: true\n",
		"services: { web: false }":                      "services:\n  web:\n    enable: false\n",
		"services: { web: {} }":                         "services:\n  web:\n    enable: true\n",
		"services: { web: { port: 80 } }":               "services:\n  web:\n    enable: true\n    port: 80\n",
		"services: { web: { enable: false, port: 1 } }": "services:\n  web:\n    enable: false\n    port: 1\n",
		"core: { users: { me: { admin: true } } }":      "core:\n  users:\n    me:\n      admin: true\n",
		"home: { me: { git: true } }":                   "home:\n  me:\n    git:\n      enable: true\n",
		"home: { me: { git: { name: x }, packages: [!pkg a], settings: { b.c: 1 } } }": "home:\n  me:\n    git:\n      enable: true\n      name: x\n    packages: [!pkg a]\n" +
			"    settings:\n      b:\n        c: 1\n",
		"home: { me: {} }": "home:\n  me: {}\n",
	} {
		got, diags := host(t, written)
		assert.Empty(t, reports(diags), written)
		assert.Equal(t, want, got, written)
	}
}

func TestTheNormalFormStaysTheNormalForm(t *testing.T) {
	for _, content := range []string{
		"services: { web: { port: 80 } }\nsettings: { a.b: 1, c: { d.e: 2 } }\nhome: { me: { git: true, settings: { x.y: 1 } } }\n",
		"profile: [a, b]\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/x } }\ntags: [a]\n",
	} {
		once, diags := host(t, content)
		require.Empty(t, reports(diags))
		twice, diags := host(t, once)
		require.Empty(t, reports(diags))
		assert.Equal(t, once, twice)
	}
}

func TestASwitchStandsWhereItWasWritten(t *testing.T) {
	d, diags := theLanguage().ReadHost(source.New("hosts/web1.yaml", []byte("services:\n  web: { port: 80 }\n")))
	require.Empty(t, diags)
	enable := d.Root.Get("services").Get("web").Get("enable")
	assert.Equal(t, 2, enable.Range().Start.Line)
	assert.Equal(t, "web", enable.Range().Text()[:3])
}

func TestNamesOfFiles(t *testing.T) {
	l := theLanguage()
	for name, ok := range map[string]bool{
		"web1": true, "a": true, "1": true, "a-b": true, strings.Repeat("a", 63): true, "Web": false, "a_b": false, "-a": false, "a-": false, "a.b": false,
		strings.Repeat("a", 64): false, "ä": false, "a b": false, "": false,
	} {
		d, diags := l.ReadHost(source.New("hosts/x/"+name+".yaml", []byte("description: x\n")))
		assert.Equal(t, ok, len(diags) == 0, "host %q: %v", name, diags)
		assert.Equal(t, ok, manifest.ValidHostName(name), name)
		assert.Equal(t, name, d.Name)
		assert.Equal(t, "hosts/x/"+name, d.Path)
	}
	for name, ok := range map[string]bool{"server": true, "my-server2": true, "Server": false, "2x": false, "a_b": false, "": false} {
		d, diags := l.ReadProfile(source.New("profiles/"+name+".yaml", []byte("description: x\n")))
		assert.Equal(t, ok, len(diags) == 0, "profile %q: %v", name, diags)
		assert.Equal(t, name, d.Name)
	}
}

func TestWhatTheDocumentsMaySay(t *testing.T) {
	l := theLanguage()
	for key, value := range map[string]string{"stateVersion": `"25.05"`, "disks": "{ main: { device: /dev/x } }"} {
		_, found := l.ReadHost(source.New("hosts/a.yaml", []byte(key+": "+value)))
		assert.Empty(t, reports(found), "a host has %s", key)
		_, found = l.ReadProfile(source.New("profiles/a.yaml", []byte(key+": "+value)))
		assert.Len(t, found, 1, "a profile has no %s", key)
		_, found = l.ReadFleet(source.New("panther.yaml", []byte("defaults: { "+key+": "+value+" }")))
		assert.Len(t, found, 1, "defaults have no %s", key)
	}
	_, found := l.ReadProfile(source.New("profiles/a.yaml", []byte("extends: [b]\nx-note: 1\nservices: { web: true }\nfirmware: uefi\n")))
	assert.Empty(t, reports(found))
	_, found = l.ReadHost(source.New("hosts/a.yaml", []byte("extends: b\n")))
	assert.Equal(t, []string{`unknown-key extends: a manifest has no key "extends"`}, reports(found))
	_, found = l.ReadHost(source.New("hosts/a.yaml", []byte("servcies: { web: true }\n")))
	require.Len(t, found, 1)
	assert.Equal(t, `did you mean "services"?`, found[0].Hint)
	_, found = l.ReadHost(source.New("hosts/a.yaml", []byte("services: { wbe: true }\nhome: { me: { gti: true } }\n")))
	assert.Equal(t, []string{`unknown-key wbe: services has no module "wbe"`, `unknown-key gti: home.me has no module "gti"`}, reports(found))
}

func TestAFileThatCannotBeReadIsSaidOnce(t *testing.T) {
	l := theLanguage()
	for _, content := range []string{"", "a: [", "a: 1\n---\nb: 1\n", "[a]", "text", "~"} {
		d, found := l.ReadHost(source.New("hosts/a.yaml", []byte(content)))
		assert.NotEmpty(t, found, content)
		assert.Equal(t, "a", d.Name)
	}
	d, _ := l.ReadHost(source.New("hosts/a.yaml", []byte("[a]")))
	assert.Nil(t, d.Root)
}

func TestTheFleet(t *testing.T) {
	f, found := theLanguage().ReadFleet(source.New("panther.yaml", []byte(`
description: ours
release: "26.05"
panther: ">= 0.1"
systems: [aarch64-linux]
users: { me: { admin: true } }
defaults: { services: { web: true }, settings: { a.b: 1 }, x-note: 1 }
inputs: { sops: { url: "github:x/y", follows: [nixpkgs] } }
devShells: [default, go]
output: nix
`)))
	require.Empty(t, reports(found))
	assert.Equal(t, "ours", f.Description)
	assert.Equal(t, "26.05", f.Release)
	assert.Equal(t, ">= 0.1", f.Wanted.Text)
	assert.Equal(t, []string{"aarch64-linux"}, f.Systems)
	assert.Equal(t, "true", f.Users.Get("me").Get("admin").Text)
	assert.Equal(t, "true", f.Defaults.Root.Get("services").Get("web").Get("enable").Text, "defaults have the normal form")
	assert.Equal(t, "1", f.Defaults.Root.Get("settings").Get("a").Get("b").Text)
	require.Len(t, f.Inputs, 1)
	assert.Equal(t, "sops", f.Inputs[0].Name)
	assert.Equal(t, "github:x/y", f.Inputs[0].URL)
	assert.Equal(t, []string{"nixpkgs"}, f.Inputs[0].Follows)
	assert.Equal(t, []string{"default", "go"}, f.DevShells)
	assert.Equal(t, "nix", f.Output)
	assert.Equal(t, "nix", f.OutputAt.Text())
}

func TestTheFleetsDefaults(t *testing.T) {
	f, found := theLanguage().ReadFleet(source.New("panther.yaml", []byte("description: x\n")))
	require.Empty(t, found)
	assert.Equal(t, manifest.Releases()[0], f.Release)
	assert.Equal(t, ".", f.Output)
	assert.Nil(t, f.Users)
	assert.Nil(t, f.Defaults)
	assert.Nil(t, f.Wanted)
}

func TestMistakesInTheFleet(t *testing.T) {
	for content, want := range map[string]string{
		`release: "24.05"`:                     `bad-release "24.05": panther does not render for the release "24.05"`,
		"inputs: { x: { follows: [a] } }":      `missing-value x: the input "x" has no url`,
		"inputs: { x: github:a/b }":            `wrong-type github:a/b: inputs.x takes a mapping, not the text "github:a/b"`,
		"hosts: {}":                            `unknown-key hosts: panther.yaml has no key "hosts"`,
		"users: { me: { amdin: true } }":       `unknown-key amdin: users.me has no option "amdin"`,
		"devShells: [golang]":                  `bad-value golang: devShells has no value "golang"`,
		"secrets: { provider: x }":             `bad-value x: secrets.provider has no value "x"`,
		"secrets: {}":                          `missing-value secrets: secrets has no "provider"`,
		"defaults: { services: { wb: true } }": `unknown-key wb: defaults.services has no module "wb"`,
	} {
		f, found := theLanguage().ReadFleet(source.New("panther.yaml", []byte(content)))
		assert.Equal(t, []string{want}, reports(found))
		assert.NotNil(t, f, "it can be worked with all the same")
	}
	_, found := theLanguage().ReadFleet(source.New("panther.yaml", []byte("release: 26.05")))
	require.Len(t, found, 1)
	assert.Equal(t, diag.UnquotedVersion, found[0].Code)
}

func TestItems(t *testing.T) {
	root, diags := yamldoc.Parse(source.New("f", []byte("one: a\nmore: [a, b]\nnone: ~\nempty: []\n")))
	require.Empty(t, diags)
	assert.Equal(t, []string{"a"}, manifest.Strings(root.Get("one")))
	assert.Equal(t, []string{"a", "b"}, manifest.Strings(root.Get("more")))
	assert.Empty(t, manifest.Strings(root.Get("none")))
	assert.Empty(t, manifest.Strings(root.Get("empty")))
	assert.Empty(t, manifest.Items(nil))
}

func TestEveryKeyIsDescribed(t *testing.T) {
	l := theLanguage()
	for _, kind := range []*types.Type{l.Host, l.Profile, l.Fleet} {
		for _, o := range kind.Fields {
			assert.True(t, strings.HasSuffix(o.Description, "."), "%s of %s", o.Name, kind.Title)
		}
	}
}

func FuzzReadHost(f *testing.F) {
	f.Add([]byte("services: { web: { port: 80 } }\nsettings: { a.\"b.c\": !ref x.y, a: { d: [1] } }\nhome: { me: { git: true } }\n"))
	f.Add([]byte("settings: &a { x: 1, y: *a }\ndisks: { main: { device: ~ } }\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 4096 {
			t.Skip("long files take long to show where they break")
		}
		file := source.New("hosts/web1.yaml", content)
		d, diags := theLanguage().ReadHost(file)
		if d.Root == nil && !diags.HasErrors() {
			t.Error("the file is neither read nor refused")
		}
		for _, found := range diags {
			if r := found.Range; r.File != file || r.Start.Byte > r.End.Byte || r.End.Byte > len(content) {
				t.Errorf("%s stands outside the file: %v", found.Code, r)
			}
		}
	})
}

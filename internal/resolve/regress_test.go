package resolve_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/source"
)

func init() {
	modules["services/alpha"] = "requires: [services/zulu]"
	modules["services/zulu"] = "options: { need: { type: string, required: true, description: d } }"
}

// "Every resolved value keeps its origin and what it overrode": mergeLists and mergeMaps keep over.Overrode alone.
func TestWhatWasOverriddenIsForgottenBehindAMerge(t *testing.T) {
	f := fleet{profiles: map[string]string{
		"a": "settings: { list: [x], map: 1 }", "b": "settings: { list: !replace [y], map: { k: 1 } }",
	}}
	h := f.clean(t, "profile: [a, b]\nsettings: { list: [z], map: { l: 2 } }\n")
	assert.Len(t, h.Origins.Get("settings", "list").Overrode, 1, "[y] of b replaced [x] of a")
	assert.Len(t, h.Origins.Get("settings", "map").Overrode, 1, "{k: 1} of b replaced 1 of a")
}

// profiles/p/extra.nix and hosts/web1/extra.nix are two files; their texts are equal, and the host's is dropped.
func TestImportsOfOneNameInTwoFolders(t *testing.T) {
	h := fleet{profiles: map[string]string{"p": "imports: [./extra.nix]"}}.clean(t, "profile: p\nimports: [./extra.nix]\n")
	var paths []string
	for _, i := range h.Imports {
		paths = append(paths, i.Path)
	}
	assert.Equal(t, []string{"profiles/p/extra.nix", "hosts/web1/extra.nix"}, paths)
}

// And the same file, written in two ways, is imported twice.
func TestOneImportWrittenInTwoWays(t *testing.T) {
	h := fleet{}.clean(t, "imports: [./a.nix, a.nix]\n")
	assert.Len(t, h.Imports, 1)
}

func messages(t *testing.T, content string) []string {
	t.Helper()
	language, resolver, _ := fleet{}.open(t)
	doc, diags := language.ReadHost(source.New("hosts/web1.yaml", []byte(content)))
	if doc.Root != nil {
		_, found := resolver.Host(doc)
		diags = append(diags, found...)
	}
	return reports(diags)
}

// device is required (keys/manifest.yaml), and nobody asks for it: disko.nix gets device = "".
func TestADiskWithoutADevice(t *testing.T) {
	assert.NotEmpty(t, messages(t, "stateVersion: \"25.05\"\nfirmware: uefi\ndisks: { main: { layout: ext4 } }\n"))
}

// null says "as if nobody had set it", so that it is missing: system.stateVersion = "", and no firmware.
func TestNullForWhatMustBeGiven(t *testing.T) {
	assert.NotEmpty(t, messages(t, "stateVersion: null\nfirmware: uefi\ndisks: { main: { device: /dev/x } }\n"))
	assert.NotEmpty(t, messages(t, "stateVersion: \"25.05\"\nfirmware: null\ndisks: { main: { device: /dev/x } }\n"))
}

// `proxy: null` switches the module on (manifest.switched).
func TestNullSwitchesAModuleOn(t *testing.T) {
	assert.Nil(t, fleet{}.clean(t, "services: { proxy: null }\n").Module("services/proxy"))
	m := fleet{profiles: map[string]string{"off": "services: { proxy: false }"}}.clean(t, "profile: off\nservices: { proxy: null }\n").Module("services/proxy")
	assert.Nil(t, m)
}

// What panther itself has to know cannot be a reference into the configuration; each is taken for the text behind the tag.
func TestReferencesWherePantherNeedsTheValue(t *testing.T) {
	for _, content := range []string{
		"stateVersion: !ref a.b\nfirmware: uefi\ndisks: { main: { device: /dev/x } }\n",
		"stateVersion: \"25.05\"\nfirmware: !ref a.b\ndisks: { main: { device: /dev/x } }\n",
		"stateVersion: \"25.05\"\nfirmware: uefi\ndisks: { main: { device: !ref a.b } }\n",
		"stateVersion: \"25.05\"\nfirmware: uefi\ndisks: { main: { device: /dev/x, swap: !ref a.b } }\n",
		"stateVersion: \"25.05\"\nfirmware: uefi\ndisks: { main: { device: /dev/x, layout: !ref a.b } }\n",
		whole + "system: !ref a.b\n",
		whole + "description: !ref a.b\n",
		whole + "imports: [!ref a.b]\n",
		whole + "profile: !ref a.b\n",
		whole + "tags: [!ref a.b]\n",
		whole + "services: { proxy: { enable: !ref a.b } }\n",
	} {
		assert.NotEmpty(t, messages(t, content), content)
	}
}

// "At: where it was switched on": a module that is required first and written as well has its requirer's place, so that what it
// lacks is reported there.
func TestAModuleThatIsWrittenAndRequired(t *testing.T) {
	h := fleet{}.clean(t, "services:\n  web: { root: /x }\n  proxy: true\ncore:\n  net: true\n")
	assert.Nil(t, h.Module("core/net").RequiredBy)
	assert.Equal(t, "web1:8 net", place(h.Module("core/net").At))
	// services/alpha sorts before what it requires
	h = fleet{}.clean(t, "services:\n  alpha: true\n  zulu: { need: x }\n")
	require.NotNil(t, h.Module("services/zulu"))
	assert.Equal(t, "web1:6 zulu", place(h.Module("services/zulu").At))
	assert.Nil(t, h.Module("services/zulu").RequiredBy)
}

// packages: adds to the list home.packages; compose printed the list and dropped a setting that is none.
func TestPackagesOfAHomeBesideASetting(t *testing.T) {
	f := fleet{panther: "users: { ada: {} }", profiles: map[string]string{"p": "home: { ada: { packages: [!pkg a] } }"}}
	found := func(content string) []string {
		_, diags := f.host(t, "core: { users: { ada: {} } }\n"+content)
		var out []string
		for _, d := range diags {
			out = append(out, string(d.Code)+": "+d.Message)
		}
		return out
	}
	refused := []string{"setting-path: home.packages is set as a whole, and packages: adds to it"}
	for _, set := range []string{"1", "!ref a.b", "null", "{ a: 1 }", "!pkg hello", "a"} {
		assert.Equal(t, refused, found("home: { ada: { packages: [!pkg hello], settings: { home.packages: "+set+" } } }\n"), set)
	}
	assert.Equal(t, refused, found("profile: p\nhome: { ada: { settings: { home.packages: 1 } } }\n"), "where two documents say so")
	for _, home := range []string{
		"packages: [!pkg a], settings: { home.packages: [!pkg b] }", "packages: [!pkg a], settings: { home.packages: {} }", "packages: [], settings: { home.packages: 1 }",
		"settings: { home.packages: !ref a.b }", "packages: [!pkg a], settings: { home.sessionPath: [b] }", "packages: [!pkg a]",
	} {
		assert.Empty(t, found("home: { ada: { "+home+" } }\n"), home)
	}
}

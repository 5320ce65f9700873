package resolve_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// modules are those of the test fleets: web needs proxy, which needs net; proxy and mirror take one slot.
var modules = map[string]string{
	"core/users":      "entries: { admin: { type: bool, description: d }, shell: { type: string, description: d }, sshKeys: { type: list, of: string, description: d } }",
	"core/net":        "options: { backend: { type: string, default: networkd, description: d } }",
	"services/proxy":  "requires: [core/net]\nprovides: [networkStack]\noptions: { port: { type: port, default: 80, description: d } }",
	"services/mirror": "provides: [networkStack]",
	"services/web": "requires: [services/proxy]\noptions: { root: { type: string, required: true, description: d }, tags: { type: list, of: string, description: d }, " +
		"tls: { type: object, description: d, fields: { on: { type: bool, default: true, description: d }, name: { type: string, required: true, description: d } } }, " +
		"sites: { type: map, of: { type: object, fields: { to: { type: string, required: true, description: d } } }, description: d }, " +
		"mails: { type: list, of: { type: object, fields: { to: { type: string, required: true, description: d } } }, description: d } }",
	"services/apache": "conflicts: [services/proxy]",
	"home/git":        "requires: [home/ssh]\noptions: { name: { type: string, description: d } }",
	"home/ssh":        "options: {}",
}

// fleet is a fleet in texts.
type fleet struct {
	panther  string
	profiles map[string]string
}

// theLanguage is that of all test fleets.
var theLanguage = sync.OnceValue(func() *manifest.Language {
	files := fstest.MapFS{}
	for name, content := range modules {
		files[name+".yaml"] = &fstest.MapFile{Data: []byte("description: d\n" + content)}
		files[name+".nix.tmpl"] = &fstest.MapFile{}
	}
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	if len(diags) > 0 {
		panic(diags[0].Message)
	}
	return manifest.NewLanguage(c, nil)
})

// open reads a fleet, which has no mistake but those that the test is about.
func (f fleet) open(t testing.TB) (*manifest.Language, *resolve.Resolver, diag.List) {
	t.Helper()
	language := theLanguage()
	panther, diags := language.ReadFleet(source.New("panther.yaml", []byte("description: d\n"+f.panther)))
	require.Empty(t, diags)
	profiles := &manifest.Profiles{}
	for name, content := range f.profiles {
		profile, diags := language.ReadProfile(source.New("profiles/"+name+".yaml", []byte(content)))
		require.Empty(t, diags, "the profile %s", name)
		profiles.Add(profile)
	}
	resolver, diags := resolve.New(panther, language.Catalog, profiles)
	return language, resolver, diags
}

// host resolves a host of the fleet.
func (f fleet) host(t testing.TB, content string) (*resolve.Host, diag.List) {
	t.Helper()
	language, resolver, diags := f.open(t)
	require.Empty(t, diags)
	return resolved(t, language, resolver, "hosts/web1.yaml", content)
}

// whole is what every host needs.
const whole = "stateVersion: \"25.05\"\nfirmware: uefi\ndisks: { main: { device: /dev/x } }\n"

func resolved(t testing.TB, language *manifest.Language, resolver *resolve.Resolver, name, content string) (*resolve.Host, diag.List) {
	t.Helper()
	doc, diags := language.ReadHost(source.New(name, []byte(whole+content)))
	require.False(t, diags.HasErrors(), "%s: %s", content, diags)
	return resolver.Host(doc)
}

func (f fleet) clean(t testing.TB, content string) *resolve.Host {
	t.Helper()
	h, diags := f.host(t, content)
	require.Empty(t, reports(diags))
	return h
}

// reports are diagnostics in short, related places included.
func reports(list diag.List) []string {
	var out []string
	for _, d := range list.Sorted() {
		text := fmt.Sprintf("%s %s", d.Code, place(d.Range))
		for _, r := range d.Related {
			text += fmt.Sprintf(" (%s: %s)", place(r.Range), r.Label)
		}
		out = append(out, text+": "+d.Message)
	}
	return out
}

func place(r source.Range) string {
	if r.IsZero() {
		return "nowhere"
	}
	return fmt.Sprintf("%s:%d %s", strings.TrimSuffix(r.File.Name[strings.LastIndex(r.File.Name, "/")+1:], ".yaml"), r.Start.Line, r.Text())
}

func written(t testing.TB, n *yamldoc.Node) string {
	t.Helper()
	if n == nil {
		return ""
	}
	text, err := yamldoc.Write(n)
	require.NoError(t, err)
	return string(text)
}

func ids(list []*resolve.Module) []string {
	var out []string
	for _, m := range list {
		out = append(out, m.ID())
	}
	return out
}

func TestLayers(t *testing.T) {
	f := fleet{
		panther: "defaults: { settings: { a: 1, list: [d], map: { d: 1 }, all: d } }\n",
		profiles: map[string]string{
			"base":   "settings: { a: 2, b: 2, list: [b, d], map: { b: 1 }, all: b }\n",
			"server": "extends: base\nsettings: { b: 3, c: 3, list: [s], map: { s: { x: 1 } }, all: s }\n",
			"other":  "settings: { c: 4, list: [o, s], map: { s: { y: 1 } }, all: o }\n",
		},
	}
	for _, c := range []struct{ name, host, want string }{
		{"defaults alone", "", "a: 1\nlist: [d]\nmap:\n  d: 1\nall: d\n"},
		{"a profile", "profile: base", "a: 2\nlist: [d, b]\nmap:\n  d: 1\n  b: 1\nall: b\nb: 2\n"},
		{"a profile that extends", "profile: server", "a: 2\nlist: [d, b, s]\nmap:\n  d: 1\n  b: 1\n  s:\n    x: 1\nall: s\nb: 3\nc: 3\n"},
		{"two profiles", "profile: [server, other]", "a: 2\nlist: [d, b, s, o]\nmap:\n  d: 1\n  b: 1\n  s:\n    x: 1\n    y: 1\nall: o\nb: 3\nc: 4\n"},
		{"two profiles, the other way", "profile: [other, server]", "a: 2\nlist: [d, o, s, b]\nmap:\n  d: 1\n  s:\n    y: 1\n    x: 1\n  b: 1\nall: s\nc: 3\nb: 3\n"},
		{"the host", "profile: base\nsettings: { a: 9, list: [h, d], map: { b: 9 }, all: h }", "a: 9\nlist: [d, b, h]\nmap:\n  d: 1\n  b: 9\nall: h\nb: 2\n"},
		{"!replace in the host", "profile: base\nsettings: { list: !replace [h] }", "a: 2\nlist: [h]\nmap:\n  d: 1\n  b: 1\nall: b\nb: 2\n"},
		{"!replace by nothing", "settings: { list: !replace [] }", "a: 1\nlist: []\nmap:\n  d: 1\nall: d\n"},
		{"an empty list adds nothing", "settings: { list: [] }", "a: 1\nlist: [d]\nmap:\n  d: 1\nall: d\n"},
		{"an empty mapping takes nothing away", "settings: { map: {} }", "a: 1\nlist: [d]\nmap:\n  d: 1\nall: d\n"},
		{"a single value on a mapping", "settings: { map: 1 }", "a: 1\nlist: [d]\nmap: 1\nall: d\n"},
		{"a mapping on a single value", "settings: { a: { x: 1 } }", "a:\n  x: 1\nlist: [d]\nmap:\n  d: 1\nall: d\n"},
		{"null", "settings: { a: null }", "a: null\nlist: [d]\nmap:\n  d: 1\nall: d\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, written(t, f.clean(t, c.host).Root.Get("settings")))
		})
	}
}

func TestEveryValueKnowsWhereItComesFrom(t *testing.T) {
	h := fleet{
		panther:  "defaults:\n  settings: { a: 1, list: [d] }\n",
		profiles: map[string]string{"base": "settings: { a: 2, list: [b] }\n", "server": "extends: base\nsettings: { a: 3 }\n"},
	}.clean(t, "profile: server\nsettings: { a: 4, list: [h], new: 1 }\n")

	a := h.Origins.Get("settings", "a")
	assert.Equal(t, "host web1", a.Layer.Name)
	assert.Equal(t, "web1:5 4", place(a.Range()))
	var chain []string
	for _, s := range a.Overrode {
		chain = append(chain, s.Layer.Name+" "+place(s.Node.Range()))
	}
	assert.Equal(t, []string{"profile server server:2 3", "profile base base:1 2", "defaults panther:3 1"}, chain, "the strongest first")

	var items []string
	for _, item := range h.Origins.Get("settings", "list").Items {
		items = append(items, item.Layer.Name+" "+place(item.Node.Range()))
	}
	assert.Equal(t, []string{"defaults panther:3 d", "profile base base:1 b", "host web1 web1:5 h"}, items)
	assert.Empty(t, h.Origins.Get("settings", "new").Overrode)
	assert.Nil(t, h.Origins.Get("settings", "nope", "deeper"))
	assert.True(t, h.Origins.Get("settings", "nope").Range().IsZero())
	assert.Nil(t, h.Origins.Get("nope").Document())
}

func TestAReplacedListRemembersTheOldOne(t *testing.T) {
	h := fleet{profiles: map[string]string{"a": "settings: { list: [x] }", "b": "settings: { list: !replace [y] }"}}.clean(t, "profile: [a, b]\n")
	list := h.Origins.Get("settings", "list")
	assert.Equal(t, "profile b", list.Layer.Name)
	require.Len(t, list.Overrode, 1)
	assert.Equal(t, "profile a", list.Overrode[0].Layer.Name)
	assert.Equal(t, "[x]\n", written(t, list.Overrode[0].Node))
}

func TestSwitches(t *testing.T) {
	f := fleet{profiles: map[string]string{
		"on": "services: { proxy: true }", "off": "services: { proxy: false }", "port": "services: { proxy: { port: 8080 } }",
		"off-with-port": "services: { proxy: { enable: false, port: 8080 } }",
	}}
	for _, c := range []struct {
		name, host, value string
		on                bool
	}{
		{"a later true keeps the options", "profile: port\nservices: { proxy: true }", "enable: true\nport: 8080\n", true},
		{"a mapping switches on over an earlier false", "profile: off\nservices: { proxy: { port: 1 } }", "enable: true\nport: 1\n", true},
		{"an empty mapping does so, too", "profile: off\nservices: { proxy: {} }", "enable: true\n", true},
		{"a later false switches off", "profile: port\nservices: { proxy: false }", "", false},
		{"and is switched on again with the options", "profile: [off-with-port, on]", "enable: true\nport: 8080\n", true},
		{"off stays off", "profile: off-with-port", "", false},
		{"options of a later layer", "profile: [on, port]", "enable: true\nport: 8080\n", true},
		{"nobody says anything", "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := f.clean(t, c.host).Module("services/proxy")
			require.Equal(t, c.on, m != nil)
			if m != nil {
				assert.Equal(t, c.value, written(t, m.Value))
			}
		})
	}
}

func TestOptionsOfAModule(t *testing.T) {
	h := fleet{}.clean(t, "services: { proxy: true, web: { root: /x, tls: { name: a } } }\n")
	web, proxy := h.Module("services/web"), h.Module("services/proxy")
	assert.Equal(t, "/x", web.Option("root").Text)
	assert.Equal(t, "80", proxy.Option("port").Text, "the module's default")
	assert.Equal(t, "a", web.Option("tls", "name").Text)
	assert.Equal(t, "true", web.Option("tls", "on").Text, "a default inside an object")
	assert.True(t, web.On("tls", "on"))
	assert.False(t, web.On("root"))
	assert.Nil(t, web.Option("tags"))
	assert.Nil(t, web.Option("nope"))
	assert.Nil(t, web.Option("root", "deeper"))
	assert.Nil(t, h.Module("services/mirror"))
}

func TestRequiredModulesAreSwitchedOn(t *testing.T) {
	h := fleet{}.clean(t, "services: { web: { root: /x } }\n")
	assert.Equal(t, []string{"core/net", "services/proxy", "services/web"}, ids(h.Modules), "by layer, then by name")
	net := h.Module("core/net")
	assert.Equal(t, "services/proxy", net.RequiredBy.ID())
	assert.Equal(t, "services/web", net.RequiredBy.RequiredBy.ID())
	assert.Nil(t, h.Module("services/web").RequiredBy)
	assert.Equal(t, "web1:4 web", place(net.At), "where it all began")

	h = fleet{}.clean(t, "services: { web: { root: /x }, proxy: { port: 1 } }\n")
	assert.Equal(t, "1", h.Module("services/proxy").Option("port").Text, "options that are set go with it")
}

func TestModulesThatCannotBe(t *testing.T) {
	f := fleet{profiles: map[string]string{"no-net": "core:\n  net: false\n", "apache": "services:\n  apache: true\n"}}
	for _, c := range []struct {
		name, host string
		want       []string
	}{
		{"required and off", "services:\n  proxy: true\ncore:\n  net: false\n", []string{
			"required-off web1:7 false (web1:5 proxy: services.proxy is switched on here): core.net is off, and services.proxy requires it",
		}},
		{"off in a profile, required over two steps", "profile: no-net\nservices:\n  web: { root: /x }\n", []string{
			"required-off no-net:2 false (web1:6 web: services.proxy is required by services.web): core.net is off, and services.proxy requires it",
		}},
		{"a conflict, with both places", "profile: apache\nservices:\n  proxy: true\n", []string{
			"conflict web1:6 proxy (apache:2 apache: services.apache is switched on here): services.apache and services.proxy cannot be on together",
		}},
		{"a conflict with what is required", "services:\n  web: { root: /x }\n  apache: true\n", []string{
			"conflict web1:5 web (web1:6 apache: services.apache is switched on here): services.apache and services.proxy cannot be on together",
		}},
		{"a slot for one", "services:\n  mirror: true\n  proxy: true\n", []string{
			"slot-taken web1:6 proxy (web1:5 mirror: services.mirror is switched on here): services.mirror and services.proxy are both the host's networkStack",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, diags := f.host(t, c.host)
			assert.Equal(t, c.want, reports(diags))
		})
	}
	t.Run("why a required module is on", func(t *testing.T) {
		_, diags := f.host(t, "services:\n  web: { root: /x }\n  apache: true\n")
		require.Len(t, diags, 1)
		assert.Equal(t, "services.proxy is required by services.web", diags[0].Label)
	})
}

func TestExtends(t *testing.T) {
	order := func(t *testing.T, profiles map[string]string, named string) string {
		t.Helper()
		for name, extends := range profiles {
			profiles[name] = "extends: [" + extends + "]\nsettings: { order: [" + name + "] }\n"
		}
		h := fleet{profiles: profiles}.clean(t, "profile: ["+named+"]\n")
		var names []string
		for _, p := range h.Profiles {
			names = append(names, p.Name)
		}
		assert.Equal(t, strings.Join(names, ", "), strings.TrimSuffix(strings.TrimPrefix(written(t, h.Root.Get("settings").Get("order")), "["), "]\n"))
		return strings.Join(names, " ")
	}
	assert.Equal(t, "a b c", order(t, map[string]string{"a": "", "b": "a", "c": "b"}, "c"), "a chain")
	assert.Equal(t, "a b c d", order(t, map[string]string{"a": "", "b": "a", "c": "a", "d": "b, c"}, "d"), "a diamond: what is shared comes once, first")
	assert.Equal(t, "a c b d", order(t, map[string]string{"a": "", "b": "a", "c": "a", "d": "c, b"}, "d"), "in the order written")
	assert.Equal(t, "a b c", order(t, map[string]string{"a": "", "b": "a", "c": "b"}, "a, c"))
	assert.Equal(t, "a b c", order(t, map[string]string{"a": "", "b": "a", "c": "b"}, "c, a, b, c"), "each once, however often it is named")
	assert.Equal(t, "x y", order(t, map[string]string{"x": "", "y": "", "z": ""}, "x, y"), "no others")
}

func TestProfilesInACircle(t *testing.T) {
	for name, profiles := range map[string]map[string]string{
		"itself": {"a": "extends: a"},
		"two":    {"a": "extends: b", "b": "extends: a"},
		"three":  {"a": "extends: b", "b": "extends: [c]", "c": "extends: a", "d": "extends: a"},
	} {
		t.Run(name, func(t *testing.T) {
			f := fleet{profiles: profiles}
			language, resolver, diags := f.open(t)
			require.NotEmpty(t, diags)
			for _, d := range diags {
				assert.Equal(t, diag.ProfileCycle, d.Code)
				assert.Contains(t, d.Label, "extends")
			}
			h, diags := resolved(t, language, resolver, "hosts/a.yaml", "profile: a\n")
			assert.Empty(t, reports(diags), "said once, where the circle is")
			assert.NotNil(t, h)
		})
	}
}

func TestProfilesThatAreNotThere(t *testing.T) {
	_, resolver, diags := fleet{profiles: map[string]string{"server": "extends: [bsae]", "base": "{}"}}.open(t)
	assert.Equal(t, []string{`unknown-profile server:1 bsae: there is no profile "bsae"`}, reports(diags))
	assert.Equal(t, `did you mean "base"?`, diags[0].Hint)
	assert.Equal(t, []string{"base", "server"}, resolver.ProfileNames())

	h, diags := fleet{profiles: map[string]string{"server": "{}"}}.host(t, "profile: [sevrer, server]\n")
	assert.Equal(t, []string{`unknown-profile web1:4 sevrer: there is no profile "sevrer"`}, reports(diags))
	assert.True(t, h.Incomplete, "what it lacks may be in the profile that is missing")
	assert.Len(t, h.Profiles, 1)
}

func TestIdentity(t *testing.T) {
	h := fleet{profiles: map[string]string{"p": "description: of the profile\nsystem: aarch64-linux\ntags: [a]\n"}}.clean(t, "profile: p\n")
	assert.Equal(t, []string{"web1", "hosts/web1", "aarch64-linux", "uefi", "25.05"}, []string{h.Name, h.Path, h.System, h.Firmware, h.StateVersion})
	assert.Empty(t, h.Description, "a profile's is its own")
	assert.Equal(t, "web1.yaml", h.Top().File.Name[len("hosts/"):])
	h = fleet{}.clean(t, "description: mine\n")
	assert.Equal(t, "x86_64-linux", h.System)
	assert.Equal(t, "mine", h.Description)
}

func TestPeopleAreDefinedOnce(t *testing.T) {
	f := fleet{panther: "users:\n  ada: { admin: true, shell: fish, sshKeys: [k1] }\n  bob: { shell: zsh }\n"}
	h := f.clean(t, "core: { users: { ada: { shell: bash, sshKeys: [k2] } } }\n")
	assert.Equal(t, "ada:\n  admin: true\n  shell: bash\n  sshKeys: [k1, k2]\n", written(t, h.Root.Get("core").Get("users")), "the host's own comes last; others are not there")
	shell := h.Origins.Get("core", "users", "ada", "shell")
	assert.Equal(t, "host web1", shell.Layer.Name)
	assert.Equal(t, "user ada", shell.Overrode[0].Layer.Name)
	assert.Equal(t, []string{"core/users"}, ids(h.Modules))

	_, diags := f.host(t, "core: { users: { adda: {} } }\n")
	assert.Equal(t, []string{`unknown-user web1:4 adda: panther.yaml has no user "adda"`}, reports(diags))
	assert.Equal(t, `did you mean "ada"?`, diags[0].Hint)
	_, diags = fleet{}.host(t, "core: { users: { ada: {} } }\n")
	require.Len(t, diags, 1)
	assert.Equal(t, "define people once, under users: in panther.yaml", diags[0].Hint)

	assert.Empty(t, f.clean(t, "core: { users: {} }\n").Modules, "nobody")
}

func TestHomes(t *testing.T) {
	f := fleet{panther: "users: { ada: {}, bob: {} }\n", profiles: map[string]string{"x": "home: { bob: { git: true, imports: [a.nix] } }"}}
	h := f.clean(t, "profile: x\ncore: { users: { ada: {}, bob: {} } }\nhome: { bob: { git: { name: b }, stateVersion: \"24.11\" }, ada: { imports: [./x/y.nix] } }\n")
	require.Len(t, h.Homes, 2)
	ada, bob := h.Homes[0], h.Homes[1]
	assert.Equal(t, "ada", ada.User, "by name")
	assert.Equal(t, "25.05", ada.StateVersion, "the host's")
	assert.Equal(t, "24.11", bob.StateVersion)
	assert.Empty(t, ada.Modules)
	assert.Equal(t, []string{"home/git", "home/ssh"}, ids(bob.Modules), "with what is required")
	assert.Equal(t, "b", bob.Modules[0].Option("name").Text)
	assert.Equal(t, "hosts/web1/x/y.nix", ada.Imports[0].Path)
	assert.Equal(t, "profiles/x/a.nix", bob.Imports[0].Path)

	_, diags := f.host(t, "core: { users: { ada: {} } }\nhome: { bob: { git: true } }\n")
	assert.Equal(t, []string{`unknown-user web1:5 bob: the host has no user "bob"`}, reports(diags))
	_, diags = f.host(t, "core: { users: { bob: {} } }\nhome: { bob: { git: true, ssh: false } }\n")
	require.Len(t, diags, 1)
	assert.Equal(t, diag.RequiredOff, diags[0].Code)
}

func TestHomesOfEveryone(t *testing.T) {
	f := fleet{
		panther:  "users: { root: {}, ada: {}, bob: {}, eve: {} }\n",
		profiles: map[string]string{"x": "home: { '*': { git: { name: all } }, bob: { git: { name: b } }, eve: { git: true } }"},
	}
	h := f.clean(t, "profile: x\ncore: { users: { root: {}, ada: {}, bob: {} } }\nhome: { ada: { ssh: true } }\n")
	require.Len(t, h.Homes, 2, "of those whom the host has, and not of root")
	ada, bob := h.Homes[0], h.Homes[1]
	assert.Equal(t, []string{"home/git", "home/ssh"}, ids(ada.Modules))
	assert.Equal(t, "all", ada.Modules[0].Option("name").Text)
	assert.Equal(t, "b", bob.Modules[0].Option("name").Text, "what is said of somebody is stronger, in whatever layer")
	assert.Nil(t, h.Root.Get("home").Get("*"), "a host is shown with its users")

	h = f.clean(t, "profile: x\ncore: { users: { ada: {}, bob: {} } }\nhome: { ada: { git: false } }\n")
	assert.Empty(t, h.Homes[0].Modules, "a host can do without")

	h = f.clean(t, "profile: x\n")
	assert.Empty(t, h.Homes, "a host without people")

	f.profiles["x"] = "home: { mallory: { git: true } }"
	_, diags := f.host(t, "profile: x\ncore: { users: { ada: {} } }\n")
	assert.Equal(t, []string{`unknown-user x:1 mallory: panther.yaml has no user "mallory"`}, reports(diags))
}

func TestHandWrittenFilesStandInTheDocumentsOwnFolder(t *testing.T) {
	f := fleet{panther: "defaults: { imports: [nix/all.nix] }\n", profiles: map[string]string{"x": "imports: [./p.nix, ../../shared.nix]"}}
	h := f.clean(t, "profile: x\nimports: [./h.nix, sub/../i.nix, ../web2/j.nix]\n")
	var paths []string
	for _, i := range h.Imports {
		paths = append(paths, i.Path)
	}
	assert.Equal(t, []string{"nix/all.nix", "profiles/x/p.nix", "shared.nix", "hosts/web1/h.nix", "hosts/web1/i.nix", "hosts/web2/j.nix"}, paths)

	for _, file := range []string{"../../../x.nix", "/etc/nixos/x.nix", "a/../../../../x.nix", "../../.."} {
		h, diags := f.host(t, "imports: ["+file+"]\n")
		require.Len(t, diags, 1, file)
		assert.Equal(t, diag.OutsideFleet, diags[0].Code)
		assert.Len(t, h.Imports, 1)
	}
	_, diags := f.host(t, "imports: [../..]\n")
	require.Len(t, diags, 1)
	assert.Equal(t, diag.BadValue, diags[0].Code)
}

func TestWhatMustBeGiven(t *testing.T) {
	language, resolver, _ := fleet{profiles: map[string]string{"uefi": "firmware: uefi"}}.open(t)
	for _, c := range []struct {
		name, content string
		want          []string
	}{
		{"nothing is there", "description: x\n", []string{"the host has no disk", "the host has no firmware", "the host has no stateVersion"}},
		{"a profile has it", "profile: uefi\n", []string{"the host has no disk", "the host has no stateVersion"}},
		{"a profile is missing", "profile: nope\n", []string{"the host has no stateVersion", `there is no profile "nope"`}},
		{"an option", whole + "services: { web: true }\n", []string{`services.web has no "root"`}},
		{"an option inside an object", whole + "services: { web: { root: /, tls: { on: true } } }\n", []string{`services.web.tls has no "name"`}},
		{"an option of an entry", whole + "services: { web: { root: /, sites: { a: {}, b: { to: x } } } }\n", []string{`services.web.sites.a has no "to"`}},
		{"an option of an item", whole + "services: { web: { root: /, mails: [{ to: x }, {}] } }\n", []string{`services.web.mails has no "to"`}},
		{"nothing of a module that is off", whole + "services: { web: false }\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, diags := language.ReadHost(source.New("hosts/web1.yaml", []byte(c.content)))
			require.Empty(t, diags)
			_, diags = resolver.Host(doc)
			var got []string
			for _, d := range diags.Sorted() {
				got = append(got, d.Message)
			}
			assert.ElementsMatch(t, c.want, got)
		})
	}
}

func TestMistakesDoNotHideWhatWasThere(t *testing.T) {
	language, resolver, _ := fleet{profiles: map[string]string{"x": "services: { proxy: { port: 8080 } }\nfirmware: bios"}}.open(t)
	doc, diags := language.ReadHost(source.New("hosts/web1.yaml", []byte("profile: x\nfirmware: 5\nservices: { proxy: { port: http } }\nstateVersion: \"25.05\"\n")))
	require.Len(t, diags, 2)
	h, _ := resolver.Host(doc)
	assert.Equal(t, "bios", h.Firmware)
	assert.Equal(t, "8080", h.Module("services/proxy").Option("port").Text)

	unread, diags := language.ReadHost(source.New("hosts/web1.yaml", []byte("- a\n")))
	require.NotEmpty(t, diags)
	h, diags = resolver.Host(unread)
	assert.Nil(t, h)
	assert.Empty(t, diags)
}

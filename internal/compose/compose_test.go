package compose_test

import (
	"path"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
)

var modules = map[string]string{
	"core/users": "entries: { admin: { type: bool, default: false, description: d }, uid: { type: int, description: d } }",
	"core/boot":  "options: { firmware: { type: string, from: firmware, required: true, description: d }, kernel: { type: package, description: d } }",
	"services/watch": `
options:
  port: { type: port, default: 9100, description: d }
  name: { type: string, description: d }
  tags: { type: list, of: string, default: [a], description: d }
  more: { type: list, of: string, description: d }
  limits: { type: map, of: int, description: d }
  retry: { type: object, description: d, fields: { times: { type: int, default: 3, description: d }, wait: { type: duration, description: d } } }
  server:
    type: object
    description: d
    fields:
      enable: { type: bool, default: false, description: d }
      days: { type: int, default: 30, description: d }
      targets: { type: list, of: { type: object, fields: { host: { type: string, description: d } } }, collect: [port, name], description: d }
unfree: [watch-pro]
`,
	"services/keeper": `
options:
  everything: { type: map, of: { type: object, fields: { type: { type: string, description: d }, options: { type: list, of: string, description: d } } }, from: mounts, description: d }
  attributes: { type: map, of: { type: object, fields: { name: { type: string, description: d }, noCow: { type: bool, default: false, description: d }, compression: { type: string, description: d } } }, from: btrfsDirectories, description: d }
  subvolumes:
    type: map
    of: { type: object, fields: { fileSystem: { type: string, description: d }, lasting: { type: bool, default: false, description: d }, subvolume: { type: string, description: d } } }
    from: btrfsMounts
    description: d
  encrypted: { type: map, of: { type: object, fields: { device: { type: string, description: d } } }, from: encrypted, description: d }
`,
	"services/graphics": `
options:
  vendors: { type: list, of: { type: enum, values: [amd, nvidia] }, unfree: { nvidia: [nvidia-x11] }, description: d }
  driver:
    type: object
    description: d
    fields:
      enable: { type: bool, default: true, description: d }
      open: { type: bool, default: true, unfree: { "false": [closed-driver] }, description: d }
`,
	"services/disk-health": "unfree: [smart-tool, watch-pro]\ninputs: [sops]\noptions: { port: { type: port, default: 9632, description: d } }\n" +
		"ports: [{ name: disks, port: port, metrics: true }, { name: other, port: 80 }]",
	"services/meter": `
options:
  address: { type: string, description: d }
  all: { type: list, of: { type: object, fields: { host: { type: string, description: d } } }, collect: [address], collectMetrics: true, description: d }
ports: [{ name: meter, port: 9100, metrics: true }]
`,
	"home/git":     "options: { name: { type: string, description: d } }\nunfree: [git-pro]",
	"home/secrets": "inputs: [sops]",
}

// theLanguage is that of all test fleets.
var theLanguage = sync.OnceValue(func() *manifest.Language {
	files := fstest.MapFS{}
	for name, content := range modules {
		files[name+".yaml"] = &fstest.MapFile{Data: []byte("description: it\n" + content)}
		files[name+".nix.tmpl"] = &fstest.MapFile{}
	}
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	if diags.HasErrors() {
		panic(diags[0].Message)
	}
	return manifest.NewLanguage(c, nil)
})

// fleet reads panther.yaml and resolves hosts of it: their files by what they say.
func fleet(t testing.TB, panther string, manifests map[string]string) (*manifest.Fleet, map[string]*resolve.Host) {
	t.Helper()
	language := theLanguage()
	f, diags := language.ReadFleet(source.New("panther.yaml", []byte("users: { ada: {} }\n"+panther)))
	require.Empty(t, diags)
	resolver, diags := resolve.New(f, language.Catalog, &manifest.Profiles{})
	require.Empty(t, diags)
	hosts := map[string]*resolve.Host{}
	for name, content := range manifests {
		whole := "stateVersion: \"25.05\"\nfirmware: uefi\n"
		if !strings.Contains(content, "disks:") {
			whole += "disks: { main: { device: /dev/x } }\n"
		}
		doc, diags := language.ReadHost(source.New(name, []byte(whole+content)))
		require.False(t, diags.HasErrors(), "%s: %v", content, diags)
		h, diags := resolver.Host(doc)
		require.Empty(t, diags, "%s", content)
		hosts[h.Name] = h
	}
	return f, hosts
}

func host(t testing.TB, content string) *resolve.Host {
	t.Helper()
	_, hosts := fleet(t, "", map[string]string{"hosts/web/web1.yaml": content})
	return hosts["web1"]
}

var spaces = regexp.MustCompile(`\s+`)

func flat(e nix.Expr) string { return spaces.ReplaceAllString(nix.Print(e, 0), " ") }

var here = compose.Place{Output: ".", Folder: "hosts/web/web1"}

// options is what a host's configuration.nix says about its modules.
func options(t testing.TB, content string) string {
	t.Helper()
	return flat(compose.Host(host(t, content), nil, here).Modules)
}

func TestOnlyWhatDiffersFromTheDefaultsIsSet(t *testing.T) {
	for _, c := range []struct{ name, written, want string }{
		{"just on", "watch: true", "watch.enable = true;"},
		{"the default, written", "watch: { port: 9100, tags: [a], retry: { times: 3 } }", "watch.enable = true;"},
		{"another value", "watch: { port: 1 }", "watch = { enable = true; port = 1; };"},
		{"without a default", "watch: { name: x }", `watch = { enable = true; name = "x"; };`},
		{"null", "watch: { name: null, port: null, retry: null }", "watch.enable = true;"},
		{"an empty list where a default is", "watch: { tags: [] }", "watch = { enable = true; tags = [ ]; };"},
		{"an empty list where none is", "watch: { more: [] }", "watch.enable = true;"},
		{"a map", "watch: { limits: { b: 2, a: 1 } }", "watch = { enable = true; limits = { a = 1; b = 2; }; };"},
		{"inside an object", "watch: { retry: { times: 3, wait: 5s } }", `watch = { enable = true; retry.wait = "5s"; };`},
		{"an object's own switch", "watch: { server: { enable: true } }", "watch = { enable = true; server = { enable = true; targets = import ../../../fleet/services-watch.nix; }; };"},
		{"an object that is off", "watch: { server: { days: 7 } }", "watch = { enable = true; server.days = 7; };"},
		{"a reference", "watch: { port: !ref a.b }", "watch = { enable = true; port = config.a.b; };"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, "{ panther.services."+c.want+" }", options(t, "services: { "+c.written+" }"))
		})
	}
}

func TestOptionsThatAreFedFromTheManifest(t *testing.T) {
	assert.Equal(t, `{ panther.core.boot = { enable = true; firmware = "uefi"; }; }`, options(t, "core: { boot: true }"))
	assert.Equal(t, `{ panther.core.boot = { enable = true; firmware = "uefi"; kernel = pkgs.linux_latest; }; }`, options(t, "core: { boot: { kernel: !pkg linux_latest } }"))
}

func TestEntriesAreSetAsTheyAre(t *testing.T) {
	assert.Equal(t, `{ panther.core.users.ada.uid = 1000; }`, options(t, "core: { users: { ada: { uid: 1000, admin: null } } }"))
	assert.Equal(t, `{ panther.core.users.ada = { }; }`, options(t, "core: { users: { ada: {} } }"))
}

func TestWhatIsCollected(t *testing.T) {
	for content, want := range map[string]string{
		"services: { watch: { server: { enable: true } } }": "{ panther.services.watch = { enable = true; server = { enable = true; targets = import ../../../fleet/services-watch.nix; }; }; }",
		"services: { watch: true }":                         "{ panther.services.watch.enable = true; }",
	} {
		c := compose.Host(host(t, content), nil, here)
		assert.Equal(t, want, flat(c.Modules))
		assert.Equal(t, strings.Contains(want, "import"), len(c.Collected) == 1, "the file is only there for hosts that read it")
	}
	h := host(t, "services: { watch: { port: 1 } }")
	watch := h.Module("services/watch").Module
	assert.Equal(t, "fleet/services-watch.nix", compose.CollectionFile(watch))
	assert.Equal(t, `[ { host = "web1"; name = null; port = 1; } ]`, flat(nix.List(compose.CollectionEntries(watch, h)...)))
	assert.Equal(t, `[ { host = "web1"; name = "n"; port = 9100; } ]`, flat(nix.List(compose.CollectionEntries(watch, host(t, "services: { watch: { name: n } }"))...)), "defaults included")
	assert.Empty(t, compose.CollectionEntries(watch, host(t, "")), "the module is off")
	assert.Empty(t, compose.CollectionFile(host(t, "core: { boot: true }").Module("core/boot").Module))
}

// What serves measurements is told to the hosts that watch, whichever module it belongs to.
func TestCollectionOfMetrics(t *testing.T) {
	h := host(t, "services: { meter: { address: a.example }, diskHealth: { port: 9633 } }")
	meter := h.Module("services/meter").Module
	entries := compose.CollectionEntries(meter, h)
	assert.Equal(t, `[ { address = "a.example"; host = "web1"; name = "disks"; port = 9633; } { address = "a.example"; host = "web1"; name = "meter"; port = 9100; } ]`,
		flat(nix.List(entries...)))
	known := host(t, "services: { meter: true, diskHealth: { port: !ref a.b } }")
	assert.Len(t, compose.CollectionEntries(meter, known), 1, "a number that only that host's NixOS knows is left out")
	assert.Empty(t, compose.CollectionEntries(meter, host(t, "services: { diskHealth: true }")), "without the module nothing is collected")
}

func identity(t testing.TB, content string) (set, arguments string) {
	t.Helper()
	c := compose.Host(host(t, content), nil, here)
	return flat(c.Identity), spaces.ReplaceAllString(c.Arguments.String(), " ")
}

func TestIdentityAndSettings(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"none", "", `{ networking.hostName = "web1"; nixpkgs.hostPlatform = "x86_64-linux"; system.stateVersion = "25.05"; }`},
		{"another platform", "system: aarch64-linux", `{ networking.hostName = "web1"; nixpkgs.hostPlatform = "aarch64-linux"; system.stateVersion = "25.05"; }`},
		{"settings beside them", "settings: { networking.domain: x, boot.kernel.sysctl.\"vm.swappiness\": 10 }",
			`{ boot.kernel.sysctl."vm.swappiness" = 10; networking = { domain = "x"; hostName = "web1"; }; nixpkgs.hostPlatform = "x86_64-linux"; system.stateVersion = "25.05"; }`},
		{"all kinds of values", "settings: { a: { t: x, i: -1, f: 1.5, b: true, n: null, l: [1, [2], {c: 3}], e: {}, p: !pkg q.r, r: !ref s.t } }",
			`{ a = { b = true; e = { }; f = 1.5; i = -1; l = [ 1 [ 2 ] { c = 3; } ]; n = null; p = pkgs.q.r; r = config.s.t; t = "x"; }; networking.hostName = "web1"; ` +
				`nixpkgs.hostPlatform = "x86_64-linux"; system.stateVersion = "25.05"; }`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _ := identity(t, c.content)
			assert.Equal(t, c.want, got)
		})
	}
}

func TestArgumentsAreNamedWhereTheyAreUsed(t *testing.T) {
	for content, want := range map[string]string{
		"":                                       "{ inputs, ... }:",
		"settings: { a: !pkg b }":                "{ inputs, pkgs, ... }:",
		"settings: { a: [{ c: !ref b }] }":       "{ config, inputs, ... }:",
		"settings: { a: !ref b, c: !pkg d }":     "{ config, inputs, pkgs, ... }:",
		"services: { watch: { port: !ref a } }":  "{ config, inputs, lib, ... }:",
		"core: { boot: { kernel: !pkg linux } }": "{ inputs, pkgs, ... }:",
		"services: { watch: true }":              "{ inputs, lib, ... }:",
		"settings: { a: 'config.x pkgs.y' }":     "{ inputs, ... }:",
	} {
		_, got := identity(t, content)
		assert.Equal(t, want, strings.TrimSpace(got), content)
	}
}

func TestUnfreePackagesAreAllowedByName(t *testing.T) {
	got, _ := identity(t, "services: { watch: true }\ncore: { users: { ada: {} } }\nhome: { ada: { git: true } }")
	assert.Contains(t, got, `nixpkgs = { config.allowUnfreePredicate = package: builtins.elem (lib.getName package) [ "git-pro" "watch-pro" ]; hostPlatform =`)
	got, _ = identity(t, "core: { boot: true }")
	assert.NotContains(t, got, "allowUnfree")
}

func TestUnfreePackagesOfAValueAreAllowedWithIt(t *testing.T) {
	for content, want := range map[string]string{
		"true":                        "",
		"{ vendors: [amd] }":          "",
		"{ vendors: [amd, nvidia] }":  `[ "nvidia-x11" ]`,
		"{ driver: { open: false } }": `[ "closed-driver" ]`,
		"{ vendors: [nvidia], driver: { open: false } }":        `[ "closed-driver" "nvidia-x11" ]`,
		"{ driver: { enable: false, open: false } }":            "",
		"{ enable: false, vendors: [nvidia] }":                  "",
		"{ vendors: [nvidia], driver: { open: true } }":         `[ "nvidia-x11" ]`,
		"{ vendors: [nvidia, nvidia], driver: { open: true } }": `[ "nvidia-x11" ]`,
	} {
		got, _ := identity(t, "services: { graphics: "+content+" }")
		if want == "" {
			assert.NotContains(t, got, "allowUnfree", content)
		} else {
			assert.Contains(t, got, "(lib.getName package) "+want+";", content)
		}
	}
}

func TestImports(t *testing.T) {
	for _, c := range []struct {
		name, content string
		place         compose.Place
		want          string
	}{
		{"the least", "", here, "[ inputs.disko.nixosModules.disko ./disko.nix ]"},
		{"modules and a home", "services: { watch: true }\ncore: { users: { ada: {} } }\nhome: { ada: {} }", here,
			"[ inputs.disko.nixosModules.disko inputs.home-manager.nixosModules.home-manager ../../../modules/nixos/core/users.nix ../../../modules/nixos/services/watch.nix ./disko.nix ./home.nix ]"},
		{"a module whose input panther does not know", "services: { diskHealth: true }", here, "[ inputs.disko.nixosModules.disko ../../../modules/nixos/services/disk-health.nix ./disko.nix ]"},
		{"hand-written files", "imports: [a.nix, sub/b.nix, ../c.nix, ../../d.nix, ../../../e.nix, 'f g.nix']", here,
			`[ inputs.disko.nixosModules.disko ./disko.nix ./a.nix ./sub/b.nix ../c.nix ../../d.nix ../../../e.nix (./. + "/f g.nix") ]`},
		{"rendered elsewhere", "imports: [a.nix, ../../../e.nix]\nservices: { watch: true }", compose.Place{Output: "out/nix", Folder: "hosts/web/web1"},
			"[ inputs.disko.nixosModules.disko ../../../modules/nixos/services/watch.nix ./disko.nix ../../../../../hosts/web/web1/a.nix ../../../../../e.nix ]"},
		{"rendered into the folder of hosts", "imports: [a.nix]", compose.Place{Output: "hosts", Folder: "hosts/web/web1"},
			"[ inputs.disko.nixosModules.disko ./disko.nix ../../../web/web1/a.nix ]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, flat(compose.Host(host(t, c.content), nil, c.place).Imports))
		})
	}
}

// A rendered path to a hand-written file leads there, wherever the tree is rendered.
func TestRelativePathsLeadBack(t *testing.T) {
	segment := rapid.SampledFrom([]string{"a", "b", "hosts", "web1", "nix"})
	rapid.Check(t, func(rt *rapid.T) {
		output := path.Join(append([]string{"."}, rapid.SliceOfN(segment, 0, 3).Draw(rt, "output")...)...)
		file := path.Join(rapid.SliceOfN(segment, 1, 4).Draw(rt, "file")...) + ".nix"
		h := &resolve.Host{Imports: []resolve.Import{{Path: file}}}
		place := compose.Place{Output: output, Folder: "hosts/web/web1"}
		imports := strings.Fields(flat(compose.Host(withRoot(t, h), nil, place).Imports))
		rendered := imports[len(imports)-2]
		require.True(rt, strings.HasPrefix(rendered, "./") || strings.HasPrefix(rendered, "../"), rendered)
		require.Equal(rt, file, path.Join(output, place.Folder, rendered), "%s from %s", rendered, output)
	})
}

var plainHost *resolve.Host

// withRoot gives a host the document of one that says nothing.
func withRoot(t testing.TB, h *resolve.Host) *resolve.Host {
	if plainHost == nil {
		plainHost = host(t, "")
	}
	h.Root = plainHost.Root
	return h
}

func TestDisko(t *testing.T) {
	got := flat(compose.Disko(host(t, ""), storage.Read(host(t, ""), nil)))
	assert.True(t, strings.HasPrefix(got, "{ disko.devices.disk.main = {"), got)
	assert.NotContains(t, got, "swapDevices")
	got = flat(compose.Disko(host(t, ""), storage.Read(host(t, "x-note: 1\n"), nil)))
	assert.NotContains(t, got, "note")
}

func TestHomes(t *testing.T) {
	home := func(content string) (body, arguments string) {
		h := compose.Homes(host(t, "core: { users: { ada: {} } }\nhome: { ada: "+content+" }"), here)
		return flat(h.Body), spaces.ReplaceAllString(h.Arguments.String(), " ")
	}
	frame := func(arguments, user string) string {
		inputs := ""
		if strings.Contains(arguments, "inputs") {
			inputs = "extraSpecialArgs.inputs = inputs; "
		}
		return `{ home-manager = { backupFileExtension = "hm-bak"; ` + inputs + `useGlobalPkgs = true; useUserPackages = true; users.ada` + user + ` }; }`
	}
	for _, c := range []struct{ name, content, want, arguments string }{
		{"nothing", "{}", `.home.stateVersion = "25.05";`, ""},
		{"a module", "{ git: { name: x } }", ` = { imports = [ ../../../modules/home/git.nix ]; home.stateVersion = "25.05"; panther.home.git = { enable = true; name = "x"; }; };`, ""},
		{"packages", "{ packages: [!pkg a, !pkg b.c] }", `.home = { packages = [ pkgs.a pkgs.b.c ]; stateVersion = "25.05"; };`, "{ pkgs, ... }:"},
		{"settings and files", "{ stateVersion: \"24.11\", imports: [x.nix], settings: { programs.git.userName: !ref a.b } }",
			` = { imports = [ ./x.nix ]; home.stateVersion = "24.11"; programs.git.userName = config.a.b; };`, "{ config, inputs, ... }:"},
		{"packages in settings, too", "{ packages: [!pkg a], settings: { home.packages: [!pkg b] } }", `.home = { packages = [ pkgs.a pkgs.b ]; stateVersion = "25.05"; };`, "{ pkgs, ... }:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			body, arguments := home(c.content)
			assert.Equal(t, frame(c.arguments, c.want), body)
			assert.Equal(t, c.arguments, strings.TrimSpace(arguments))
		})
	}
}

// Settings are stronger than what panther says by itself: both at once would be a conflict to NixOS.
func TestSettingsOfHomeManager(t *testing.T) {
	got := flat(compose.Homes(host(t, "core: { users: { ada: {} } }\nhome: { ada: {} }\nsettings: { home-manager: { useGlobalPkgs: false, verbose: true } }"), here).Body)
	assert.Equal(t, `{ home-manager = { backupFileExtension = "hm-bak"; useUserPackages = true; users.ada.home.stateVersion = "25.05"; }; }`, got)
}

// home-manager gives its modules no inputs by itself.
func TestHomesThatUseInputs(t *testing.T) {
	for _, content := range []string{"{ secrets: true }", "{ imports: [x.nix] }"} {
		h := host(t, "core: { users: { ada: {} } }\nhome: { ada: "+content+" }")
		got := compose.Homes(h, here)
		assert.Contains(t, flat(got.Body), "extraSpecialArgs.inputs = inputs;", content)
		assert.Contains(t, got.Arguments.String(), "inputs", content)
	}
	h := host(t, "core: { users: { ada: {} } }\nhome: { ada: { secrets: true } }")
	assert.Equal(t, []string{"disko", "home-manager", "sops"}, compose.Ref(h).Inputs)
}

func TestInputs(t *testing.T) {
	f, hosts := fleet(t, "inputs: { sops: { url: 'github:Mic92/sops-nix', follows: [nixpkgs] }, other: { url: 'github:x/y' } }", map[string]string{
		"hosts/plain.yaml": "", "hosts/home.yaml": "core: { users: { ada: {} } }\nhome: { ada: {} }", "hosts/sops.yaml": "services: { diskHealth: true }",
	})
	names := func(hosts ...compose.HostRef) []string {
		var out []string
		for _, in := range compose.InputsOf(f, hosts) {
			out = append(out, in.Name)
		}
		return out
	}
	plain, home, sops := compose.Ref(hosts["plain"]), compose.Ref(hosts["home"]), compose.Ref(hosts["sops"])
	assert.Equal(t, []string{"disko"}, plain.Inputs)
	assert.Equal(t, []string{"disko", "home-manager"}, home.Inputs)
	assert.Equal(t, []string{"disko", "sops"}, sops.Inputs, "what a module names")
	assert.Equal(t, []string{"disko", "nixpkgs", "other", "sops"}, names(plain), "only what is used, and what panther.yaml adds")
	assert.Equal(t, []string{"disko", "home-manager", "nixpkgs", "other", "sops"}, names(plain, home, sops), "each once")
	assert.Equal(t, []string{"nixpkgs", "other", "sops"}, names())

	got := flat(compose.ComposeFlake(f, []compose.HostRef{home}).Inputs)
	assert.Equal(t, `{ inputs = { `+
		`disko = { url = "github:nix-community/disko"; inputs.nixpkgs.follows = "nixpkgs"; }; `+
		`home-manager = { url = "github:nix-community/home-manager/release-26.05"; inputs.nixpkgs.follows = "nixpkgs"; }; `+
		`nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05"; other.url = "github:x/y"; `+
		`sops = { url = "github:Mic92/sops-nix"; inputs.nixpkgs.follows = "nixpkgs"; }; }; }`, got)
}

func TestFlake(t *testing.T) {
	f, _ := fleet(t, "description: 'our \"fleet\"'\ndevShells: [go, default]", nil)
	refs := []compose.HostRef{
		{Name: "arm", Folder: "hosts/arm", System: "aarch64-linux"}, {Name: "web1", Folder: "hosts/web/web1", System: "x86_64-linux"}, {Name: "web2", Folder: "hosts/web/web2", System: "x86_64-linux"},
	}
	flake := compose.ComposeFlake(f, refs)
	assert.Equal(t, `"our \"fleet\""`, flat(flake.Description))
	assert.Equal(t, `[ "aarch64-linux" "x86_64-linux" ]`, flat(flake.Systems), "those of the hosts, each once")
	assert.Equal(t, `{ nixosConfigurations = { arm = mkHost ./hosts/arm/configuration.nix; web1 = mkHost ./hosts/web/web1/configuration.nix; web2 = mkHost ./hosts/web/web2/configuration.nix; }; }`, flat(flake.Hosts))
	assert.Contains(t, flat(flake.Checks), `aarch64-linux.arm = self.nixosConfigurations.arm.config.system.build.toplevel;`)
	assert.Contains(t, flat(flake.DevShells), `go = pkgs.mkShell { packages = [ pkgs.delve`)

	f, _ = fleet(t, "systems: [x86_64-linux]", nil)
	flake = compose.ComposeFlake(f, refs)
	assert.Equal(t, `[ "x86_64-linux" ]`, flat(flake.Systems), "panther.yaml decides")
	assert.Nil(t, flake.DevShells)
	f, _ = fleet(t, "", nil)
	assert.Equal(t, `[ "x86_64-linux" ]`, flat(compose.ComposeFlake(f, nil).Systems))
}

func TestEveryDevShellThatTheLanguageKnowsHasPackages(t *testing.T) {
	names := []string{"default", "nix", "mcp", "rust", "node", "python", "go"}
	f, _ := fleet(t, "devShells: ["+strings.Join(names, ", ")+"]", nil)
	shells := flat(compose.ComposeFlake(f, nil).DevShells)
	for _, name := range names {
		assert.Regexp(t, `\b`+name+` = pkgs.mkShell \{ packages = \[ pkgs\.`, shells)
	}
}

func TestModules(t *testing.T) {
	h := host(t, "core: { users: { ada: {} }, boot: true }")
	boot := compose.ComposeModule(h.Module("core/boot").Module)
	assert.Equal(t, "config.panther.core.boot", flat(boot.Config))
	assert.False(t, boot.Entries)
	assert.Equal(t, `{ options.panther.core.boot = { enable = lib.mkEnableOption "it"; firmware = lib.mkOption { type = lib.types.str; description = "d"; }; `+
		`kernel = lib.mkOption { type = lib.types.nullOr lib.types.package; default = null; description = "d"; }; }; }`, flat(boot.Options))
	users := compose.ComposeModule(h.Module("core/users").Module)
	assert.True(t, users.Entries)
	assert.Contains(t, flat(users.Options), "options.panther.core.users = lib.mkOption { type = lib.types.attrsOf ( lib.types.submodule {")
	assert.Contains(t, flat(users.Options), `default = { }; description = "It."; }`)
}

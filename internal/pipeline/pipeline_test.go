package pipeline_test

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/tree"
	"github.com/hbohlen/panther/profiles"
	"github.com/hbohlen/panther/templates"
)

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34"

// people are those of the test fleets.
const people = "users: { ada: { admin: true, passwordlessSudo: true, sshKeys: [" + key + "] } }\n"

// good is a manifest without a mistake.
const good = "profile: vps\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/disk/by-id/virtio-%s } }\ncore: { users: { ada: {} } }\n"

// fleet is a fleet in texts, with the built-in modules and profiles.
type fleet struct {
	panther  string
	hosts    map[string]string
	profiles map[string]string
	modules  map[string]string
	exists   func(string) bool
	imports  func(string) []byte
	inUse    func(string) []string
	version  string
}

func files(dir string, contents map[string]string) []*source.File {
	var out []*source.File
	for name, content := range contents {
		out = append(out, source.New(dir+name+".yaml", []byte(content)))
	}
	slices.SortFunc(out, func(a, b *source.File) int { return strings.Compare(a.Name, b.Name) })
	return out
}

var builtInProfiles = func() []*source.File {
	contents := map[string]string{}
	names, _ := fs.Glob(profiles.FS, "*.yaml")
	for _, name := range names {
		content, _ := fs.ReadFile(profiles.FS, name)
		contents[strings.TrimSuffix(name, ".yaml")] = string(content)
	}
	return files("profiles/", contents)
}()

func (f fleet) open(t testing.TB) *pipeline.Fleet {
	t.Helper()
	in := pipeline.Input{
		Fleet: source.New("panther.yaml", []byte(people+f.panther)), Hosts: files("hosts/", f.hosts), Profiles: files("profiles/", f.profiles),
		BuiltIn: pipeline.BuiltIn{Profiles: builtInProfiles, Templates: templates.FS}, Version: f.version, Exists: f.exists, Import: f.imports, InUse: f.inUse,
	}
	if f.modules != nil {
		own := fstest.MapFS{}
		for name, content := range f.modules {
			own[name] = &fstest.MapFile{Data: []byte(content)}
		}
		in.Modules = own
	}
	opened, err := pipeline.Open(in)
	require.NoError(t, err)
	return opened
}

func (f fleet) run(t testing.TB) *pipeline.Result {
	t.Helper()
	return f.open(t).Run(pipeline.Options{Tree: true})
}

func (f fleet) clean(t testing.TB) *pipeline.Result {
	t.Helper()
	r := f.run(t)
	require.Empty(t, reports(r.Diags()))
	return r
}

func reports(list diag.List) []string {
	var out []string
	for _, d := range list {
		name := ""
		if !d.Range.IsZero() {
			name = d.Range.File.Name
		}
		out = append(out, fmt.Sprintf("%s %s %s: %s", d.Severity, d.Code, name, d.Message))
	}
	return out
}

func paths(t *tree.Tree) []string {
	var out []string
	for _, f := range t.Files() {
		out = append(out, f.Path)
	}
	return out
}

func host(name string) string { return fmt.Sprintf(good, name) }

func TestAFleetIsRendered(t *testing.T) {
	r := fleet{hosts: map[string]string{"web1": host("a"), "eu/web2": host("b") + "home: { ada: { shell: true } }\n"}}.clean(t)
	assert.Equal(t, []string{"web2", "web1"}, r.Names(), "by the path of their manifests")
	got := paths(r.Tree)
	for _, want := range []string{
		"flake.nix", "hosts/eu/web2/configuration.nix", "hosts/eu/web2/disko.nix", "hosts/eu/web2/home.nix", "hosts/web1/configuration.nix", "hosts/web1/disko.nix",
		"modules/home/shell.nix", "modules/nixos/core/users.nix",
	} {
		assert.Contains(t, got, want)
	}
	assert.NotContains(t, got, "hosts/web1/home.nix", "nobody has a home there")
	assert.NotContains(t, got, "modules/nixos/services/podman.nix", "nobody uses it")
	for _, f := range r.Tree.Files() {
		assert.True(t, tree.IsRendered(f.Content), f.Path)
		assert.True(t, strings.HasSuffix(string(f.Content), "\n"), f.Path)
		assert.NotContains(t, string(f.Content), "\r")
		assert.NotContains(t, string(f.Content), " \n", "%s: spaces at the end of a line", f.Path)
	}
	var inputs []string
	for _, in := range r.Inputs {
		inputs = append(inputs, in.Name)
	}
	assert.Equal(t, []string{"disko", "home-manager", "nixpkgs"}, inputs)
}

func TestRenderingIsDeterministic(t *testing.T) {
	f := fleet{hosts: map[string]string{}}
	for i := range 12 {
		f.hosts[fmt.Sprintf("g%d/h%d", i%3, i)] = host(fmt.Sprint(i)) + "services: { monitoring: { port: 9100 }, tailscale: true }\n"
	}
	first := f.clean(t).Tree.Files()
	for range 2 {
		assert.Equal(t, first, f.clean(t).Tree.Files())
	}
}

func TestAModuleFileIsTheSameInEveryFleet(t *testing.T) {
	one := fleet{hosts: map[string]string{"web1": host("a")}}.clean(t).Tree
	two := fleet{panther: "description: other\noutput: nix\n", hosts: map[string]string{"x/y": host("b") + "core: { boot: { timeout: 1 }, users: { ada: { shell: fish } } }\n"}}
	two.hosts["x/y"] = strings.Replace(two.hosts["x/y"], "core: { users: { ada: {} } }\n", "", 1)
	for _, f := range two.clean(t).Tree.Files() {
		if strings.HasPrefix(f.Path, "modules/") && one.Has(f.Path) {
			assert.Equal(t, string(one.Get(f.Path)), string(f.Content), f.Path)
		}
	}
}

func TestMistakesStayWithTheirHost(t *testing.T) {
	r := fleet{hosts: map[string]string{"bad": "profile: [\n", "worse": host("w") + "services: { nope: true }\n", "web1": host("a")}}.run(t)
	assert.Len(t, r.Hosts, 3)
	assert.True(t, r.Host("web1").OK())
	assert.False(t, r.Host("bad").OK())
	assert.False(t, r.Host("worse").OK())
	assert.Nil(t, r.Host("nope"))
	assert.Empty(t, r.Host("worse").Files)
	assert.True(t, r.Tree.Has("hosts/web1/configuration.nix"))
	assert.False(t, r.Tree.Has("hosts/worse/configuration.nix"))
	assert.NotContains(t, string(r.Tree.Get("flake.nix")), "worse")
	assert.Equal(t, []string{
		"error yaml-syntax hosts/bad.yaml: not valid YAML: a value is missing, or a list or mapping is not closed",
		`error unknown-key hosts/worse.yaml: services has no module "nope"`,
	}, reports(r.Diags()))
}

func TestAHostWithMistakesStaysInTheFlakeWhileItsFilesAreThere(t *testing.T) {
	f := fleet{hosts: map[string]string{"bad": "nope: 1\n", "web1": host("a")}, inUse: func(folder string) []string {
		if folder == "hosts/bad" {
			return []string{"disko", "home-manager"}
		}
		return nil
	}}
	flake := string(f.run(t).Tree.Get("flake.nix"))
	assert.Contains(t, flake, "bad = mkHost ./hosts/bad/configuration.nix;")
	assert.Contains(t, flake, "home-manager")
}

func TestTwoManifestsOfOneName(t *testing.T) {
	r := fleet{hosts: map[string]string{"a/web1": host("a"), "b/web1": host("b")}}.run(t)
	got := reports(r.Diags())
	require.NotEmpty(t, got)
	for _, report := range got {
		assert.Contains(t, report, `duplicate-host`)
	}
	assert.True(t, r.Diags().HasErrors())
	assert.NotNil(t, r.Tree)
}

func TestHandWrittenFilesMustBeThere(t *testing.T) {
	f := fleet{hosts: map[string]string{"web1": host("a") + "imports: [there.nix, gone.nix]\nhome: { ada: { imports: [home-gone.nix] } }\n"}, exists: func(name string) bool { return name == "hosts/web1/there.nix" }}
	assert.Equal(t, []string{
		"error missing-import hosts/web1.yaml: there is no file hosts/web1/gone.nix", "error missing-import hosts/web1.yaml: there is no file hosts/web1/home-gone.nix",
	}, reports(f.run(t).Diags()))
	f.exists = func(string) bool { return true }
	r := f.clean(t)
	assert.Contains(t, string(r.Tree.Get("hosts/web1/configuration.nix")), "./there.nix")
	assert.Contains(t, string(r.Tree.Get("hosts/web1/home.nix")), "./home-gone.nix")
}

func TestRenderedFilesAreNoImports(t *testing.T) {
	const homes = "home: { ada: { shell: true } }\n"
	for _, c := range []struct {
		panther, host string
		refused       bool
	}{
		{"", "imports: [configuration.nix]", true},
		{"", "imports: [disko.nix]", true},
		{"", "imports: [home.nix]", false}, // a host without homes may have one of its own
		{"", homes + "imports: [home.nix]", true},
		{"", "imports: [../../flake.nix]", true},
		{"", "imports: [../../modules/nixos/core/base.nix]", true},
		{"", "imports: [../../modules/nixos/core/mine.nix]", false},
		{"", "imports: [../web2/disko.nix]", true},
		{"", "imports: [../other/disko.nix]", false}, // nobody's
		{"", "home: { ada: { imports: [../../modules/home/shell.nix] } }", true},
		{"output: nix\n", "imports: [configuration.nix]", false},
		{"output: nix\n", "imports: [../../flake.nix]", false},
		{"output: nix\n", "imports: [../../nix/flake.nix]", true},
		{"output: nix\n", "imports: [../../nix/hosts/web1/disko.nix]", true},
		{"output: nix\n", "imports: [../../nix/mine.nix]", false},
	} {
		got := fleet{panther: c.panther, hosts: map[string]string{"web1": host("a") + c.host + "\n", "web2": host("b")}}.run(t).Diags()
		if !c.refused {
			assert.Empty(t, reports(got), "%s%s", c.panther, c.host)
			continue
		}
		if assert.Len(t, got, 1, "%s%s", c.panther, c.host) {
			assert.Contains(t, got[0].Message, "is rendered by panther")
		}
	}
}

func TestTheWantedVersion(t *testing.T) {
	for _, c := range []struct{ wanted, running, report string }{
		{">= 0.1", "0.2.0", ""}, {">= 0.1", "", ""}, {">= 0.1", "devel", ""}, {"^1.0", "1.5.2", ""},
		{">= 2", "1.0.0", "error wanted-version panther.yaml: the fleet wants panther >= 2, and this is 1.0.0"},
		{"newest", "1.0.0", `error bad-value panther.yaml: "newest" is not a range of versions`},
	} {
		got := reports(fleet{panther: "panther: \"" + c.wanted + "\"\n", version: c.running, hosts: map[string]string{"web1": host("a")}}.run(t).Diags())
		assert.Equal(t, c.report, strings.Join(got, ""), "%s with %s", c.wanted, c.running)
	}
}

func TestInputsOfTheFleet(t *testing.T) {
	for inputs, want := range map[string]string{
		"sops: { url: 'github:a/b', follows: [nixpkgs] }":                  "",
		"a: { url: 'github:a/b' }, b: { url: 'github:a/c', follows: [a] }": "",
		"nixpkgs: { url: 'github:a/b' }":                                   "owned-setting",
		"self: { url: 'github:a/b' }":                                      "bad-value",
		"'a b': { url: 'github:a/b' }":                                     "bad-value",
		"a: { url: 'github:a/b', follows: [nixpkg] }":                      "bad-reference",
		"a: { follows: [nixpkgs] }":                                        "missing-value",
		"a: { url: 'https://me:hunter2@example.org/x' }":                   "secret-value",
	} {
		got := fleet{panther: "inputs: { " + inputs + " }\n", hosts: map[string]string{"web1": host("a")}}.run(t).Diags()
		if want == "" {
			assert.Empty(t, reports(got), inputs)
			continue
		}
		if assert.NotEmpty(t, got, inputs) {
			assert.Equal(t, diag.Code(want), got[0].Code, inputs)
		}
	}
}

func TestAFleetsOwnModules(t *testing.T) {
	f := fleet{hosts: map[string]string{"web1": host("a") + "services: { caddy: { port: 8080 } }\n"}, modules: map[string]string{
		"services/caddy.yaml":     "description: Caddy\noptions: { port: { type: port, default: 80, description: Its port. } }\n",
		"services/caddy.nix.tmpl": "services.caddy.enable = lib.mkOverride 900 true;\n",
	}}
	r := f.clean(t)
	assert.Contains(t, string(r.Tree.Get("modules/nixos/services/caddy.nix")), "services.caddy.enable")
	assert.Contains(t, string(r.Tree.Get("hosts/web1/configuration.nix")), "port = 8080;")

	f.modules["services/caddy.nix.tmpl"] = "a = {{ now }};\n"
	r = f.run(t)
	require.Len(t, r.Diags(), 1)
	assert.Equal(t, diag.Template, r.Diags()[0].Code)
	assert.Equal(t, "templates/modules/services/caddy.nix.tmpl", r.Diags()[0].Range.File.Name)
}

func TestAFleetsOwnProfileTakesThePlaceOfABuiltInOne(t *testing.T) {
	f := fleet{hosts: map[string]string{"web1": host("a")}, profiles: map[string]string{"vps": "extends: base\nfirmware: bios\n"}}
	r := f.open(t).Run(pipeline.Options{Keep: true})
	require.Empty(t, reports(r.Diags()))
	assert.Equal(t, "bios", r.Host("web1").Resolved.Firmware)
	assert.Nil(t, r.Tree, "nobody asked for it")
}

// A circle through built-in profiles has a place in each of them; the fleet's own is the one to mend.
func TestAFleetsOwnProfileClosesACircle(t *testing.T) {
	f := fleet{hosts: map[string]string{"web1": host("a")}, profiles: map[string]string{"server": "extends: hetzner\n"}}
	var places []string
	for _, d := range f.open(t).Run(pipeline.Options{}).Diags() {
		if d.Code == diag.ProfileCycle {
			places = append(places, d.Range.File.Name+": "+d.Label)
		}
	}
	assert.Equal(t, []string{
		"profiles/hetzner.yaml: vps extends server extends hetzner extends vps",
		"profiles/server.yaml: hetzner extends vps extends server extends hetzner",
		"profiles/vps.yaml: server extends hetzner extends vps extends server",
	}, slices.Compact(slices.Sorted(slices.Values(places))))
}

func TestWhatIsCollectedFromTheFleet(t *testing.T) {
	watched := "services: { tailscale: true, monitoring: true }\n"
	f := fleet{hosts: map[string]string{
		"b": host("b") + watched, "a": host("a") + "services: { tailscale: true, monitoring: { port: 9200, server: { enable: true } } }\n", "off": host("c"),
	}}
	r := f.clean(t)
	file := string(r.Tree.Get("fleet/services-monitoring.nix"))
	assert.Less(t, strings.Index(file, `host = "a"`), strings.Index(file, `host = "b"`))
	assert.Contains(t, file, "port = 9200;")
	assert.NotContains(t, file, "off")
	assert.Contains(t, string(r.Tree.Get("hosts/a/configuration.nix")), "import ../../fleet/services-monitoring.nix")
	assert.NotContains(t, string(r.Tree.Get("hosts/b/configuration.nix")), "fleet/")
	assert.Contains(t, pipeline.UsesOf(r.Host("a")), "fleet/services-monitoring.nix")
	assert.NotContains(t, pipeline.UsesOf(r.Host("b")), "fleet/services-monitoring.nix")

	f.hosts["a"] = host("a") + watched
	assert.False(t, f.clean(t).Tree.Has("fleet/services-monitoring.nix"), "nobody reads it")
}

func TestWhatAHostNeeds(t *testing.T) {
	r := fleet{hosts: map[string]string{"eu/web1": host("a") + "home: { ada: { shell: true } }\n", "web2": host("b") + "services: { podman: true }\n"}}.clean(t)
	uses := pipeline.UsesOf(r.Host("web1"))
	assert.True(t, slices.IsSorted(uses))
	for _, want := range []string{"flake.nix", "hosts/eu/web1/home.nix", "modules/home/shell.nix", "modules/nixos/core/base.nix"} {
		assert.Contains(t, uses, want)
	}
	assert.NotContains(t, uses, "modules/nixos/services/podman.nix")
	for _, name := range uses {
		assert.True(t, r.Tree.Has(name), name)
	}
	assert.Equal(t, "web1", r.HostOfFile("hosts/eu/web1/disko.nix").Name)
	assert.Nil(t, r.HostOfFile("flake.nix"))
	assert.Nil(t, r.HostOfFile("modules/home/shell.nix"))
}

func TestHandWrittenFilesAreReadOnce(t *testing.T) {
	var read atomic.Int32
	f := fleet{hosts: map[string]string{}, exists: func(string) bool { return true }, imports: func(name string) []byte {
		assert.Equal(t, "hosts/shared.nix", name)
		read.Add(1)
		return []byte("{ lib, ... }: { options.own.thing = lib.mkOption { }; }\n")
	}}
	for _, name := range []string{"a", "b", "c"} {
		f.hosts["web-"+name] = host(name) + "imports: [../shared.nix]\nsettings: { own.thing: 1 }\n"
	}
	f.clean(t)
	assert.EqualValues(t, 1, read.Load())
}

func TestOneManifestByItself(t *testing.T) {
	f := fleet{hosts: map[string]string{"web1": host("a")}}.open(t)
	assert.Empty(t, reports(f.Single(source.New("hosts/new.yaml", []byte(host("b"))))))
	assert.NotEmpty(t, f.Single(source.New("hosts/new.yaml", []byte("nope: 1\n"))))
	assert.Empty(t, reports(f.Single(source.New("hosts/new.yaml", []byte(host("a"))))), "alone, it clashes with nobody")
	assert.Contains(t, strings.Join(reports(f.Join(source.New("hosts/zeta.yaml", []byte(host("a"))), nil)), ""), "duplicate-disk")
	assert.Contains(t, strings.Join(reports(f.Join(source.New("hosts/b/web1.yaml", []byte(host("b"))), nil)), ""), "duplicate-host")
	assert.Len(t, f.Run(pipeline.Options{}).Hosts, 1, "the fleet stays as it is")
}

func TestAFleetWithoutHosts(t *testing.T) {
	r := fleet{}.clean(t)
	assert.Zero(t, r.Tree.Len())
	assert.Empty(t, r.Names())
}

package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/needs"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
	"github.com/hbohlen/panther/templates"
)

// nasty are texts that mean something to Nix, to YAML or to a template, or that printers get wrong.
var nasty = []string{
	`${builtins.throw "x"}`, `$${x}`, `$\${x}`, `''${x}`, `$`, `${`, `"`, `\`, `\"`, `"; builtins.abort "x`, `''`, `'''`,
	"a\nb", "\n", "a\n  ${x}\n", "a\tb", "\r", `\n`, `else`, `or`, `null`, `true`, `-1`, `1a`, `a.b`, `a b`, ` a `, `a  `, ``,
	`*/`, `/* a`, `# a`, `a # b`, `};`, `]`, `<nixpkgs>`, `./a`, `https://a.b/?c=d&e`, `@a`, `a: b`, `{{ .Release }}`, `{{`,
	"\u00e9\u4e2d\U0001f406", "\u2028", "\ufeff", "\u0085", "~",
}

// TestTextIsNeverCode puts each text into every place of panther.yaml and of manifests that takes it, and wants Nix to
// read it back as it was written. The places follow from the interfaces: an option that is added is tried as well.
func TestTextIsNeverCode(t *testing.T) {
	t.Parallel()
	needs.Program(t, "nix", "nix-instantiate")
	language := language(t)
	for i, text := range nasty {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			t.Logf("the text %q", text)
			f := newNastyFleet(t, language, text)
			got := run("-C", f.dir, "gen")
			require.Equal(t, 0, got.code, got.errors)
			f.parse(t)
			f.evaluate(t)
		})
	}
}

// TestTextIsNeverCodeWithNUL holds that what Nix cannot hold is refused wherever it stands.
func TestTextIsNeverCodeWithNUL(t *testing.T) {
	t.Parallel()
	for _, place := range []string{
		"description: %s", "tags: [%s]", "settings: { programs.starship.settings.b: %s }", "settings: { programs.starship.settings: { %s: 1 } }", "settings: { programs.starship.settings.a: [[%s]] }",
		"settings: { programs.starship.settings.b: !ref %s }", "settings: { programs.starship.settings.b: !pkg %s }", "imports: [%s]", "x-note: %s", "x-note: { %s: 1 }",
		"services: { ssh: { banner: %s } }", "home: { operator: { settings: { programs.starship.settings.b: %s } } }", "%s: 1",
	} {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
			write(t, filepath.Join(dir, "hosts/web1.yaml"), smallHost("web1")+fmt.Sprintf(place, `"a\0b"`)+"\n")
			got := run("-C", dir, "gen")
			assert.Equal(t, 1, got.code)
			assert.Contains(t, got.errors, "error[control-character]: the text holds the control character U+0000")
			assert.NotContains(t, got.errors, "\x00")
			assert.NoFileExists(t, filepath.Join(dir, "flake.nix"))
		})
	}
}

// language is what documents may say with the built-in modules.
func language(t *testing.T) *manifest.Language {
	t.Helper()
	modules, err := fs.Sub(templates.FS, "modules")
	require.NoError(t, err)
	c, diags := catalog.Load(catalog.Source{Files: modules, Name: "templates/modules"})
	require.Empty(t, diags)
	return manifest.NewLanguage(c, nil)
}

// nastyFleet is a fleet that holds one text wherever it is taken, and where Nix has to find it.
type nastyFleet struct {
	dir   string
	text  string
	users []string // all but the operator
	wants []want
}

// want is a text and the way to it: a file of the tree, and names and indices from there.
type want struct {
	file string
	path []any
	text string
}

func newNastyFleet(t *testing.T, language *manifest.Language, text string) *nastyFleet {
	t.Helper()
	f := &nastyFleet{dir: t.TempDir(), text: text}
	f.writeFleet(t, language)
	f.writeHost(t, "plain", f.settings("plain"))
	for _, m := range language.Catalog.All() {
		if value, ok := f.build(m.Type); ok {
			f.writeHost(t, strings.ReplaceAll(m.ID(), "/", "-"), f.module(m, value))
		}
	}
	f.writeOwnModule(t)
	return f
}

// writeFleet writes panther.yaml, in JSON, which is YAML.
func (f *nastyFleet) writeFleet(t *testing.T, language *manifest.Language) {
	t.Helper()
	person := map[string]any{"admin": true, "passwordlessSudo": true, "sshKeys": []any{operatorKey}}
	users := map[string]any{"operator": person}
	if f.accepts(language.Fleet.Field("users").Type, mapping(f.text, nil)) {
		users[f.text] = map[string]any{}
		f.users = append(f.users, f.text)
	}
	doc := map[string]any{"release": "26.05", "users": users}
	if f.takes(language.Fleet.Field("description").Type, f.text) {
		doc["description"] = f.text
		f.want("flake.nix", f.text, "description")
	}
	if f.takes(language.Fleet.Field("inputs").Type.Of.Field("url").Type, f.text) && strings.TrimSpace(f.text) != "" {
		doc["inputs"] = map[string]any{"mine": map[string]any{"url": f.text}}
		f.want("flake.nix", f.text, "inputs", "mine", "url")
	}
	write(t, filepath.Join(f.dir, "panther.yaml"), yamlOf(t, doc))
}

func (f *nastyFleet) writeHost(t *testing.T, name string, more map[string]any) {
	t.Helper()
	doc := map[string]any{
		"profile":      "vps",
		"stateVersion": "26.05",
		"disks":        map[string]any{"main": map[string]any{"device": "/dev/disk/by-id/virtio-" + name, "subvolumes": map[string]any{"@snapshots": "/.snapshots"}}},
	}
	users := map[string]any{"operator": map[string]any{}}
	for _, user := range f.users {
		users[user] = map[string]any{}
	}
	core := map[string]any{"users": users}
	if given, ok := more["core"].(map[string]any); ok {
		if picked, ok := given["users"].(map[string]any); ok {
			maps.Copy(users, picked)
		} else {
			maps.Copy(core, given)
		}
	}
	maps.Copy(doc, more)
	doc["core"] = core
	write(t, filepath.Join(f.dir, "hosts", name+".yaml"), yamlOf(t, doc))
}

// anything is an option of NixOS and of home-manager that takes any value.
const anything = "programs.starship.settings"

// settings are options by path, for the host and for a home: the text as a value and as a name, at several depths.
func (f *nastyFleet) settings(host string) map[string]any {
	deep := map[string]any{"x": map[string]any{f.text: map[string]any{f.text: []any{f.text, []any{f.text}, map[string]any{f.text: f.text}}}}}
	configuration, home := "hosts/"+host+"/configuration.nix", "hosts/"+host+"/home.nix"
	name := "operator"
	if len(f.users) > 0 {
		name = f.users[0]
	}
	user := []any{"home-manager", "users", name}
	set := map[string]any{anything + ".b": f.text, anything + ".list": []any{f.text, f.text + "x"}, anything + ".deep": deep}
	inside := func(more ...any) []any { return append([]any{"programs", "starship", "settings"}, more...) }
	if f.text != "" && !strings.Contains(f.text, `"`) {
		set[anything+`."`+f.text+`".c`] = f.text
		f.want(configuration, f.text, inside(f.text, "c")...)
		f.want(home, f.text, append(slices.Clone(user), inside(f.text, "c")...)...)
	}
	for _, path := range [][]any{
		inside("b"), inside("list", 0), inside("deep", "x", f.text, f.text, 0), inside("deep", "x", f.text, f.text, 1, 0),
		inside("deep", "x", f.text, f.text, 2, f.text),
	} {
		f.want(configuration, f.text, path...)
		f.want(home, f.text, append(slices.Clone(user), path...)...)
	}
	return map[string]any{"settings": set, "home": map[string]any{name: map[string]any{"settings": set}}}
}

// module sets the options of a module to a value, and notes where it is to be found.
func (f *nastyFleet) module(m *catalog.Module, value any) map[string]any {
	host := strings.ReplaceAll(m.ID(), "/", "-")
	if m.Layer == catalog.HomeLayer {
		f.wantAll("hosts/"+host+"/home.nix", value, "home-manager", "users", "operator", "panther", m.Layer, m.Key)
		return map[string]any{"home": map[string]any{"operator": map[string]any{m.Key: value}}}
	}
	set := map[string]any{m.Layer: map[string]any{m.Key: value}}
	if options, ok := value.(map[string]any); ok && m.ID() == "filesystems/impermanence" {
		f.onFreshRoot(options, host, set)
	}
	f.wantAll("hosts/"+host+"/configuration.nix", value, "panther", m.Layer, m.Key)
	return set
}

// onFreshRoot gives a host a root that can be made anew, and leaves out what would lose the host's own keys.
func (f *nastyFleet) onFreshRoot(options map[string]any, host string, set map[string]any) {
	set["disks"] = map[string]any{"main": map[string]any{"device": "/dev/disk/by-id/virtio-" + host, "layout": "btrfs-impermanent"}}
	delete(options, "persistAt")
	delete(options, "forget")
	if f.text == "" { // it is the root itself
		delete(options, "directories")
		delete(options, "files")
	}
}

// lockedOut are options that would lock the operator out with a text alone: what has to stand beside it.
var lockedOut = map[string]string{"allowUsers": "operator", "allowGroups": "wheel"}

// ofTheHost are options that name places which the host has, or that are for a choice which it did not make, by the titles
// of their objects.
var ofTheHost = []string{
	"filesystems.btrfs.directories", "scrub.fileSystems", "scrub.pools", "balance.fileSystems",
	"filesystems.snapshots.subvolumes", "filesystems.snapshots.locations", "filesystems.snapshots.users",
}

// build makes a value of a type that holds the text wherever the type takes it; ok is false where it does so nowhere.
func (f *nastyFleet) build(of *types.Type) (value any, ok bool) {
	switch of.Kind {
	case types.Object:
		return f.buildObject(of)
	case types.Map:
		inner, ok := f.build(of.Of)
		key := "operator"
		if keyed := (&types.Type{Kind: types.Map, Keys: of.Keys, Of: &types.Type{Kind: types.Any}}); f.text != "" && f.accepts(keyed, mapping(f.text, yamldoc.Scalar(yamldoc.Text, "x", nil))) {
			key, ok = f.text, true
			if inner == nil {
				inner, _ = f.filler(of.Of)
			}
		}
		return map[string]any{key: inner}, ok && inner != nil
	case types.List:
		inner, ok := f.build(of.Of)
		if !ok {
			return nil, false
		}
		return []any{inner}, true
	}
	for _, candidate := range []string{f.text, "/" + f.text} {
		if f.takes(of, candidate) {
			return candidate, true
		}
	}
	return nil, false
}

func (f *nastyFleet) buildObject(of *types.Type) (any, bool) {
	value, holds := map[string]any{}, false
	for _, o := range of.Fields {
		if !o.Written() || o.NotYet != "" || slices.Contains(ofTheHost, of.Title+"."+o.Name) {
			continue
		}
		inner, ok := f.build(o.Type)
		switch {
		case ok:
			value[o.Name], holds = inner, true
			if beside := lockedOut[o.Name]; beside != "" {
				value[o.Name] = append(inner.([]any), beside)
			}
		case o.Required:
			if filler, found := f.filler(o.Type); found {
				value[o.Name] = filler
			} else {
				return nil, false
			}
		}
	}
	return value, holds
}

// filler is a value that a type takes, for what must be given beside the text.
func (f *nastyFleet) filler(of *types.Type) (any, bool) {
	switch of.Kind {
	case types.Bool:
		return true, true
	case types.Enum:
		return of.Values[0], true
	case types.Object:
		value := map[string]any{}
		for _, o := range of.Fields {
			if o.Required {
				value[o.Name], _ = f.filler(o.Type)
			}
		}
		return value, true
	case types.List:
		return []any{}, true
	}
	for _, text := range []string{"a", "/a", "192.0.2.1", "192.0.2.1/24", "a:1", operatorKey} {
		if f.takes(of, text) {
			return text, true
		}
	}
	if f.accepts(of, yamldoc.Scalar(yamldoc.Int, "1", nil)) {
		return 1, true
	}
	return nil, false
}

func (f *nastyFleet) takes(of *types.Type, text string) bool {
	return f.accepts(of, yamldoc.Scalar(yamldoc.Text, text, nil))
}

func (f *nastyFleet) accepts(of *types.Type, n *yamldoc.Node) bool {
	var diags diag.List
	of.Check(n, "x", &diags)
	return len(diags) == 0
}

// mapping is a mapping of one entry; without a value it is an empty mapping.
func mapping(key string, value *yamldoc.Node) *yamldoc.Node {
	if value == nil {
		value = yamldoc.Collection(yamldoc.Map, nil, nil, nil)
	}
	return yamldoc.Collection(yamldoc.Map, nil, []yamldoc.Entry{{Key: key, At: value, Value: value}}, nil)
}

// writeOwnModule writes a module of the fleet's own whose interface holds the text, and a host that uses it.
func (f *nastyFleet) writeOwnModule(t *testing.T) {
	t.Helper()
	text := map[string]any{"type": "lines", "default": f.text, "example": f.text, "description": "d" + f.text}
	entries := map[string]any{"type": "map", "of": "lines", "default": map[string]any{"a" + f.text: f.text}, "description": "A map."}
	options := map[string]any{"text": text, "entries": entries}
	if f.text != "" && !strings.ContainsAny(f.text, "\r\n") {
		options["choice"] = map[string]any{"type": "enum", "values": []any{"a", f.text}, "default": f.text, "description": "A choice."}
	}
	write(t, filepath.Join(f.dir, "templates/modules/services/mine.yaml"), yamlOf(t, map[string]any{"description": "m" + f.text, "options": options}))
	write(t, filepath.Join(f.dir, "templates/modules/services/mine.nix.tmpl"), "services.mine.enable = true;\n")
	f.writeHost(t, "mine", map[string]any{"services": map[string]any{"mine": true}})
	const module = "modules/nixos/services/mine.nix"
	set := []any{"options", "panther", "services", "mine"}
	f.want(module, f.text, append(slices.Clone(set), "text", "default")...)
	f.want(module, f.text, append(slices.Clone(set), "text", "example")...)
	f.want(module, "d"+f.text, append(slices.Clone(set), "text", "description")...)
	f.want(module, f.text, append(slices.Clone(set), "entries", "default", "a"+f.text)...)
	f.want(module, "m"+f.text, append(slices.Clone(set), "enable")...)
}

func (f *nastyFleet) want(file, text string, path ...any) {
	f.wants = append(f.wants, want{file, path, text})
}

// wantAll wants every text of a value.
func (f *nastyFleet) wantAll(file string, value any, path ...any) {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			f.wantAll(file, inner, append(slices.Clone(path), key)...)
		}
	case []any:
		for i, inner := range value {
			f.wantAll(file, inner, append(slices.Clone(path), i)...)
		}
	case string:
		f.want(file, value, path...)
	}
}

// parse has Nix parse every rendered file, in one process.
func (f *nastyFleet) parse(t *testing.T) {
	t.Helper()
	args := []string{"--parse"}
	err := filepath.WalkDir(f.dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".nix") {
			args = append(args, name)
		}
		return err
	})
	require.NoError(t, err)
	require.Greater(t, len(args), 10)
	nix(t, args...)
}

// evaluate has Nix evaluate the values of hosts, homes and the flake, and compares them with what was written.
func (f *nastyFleet) evaluate(t *testing.T) {
	t.Helper()
	var files []string
	for _, w := range f.wants {
		files = append(files, w.file)
	}
	slices.Sort(files)
	files = slices.Compact(files)
	var expression strings.Builder
	expression.WriteString(`let
  lib = {
    mkOption = o: removeAttrs o [ "type" ];
    mkEnableOption = d: d;
    mkIf = condition: value: null;
    types = throw "types";
  };
  inputs = { disko.nixosModules.disko = null; home-manager.nixosModules.home-manager = null; };
  open = file: let v = import file; in if builtins.isFunction v then v { inherit inputs lib; config = { panther = { }; }; pkgs = { }; } else v;
in {
`)
	for _, file := range files {
		fmt.Fprintf(&expression, "  %q = removeAttrs (open %q) [ \"imports\" \"outputs\" \"config\" ];\n", file, filepath.Join(f.dir, file))
	}
	expression.WriteString("}\n")
	source := filepath.Join(t.TempDir(), "all.nix")
	require.NoError(t, os.WriteFile(source, []byte(expression.String()), 0o644))

	var values map[string]any
	require.NoError(t, json.Unmarshal(nix(t, "--eval", "--strict", "--json", source), &values))
	for _, w := range f.wants {
		assert.True(t, holds(values[w.file], w.path, w.text), "%s: %q is not %q", w.file, w.path, w.text)
	}
}

// holds tells whether a text stands where names lead to. A list may hold more than what was written, so that any of its
// items will do for an index.
func holds(value any, path []any, text string) bool {
	if len(path) == 0 {
		return value == text
	}
	switch value := value.(type) {
	case map[string]any:
		name, _ := path[0].(string)
		inner, there := value[name]
		return there && holds(inner, path[1:], text)
	case []any:
		return slices.ContainsFunc(value, func(item any) bool { return holds(item, path[1:], text) })
	}
	return false
}

func nix(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("nix-instantiate", args...)
	// without a store of the machine: nothing is built, and no daemon is asked
	cmd.Env = append(os.Environ(), "NIX_REMOTE=dummy://", "HOME="+t.TempDir())
	var out, errors bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errors
	err := cmd.Run()
	require.NoError(t, err, errors.String())
	return out.Bytes()
}

// yamlOf writes a value as JSON, which is YAML.
func yamlOf(t *testing.T, value any) string {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	require.NoError(t, encoder.Encode(value))
	return strings.ReplaceAll(b.String(), "\u0085", `\u0085`) // in a file it could be taken for a line break
}

// TestFolderNamesAreNeverCode puts manifests and hand-written files into folders whose names mean something to Nix.
func TestFolderNamesAreNeverCode(t *testing.T) {
	t.Parallel()
	needs.Program(t, "nix", "nix-instantiate")
	f := &nastyFleet{dir: t.TempDir()}
	write(t, filepath.Join(f.dir, "panther.yaml"), smallFleet+"output: \"out ${x} \\\" '' put\"\n")
	for i, name := range []string{`${x}`, `"`, `a b`, `''`, `#`, `\`, `-x`, `else`, `1a`, `a+b`, `a~`, `;`, `*/`, "\u00e9\u4e2d"} {
		folder := filepath.Join(f.dir, "hosts", strings.ReplaceAll(name, "/", "_"))
		host := fmt.Sprintf("web%d", i)
		write(t, filepath.Join(folder, host+".yaml"), smallHost(host)+"imports: [caddy.nix]\n")
		write(t, filepath.Join(folder, host, "caddy.nix"), "{ }\n")
	}
	got := run("-C", f.dir, "gen")
	require.Equal(t, 0, got.code, got.errors)
	f.parse(t)
	nix(t, "--eval", "--strict", "-E", `with builtins; let
  out = `+quoteNix(f.dir)+` + "/out \${x} \" '' put";
  hosts = ((import (out + "/flake.nix")).outputs {
    self = throw "self";
    nixpkgs.lib = { nixosSystem = c: map (m: (import m { inherit inputs; }).imports) c.modules; genAttrs = names: f: { }; };
  }).nixosConfigurations;
  inputs.disko.nixosModules.disko = null;
  missing = filter (p: isPath p && !pathExists p) (concatLists (concatLists (attrValues hosts)));
in if length (attrNames hosts) == 14 && missing == [ ] then true else throw (toJSON missing)`)
}

func quoteNix(text string) string { return fmt.Sprintf("%q", text) }

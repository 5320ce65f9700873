package optionproof

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/lint"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nixsyntax"
	"github.com/hbohlen/panther/internal/nixtype"
	"github.com/hbohlen/panther/internal/options"
	"github.com/hbohlen/panther/internal/render"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
	"github.com/hbohlen/panther/templates"
)

const golden = "../../testdata/golden"

// rendered is a file with options, and the module that it is of.
type rendered struct {
	name    string
	content []byte
	home    bool
	module  *catalog.Module
	release string
}

// renderedFiles are all modules of the catalogue for all releases, and the files of the hosts of the reference fleet.
func renderedFiles(t *testing.T) []rendered {
	t.Helper()
	modules, err := fs.Sub(templates.FS, "modules")
	require.NoError(t, err)
	c, diags := catalog.Load(catalog.Source{Files: modules, Name: "templates/modules"})
	require.Empty(t, diags)
	var out []rendered
	for _, release := range manifest.Releases() {
		renderer, err := render.New(templates.FS, release)
		require.NoError(t, err)
		for _, m := range c.All() {
			content, diags := renderer.Module(m)
			require.Empty(t, diags)
			out = append(out, rendered{name: m.File(), content: content, home: m.Layer == catalog.HomeLayer, module: m, release: release})
		}
	}
	err = filepath.WalkDir(golden+"/hosts", func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".nix") {
			var content []byte
			content, err = os.ReadFile(name)
			out = append(out, rendered{name: strings.TrimPrefix(name, golden+"/"), content: content, release: manifest.Releases()[0]})
		}
		return err
	})
	require.NoError(t, err)
	require.Greater(t, len(out), 40)
	return out
}

// found is what the proof finds out about all files.
type found struct {
	diags    []diag.Diagnostic
	hidden   map[string]bool // options that may hold more than is seen, with their files
	opaque   map[string]bool // options whose type is not understood as a whole
	defined  int
	distinct map[string]bool
}

func newFound() *found {
	return &found{hidden: map[string]bool{}, opaque: map[string]bool{}, distinct: map[string]bool{}}
}

func (all *found) prove(t *testing.T, file rendered) {
	t.Helper()
	text, err := nixsyntax.Parse(string(file.content))
	require.NoError(t, err, file.name)
	r := &reader{file: source.New(file.name, file.content), text: text, options: samplesOf(file.module)}
	index := func(home bool) *options.Index {
		if home {
			return options.Home(file.release)
		}
		return options.NixOS(file.release)
	}
	r.hidden = func(path []string, n *nixsyntax.Node) {
		home := file.home
		if len(path) > 3 && path[0] == "home-manager" && path[1] == "users" {
			path, home = path[3:], true
		}
		if f := index(home).Find(path); f.Prefix && (f.Option == nil || !strings.HasPrefix(f.Option.Type, "list of") && !strings.HasPrefix(f.Option.Type, "null or one")) {
			all.hidden[file.name+": "+options.Name(path)] = true
		}
	}
	for _, config := range r.config(text.Root) {
		system, homes := parts(config, file.home)
		all.count(system, nil, index(false))
		h := &resolve.Host{Root: node(yamldoc.Entry{Key: "settings", At: config, Value: system})}
		for _, home := range homes {
			all.count(home, nil, index(true))
			h.Homes = append(h.Homes, &resolve.Home{Value: node(yamldoc.Entry{Key: "settings", At: config, Value: home})})
		}
		lists := lint.OptionLists{NixOS: func() *options.Index { return index(false) }, Home: func() *options.Index { return index(true) }}
		all.diags = append(all.diags, lint.Settings(h, lists, nil)...)
	}
}

func node(entries ...yamldoc.Entry) *yamldoc.Node {
	return yamldoc.Collection(yamldoc.Map, nil, entries, nil)
}

// config is what a module defines, a set for each branch.
func (r *reader) config(root *nixsyntax.Node) []*yamldoc.Node {
	var s *scope
	for {
		switch root.Kind {
		case nixsyntax.Lambda:
			s, root = s.of(root.Param), root.Body
			continue
		case nixsyntax.Let:
			s, root = s.let(root.Bindings), root.Body
			continue
		}
		break
	}
	var own []nixsyntax.Binding
	for _, b := range root.Bindings {
		if b.Value == nil {
			continue
		}
		switch b.Path[0].Name {
		case "config":
			return r.values(b.Value, s, nil, 0)
		case "imports", "options":
		default:
			own = append(own, b)
		}
	}
	return []*yamldoc.Node{r.set(root, r.entries(own, s, nil, 0))}
}

// parts are the definitions for the system and those for homes. What is panther's own is checked where manifests are read.
func parts(config *yamldoc.Node, home bool) (system *yamldoc.Node, homes []*yamldoc.Node) {
	var own []yamldoc.Entry
	for _, e := range config.Entries {
		switch {
		case e.Key == "panther" || e.Key == "imports":
		case e.Key == "home-manager":
			manager, users := split(e.Value, "users")
			own = append(own, yamldoc.Entry{Key: e.Key, At: e.At, Value: manager})
			for _, user := range users {
				for _, u := range user.Entries {
					_, inner := parts(u.Value, true)
					homes = append(homes, inner...)
				}
			}
		default:
			own = append(own, e)
		}
	}
	if home {
		return node(), []*yamldoc.Node{node(own...)}
	}
	return node(own...), homes
}

// split takes the values of a key out of a set.
func split(n *yamldoc.Node, key string) (rest *yamldoc.Node, values []*yamldoc.Node) {
	var kept []yamldoc.Entry
	for _, e := range n.Entries {
		if e.Key == key {
			values = append(values, e.Value)
		} else {
			kept = append(kept, e)
		}
	}
	return node(kept...), values
}

func (all *found) count(n *yamldoc.Node, path []string, index *options.Index) {
	for _, e := range n.Entries {
		inner := append(slices.Clone(path), e.Key)
		if len(e.Value.Entries) > 0 {
			all.count(e.Value, inner, index)
			continue
		}
		all.defined++
		all.distinct[options.Name(inner)] = true
		if o := index.Find(inner).Option; o != nil && !nixtype.Parse(o.Type).Understood() {
			all.opaque[o.Path+": "+o.Type] = true
		}
	}
}

// opaque are the options among those that are defined whose type has only a name: what they are given is not checked here.
// That of disks is checked against disko's own types where disks are read.
var opaque = []string{
	"disko.devices.disk.<name>.content: null or (one of bcachefs,btrfs,filesystem,gpt,luks,lvm_pv,mdraid,swap,table,zfs)",
	"nixpkgs.config: nixpkgs config",
	"services.btrbk.instances.<name>.settings: attribute set of (string or instances of this type recursively)",
}

// Every option that is defined is known and takes what it is given, in all branches of all modules of the catalogue and in
// all hosts of the reference fleet. Options that are newer than the lists that the index is made of stand in
// internal/options/lists, with the file of nixpkgs that declares each.
func TestEveryOptionIsKnown(t *testing.T) {
	all := newFound()
	for _, file := range renderedFiles(t) {
		all.prove(t, file)
	}
	for _, d := range all.diags {
		t.Error(describe(d))
	}
	for _, name := range slices.Sorted(maps.Keys(all.hidden)) {
		t.Errorf("%s may hold options that are not seen: teach the reader what the expression gives", name)
	}
	assert.ElementsMatch(t, opaque, slices.Collect(maps.Keys(all.opaque)))
	t.Logf("%d definitions of %d options", all.defined, len(all.distinct))
	assert.Greater(t, len(all.distinct), 600)
}

func describe(d diag.Diagnostic) string {
	line := ""
	if !d.Range.IsZero() {
		line = fmt.Sprintf("%s:%d: %s", d.Range.File.Name, d.Range.Start.Line, strings.TrimSpace(d.Range.File.Line(d.Range.Start.Line)))
	}
	return d.Message + "\n\t" + line + "\n\t" + d.Hint
}

// Mistakes that somebody may make in a module are found wherever they are.
func TestMistakesAreFound(t *testing.T) {
	for _, c := range []struct{ file, text, mistake, want string }{
		{"modules/nixos/services/tailscale.nix", "extraSetFlags =", "extraSetFlag =", "NixOS has no option services.tailscale.extraSetFlag"},
		{"modules/nixos/services/tailscale.nix", "900 cfg.port", "900 cfg.ssh", "services.tailscale.port takes a whole number from 0 to 65535, not true"},
		{"modules/nixos/services/tailscale.nix", `client = "both";`, `client = "all";`, `services.tailscale.useRoutingFeatures takes one of "none", "client", "server", "both", not the text "all"`},
		{"modules/nixos/core/users.nix", "isNormalUser", "isNormaluser", "NixOS has no option users.users.<name>.isNormaluser"},
		{"modules/home/git.nix", "programs", "program", "home-manager has no option program"},
		{"hosts/servers/vps/disko.nix", "device =", "devise =", "NixOS has no option disko.devices.disk.main.devise"},
		{"hosts/servers/vps/home.nix", "useGlobalPkgs = true", `useGlobalPkgs = "yes"`, `home-manager.useGlobalPkgs takes true or false, not the text "yes"`},
	} {
		seen := false
		for _, file := range renderedFiles(t) {
			if file.name != c.file || !strings.Contains(string(file.content), c.text) {
				continue
			}
			file.content = []byte(strings.Replace(string(file.content), c.text, c.mistake, 1))
			all := newFound()
			all.prove(t, file)
			var messages []string
			for _, d := range all.diags {
				messages = append(messages, d.Message)
			}
			assert.Contains(t, messages, c.want)
			seen = true
		}
		assert.True(t, seen, "%s has no %s", c.file, c.text)
	}
}

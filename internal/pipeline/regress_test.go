package pipeline_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
)

// lint.Across blames the later of two hosts by path, and Join returns what is said of the new one alone: `panther new` takes the
// disk or address of a host whose file sorts behind.
func TestANewHostWithSomebodyElsesDisk(t *testing.T) {
	f := fleet{hosts: map[string]string{"web1": host("a")}}.open(t)
	assert.Contains(t, strings.Join(reports(f.Join(source.New("hosts/alpha.yaml", []byte(host("a"))), nil)), ""), "duplicate-disk")
}

// What belongs to a module and is no option makes configuration.nix a file that Nix or NixOS rejects: `imports` is there twice, the
// others are "unsupported attributes" or change what all others mean.
func TestSettingsThatAreNoOptions(t *testing.T) {
	for _, setting := range []string{"imports: [./x.nix]", "config: { a: 1 }", "options.a: 1", "_module.args.x: 1", "freeformType: a"} {
		r := fleet{hosts: map[string]string{"web1": host("a") + "settings: { " + setting + " }\n"}}.run(t)
		assert.NotEmpty(t, reports(r.Diags()), setting)
	}
	r := fleet{hosts: map[string]string{"web1": host("a") + "home: { ada: { settings: { config: { a: 1 } } } }\n"}}.run(t)
	assert.NotEmpty(t, reports(r.Diags()), "in a home")
}

// compose.attrs has a value and members at one place, and prints the members: what a person wrote is dropped without a word.
func TestASettingInThePlaceOfASet(t *testing.T) {
	for _, setting := range []string{"networking: !ref a.b", "nixpkgs: null", "system: 5"} {
		r := fleet{hosts: map[string]string{"web1": host("a") + "settings: { " + setting + " }\n"}}.run(t)
		assert.NotEmpty(t, reports(r.Diags()), setting)
	}
	r := fleet{hosts: map[string]string{"web1": host("a") + "home: { ada: { settings: { home: !ref a.b } } }\n"}}.run(t)
	assert.NotEmpty(t, reports(r.Diags()), "in a home")
}

// An empty mapping says nothing, and is no second setting.
func TestAnEmptyMappingIsNoSetting(t *testing.T) {
	r := fleet{hosts: map[string]string{"web1": host("a") + "settings: { environment.variables: {}, environment.variables.b: \"1\" }\n"}}.run(t)
	assert.Empty(t, reports(r.Diags()))
}

// compose.CollectionEntry takes m.Type.Field(name) of a module of entries, which has none: nil pointer, in a goroutine.
func TestAnOwnModuleOfEntriesThatCollects(t *testing.T) {
	f := fleet{hosts: map[string]string{"web1": host("a") + "services: { mine: { t: {} } }\n"}, modules: map[string]string{
		"services/mine.yaml":     "description: d\nentries: { t: { type: list, of: any, collect: [t], description: d. } }\n",
		"services/mine.nix.tmpl": "a = 1;\n",
	}}
	assert.NotEmpty(t, f.run(t).Diags())
}

// resolve.fromNode and mergeLists compare every item with all before it, mergeMaps looks every key up among all: 100,000 items (590 kB)
// take minutes, 60,000 keys in a profile and in the host 27 s.
func TestLargeListsAndMapsTakeMinutes(t *testing.T) {
	var list, keys strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&list, "%d, ", i)
	}
	for i := range 60_000 {
		fmt.Fprintf(&keys, "k%d: 1, ", i)
	}
	for name, f := range map[string]fleet{
		"a list": {hosts: map[string]string{"web1": host("a") + "settings: { a: [" + list.String() + "] }\n"}},
		"keys":   {hosts: map[string]string{"web1": host("a") + "settings: { environment.variables: { " + keys.String() + " } }\n"}, panther: "defaults: { settings: { environment.variables: { " + keys.String() + " } } }\n"},
	} {
		t.Run(name, func(t *testing.T) {
			done := make(chan struct{})
			go func() { f.run(t); close(done) }()
			select {
			case <-done:
			case <-time.After(8 * time.Second):
				t.Error("still running after 8 s")
			}
		})
	}
}

// A module names a flake input that neither panther nor panther.yaml has: flake.nix lacks it, and the module's inputs.<name> fails.
func TestAModulesInputMustBeThere(t *testing.T) {
	module := func(inputs string) fleet {
		return fleet{hosts: map[string]string{"web1": host("a") + "services: { mine: true }\n"}, modules: map[string]string{
			"services/mine.yaml": "description: d\ninputs: " + inputs + "\n", "services/mine.nix.tmpl": "a = inputs.vaultix.x;\n",
		}}
	}
	for _, c := range []struct{ inputs, panther, at, hint string }{
		{"[vaultix]", "", "vaultix", `name it in panther.yaml: inputs: { vaultix: { url: "..." } }`},
		{"[disko, vaultix]", "", "vaultix", `name it in panther.yaml: inputs: { vaultix: { url: "..." } }`},
		{"[disco]", "", "disco", `did you mean "disko"? Another one is named in panther.yaml, under inputs:`},
		{"[vaultex]", "inputs: { vaultix: { url: 'github:x/y' } }\n", "vaultex", `did you mean "vaultix"? Another one is named in panther.yaml, under inputs:`},
		{"[self]", "", "self", "it cannot be the name of an input: letters, digits, - and _, beginning with a letter"},
		{"['a b']", "", "'a b'", "it cannot be the name of an input: letters, digits, - and _, beginning with a letter"},
	} {
		f := module(c.inputs)
		f.panther = c.panther
		diags := f.run(t).Diags()
		if assert.Len(t, diags, 1, c.inputs) {
			assert.Equal(t, diag.Interface, diags[0].Code)
			assert.Equal(t, "templates/modules/services/mine.yaml", diags[0].Range.File.Name)
			assert.Equal(t, c.at, diags[0].Range.Text())
			assert.Equal(t, c.hint, diags[0].Hint)
		}
	}
	f := module("[vaultix, disko]")
	f.panther = "inputs: { vaultix: { url: 'github:x/y' } }\n"
	assert.Contains(t, string(f.clean(t).Tree.Get("flake.nix")), "vaultix")
	f.panther = "inputs: [vaultix]\n"
	assert.Equal(t, []string{"error wrong-type panther.yaml: inputs takes a mapping, not a list"}, reports(f.run(t).Diags()))
	f.panther = "input: { vaultix: { url: 'github:x/y' } }\n"
	assert.Equal(t, []string{`error unknown-key panther.yaml: panther.yaml has no key "input"`}, reports(f.run(t).Diags()))
	f.panther = "inputs: { vaultix: github:x/y }\n"
	assert.Equal(t, []string{`error wrong-type panther.yaml: inputs.vaultix takes a mapping, not the text "github:x/y"`}, reports(f.run(t).Diags()))
}

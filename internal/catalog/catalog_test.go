package catalog_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/templates"
)

// folder is a folder of modules: "services/x" stands for its two files, other names for themselves.
func folder(modules map[string]string) fs.FS {
	files := fstest.MapFS{}
	for name, content := range modules {
		if strings.Contains(name, ".") {
			files[name] = &fstest.MapFile{Data: []byte(content)}
			continue
		}
		files[name+".yaml"] = &fstest.MapFile{Data: []byte(content)}
		files[name+".nix.tmpl"] = &fstest.MapFile{Data: []byte("a = 1;\n")}
	}
	return files
}

func load(modules map[string]string) (*catalog.Catalog, diag.List) {
	return catalog.Load(catalog.Source{Files: folder(modules), Name: "templates/modules"})
}

func reports(list diag.List) []string {
	var out []string
	for _, d := range list.Sorted() {
		out = append(out, string(d.Code)+" "+d.Range.File.Name+" "+d.Range.Text()+": "+d.Message)
	}
	return out
}

func TestModulesKnowWhatTheyAre(t *testing.T) {
	c, diags := load(map[string]string{
		"security/systemd-hardening": "description: d\nrequires: [core/base]\nconflicts: [services/a]\nprovides: [snapshotTool]\ninputs: [sops]\nunfree: [x]\n" +
			"options: { a: { type: int, description: d } }\n",
		"core/base":  "description: the base\n",
		"core/users": "description: people\nentries: { admin: { type: bool, description: d } }\n",
		"services/a": "description: d\n",
		"home/shell": "description: d\n",
	})
	require.Empty(t, diags)
	m := c.Module("security/systemd-hardening")
	require.NotNil(t, m)
	assert.Equal(t, "systemdHardening", m.Key)
	assert.Equal(t, "security.systemdHardening", m.KeyPath())
	assert.Equal(t, "modules/nixos/security/systemd-hardening.nix", m.File())
	assert.Equal(t, []string{"core/base"}, m.Requires)
	assert.Equal(t, []string{"services/a"}, m.Conflicts)
	assert.Equal(t, []string{"snapshotTool"}, m.Provides)
	assert.Equal(t, []string{"sops"}, m.Inputs)
	assert.Equal(t, []string{"x"}, m.Unfree)
	assert.Equal(t, "a", m.Options()[0].Name)
	assert.True(t, m.Type.Switch)
	assert.Equal(t, "a = 1;\n", string(m.Body.Bytes))

	users := c.Module("core/users")
	assert.True(t, users.Entries)
	assert.Equal(t, types.Map, users.Type.Kind)
	assert.Equal(t, "admin", users.Options()[0].Name)
	assert.Equal(t, "modules/home/shell.nix", c.Module("home/shell").File())
	assert.Equal(t, []string{"core/base", "core/users", "services/a", "security/systemd-hardening", "home/shell"}, c.IDs(), "in the order of the layers")
	assert.Len(t, c.Layer("core"), 2)
	assert.Nil(t, c.Module("core/nope"))
}

func TestFind(t *testing.T) {
	c, diags := load(map[string]string{
		"services/ssh": "description: d\n", "security/ssh": "description: d\n", "security/systemd-hardening": "description: d\n", "home/shell": "description: d\n",
	})
	require.Empty(t, diags)
	for name, want := range map[string]string{
		"services/ssh": "services/ssh", "security.ssh": "security/ssh", "systemd-hardening": "security/systemd-hardening", "systemdHardening": "security/systemd-hardening",
		"shell": "home/shell", "ssh": "", "nope": "", "": "",
	} {
		got := ""
		if m := c.Find(name); m != nil {
			got = m.ID()
		}
		assert.Equal(t, want, got, name)
	}
}

func TestALaterFolderReplacesModules(t *testing.T) {
	c, diags := catalog.Load(
		catalog.Source{Files: folder(map[string]string{"services/a": "description: built in\n", "services/b": "description: d\nrequires: [services/c]\n"}), Name: "one"},
		catalog.Source{Files: folder(map[string]string{"services/a": "description: the fleet's own\n", "services/c": "description: d\n"}), Name: "two", Own: true},
		catalog.Source{Files: fstest.MapFS{}, Name: "empty"},
	)
	require.Empty(t, diags)
	assert.Equal(t, "the fleet's own", c.Module("services/a").Description)
	assert.True(t, c.Module("services/a").Own)
	assert.False(t, c.Module("services/b").Own)
	assert.Equal(t, "two/services/a.yaml", c.Module("services/a").Interface.Name)
	assert.Len(t, c.All(), 3)
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		name    string
		modules map[string]string
		want    []string
	}{
		{"unknown key", map[string]string{"core/a": "description: d\noption: {}\n"}, []string{`interface templates/modules/core/a.yaml option: an interface has no key "option"`}},
		{"no description", map[string]string{"core/a": "options: {}\n"}, []string{"interface templates/modules/core/a.yaml : the interface has no description"}},
		{"options and entries", map[string]string{"core/a": "description: d\noptions: {}\nentries: { x: { type: int, description: d } }\n"},
			[]string{"interface templates/modules/core/a.yaml {: an interface has options or entries, not both"}},
		{"a list that is none", map[string]string{"core/a": "description: d\nrequires: core/b\n"}, []string{`interface templates/modules/core/a.yaml core/b: "requires" takes a list`}},
		{"requires what is not there", map[string]string{"core/abc": "description: d\n", "core/b": "description: d\nrequires: [core/abd]\n"},
			[]string{`interface templates/modules/core/b.yaml : there is no module "core/abd"`}},
		{"conflicts with what is not there", map[string]string{"core/b": "description: d\nconflicts: [x]\n"}, []string{`interface templates/modules/core/b.yaml : there is no module "x"`}},
		{"unknown slot", map[string]string{"core/b": "description: d\nprovides: [bootloader]\n"}, []string{`interface templates/modules/core/b.yaml : there is no slot "bootloader"`}},
		{"a name that is none", map[string]string{"core/systemdHardening": "description: d\n"},
			[]string{`interface templates/modules/core/systemdHardening.yaml : "systemdHardening" cannot be a module's name`}},
		{"a name that is not joined", map[string]string{"core/a--b": "description: d\n"},
			[]string{`interface templates/modules/core/a--b.yaml : "a--b" cannot be a module's name`}},
		{"a body alone", map[string]string{"core/a.nix.tmpl": "x = 1;\n"}, []string{"interface templates/modules/core/a.nix.tmpl : the body has no interface"}},
		{"an interface alone", map[string]string{"core/a.yaml": "description: d\n"}, []string{"interface templates/modules/core/a.nix.tmpl : the file cannot be read"}},
		{"something else", map[string]string{"core/a": "description: d\n", "core/a.nix": "x", "core/sub/b.yaml": "x"},
			[]string{"interface templates/modules/core/a.nix : a module is a .yaml and a .nix.tmpl file; this is neither", "interface templates/modules/core/sub : a module is a .yaml and a .nix.tmpl file; this is neither"}},
		{"an option's mistake", map[string]string{"core/a": "description: d\noptions:\n  x: { type: itn, description: d }\n"},
			[]string{`interface templates/modules/core/a.yaml {: there is no type "itn"`}},
		{"not YAML", map[string]string{"core/a": "description: [\n"}, []string{"yaml-syntax templates/modules/core/a.yaml description: [: not valid YAML: a value is missing, or a list or mapping is not closed"}},
		{"empty", map[string]string{"core/a": "# nothing\n"}, []string{"empty-file templates/modules/core/a.yaml : the file is empty"}},
		{"another layer is not looked at", map[string]string{"extra/a": "nonsense: 1\n"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, diags := load(c.modules)
			assert.Equal(t, c.want, reports(diags))
		})
	}
}

func TestASlotsNameIsGiven(t *testing.T) {
	_, diags := load(map[string]string{"core/b": "description: d\nprovides: [bootloader]\n"})
	require.Len(t, diags, 1)
	assert.Equal(t, `did you mean "bootLoader"?`, diags[0].Hint)
	c, diags := load(map[string]string{"core/b": "description: d\noptions: { o: { type: object, description: d, fields: { p: { type: bool, provides: powermanager, description: d } } } }\n"})
	require.Len(t, diags, 1)
	assert.Equal(t, `did you mean "powerManager"?`, diags[0].Hint)
	assert.Equal(t, []string{"powermanager"}, c.Module("core/b").Slots())
}

func TestSwitchesAreOfSlots(t *testing.T) {
	seen := map[string]bool{}
	for _, slot := range catalog.Slots() {
		for _, s := range catalog.Switches(slot) {
			assert.Equal(t, slot, s.Slot)
			assert.NotEmpty(t, s.Providers)
			assert.False(t, seen[s.Option], s.Option)
			assert.NotContains(t, s.Option, `"`, "it is taken apart at its dots")
			seen[s.Option] = true
		}
	}
	assert.Contains(t, seen, "services.tlp.enable")
}

func TestTheBuiltInModulesAreInOrder(t *testing.T) {
	files, err := fs.Sub(templates.FS, "modules")
	require.NoError(t, err)
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	assert.Empty(t, reports(diags))
	require.NotEmpty(t, c.All())
	for _, m := range c.All() {
		assert.NotNil(t, m.Body, m.ID())
		assert.False(t, strings.HasSuffix(m.Description, "."), "%s: the description is put into sentences", m.ID())
		assert.Contains(t, catalog.Layers(), m.Layer)
		for _, o := range m.Options() {
			assert.True(t, strings.HasSuffix(o.Description, "."), "%s.%s: the description is a sentence", m.KeyPath(), o.Name)
			for _, name := range o.Collect {
				assert.NotNil(t, m.Type.Field(name), "%s collects %s, which is no option", m.ID(), name)
			}
		}
		for _, id := range m.Requires {
			assert.False(t, slices.Contains(m.Conflicts, id), "%s requires %s and conflicts with it", m.ID(), id)
			assert.Equal(t, m.Layer == catalog.HomeLayer, c.Module(id).Layer == catalog.HomeLayer, "%s requires %s, of the other module system", m.ID(), id)
		}
	}
}

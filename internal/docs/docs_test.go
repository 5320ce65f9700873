package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/docs"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/templates"
)

const (
	repository = "../.."
	folder     = "docs/modules" // of the reference

	begin = "<!-- the catalogue, made from the interfaces: PANTHER_UPDATE=1 go test ./internal/docs -->\n"
	end   = "<!-- the end of the catalogue -->\n"

	beginKeys = "<!-- the keys, made from internal/manifest/keys: PANTHER_UPDATE=1 go test ./internal/docs -->\n"
	endKeys   = "<!-- the end of the keys -->\n"
)

func builtIn(t *testing.T) *catalog.Catalog {
	t.Helper()
	files, err := fs.Sub(templates.FS, "modules")
	require.NoError(t, err)
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	require.Empty(t, diags)
	return c
}

// TestReference holds that README's table and the pages of the layers are what the interfaces say.
func TestReference(t *testing.T) {
	c := builtIn(t)
	readme := filepath.Join(repository, "README.md")
	before, rest, found := strings.Cut(read(t, readme), begin)
	require.True(t, found, "README.md has no place for the catalogue")
	_, after, found := strings.Cut(rest, end)
	require.True(t, found, "README.md does not say where the catalogue ends")
	same(t, readme, before+begin+docs.Table(c, folder)+end+after)
	for _, layer := range catalog.Layers() {
		file := filepath.Join(repository, folder, docs.LayerFile(layer))
		if page := docs.Layer(c, layer); page != "" {
			same(t, file, page)
			continue
		}
		assert.NoFileExists(t, file)
	}
}

// TestKeysOfDisks holds that the tables of the reference of disks are what their interfaces say.
func TestKeysOfDisks(t *testing.T) {
	file := filepath.Join(repository, "docs/disks-keys.md")
	before, rest, found := strings.Cut(read(t, file), beginKeys)
	require.True(t, found, "there is no place for the keys")
	_, after, found := strings.Cut(rest, endKeys)
	require.True(t, found, "it is not said where the keys end")
	keys := docs.KeysOf(manifest.DiskKeys())
	same(t, file, before+beginKeys+keys.Markdown()+endKeys+after)
	for _, o := range append(keys.Entry, keys.Content...) {
		name, _, inner := strings.Cut(o.Path, ".")
		assert.True(t, inner || name == "kind" || len(o.Kinds) > 0, "for which kinds is %s?", o.Path)
	}
	text := keys.Text(plainStyles{})
	assert.Contains(t, text, "partitions.<name>.leave  size, for example 1G\n")
	assert.Contains(t, text, "level  int from 0 to 10, of kind raid\n")
}

// TestPatternsHaveWords holds that nobody is shown a regular expression of ours.
func TestPatternsHaveWords(t *testing.T) {
	for _, m := range builtIn(t).All() {
		haveWords(t, m.ID(), m.Options())
	}
	entry, content := manifest.DiskKeys()
	haveWords(t, "disks", entry)
	haveWords(t, "disks", content)
}

func haveWords(t *testing.T, path string, options []*types.Option) {
	t.Helper()
	for _, o := range options {
		for inner := o.Type; inner != nil; inner = inner.Of {
			assert.False(t, inner.Pattern != nil && inner.Form == "", "%s.%s: form: says in words what fits its pattern", path, o.Name)
			haveWords(t, path+"."+o.Name, inner.Fields)
		}
	}
}

// same compares a file with what it is to be; PANTHER_UPDATE=1 writes it.
func same(t *testing.T, file, want string) {
	t.Helper()
	if os.Getenv("PANTHER_UPDATE") == "1" {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(want), 0o644))
		return
	}
	assert.True(t, read(t, file) == want, "%s is not what the interfaces say: PANTHER_UPDATE=1 go test ./internal/docs writes it", file)
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return ""
	}
	require.NoError(t, err)
	return string(content)
}

// TestExamplesAreValid holds that what a page shows can be copied into a manifest.
func TestExamplesAreValid(t *testing.T) {
	c := builtIn(t)
	language := manifest.NewLanguage(c, nil)
	for _, m := range c.All() {
		example := docs.Example(m)
		require.NotEmpty(t, example, m.ID())
		_, diags := language.ReadHost(source.New("hosts/example.yaml", []byte(example)))
		assert.Empty(t, diags, "%s:\n%s", m.ID(), example)
	}
}

// plainStyles leaves texts as they are.
type plainStyles struct{}

func (plainStyles) Strong(text string) string { return text }
func (plainStyles) Quiet(text string) string  { return text }

const proxy = `description: a proxy
options:
  host: { type: domain, required: true, description: Name of it. }
  mode: { type: enum, values: [a, b], default: a, description: "The mode <x> | y." }
  port: { type: int, min: 1, max: 9, default: 3, description: The port. }
  fill: { type: string, from: firmware, description: Filled in. }
  tls:
    type: object
    description: Encryption.
    fields:
      enable: { type: bool, default: false, description: Whether it is on. }
      key: { type: secret, example: /run/key, description: The key. }
  sites:
    type: map
    keys: name
    of: { type: list, of: { type: object, fields: { to: { type: string, pattern: 'a+', description: Where to. } } } }
    description: The sites.
requires: [services/web]
provides: [bootLoader]
inputs: [disko]
unfree: [proxy]
`

func small(t *testing.T) *catalog.Catalog {
	t.Helper()
	files := fstest.MapFS{
		"services/proxy.yaml": {Data: []byte(proxy)}, "services/proxy.nix.tmpl": {},
		"services/web.yaml": {Data: []byte("description: a web server\n")}, "services/web.nix.tmpl": {},
		"home/mail.yaml": {Data: []byte("description: mail\nstate: [{ directory: .mail }]\n")}, "home/mail.nix.tmpl": {},
		"core/people.yaml": {Data: []byte("description: people\nentries: { age: { type: int, example: 3, description: The age. } }\n")}, "core/people.nix.tmpl": {},
	}
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	require.Empty(t, diags)
	return c
}

func TestText(t *testing.T) {
	c := small(t)
	want := `services/proxy: a proxy
in a manifest: services.proxy
requires: services/web
provides: bootLoader
secrets: tls.key
flake inputs: disko
unfree: proxy

for example:

    services:
      proxy:
        host: null
        tls:
          enable: true
          key: /run/key

host  domain, required
    Name of it.

mode  a | b, default a
    The mode <x> | y.

port  int from 1 to 9, default 3
    The port.

tls  object
    Encryption.

tls.enable  bool, default false
    Whether it is on.

tls.key  secret, for example /run/key
    The key.

sites  map by name of list of object
    The sites.

sites.<name>[].to  string
    Where to.
`
	assert.Equal(t, want, docs.PageOf(c.Module("services/proxy")).Text(plainStyles{}))
}

func TestPage(t *testing.T) {
	c := small(t)
	mail := docs.PageOf(c.Module("home/mail"))
	assert.Equal(t, "home.<user>.mail", mail.Key)
	assert.Equal(t, []string{"~/.mail"}, mail.State)
	assert.Equal(t, "home:\n  operator:\n    mail: true\n", mail.Example)

	people := docs.PageOf(c.Module("core/people"))
	assert.Equal(t, "<name>.age", people.Options[0].Path)
	assert.Equal(t, "core:\n  people:\n    example:\n      age: 3\n", people.Example)

	proxy := docs.PageOf(c.Module("services/proxy"))
	assert.Equal(t, "a+", proxy.Options[len(proxy.Options)-1].Pattern)
	assert.Equal(t, []string{"a", "b"}, proxy.Options[1].Values)
}

func TestMarkdown(t *testing.T) {
	page := docs.Layer(small(t), "services")
	assert.Contains(t, page, "* requires: [services/web](services.md#servicesweb)\n")
	assert.Contains(t, page, "| `mode` | a \\| b | `a` | The mode \\<x> \\| y. |\n")
	assert.Contains(t, page, "| `host` | domain | required | Name of it. |\n")
	assert.Contains(t, page, "| The key. For example `/run/key`. |\n")
	assert.Empty(t, docs.Layer(small(t), "hardware"))
	assert.Contains(t, docs.Table(small(t), "docs/modules"), "| [home/mail](docs/modules/home.md#homemail) | `home.<user>.mail` | mail |\n")
}

package schema_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/builtin"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/nixoshardware"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/schema"
	"github.com/hbohlen/panther/internal/source"
)

const repository = "../.."

// smallFleet is the panther.yaml of archives that have none.
const smallFleet = "users: { operator: { admin: true, sshKeys: [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34\"] } }\n"

// document is a file of one kind, and the fleet that it belongs to.
type document struct {
	name    string
	kind    string
	content []byte
	fleet   *testFleet
}

// testFleet is a fleet with the schemas of its documents, which are made when they are needed.
type testFleet struct {
	*pipeline.Fleet
	names   schema.Names
	schemas map[string]*jsonschema.Schema
}

var (
	compiled   = map[string]*jsonschema.Schema{} // by what they are made of: most fleets of the tests have the same
	compiledMu sync.Mutex
)

func openFleet(t *testing.T, content []byte, profiles []*source.File, modules fs.FS) *testFleet {
	t.Helper()
	with, err := builtin.Load()
	require.NoError(t, err)
	f, err := pipeline.Open(pipeline.Input{Fleet: source.New("panther.yaml", content), Profiles: profiles, Modules: modules, BuiltIn: with, Version: "0.1.0"})
	require.NoError(t, err)
	out := &testFleet{Fleet: f, schemas: map[string]*jsonschema.Schema{}}
	out.names = schema.Names{Profiles: f.Resolver.ProfileNames(), Inputs: f.InputNames(), Hardware: nixoshardware.Names()}
	if !f.Unreadable {
		out.names.Users = []string{}
		if f.Users != nil {
			for _, e := range f.Users.Entries {
				out.names.Users = append(out.names.Users, e.Key)
			}
		}
		slices.Sort(out.names.Users)
	}
	return out
}

func (f *testFleet) schema(t *testing.T, kind string) *jsonschema.Schema {
	t.Helper()
	if f.schemas[kind] == nil {
		compiledMu.Lock()
		defer compiledMu.Unlock()
		key := fmt.Sprint(kind, f.names.Profiles, f.names.Users == nil, f.names.Users)
		for _, m := range f.Catalog.Own() {
			key += m.ID() + string(m.Interface.Bytes)
		}
		if compiled[key] == nil {
			text, err := schema.Make(kind, f.Language, f.names, "")
			require.NoError(t, err)
			compiled[key] = compile(t, text)
		}
		f.schemas[kind] = compiled[key]
	}
	return f.schemas[kind]
}

func compile(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("schema.json", value))
	out, err := compiler.Compile("schema.json") // holds it against the meta-schema, too
	require.NoError(t, err)
	return out
}

// decode reads a document alone, as panther does.
func (d document) decode() (diags diag.List) {
	file := source.New(d.name, d.content)
	language := d.fleet.Language
	switch d.kind {
	case schema.Host:
		_, diags = language.ReadHost(file)
	case schema.Profile:
		_, diags = language.ReadProfile(file)
	default:
		_, diags = language.ReadFleet(file)
	}
	return slices.DeleteFunc(diags, func(d diag.Diagnostic) bool { return d.Severity != diag.Error || d.Code == diag.FileName })
}

func kindOf(name string) string {
	switch {
	case name == "panther.yaml":
		return schema.Fleet
	case path.Ext(name) != ".yaml":
		return ""
	case strings.HasPrefix(name, "hosts/"):
		return schema.Host
	case path.Dir(name) == "profiles":
		return schema.Profile
	}
	return ""
}

// corpus is every manifest, profile and panther.yaml of the repository, those of its tests included.
func corpus(t *testing.T) []document {
	t.Helper()
	docs := reference(t)
	for _, pattern := range []string{"invalid", "script", "new", "installed"} {
		files, err := filepath.Glob(repository + "/testdata/" + pattern + "/*.txtar")
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			docs = append(docs, fromArchive(t, file)...)
		}
	}
	small := openFleet(t, []byte(smallFleet), nil, nil)
	files, err := filepath.Glob(repository + "/testdata/disko-examples/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		if filepath.Base(file) != "differences.yaml" {
			docs = append(docs, document{"hosts/" + filepath.Base(file), schema.Host, readFile(t, file), small})
		}
	}
	return docs
}

// reference are the documents of the reference fleet, and the profiles that come with panther.
func reference(t *testing.T) []document {
	t.Helper()
	var docs []document
	fleet := openFleet(t, readFile(t, repository+"/panther.yaml"), nil, nil)
	for _, pattern := range []string{"panther.yaml", "hosts/*.yaml", "hosts/*/*.yaml", "profiles/*.yaml"} {
		files, err := filepath.Glob(filepath.Join(repository, pattern))
		require.NoError(t, err)
		for _, file := range files {
			name := filepath.ToSlash(strings.TrimPrefix(file, repository+"/"))
			docs = append(docs, document{name, kindOf(name), readFile(t, file), fleet})
		}
	}
	require.Greater(t, len(docs), 12)
	return docs
}

func fromArchive(t *testing.T, file string) []document {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	require.NoError(t, err)
	content := []byte(smallFleet)
	modules := fstest.MapFS{}
	var profiles []*source.File
	for _, f := range archive.Files {
		name := strings.TrimSuffix(f.Name, ".before")
		inside, own := strings.CutPrefix(name, "templates/modules/")
		switch {
		case own:
			modules[inside] = &fstest.MapFile{Data: f.Data}
		case name == "panther.yaml":
			content = f.Data
		case kindOf(name) == schema.Profile:
			profiles = append(profiles, source.New(name, f.Data))
		}
	}
	var own fs.FS
	if len(modules) > 0 {
		own = modules
	}
	fleet := openFleet(t, content, profiles, own)
	var docs []document
	for _, f := range archive.Files {
		if kind := kindOf(strings.TrimSuffix(f.Name, ".before")); kind != "" {
			docs = append(docs, document{fmt.Sprintf("%s:%s", filepath.Base(file), f.Name), kind, f.Data, fleet})
		}
	}
	return docs
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	return content
}

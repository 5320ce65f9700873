package storage_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/needs"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
)

// Of the folder with a manifest for each of disko's own examples, by the same name.
const (
	examplesDir     = "../../testdata/disko-examples"
	differencesName = "differences" // of the file that says what is called otherwise there
)

// example is a manifest that stands for one of disko's own examples.
type example struct {
	name    string
	layout  *storage.Layout
	devices string // as Nix
}

// readExample reads a manifest by the language alone: the rules for whole hosts ask for a root, which not every example has.
func readExample(t *testing.T, name string) example {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(examplesDir, name+".yaml"))
	require.NoError(t, err)
	layout := readLayout(t, name+".yaml", string(content))
	var mistakes diag.List
	layout.CheckRaw(&mistakes)
	require.Empty(t, mistakes, name)
	return example{name, layout, nix.Print(layout.Devices(), 0)}
}

// readLayout reads a manifest by the language.
func readLayout(t *testing.T, name, content string) *storage.Layout {
	t.Helper()
	language := manifest.NewLanguage(&catalog.Catalog{}, nil)
	document, diags := language.ReadHost(source.New(name, []byte(content)))
	require.Empty(t, diags, name)
	return storage.Read(&resolve.Host{Root: document.Root}, nil)
}

func examples(t *testing.T) []example {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(examplesDir, "*.yaml"))
	require.NoError(t, err)
	var out []example
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".yaml"); name != differencesName {
			out = append(out, readExample(t, name))
		}
	}
	return out
}

// comparedName is of the file with what the examples rendered when they were last compared with disko's own: sums, since
// disko's sources are not at hand everywhere.
const comparedName = examplesDir + "/compared.txt"

// sums names what each example renders.
func sums(all []example) string {
	var out strings.Builder
	for _, e := range all {
		fmt.Fprintf(&out, "%x  %s\n", sha256.Sum256([]byte(e.devices)), e.name)
	}
	return out.String()
}

// TestExamplesAreAsCompared finds a change of what an example renders without disko's sources.
func TestExamplesAreAsCompared(t *testing.T) {
	compared, err := os.ReadFile(comparedName)
	require.NoError(t, err)
	assert.Equal(t, string(compared), sums(examples(t)), "compare with disko again: make disko-examples DISKO=.. NIXPKGS_LIB=..")
}

// typed tells whether the example is in the language alone.
func (e example) typed() bool { return e.layout.Raw == nil }

// TestExamplesAreNix reads and prints the manifests for disko's own examples.
func TestExamplesAreNix(t *testing.T) {
	all := examples(t)
	assert.Len(t, all, 38)
	typed := 0
	var devices []string
	for _, e := range all {
		if e.typed() {
			typed++
		}
		devices = append(devices, e.devices)
	}
	assert.GreaterOrEqual(t, typed, 30)
	needs.Program(t, "nix", "nix-instantiate")
	parse(t, devices)
}

// parse has Nix read expressions.
func parse(t *testing.T, all []string) {
	t.Helper()
	dir := t.TempDir()
	args := []string{"--parse"}
	for i, text := range all {
		file := filepath.Join(dir, string(rune('a'+i/26))+string(rune('a'+i%26))+".nix")
		require.NoError(t, os.WriteFile(file, []byte(text+"\n"), 0o600))
		args = append(args, file)
	}
	out, err := exec.Command("nix-instantiate", args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
}

package builtin

import (
	"io/fs"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/yamldoc"
	"github.com/hbohlen/panther/templates"
)

func TestPackedIsOfTheDocumentsAsTheyAre(t *testing.T) {
	files, err := documents()
	require.NoError(t, err)
	require.NotEmpty(t, files)
	want, err := yamldoc.Pack(files)
	require.NoError(t, err)
	expect(t, "packed.bin", want, []byte(packed))
}

func TestRenderedIsOfTheModulesAsTheyAre(t *testing.T) {
	modules, err := fs.Sub(templates.FS, "modules")
	require.NoError(t, err)
	c, diags := catalog.Load(catalog.Source{Files: modules, Name: "templates/modules"})
	require.Empty(t, diags)
	want, err := pipeline.PackModules(c, templates.FS, manifest.Releases())
	require.NoError(t, err)
	expect(t, "rendered.bin", want, rendered)
}

func expect(t *testing.T, name string, want, have []byte) {
	t.Helper()
	if os.Getenv("PANTHER_UPDATE") == "1" {
		require.NoError(t, os.WriteFile(name, want, 0o644))
		return
	}
	assert.True(t, string(want) == string(have), "%s is older than what it is made of: run `make golden`", name)
}

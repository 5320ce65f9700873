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
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
	"github.com/hbohlen/panther/profiles"
	"github.com/hbohlen/panther/templates"
)

func TestPackedIsOfTheDocumentsAsTheyAre(t *testing.T) {
	interfaces, err := files(templates.FS, "templates/", "modules/*/*.yaml")
	require.NoError(t, err)
	profiles, err := files(profiles.FS, "profiles/", "*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, interfaces)
	require.NotEmpty(t, profiles)
	bare, err := yamldoc.PackBare(append(interfaces, manifest.KeyFiles()...))
	require.NoError(t, err)
	whole, err := yamldoc.Pack(append(profiles, storage.PresetFiles()...)) // people are shown what stands there
	require.NoError(t, err)
	expect(t, "packed.bin", append(bare, whole...), []byte(packed))
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

package optionproof

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/options"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/templates"
)

// Options that panther knows by name, to tell what settings fill a slot and where a port is in the end.
func TestOptionsThatAreKnownByName(t *testing.T) {
	modules, err := fs.Sub(templates.FS, "modules")
	require.NoError(t, err)
	c, diags := catalog.Load(catalog.Source{Files: modules, Name: "templates/modules"})
	require.Empty(t, diags)
	named := map[string]string{}
	for _, slot := range catalog.Slots() {
		for _, s := range catalog.Switches(slot) {
			named[s.Option] = "boolean"
		}
	}
	for _, m := range c.All() {
		for _, p := range m.Ports {
			if p.Config != nil {
				named[strings.Join(p.Config, ".")] = ""
			}
		}
	}
	require.Greater(t, len(named), 25)
	index := options.NixOS(manifest.Releases()[0])
	for name, kind := range named {
		path, err := types.SplitPath(name)
		require.NoError(t, err)
		found := index.Find(path)
		if assert.NotNil(t, found.Option, name) && kind != "" {
			assert.Equal(t, kind, found.Option.Type, name)
		}
	}
}

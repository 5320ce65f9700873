package guard

import (
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// What the guard takes for granted where a manifest says nothing is what the modules say.
func TestUsualValues(t *testing.T) {
	t.Parallel()
	option := func(module string, path ...string) string {
		name := "../../templates/modules/" + module + ".yaml"
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		root, diags := yamldoc.Parse(source.New(name, content))
		require.Empty(t, diags)
		at := root.Get("options")
		for _, key := range path {
			at = at.Get(key)
		}
		return at.Get("default").Text
	}
	assert.Equal(t, usualLoader, option("core/boot", "loader"))
	for _, n := range usualRoots {
		assert.Equal(t, strconv.Itoa(n.usual), option("filesystems/impermanence", n.name), n.name)
	}
	for _, n := range usualSnapshots {
		assert.Equal(t, strconv.Itoa(n.usual), option("filesystems/snapshots", "keep", "fields", n.name), n.name)
	}
}

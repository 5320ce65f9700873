package cli

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/profiles"
)

// TestNewNamesEveryProfile holds the help of new against the profiles that are built in.
func TestNewNamesEveryProfile(t *testing.T) {
	files, err := fs.Glob(profiles.FS, "*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	help := newNew(&app{}).Long
	for _, file := range files {
		assert.Regexp(t, `\b`+strings.TrimSuffix(file, ".yaml")+`\b`, help)
	}
}

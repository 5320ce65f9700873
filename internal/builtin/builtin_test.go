package builtin

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/yamldoc"
)

func TestPackedIsOfTheDocumentsAsTheyAre(t *testing.T) {
	files, err := documents()
	require.NoError(t, err)
	require.NotEmpty(t, files)
	want, err := yamldoc.Pack(files)
	require.NoError(t, err)
	if os.Getenv("PANTHER_UPDATE") == "1" {
		require.NoError(t, os.WriteFile("packed.bin", want, 0o644))
		return
	}
	assert.True(t, string(want) == packed, "packed.bin is older than the documents: run `make golden`")
}

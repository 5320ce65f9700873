package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const pictures = "../../testdata/pictures"

// TestPictures holds the pictures of some layouts against those that were looked at: PANTHER_UPDATE=1 draws them anew, and
// then they are looked at again.
func TestPictures(t *testing.T) {
	t.Parallel()
	manifests, err := filepath.Glob(pictures + "/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, manifests)
	for _, manifest := range manifests {
		name := strings.TrimSuffix(filepath.Base(manifest), ".yaml")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			text, err := os.ReadFile(manifest)
			require.NoError(t, err)
			write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
			write(t, filepath.Join(dir, "hosts", name+".yaml"), string(text))
			for format, ending := range map[string]string{"text": ".txt", "svg": ".svg"} {
				got := run("-C", dir, "graph", name, "--disks", "--format", format)
				require.Equal(t, 0, got.code, "%s", got.errors)
				comparePicture(t, filepath.Join(pictures, name+ending), got.out)
			}
		})
	}
}

// The pictures of the README are of the reference fleet, as it is now.
func TestReadmePictures(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	for picture, args := range map[string][]string{"disks.svg": {"zephyrus", "--disks"}, "fleet.svg": nil} {
		got := run(append([]string{"-C", "../..", "graph", "--format", "svg"}, args...)...)
		require.Equal(t, 0, got.code, "%s", got.errors)
		comparePicture(t, "../../docs/"+picture, got.out)
		assert.Contains(t, string(readme), "](docs/"+picture+")")
	}
}

func comparePicture(t *testing.T, file, got string) {
	t.Helper()
	if update() {
		write(t, file, got)
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "PANTHER_UPDATE=1 draws it")
	if d := diff.Diff(file, want, "drawn", []byte(got)); d != nil {
		t.Errorf("PANTHER_UPDATE=1 draws it anew; look at it then\n%s", d)
	}
}

package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestExamplesOfDisks holds that each example of the reference of disks is a host without a mistake.
func TestExamplesOfDisks(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/disks-keys.md")
	require.NoError(t, err)
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(page, -1)
	require.GreaterOrEqual(t, len(examples), 5)
	for i, example := range examples {
		dir := t.TempDir()
		host := "description: An example\nprofile: server\nstateVersion: \"26.05\"\nfirmware: uefi\ncore: { users: { operator: {} } }\n"
		write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
		write(t, filepath.Join(dir, fmt.Sprintf("hosts/example%d.yaml", i)), host+string(example[1]))
		got := run("-C", dir, "validate")
		assert.Equal(t, 0, got.code, "%s%s%s", example[1], got.out, got.errors)
		assert.NotContains(t, got.out, "[", "%s", example[1])
	}
}

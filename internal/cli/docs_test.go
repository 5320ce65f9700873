package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
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

// The laptop of docs/storage.md is a host without a mistake and without a warning.
func TestTheLaptopOfTheDocs(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(storageDocs)
	require.NoError(t, err)
	laptop := regexp.MustCompile("(?s)## A laptop, all of it\n.*?```yaml\n(.*?)```").FindSubmatch(page)
	require.NotNil(t, laptop)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
	write(t, filepath.Join(dir, "hosts/nomad.yaml"), "description: A laptop\nprofile: workstation\nstateVersion: \"26.05\"\n"+string(laptop[1]))
	got := run("-C", dir, "validate")
	assert.Equal(t, 0, got.code, got.out)
	assert.NotContains(t, got.out, "[")
}

// The two manifests of docs/storage.md fit each other, and are compared: one that is changed fits no longer.
func TestSendingSnapshotsFromStartToFinish(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(storageDocs)
	require.NoError(t, err)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
	manifests := regexp.MustCompile("(?s)```yaml\n# (hosts/[a-z0-9]+\\.yaml)\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	require.Len(t, manifests, 2)
	for _, m := range manifests {
		write(t, filepath.Join(dir, m[1]), m[2])
	}
	got := run("-C", dir, "validate")
	assert.Equal(t, 0, got.code, got.out)
	assert.NotContains(t, got.out, "[")

	key := filepath.Join(dir, "web1-btrbk")
	write(t, key, "a key")
	got = run("-C", dir, "install", "web1", "--target", "192.0.2.10", "--dry-run", "--extra", key+"=/var/lib/secrets/btrbk")
	assert.Contains(t, got.out, "filesystems.snapshots.send.vault.key", "the key is known by what it is for")

	write(t, filepath.Join(dir, "hosts/vault.yaml"), strings.Replace(manifests[1][2], "directory: /backup/web1", "directory: /backup/web2", 1))
	got = run("-C", dir, "validate")
	assert.Equal(t, 1, got.code)
	assert.Contains(t, got.out, "vault takes no snapshots in /backup/web1")
}

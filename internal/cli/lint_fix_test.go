package cli_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/workspace"
)

// toMend is a fleet of one host whose manifest ends in some lines.
func toMend(t *testing.T, lines string) (dir, manifest string) {
	t.Helper()
	dir = t.TempDir()
	write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
	manifest = filepath.Join(dir, "hosts/web1.yaml")
	write(t, manifest, smallHost("web1")+lines)
	return dir, manifest
}

func textOf(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(content)
}

// TestFixReadsBehindTheLock changes a manifest while --fix waits for another run: the change stays, and is mended with the rest.
func TestFixReadsBehindTheLock(t *testing.T) {
	t.Parallel()
	dir, manifest := toMend(t, "imports: []\n")
	ws, err := workspace.Open(dir)
	require.NoError(t, err)
	defer ws.Close()
	unlock, err := ws.Lock(context.Background(), func(int) {})
	require.NoError(t, err)
	done := make(chan result)
	go func() { done <- run("-C", dir, "lint", "--fix") }()
	time.Sleep(300 * time.Millisecond) // a run that read before the lock has read by then
	write(t, manifest, smallHost("web1")+"imports: []\ntags: [new, new]\n")
	unlock()
	got := <-done
	assert.Equal(t, 0, got.code, got.errors)
	assert.Equal(t, smallHost("web1")+"tags: [new]\n", textOf(t, manifest))
}

const secretLines = `imports: []
settings:
  # fallback token: "ghp_` + `0123456789abcdefghijABCDEFGHIJ012345"
  services.a.password: hunter1
  services.b.password: |
    hunter2
    hunter3

    hunter4
  services.c.password:
    hunter5
  services.d.password: "hunter6
    hunter7"
  services.e: { password: "hunter8

    hunter9", x: [shown, shown] }
  services.f.note: shown
tags: [shown, shown]
`

// TestFixShowsNoSecrets has secrets around what is mended: the difference leaves them out.
func TestFixShowsNoSecrets(t *testing.T) {
	t.Parallel()
	dir, _ := toMend(t, secretLines)
	text := run("-C", dir, "lint", "--fix", "-n")
	programs := run("-C", dir, "lint", "--fix", "-n", "--format", "json")
	var record struct {
		Data struct{ Changes []struct{ Diff string } }
	}
	require.NoError(t, json.Unmarshal([]byte(programs.out), &record))
	require.Len(t, record.Data.Changes, 1)
	for _, got := range []string{text.out, programs.out} {
		assert.NotContains(t, got, "hunter")
		assert.NotContains(t, got, "ghp_")
	}
	diff := record.Data.Changes[0].Diff
	assert.True(t, strings.HasPrefix(text.out, diff), "%s\n%s", text.out, diff)
	assert.Contains(t, diff, "-imports: []\n")
	assert.Contains(t, diff, "services.f.note: shown\n", "what is no secret is shown")
	assert.Contains(t, diff, "+tags: [shown]\n")
}

// TestTextsAreNoComments has what looks like a comment in texts: it allows nothing, is no mistake, and stays.
func TestTextsAreNoComments(t *testing.T) {
	t.Parallel()
	lines := `settings:
  x-a: "one
    # panther: allow unused-user: because
    two"
  x-b: 'see # panther: allow unused-user: because'
  x-c: |
    # panther: allow unused-user: because
  x-d: >
    # panther: alow
`
	dir, manifest := toMend(t, lines)
	got := run("-C", dir, "lint")
	assert.NotContains(t, got.out, "suppression")
	got = run("-C", dir, "lint", "--fix")
	assert.Contains(t, got.errors, "0 places mended")
	assert.Equal(t, smallHost("web1")+lines, textOf(t, manifest))
}

// TestFixWritesAllOrNothing cannot write one of two files: the other one stays as it was, and that is said.
func TestFixWritesAllOrNothing(t *testing.T) {
	t.Parallel()
	dir, manifest := toMend(t, "imports: []\n")
	write(t, filepath.Join(dir, "elsewhere.yaml"), smallHost("web2")+"imports: []\n")
	require.NoError(t, os.Symlink("../elsewhere.yaml", filepath.Join(dir, "hosts/web2.yaml")))
	got := run("-C", dir, "lint", "--fix")
	assert.Equal(t, 2, got.code)
	assert.Contains(t, got.errors, "nothing was mended: hosts/web2.yaml is no file of its own but leads to one")
	assert.Contains(t, textOf(t, manifest), "imports: []")
}

// TestFixShowsNoLineOfASecret has a secret of several lines right above what is mended.
func TestFixShowsNoLineOfASecret(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{
		"  a.password: |\n    hunter2\n    hunter3\n",
		"  a.password: >-\n    hunter2\n\n    hunter3\n",
		"  a.password:\n    hunter2\n",
		"  a.password:\n    hunter2\n    hunter3\n",
		"  a.password: hunter2\n    hunter3\n",
		"  a.password:\n    - hunter2\n    - hunter3\n",
		"  a.password: [\n    hunter2,\n    hunter3 ]\n",
		"  a: { password: 'hunter2\n    hunter3', b: 1 }\n",
		"  ? a.password\n  : hunter2\n",
		"  a.password: &x |\n    hunter2\n  b.password: *x\n",
		"  a.x:\n    - url: https://me:hunter2@example.org/\n",
		"  a.x: !!str\n    -----BEGIN OPENSSH PRIVATE KEY-----\n    hunter2\n    -----END OPENSSH PRIVATE KEY-----\n",
		"  a.x: |\n    -----BEGIN OPENSSH PRIVATE KEY-----\n    hunter2\n    -----END OPENSSH PRIVATE KEY-----\n",
	} {
		dir, _ := toMend(t, "settings:\n"+secret+"tags: [shown, shown]\n")
		got := run("-C", dir, "lint", "--fix", "-n")
		assert.NotContains(t, got.out, "hunter", secret)
		assert.Contains(t, got.out, "+tags: [shown]\n", secret)
	}
}

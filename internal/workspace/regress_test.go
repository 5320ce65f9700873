package workspace_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/tree"
)

// hosts/web1/caddy.nix -> ../../shared/caddy.nix is a hand-written file like any other; it is nobody's place.
func TestAHandWrittenLinkBlocksNothing(t *testing.T) {
	dir := folder(t, map[string]string{"panther.yaml": "", "shared/caddy.nix": "{ }", "hosts/web1/caddy.nix": "-> ../../shared/caddy.nix", "hosts/web1/lib.nix/default.nix": "{ }"})
	out := output(t, dir, ".")
	require.NoError(t, out.Write(aTree().Files()))
	existing, _, err := out.Existing(aTree())
	require.NoError(t, err)
	assert.Empty(t, tree.Compare(aTree(), existing).Changes)
}

// design 3: "LF, UTF-8, final newline, mode 0644"
func TestTheModeDoesNotDependOnTheUmask(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o077))
	dir := folder(t, map[string]string{"panther.yaml": ""})
	require.NoError(t, output(t, dir, ".").Write(aTree().Files()))
	info, err := os.Stat(filepath.Join(dir, "flake.nix"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o644), info.Mode().Perm())
}

// flock opens w.Dir + "/.panther/lock" by itself, past the os.Root: a repository that holds this link makes files anywhere.
func TestTheLockDoesNotLeadOut(t *testing.T) {
	outside := t.TempDir()
	dir := folder(t, map[string]string{"panther.yaml": "", ".panther/lock": "-> " + outside + "/made"})
	unlock, err := open(t, dir).Lock(t.Context(), func(int) {})
	if err == nil {
		unlock()
	}
	assert.Empty(t, listing(t, outside))
}

// A manifest that somebody changed after it was read is not written over.
func TestAChangedFileIsNotReplaced(t *testing.T) {
	dir := folder(t, map[string]string{"panther.yaml": "a: 1\n"})
	w := open(t, dir)
	assert.ErrorContains(t, w.Replace("panther.yaml", []byte("a: 0\n"), []byte("a: 2\n")), "panther.yaml was changed meanwhile")
	assert.Equal(t, "a: 1\n", listing(t, dir)["panther.yaml"])
	require.NoError(t, w.Replace("panther.yaml", []byte("a: 1\n"), []byte("a: 2\n")))
	assert.Equal(t, "a: 2\n", listing(t, dir)["panther.yaml"])
}

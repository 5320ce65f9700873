package cli_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/bench/samplefleet"
)

// longAgo is a time that no run of a test writes a file at.
var longAgo = time.Date(2001, time.January, 1, 0, 0, 0, 0, time.UTC)

// age sets the time of everything below a folder to long ago, folders included.
func age(t *testing.T, dir string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(name, longAgo, longAgo)
	}))
}

// touched lists what was written below a folder since it was aged, folders included.
func touched(t *testing.T, dir string) []string {
	t.Helper()
	found := []string{}
	require.NoError(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && !info.ModTime().Equal(longAgo) {
			found = append(found, strings.TrimPrefix(name, dir+"/"))
		}
		return err
	}))
	return found
}

func sampleFleet(t *testing.T, hosts int) (dir, tree string) {
	t.Helper()
	dir = t.TempDir()
	require.NoError(t, samplefleet.Fleet{Hosts: hosts}.Write(dir))
	r := run("--root", dir, "gen")
	require.Zero(t, r.code, r.errors)
	tree = filepath.Join(dir, samplefleet.Output)
	age(t, tree)
	return dir, tree
}

// TestGenTwiceWritesNothing renders a fleet that is as rendered: no file or folder is touched.
func TestGenTwiceWritesNothing(t *testing.T) {
	dir, tree := sampleFleet(t, 20)
	for _, args := range [][]string{{"gen"}, {"gen", "--force", "--prune"}, {"gen", samplefleet.Name(3)}, {"check"}} {
		r := run(append([]string{"--root", dir}, args...)...)
		assert.Zero(t, r.code, r.errors)
		if args[0] == "gen" {
			assert.True(t, strings.HasPrefix(r.out, "0 written, "), r.out)
		}
		assert.Empty(t, touched(t, tree), args)
	}
}

// TestGenOfOneHostWritesThatHost edits two of 200 hosts and renders one of them.
func TestGenOfOneHostWritesThatHost(t *testing.T) {
	dir, tree := sampleFleet(t, 200)
	for _, host := range []int{17, 44} {
		replaceIn(t, filepath.Join(dir, samplefleet.Path(host)+".yaml"), `stateVersion: "25.05"`, `stateVersion: "24.11"`)
	}
	r := run("--root", dir, "gen", samplefleet.Name(44))
	require.Zero(t, r.code, r.errors)
	folder := samplefleet.Path(44)
	assert.Equal(t, []string{folder, folder + "/configuration.nix"}, touched(t, tree))
	assert.Contains(t, r.out, "1 written, ")
	assert.Contains(t, r.errors, samplefleet.Name(17), "the other edited host is named")
	assert.NotContains(t, r.errors, samplefleet.Name(18))
}

func replaceIn(t *testing.T, file, from, to string) {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(content), from)
	require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(string(content), from, to)), 0o600))
}

package workspace_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/tree"
	"github.com/hbohlen/panther/internal/workspace"
)

func output(t *testing.T, dir, name string) *workspace.Output {
	t.Helper()
	out, err := open(t, dir).Output(name)
	require.NoError(t, err)
	return out
}

// aTree is a tree as panther renders it.
func aTree() *tree.Tree {
	t := tree.New()
	for _, name := range []string{"flake.nix", "fleet/services-x.nix", "modules/nixos/core/base.nix", "modules/home/git.nix", "hosts/web1/configuration.nix", "hosts/eu/web2/disko.nix"} {
		t.Add(name, "x.", []byte(name+"\n"))
	}
	return t
}

func TestWhatWasWrittenIsCurrent(t *testing.T) {
	for _, name := range []string{".", "out", "deep/er/out"} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, map[string]string{"panther.yaml": ""})
			want := aTree()
			require.NoError(t, output(t, dir, name).Write(want.Files()))
			again := output(t, dir, name)
			existing, leftovers, err := again.Existing(want)
			require.NoError(t, err)
			assert.Empty(t, leftovers)
			plan := tree.Compare(want, existing)
			assert.Empty(t, plan.Changes)
			assert.Equal(t, want.Len(), plan.Current)
			files := listing(t, filepath.Join(dir, name))
			delete(files, "panther.yaml")
			assert.Len(t, files, want.Len(), "and nothing else is there")

			require.NoError(t, again.Write(nil))
			var paths []string
			for _, f := range want.Files() {
				paths = append(paths, f.Path)
			}
			require.NoError(t, again.Remove(paths))
			existing, _, err = again.Existing(want)
			require.NoError(t, err)
			assert.Empty(t, existing)
		})
	}
}

func TestAnOutputThatIsNotThereYet(t *testing.T) {
	dir := folder(t, map[string]string{"panther.yaml": ""})
	out := output(t, dir, "out")
	existing, leftovers, err := out.Existing(aTree())
	require.NoError(t, err)
	assert.Empty(t, existing)
	assert.Empty(t, leftovers)
	require.NoError(t, out.Write(nil))
	assert.Equal(t, map[string]string{"panther.yaml": ""}, listing(t, dir), "looking makes nothing")
	_, err = open(t, folder(t, map[string]string{"out": "a file"})).Output("out")
	require.Error(t, err)
}

func TestExisting(t *testing.T) {
	out := output(t, folder(t, map[string]string{
		"panther.yaml": "", "flake.nix": "f", "flake.lock": "l", "default.nix": "mine", "hosts/web1.yaml": "m", "hosts/web1/configuration.nix": "c", "hosts/web1/mine.txt": "t",
		"hosts/old/deep/disko.nix": "d", "hosts/web1/folder.nix/": "", "modules/home/git.nix": "g", "fleet/x.nix": "x", "other/y.nix": "y", "hosts/.git/z.nix": "z",
		"hosts/web1/.configuration.nix.panther-tmp": "half", "modules/.x.nix.panther-tmp": "half", ".flake.nix.panther-tmp": "half", "other/.y.nix.panther-tmp": "not ours",
	}), ".")
	existing, leftovers, err := out.Existing(aTree())
	require.NoError(t, err)
	got := map[string]string{}
	for name, e := range existing {
		got[name] = string(e.Content) + e.Blocked
	}
	delete(got, "hosts/.git/z.nix") // nobody's
	assert.Equal(t, map[string]string{
		"flake.nix": "f", "hosts/web1/configuration.nix": "c", "hosts/old/deep/disko.nix": "d", "modules/home/git.nix": "g", "fleet/x.nix": "x",
	}, got)
	slices.Sort(leftovers)
	assert.Equal(t, []string{".flake.nix.panther-tmp", "hosts/web1/.configuration.nix.panther-tmp", "modules/.x.nix.panther-tmp"}, leftovers)
	require.NoError(t, out.Remove(leftovers))
	_, leftovers, err = out.Existing(aTree())
	require.NoError(t, err)
	assert.Empty(t, leftovers)
}

func TestALinkInThePlaceOfAFileIsNotFollowed(t *testing.T) {
	dir := folder(t, map[string]string{"panther.yaml": "", "target.nix": "t", "hosts/web1/configuration.nix": "-> ../../target.nix"})
	out := output(t, dir, ".")
	existing, _, err := out.Existing(aTree())
	require.NoError(t, err)
	assert.Equal(t, tree.Existing{Blocked: "a symbolic link"}, existing["hosts/web1/configuration.nix"])
	require.NoError(t, out.Write([]tree.File{{Path: "hosts/web1/configuration.nix", Content: []byte("new")}}))
	assert.Equal(t, map[string]string{"panther.yaml": "", "target.nix": "t", "hosts/web1/configuration.nix": "new"}, listing(t, dir), "with --force the link goes, not what it names")
}

func TestFilesAreReplacedWhole(t *testing.T) {
	dir := folder(t, map[string]string{"panther.yaml": "", "hosts/web1/disko.nix": "old and longer than what comes", "hosts/web1/.disko.nix.panther-tmp": "half of a killed run"})
	before, err := os.Stat(filepath.Join(dir, "hosts/web1/disko.nix"))
	require.NoError(t, err)
	held, err := os.Open(filepath.Join(dir, "hosts/web1/disko.nix"))
	require.NoError(t, err)
	defer held.Close()
	require.NoError(t, output(t, dir, ".").Write([]tree.File{{Path: "hosts/web1/disko.nix", Content: []byte("new\n")}}))
	assert.Equal(t, map[string]string{"panther.yaml": "", "hosts/web1/disko.nix": "new\n"}, listing(t, dir))
	after, err := os.Stat(filepath.Join(dir, "hosts/web1/disko.nix"))
	require.NoError(t, err)
	assert.False(t, os.SameFile(before, after), "whoever has the old file open still reads the old one")
	content := make([]byte, 3)
	_, err = held.Read(content)
	require.NoError(t, err)
	assert.Equal(t, "old", string(content))
}

func TestAFailureLeavesNothingHalf(t *testing.T) {
	dir := folder(t, map[string]string{"panther.yaml": "", "hosts/web1/disko.nix/keep": "x", "modules": "a file in the place of a folder"})
	err := output(t, dir, ".").Write([]tree.File{
		{Path: "fleet/x.nix", Content: []byte("x")}, {Path: "hosts/web1/disko.nix", Content: []byte("x")}, {Path: "hosts/web2/disko.nix", Content: []byte("x")}, {Path: "modules/home/git.nix", Content: []byte("x")},
	})
	require.Error(t, err)
	assert.Contains(t, err.Error(), "hosts/web1/disko.nix")
	assert.Contains(t, err.Error(), "modules/home")
	left := listing(t, dir)
	for name := range left {
		assert.NotContains(t, name, "panther-tmp")
	}
	assert.Equal(t, "x", left["fleet/x.nix"], "the others are written")
	assert.Equal(t, "x", left["hosts/web2/disko.nix"])
	assert.Equal(t, "x", left["hosts/web1/disko.nix/keep"])
}

func TestRemovePrunesEmptyFolders(t *testing.T) {
	dir := folder(t, map[string]string{
		"panther.yaml": "", "hosts/old.d/eu/web1/disko.nix": "x", "hosts/old.d/eu/web1/home.nix": "x", "hosts/web2/disko.nix": "x", "hosts/web2/caddy.nix": "mine", "flake.nix": "x",
	})
	out := output(t, dir, ".")
	require.NoError(t, out.Remove([]string{"hosts/old.d/eu/web1/disko.nix", "hosts/old.d/eu/web1/home.nix", "hosts/web2/disko.nix", "flake.nix", "hosts/nope/gone.nix"}))
	assert.Equal(t, map[string]string{"panther.yaml": "", "hosts/web2/caddy.nix": "mine"}, listing(t, dir))
	assert.NoDirExists(t, filepath.Join(dir, "hosts/old.d"))
	require.NoError(t, out.Remove([]string{"hosts/web2/caddy.nix"}))
	assert.NoDirExists(t, filepath.Join(dir, "hosts"))
	assert.DirExists(t, dir, "the output itself stays")
	require.Error(t, out.Remove([]string{"../x/../../etc/passwd"}))
}

func TestManyFilesAtOnce(t *testing.T) {
	dir := folder(t, map[string]string{"panther.yaml": ""})
	want := tree.New()
	for i := range 300 {
		want.Add(fmt.Sprintf("hosts/g%d/h%d/disko.nix", i%5, i), "x.", []byte(strings.Repeat("x", i)))
		want.Add(fmt.Sprintf("hosts/g%d/h%d/configuration.nix", i%5, i), "x.", []byte("y"))
	}
	require.NoError(t, output(t, dir, ".").Write(want.Files()))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			existing, _, err := output(t, dir, ".").Existing(want)
			assert.NoError(t, err)
			assert.Empty(t, tree.Compare(want, existing).Changes)
		})
	}
	group.Wait()
}

package git_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/git"
)

// repository makes a repository with these files in it, none of them added.
func repository(t *testing.T, files ...string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git program")
	}
	for name, value := range map[string]string{
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_SYSTEM": os.DevNull, "HOME": t.TempDir(), "XDG_CONFIG_HOME": "", "GIT_DIR": "", "GIT_INDEX_FILE": "", "GIT_WORK_TREE": "",
	} {
		t.Setenv(name, value)
		if value == "" {
			require.NoError(t, os.Unsetenv(name))
		}
	}
	dir := t.TempDir()
	run(t, dir, "init", "-q")
	for _, name := range files {
		write(t, dir, name)
	}
	return dir
}

func write(t *testing.T, dir, name string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("x\n"), 0o644))
}

func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=x", "-c", "user.email=x@example.org"}, args...)...).CombinedOutput()
	require.NoError(t, err, "git %v: %s", args, out)
	return string(out)
}

func find(t *testing.T, dir string) git.Repository {
	t.Helper()
	r, err := git.Find(dir)
	require.NoError(t, err)
	return r
}

func known(t *testing.T, r git.Repository) []string {
	t.Helper()
	all, err := r.Known(t.Context())
	require.NoError(t, err)
	delete(all, "")
	return slices.Sorted(maps.Keys(all))
}

// odd names mean something to git, to shells, or to patterns.
var odd = []string{"with space.nix", "tab\there.nix", "line\nbreak.nix", "ünï.nix", "日本.nix", "-dash.nix", "--all", ":(top)x.nix", ":!x", "[a].nix", "star*.nix", "q?.nix", `back\slash.nix`, `"quoted".nix`, "'.nix", "$HOME.nix", "#x.nix", "!x.nix", "~.nix", "%s.nix"}

func TestAFolderInGit(t *testing.T) {
	dir := repository(t, "fleet/hosts/a.nix")
	for _, at := range []string{dir, filepath.Join(dir, "fleet"), filepath.Join(dir, "fleet/hosts")} {
		_, err := git.Find(at)
		require.NoError(t, err, at)
	}
	_, err := git.Find(t.TempDir())
	require.ErrorIs(t, err, git.ErrNoRepository)
	t.Setenv("PATH", t.TempDir())
	_, err = git.Find(dir)
	require.ErrorIs(t, err, git.ErrNoProgram)
}

func TestALinkedWorkTreeIsOne(t *testing.T) {
	dir := repository(t, "a.nix")
	run(t, dir, "add", ".")
	run(t, dir, "commit", "-q", "-m", "x")
	other := filepath.Join(t.TempDir(), "other")
	run(t, dir, "worktree", "add", "-q", other)
	assert.Equal(t, []string{"a.nix"}, known(t, find(t, other)), "there .git is a file")
}

func TestKnownFiles(t *testing.T) {
	dir := repository(t, "a.nix", "b.nix", "sub/c.nix", "sub/d.nix", "ignored.nix")
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("ignored.nix\n"), 0o644))
	assert.Empty(t, known(t, find(t, dir)), "nothing was added")
	run(t, dir, "add", "a.nix", "sub/c.nix")
	run(t, dir, "add", "--intent-to-add", "b.nix")
	assert.Equal(t, []string{"a.nix", "b.nix", "sub/c.nix"}, known(t, find(t, dir)))
	assert.Equal(t, []string{"c.nix"}, known(t, find(t, filepath.Join(dir, "sub"))), "relative to the folder that was asked for")
	require.NoError(t, os.Remove(filepath.Join(dir, "a.nix")))
	assert.Contains(t, known(t, find(t, dir)), "a.nix", "git still knows it")
}

func TestOddNamesAreAddedAndKnown(t *testing.T) {
	for _, sub := range []string{".", "sub"} {
		t.Run(sub, func(t *testing.T) {
			dir := repository(t)
			at := filepath.Join(dir, sub)
			var files []string
			for _, name := range odd {
				files = append(files, "deep/"+name)
				if name[0] != ':' {
					files = append(files, name)
				}
			}
			for _, name := range append(files, "not asked for.nix") {
				write(t, at, name)
			}
			r := find(t, at)
			ignored, err := r.IntendToAdd(t.Context(), files)
			require.NoError(t, err)
			assert.Empty(t, ignored)
			slices.Sort(files)
			assert.Equal(t, files, known(t, r))
		})
	}
}

func TestNothingIsStaged(t *testing.T) {
	dir := repository(t, "a.nix")
	_, err := find(t, dir).IntendToAdd(t.Context(), []string{"a.nix"})
	require.NoError(t, err)
	assert.Empty(t, run(t, dir, "diff", "--cached", "--name-only"), "what the file holds is not part of a commit")
	assert.Contains(t, run(t, dir, "status", "--porcelain"), " A a.nix")
	_, err = find(t, dir).IntendToAdd(t.Context(), []string{"a.nix"})
	require.NoError(t, err, "once more does no harm")
	_, err = find(t, dir).IntendToAdd(t.Context(), nil)
	require.NoError(t, err)
}

func TestIgnoredFilesAreLeftOut(t *testing.T) {
	dir := repository(t, "a.nix", "b.nix", "hidden/c.nix", "ü.nix")
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("b.nix\nhidden/\nü.nix\n"), 0o644))
	ignored, err := find(t, dir).IntendToAdd(t.Context(), []string{"a.nix", "b.nix", "hidden/c.nix", "ü.nix"})
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"b.nix", "hidden/c.nix", "ü.nix"}, ignored)
	assert.Equal(t, []string{"a.nix"}, known(t, find(t, dir)))
	ignored, err = find(t, dir).IntendToAdd(t.Context(), []string{"b.nix"})
	require.NoError(t, err, "all of them")
	assert.Equal(t, []string{"b.nix"}, ignored)
}

func TestAHookOfAnotherRepositoryIsNoTrouble(t *testing.T) {
	dir := repository(t, "fleet/a.nix")
	run(t, dir, "add", ".")
	elsewhere := t.TempDir()
	run(t, elsewhere, "init", "-q")
	t.Setenv("GIT_DIR", filepath.Join(elsewhere, ".git"))
	t.Setenv("GIT_PREFIX", "x/")
	assert.Equal(t, []string{"a.nix"}, known(t, find(t, filepath.Join(dir, "fleet"))))
}

func TestWhatGitSaysIsPassedOn(t *testing.T) {
	dir := repository(t)
	_, err := find(t, dir).IntendToAdd(t.Context(), []string{"nope.nix"})
	require.ErrorContains(t, err, "git")
	require.ErrorContains(t, err, "nope.nix")
	assert.NotContains(t, err.Error(), "\n")

	broken := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(broken, ".git"), 0o755))
	_, err = find(t, broken).Known(t.Context())
	require.Error(t, err)
	assert.True(t, strings.HasPrefix(err.Error(), "git"), err)
}

func TestPrefix(t *testing.T) {
	dir := repository(t, "a b/fleet/hosts/a.nix")
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(filepath.Join(dir, "a b/fleet"), link))
	for _, at := range []string{dir, filepath.Join(dir, "a b"), filepath.Join(dir, "a b/fleet"), link} {
		said := strings.TrimSuffix(strings.TrimSuffix(run(t, at, "rev-parse", "--show-prefix"), "\n"), "/")
		assert.Equal(t, said, git.Prefix(at), at)
	}
	assert.Equal(t, "a b/fleet", git.Prefix(link))
	assert.Empty(t, git.Prefix(t.TempDir()))
}

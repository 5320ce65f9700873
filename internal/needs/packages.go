package needs

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/source"
)

// Packages returns a folder with a project of npm and its packages, which are installed from the registry in the versions of
// its lock file, once. Those of a large project are installed only where PANTHER_SLOW=1 asks for slow tests or PANTHER_REQUIRE
// names npm.
func Packages(t testing.TB, project string, large bool) string {
	t.Helper()
	Program(t, "npm", "node")
	Program(t, "npm", "npm")
	dir := folder(t, project)
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	if large && os.Getenv("PANTHER_SLOW") != "1" && !Required("npm") {
		t.Skipf("what %s needs is not installed: PANTHER_SLOW=1 installs it", project)
	}
	if err := install(t.Context(), project, dir); err != nil {
		missing(t, "npm", "npm cannot install what %s needs: %v", project, err)
	}
	return dir
}

// folder is where a project is, or will be, as long as its files are what they are.
func folder(t testing.TB, project string) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	files := os.DirFS(project)
	names, err := fs.Glob(files, "*")
	require.NoError(t, err)
	require.Contains(t, names, "package-lock.json")
	var all []byte
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		all = append(all, text...)
	}
	return filepath.Join(cache, "panther-test", fmt.Sprintf("%s-%016x", filepath.Base(project), source.Sum(all)))
}

// install puts a project into a folder, all of it or nothing.
func install(ctx context.Context, project, dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), "new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	if err := os.CopyFS(fresh, os.DirFS(project)); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	cmd.Dir = fresh
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	if err := os.Rename(fresh, dir); err != nil {
		if _, there := os.Stat(dir); there != nil { // unless another run was quicker
			return err
		}
	}
	return nil
}

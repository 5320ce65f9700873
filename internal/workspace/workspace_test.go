package workspace_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/tree"
	"github.com/hbohlen/panther/internal/workspace"
)

// folder makes files below a folder: their content by path, "-> target" for a link, a path with a slash at the end for a folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		put(t, dir, name, content)
	}
	return dir
}

func put(t *testing.T, dir, name, content string) {
	t.Helper()
	at := filepath.Join(dir, name)
	if strings.HasSuffix(name, "/") {
		require.NoError(t, os.MkdirAll(at, 0o755))
		return
	}
	require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o755))
	if target, isLink := strings.CutPrefix(content, "-> "); isLink {
		require.NoError(t, os.Symlink(target, at))
		return
	}
	require.NoError(t, os.WriteFile(at, []byte(content), 0o644))
}

func open(t *testing.T, dir string) *workspace.Workspace {
	t.Helper()
	w, err := workspace.Open(dir)
	require.NoError(t, err)
	t.Cleanup(func() { _ = w.Close() })
	return w
}

// listing is everything below a folder: content of files, targets of links.
func listing(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(at string, e fs.DirEntry, err error) error {
		require.NoError(t, err)
		name := strings.TrimPrefix(strings.TrimPrefix(at, dir), "/")
		switch {
		case e.IsDir():
		case e.Type()&fs.ModeSymlink != 0:
			target, err := os.Readlink(at)
			require.NoError(t, err)
			out[name] = "-> " + target
		default:
			content, err := os.ReadFile(at)
			require.NoError(t, err)
			out[name] = string(content)
		}
		return nil
	}))
	return out
}

func names(files []*source.File) []string {
	var out []string
	for _, f := range files {
		out = append(out, f.Name)
	}
	return out
}

func TestAFleetIsFoundFromAnywhereInside(t *testing.T) {
	dir := folder(t, map[string]string{"fleet/panther.yaml": "", "fleet/hosts/a/b/": "", "fleet/inner/panther.yaml": "", "fleet/inner/x/": "", "beside/": "", "file": "x"})
	for at, want := range map[string]string{"fleet": "fleet", "fleet/hosts/a/b": "fleet", "fleet/inner": "fleet/inner", "fleet/inner/x": "fleet/inner"} {
		got, err := workspace.Find(filepath.Join(dir, at))
		require.NoError(t, err)
		assert.Equal(t, filepath.Join(dir, want), got)
	}
	_, err := workspace.Find(filepath.Join(dir, "beside"))
	require.ErrorIs(t, err, workspace.ErrNoFleet)
	for _, at := range []string{"nowhere", "file"} {
		_, err = workspace.Find(filepath.Join(dir, at))
		require.ErrorContains(t, err, "there is no folder")
	}
	t.Chdir(filepath.Join(dir, "fleet/hosts"))
	got, err := workspace.Find("a")
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(dir, "fleet"), got, "an absolute path, whatever was asked for")
}

func TestManifestsAreRead(t *testing.T) {
	dir := folder(t, map[string]string{
		"panther.yaml": "description: x\n", "hosts/web1.yaml": "a", "hosts/web1/other.yaml": "in the host's own folder", "hosts/web1/deep/er.yaml": "too",
		"hosts/servers/web2.yaml": "b", "hosts/servers/web2/configuration.nix": "{ }", "hosts/servers/eu/web3.yaml": "c", "hosts/servers/.hidden/x.yaml": "",
		"hosts/.web4.yaml": "", "hosts/README.md": "", "hosts/web5.yaml.bak": "", "hosts/odd.yaml/web6.yaml": "d", "hosts/empty/": "",
		"profiles/server.yaml": "p", "profiles/.x.yaml": "", "profiles/sub/y.yaml": "", "profiles/README.md": "",
		"templates/modules/services/x.yaml": "m",
	})
	f, err := open(t, dir).Read()
	require.NoError(t, err)
	assert.Equal(t, []string{"hosts/odd.yaml/web6.yaml", "hosts/servers/eu/web3.yaml", "hosts/servers/web2.yaml", "hosts/web1.yaml"}, names(f.Hosts))
	assert.Equal(t, []string{"profiles/server.yaml"}, names(f.Profiles))
	assert.Equal(t, "description: x\n", string(f.Fleet.Bytes))
	assert.Equal(t, "b", string(f.Hosts[2].Bytes))
	assert.Empty(t, f.Diags)
	content, err := fs.ReadFile(f.Modules, "services/x.yaml")
	require.NoError(t, err)
	assert.Equal(t, "m", string(content))
}

func TestTheLeastFleet(t *testing.T) {
	f, err := open(t, folder(t, map[string]string{"panther.yaml": ""})).Read()
	require.NoError(t, err)
	assert.Empty(t, f.Hosts)
	assert.Empty(t, f.Profiles)
	assert.Nil(t, f.Modules)
	_, err = open(t, folder(t, nil)).Read()
	require.EqualError(t, err, "there is no file panther.yaml")
	_, err = workspace.Open(filepath.Join(t.TempDir(), "nowhere"))
	require.Error(t, err)
}

func TestOtherEndingsAreSaid(t *testing.T) {
	f, err := open(t, folder(t, map[string]string{"panther.yaml": "", "hosts/a/web1.yml": "", "hosts/a/web2.yml": "", "profiles/server.yml": ""})).Read()
	require.NoError(t, err)
	var got []string
	for _, d := range f.Diags.Sorted() {
		assert.Equal(t, diag.FileName, d.Code)
		got = append(got, d.Range.File.Name+": "+d.Hint)
	}
	assert.Equal(t, []string{"hosts/a/web1.yml: rename it to web1.yaml", "hosts/a/web2.yml: rename it to web2.yaml", "profiles/server.yml: rename it to server.yaml"}, got)
	assert.Empty(t, f.Hosts)
}

func TestManyHostsAreReadInOrder(t *testing.T) {
	files := map[string]string{"panther.yaml": ""}
	var want []string
	for i := range 200 {
		name := fmt.Sprintf("hosts/g%d/h%03d.yaml", i%7, i)
		files[name] = name
		want = append(want, name)
	}
	slices.Sort(want)
	f, err := open(t, folder(t, files)).Read()
	require.NoError(t, err)
	assert.Equal(t, want, names(f.Hosts))
	for _, h := range f.Hosts {
		assert.Equal(t, h.Name, string(h.Bytes))
	}
}

func TestLinksDoNotLeadOut(t *testing.T) {
	outside := folder(t, map[string]string{"secret.yaml": "secret", "dir/x.yaml": "secret"})
	for name, files := range map[string]map[string]string{
		"a manifest":          {"hosts/web1.yaml": "-> " + outside + "/secret.yaml"},
		"a relative one":      {"hosts/web1.yaml": "-> ../../../../../../../../.." + outside + "/secret.yaml"},
		"the fleet's file":    {"panther.yaml": "-> " + outside + "/secret.yaml"},
		"a profile":           {"profiles/p.yaml": "-> " + outside + "/secret.yaml"},
		"the folder of hosts": {"hosts": "-> " + outside + "/dir"},
	} {
		t.Run(name, func(t *testing.T) {
			if files["panther.yaml"] == "" {
				files["panther.yaml"] = "description: x"
			}
			f, err := open(t, folder(t, files)).Read()
			if err == nil {
				assert.Empty(t, f.Hosts)
				assert.Empty(t, f.Profiles)
			}
		})
	}
	w := open(t, folder(t, map[string]string{"panther.yaml": "", "a.nix": "-> " + outside + "/secret.yaml", "dir": "-> " + outside, "in.nix": "-> panther.yaml", "modules": "-> " + outside}))
	assert.False(t, w.Exists("a.nix"))
	assert.False(t, w.Exists("dir/secret.yaml"))
	assert.False(t, w.Exists("../"+filepath.Base(outside)+"/secret.yaml"))
	assert.False(t, w.HasFolder("dir"))
	assert.Nil(t, w.ReadText("a.nix"))
	assert.True(t, w.Exists("in.nix"), "inside the fleet a link is fine")
	_, err := w.Output("dir")
	require.Error(t, err)
	require.Error(t, w.Create("dir/x", []byte("x"), 0o644))
	out, err := w.Output(".")
	require.NoError(t, err)
	require.Error(t, out.Write([]tree.File{{Path: "modules/x.nix", Content: []byte("x")}}))
	assert.Equal(t, map[string]string{"secret.yaml": "secret", "dir/x.yaml": "secret"}, listing(t, outside), "nothing was written there")
}

func TestALinkInsideTheFleetIsRead(t *testing.T) {
	f, err := open(t, folder(t, map[string]string{"panther.yaml": "", "shared/web.yaml": "x", "hosts/web1.yaml": "-> ../shared/web.yaml"})).Read()
	require.NoError(t, err)
	require.Equal(t, []string{"hosts/web1.yaml"}, names(f.Hosts))
	assert.Equal(t, "x", string(f.Hosts[0].Bytes))
}

func TestWhatIsThere(t *testing.T) {
	w := open(t, folder(t, map[string]string{"panther.yaml": "", "a/b.nix": "x", "empty": ""}))
	assert.True(t, w.Exists("a/b.nix"))
	assert.False(t, w.Exists("a"))
	assert.False(t, w.Exists("nope"))
	assert.False(t, w.Exists("/etc/hosts"))
	assert.True(t, w.HasFolder("a"))
	assert.False(t, w.HasFolder("a/b.nix"))
	assert.Equal(t, "x", string(w.ReadText("a/b.nix")))
	assert.NotNil(t, w.ReadText("empty"))
	assert.Nil(t, w.ReadText("nope"))
	assert.Nil(t, w.ReadText("a"))
}

func TestInside(t *testing.T) {
	for name, want := range map[string]string{"a": "a", "./a/": "a", "a/../b": "b", ".": ".", "": ".", "a/..": ".", "..a": "..a", "a/.../b": "a/.../b"} {
		got, ok := workspace.Inside(name)
		assert.True(t, ok, name)
		assert.Equal(t, want, got, name)
	}
	for _, name := range []string{"..", "../a", "a/../..", "/", "/etc", "./../x", "a/b/../../../c"} {
		_, ok := workspace.Inside(name)
		assert.False(t, ok, name)
	}
}

func TestCreateNeverReplaces(t *testing.T) {
	dir := folder(t, map[string]string{"panther.yaml": "mine", "dir/": "", "link": "-> target"})
	w := open(t, dir)
	require.NoError(t, w.Create("hosts/new/web1.yaml", []byte("x\n"), 0o644))
	require.NoError(t, w.Create("hook", []byte("#!\n"), 0o755))
	for _, name := range []string{"panther.yaml", "hosts/new/web1.yaml", "dir", "link", "panther.yaml/x", "../x", ""} {
		require.Error(t, w.Create(name, []byte("other"), 0o644), name)
	}
	assert.Equal(t, map[string]string{"panther.yaml": "mine", "hosts/new/web1.yaml": "x\n", "hook": "#!\n", "link": "-> target"}, listing(t, dir))
	info, err := os.Stat(filepath.Join(dir, "hook"))
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&0o100)
}

func TestTheSecondWaits(t *testing.T) {
	dir := folder(t, map[string]string{"panther.yaml": ""})
	unlock, err := open(t, dir).Lock(t.Context(), func(int) { t.Error("nobody holds it") })
	require.NoError(t, err)

	holder, got := make(chan int, 1), make(chan error, 1)
	second := open(t, dir)
	go func() {
		release, err := second.Lock(context.Background(), func(pid int) { holder <- pid })
		if err == nil {
			release()
		}
		got <- err
	}()
	assert.Equal(t, os.Getpid(), <-holder, "it is told who holds the lock")
	select {
	case <-got:
		t.Fatal("it did not wait")
	case <-time.After(60 * time.Millisecond):
	}
	unlock()
	require.NoError(t, <-got)
	assert.Contains(t, listing(t, dir), ".panther/lock", "the lock lies in panther's own folder")
}

func TestWaitingCanBeInterrupted(t *testing.T) {
	dir := folder(t, map[string]string{"panther.yaml": ""})
	unlock, err := open(t, dir).Lock(t.Context(), func(int) {})
	require.NoError(t, err)
	defer unlock()
	ctx, cancel := context.WithCancel(t.Context())
	release, err := open(t, dir).Lock(ctx, func(int) { cancel() })
	require.ErrorIs(t, err, context.Canceled)
	assert.Nil(t, release)
}

func TestALockWithoutAHolderIsFree(t *testing.T) {
	for _, content := range []string{"", "99999999\n", "not a number"} {
		unlock, err := open(t, folder(t, map[string]string{"panther.yaml": "", ".panther/lock": content})).Lock(t.Context(), func(int) { t.Error("nobody holds it") })
		require.NoError(t, err)
		unlock()
	}
}

func TestErrorsAreSaidInPlainWords(t *testing.T) {
	dir := folder(t, map[string]string{"panther.yaml/": ""})
	_, err := open(t, dir).Read()
	require.Error(t, err)
	var pathError *fs.PathError
	assert.False(t, errors.As(err, &pathError), "%v", err)
	assert.NotContains(t, err.Error(), "openat")
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	dir = folder(t, map[string]string{"panther.yaml": "x"})
	require.NoError(t, os.Chmod(filepath.Join(dir, "panther.yaml"), 0))
	_, err = open(t, dir).Read()
	require.EqualError(t, err, "no permission for panther.yaml")
}

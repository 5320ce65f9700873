package cli

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/needs"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/settings"
)

const (
	repository = "../.."
	goldenTree = repository + "/testdata/golden"
)

// reference renders the reference fleet.
func reference(t *testing.T) (*fleet, *pipeline.Result) {
	t.Helper()
	a := &app{settings: settings.Settings{Root: repository}, getenv: os.Getenv}
	f, err := a.open()
	require.NoError(t, err)
	t.Cleanup(func() { _ = f.ws.Close() })
	r, err := f.run(pipeline.Options{Tree: true})
	require.NoError(t, err)
	require.Empty(t, r.Diags(), "the reference fleet is without mistakes")
	return f, r
}

// TestGolden holds the rendered reference fleet against the tree that was reviewed: every file, and no other one.
func TestGolden(t *testing.T) {
	f, r := reference(t)
	if os.Getenv("PANTHER_UPDATE") == "1" {
		out, err := f.ws.Output(f.Output)
		require.NoError(t, err)
		require.NoError(t, out.Write(r.Tree.Files()))
	}
	for _, file := range r.Tree.Files() {
		have, err := os.ReadFile(filepath.Join(goldenTree, file.Path))
		require.NoError(t, err, "make golden")
		if d := diff.Diff("testdata/golden/"+file.Path, have, "rendered", file.Content); d != nil {
			t.Errorf("to take the new output over: make golden\n%s", d)
		}
	}
	for _, name := range nixFiles(t, goldenTree) {
		assert.True(t, r.Tree.Has(name), "%s is in testdata/golden and not rendered: make golden", name)
	}
}

// nixFiles lists the files below a folder.
func nixFiles(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, name)
			out = append(out, filepath.ToSlash(rel))
		}
		return err
	})
	require.NoError(t, err)
	require.NotEmpty(t, out)
	return out
}

// TestGoldenIsNix has Nix parse every rendered file.
func TestGoldenIsNix(t *testing.T) {
	needs.Program(t, "nix", "nix-instantiate")
	args := []string{"--parse"}
	for _, name := range nixFiles(t, goldenTree) {
		args = append(args, filepath.Join(goldenTree, name))
	}
	out, err := exec.Command("nix-instantiate", args...).CombinedOutput()
	require.NoError(t, err, string(out))
}

// TestRenderingIsDeterministic renders twice: the goroutines of a run finish in any order.
func TestRenderingIsDeterministic(t *testing.T) {
	_, first := reference(t)
	for range 5 {
		_, again := reference(t)
		assert.Equal(t, first.Tree.Files(), again.Tree.Files())
	}
}

// TestModulesAreTheSameInEveryFleet renders the reference fleet's modules once more, out of another fleet.
func TestModulesAreTheSameInEveryFleet(t *testing.T) {
	_, r := reference(t)
	dir := t.TempDir()
	key := "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 somebody"
	fleet := "users: { somebody: { admin: true, passwordlessSudo: true, sshKeys: [" + key + "] } }\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "panther.yaml"), []byte(fleet), 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "hosts"), 0o700))
	host := "profile: vps\nstateVersion: \"26.05\"\ndisks: { main: { device: /dev/disk/by-id/x } }\ncore: { users: { somebody: {} } }\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "hosts/other.yaml"), []byte(host), 0o600))
	a := &app{settings: settings.Settings{Root: dir}, getenv: os.Getenv}
	f, err := a.open()
	require.NoError(t, err)
	defer f.ws.Close()
	other, err := f.run(pipeline.Options{Tree: true})
	require.NoError(t, err)
	require.Empty(t, other.Diags())
	compared := 0
	for _, file := range other.Tree.Files() {
		if strings.HasPrefix(file.Path, "modules/") {
			assert.Equal(t, string(r.Tree.Get(file.Path)), string(file.Content), file.Path)
			compared++
		}
	}
	assert.NotZero(t, compared)
}

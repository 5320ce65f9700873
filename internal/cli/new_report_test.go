package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// machines are those of the reference fleet with a report.
var machines = map[string]string{
	"hetzner-cloud": "hosts/servers/hetzner-cloud/facter.json",
	"yoga":          "hosts/laptops/yoga/facter.json",
	"zephyrus":      "hosts/laptops/zephyrus/facter.json",
}

// TestNewFromAReport makes a host from each report, and holds what comes of it against testdata/new, which was reviewed.
func TestNewFromAReport(t *testing.T) {
	t.Parallel()
	for name, report := range machines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "panther.yaml"), []byte(smallFleet), 0o644))
			given, err := filepath.Abs("../../" + report)
			require.NoError(t, err)
			made := run("-C", dir, "new", name, "--report", given)
			require.Zero(t, made.code, made.errors)
			rendered := run("-C", dir, "gen")
			require.Zero(t, rendered.code, rendered.errors)
			checked := run("-C", dir, "check")
			assert.Zero(t, checked.code, checked.out)
			assert.Equal(t, fileText(t, given), fileText(t, filepath.Join(dir, "hosts", name, "facter.json")), "a report that is cut is kept as it is")
			compareNew(t, dir, name, made.out)
		})
	}
}

func compareNew(t *testing.T, dir, name, said string) {
	t.Helper()
	archive := &txtar.Archive{Comment: []byte(said)}
	for _, file := range []string{"hosts/" + name + ".yaml", "hosts/" + name + "/configuration.nix", "hosts/" + name + "/disko.nix"} {
		archive.Files = append(archive.Files, txtar.File{Name: file, Data: []byte(fileText(t, filepath.Join(dir, file)))})
	}
	got, golden := txtar.Format(archive), "../../testdata/new/"+name+".txtar"
	if update() {
		require.NoError(t, os.WriteFile(golden, got, 0o644))
	}
	want := []byte(fileText(t, golden))
	if !bytes.Equal(want, got) {
		t.Errorf("to take it over: PANTHER_UPDATE=1\n%s", diff.Diff(golden, want, "made", got))
	}
}

func fileText(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	return strings.ReplaceAll(string(content), "\r\n", "\n")
}

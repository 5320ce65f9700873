package nixosproof

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/options"
	"github.com/hbohlen/panther/internal/types"
)

// TestNixOSOptions reads the options of a host of the reference fleet out of the real module system, as `panther options sync`
// does, and holds the index that comes with panther to them: it knows all but those that modules of this fleet declare.
func TestNixOSOptions(t *testing.T) {
	p := newProof(t)
	const host = "hetzner-cloud"
	names, err := os.ReadFile(p.ids)
	require.NoError(t, err)
	ids := filepath.Join(t.TempDir(), "names") // home-manager's documentation names two packages that nothing else does
	require.NoError(t, os.WriteFile(ids, append(names, "equibop\nvesktop\n"...), 0o644))
	tree, err := filepath.Abs(filepath.Join(repository, "testdata/golden"))
	require.NoError(t, err)
	args := []string{"--eval", "--strict", "--json", "--readonly-mode", "--store", "dummy://", filepath.Join(p.own, "sync.nix")}
	for name, value := range map[string]string{
		"judge": p.dir, "src": p.src, "tree": tree, "ids": ids, "more": filepath.Join(p.own, "gaps.nix"), "host": host,
	} {
		args = append(args, "--argstr", name, value)
	}
	var complaint strings.Builder
	cmd := exec.Command("nix-instantiate", args...)
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	require.NoError(t, err, "%s", p.hideFolders(complaint.String()))
	evaluated, err := options.ReadEvaluated(out)
	require.NoError(t, err)
	data, nixos, home, err := options.Sync([]*options.Evaluated{evaluated}, nil, nil, "26.05")
	require.NoError(t, err)
	synced, err := options.ReadSynced(data)
	require.NoError(t, err)
	t.Logf("%d options of NixOS, %d of home-manager, %d bytes", nixos, home, len(data))
	assert.Greater(t, nixos, 19_000)
	assert.Greater(t, home, 5_000)
	allKnown(t, synced.NixOS, "panther.", "facter.", "disko.devices.") // disko's inner options begin with _
}

// allKnown holds the index that comes with panther to the options that there are, those aside whose names begin with these.
func allKnown(t *testing.T, real *options.Index, own ...string) {
	unknown := 0
	for o := range real.All {
		path, err := types.SplitPath(o.Path)
		require.NoError(t, err)
		begins := slices.ContainsFunc(own, func(beginning string) bool { return strings.HasPrefix(o.Path, beginning) })
		internal := strings.HasSuffix(o.Path, ".assertions") // of the submodules of impermanence, for itself
		if f := options.NixOS("26.05").Find(path); !begins && !internal && !f.OK() && f.Gone == nil {
			unknown++
			t.Log(o.Path)
		}
	}
	assert.Zero(t, unknown, "options that panther does not know")
}

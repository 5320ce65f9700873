package cli_test

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/bench/samplefleet"
)

// TestKilledRunsLeaveWholeFiles kills gen at random moments: whatever stands under its final name is then whole, in its
// old or its new version, and the next gen ends with the tree of a run that nobody disturbed, and nothing else.
func TestKilledRunsLeaveWholeFiles(t *testing.T) {
	hosts, kills := 60, 10
	if os.Getenv("PANTHER_SLOW") == "1" {
		hosts, kills = 1000, 200
	}
	const fleets = 2 // at work beside each other, since each mostly waits for its disk
	var killed atomic.Int64
	t.Run("fleets", func(t *testing.T) {
		for i := range fleets {
			t.Run(samplefleet.Name(i), func(t *testing.T) {
				t.Parallel()
				killed.Add(newVictim(t, hosts).killOften(kills / fleets))
			})
		}
	})
	assert.EqualValues(t, kills, killed.Load(), "runs that were killed")
}

// files are those below a folder, by their paths.
type files map[string]string

func readFiles(t *testing.T, dir string) files {
	t.Helper()
	found := files{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(name)
		found[strings.TrimPrefix(name, dir+"/")] = string(content)
		return err
	})
	require.NoError(t, err)
	return found
}

// victim is a fleet whose runs are killed. It is edited back and forth between two versions.
type victim struct {
	*testing.T
	hosts    int
	dir      string
	edit     int           // the version of its manifests
	versions [2]files      // the trees of runs that were not disturbed
	differ   int           // files that are not the same in both
	lasts    time.Duration // a run that writes everything
}

func newVictim(t *testing.T, hosts int) *victim {
	t.Helper()
	v := &victim{T: t, hosts: hosts, dir: quickFolder(t)}
	require.NoError(t, samplefleet.Fleet{Hosts: hosts}.Write(v.dir))
	for range v.versions {
		v.edited()
		start := time.Now()
		v.gen()
		v.lasts = time.Since(start)
		v.versions[v.edit] = readFiles(t, v.tree())
	}
	for name, content := range v.versions[0] {
		if v.versions[1][name] != content {
			v.differ++
		}
	}
	return v
}

// quickFolder is a temporary folder, in memory where the system has one there: what a killed process leaves behind does not
// depend on the disk, and thousands of files are written a hundred times.
func quickFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "panther-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(dir)) })
	return dir
}

func (v *victim) tree() string { return filepath.Join(v.dir, samplefleet.Output) }

// edited changes what every host renders.
func (v *victim) edited() {
	v.edit = 1 - v.edit
	require.NoError(v, samplefleet.Fleet{Hosts: v.hosts, Edit: v.edit}.WriteSettings(v.dir))
}

// beginnings are the states of a tree that a run may find, beside one that a killed run left.
var beginnings = []struct {
	name string
	make func(v *victim)
}{
	{"stale", (*victim).edited},
	{"empty", func(v *victim) { require.NoError(v, os.RemoveAll(v.tree())) }},
	{"stale again", (*victim).edited},
	{"complete", func(*victim) {}},
}

// killOften kills as many runs as are asked for, at moments that are spread over the length of a run. Every other time the
// run that follows is killed as well, before it can mend what the first one left.
func (v *victim) killOften(kills int) (killed int64) {
	half, open, mended := 0, 0, true
	for try := 0; int(killed) < kills && try < 4*kills && !v.Failed(); try++ {
		beginning := "killed"
		if mended {
			begin := beginnings[try/2%len(beginnings)]
			beginning = begin.name
			begin.make(v)
		}
		part := (float64(try%kills) + rand.Float64()) / float64(kills)
		moment := time.Duration(part * float64(v.lasts))
		hit := v.kill(moment)
		if !hit { // the machine was busier when the length of a run was measured
			v.lasts = v.lasts * 9 / 10
		}
		if hit {
			killed++
			done, temporary := v.whole()
			open += temporary
			if done > 0 && done < v.differ {
				half++
			}
		}
		if mended = !hit || killed%2 == 0 || int(killed) == kills; mended {
			v.gen()
			v.same(beginning, moment)
		}
	}
	v.Logf("%d runs killed, of %v each: %d left a tree half done, with %d temporary files", killed, v.lasts.Round(time.Millisecond), half, open)
	return killed
}

// kill starts a run and kills it after a while; false where the run was faster.
func (v *victim) kill(after time.Duration) bool {
	cmd := exec.Command("panther", "--root", v.dir, "gen")
	require.NoError(v, cmd.Start())
	time.Sleep(after)
	_ = cmd.Process.Kill()
	return cmd.Wait() != nil && !cmd.ProcessState.Exited()
}

func (v *victim) gen() {
	out, err := exec.Command("panther", "--root", v.dir, "gen").CombinedOutput()
	require.NoError(v, err, string(out))
}

const temporary = ".panther-tmp"

// whole holds every file against its two versions. It counts those that are new by now and those that were being written.
func (v *victim) whole() (done, open int) {
	if _, err := os.Stat(v.tree()); err != nil {
		return 0, 0
	}
	fresh, old := v.versions[v.edit], v.versions[1-v.edit]
	for name, content := range readFiles(v.T, v.tree()) {
		switch {
		case strings.HasSuffix(name, temporary):
			open++
		case content == fresh[name] && content != old[name]:
			done++
		case content == fresh[name]:
		case content != old[name]:
			v.Errorf("%s is in neither version:\n%s", name, content)
		}
	}
	return done, open
}

// same holds the tree against the one of a run that nobody disturbed.
func (v *victim) same(beginning string, moment time.Duration) {
	have, want := readFiles(v.T, v.tree()), v.versions[v.edit]
	for name, content := range have {
		if want[name] != content {
			v.Errorf("%s tree, killed after %v: %s is not as it would be rendered, or should not be there", beginning, moment, name)
		}
	}
	assert.Equal(v, len(want), len(have), "files of a %s tree, killed after %v", beginning, moment)
}

// TestLeftoversAreRemoved plants what killed runs leave behind, the one beside flake.nix included.
func TestLeftoversAreRemoved(t *testing.T) {
	v := newVictim(t, 3)
	for name := range v.versions[v.edit] {
		folder, file := filepath.Split(filepath.Join(v.tree(), name))
		require.NoError(t, os.WriteFile(folder+"."+file+temporary, bytes.Repeat([]byte("x"), 7), 0o600))
	}
	v.gen()
	v.same("complete", 0)
}

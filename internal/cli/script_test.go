package cli_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/cli"
	"github.com/hbohlen/panther/internal/term"
)

const scripts = "../../testdata/script"

// TestScript runs the scripts, each with an environment of its own. Beside testscript's own commands they have:
//
//	exits CODE PROGRAM [ARG...]   runs a program, and wants this very exit code
//	fleet [HOST...]               writes a small panther.yaml and small manifests, as far as they are not there
//	edit FILE OLD NEW             replaces a text that must be there
//	append FILE [TEXT...]         adds a line, in a new file if need be
//	snapshot NAME                 remembers the files below the folder, their times and modes included
//	[!] unchanged NAME            compares with what was remembered
//	sshkey FILE [PASSPHRASE]      makes a private SSH key
//
// [root] holds where permissions hold nobody back.
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 scripts,
		Setup:               setupScript,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       update(),
		Condition: func(name string) (bool, error) {
			if name == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("there is no condition %q", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":     exits,
			"fleet":     writeFleet,
			"edit":      edit,
			"append":    appendLine,
			"snapshot":  snapshot,
			"unchanged": unchanged,
			"sshkey":    makeKey,
		},
	})
}

// TestScriptsAreRun holds that no script is left out because of its name.
func TestScriptsAreRun(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(scripts)
	require.NoError(t, err)
	assert.NotEmpty(t, entries)
	for _, e := range entries {
		assert.Equal(t, ".txtar", filepath.Ext(e.Name()), "%s is not run", e.Name())
	}
}

func setupScript(env *testscript.Env) error {
	env.Setenv("HOME", filepath.Join(env.WorkDir, ".home"))
	program, err := exec.LookPath("panther") // for scripts that change PATH
	if err != nil {
		return err
	}
	env.Setenv("PANTHER", program)
	shapes, err := filepath.Abs(schemas)
	if err != nil {
		return err
	}
	env.Setenv(schemasEnv, shapes)
	// git neither reads settings of the machine nor a repository around the work folder
	env.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	env.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	env.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(env.WorkDir))
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		env.Setenv("GIT_"+who+"_NAME", "Operator")
		env.Setenv("GIT_"+who+"_EMAIL", "operator@example.org")
	}
	return nil
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	var failed *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &failed) {
		code = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("exit code %d, not %d", code, want)
	}
}

func writeFleet(ts *testscript.TestScript, _ bool, hosts []string) {
	files := map[string]string{"panther.yaml": smallFleet}
	for _, host := range hosts {
		files["hosts/"+host+".yaml"] = smallHost(filepath.Base(host))
	}
	for name, text := range files {
		file := ts.MkAbs(name)
		if _, err := os.Stat(file); err == nil {
			continue
		}
		ts.Check(os.MkdirAll(filepath.Dir(file), 0o755))
		ts.Check(os.WriteFile(file, []byte(text), 0o644))
	}
}

func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit FILE OLD NEW")
	}
	text, old := ts.ReadFile(args[0]), args[1]
	if !strings.Contains(text, old) {
		ts.Fatalf("%s does not hold %q", args[0], old)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, old, args[2], 1)), 0o644))
}

func appendLine(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: append FILE [TEXT...]")
	}
	file, err := os.OpenFile(ts.MkAbs(args[0]), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	ts.Check(err)
	_, err = fmt.Fprintln(file, strings.Join(args[1:], " "))
	ts.Check(errors.Join(err, file.Close()))
}

func snapshot(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: snapshot NAME")
	}
	taken, err := stateOf(ts.MkAbs("."))
	ts.Check(err)
	file := filepath.Join(ts.Getenv("WORK"), ".tmp", "snapshot-"+args[0])
	ts.Check(os.WriteFile(file, []byte(taken), 0o644))
}

func unchanged(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: unchanged NAME")
	}
	before, err := os.ReadFile(filepath.Join(ts.Getenv("WORK"), ".tmp", "snapshot-"+args[0]))
	ts.Check(err)
	now, err := stateOf(ts.MkAbs("."))
	ts.Check(err)
	if same := string(before) == now; same == neg {
		ts.Fatalf("the files are the same: %t\n%s", same, diff.Diff("before", before, "now", []byte(now)))
	}
}

// stateOf lists what is below a folder: kinds, modes, times and contents. Folders of programs are left out.
func stateOf(dir string) (string, error) {
	var b strings.Builder
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && slices.Contains([]string{".git", ".panther", ".tmp"}, e.Name()) {
			return filepath.SkipDir
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		fmt.Fprintf(&b, "%s %v", rel, info.Mode())
		if info.Mode().IsRegular() {
			content, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, " %d %x", info.ModTime().UnixNano(), sha256.Sum256(content))
		}
		b.WriteByte('\n')
		return nil
	})
	return b.String(), err
}

// TestGenWaits holds that of two runs at once the second waits, says for whom, and does its work afterwards; verbs that
// only read do not wait.
func TestGenWaits(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
	write(t, filepath.Join(dir, "hosts/web1.yaml"), smallHost("web1"))
	write(t, filepath.Join(dir, ".panther/lock"), "4711\n")
	lock := flock.New(filepath.Join(dir, ".panther/lock"))
	held, err := lock.TryLock()
	require.NoError(t, err)
	require.True(t, held)

	second, said := startGen(t, dir)
	assert.Equal(t, "waiting for panther with the process id 4711, which writes this fleet", said)
	assert.NoFileExists(t, filepath.Join(dir, "flake.nix"))
	assert.Equal(t, 1, run("-C", dir, "check").code)
	assert.Equal(t, 0, run("-C", dir, "validate").code)
	assert.Equal(t, 0, run("-C", dir, "gen", "-n").code)

	interrupted, _ := startGen(t, dir)
	require.NoError(t, interrupted.Process.Signal(os.Interrupt))
	_ = interrupted.Wait()
	assert.Equal(t, 130, interrupted.ProcessState.ExitCode())
	assert.NoFileExists(t, filepath.Join(dir, "flake.nix"))

	require.NoError(t, lock.Unlock())
	require.NoError(t, second.Wait())
	assert.FileExists(t, filepath.Join(dir, "flake.nix"))
	assert.Equal(t, 0, run("-C", dir, "check").code)
}

// startGen starts gen in a process of its own, and returns the first line that it says.
func startGen(t *testing.T, dir string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.Command("panther", "-C", dir, "gen", "--git-add=never")
	cmd.Env = []string{"HOME=" + dir}
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(stderr).ReadString('\n')
	require.NoError(t, err)
	go func() { _, _ = io.Copy(io.Discard, stderr) }()
	return cmd, strings.TrimSpace(line)
}

// TestColour holds who decides whether output is coloured: the flag, then NO_COLOR, then the terminal behind the stream
// that is written.
func TestColour(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
	write(t, filepath.Join(dir, "hosts/web1.yaml"), strings.Replace(smallHost("web1"), "vps", "vsp", 1))
	for _, c := range []struct {
		name     string
		args     []string
		env      map[string]string
		terminal bool
		want     bool
	}{
		{name: "pipe"},
		{name: "terminal", terminal: true, want: true},
		{name: "NO_COLOR", terminal: true, env: map[string]string{"NO_COLOR": "1"}},
		{name: "empty NO_COLOR", terminal: true, env: map[string]string{"NO_COLOR": ""}, want: true},
		{name: "dumb terminal", terminal: true, env: map[string]string{"TERM": "dumb"}},
		{name: "never", terminal: true, args: []string{"--color", "never"}},
		{name: "always", args: []string{"--color=always"}, want: true},
		{name: "always beats NO_COLOR", args: []string{"--color=always"}, env: map[string]string{"NO_COLOR": "1"}, want: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out, errors bytes.Buffer
			streams := term.Streams{In: strings.NewReader(""), Out: &out, Err: &errors, OutTerminal: c.terminal}
			getenv := func(name string) string { return c.env[name] }
			code := cli.Main(append([]string{"-C", dir, "validate"}, c.args...), streams, getenv)
			assert.Equal(t, 1, code)
			assert.Equal(t, c.want, strings.Contains(out.String(), "\x1b["), out.String())
			assert.NotContains(t, errors.String(), "\x1b[")
		})
	}
}

package cli_test

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"github.com/hbohlen/panther/internal/term/screen"
)

func makeKey(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: sshkey FILE [PASSPHRASE]")
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	ts.Check(err)
	block, err := ssh.MarshalPrivateKey(private, "")
	if len(args) > 1 {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte(args[1]))
	}
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), pem.EncodeToMemory(block), 0o600))
}

// patient is a nixos-anywhere that goes on for a minute, as does what it starts, and notes how it was told to end.
const patient = `#!/bin/sh
trap 'echo told > "$RECORD"; exit 130' INT TERM
sh -c 'echo $$ > "$RECORD.child"; echo "### Formatting hard drive with disko ###"; exec sleep 60'
`

const lockFile = `{
  "nodes": {
    "disko": { "inputs": { "nixpkgs": ["nixpkgs"] }, "original": { "owner": "nix-community", "repo": "disko", "type": "github" } },
    "nixpkgs": { "original": { "owner": "NixOS", "ref": "nixos-26.05", "repo": "nixpkgs", "type": "github" } },
    "root": { "inputs": { "disko": "disko", "nixpkgs": "nixpkgs" } }
  },
  "root": "root",
  "version": 7
}
`

// TestInstallIsInterrupted holds that an interrupt in the middle of an installation is handed on, that panther waits for
// the end of what it started, and that no secret is left behind.
func TestInstallIsInterrupted(t *testing.T) {
	t.Parallel()
	heedHangups(t)
	for _, sent := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sent.String(), func(t *testing.T) {
			t.Parallel()
			dir, cmd := patientInstall(t, "--confirm", "web1")
			said := waitFor(t, cmd, "### Formatting hard drive with disko ###")
			staged, err := os.ReadDir(dir + "/run")
			require.NoError(t, err)
			assert.Len(t, staged, 1)

			require.NoError(t, cmd.Process.Signal(sent))
			assert.Contains(t, said(), "interrupted after 0:0")
			_ = cmd.Wait()
			assert.Equal(t, 130, cmd.ProcessState.ExitCode())
			assertTidy(t, dir)
		})
	}
}

// heedHangups lets a hangup end what the test starts, although nohup, which may have started the test, is inherited.
func heedHangups(t *testing.T) {
	t.Helper()
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(hangups) })
}

// TestInstallIsInterruptedOnATerminal types the host's name, and later Control and C.
func TestInstallIsInterruptedOnATerminal(t *testing.T) {
	t.Parallel()
	person, terminal := screen.Open(t)
	dir, cmd := patientInstall(t)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal, terminal, terminal
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	seen := screen.Watch(person)
	sees := func(text string) {
		require.Eventually(t, func() bool { return strings.Contains(seen(), text) }, 20*time.Second, 5*time.Millisecond, text)
	}
	sees("to erase its disks on root@192.0.2.10: ")
	_, err := person.WriteString("web1\n")
	require.NoError(t, err)
	sees("0:00 Building\r\n")
	sees("0:00 Formatting hard drive with disko\r\n")
	_, err = person.WriteString("\x03")
	require.NoError(t, err)
	sees("interrupted after 0:0")
	_ = cmd.Wait()
	assert.Equal(t, 130, cmd.ProcessState.ExitCode())
	assertTidy(t, dir)
}

// patientInstall prepares an installation that goes on for a minute.
func patientInstall(t *testing.T, flags ...string) (dir string, cmd *exec.Cmd) {
	t.Helper()
	dir = t.TempDir()
	write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
	write(t, filepath.Join(dir, "hosts/web1.yaml"), smallHost("web1"))
	write(t, filepath.Join(dir, "flake.lock"), lockFile)
	write(t, filepath.Join(dir, "motd"), "hello")
	write(t, filepath.Join(dir, "bin/nixos-anywhere"), patient)
	require.NoError(t, os.Chmod(filepath.Join(dir, "bin/nixos-anywhere"), 0o755))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "run"), 0o700))
	require.Equal(t, 0, run("-C", dir, "gen", "--git-add=never").code)
	cmd = exec.Command("panther", append([]string{"-C", dir, "--color=never", "install", "web1", "--target", "192.0.2.10", "--extra", dir + "/motd=/etc/motd.d/x"}, flags...)...)
	cmd.Env = []string{"HOME=" + dir, "PATH=" + dir + "/bin:" + os.Getenv("PATH"), "XDG_RUNTIME_DIR=" + dir + "/run", "RECORD=" + dir + "/record"}
	return dir, cmd
}

// assertTidy holds that nothing is left of an interrupted installation.
func assertTidy(t *testing.T, dir string) {
	t.Helper()
	staged, err := os.ReadDir(dir + "/run")
	require.NoError(t, err)
	assert.Empty(t, staged, "the secrets are still there")
	assert.Equal(t, "told\n", readText(t, dir+"/record"))
	child := strings.TrimSpace(readText(t, dir+"/record.child"))
	assert.Eventually(t, func() bool { return !isRunning(child) }, 5*time.Second, 10*time.Millisecond, "what it started goes on")
}

// isRunning tells whether a process is there and no zombie.
func isRunning(pid string) bool {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	return err == nil && !bytes.Contains(stat, []byte(") Z "))
}

// waitFor starts a command and waits until it says a line; what it says afterwards is there when it has ended, and to be read before Wait.
func waitFor(t *testing.T, cmd *exec.Cmd, line string) (rest func() string) {
	t.Helper()
	out, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	in := bufio.NewReader(out)
	for text := ""; strings.TrimSpace(text) != line; {
		text, err = in.ReadString('\n')
		require.NoError(t, err, "it never said %q", line)
	}
	all := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(in)
		all <- string(text)
	}()
	return func() string { return <-all }
}

func readText(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(content)
}

// TestInstallOutlivesItsReader holds that an installation goes on to its end, and is cleared away, where nobody reads any
// more what it prints.
func TestInstallOutlivesItsReader(t *testing.T) {
	t.Parallel()
	dir, cmd := patientInstall(t, "--confirm", "web1")
	write(t, dir+"/bin/nixos-anywhere", `#!/bin/sh
echo "### Gathering machine facts ###"
until [ -e "$RECORD.gone" ]; do sleep 0.02; done
for _ in 1 2 3; do echo "on standard output"; echo "on standard error" >&2; sleep 0.05; done
echo ended > "$RECORD"
`)
	read, written, err := os.Pipe()
	require.NoError(t, err)
	cmd.Stdout, cmd.Stderr = written, written
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	require.NoError(t, written.Close())
	lines := bufio.NewScanner(read)
	for lines.Scan() && lines.Text() != "### Gathering machine facts ###" {
	}
	require.NoError(t, read.Close())
	write(t, dir+"/record.gone", "")
	require.NoError(t, cmd.Wait())
	assert.Equal(t, "ended\n", readText(t, dir+"/record"))
	staged, err := os.ReadDir(dir + "/run")
	require.NoError(t, err)
	assert.Empty(t, staged, "the secrets are still there")
}

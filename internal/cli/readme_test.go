package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// step is a command of the README with what it prints.
type step struct {
	line    int
	command string
	output  []string
}

// TestReadmeConsole runs the console blocks of the README, in order and in one empty folder, and compares what is
// printed: "..." stands for any lines, and [exit N] for an exit code other than 0.
func TestReadmeConsole(t *testing.T) {
	bin, dir := pantherBinary(t), t.TempDir()
	steps := readmeSteps(t)
	require.Greater(t, len(steps), 8)
	for _, s := range steps {
		got := runShell(dir, bin, s.command)
		assert.Regexp(t, pattern(s.output), got, "README.md:%d: $ %s", s.line, s.command)
	}
}

// pantherBinary returns a folder that holds the program: this test binary under its name, see TestMain.
func pantherBinary(t *testing.T) string {
	t.Helper()
	bin := t.TempDir()
	self, err := os.Executable()
	require.NoError(t, err)
	require.NoError(t, os.Symlink(self, filepath.Join(bin, "panther")))
	return bin
}

func readmeSteps(t *testing.T) []step {
	t.Helper()
	var steps []step
	inside := false
	for i, line := range strings.Split(readFile(t, repository+"/README.md"), "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			inside = line == "```console"
		case inside && strings.HasPrefix(line, "$ "):
			steps = append(steps, step{line: i + 1, command: line[2:]})
		case inside:
			s := &steps[len(steps)-1]
			s.output = append(s.output, line)
		}
	}
	return steps
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(content)
}

// runShell runs a command with standard error behind standard output, as the README shows them.
func runShell(dir, bin, command string) string {
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + dir, "LC_ALL=C"}
	var out, complaints strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &complaints
	err := cmd.Run()
	text := out.String() + complaints.String()
	if err != nil {
		text += fmt.Sprintf("[exit %d]\n", cmd.ProcessState.ExitCode())
	}
	return text
}

func pattern(lines []string) *regexp.Regexp {
	text := "^"
	for _, line := range lines {
		if line == "..." {
			text += `(?:[^\n]*\n)*`
			continue
		}
		text += regexp.QuoteMeta(line) + `\n`
	}
	return regexp.MustCompile(text + "$")
}

// TestReadmeExamples checks the YAML of the README as a fleet: what people copy from it is valid.
func TestReadmeExamples(t *testing.T) {
	dir := t.TempDir()
	found := 0
	for _, block := range regexp.MustCompile("(?s)```yaml\n# ([^\n]*\\.yaml)\n(.*?)```").FindAllStringSubmatch(readFile(t, repository+"/README.md"), -1) {
		write(t, filepath.Join(dir, block[1]), block[2])
		found++
	}
	require.Equal(t, 4, found)
	write(t, filepath.Join(dir, "hosts/servers/web1/caddy.nix"), "{ services.caddy.enable = true; }\n")
	write(t, filepath.Join(dir, "hosts/db1.yaml"), "profile: [hetzner, database]\nstateVersion: \"26.05\"\ndisks: { main: { device: /dev/disk/by-id/db1 } }\ncore: { users: { operator: {} } }\n")
	bin := pantherBinary(t)
	assert.Equal(t, "ok\n", runShell(dir, bin, "panther validate"))
	assert.Contains(t, runShell(dir, bin, "panther gen"), "0 unchanged")
}

func write(t *testing.T, name, content string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, []byte(content), 0o600))
}

// TestReadmeNamesEverything holds the README against the program: every verb, every key of the language.
func TestReadmeNamesEverything(t *testing.T) {
	text := readFile(t, repository+"/README.md")
	for _, cmd := range newRoot(&app{}).Commands() {
		if !cmd.Hidden && cmd.Name() != "help" {
			assert.Contains(t, text, "panther "+cmd.Name(), "the README does not tell of the verb")
		}
	}
	f, _ := reference(t)
	for _, key := range f.Language.Host.FieldNames() {
		assert.Contains(t, text, "`"+key+"`", "the README does not tell of the key")
	}
	for _, name := range []string{"go run ./cmd/panther gen", "go test ./..."} {
		assert.Contains(t, text, "\n"+name)
		assert.Contains(t, readFile(t, repository+"/.ci/run"), "\n"+name+"\n", "CI runs what the README says")
	}
}

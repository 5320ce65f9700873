package cli_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
)

// Each archive of testdata/invalid is a small fleet with one mistake, or several of one kind, and what panther says about
// it. Its comment says what it shows; a first line "# panther gen && panther check" names other commands than validate,
// of which the last one's output counts. An archive without a panther.yaml gets the one of smallFleet, and a host without
// mistakes beside its own. A file whose name ends in .quoted holds Go strings, one a line, each with a number of repetitions
// if need be: "a\x00" * 1000. A program bin/nix stands for Nix. One whose name ends in .before stands there, without the ending, until the last command.
const invalidArchives = "../../testdata/invalid/*.txtar"

const wantSection = "want"

func TestInvalid(t *testing.T) {
	t.Parallel()
	for _, file := range archives(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			testInvalid(t, file)
		})
	}
}

func testInvalid(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	require.NoError(t, err)
	dir := t.TempDir()
	want := unpack(t, archive, dir)
	before := contents(t, dir)

	commands := commandsOf(string(archive.Comment))
	var got result
	for i, command := range commands {
		if i == len(commands)-1 {
			putLast(t, archive, dir)
		}
		got = runBeside(t, dir, command)
	}
	compareWant(t, file, archive, want, got.out)

	expected := 0
	if strings.Contains("\n"+got.out, "\nerror[") || regexp.MustCompile(`(?m)^(stale|missing) +[a-z]`).MatchString(got.out) {
		expected = 1
	}
	assert.Equal(t, expected, got.code, "the exit code of %v: 1 if there is an error or drift, 0 for warnings alone", commands)
	if len(commands) > 1 {
		return
	}
	assert.Empty(t, got.errors, "a report is a result: it belongs on standard output")
	checkForPrograms(t, dir, commands[0], got.code)
	assert.Equal(t, before, contents(t, dir), "%v wrote something", commands[0])
	gen := run("-C", dir, "gen")
	assert.Equal(t, expected, gen.code, "the exit code of gen\n%s", gen.errors)
	if expected == 1 {
		assert.Equal(t, before, contents(t, dir), "gen wrote something although there are mistakes")
		assert.Empty(t, gen.out, "gen has no result to print")
		assert.Equal(t, got.out+"nothing was written\n", gen.errors, "gen reports what validate does")
	}
}

// checkForPrograms holds that the same run for programs prints what their schemas say.
func checkForPrograms(t *testing.T, dir string, command []string, code int) {
	t.Helper()
	for format, check := range map[string]func([]byte) error{"json": func(out []byte) error { return checkShape(schemas, out) }, "sarif": checkSARIF} {
		got := run(append(append([]string{"-C", dir}, command...), "--format", format)...)
		assert.Equal(t, code, got.code, "%v as %s", command, format)
		assert.NotEmpty(t, got.out)
		assert.NoError(t, check([]byte(got.out)))
	}
}

// runBeside runs panther in a fleet; where there is a program beside it that stands for Nix, as a process that finds it.
func runBeside(t *testing.T, dir string, command []string) result {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "bin/nix")); err != nil {
		return run(append([]string{"-C", dir}, command...)...)
	}
	require.NoError(t, os.Chmod(filepath.Join(dir, "bin/nix"), 0o755))
	self, err := os.Executable() // which is panther by that name, see TestMain
	require.NoError(t, err)
	program := filepath.Join(t.TempDir(), "panther")
	require.NoError(t, os.Symlink(self, program))
	cmd := exec.Command(program, command...)
	cmd.Dir, cmd.Env = dir, []string{"PATH=" + filepath.Join(dir, "bin"), "HOME=" + dir}
	var out, complaints strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &complaints
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil {
		require.ErrorAs(t, err, &exit)
	}
	return result{code: cmd.ProcessState.ExitCode(), out: out.String(), errors: complaints.String()}
}

// TestInvalidHasEveryCode holds that no diagnostic can be added without an archive that shows it.
func TestInvalidHasEveryCode(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{}
	heading := regexp.MustCompile(`(?m)^(?:error|warning|note)\[([a-z-]+)\]: `)
	for _, file := range archives(t) {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		for _, f := range archive.Files {
			if f.Name != wantSection {
				continue
			}
			for _, m := range heading.FindAllSubmatch(f.Data, -1) {
				shown[string(m[1])] = true
			}
		}
	}
	var missing []string
	for _, rule := range diag.Rules() {
		if !shown[string(rule.Code)] {
			missing = append(missing, string(rule.Code))
		}
		delete(shown, string(rule.Code))
	}
	assert.Empty(t, missing, "no archive in testdata/invalid shows these codes")
	assert.Empty(t, shown, "these codes are shown, and no line of internal/diag/rules.go is about them")
}

func archives(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(invalidArchives)
	require.NoError(t, err)
	require.NotEmpty(t, files, "%s matches nothing", invalidArchives)
	return files
}

// commandsOf returns the command lines that an archive's comment names, without their first word.
func commandsOf(comment string) [][]string {
	first, _, _ := strings.Cut(comment, "\n")
	line, named := strings.CutPrefix(first, "# panther ")
	if !named {
		return [][]string{{"validate"}}
	}
	var out [][]string
	for command := range strings.SplitSeq(line, " && ") {
		out = append(out, strings.Fields(strings.TrimPrefix(command, "panther ")))
	}
	return out
}

const beforeSuffix = ".before"

// putLast puts files in the place of those that stood there before the last command.
func putLast(t *testing.T, archive *txtar.Archive, dir string) {
	t.Helper()
	for _, f := range archive.Files {
		if name, ok := strings.CutSuffix(f.Name, beforeSuffix); ok {
			for _, last := range archive.Files {
				if last.Name == name {
					write(t, filepath.Join(dir, name), string(last.Data))
				}
			}
		}
	}
}

// unpack writes an archive's fleet into a folder and returns what it wants to be said.
func unpack(t *testing.T, archive *txtar.Archive, dir string) (want string) {
	t.Helper()
	files := map[string]string{}
	for _, f := range archive.Files {
		name, text := f.Name, string(f.Data)
		if name == wantSection {
			want = text
			continue
		}
		if quoted, ok := strings.CutSuffix(name, ".quoted"); ok {
			name, text = quoted, unquote(t, text)
		}
		files[name] = text
	}
	if _, own := files["panther.yaml"]; !own {
		files["panther.yaml"], files["hosts/sound.yaml"] = smallFleet, smallHost("sound")
	}
	for name, text := range files {
		if earlier, ok := files[name+beforeSuffix]; ok {
			text = earlier
		}
		if strings.HasSuffix(name, beforeSuffix) {
			continue
		}
		write(t, filepath.Join(dir, name), text)
	}
	return want
}

func write(t *testing.T, file, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
}

// unquote reads Go strings, one a line, with the number of their repetitions behind them.
func unquote(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		quoted, err := strconv.QuotedPrefix(line)
		require.NoError(t, err, line)
		part, err := strconv.Unquote(quoted)
		require.NoError(t, err, line)
		times := 1
		if _, number, repeated := strings.Cut(line[len(quoted):], "*"); repeated {
			times, err = strconv.Atoi(strings.TrimSpace(number))
			require.NoError(t, err, line)
		}
		b.WriteString(strings.Repeat(part, times))
	}
	return b.String()
}

// compareWant compares what was said with the archive's want, or writes it there.
func compareWant(t *testing.T, file string, archive *txtar.Archive, want, got string) {
	t.Helper()
	if want == got {
		return
	}
	if !update() {
		t.Errorf("what is said differs; PANTHER_UPDATE=1 writes it into the archive\n%s", diff.Diff("want", []byte(want), "got", []byte(got)))
		return
	}
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == wantSection })
	archive.Files = append(archive.Files, txtar.File{Name: wantSection, Data: []byte(got)})
	require.NoError(t, os.WriteFile(file, txtar.Format(archive), 0o644))
}

// contents returns the files below a folder, panther's own folder aside.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		if e.IsDir() {
			if rel == ".panther" || rel == ".git" {
				return filepath.SkipDir
			}
			return nil
		}
		content, err := os.ReadFile(name)
		out[filepath.ToSlash(rel)] = string(content)
		return err
	})
	require.NoError(t, err)
	return out
}

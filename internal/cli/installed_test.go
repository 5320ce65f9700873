package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each archive of testdata/installed is the manifest of a host that is installed, and changes of it by their titles. A
// change says what is to be made of it, then the text that it replaces and what stands there then, and what panther says,
// which PANTHER_UPDATE=1 writes.
const (
	installedArchives = "../../testdata/installed/*.txtar"
	storageDocs       = "../../docs/storage.md"
	changesBegin      = "<!-- the changes, made from testdata/installed: PANTHER_UPDATE=1 go test ./internal/cli -run TestInstalled -->\n"
	changesEnd        = "<!-- the end of the changes -->\n"
)

// alteration is one change of an archive.
type alteration struct {
	title, verdict string
	from, to       string
	says           []string // "message", "message\tcommand" or "message\tcommand\twhen it is carried out"
}

func readAlteration(t *testing.T, f txtar.File) alteration {
	t.Helper()
	a := alteration{title: f.Name}
	var from, to []string
	for line := range strings.Lines(string(f.Data)) {
		line = strings.TrimSuffix(line, "\n")
		mark, text, _ := strings.Cut(line, " ")
		switch mark {
		case "=>":
			a.verdict = text
		case "-":
			from = append(from, text)
		case "+":
			to = append(to, text)
		case "|":
			a.says = append(a.says, text)
		default:
			t.Fatalf("%s: what is %q?", f.Name, line)
		}
	}
	a.from, a.to = strings.Join(from, "\n"), strings.Join(to, "\n")
	if to == nil && strings.HasPrefix(a.from, "  ") { // whole lines
		a.from += "\n"
	}
	return a
}

func (a alteration) format(says []string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "=> %s\n", a.verdict)
	mark := func(mark, text string) {
		if text != "" {
			b.WriteString(mark + " " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+mark+" ") + "\n")
		}
	}
	mark("-", a.from)
	mark("+", a.to)
	for _, s := range says {
		b.WriteString("| " + s + "\n")
	}
	return []byte(b.String())
}

// TestInstalled holds that each change of an installed host is refused or let through as the archives state, and that
// docs/storage.md says the same.
func TestInstalled(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(installedArchives)
	require.NoError(t, err)
	table, count := changesBegin, 0
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		require.Equal(t, "host.yaml", archive.Files[0].Name)
		manifest := string(archive.Files[0].Data)
		table += "\n**" + strings.TrimSpace(strings.TrimPrefix(string(archive.Comment), "# ")) + "**\n\n| change | | why |\n|---|---|---|\n"
		dir := t.TempDir()
		write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
		host := filepath.Join(dir, "hosts", "host.yaml")
		write(t, host, manifest)
		got := run("-C", dir, "gen")
		require.Equal(t, 0, got.code, "%s: %s", file, got.errors)
		for i := range archive.Files[1:] {
			a := readAlteration(t, archive.Files[i+1])
			require.Equal(t, 1, strings.Count(manifest, a.from), "%s: %s: %q is to stand there once", file, a.title, a.from)
			write(t, host, strings.Replace(manifest, a.from, a.to, 1))
			says := judgeAlteration(t, dir, a)
			if !update() {
				assert.Equal(t, a.says, says, "%s: %s", file, a.title)
			}
			archive.Files[i+1].Data = a.format(says)
			table += a.row(says)
			count++
		}
		if update() {
			require.NoError(t, os.WriteFile(file, txtar.Format(archive), 0o644))
		}
	}
	assert.GreaterOrEqual(t, count, 20)
	compareSection(t, table+"\n"+changesEnd)
}

// judgeAlteration runs check and gen, and returns what they say about data.
func judgeAlteration(t *testing.T, dir string, a alteration) (says []string) {
	t.Helper()
	got := run("-C", dir, "check", "--format", "json")
	type said struct{ Code, Severity, Message, Hint string }
	var printed struct{ Data struct{ Diagnostics []said } }
	require.NoError(t, json.Unmarshal([]byte(got.out), &printed), "%s: %s%s", a.title, got.out, got.errors)
	answer := printed.Data
	verdict := "let through"
	slices.SortStableFunc(answer.Diagnostics, func(a, b said) int { return strings.Compare(a.Severity, b.Severity) }) // errors first
	for _, d := range answer.Diagnostics {
		switch {
		case d.Code == "destroys-data" || d.Code == "breaks-host":
			verdict = "refused"
		case d.Code == "step-by-hand":
			if verdict == "let through" {
				verdict = "step by hand"
			}
		case d.Severity == "error":
			t.Errorf("%s: the change is a mistake of another kind: %s: %s", a.title, d.Code, d.Message)
			continue
		default:
			continue
		}
		_, message, _ := strings.Cut(d.Message, ": ")
		if _, command, ok := strings.Cut(d.Hint, "as root: `"); ok {
			command, _, _ = strings.Cut(command, "`")
			message += "\t" + command
		} else if when, command, ok := strings.Cut(d.Hint, ": `"); ok && d.Code == "step-by-hand" {
			message += "\t" + strings.TrimSuffix(command, "`")
			if !strings.HasSuffix(when, "before it is switched") { // as most are
				message += "\t" + when
			}
		}
		says = append(says, message)
	}
	assert.Equal(t, a.verdict, verdict, "%s: %v", a.title, says)
	gen := run("-C", dir, "gen", "-n")
	assert.Equal(t, map[bool]int{true: 1, false: 0}[verdict == "refused"], gen.code, "%s: gen: %s", a.title, gen.errors)
	return says
}

// row is a change in docs/storage.md.
func (a alteration) row(says []string) string {
	var cells []string
	for _, s := range says {
		message, command, _ := strings.Cut(s, "\t")
		command, when, _ := strings.Cut(command, "\t")
		message = strings.ReplaceAll(message, "|", `\|`)
		if command != "" {
			message += " `" + strings.ReplaceAll(command, "|", `\|`) + "`"
		}
		if when != "" {
			message += " (" + when + ")"
		}
		cells = append(cells, message)
	}
	verdict := a.verdict
	if verdict == "refused" {
		verdict = "**refused**"
	}
	return "| " + a.title + " | " + verdict + " | " + strings.Join(cells, "<br>") + " |\n"
}

func compareSection(t *testing.T, want string) {
	t.Helper()
	page, err := os.ReadFile(storageDocs)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(page), changesBegin)
	require.True(t, found, "%s has no place for the changes", storageDocs)
	_, after, found := strings.Cut(rest, changesEnd)
	require.True(t, found, "%s does not say where the changes end", storageDocs)
	if update() {
		write(t, storageDocs, before+want+after)
		return
	}
	assert.Equal(t, want, changesBegin+rest[:len(rest)-len(after)], "PANTHER_UPDATE=1 writes it")
}

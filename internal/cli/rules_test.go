package cli_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/lint"
)

// headings are the codes and severities of a report.
var headings = regexp.MustCompile(`(?m)^(error|warning|note)\[([a-z-]+)\]: `)

// TestEveryRuleHasAPage runs the examples of all pages: the wrong one gives what the page is about and nothing else, the right
// one nothing.
func TestEveryRuleHasAPage(t *testing.T) {
	t.Parallel()
	for _, rule := range diag.Rules() {
		t.Run(string(rule.Code), func(t *testing.T) {
			t.Parallel()
			page, err := lint.ReadPage(rule)
			require.NoError(t, err)
			for _, text := range []string{page.Why, page.Help} {
				assert.NotEmpty(t, text, "the page says why it matters, and what to do")
			}
			if strings.HasPrefix(page.Wrong.Run, "verify") { // what Nix says is shown where there is Nix
				return
			}
			got := runExample(t, page.Wrong)
			require.NotEmpty(t, headings.FindAllString(got, -1), "the wrong example has no mistake\n%s", got)
			for _, m := range headings.FindAllStringSubmatch(got, -1) {
				assert.Equal(t, string(rule.Code), m[2], "the wrong example shows nothing else\n%s", got)
				severity := map[string]diag.Severity{"error": diag.Error, "warning": diag.Warning, "note": diag.Note}[m[1]]
				assert.True(t, rule.Severity.Includes(severity), "%s is reported as %s, and its line in internal/diag/rules.go says %s", rule.Code, m[1], rule.Severity)
			}
			got = runExample(t, page.Right)
			assert.Empty(t, headings.FindAllString(got, -1), "the right example is right\n%s", got)
		})
	}
}

// runExample runs an example, and returns what the last command said.
func runExample(t *testing.T, e lint.Example) string {
	t.Helper()
	dir := t.TempDir()
	files := exampleFiles(t, e)
	for name, text := range files {
		if earlier, ok := files[name+beforeSuffix]; ok {
			text = earlier
		}
		if !strings.HasSuffix(name, beforeSuffix) {
			write(t, filepath.Join(dir, name), text)
		}
	}
	commands := [][]string{{"validate"}}
	if e.Run != "" {
		commands = commandsOf("# panther " + e.Run)
	}
	var got result
	for i, command := range commands {
		if i == 1 {
			for name := range files {
				if _, changes := files[name+beforeSuffix]; changes {
					write(t, filepath.Join(dir, name), files[name])
				}
			}
		}
		got = run(append([]string{"-C", dir}, command...)...)
	}
	return got.out
}

// exampleFiles are the files of an example, with what it leaves out: the rest of a manifest, panther.yaml, and a host.
func exampleFiles(t *testing.T, e lint.Example) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, f := range e.Files {
		name, text := f.Name, f.Text
		if quoted, ok := strings.CutSuffix(name, ".quoted"); ok {
			name, text = quoted, unquote(t, text)
		}
		whole, isWhole := strings.CutSuffix(name, " whole")
		switch plain := strings.TrimSuffix(name, beforeSuffix); {
		case isWhole:
			name = whole
		case name == "panther.yaml":
			text = completed(text, smallFleet)
		case strings.HasPrefix(plain, "hosts/") && strings.HasSuffix(plain, ".yaml"):
			text = completed(text, smallHost(strings.TrimSuffix(filepath.Base(plain), ".yaml")))
		}
		files[name] = text
	}
	if files["panther.yaml"] == "" {
		files["panther.yaml"] = smallFleet
	}
	if !slices.ContainsFunc(slices.Collect(maps.Keys(files)), func(name string) bool { return strings.HasPrefix(name, "hosts/") }) {
		files["hosts/web1.yaml"] = smallHost("web1")
	}
	files["hosts/sound.yaml"] = smallHost("sound")
	return files
}

var topKey = regexp.MustCompile(`(?m)^([A-Za-z]+):`)

// completed adds to a document the keys of another one that it does not have.
func completed(text, with string) string {
	said := map[string]bool{}
	for _, m := range topKey.FindAllStringSubmatch(text, -1) {
		said[m[1]] = true
	}
	adding := false
	for line := range strings.Lines(with) {
		if m := topKey.FindStringSubmatch(line); m != nil {
			adding = !said[m[1]]
		}
		if adding {
			text += line
		}
	}
	return text
}

const lintDocs = "../../docs/lints.md"

// TestDocsListAllRules holds that docs/lints.md is what the pages say.
func TestDocsListAllRules(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(lintIntroduction)
	group := ""
	listed := slices.DeleteFunc(diag.Rules(), func(r diag.Rule) bool { return r.Group == "More" })
	for _, rule := range listed {
		if rule.Group != group {
			group = rule.Group
			b.WriteString("\n| " + group + " | | |\n|---|---|---|\n")
		}
		b.WriteString("| [" + string(rule.Code) + "](#" + string(rule.Code) + ") | " + rule.Severity.String() + " | " + rule.Sentence + " |\n")
	}
	for _, rule := range listed {
		page, err := lint.ReadPage(rule)
		require.NoError(t, err)
		b.WriteString("\n" + page.Markdown(2))
	}
	if update() {
		require.NoError(t, os.WriteFile(lintDocs, []byte(b.String()), 0o644))
	}
	have, err := os.ReadFile(lintDocs)
	require.NoError(t, err)
	assert.Equal(t, b.String(), string(have), "PANTHER_UPDATE=1 writes it")
}

const lintIntroduction = `<!-- Made by the tests from internal/lint/pages: PANTHER_UPDATE=1 go test ./internal/cli -run TestDocsListAllRules -->
# What panther reports

Every report carries a code, which is stable. ` + "`panther lint --list`" + ` prints this list, ` + "`panther lint --explain CODE`" + ` a page of it.
Errors stop a run; warnings stop nothing; notes are shown by ` + "`panther lint --notes`" + ` alone.

A comment with a reason allows what is a warning: ` + "`# panther: allow CODE: why`" + ` on its line or on a line of its own above it, several codes
separated by commas. ` + "`# panther: allow-file CODE: why`" + ` before the first key of a file holds for all of it. A comment without a reason
allows nothing, and one that allows what does not occur is reported.

The examples leave out what every host has: a manifest is completed with a profile, a disk and a user.
`

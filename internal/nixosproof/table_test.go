package nixosproof

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
)

// table is what the proof leaves in docs/nixos.md.
type table struct {
	hide    func(string) string // takes folders of this machine out of a text
	begun   []string
	started time.Time

	golden      []string
	rows        []*row
	sampleHosts int
	ownValues   int
	start       []string
	stores      []string
	besides     string // what came of modules of nixos-hardware
	payloads    []payloadRow
	left        []string // parts of the payload that were left out
	remarks     []string
	packages    []gap

	mu        sync.Mutex
	evaluated int
	failures  []string
}

// row is what there is to say of one module.
type row struct {
	module   *catalog.Module
	on, off  string
	values   int // enum values and samples that were evaluated
	settings int // single values that settings changed
	warnings int
	broken   bool
}

func newTable(c *catalog.Catalog, hide func(string) string) *table {
	tb := &table{hide: hide, started: time.Now()}
	for _, m := range c.All() {
		tb.rows = append(tb.rows, &row{module: m})
	}
	return tb
}

func (tb *table) begin(part string) { tb.begun = append(tb.begun, part) }

func (tb *table) row(m *catalog.Module) *row {
	return tb.rows[slices.IndexFunc(tb.rows, func(r *row) bool { return r.module == m })]
}

func (tb *table) count(answers map[string]answer) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.evaluated += len(answers)
}

// fail fails the test and keeps the reason for the document.
func (tb *table) fail(t *testing.T, what, why string) {
	t.Helper()
	why = strings.TrimSpace(tb.hide(why))
	t.Errorf("%s: %s", what, why)
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.failures = append(tb.failures, what+": "+strings.Join(strings.Fields(why), " "))
}

// verdict is "ok", or fails the test.
func (tb *table) verdict(t *testing.T, what string, a answer) string {
	t.Helper()
	if why := a.complaint(); why != "" {
		tb.fail(t, what, why)
		return failed
	}
	return "ok"
}

const failed = "**failed**"

// leave writes the document, if every part of the proof has run.
func (tb *table) leave(t *testing.T) {
	t.Helper()
	if len(tb.begun) < len(parts) {
		t.Logf("docs/nixos.md is left as it is: of its parts there are only %s", strings.Join(tb.begun, ", "))
		return
	}
	var b strings.Builder
	tb.head(&b)
	tb.modulesTable(&b)
	tb.exceptions(&b)
	tb.storesList(&b)
	tb.besidesList(&b)
	tb.payloadTable(&b)
	b.WriteString("## Disks\n\n`make disks` proves them: see [disks.md](disks.md).\n\n")
	tb.remarks, tb.packages = remarks(t), packages(t)
	tb.gapsTable(&b)
	tb.tail(&b)
	require.NoError(t, os.WriteFile(filepath.Join(repository, "docs/nixos.md"), []byte(b.String()), 0o644))
}

func (tb *table) head(b *strings.Builder) {
	fmt.Fprintf(b, `# What NixOS says of panther's output

Written by `+"`make nixos`"+` on %s, for the release %s: %d evaluations in the real NixOS module system, %s.

`, tb.started.Format(time.DateOnly), manifest.Releases()[0], tb.evaluated, diag.Plural(len(tb.failures), "failure"))
	b.WriteString("A host passes when NixOS puts its whole system together, with no failed assertion, no warning and no option that the release\n" +
		"no longer has. Nothing is built: packages are stand-ins, and what those lack is in `internal/nixosproof/gaps.nix`.\n\n" +
		"`PANTHER_NIXOS_SRC=DIR make nixos` writes this file again, where DIR holds the flake's inputs as folders. It needs Nix and\n" +
		"Python and takes ten minutes on two processors. Parts whose programs are missing are left\n" +
		"out and say so below, unless `PANTHER_REQUIRE=programs` makes that a failure.\n\n")
	b.WriteString("## The reference fleet\n\n`testdata/golden` as it stands.\n\n```\n" + strings.Join(tb.golden, "\n") + "\n```\n\n")
	b.WriteString("## A new fleet\n\n")
	for _, line := range tb.start {
		b.WriteString("* " + line + "\n")
	}
	b.WriteString("\n")
}

func (tb *table) storesList(b *strings.Builder) {
	b.WriteString("## Secret stores\n\nHosts with every module on and each of their secrets taken from a store.\n\n")
	for _, line := range tb.stores {
		b.WriteString("* " + line + "\n")
	}
	b.WriteString("\n")
}

func (tb *table) modulesTable(b *strings.Builder) {
	fmt.Fprintf(b, `## Modules

*on*: switched on alone over the profile base. *off*: switched off over it, with what requires the module. *values*: each value of
every enum and two or more of every other option, nested ones too, on %s. *settings*: single values that the module sets and
that the host's settings changed, each of which NixOS then had as the settings say.

| module | on | off | values | settings | warnings |
|---|---|---|---:|---:|---:|
`, diag.Plural(tb.sampleHosts, "host"))
	values, settings, warnings := tb.ownValues, 0, 0
	for _, r := range tb.rows {
		id := r.module.ID()
		if r.broken {
			id += " " + failed
		}
		fmt.Fprintf(b, "| %s | %s | %s | %d | %d | %d |\n", id, r.on, r.off, r.values, r.settings, r.warnings)
		values, settings, warnings = values+r.values, settings+r.settings, warnings+r.warnings
	}
	fmt.Fprintf(b, "| a manifest's own keys (%s) | | | %d | | |\n", strings.Join(ownKeys, ", "), tb.ownValues)
	fmt.Fprintf(b, "| **together** | | | **%d** | **%d** | **%d** |\n\n", values, settings, warnings)
}

// exceptions are what cannot be changed alone.
func (tb *table) exceptions(b *strings.Builder) {
	b.WriteString("Not alone: NixOS takes these changes only together with another setting.\n\n")
	for _, key := range sortedKeys(alongside) {
		beside := slices.Concat(sortedKeys(alongside[key].settings), sortedKeys(alongside[key].manifest))
		fmt.Fprintf(b, "* `%s`, with `%s`: %s\n", key, strings.Join(beside, "`, `"), alongside[key].why)
	}
	b.WriteString("\nRefused by panther where NixOS would refuse it, with the code that each run expects.\n\n")
	for _, key := range sortedKeys(refused) {
		fmt.Fprintf(b, "* `%s`, with `%s`: %s\n", key, refused[key].code, refused[key].why)
	}
	b.WriteString("\nNot at all: single values that a module states for good.\n\n")
	for _, key := range sortedKeys(stated) {
		fmt.Fprintf(b, "* `%s`: %s\n", key, stated[key])
	}
	b.WriteString("\n")
}

func sortedKeys[T any](m map[string]T) []string {
	var out []string
	for key := range m {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

func (tb *table) tail(b *strings.Builder) {
	b.WriteString("## Failures\n\n")
	if len(tb.failures) == 0 {
		b.WriteString("None.\n")
	}
	slices.Sort(tb.failures)
	for _, f := range tb.failures {
		b.WriteString("* " + f + "\n")
	}
}

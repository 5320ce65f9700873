package nixosproof

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
)

// diskTable is what the proof of disks leaves in docs/disks.md.
type diskTable struct {
	*table
	allowed  []combination
	refusals map[string][]diag.Record // by host
	rows     []*combined
	machine  string // why nothing ran in a virtual machine
}

func (tb *diskTable) leave(t *testing.T) {
	t.Helper()
	var b strings.Builder
	tb.head(&b)
	tb.combinations(&b)
	tb.refused(&b)
	tb.tail(&b)
	require.NoError(t, os.WriteFile(filepath.Join(repository, "docs/disks.md"), []byte(b.String()), 0o644))
}

func (tb *diskTable) head(b *strings.Builder) {
	var rows []combination
	for _, r := range tb.rows {
		rows = append(rows, r.combination)
	}
	fmt.Fprintf(b, "# What becomes of disks\n\nWritten by `make disks` on %s, for the release %s: %d evaluations in the real NixOS module system, %s.\n",
		tb.started.Format(time.DateOnly), manifest.Releases()[0], tb.evaluated, diag.Plural(len(tb.failures), "failure"))
	b.WriteString("disko's own script of a host runs on blank disks in a virtual machine (" + versions() + "), and what is then mounted,\n" +
		"with types and options, the labels of the partitions and the swap are compared with what the manifest says.\n\n" +
		"A host chooses one of each:\n\n")
	for _, d := range dimensions {
		fmt.Fprintf(b, "* %s: %s\n", d.name, strings.Join(d.values, ", "))
	}
	fmt.Fprintf(b, "\nOf the %d combinations %d are allowed. The %d hosts below have every pair of values that is allowed, and %d of the %d triples.\n"+
		"*as it is* leaves the encryption to the layout. *hibernate* is a partition that the host can hibernate into.\n\n",
		len(combinations()), len(tb.allowed), len(rows), len(covered(rows, 3)), len(covered(tb.allowed, 3)))
	if tb.machine != "" {
		b.WriteString(tb.machine + "\n\n")
	}
}

// versions are those of the programs in the virtual machine.
func versions() string {
	out, err := exec.Command("dpkg-query", "-W", "-f", "${Package} ${Version}, ", "linux-image-amd64", "libguestfs-tools", "qemu-system-x86", "btrfs-progs", "cryptsetup-bin", "lvm2", "mdadm").Output()
	if err != nil && len(out) == 0 {
		return "versions unknown"
	}
	return strings.TrimSuffix(string(out), ", ")
}

func (tb *diskTable) combinations(b *strings.Builder) {
	b.WriteString("## The hosts\n\n|")
	for _, d := range dimensions {
		b.WriteString(" " + d.name + " |")
	}
	b.WriteString(" evaluates | on blank disks |\n|" + strings.Repeat("---|", len(dimensions)+2) + "\n")
	rows := slices.Clone(tb.rows)
	slices.SortFunc(rows, func(a, b *combined) int { return slices.Compare(a.combination, b.combination) })
	for _, r := range rows {
		machine := r.machine
		for _, other := range rows {
			if machine == "as "+other.name() {
				machine = "as " + other.String()
			}
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", strings.Join(r.combination, " | "), r.evaluates, machine)
	}
	b.WriteString("\n")
}

// refused lists each diagnostic that combinations are refused with, with one of them.
func (tb *diskTable) refused(b *strings.Builder) {
	b.WriteString("## What is refused\n\nEach combination that is not allowed, by what panther says against it; some have several.\n\n" +
		"| combinations | such as | panther says |\n|---:|---|---|\n")
	count, example := map[string]int{}, map[string]combination{}
	for _, c := range combinations() {
		said := map[string]bool{}
		for _, d := range tb.refusals[c.name()] {
			said[fmt.Sprintf("%s (`%s`)", strings.ReplaceAll(d.Message, c.name(), "HOST"), d.Code)] = true
		}
		for message := range said {
			if count[message]++; example[message] == nil {
				example[message] = c
			}
		}
	}
	for _, message := range sortedKeys(count) {
		fmt.Fprintf(b, "| %d | %s | %s |\n", count[message], example[message], strings.ReplaceAll(message, "|", `\|`))
	}
	b.WriteString("\n")
}

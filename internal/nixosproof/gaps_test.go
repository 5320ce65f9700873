package nixosproof

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// gap is a package that nixpkgs has and the judge's stand-ins lack.
type gap struct {
	name, where string // where nixpkgs makes it
}

// packages reads packages.txt: names, each below a comment that says where nixpkgs has it.
func packages(t *testing.T) []gap {
	t.Helper()
	var out []gap
	where := ""
	for _, line := range ownLines(t, "packages.txt") {
		if comment, ok := strings.CutPrefix(line, "# "); ok {
			where = comment
			continue
		}
		if line != "" {
			require.True(t, strings.HasPrefix(where, "pkgs/"), "packages.txt does not say where nixpkgs has %s", line)
			out = append(out, gap{line, where})
		}
	}
	return out
}

func ownLines(t *testing.T, name string) []string {
	t.Helper()
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	return strings.Split(string(content), "\n")
}

// remarks are the comments of gaps.nix and gaps-hardware.nix, those of several lines put together: they say what stands there
// and where nixpkgs has it.
func remarks(t *testing.T) []string {
	t.Helper()
	return append(remarksIn(t, "gaps.nix"), remarksIn(t, "gaps-hardware.nix")...)
}

func remarksIn(t *testing.T, name string) []string {
	t.Helper()
	var out []string
	inside := false
	for _, line := range ownLines(t, name) {
		comment, ok := strings.CutPrefix(strings.TrimSpace(line), "# ")
		switch {
		case ok && inside:
			out[len(out)-1] += " " + comment
		case ok:
			out = append(out, comment)
		}
		inside = ok
	}
	return out[1:] // the first says what the file is
}

func TestEveryGapSaysWhereNixpkgsHasIt(t *testing.T) {
	require.NotEmpty(t, packages(t))
	require.NotEmpty(t, remarks(t))
}

// gapsTable shows what the judge was told of what it does not know.
func (tb *table) gapsTable(b *strings.Builder) {
	b.WriteString("## What the judge was given\n\nIts module tree is of 2024, with what 26.05 renamed and removed. For what it lacks beside that, it gets " +
		"`internal/nixosproof/gaps.nix`,\n`gaps-hardware.nix` beside it and, as names of packages, `internal/nixosproof/packages.txt`.\n\n")
	for _, remark := range tb.remarks {
		b.WriteString("* " + remark + "\n")
	}
	for _, p := range tb.packages {
		b.WriteString("* the package `" + p.name + "`: " + p.where + "\n")
	}
	b.WriteString("\n")
}

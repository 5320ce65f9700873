package nix_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/nix"
)

// TestNixfmtLeavesOutputAlone formats random expressions with the nixfmt that
// PANTHER_NIXFMT names. PANTHER_NIXFMT_RUNS says how many, and
// PANTHER_NIXFMT_SEED makes others.
func TestNixfmtLeavesOutputAlone(t *testing.T) {
	nixfmt := needNixfmt(t)
	g := newGenerator(number("PANTHER_NIXFMT_SEED", 1))
	dir := t.TempDir()
	var files []string
	for i := range number("PANTHER_NIXFMT_RUNS", 3000) {
		set := g.set(1+g.IntN(4), 1+i%2)
		file := filepath.Join(dir, strconv.Itoa(i)+".nix")
		body := "{\n" + nix.PrintAttrs(set.expr, 1) + "\n}\n"
		require.NoError(t, os.WriteFile(file, []byte(body), 0o600))
		files = append(files, file)
	}
	for batch := range slices.Chunk(files, 2000) {
		checkFormat(t, nixfmt, batch)
	}
}

// TestNixfmtLeavesValuesAlone is the same for values printed behind a name.
func TestNixfmtLeavesValuesAlone(t *testing.T) {
	nixfmt := needNixfmt(t)
	g := newGenerator(number("PANTHER_NIXFMT_SEED", 1))
	dir := t.TempDir()
	var files []string
	for i := range number("PANTHER_NIXFMT_RUNS", 3000) / 2 {
		value := g.expr(1 + g.IntN(4)).expr
		bound := nix.PrintAttrs(nix.Attrs(nix.Attr{Name: "x", Value: value}), 1)
		if !strings.HasPrefix(bound, "  x = ") {
			continue // part of a longer path, or on a line of its own
		}
		file := filepath.Join(dir, strconv.Itoa(i)+".nix")
		body := "{\n  x = " + nix.Print(value, 1) + ";\n}\n"
		require.NoError(t, os.WriteFile(file, []byte(body), 0o600))
		files = append(files, file)
	}
	checkFormat(t, nixfmt, files)
}

func needNixfmt(t *testing.T) string {
	t.Helper()
	nixfmt := os.Getenv("PANTHER_NIXFMT")
	if nixfmt == "" {
		t.Skip("PANTHER_NIXFMT does not name a nixfmt executable")
	}
	return nixfmt
}

func checkFormat(t *testing.T, nixfmt string, files []string) {
	t.Helper()
	require.NotEmpty(t, files)
	out, err := exec.Command(nixfmt, append([]string{"--check"}, files...)...).CombinedOutput()
	if err == nil {
		return
	}
	changed := 0
	for line := range strings.Lines(string(out)) {
		file, _, _ := strings.Cut(line, ":")
		printed, err := os.ReadFile(file)
		require.NoError(t, err, "%s", out)
		if format(t, nixfmt, onOneLine(string(printed))) == string(printed) {
			continue // nixfmt prints the same, and would then go on to change it
		}
		if changed++; changed <= 5 {
			assert.Equal(t, format(t, nixfmt, string(printed)), string(printed))
		}
	}
	require.Zero(t, changed, "nixfmt changes so many of %d files", len(files))
}

// onOneLine drops all layout. Text that holds indented strings stays as it is.
func onOneLine(source string) string {
	if strings.Contains(source, "''\n") {
		return source
	}
	return regexp.MustCompile(`\n *`).ReplaceAllString(source, " ")
}

func format(t *testing.T, nixfmt, source string) string {
	t.Helper()
	command := exec.Command(nixfmt, "-")
	command.Stdin = strings.NewReader(source)
	out, err := command.Output()
	require.NoError(t, err, "nixfmt cannot read:\n%s", source)
	return string(out)
}

func number(variable string, otherwise int) int {
	n, err := strconv.Atoi(os.Getenv(variable))
	if err != nil {
		return otherwise
	}
	return n
}

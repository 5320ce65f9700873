package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
)

// lintReport is what lint prints for programs.
type lintReport struct {
	Data struct {
		Diagnostics []struct {
			Code diag.Code
			Fix  *struct{ Edits []lintEdit }
		}
	}
}

type lintEdit struct {
	At   diag.Place
	With string
}

func lintJSON(t *testing.T, dir string) lintReport {
	t.Helper()
	var report lintReport
	got := run("-C", dir, "lint", "--format", "json")
	require.NoError(t, json.Unmarshal([]byte(got.out), &report), "%s%s", got.out, got.errors)
	return report
}

// TestFixesOfAllFixtures mends every archive of testdata/invalid that can be mended: what had a fix is gone, what --fix wrote
// is what a program would write that carries out the edits of the JSON and nothing else, and once more changes nothing.
func TestFixesOfAllFixtures(t *testing.T) {
	t.Parallel()
	fixed := map[diag.Code]bool{}
	for _, file := range archives(t) {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		if strings.HasPrefix(string(archive.Comment), "# panther gen") { // told beside a rendered tree
			continue
		}
		dir, byHand := t.TempDir(), t.TempDir()
		unpack(t, archive, dir)
		unpack(t, archive, byHand)
		report := lintJSON(t, dir)
		before := map[diag.Code]int{}
		for _, d := range report.Data.Diagnostics {
			if d.Fix != nil {
				before[d.Code]++
				fixed[d.Code] = true
			}
		}
		if len(before) == 0 {
			continue
		}
		got := run("-C", dir, "lint", "--fix")
		require.Less(t, got.code, 2, "%s: %s", name, got.errors)
		for _, d := range lintJSON(t, dir).Data.Diagnostics {
			assert.Nil(t, d.Fix, "%s: %s is still to be mended", name, d.Code)
		}
		mendByHand(t, byHand)
		after := contents(t, dir)
		delete(after, ".panther/lock")
		assert.Equal(t, contents(t, byHand), after, "%s: --fix writes the edits and nothing else", name)
		run("-C", dir, "lint", "--fix")
		again := contents(t, dir)
		delete(again, ".panther/lock")
		assert.Equal(t, after, again, "%s: once more changes nothing", name)
	}
	for _, code := range []diag.Code{diag.UnquotedVersion, diag.UnknownKey, diag.WrongType, diag.BadValue, diag.DuplicateItem, diag.EmptyKey, diag.UnusedSuppression} {
		assert.True(t, fixed[code], "no archive shows a fix of %s", code)
	}
}

// mendByHand carries out the edits of the JSON until there are none, as an editor would.
func mendByHand(t *testing.T, dir string) {
	t.Helper()
	for range 10 {
		edits := map[string][]lintEdit{}
		for _, d := range lintJSON(t, dir).Data.Diagnostics {
			if d.Fix == nil {
				continue
			}
			have := edits[d.Fix.Edits[0].At.File]
			if !slices.ContainsFunc(d.Fix.Edits, func(e lintEdit) bool { return slices.ContainsFunc(have, e.touches) }) {
				edits[d.Fix.Edits[0].At.File] = append(have, d.Fix.Edits...)
			}
		}
		if len(edits) == 0 {
			return
		}
		for name, all := range edits {
			file := filepath.Join(dir, name)
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			slices.SortFunc(all, func(a, b lintEdit) int { return compareLines(b.At.Start, a.At.Start) }) // from the end, so that places stay
			for _, e := range all {
				from, to := offsetOf(string(text), e.At.Start), offsetOf(string(text), e.At.End)
				text = []byte(string(text[:from]) + e.With + string(text[to:]))
			}
			write(t, file, string(text))
		}
	}
	t.Fatal("there is always something left to mend")
}

func (e lintEdit) touches(other lintEdit) bool {
	return compareLines(e.At.Start, other.At.End) <= 0 && compareLines(other.At.Start, e.At.End) <= 0
}

func compareLines(a, b diag.Point) int {
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return a.Column - b.Column
}

// offsetOf is the byte of a line and a column, which counts characters. Behind the last line is the end.
func offsetOf(text string, at diag.Point) int {
	offset := 0
	for line := range strings.Lines(text) {
		if at.Line--; at.Line > 0 {
			offset += len(line)
			continue
		}
		return offset + len(string([]rune(line)[:at.Column-1]))
	}
	return offset
}

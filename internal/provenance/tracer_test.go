package provenance_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/provenance"
)

// TestEveryLineOfTheReferenceFleet walks all lines that are rendered. Each comes from somewhere; what is bound in a host's
// documents comes from a line of the fleet, the interface of a module or a preset, and not from the template alone.
func TestEveryLineOfTheReferenceFleet(t *testing.T) {
	t.Parallel()
	assert.Greater(t, walkLines(t, referenceFleet(t)), 8000)
}

// TestEveryLineOfMuch does the same with what the reference fleet has no use for.
func TestEveryLineOfMuch(t *testing.T) {
	t.Parallel()
	assert.Greater(t, walkLines(t, sample{"panther.yaml": richFleet, "hosts/rich.yaml": richHost, "profiles/own.yaml": richProfile}), 2000)
}

func walkLines(t *testing.T, fleet sample) (lines int) {
	t.Helper()
	tracer, r := fleet.tracer(t)
	for _, file := range r.Tree.Files() {
		outline := nix.ReadOutline(string(file.Content))
		for i := range strings.Split(strings.TrimSuffix(string(file.Content), "\n"), "\n") {
			lines++
			at := fmt.Sprintf("%s:%d", file.Path, i+1)
			a, err := tracer.Why(file.Path, i+1)
			require.NoError(t, err, at)
			if !assert.NotEmpty(t, a.Sources, at) {
				continue
			}
			for _, s := range a.Sources {
				assert.LessOrEqual(t, s.Start.Line, s.File.Lines(), "%s: %s", at, s.File.Name)
			}
			if s := outline.At(i + 1); s != nil && strings.HasPrefix(file.Path, "hosts/") {
				assert.True(t, slices.ContainsFunc(a.Sources, func(s provenance.Source) bool { return s.Role != provenance.LaysOut }), "%s: %s", at, a.Text)
			}
		}
	}
	return lines
}

// TestLinesOfBodies holds that a line of a module's body is that line of its template.
func TestLinesOfBodies(t *testing.T) {
	t.Parallel()
	tracer, r := referenceFleet(t).tracer(t)
	same, all := 0, 0
	for _, file := range r.Tree.Files() {
		if !strings.HasPrefix(file.Path, "modules/") {
			continue
		}
		for i, line := range strings.Split(string(file.Content), "\n") {
			a, err := tracer.Why(file.Path, i+1)
			if err != nil || strings.TrimSpace(line) == "" {
				continue
			}
			for _, s := range a.Sources {
				if s.Role != provenance.LaysOut {
					continue
				}
				text := strings.TrimSpace(s.File.Line(s.Start.Line))
				all++
				if text == strings.TrimSpace(line) {
					same++
					continue
				}
				assert.True(t, strings.Contains(text, "{{") || path.Base(s.File.Name) == "module.nix.tmpl", "%s:%d: %q is not %q", file.Path, i+1, line, text)
			}
		}
	}
	assert.Greater(t, same, 2000)
	assert.Greater(t, all, same)
}

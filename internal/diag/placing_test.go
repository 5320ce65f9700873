package diag_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
)

// TestInRepository holds what others than the fleet's own folder see: files by their names in the repository, and those that
// come with panther in words.
func TestInRepository(t *testing.T) {
	t.Parallel()
	own, ours := source.New("hosts/web1.yaml", []byte("a: 1\n")), source.New("profiles/server.yaml", []byte("b: 2\n"))
	var list diag.List
	list.Add("x", own.WholeLine(1), "both").Labelled("here").See(ours.WholeLine(1), "and there")
	list.Add("x", ours.WholeLine(1), "of a profile").Labelled("said here").Help("say nothing").See(own.WholeLine(1), "named here")
	list.Add("x", ours.WholeLine(1), "of nothing else")
	list.Add("x", source.Range{}, "of no place").See(own.WholeLine(1), "but here")
	list.Add("x", own.WholeLine(1), "mended").Fix = &diag.Fix{Title: "mend it", Edits: []diag.Edit{{Range: own.WholeLine(1), With: "a: 2"}}}

	isOurs := func(f *source.File) bool { return f == ours }
	placed := list.InRepository("nixos/fleet", isOurs)
	require.Len(t, placed, 5)
	assert.Equal(t, "nixos/fleet/hosts/web1.yaml", placed[0].Range.File.Name)
	assert.Equal(t, "and there: profiles/server.yaml:1 (comes with panther)", placed[0].Hint)
	assert.Empty(t, placed[0].Related)
	assert.Equal(t, "nixos/fleet/hosts/web1.yaml", placed[1].Range.File.Name)
	assert.Equal(t, "named here", placed[1].Label)
	assert.Equal(t, "say nothing\nsaid here: profiles/server.yaml:1 (comes with panther)", placed[1].Hint)
	assert.Empty(t, placed[1].Related)
	assert.True(t, placed[2].Range.IsZero())
	assert.Equal(t, "it stands in profiles/server.yaml:1 (comes with panther)", placed[2].Hint)
	assert.True(t, placed[3].Range.IsZero())
	assert.Equal(t, "nixos/fleet/hosts/web1.yaml", placed[3].Related[0].Range.File.Name)
	assert.Equal(t, "nixos/fleet/hosts/web1.yaml", placed[4].Fix.Edits[0].Range.File.Name)
	assert.Equal(t, "hosts/web1.yaml", list[4].Fix.Edits[0].Range.File.Name)

	top := list.InRepository("", isOurs)
	assert.Same(t, own, top[0].Range.File)
	var log strings.Builder
	require.NoError(t, diag.WriteSARIF(&log, placed, diag.SARIF{Version: "1.0.0", Verb: "check"}))
	assert.NotContains(t, log.String(), `"uri": "profiles`)
	assert.NotContains(t, log.String(), `"uri": "hosts`)
}

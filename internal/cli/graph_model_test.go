package cli_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/draw"
)

// graphOf is a graph as programs get it. Its edges lead from nodes to nodes, and nodes stand in frames.
func graphOf(t *testing.T, dir string, args ...string) draw.Graph {
	t.Helper()
	got := run(append([]string{"-C", dir, "graph", "--format", "json"}, args...)...)
	require.Equal(t, strings.Contains(got.out, `"severity": "error"`), got.code == 1, "%s", got.errors)
	require.NoError(t, checkShape(schemas, []byte(got.out)))
	var printed struct{ Data struct{ Graph draw.Graph } }
	require.NoError(t, json.Unmarshal([]byte(got.out), &printed))
	g := printed.Data.Graph
	seen := map[string]bool{}
	for _, n := range g.Nodes {
		assert.False(t, seen[n.ID], "two nodes have the id %s", n.ID)
		seen[n.ID] = true
		framed := slices.ContainsFunc(g.Groups, func(group draw.Group) bool { return group.ID == n.Group })
		assert.True(t, n.Group == "" || framed, "%s stands in the frame %q", n.ID, n.Group)
	}
	for _, e := range g.Edges {
		assert.True(t, seen[e.From] && seen[e.To], "an edge leads from %s to %s", e.From, e.To)
	}
	return g
}

func nodeOf(t *testing.T, g draw.Graph, id string) draw.Node {
	t.Helper()
	for _, n := range g.Nodes {
		if n.ID == id {
			return n
		}
	}
	require.Fail(t, "there is no node "+id)
	return draw.Node{}
}

// TestGraphsOfMistakes holds that hosts are drawn as far as they can be read, and that nothing leads to what is not there.
func TestGraphsOfMistakes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
	write(t, filepath.Join(dir, "hosts/good.yaml"), smallHost("good"))
	write(t, filepath.Join(dir, "hosts/lost.yaml"), "description: Lost\nprofile: nowhere\n")
	write(t, filepath.Join(dir, "hosts/broken.yaml"), "description: [\n")
	write(t, filepath.Join(dir, "hosts/list.yaml"), "profile: {}\ntags: 7\ncore: []\n")
	write(t, filepath.Join(dir, "profiles/circle.yaml"), "description: 7\nextends: [circle]\n")
	for _, args := range [][]string{{"fleet"}, {"fleet", "--by", "tag"}, {"profiles"}, {"modules"}, {"modules", "--all"}} {
		graphOf(t, dir, args...)
	}
	g := graphOf(t, dir)
	assert.Equal(t, "hybrid, 12 modules", nodeOf(t, g, "host:good").Note)
	assert.Equal(t, "cannot be read", nodeOf(t, g, "host:broken").Note)
	assert.NotEmpty(t, nodeOf(t, g, "host:lost"))
}

// TestGraphsSayWhatUsesWhat holds the edges of a fleet with modules of its own against what their interfaces say.
func TestGraphsSayWhatUsesWhat(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
	write(t, filepath.Join(dir, "hosts/a.yaml"), smallHost("a")+"services: { one: true }\nhome: { operator: { shell: true } }\n")
	write(t, filepath.Join(dir, "hosts/b.yaml"), smallHost("b")+"services: { two: true }\n")
	for name, other := range map[string]string{"one": "two", "two": "one"} {
		file := filepath.Join(dir, "templates/modules/services", name)
		write(t, file+".yaml", "description: module "+name+"\nconflicts: [services/"+other+"]\nprovides: [powerManager]\nrequires: [core/networking]\n")
		write(t, file+".nix.tmpl", "{ }\n")
	}
	g := graphOf(t, dir, "modules")
	assert.Contains(t, g.Edges, draw.Edge{From: "module:services/one", To: "module:services/two", Kind: draw.EdgeConflicts})
	assert.NotContains(t, g.Edges, draw.Edge{From: "module:services/two", To: "module:services/one", Kind: draw.EdgeConflicts}, "once for both")
	for _, name := range []string{"one", "two"} {
		assert.Contains(t, g.Edges, draw.Edge{From: "module:services/" + name, To: "module:core/networking", Kind: draw.EdgeRequires})
		assert.Contains(t, g.Edges, draw.Edge{From: "module:services/" + name, To: "slot:powerManager", Kind: draw.EdgeProvides})
	}
	assert.Equal(t, "a", nodeOf(t, g, "module:services/one").Note)
	assert.Equal(t, "every host", nodeOf(t, g, "module:core/networking").Note)

	g = graphOf(t, dir)
	assert.Equal(t, "every host", nodeOf(t, g, "input:disko").Note)
	assert.NotContains(t, g.Edges, draw.Edge{From: "host:a", To: "input:disko", Kind: draw.EdgeUses}, "what all use has no edges")
	assert.Contains(t, g.Edges, draw.Edge{From: "host:a", To: "input:home-manager", Kind: draw.EdgeUses})
	assert.Contains(t, g.Edges, draw.Edge{From: "host:b", To: "profile:vps", Kind: draw.EdgeUses})
	assert.Contains(t, g.Edges, draw.Edge{From: "profile:vps", To: "profile:server", Kind: draw.EdgeExtends})

	g = graphOf(t, dir, "profiles")
	assert.False(t, nodeOf(t, g, "profile:vps").Unused)
	assert.True(t, nodeOf(t, g, "profile:yoga").Unused)

	g = graphOf(t, dir, "a")
	assert.Contains(t, g.Edges, draw.Edge{From: "host:a", To: "module:home/shell@operator", Kind: draw.EdgeUses})
	assert.Equal(t, "home of operator", nodeOf(t, g, "module:home/shell@operator").Group)
	assert.Equal(t, "hosts/a.yaml", nodeOf(t, g, "module:services/one").Note)
}

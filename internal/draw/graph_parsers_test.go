package draw_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/draw"
	"github.com/hbohlen/panther/internal/needs"
)

// allAwkward is a graph that has each awkward name as one of a node and one of a frame, and each kind of edge.
func allAwkward() *draw.Graph {
	g := &draw.Graph{Title: strings.Join(awkward, " ")}
	for i, name := range awkward {
		g.Groups = append(g.Groups, draw.Group{ID: fmt.Sprint(i), Name: name})
		g.Add(draw.Node{ID: fmt.Sprintf("x:%d", i), Kind: draw.NodeModule, Name: name, Note: "note", Group: fmt.Sprint(i)})
		if i > 0 {
			kinds := []draw.EdgeKind{draw.EdgeUses, draw.EdgeExtends, draw.EdgeRequires, draw.EdgeProvides, draw.EdgeConflicts}
			g.Link("x:0", kinds[i%len(kinds)], fmt.Sprintf("x:%d", i))
		}
	}
	return g
}

// shownNames are the awkward names in one line, as pictures show them.
func shownNames() (out []string) {
	for _, name := range awkward {
		out = append(out, strings.Join(strings.Fields(name), " "))
	}
	return out
}

// TestGraphvizReadsNames gives awkward names to Graphviz, and wants to find them in its picture.
func TestGraphvizReadsNames(t *testing.T) {
	t.Parallel()
	dot := needs.Program(t, "graphviz", "dot")
	g := allAwkward()
	cmd := exec.Command(dot, "-Tsvg")
	cmd.Stdin = strings.NewReader(draw.DOT(g))
	out, err := cmd.Output()
	require.NoError(t, err)
	require.NoError(t, xml.Unmarshal(out, new(struct{})))
	var texts []string
	for _, m := range regexp.MustCompile(`(?s)<text [^>]*>(.*?)</text>`).FindAllSubmatch(out, -1) {
		texts = append(texts, strings.ReplaceAll(html.UnescapeString(string(m[1])), "\u00a0", " "))
	}
	for _, name := range shownNames() {
		count := 0
		for _, text := range texts {
			if text == name {
				count++
			}
		}
		assert.GreaterOrEqual(t, count, 2, "%q as a node and as a frame", name)
	}
	assert.Equal(t, len(g.Edges), bytes.Count(out, []byte(`class="edge"`)))
}

// read is what Mermaid's parser took a text for.
type read struct {
	Nodes, Groups []string
	Edges         int
	Error         string
}

// TestMermaidReadsGraphs gives graphs to Mermaid's own parser: those that were looked at, and one of awkward names, which
// have to come back as they are.
func TestMermaidReadsGraphs(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/pictures/*.mmd")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	g := allAwkward()
	texts := []string{draw.Mermaid(g)}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		texts = append(texts, string(text))
	}
	for seed := range uint64(20) {
		texts = append(texts, draw.Mermaid(randomGraph(seed)))
	}
	answers := mermaid(t, texts)
	for i, a := range answers {
		require.Empty(t, a.Error, texts[i])
		assert.Len(t, a.Nodes, len(regexp.MustCompile(`(?m)^ +n\d+\["`).FindAllString(texts[i], -1)))
		assert.Equal(t, len(regexp.MustCompile(`(?m)^  n\d+ .* n\d+$`).FindAllString(texts[i], -1)), a.Edges)
	}
	var names []string
	for _, node := range answers[0].Nodes {
		names = append(names, strings.TrimSuffix(node, "\nnote"))
	}
	assert.Equal(t, shownNames(), names)
	assert.ElementsMatch(t, shownNames(), answers[0].Groups)
}

// mermaid asks Mermaid.
func mermaid(t *testing.T, texts []string) (answers []read) {
	t.Helper()
	dir := needs.Packages(t, "testdata/mermaid", true)
	input, err := json.Marshal(texts)
	require.NoError(t, err)
	cmd := exec.Command("node", "parse.mjs")
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(input)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.NoError(t, json.Unmarshal(out, &answers), "%s", out)
	require.Len(t, answers, len(texts))
	return answers
}

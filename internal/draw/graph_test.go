package draw_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/draw"
)

// awkward are names that mean something to one of the languages, or to nobody.
var awkward = []string{
	"end", "subgraph", "graph", "default", "click", "class", "style a:#f00;", "a\"b", "it's", `back\slash`, `\n`, "x[y](z){w}", "<b>bold</b>", "&amp;", "#35;",
	"`md`", "**x**", "_u_", "a|b", "--> b", "%%comment", "e@{shape: x}", "$$x$$", "x; y", "日本語", "é ü", "🐾", "]]>", "-->", "digraph {", "two\nlines", "tab\there",
}

// randomGraph has frames, circles, edges to what is not there, and nodes without an edge.
func randomGraph(seed uint64) *draw.Graph {
	r := random{rand.New(rand.NewPCG(seed, 11))}
	g := &draw.Graph{Title: "Graph of " + awkward[r.IntN(len(awkward))]}
	kinds := []draw.NodeKind{draw.NodeHost, draw.NodeProfile, draw.NodeModule, draw.NodeInput, draw.NodeSlot}
	links := []draw.EdgeKind{draw.EdgeUses, draw.EdgeExtends, draw.EdgeRequires, draw.EdgeProvides, draw.EdgeConflicts}
	groups := r.IntN(5)
	for i := range groups {
		g.Frame(fmt.Sprintf("%s %d", awkward[r.IntN(len(awkward))], i))
	}
	nodes := r.IntN(40)
	for i := range nodes {
		n := draw.Node{ID: fmt.Sprintf("x:%d", i), Kind: kinds[r.IntN(len(kinds))], Name: awkward[r.IntN(len(awkward))] + r.maybe(" "+r.word()), Note: r.maybe(r.word()), Column: r.IntN(3), Unused: r.IntN(5) == 0}
		if at := r.IntN(groups + 1); at < groups {
			n.Group = g.Groups[at].ID
		}
		n.Facts = []draw.Fact{{What: "is", Values: []string{awkward[r.IntN(len(awkward))]}}}
		g.Add(n)
	}
	for range r.IntN(60) {
		g.Link(fmt.Sprintf("x:%d", r.IntN(nodes+2)), links[r.IntN(len(links))], fmt.Sprintf("x:%d", r.IntN(nodes+2)))
	}
	return g
}

// shape is a rectangle of an SVG.
type shape struct {
	x, y, width, height float64
	class               string
}

func (s shape) overlaps(o shape) bool {
	return s.x < o.x+o.width && o.x < s.x+s.width && s.y < o.y+o.height && o.y < s.y+s.height
}

func (s shape) holds(o shape) bool {
	return s.x <= o.x && s.y <= o.y && o.x+o.width <= s.x+s.width && o.y+o.height <= s.y+s.height
}

// drawn is what stands in the picture of a graph.
type drawn struct {
	cards, frames []shape
	texts         []shape
	wires         []string
	width, height float64
}

func readPicture(t *testing.T, svg string) (d drawn) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return d
		}
		require.NoError(t, err, "%s", svg)
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		said := map[string]string{}
		for _, a := range element.Attr {
			said[a.Name.Local] = a.Value
		}
		at := func(name string) float64 {
			n, err := strconv.ParseFloat(said[name], 64)
			require.NoError(t, err, "%s of %v", name, element)
			return n
		}
		switch {
		case element.Name.Local == "svg":
			d.width, d.height = at("width"), at("height")
		case element.Name.Local == "rect" && strings.HasPrefix(said["class"], "card"):
			d.cards = append(d.cards, shape{at("x"), at("y"), at("width"), at("height"), said["class"]})
		case element.Name.Local == "rect" && said["class"] == "group":
			d.frames = append(d.frames, shape{at("x"), at("y"), at("width"), at("height"), "group"})
		case element.Name.Local == "path" && strings.HasPrefix(said["class"], "edge"):
			d.wires = append(d.wires, said["d"])
		case element.Name.Local == "text":
			text, err := decoder.Token()
			require.NoError(t, err)
			width := float64(runewidth.StringWidth(string(text.(xml.CharData)))) * 7.23 // of DejaVu Sans Mono at 12
			if said["class"] == "name" {
				width *= 15.0 / 12
			}
			d.texts = append(d.texts, shape{at("x"), at("y") - 10, width, 12, said["class"]})
		}
	}
}

// Whatever there is to draw, no box lies on another one, each text stays in its box, frames hold what is theirs and
// nothing else, and no edge runs through a box.
func TestGraphsHaveRoom(t *testing.T) {
	t.Parallel()
	boxes, edges := 0, 0
	for seed := range uint64(80) {
		d := readPicture(t, draw.GraphSVG(randomGraph(seed)))
		ground := shape{0, 0, d.width, d.height, "ground"}
		for i, a := range d.cards {
			assert.True(t, ground.holds(a), "seed %d: a box leaves the picture: %v", seed, a)
			for _, b := range d.cards[:i] {
				assert.False(t, a.overlaps(b), "seed %d: %v and %v", seed, a, b)
			}
		}
		for i, a := range d.frames {
			assert.True(t, ground.holds(a), "seed %d: a frame leaves the picture: %v", seed, a)
			for _, b := range d.frames[:i] {
				assert.False(t, a.overlaps(b), "seed %d: %v and %v", seed, a, b)
			}
			for _, c := range d.cards {
				assert.Equal(t, a.overlaps(c), a.holds(c), "seed %d: the frame %v cuts %v", seed, a, c)
			}
		}
		for i, a := range d.texts {
			assert.True(t, ground.holds(a), "seed %d: a text leaves the picture: %v of %v", seed, a, ground)
			for _, b := range d.texts[:i] {
				if a.overlaps(b) {
					t.Errorf("seed %d: the texts %v and %v", seed, a, b)
				}
			}
			for _, c := range d.cards {
				if a.overlaps(c) != c.holds(a) {
					t.Errorf("seed %d: the box %v cuts the text %v", seed, c, a)
				}
			}
		}
		for _, w := range d.wires {
			for _, p := range pointsOf(t, w) {
				point := shape{p[0] - 0.1, p[1] - 0.1, 0.2, 0.2, ""}
				for _, c := range d.cards {
					inner := shape{c.x + 1, c.y, c.width - 2, c.height, ""} // edges end at the side
					if inner.overlaps(point) {
						t.Fatalf("seed %d: the edge %s runs through %v", seed, w, c)
					}
				}
			}
		}
		require.False(t, t.Failed(), "seed %d", seed)
		boxes, edges = boxes+len(d.cards), edges+len(d.wires)
	}
	assert.Greater(t, boxes, 800)
	assert.Greater(t, edges, 800)
}

var pathPart = regexp.MustCompile(`([MHC])([0-9. ]+)`)

// pointsOf are points along a path, close to each other.
func pointsOf(t *testing.T, path string) (out [][2]float64) {
	t.Helper()
	var x, y float64
	for _, part := range pathPart.FindAllStringSubmatch(path, -1) {
		var n []float64
		for _, word := range strings.Fields(part[2]) {
			v, err := strconv.ParseFloat(word, 64)
			require.NoError(t, err)
			n = append(n, v)
		}
		switch part[1] {
		case "M":
			x, y = n[0], n[1]
		case "H":
			for i := range 21 {
				out = append(out, [2]float64{x + (n[0]-x)*float64(i)/20, y})
			}
			x = n[0]
		case "C":
			for i := range 21 {
				s := float64(i) / 20
				at := func(a, b, c, d float64) float64 {
					return a*(1-s)*(1-s)*(1-s) + 3*b*s*(1-s)*(1-s) + 3*c*s*s*(1-s) + d*s*s*s
				}
				out = append(out, [2]float64{at(x, n[0], n[2], n[4]), at(y, n[1], n[3], n[5])})
			}
			x, y = n[4], n[5]
		}
	}
	require.NotEmpty(t, out)
	return out
}

// The same graph is the same picture, every time and in every language.
func TestGraphsAreDeterministic(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		for _, write := range []func(*draw.Graph) string{draw.GraphSVG, draw.Mermaid, draw.DOT, func(g *draw.Graph) string { return draw.GraphText(g, 90) }} {
			assert.Equal(t, write(randomGraph(seed)), write(randomGraph(seed)))
		}
	}
}

// A picture takes nothing from elsewhere and runs nothing, whatever names say.
func TestGraphsAreClosed(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		svg := draw.GraphSVG(randomGraph(seed))
		assert.NotRegexp(t, `href|url\(|<script|<image|@import|<[^>]* on[a-z]+=`, svg)
		assert.NotRegexp(t, `="-[0-9]|NaN|Inf`, svg)
		assert.Equal(t, 1, strings.Count(svg, "<svg"))
	}
}

// As text, no line is wider than the terminal, and everything is named.
func TestGraphText(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		g := randomGraph(seed)
		text := draw.GraphText(g, 70)
		for line := range strings.Lines(text) {
			assert.LessOrEqual(t, runewidth.StringWidth(strings.TrimSuffix(line, "\n")), 70, line)
			assert.Equal(t, strings.TrimRight(line, " \n")+"\n", line)
		}
		assert.GreaterOrEqual(t, strings.Count(text, "\n"), len(g.Nodes))
	}
}

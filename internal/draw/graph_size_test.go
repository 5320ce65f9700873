package draw_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/draw"
)

// largeGraph is of some hosts, in folders of fifty, each with two of twenty profiles and an input.
func largeGraph(hosts int) *draw.Graph {
	g := &draw.Graph{Title: "A large fleet"}
	for i := range hosts {
		id := fmt.Sprintf("host:%d", i)
		g.Add(draw.Node{ID: id, Kind: draw.NodeHost, Name: id, Group: g.Frame(fmt.Sprintf("hosts/%d", i/50))})
		for _, to := range []string{fmt.Sprintf("profile:%d", i%20), fmt.Sprintf("profile:%d", i*7%20), fmt.Sprintf("input:%d", i%3)} {
			g.Link(id, draw.EdgeUses, to)
		}
	}
	for i := range 20 {
		g.Add(draw.Node{ID: fmt.Sprintf("profile:%d", i), Kind: draw.NodeProfile, Name: fmt.Sprint(i), Group: g.Frame("profiles")})
		g.Link(fmt.Sprintf("profile:%d", i), draw.EdgeExtends, fmt.Sprintf("profile:%d", i/2))
	}
	for i := range 3 {
		g.Add(draw.Node{ID: fmt.Sprintf("input:%d", i), Kind: draw.NodeInput, Name: fmt.Sprint(i), Group: g.Frame("inputs")})
	}
	return g
}

// TestLargeGraphs holds that a graph of eight times as many hosts takes not much more than eight times as long, where looking
// at each pair takes 64 times: the best of some runs in time of the processor, since others use the machine, too. It is not
// parallel to other tests, whose time would be its own.
func TestLargeGraphs(t *testing.T) {
	for name, write := range languages {
		t.Run(name, func(t *testing.T) {
			took := func(hosts, times int) time.Duration { // the kernel counts in steps of some milliseconds
				best := time.Hour
				for range 3 {
					start := worked(t)
					for range times {
						assert.NotEmpty(t, write(largeGraph(hosts)))
					}
					best = min(best, (worked(t)-start)/time.Duration(times))
				}
				return best
			}
			small, large := took(500, 16), took(4000, 1)
			assert.Positive(t, small, "nothing was measured")
			assert.Less(t, large, 32*small, "500 hosts take %s, 4000 take %s", small, large)
		})
	}
}

// worked is how long the processor worked for this process by now.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

var languages = map[string]func(*draw.Graph) string{
	"text":    func(g *draw.Graph) string { return draw.GraphText(g, 100) },
	"mermaid": draw.Mermaid,
	"dot":     draw.DOT,
	"svg":     draw.GraphSVG,
}

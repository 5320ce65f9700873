package provenance_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/provenance"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// TestExplainKnowsEveryValue asks for every value of every host of the reference fleet: what holds is what the host has,
// said where it is written, and the ladder below it goes down to the weakest.
func TestExplainKnowsEveryValue(t *testing.T) {
	t.Parallel()
	f, r := referenceFleet(t).open(t)
	asked := 0
	for _, h := range r.Hosts {
		x := provenance.New(f, h)
		var walk func(v *resolve.Value, path []string)
		walk = func(v *resolve.Value, path []string) {
			for _, m := range v.Members {
				at := append(slices.Clone(path), m.Key)
				text := provenance.PathText(at)
				e, err := x.Explain(at)
				require.NoError(t, err, text)
				parsed, err := provenance.ParsePath(text)
				require.NoError(t, err)
				assert.Equal(t, at, parsed)
				asked++
				switch {
				case m.Value.Node.Kind == yamldoc.Map:
					walk(m.Value, at)
				case m.Value.Node.Kind == yamldoc.List:
					assert.Len(t, e.Items, len(m.Value.Items), text)
				default:
					require.NotEmpty(t, e.Said, text)
					assert.Same(t, m.Value.Node, e.Said[0].Node, text)
					assert.Equal(t, m.Value.Layer.Name, e.Said[0].By, text)
					assert.GreaterOrEqual(t, len(e.Said), 1+len(m.Value.Overrode), text)
				}
			}
		}
		walk(h.Resolved.Origins, nil)
		overview := x.Overview()
		assert.Len(t, overview.Modules, len(h.Resolved.Modules)+homeModules(h.Resolved))
		for _, m := range overview.Modules {
			assert.False(t, m.Why.At.IsZero(), "%s: %v: %s", h.Name, m.Path, m.Why.Text)
		}
	}
	assert.Greater(t, asked, 400)
}

func homeModules(h *resolve.Host) int {
	n := 0
	for _, home := range h.Homes {
		n += len(home.Modules)
	}
	return n
}

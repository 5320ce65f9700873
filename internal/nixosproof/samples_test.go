package nixosproof

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/types"
)

// ownKeys are the keys of a manifest beside its modules that change what is rendered.
var ownKeys = []string{"firmware", "system", "disks", "tags"}

// sampleHosts make hosts until every value of every option of the modules has come up.
func sampleHosts(t *testing.T, s *sampler, prefix string, modules []*catalog.Module, others []*types.Option) []*hostfile {
	t.Helper()
	var out []*hostfile
	for n := 1; n == 1 || len(s.missing()) > 0; n++ {
		require.Less(t, n, 40, "no host can have these values: %v", s.missing())
		out = append(out, s.next(fmt.Sprintf("%s-%d", prefix, n), modules, others))
	}
	return out
}

func manifestOptions(c *catalog.Catalog) []*types.Option {
	var out []*types.Option
	for _, key := range ownKeys {
		out = append(out, manifest.NewLanguage(c).Host.Field(key))
	}
	return out
}

package disks

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/manifest"
)

// TestKindsOfTheLanguage holds that the reference names the keys that the rules take for each kind of entry.
func TestKindsOfTheLanguage(t *testing.T) {
	entry, content := manifest.DiskKeys()
	documented := map[string][]string{}
	for _, o := range append(entry, content...) {
		for _, kind := range o.Kinds {
			documented[kind] = append(documented[kind], o.Name)
		}
	}
	assert.Len(t, documented, len(kinds))
	for name, kind := range kinds {
		assert.ElementsMatch(t, slices.Compact(slices.Sorted(slices.Values(kind.keys))), documented[name], name)
	}
}

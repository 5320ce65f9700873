package options_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/options"
)

// aThousand are paths from all over the index.
func aThousand(t testing.TB) [][]string {
	var all [][]string
	for o := range options.NixOS(release).All {
		all = append(all, written(t, o))
	}
	var out [][]string
	for i := range 1000 {
		out = append(out, all[i*len(all)/1000])
	}
	return out
}

// patience is how many times as long as promised a test may take: machines that run tests have more to do. PANTHER_SLOW asks
// for what is promised.
func patience() time.Duration {
	if os.Getenv("PANTHER_SLOW") != "" {
		return 1
	}
	return 10
}

// A thousand settings take at most 5 ms.
func TestAThousandSettingsAreFoundQuickly(t *testing.T) {
	bound := 5 * time.Millisecond * patience()
	paths := aThousand(t)
	best := time.Hour
	for range 5 {
		started := time.Now()
		nixos := options.NixOS(release)
		for _, path := range paths {
			if !nixos.Find(path).OK() {
				t.Fatal(path)
			}
		}
		best = min(best, time.Since(started))
	}
	t.Logf("%v for %d settings", best, len(paths))
	assert.LessOrEqual(t, best, bound)
}

// A manifest full of mistakes is no reason to wait.
func TestAHundredMistakesAreGuessedQuickly(t *testing.T) {
	bound := 500 * time.Millisecond * patience()
	started := time.Now()
	nixos := options.NixOS(release)
	for _, path := range aThousand(t)[:100] {
		wrong := slices.Clone(path)
		wrong[0] += "x"
		wrong[len(wrong)-1] += "y"
		nixos.Near(wrong)
		nixos.Sibling(wrong)
	}
	t.Logf("%v", time.Since(started))
	assert.LessOrEqual(t, time.Since(started), bound)
}

func BenchmarkFindAThousand(b *testing.B) {
	paths := aThousand(b)
	nixos := options.NixOS(release)
	for b.Loop() {
		for _, path := range paths {
			nixos.Find(path)
		}
	}
}

func BenchmarkNear(b *testing.B) {
	nixos := options.NixOS(release)
	for b.Loop() {
		nixos.Near([]string{"services", "opensh", "enbale"})
	}
}

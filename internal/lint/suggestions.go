package lint

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/types"
)

// plausible keeps those of the names that an index suggests which somebody who wrote a path may have meant: they differ in
// letters, or there is hardly another one that differs by a name. What has nothing else in common than its place is left out.
func plausible(path, near []string) []string {
	const mostAmbiguous = 2
	var slips, others []string
	for _, name := range near {
		names, err := types.SplitPath(name)
		switch {
		case err != nil:
		case len(names) == len(path):
			if soundAlike(path, names) {
				slips = append(slips, name)
			}
		case isOneLonger(names, path) || isOneLonger(path, names):
			others = append(others, name)
		default:
			slips = append(slips, name)
		}
	}
	if len(others) > mostAmbiguous {
		return slips
	}
	return append(slips, others...)
}

// soundAlike tells whether each name of a path is close to the one in its place.
func soundAlike(a, b []string) bool {
	for i := range a {
		if _, near := diag.Nearest(a[i], b[i:i+1]); !near {
			return false
		}
	}
	return true
}

// isOneLonger tells whether a path is another one with a name more.
func isOneLonger(long, short []string) bool {
	if len(long) != len(short)+1 {
		return false
	}
	for i := range long {
		if slices.Equal(slices.Delete(slices.Clone(long), i, i+1), short) {
			return true
		}
	}
	return false
}

// didYouMean offers names, the best first; it is empty for none.
func didYouMean(names []string) string {
	names = names[:min(len(names), 3)]
	if len(names) == 0 {
		return ""
	}
	last := len(names) - 1
	if last == 0 {
		return "did you mean " + names[0] + "?"
	}
	return "did you mean " + strings.Join(names[:last], ", ") + " or " + names[last] + "?"
}

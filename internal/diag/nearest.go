package diag

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/hbohlen/panther/internal/secrets"
)

// Nearest returns the name of a closed set that is closest to what was written, if one is close enough to be meant:
// at most a third of the letters differ, or one begins with the other. Upper and lower case count as the same letter.
func Nearest(got string, names []string) (string, bool) {
	best, bestDistance := "", math.MaxInt
	for _, name := range slices.Sorted(slices.Values(names)) {
		letters := max(utf8.RuneCountInString(got), utf8.RuneCountInString(name))
		d := distance(fold(got), fold(name))
		if d < bestDistance && (3*d <= letters || beginsWith(fold(got), fold(name))) {
			best, bestDistance = name, d
		}
	}
	return best, best != ""
}

// beginsWith tells whether one of two names begins with the other, which is no accident from four letters on.
func beginsWith(a, b string) bool {
	return min(len(a), len(b)) >= 4 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// distance is the number of letters that differ; two neighbours in the wrong order, the most frequent slip, are one.
func distance(a, b string) int {
	if swapped(a, b) {
		return 1
	}
	return levenshtein.ComputeDistance(a, b)
}

func swapped(a, b string) bool {
	for i := 0; len(a) == len(b) && i+1 < len(a); i++ {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}

// DidYouMean is the hint for an unknown name of a closed set: the nearest one, or all of them where there are few.
func DidYouMean(got string, names []string) string {
	if near, ok := Nearest(got, names); ok {
		return "did you mean " + Quote(near) + "?"
	}
	return OneOf(names)
}

// OneOf lists a closed set of names, the longest sets cut short.
func OneOf(names []string) string {
	if len(names) == 0 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(names))
	if len(sorted) > 24 {
		return "known: " + strings.Join(sorted[:24], ", ") + ", ..."
	}
	return "known: " + strings.Join(sorted, ", ")
}

// Quote puts what a person wrote into quotes, cut to a line that can be read, control characters shown as such.
func Quote(text string) string {
	return `"` + strings.Map(visible, Shortened(secrets.Mask(text), 60)) + `"`
}

// Shortened cuts a text to a number of letters, three dots in the place of what is left out.
func Shortened(text string, most int) string {
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most-3]) + "..."
	}
	return text
}

// Plural counts things whose name takes an s.
func Plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// fold drops what people mix up most: case, and the dashes of kebab-case names.
func fold(name string) string {
	return strings.ReplaceAll(strings.ToLower(name), "-", "")
}

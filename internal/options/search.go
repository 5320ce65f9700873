package options

import (
	"cmp"
	"slices"
	"strings"
)

// Search returns the options whose names hold all the words, the most relevant first: those in which a word is a whole name
// before those in which it begins one, names near the root before deep ones. Case does not matter.
func (x *Index) Search(words []string) []Option {
	type hit struct {
		option Option
		rank   int
	}
	var wanted []string
	for _, word := range words {
		wanted = append(wanted, strings.Fields(strings.ToLower(word))...)
	}
	if len(wanted) == 0 {
		return nil
	}
	var hits []hit
	x.live.all(func(path []string, text string) bool {
		if rank, ok := relevance(path, wanted); ok && x.has(text) {
			hits = append(hits, hit{optionOf(slices.Clone(path), text), rank})
		}
		return true
	})
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.rank, b.rank) })
	out := make([]Option, len(hits))
	for i, h := range hits {
		out[i] = h.option
	}
	return out
}

// relevance ranks a path for words that are all in it: the less the better.
func relevance(path, words []string) (rank int, ok bool) {
	lower := make([]string, len(path))
	for i, name := range path {
		lower[i] = strings.ToLower(name)
	}
	rank = 2 * len(path)
	for _, word := range words {
		best := worstRank
		for i, name := range lower {
			best = min(best, wordRank(name, word, i == len(lower)-1))
		}
		if best == worstRank && (!strings.Contains(word, ".") || !strings.Contains(strings.ToLower(Name(path)), word)) {
			return 0, false
		}
		rank += best
	}
	if lower[len(lower)-1] == "enable" { // what most people look for
		rank--
	}
	return rank, true
}

const worstRank = 20

func wordRank(name, word string, last bool) int {
	switch {
	case name == word && last:
		return 0
	case name == word:
		return 1
	case strings.HasPrefix(name, word):
		return 6
	case strings.Contains(name, word):
		return 12
	}
	return worstRank
}

// Below returns the options at and below a path, in the order of their names.
func (x *Index) Below(path []string) []Option {
	var out []Option
	var nodes []int
	node := 0
	for _, name := range path {
		if node = x.live.step(node, name); node == 0 {
			return nil
		}
		nodes = append(nodes, node)
	}
	x.live.below(node, x.live.spell(nodes, path), func(path []string, text string) bool {
		if x.has(text) {
			out = append(out, optionOf(path, text))
		}
		return true
	})
	return out
}

// Complete returns what a beginning of a name can be completed to: the names one level on.
func (x *Index) Complete(beginning string) []string {
	before, last := "", beginning
	node := 0
	if at := strings.LastIndexByte(beginning, '.'); at >= 0 {
		before, last = beginning[:at+1], beginning[at+1:]
		for _, name := range strings.Split(beginning[:at], ".") {
			if node = x.live.step(node, name); node == 0 {
				return nil
			}
		}
	}
	var out []string
	from, to := x.live.children(node)
	for child := from; child < to; child++ {
		name := x.live.name(child)
		if !standsForAny(name) && strings.HasPrefix(name, last) {
			out = append(out, before+Name([]string{name}))
		}
	}
	return out
}

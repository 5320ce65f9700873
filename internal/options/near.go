package options

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

const (
	suggestions = 3
	edit        = 4 // what a letter that differs costs; a letter in another case costs less
	otherCase   = 1
	mostEdits   = 3
	perEdit     = 4 // letters that a name has for each that differs
	leastForTwo = 5 // letters of a name of which two may differ from its neighbour's
	tooFar      = 1 << 20
)

// Near returns at most three names of options that somebody may have meant by an unknown path, best first. What a person
// names, such as a user, stays as written.
func (x *Index) Near(path []string) []string {
	if len(path) == 0 {
		return nil
	}
	g := guess{x: x, words: x.live.names(), path: path}
	g.walk(0, 0, nil, 0)
	if len(g.found) == 0 {
		g.found = x.worded(path)
	}
	if len(g.found) == 0 && len(path) > 2 { // then a name may be missing, or one too many
		g.loose, g.second, g.known = true, true, x.Find(path).Known
		g.walk(0, 0, nil, 0)
	}
	slices.SortStableFunc(g.found, func(a, b meant) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.name, b.name))
	})
	var out []string
	for _, m := range g.found {
		if slices.Contains(out, m.name) {
			continue
		}
		if len(out) == suggestions {
			if g.second && m.cost == g.found[0].cost { // what may be so many is none of them
				return nil
			}
			break
		}
		out = append(out, m.name)
	}
	return out
}

// worded are the options whose name begins or ends with the last one of a path, of which words were left out, as ports is of
// allowedTCPPorts. What may be many is none of them.
func (x *Index) worded(path []string) []meant {
	const leastLetters = 4
	known := x.Find(path).Known
	if known == 0 || known != len(path)-1 || len(path[known]) < leastLetters {
		return nil
	}
	t, node := x.live, 0
	for _, name := range path[:known] {
		node = t.step(node, name)
	}
	var out []meant
	words, word := t.names(), strings.ToLower(path[known])
	from, to := t.children(node)
	for child := from; child < to; child++ {
		name := words[u16(t.nodeWords, child)]
		lower := strings.ToLower(name)
		if !strings.HasPrefix(lower, word) && !strings.HasSuffix(lower, word) || standsForAny(name) {
			continue
		}
		longer := append(slices.Clone(path[:known]), name)
		if x.Find(longer).Option != nil {
			out = append(out, meant{Name(longer), len(name)})
		}
	}
	if len(out) > suggestions {
		return nil
	}
	return out
}

// Sibling returns the known name that the first unknown name of a path, which lies beside it, is at most two letters from. It
// tells a slip from an option that is newer than the index. Two letters of a short name are no slip.
func (x *Index) Sibling(path []string) (string, bool) {
	known := x.Find(path).Known
	if known >= len(path) {
		return "", false
	}
	t, node := x.live, 0
	for _, name := range path[:known] {
		node = t.step(node, name)
	}
	words, best, bestDistance := t.names(), "", 3
	from, to := t.children(node)
	for child := from; child < to; child++ {
		name := words[u16(t.nodeWords, child)]
		if d := distance(path[known], name, 2); d < bestDistance && (d < 2 || min(len(name), len(path[known])) >= leastForTwo) {
			best, bestDistance = name, d
		}
	}
	if best == "" {
		return "", false
	}
	return Name(append(slices.Clone(path[:known]), best)), true
}

// NearWords returns at most three searches that somebody may have meant by words that no option holds together: one of them,
// that which no name holds if there is such a one, was meant to be a name that stands beside the others and is like it.
func (x *Index) NearWords(words []string) []string {
	suspects := slices.DeleteFunc(slices.Clone(words), func(word string) bool { return len(x.Search([]string{word})) > 0 })
	switch {
	case len(suspects) > 1:
		return nil
	case len(suspects) == 0:
		suspects = words
	}
	costs := map[string]int{}
	for _, word := range suspects {
		others := slices.DeleteFunc(slices.Clone(words), func(other string) bool { return other == word })
		for name, cost := range x.namesBeside(others, word) {
			costs[strings.Join(append(others, name), " ")] = cost
		}
	}
	out := slices.SortedFunc(maps.Keys(costs), func(a, b string) int {
		return cmp.Or(cmp.Compare(costs[a], costs[b]), cmp.Compare(a, b))
	})
	return out[:min(len(out), suggestions)]
}

// namesBeside are the names, in the paths of options that hold some words, which are like another word, each with what it
// costs to take the one for the other.
func (x *Index) namesBeside(words []string, like string) map[string]int {
	lower := make([]string, len(words))
	for i, word := range words {
		lower[i] = strings.ToLower(word)
	}
	costs := map[string]int{}
	x.live.all(func(path []string, text string) bool {
		if _, ok := relevance(path, lower); ok && x.has(text) {
			for _, name := range path {
				if cost := likeness(strings.ToLower(like), strings.ToLower(name)); cost < tooFar {
					costs[name] = cost
				}
			}
		}
		return true
	})
	return costs
}

// likeness is what it costs to take a word for a name: a slip, or one that is shortened, as vhost is for virtualHosts.
func likeness(word, name string) int {
	if d := difference(word, name); d < tooFar {
		return d
	}
	at, letters := 0, []byte(word)
	for i := range len(name) {
		if at < len(letters) && name[i] == letters[at] {
			at++
		} else if i == 0 {
			return tooFar
		}
	}
	if len(letters) < 4 || at < len(letters) || len(name) > 3*len(letters) {
		return tooFar
	}
	return mostEdits*edit + len(name) - len(letters)
}

type meant struct {
	name string
	cost int
}

// guess walks an index along a path of which some letters are wrong.
type guess struct {
	x     *Index
	words []string
	path  []string
	found []meant

	second bool // the second time a name that is missing, too many or another one counts as a mistake too
	loose  bool // and there was none yet
	known  int  // how many names are known: the one after them is recognized then, or left out
}

// walk goes on from a node with the names of the path from one on. The trail are the names that are meant so far.
func (g *guess) walk(node, at int, trail []string, cost int) {
	t := g.x.live
	text, says := t.text(node)
	says = says && g.x.has(text)
	from, to := t.children(node)
	if at == len(g.path) {
		if g.second && (!says || t.isWild(u16(t.nodeWords, node))) {
			return
		}
		if !says {
			cost += edit / 2
		}
		if says || from < to {
			g.found = append(g.found, meant{Name(trail), cost})
		}
		return
	}
	if says && (from == to || !closed(text)) && cost > 0 && !g.second {
		g.found = append(g.found, meant{Name(slices.Concat(trail, g.path[at:])), cost + edit/2})
	}
	for child := from; child < to; child++ {
		g.step(child, at, trail, cost)
	}
	if g.loose && at > 0 {
		g.once(func() { g.walk(node, at+1, trail, cost+edit) })
	}
}

// step takes a child for the next name of the path, if they are alike.
func (g *guess) step(child, at int, trail []string, cost int) {
	number := u16(g.x.live.nodeWords, child)
	if g.x.live.isWild(number) {
		if !g.second || at != g.known {
			g.walk(child, at+1, append(slices.Clip(trail), g.path[at]), cost)
		}
		return
	}
	longer := append(slices.Clip(trail), g.words[number])
	most := mostEdits * edit
	if g.second {
		most = cost + otherCase
	}
	if d := difference(g.path[at], g.words[number]); cost+d <= most {
		g.walk(child, at+1, longer, cost+d)
	}
	if g.loose {
		g.once(func() { g.walk(child, at, longer, cost+edit) })
	}
	if g.loose && at != g.known && at+1 < len(g.path) {
		g.once(func() { g.walk(child, at+1, longer, cost+2*edit) })
	}
}

// once does what may be done once along a path.
func (g *guess) once(do func()) {
	g.loose = false
	do()
	g.loose = true
}

// difference is what it costs to take one name for another: more than any budget where they have too little in common.
func difference(a, b string) int {
	if a == b {
		return 0
	}
	if strings.EqualFold(a, b) {
		return otherCase
	}
	letters := max(len(a), len(b))
	most := min(mostEdits, max(1, (letters+1)/perEdit))
	d := distance(a, b, most)
	switch {
	case d > most:
		return tooFar
	case d > 0 && len(a) >= perEdit && strings.HasPrefix(b, a): // cut short, which is no slip in a letter
		return edit - 1
	}
	return d * edit
}

// distance counts the letters that are missing, too many, other ones, or in the place of their neighbour; most+1 where
// they are more than that.
func distance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	var rows [3][64]int
	if len(b) >= len(rows[0]) {
		return most + 1
	}
	before, last, row := rows[0][:len(b)+1], rows[1][:len(b)+1], rows[2][:len(b)+1]
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			d := last[j-1]
			if a[i-1] != b[j-1] {
				d = 1 + min(d, last[j], row[j-1])
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d = min(d, before[j-2]+1)
				}
			}
			row[j] = d
			least = min(least, d)
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], most+1)
}

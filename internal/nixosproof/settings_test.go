package nixosproof

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
)

// settings proves that the settings of a host win over each single value that a module sets.
func (p *proof) settings(t *testing.T) {
	s := p.sample(t)
	p.checkStated(t, s)
	work, without := plan(s.answers, func(s single) bool { return s.Kind == "plain" || kept[s.pattern()] != "" })
	for _, w := range without {
		p.table.fail(t, "settings", w.id()+": nothing says what else it could be; it has a place in others_test.go")
	}
	var mu sync.Mutex
	lost := map[string]string{}
	inParallel(pieces(work), func(w piece) {
		found := p.losers(t, s.hosts[w.host], w.changes)
		mu.Lock()
		defer mu.Unlock()
		for id, why := range found {
			lost[id] = why
		}
	})
	for _, m := range p.catalog.All() {
		p.tally(t, m, work, lost)
	}
	p.checkSeen(t, s)
}

// piece is what is changed in one host at once.
type piece struct {
	host    string
	changes []change
}

// pieces keeps switches apart from values, since what is off would hide whether the values of it count. What needs other
// settings beside it, or is refused, stands alone.
func pieces(work map[string][]change) []piece {
	var out []piece
	for host, changes := range work {
		sorts := make([][]change, 2)
		for _, c := range changes {
			_, accompanied := alongside[c.pattern()]
			_, alone := refused[c.pattern()]
			switch {
			case (accompanied || alone) && c.User == "":
				out = append(out, piece{host, []change{c}})
			case c.switches():
				sorts[1] = append(sorts[1], c)
			default:
				sorts[0] = append(sorts[0], c)
			}
		}
		for _, some := range sorts {
			if len(some) > 0 {
				out = append(out, piece{host, some})
			}
		}
	}
	return out
}

// tally counts the values of a module that settings changed, and reports those that they did not.
func (p *proof) tally(t *testing.T, m *catalog.Module, work map[string][]change, lost map[string]string) {
	t.Helper()
	for _, changes := range work {
		for _, c := range changes {
			if c.File != m.File() {
				continue
			}
			if why, ok := lost[c.id()]; ok {
				p.table.row(m).broken = true
				p.table.fail(t, "settings over "+m.ID()+", "+c.key(), why)
				continue
			}
			p.table.row(m).settings++
		}
	}
}

// checkStated reports single values that a module sets without a priority: settings would collide with them.
func (p *proof) checkStated(t *testing.T, s *sampled) {
	t.Helper()
	reported := map[string]bool{}
	for _, a := range inOrder(s.answers) {
		for _, v := range a.Singles {
			if v.Kind != "plain" || v.merges() || stated[v.pattern()] != "" || reported[v.File+v.pattern()] {
				continue
			}
			reported[v.File+v.pattern()] = true
			p.table.fail(t, "settings", v.File+" sets "+v.key()+" without a priority, so that settings collide with it")
		}
	}
}

var (
	priority = regexp.MustCompile(`lib\.mkOverride 900`)
	gives    = regexp.MustCompile(`([a-zA-Z]+) = lib\.mapAttrs \(_: lib\.mkOverride 900\);`)
	wholeSet = regexp.MustCompile(`^\)[\s(]*\{\s*(?:#.*\s*)*("[^"]+"|[A-Za-z0-9_-]+) = `)
	bound    = regexp.MustCompile(`("[^"]+"|[A-Za-z0-9_-]+) = `)
)

// checkSeen compares the single values that were found by evaluating with the text of the modules: whatever is bound to
// a value with a priority must be part of a path that was found, on one host or another.
func (p *proof) checkSeen(t *testing.T, s *sampled) {
	t.Helper()
	seen := map[string]bool{}
	for _, a := range s.answers {
		for _, v := range a.Singles {
			for _, name := range v.Path {
				seen[v.File+" "+name] = true
			}
		}
	}
	for _, m := range p.catalog.All() {
		content, err := os.ReadFile(filepath.Join(s.fleet.dir, m.File()))
		require.NoError(t, err)
		for _, at := range prioritized(string(content)) {
			before, after := nameBefore(string(content[:at[0]])), nameAfter(string(content[at[1]:]))
			if !seen[m.File()+" "+before] && !seen[m.File()+" "+after] && !slices.Contains(otherStores[m.ID()], before) {
				p.table.fail(t, "settings", m.File()+" sets "+before+" with a priority, and no host of the proof has it")
			}
		}
	}
}

// prioritized finds where a module gives priorities: itself, or by a function of its own that does it for a whole set.
func prioritized(text string) [][]int {
	at := priority.FindAllStringIndex(text, -1)
	for _, helper := range gives.FindAllStringSubmatchIndex(text, -1) {
		name, end := text[helper[2]:helper[3]], helper[1]
		at = slices.DeleteFunc(at, func(one []int) bool { return one[0] > helper[0] && one[1] <= end })
		for _, use := range regexp.MustCompile(`\b`+name+`\b`).FindAllStringIndex(text[end:], -1) {
			at = append(at, []int{end + use[0], end + use[1]})
		}
	}
	return at
}

// nameBefore is what a text binds last.
func nameBefore(text string) string {
	names := bound.FindAllStringSubmatch(text, -1)
	if len(names) == 0 {
		return ""
	}
	return strings.Trim(names[len(names)-1][1], `"`)
}

// nameAfter is what a set binds first that gets its priority as a whole: lib.mapAttrs (_: lib.mkOverride 900) { name = ..
func nameAfter(text string) string {
	if found := wholeSet.FindStringSubmatch(text); found != nil {
		return strings.Trim(found[1], `"`)
	}
	return ""
}

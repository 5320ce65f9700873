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
	work, without := plan(s.answers, func(s single) bool { return s.Kind == "plain" })
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

// pieces keeps switches apart from values: what is off would hide whether the values of it count.
func pieces(work map[string][]change) []piece {
	var out []piece
	for host, changes := range work {
		values := slices.DeleteFunc(slices.Clone(changes), func(c change) bool { return c.switches() })
		switches := slices.DeleteFunc(slices.Clone(changes), func(c change) bool { return !c.switches() })
		for _, some := range [][]change{values, switches} {
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
		for _, at := range priority.FindAllStringIndex(string(content), -1) {
			names := bound.FindAllStringSubmatch(string(content[:at[0]]), -1)
			if name := strings.Trim(names[len(names)-1][1], `"`); !seen[m.File()+" "+name] {
				p.table.fail(t, "settings", m.File()+" sets "+name+" with a priority, and no host of the proof has it")
			}
		}
	}
}

package nixosproof

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/types"
)

// sampled are hosts that together have every value, and what came of them.
type sampled struct {
	sampler *sampler
	hosts   map[string]*hostfile
	modules map[string][]*catalog.Module // by host
	fleet   *fleet
	answers map[string]answer
}

func newSampled() *sampled {
	return &sampled{sampler: newSampler(), hosts: map[string]*hostfile{}, modules: map[string][]*catalog.Module{}}
}

// ownKeys are the keys of a manifest beside its modules that change what is rendered. What disks say has to fit together and
// is proven by itself.
var ownKeys = []string{"firmware", "system", "tags"}

// sample makes the hosts on first use: as many as the option with the most values needs.
func (p *proof) sample(t *testing.T) *sampled {
	t.Helper()
	if p.samples != nil {
		return p.samples
	}
	made := newSampled()
	made.answers, made.fleet = p.evaluate(t, made.fill(t, p), true)
	p.samples = made
	return made
}

// fill makes hosts until no value is missing.
func (s *sampled) fill(t *testing.T, p *proof) []*hostfile {
	t.Helper()
	if desktop := p.catalog.Module("home/desktop"); desktop != nil {
		sensible["home.desktop.binds"] = []string{niriBinds(desktop), "Mod+Q: { enable: false }"}
	}
	var all []*hostfile
	others := p.manifestOptions()
	for i, group := range groups(p.catalog) {
		for n := 1; n == 1 || len(s.sampler.missing()) > 0; n++ {
			require.Less(t, n, 40, "no host can have these values: %v", s.sampler.missing())
			m := s.sampler.next(fmt.Sprintf("sample-%d-%d", i+1, n), group, others)
			s.hosts[m.name], s.modules[m.name] = m, group
			all = append(all, m)
		}
		others = nil
	}
	require.Empty(t, s.sampler.lacking, "these options need two samples in sensible_test.go")
	return all
}

// TestEveryValueIsTaken needs no NixOS: panther itself takes every value that the proof has for the options of all
// modules.
func TestEveryValueIsTaken(t *testing.T) {
	p := &proof{judge: &judge{scratch: t.TempDir()}, catalog: builtIn(t)}
	s := newSampled()
	f := p.render(t, s.fill(t, p))
	require.Empty(t, f.rejected)
}

func (p *proof) manifestOptions() []*types.Option {
	var out []*types.Option
	for _, key := range ownKeys {
		out = append(out, manifest.NewLanguage(p.catalog, nil).Host.Field(key))
	}
	return out
}

// everyValue proves that each enum value and two values of every other option evaluate.
func (p *proof) everyValue(t *testing.T) {
	s := p.sample(t)
	for _, a := range inOrder(s.answers) {
		if a.complaint() != "" {
			p.blame(t, s, a)
		}
	}
	for _, m := range p.catalog.All() {
		p.table.row(m).values = s.sampler.count(m.KeyPath())
	}
	for _, key := range ownKeys {
		p.table.ownValues += s.sampler.count(key)
	}
	p.table.sampleHosts = len(s.hosts)
}

// blame finds the modules of a host whose values are at fault, by giving each of them a host of its own.
func (p *proof) blame(t *testing.T, s *sampled, failed answer) {
	t.Helper()
	base := s.hosts[failed.Host]
	var alone []*hostfile
	for i, m := range s.modules[failed.Host] {
		h := &hostfile{name: fmt.Sprintf("alone-%d", i), root: clone(newHost(base.name).root)}
		for _, key := range ownKeys {
			if value := base.at(key); value != nil {
				h.set(clone(value), key)
			}
		}
		for _, e := range h.at("disks").Entries { // no two hosts may have one
			h.set(text(fmt.Sprintf("/dev/disk/by-id/alone-%d-%s", i, e.Key)), "disks", e.Key, "device")
		}
		h.set(base.at(keyPath(m)...), keyPath(m)...)
		h.fitRoot()
		alone = append(alone, h)
	}
	found := false
	answers, _ := p.evaluate(t, alone, false)
	for i, m := range s.modules[failed.Host] {
		if why := answers[alone[i].name].complaint(); why != "" {
			p.table.row(m).broken = true
			p.table.fail(t, m.ID()+", values of "+failed.Host, why)
			found = true
		}
	}
	if !found {
		p.table.fail(t, "the values of several modules together, in "+failed.Host, failed.complaint())
	}
}

package nixosproof

import (
	"fmt"
	"os/exec"

	"os"
	"testing"
)

func TestNixOS(t *testing.T) {
	j := newJudge(t, os.Getenv("PANTHER_NIXOS_EVAL"), os.Getenv("PANTHER_NIXOS_SRC"))
	c := builtIn(t)
	t.Run("on", func(t *testing.T) {
		hosts := onHosts(c)
		f := render(t, hosts)
		for k, v := range f.rejected {
			t.Error(k, v)
		}
		var rs []request
		for _, m := range hosts {
			if f.rejected[m.name] == "" {
				rs = append(rs, request{Tree: f.dir, Host: m.name, Singles: f.modulesOf(t, m.name)})
			}
		}
		for n, a := range j.ask(rs) {
			t.Log(n, a.complaint(), len(a.Singles))
		}
	})
	t.Run("off", func(t *testing.T) {
		hosts := offHosts(c)
		f := render(t, hosts)
		for k, v := range f.rejected {
			t.Error(k, v)
		}
		var rs []request
		for _, m := range hosts {
			if f.rejected[m.name] == "" {
				rs = append(rs, request{Tree: f.dir, Host: m.name})
			}
		}
		for n, a := range j.ask(rs) {
			t.Log(n, a.complaint(), len(a.Singles))
		}
	})
	t.Run("samples", func(t *testing.T) {
		s := newSampler()
		var hosts []*hostfile
		for i, g := range groups(c) {
			o := manifestOptions(c)
			if i > 0 {
				o = nil
			}
			hosts = append(hosts, sampleHosts(t, s, fmt.Sprintf("sample-%d", i), g, o)...)
		}
		t.Log(len(hosts), "hosts", len(s.known), "values")
		f := render(t, hosts)
		for k, v := range f.rejected {
			t.Error(k, v)
		}
		var rs []request
		for _, m := range hosts {
			if f.rejected[m.name] == "" {
				rs = append(rs, request{Tree: f.dir, Host: m.name, Singles: f.modulesOf(t, m.name)})
			}
		}
		answers := j.ask(rs)
		byName := map[string]*hostfile{}
		for _, h := range hosts {
			byName[h.name] = h
		}
		for n, a := range answers {
			t.Log(n, a.complaint(), len(a.Singles))
			for _, x := range a.Singles {
				if x.Kind == "plain" && !x.merges() {
					t.Log("PLAIN", n, x.id())
				}
			}
		}
		work, without := plan(answers, func(s single) bool { return s.Kind == "plain" })
		for _, w := range without {
			t.Logf("WITHOUT %s %v %s %v", w.id(), w.Value, w.Kind, w.Type)
		}
		type piece struct {
			host    string
			changes []change
		}
		var pieces []piece
		for h, cs := range work {
			var a, b []change
			for _, c := range cs {
				if c.switches() {
					b = append(b, c)
				} else {
					a = append(a, c)
				}
			}
			t.Log(h, len(a), len(b))
			if len(a) > 0 {
				pieces = append(pieces, piece{h, a})
			}
			if len(b) > 0 {
				pieces = append(pieces, piece{h, b})
			}
		}
		inParallel(pieces, func(p piece) {
			for id, why := range j.losers(t, byName[p.host], p.changes) {
				t.Errorf("LOST %s: %s", id, why)
			}
		})
		exec.Command("cp", "-r", f.dir, "/tmp/proof/samples").Run()
	})
}

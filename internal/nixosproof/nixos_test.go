package nixosproof

import (
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
}

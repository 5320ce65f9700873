package nixosproof

import (
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"

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
		seen := map[string]single{}
		for n, a := range j.ask(rs) {
			t.Log(n, a.complaint(), len(a.Singles))
			for _, x := range a.Singles {
				seen[x.File+":"+strings.Join(x.Path, ".")] = x
			}
		}
		for _, k := range slices.Sorted(maps.Keys(seen)) {
			t.Logf("%s | %s %v | %v", k, seen[k].Kind, seen[k].Value, seen[k].Choices)
		}
		exec.Command("cp", "-r", f.dir, "/tmp/proof/samples").Run()
	})
}

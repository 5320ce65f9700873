package nixosproof

import (
	"fmt"
	"strings"
	"testing"
)

// besides are modules of nixos-hardware that set what panther's own modules set, too: parts, and whole machines with each
// kind of graphics.
var besides = []string{
	"common-cpu-amd",
	"common-cpu-amd-pstate",
	"common-cpu-intel",
	"common-gpu-amd",
	"common-gpu-nvidia-nonprime",
	"common-pc",
	"common-pc-laptop",
	"common-pc-laptop-ssd",
	"asus-zephyrus-ga402",
	"asus-zephyrus-gu603h",
	"lenovo-thinkpad-t14-amd-gen3",
	"lenovo-thinkpad-x1-11th-gen",
	"lenovo-yoga-6-13ALC6",
	"lenovo-yoga-7-14ARH7-amdgpu",
}

// nixosHardware evaluates modules of nixos-hardware beside those of a workstation: nothing that both set may collide.
func (p *proof) nixosHardware(t *testing.T) {
	var hosts []*hostfile
	for _, name := range besides {
		m := newHost("beside-" + strings.ToLower(name))
		m.set(text("workstation"), "profile")
		m.set(text("uefi"), "firmware")
		m.set(text(name), "nixosHardware")
		hosts = append(hosts, m)
	}
	answers, _ := p.evaluate(t, hosts, false)
	passed := 0
	for i, name := range besides {
		if p.table.verdict(t, "nixosHardware: "+name, answers[hosts[i].name]) == "ok" {
			passed++
		}
	}
	p.table.besides = fmt.Sprintf("%d of %d pass: `%s`.", passed, len(besides), strings.Join(besides, "`, `"))
}

func (tb *table) besidesList(b *strings.Builder) {
	b.WriteString("## nixos-hardware\n\nModules of nixos-hardware (`nixosHardware:`), each on a host with the profile workstation: what both set does not\n" +
		"collide. " + tb.besides + "\n\n")
}

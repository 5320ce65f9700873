package nixosproof

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/needs"
	"github.com/hbohlen/panther/internal/types"
)

// handedOver is a host with the texts that NixOS hands to other programs.
type handedOver struct {
	name    string // as the table calls it
	dir     string // of the texts: units/, etc/, nftables.ruleset
	answer  answer
	minimal string // the texts of a host without panther's modules, to compare with
	plain   *facts // of that host
	said    said   // what panther's interfaces say of the host
	scratch string
}

// payloadRow is what programs say of one host.
type payloadRow struct {
	host  string
	cells []string
}

// checks are what is done with the texts of each host, by column of the table.
var checks = []struct {
	column string
	tool   string // that it needs
	run    func(*handedOver) (said string, problems []string)
}{
	{"systemd-analyze verify", "systemd-analyze", (*handedOver).verifyUnits},
	{"sshd -t", "sshd", (*handedOver).checkSSHD},
	{"nft -c", "nft", (*handedOver).checkFirewall},
	{"promtool check", "promtool", (*handedOver).checkPrometheus},
	{"amtool check-config", "amtool", (*handedOver).checkAlertmanager},
	{"btrbk", "btrbk", (*handedOver).checkSnapshots},
	{"restore guide", "", (*handedOver).checkRestoreGuide},
	{"hardened units", "", (*handedOver).checkHardened},
	{"ports", "", (*handedOver).checkPorts},
	{"ports of interfaces", "", (*handedOver).checkSaidPorts},
	{"state of interfaces", "", (*handedOver).checkSaidState},
	{"groups", "", (*handedOver).checkGroups},
	{"session", "", (*handedOver).checkSession},
	{"git config", "git", (*handedOver).checkGit},
	{"ssh -G", "ssh", (*handedOver).checkSSH},
	{"fish -n", "fish", (*handedOver).checkFish},
	{"luac -p", "luac", (*handedOver).checkLua},
	{"zellij", "", (*handedOver).checkZellij},
	{"niri validate", "", (*handedOver).checkNiri},
}

// payload hands what hosts would hand to other programs to these programs: the hosts of the reference fleet, one with
// every module and each one's defaults, and one with every module and a value for every option.
func (p *proof) payload(t *testing.T) {
	hosts, minimal := p.handOver(t)
	missing := map[string]bool{}
	for _, c := range checks {
		if c.tool != "" && !needs.Found(t, "programs", c.tool) {
			missing[c.tool] = true
			p.table.left = append(p.table.left, fmt.Sprintf("`%s` was left out: there is no %s", c.column, c.tool))
		}
	}
	for _, h := range hosts {
		if h.answer.complaint() != "" {
			p.table.fail(t, "payload of "+h.name, h.answer.complaint())
			continue
		}
		if !exists(h.dir) { // which was reported where it was to be written
			continue
		}
		h.minimal, h.scratch = minimal, filepath.Join(p.scratch, "programs-"+h.name)
		require.NoError(t, os.MkdirAll(h.scratch, 0o755))
		r := payloadRow{host: h.name}
		for _, c := range checks {
			if missing[c.tool] {
				r.cells = append(r.cells, "left out")
				continue
			}
			said, problems := c.run(h)
			for _, problem := range problems {
				said = failed
				p.table.fail(t, c.column+" on "+h.name, problem)
			}
			r.cells = append(r.cells, said)
		}
		p.table.payloads = append(p.table.payloads, r)
	}
}

// handOver writes the texts of all hosts, and returns the folder with those of a minimal one.
func (p *proof) handOver(t *testing.T) (hosts []*handedOver, minimal string) {
	t.Helper()
	golden, err := filepath.Abs(filepath.Join(repository, "testdata/golden"))
	require.NoError(t, err)
	s := p.sample(t)
	full := []*hostfile{bare("minimal")}
	for i, group := range groups(p.catalog) {
		full = append(full, everything(fmt.Sprintf("everything-%d", i+1), group))
	}
	f := p.render(t, full)
	require.Empty(t, f.rejected)
	var requests []request
	for _, folder := range referenceHosts {
		requests = append(requests, request{Tree: golden, Host: path.Base(folder), Facts: true, Singles: (&fleet{dir: golden}).modulesOf(folder)})
	}
	for _, m := range full {
		requests = append(requests, request{Tree: f.dir, Host: m.name, Facts: true, Singles: f.modulesOf(m.name)})
	}
	requests = append(requests, request{Tree: s.fleet.dir, Host: "sample-1-1", Facts: true, Singles: s.fleet.modulesOf("sample-1-1")})
	roots := map[string]*fleet{golden: {dir: repository}, f.dir: f, s.fleet.dir: s.fleet}
	answers := p.ask(requests)
	p.table.count(answers)
	inParallel(requests, func(r request) {
		dir := filepath.Join(p.scratch, "payload-"+r.Host)
		out, err := p.run(append(p.gaps(), "--payload", dir, r.Tree, r.Host)...)
		if err != nil {
			p.table.fail(t, "payload of "+r.Host, lastLines(out, 8))
		}
	})
	for _, r := range requests {
		if r.Host != "minimal" {
			hosts = append(hosts, &handedOver{
				name: r.Host, dir: filepath.Join(p.scratch, "payload-"+r.Host), answer: answers[r.Host],
				plain: answers["minimal"].Facts, said: saidOf(t, roots[r.Tree], r.Host),
			})
		}
	}
	return hosts, filepath.Join(p.scratch, "payload-minimal")
}

// bare is a host with a disk and a user, and no module beside.
func bare(name string) *hostfile {
	m := newHost(name)
	m.remove("profile")
	m.set(text("bios"), "firmware") // disko then gives GRUB its disk
	return m
}

// everything is a host with all modules on and their defaults, and every part of them on that has a switch.
func everything(name string, modules []*catalog.Module) *hostfile {
	m := newHost(name)
	for _, module := range modules {
		if module.Entries {
			m.set(parse("{}"), append(keyPath(module), "ada")...)
			continue
		}
		newSampler().turnOn(m, module)
		for _, o := range module.Options() {
			if o.Type.Kind == types.Object && o.Type.Field("enable") != nil {
				m.set(boolean(true), append(keyPath(module), "enable")...)
				m.set(boolean(true), append(keyPath(module), o.Name, "enable")...)
			}
		}
	}
	return m
}

// payloadTable shows what the programs said.
func (tb *table) payloadTable(b *strings.Builder) {
	b.WriteString("## What other programs say\n\nWhat NixOS would write on the hosts of the reference fleet, on a host with every module and its defaults (everything), and on\n" +
		"one with every module and a value for every option (sample-1-1), read by the programs that it is for.\n\n| host |")
	for _, c := range checks {
		b.WriteString(" " + c.column + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(checks)) + "\n")
	for _, r := range tb.payloads {
		fmt.Fprintf(b, "| %s | %s |\n", r.host, strings.Join(r.cells, " | "))
	}
	b.WriteString("\nNothing is built, and the programs are those of Debian 12, which are older than the release's. That is why:\n\n")
	for _, line := range adjustments {
		b.WriteString("* " + line + "\n")
	}
	for _, line := range tb.left {
		b.WriteString("* " + line + "\n")
	}
	b.WriteString("\nThe programs: `apt-get install systemd openssh-server nftables btrbk prometheus prometheus-alertmanager git openssh-client fish lua5.1`.\n\n")
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

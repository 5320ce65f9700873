package nixosproof

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
)

// repository is where this package stands in it.
const repository = "../.."

// proof is one run over everything that panther renders.
type proof struct {
	*judge
	catalog *catalog.Catalog
	table   *table

	samples *sampled // hosts with values for every option, once they were made
}

// TestNixOS proves that what panther renders works in the NixOS module system, and leaves a table in docs/nixos.md when
// nothing of it was left out by -run.
func TestNixOS(t *testing.T) {
	p := newProof(t)
	for _, part := range parts {
		t.Run(part.name, func(t *testing.T) {
			p.table.begin(part.name)
			part.run(p, t)
		})
	}
	p.table.leave(t)
}

var parts = []struct {
	name string
	run  func(*proof, *testing.T)
}{
	{"golden", (*proof).golden},
	{"modules", (*proof).modules},
	{"samples", (*proof).everyValue},
	{"settings", (*proof).settings},
	{"start", (*proof).start},
	{"payload", (*proof).payload},
	{"disks", (*proof).disks},
}

func newProof(t *testing.T) *proof {
	t.Helper()
	src, dir := os.Getenv("PANTHER_NIXOS_SRC"), os.Getenv("PANTHER_NIXOS_EVAL")
	if src == "" || dir == "" {
		t.Skip("PANTHER_NIXOS_SRC and PANTHER_NIXOS_EVAL do not name the sources of NixOS and what evaluates them: make nixos")
	}
	for _, tool := range []string{"nix-instantiate", "python3"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("there is no %s", tool)
		}
	}
	p := &proof{judge: newJudge(t, dir, src), catalog: builtIn(t)}
	p.table = newTable(p.catalog, p.hideFolders)
	return p
}

// hideFolders takes the folders of this machine out of a message.
func (p *proof) hideFolders(message string) string {
	for folder, name := range map[string]string{p.scratch: "", p.src: "", p.dir: "", p.own: "internal/nixosproof"} {
		message = strings.ReplaceAll(message, folder, name)
	}
	return message
}

// needs tells whether a program is there. PANTHER_REQUIRE turns one that is missing into a failure.
func needs(t *testing.T, kind, program string) bool {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return true
	}
	if slices.Contains(strings.Split(os.Getenv("PANTHER_REQUIRE"), ","), kind) {
		t.Errorf("PANTHER_REQUIRE names %s, and there is no %s", kind, program)
	}
	return false
}

// golden lets the judge look at the reference fleet, as it would by itself.
func (p *proof) golden(t *testing.T) {
	tree, err := filepath.Abs(filepath.Join(repository, "testdata/golden"))
	require.NoError(t, err)
	out, _ := p.run(tree)
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		p.table.golden = append(p.table.golden, line)
		host := strings.HasPrefix(line, "ok   ") && strings.HasSuffix(line, "| warnings: 0")
		outputs := strings.HasPrefix(line, "ok   flake outputs: ") && strings.HasSuffix(line, "devShells: default go mcp nix node python rust")
		if !host && !outputs {
			p.table.fail(t, "golden", line)
		}
	}
	for _, host := range referenceHosts {
		require.Contains(t, out, "ok   "+host+" |")
	}
	require.Contains(t, out, "ok   flake outputs: ")
}

var referenceHosts = []string{"hetzner-cloud", "ovh-cloud", "vps"}

// run calls the judge's own program.
func (p *proof) run(args ...string) (string, error) {
	cmd := exec.Command(filepath.Join(p.dir, "run"), append([]string{"--src", p.src, "--options", filepath.Join(p.own, "gaps.nix")}, args...)...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// evaluate renders hosts and asks about them. What panther says against a host stands in the place of an answer.
func (p *proof) evaluate(t *testing.T, hosts []*hostfile, singles bool) (map[string]answer, *fleet) {
	t.Helper()
	f := p.render(t, hosts)
	var requests []request
	for _, m := range hosts {
		if f.rejected[m.name] != "" {
			continue
		}
		r := request{Tree: f.dir, Host: m.name}
		if singles {
			r.Singles = f.modulesOf(m.name)
		}
		requests = append(requests, r)
	}
	answers := p.ask(requests)
	for name, why := range f.rejected {
		answers[name] = answer{Host: name, Failure: why}
	}
	p.table.count(answers)
	return answers, f
}

// start makes a fleet as a new user would, and fills in the blanks.
func (p *proof) start(t *testing.T) {
	f := p.newFleet(t)
	code, out := f.panther("init", "--user", "operator", "--ssh-key", adminKey)
	require.Zero(t, code, out)
	var requests []request
	for _, profile := range []string{"vps", "hetzner", "ovh"} {
		code, out := f.panther("new", profile+"1", "--profile", profile, "--swap", "2G")
		require.Zero(t, code, out)
		f.fillIn(t, profile+"1")
		requests = append(requests, request{Tree: f.dir, Host: profile + "1"})
	}
	code, out = f.panther("gen")
	require.Zero(t, code, out)
	answers := p.ask(requests)
	p.table.count(answers)
	for _, a := range inOrder(answers) {
		verdict := p.table.verdict(t, "start", a)
		p.table.start = append(p.table.start, "`panther init`, `panther new "+a.Host+" --profile "+strings.TrimSuffix(a.Host, "1")+"`, the blanks filled in: "+verdict)
	}
}

package nixosproof

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
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
	disksOf *fleet   // the hosts whose disks were combined
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
	{"secrets", (*proof).secretStores},
	{"nixos-hardware", (*proof).nixosHardware},
	{"start", (*proof).start},
	{"payload", (*proof).payload},
}

func newProof(t *testing.T) *proof {
	t.Helper()
	src, dir := folder(t, "PANTHER_NIXOS_SRC"), folder(t, "PANTHER_NIXOS_EVAL")
	if src == "" {
		t.Skip("PANTHER_NIXOS_SRC does not name the sources of NixOS: make nixos")
	}
	require.NotEmpty(t, dir, "PANTHER_NIXOS_EVAL does not name the folder that evaluates them")
	for _, tool := range []string{"nix-instantiate", "python3"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("there is no %s", tool)
		}
	}
	p := &proof{judge: newJudge(t, dir, src), catalog: builtIn(t)}
	p.table = newTable(p.catalog, p.hideFolders)
	return p
}

// folder reads the path of a folder, which may be relative to the repository.
func folder(t *testing.T, variable string) string {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	path, err := filepath.Abs(filepath.Join(repository, path))
	require.NoError(t, err)
	return path
}

// hideFolders takes the folders of this machine out of a message.
func (p *proof) hideFolders(message string) string {
	for folder, name := range map[string]string{p.scratch: "", p.src: "", p.dir: "", p.own: "internal/nixosproof"} {
		message = strings.ReplaceAll(message, folder, name)
	}
	return message
}

// golden lets the judge look at the reference fleet.
func (p *proof) golden(t *testing.T) {
	tree, err := filepath.Abs(filepath.Join(repository, "testdata/golden"))
	require.NoError(t, err)
	out, _ := p.run(append(p.gaps(), tree)...)
	for _, line := range strings.Split(out, "\n") {
		p.table.golden = append(p.table.golden, line)
		_, shells, outputs := strings.Cut(line, "| devShells: ")
		fine := strings.HasSuffix(line, "| warnings: 0") || outputs && len(strings.Fields(shells)) == 7
		if !strings.HasPrefix(line, "ok ") || !fine {
			p.table.fail(t, "golden", line)
		}
	}
	for _, host := range referenceHosts {
		require.Contains(t, out, "ok   "+path.Base(host)+" |")
	}
	require.Contains(t, out, "ok   flake outputs: ")
}

// referenceHosts are their folders below hosts/.
var referenceHosts = []string{"laptops/yoga", "laptops/zephyrus", "servers/hetzner-cloud", "servers/ovh-cloud", "servers/vps"}

// run calls the judge's own program.
func (p *proof) run(args ...string) (string, error) {
	return output(exec.Command(filepath.Join(p.dir, "run"), append([]string{"--src", p.src}, args...)...))
}

// gaps are what the judge's program is told of what it does not know; see gaps.nix and packages.txt.
func (p *proof) gaps() []string {
	return []string{"--options", filepath.Join(p.own, "gaps.nix"), "--packages", filepath.Join(p.own, "packages.txt")}
}

// evaluate renders hosts and asks about them. What panther says against a host stands in the place of an answer.
func (p *proof) evaluate(t *testing.T, hosts []*hostfile, singles bool) (map[string]answer, *fleet) {
	t.Helper()
	f := p.render(t, hosts)
	requests, twins := f.requests(hosts, singles)
	answers := p.ask(requests)
	p.table.count(answers)
	for name, first := range twins {
		a := answers[first]
		a.Host = name
		answers[name] = a
	}
	for name, why := range f.rejected {
		answers[name] = answer{Host: name, Failure: why}
	}
	return answers, f
}

// requests asks about each rendered host. Hosts that are the same but for their names need one evaluation; the twins
// are those that go without, with the one that stands for them.
func (f *fleet) requests(hosts []*hostfile, singles bool) (requests []request, twins map[string]string) {
	first := map[string]string{}
	twins = map[string]string{}
	for _, m := range hosts {
		if f.rejected[m.name] != "" {
			continue
		}
		what := f.nameless(m.name)
		if other, ok := first[what]; ok {
			twins[m.name] = other
			continue
		}
		first[what] = m.name
		r := request{Tree: f.dir, Host: m.name}
		if singles {
			r.Singles = f.modulesOf(m.name)
		}
		requests = append(requests, r)
	}
	return requests, twins
}

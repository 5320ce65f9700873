package nixosproof

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// reports are the hardware reports of the reference fleet.
var reports = []string{"hosts/servers/hetzner-cloud/facter.json", "hosts/laptops/yoga/facter.json", "hosts/laptops/zephyrus/facter.json"}

// start makes a fleet as a new user would, and one that uses what else the language has.
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
	for _, report := range reports {
		host := path.Base(path.Dir(report))
		code, out := f.panther("new", host, "--report", filepath.Join(repository, report))
		require.Zero(t, code, out)
		requests = append(requests, request{Tree: f.dir, Host: host})
	}
	code, out = f.panther("gen")
	require.Zero(t, code, out)
	answers := p.ask(append(requests, p.language(t)))
	p.table.count(answers)
	for _, a := range inOrder(answers) {
		what := "`panther init`, `panther new " + a.Host + " --profile " + strings.TrimSuffix(a.Host, "1") + "`, the blanks filled in: "
		if slices.ContainsFunc(reports, func(report string) bool { return path.Base(path.Dir(report)) == a.Host }) {
			what = "`panther init`, `panther new " + a.Host + " --report facter.json`, nothing filled in: "
		}
		if a.Host == "language" {
			what = "A manifest with settings, `!ref`, `!pkg`, hand-written files for NixOS and home-manager, rendered into a folder of the fleet: "
		}
		p.table.start = append(p.table.start, what+p.table.verdict(t, "start of "+a.Host, a))
	}
}

// language renders a host that uses what modules do not, into a folder below the fleet, so that the paths to
// hand-written files lead out of it.
func (p *proof) language(t *testing.T) request {
	t.Helper()
	f := p.newFleet(t)
	f.write(t, "panther.yaml", []byte(fleetYAML+"output: rendered/tree\n"))
	f.write(t, "hosts/far/away/language.yaml", []byte(`
profile: [base, vps]
stateVersion: "25.05"
disks: { main: { device: /dev/disk/by-id/language } }
core: { users: { operator: {}, ada: {} } }
home:
  "*": { git: { name: Everyone } }
  operator:
    shell: true
    packages: [!pkg hello]
    stateVersion: "24.11"
    settings: { programs.bat.enable: true, "programs.git.settings.user.name": !ref networking.hostName }
    imports: [home/extra.nix]
  ada: { shell: { starship: false } }
settings:
  boot.kernel.sysctl."vm.swappiness": 10
  environment.systemPackages: [!pkg ripgrep]
  environment.variables.PROOF: !ref system.stateVersion
  services.openssh: { settings: { MaxStartups: "10:30:100" } }
imports: [extra.nix]
x-note: free
`))
	f.write(t, "hosts/far/away/language/extra.nix", []byte("{ pkgs, ... }: { environment.systemPackages = [ pkgs.git ]; }\n"))
	f.write(t, "hosts/far/away/language/home/extra.nix", []byte("{ pkgs, ... }: { home.packages = [ pkgs.jq ]; }\n"))
	code, out := f.panther("gen")
	require.Zero(t, code, out)
	return request{Tree: f.dir + "/rendered/tree", Host: "language"}
}

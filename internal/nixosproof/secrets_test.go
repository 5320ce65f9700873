package nixosproof

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// secretStore is a provider of secrets, as the proof sets it up.
type secretStore struct {
	provider, folder string // as panther.yaml calls it, and where its sources lie
	module           string // what a host imports: the judge knows OpNix, and gets the others by their files
	file             string
	reference        string // to a secret; {n} is its own number
	tooLate          bool   // for secrets that are needed before there is a network
	settings         map[string]string
}

var secretStores = []secretStore{
	{provider: "opnix", folder: "opnix", reference: "op://proof/item-{n}/value", tooLate: true},
	{
		provider: "sops", folder: "sops-nix", reference: "sops://secrets/proof.yaml#key-{n}",
		module: "inputs.sops-nix.nixosModules.sops", file: "modules/sops",
		settings: map[string]string{"sops.package": "!pkg hello"}, // which sops-nix would build itself
	},
	{
		provider: "agenix", folder: "agenix", reference: "age://secrets/proof-{n}.age",
		module: "inputs.agenix.nixosModules.default", file: "modules/age.nix",
	},
}

// otherStores are single values of modules that no sampled host has, since its store is OpNix and no secret of a built-in
// module is another's than root's; the part secrets evaluates those of the other stores.
var otherStores = map[string][]string{
	"security/secrets": {"file", "format", "group", "key", "keyFile", "neededForUsers", "owner", "sopsFile", "sshKeyPaths"},
}

// secretStores proves that every secret of every module can come from each store.
func (p *proof) secretStores(t *testing.T) {
	for _, store := range secretStores {
		if !exists(filepath.Join(p.src, store.folder)) {
			p.table.stores = append(p.table.stores, fmt.Sprintf("%s was left out: its sources are not there", store.provider))
			continue
		}
		f := p.newFleet(t)
		f.write(t, "panther.yaml", []byte(strings.Replace(fleetYAML, "provider: opnix", "provider: "+store.provider, 1)))
		hosts, taken := store.hosts(t, f, p.catalog)
		require.NotZero(t, taken)
		f.render(t, hosts)
		require.Empty(t, f.rejected)
		store.importFiles(t, p.src, f, hosts)
		requests, _ := f.requests(hosts, false)
		answers := p.ask(requests)
		p.table.count(answers)
		said := "ok"
		for _, a := range inOrder(answers) {
			if p.table.verdict(t, "secrets of "+store.provider+" on "+a.Host, a) != "ok" {
				said = failed
			}
		}
		p.table.stores = append(p.table.stores, fmt.Sprintf("%s: %s, %s", store.provider, diag.Plural(taken, "secret"), said))
	}
	t.Log(strings.Join(p.table.stores, "; "))
}

// hosts have every module on, and each of their secrets from the store. Those that have none are left out.
func (s secretStore) hosts(t *testing.T, f *fleet, c *catalog.Catalog) (hosts []*hostfile, taken int) {
	for i, group := range groups(c) {
		m, before := everything(fmt.Sprintf("everything-%d", i+1), group), taken
		for _, module := range group {
			at := keyPath(module)
			if module.Entries {
				at = append(at, "ada")
			}
			for _, secret := range s.secretsIn(module.Options()) {
				taken++
				reference := strings.ReplaceAll(s.reference, "{n}", fmt.Sprint(taken))
				m.put(text(reference), append(slices.Clone(at), secret...))
				if _, file, ok := strings.Cut(reference, "://secrets/"); ok {
					file, _, _ = strings.Cut(file, "#")
					f.write(t, "secrets/"+file, []byte("encrypted\n"))
				}
			}
		}
		for key, value := range s.settings {
			m.set(parse(value), "settings", key)
		}
		if taken > before {
			hosts = append(hosts, m)
		}
	}
	return hosts, taken
}

// secretsIn are the paths to options that hold a secret; [] stands for the only item of a list.
func (s secretStore) secretsIn(options []*types.Option) [][]string {
	var out [][]string
	for _, o := range options {
		t, path := o.Type, []string{o.Name}
		if t.Kind == types.List {
			t, path = t.Of, append(path, "[]")
		}
		switch {
		case !o.Written() || o.Name == "tokenFile":
		case t.Kind == types.Secret && !(s.tooLate && t.NeededForUsers):
			out = append(out, path)
		case t.Kind == types.Object:
			for _, inner := range s.secretsIn(t.Fields) {
				out = append(out, append(slices.Clone(path), inner...))
			}
		}
	}
	return out
}

// put sets a value at a path that may lead through lists, which it gives one item that the interface's example begins with.
func (m *hostfile) put(value *yamldoc.Node, path []string) {
	at := slices.Index(path, "[]")
	if at < 0 {
		m.set(value, path...)
		return
	}
	item := yamldoc.Collection(yamldoc.Map, nil, nil, nil)
	for key, sample := range map[string]string{"to": "a@example.org", "from": "b@example.org", "server": "mail.example.org:587", "user": "alerts"} {
		put(item, key, text(sample))
	}
	put(item, path[len(path)-1], value)
	m.set(yamldoc.Collection(yamldoc.List, nil, nil, []*yamldoc.Node{item}), path[:at]...)
}

// importFiles makes the hosts import a store's module by its file, since the judge does not know the flake.
func (s secretStore) importFiles(t *testing.T, src string, f *fleet, hosts []*hostfile) {
	if s.module == "" {
		return
	}
	for _, m := range hosts {
		name := filepath.Join(f.dir, "hosts", m.name, "configuration.nix")
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Contains(t, string(content), s.module)
		file := filepath.Join(src, s.folder, s.file)
		require.NoError(t, os.WriteFile(name, []byte(strings.Replace(string(content), s.module, file, 1)), 0o644))
	}
}

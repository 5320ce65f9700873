package resolve_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
)

// keeping are modules that keep something and listen on something, in every way that an interface can say it.
var keeping = map[string]string{
	"core/users": `
entries: { home: { type: path, description: d } }
state: [{ directory: /home }, { directory: home }]`,
	"services/web": `
options:
  root: { type: path, default: /srv, description: d }
  backend: { type: enum, values: [a, b], default: a, description: d }
  port: { type: port, default: 80, description: d }
  extra: { type: list, of: { type: object, fields: { port: { type: port, description: d }, address: { type: ip, description: d } } }, description: d }
  address: { type: ip, description: d }
  open: { type: bool, default: true, description: d }
  interfaces: { type: list, of: interfaceName, description: d }
  admin: { type: object, description: d, fields: { enable: { type: bool, default: false, description: d }, port: { type: port, default: 81, description: d } } }
state:
  - { directory: root, owner: web, group: www, mode: "0750" }
  - { file: /etc/web, when: { backend: b } }
  - { file: /etc/plain, when: { address: null } }
ports:
  - { name: http, port: port, listen: address, open: open }
  - { name: extra, port: extra.port, listen: extra.address, protocol: [tcp, udp], open: interfaces }
  - { name: admin, port: admin.port, listen: loopback }
  - { name: fixed, port: 8080, listen: own, when: { backend: b } }`,
	"home/shell": "state: [{ directory: .local/share/fish }]",
}

func keepingHost(t *testing.T, content string) *resolve.Host {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range keeping {
		files[name+".yaml"] = &fstest.MapFile{Data: []byte("description: d\n" + text)}
		files[name+".nix.tmpl"] = &fstest.MapFile{}
	}
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	require.Empty(t, diags)
	language := manifest.NewLanguage(c, nil)
	panther, diags := language.ReadFleet(source.New("panther.yaml", []byte("users: { ada: {}, bob: { home: /srv/bob } }\n")))
	require.Empty(t, diags)
	resolver, diags := resolve.New(panther, c, &manifest.Profiles{})
	require.Empty(t, diags)
	h, diags := resolved(t, language, resolver, "hosts/web1.yaml", content)
	require.Empty(t, diags)
	return h
}

func TestState(t *testing.T) {
	for _, c := range []struct {
		name, host string
		want       []string
	}{
		{"nothing is on", "", nil},
		{"defaults", "services: { web: true }", []string{"services/web  /srv web www 0750", "services/web  /etc/plain   "}},
		{"options", "services: { web: { root: /data, backend: b, address: 192.0.2.1 } }", []string{"services/web  /data web www 0750", "services/web  /etc/web   "}},
		{"a path that only NixOS knows", "services: { web: { root: !ref a.b } }", []string{"services/web  /etc/plain   "}},
		{"a value that only NixOS knows may be any", "services: { web: { backend: !ref a.b } }",
			[]string{"services/web  /srv web www 0750", "services/web  /etc/web   ", "services/web  /etc/plain   "}},
		{"entries", "core: { users: { ada: {}, bob: {} } }", []string{"core/users  /home   ", "core/users  /srv/bob   "}},
		{"a home", "core: { users: { ada: {} } }\nhome: { ada: { shell: true } }", []string{"core/users  /home   ", "home/shell ada .local/share/fish   "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, s := range keepingHost(t, c.host).State() {
				got = append(got, fmt.Sprintf("%s %s %s %s %s %s", s.Module.ID(), s.Home, s.Path, s.Owner, s.Group, s.Mode))
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func TestPorts(t *testing.T) {
	for _, c := range []struct {
		name, web string
		want      []string
	}{
		{"defaults", "true", []string{"http 80 [tcp] [all] true [] false"}},
		{"written", "{ port: 8000, address: 127.0.0.1, open: false }", []string{"http 8000 [tcp] [loopback] false [] true"}},
		{"one address", `{ address: "2001:DB8::1" }`, []string{"http 80 [tcp] [2001:db8::1] true [] false"}},
		{"every address", `{ address: "::" }`, []string{"http 80 [tcp] [all] true [] false"}},
		{"several", "{ extra: [{ port: 1, address: 192.0.2.1 }, { port: 2 }, {}], interfaces: [eth1] }",
			[]string{"http 80 [tcp] [all] true [] false", "extra 1 [tcp udp] [192.0.2.1] false [eth1] true", "extra 2 [tcp udp] [192.0.2.1] false [eth1] true"}},
		{"an object that is on", "{ admin: { enable: true } }", []string{"http 80 [tcp] [all] true [] false", "admin 81 [tcp] [loopback] false [] false"}},
		{"one that is off", "{ admin: { enable: false, port: 82 } }", []string{"http 80 [tcp] [all] true [] false"}},
		{"a condition", "{ backend: b }", []string{"http 80 [tcp] [all] true [] false", "fixed 8080 [tcp] [own] false [] false"}},
		{"only NixOS knows", "{ port: !ref a.b, address: !ref c.d }", []string{"http  [tcp] [all] true [] true"}},
		{"as if nobody had set it", "{ port: null }", []string{"http 80 [tcp] [all] true [] false"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, p := range keepingHost(t, "services: { web: "+c.web+" }").Ports() {
				got = append(got, fmt.Sprintf("%s %s %v %v %v %v %v", p.Name, p.Number, p.Protocols, p.Listen, p.OpenAll, p.Interfaces, p.Written))
			}
			assert.Equal(t, c.want, got)
		})
	}
}

package resolve_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// holding are modules with secrets in every place that an interface has for one.
var holding = map[string]string{
	"core/users": "entries: { password: { type: secret, neededForUsers: true, description: d } }",
	"services/mail-server": `
options:
  key: { type: secret, owner: mail, group: mail, mode: "0440", units: [mail.service], description: d }
  more: { type: list, of: secret, description: d }
  boxes: { type: map, of: { type: object, fields: { password: { type: secret, description: d }, name: { type: string, description: d } } }, description: d }
  relay: { type: object, description: d, fields: { enable: { type: bool, default: false, description: d }, key: { type: secret, description: d } } }`,
	"security/secrets": "options: { store: { type: enum, values: [opnix, sops, agenix], from: secretProvider, description: d }, tokenFile: { type: secret, description: d } }",
	"home/git":         "options: { token: { type: secret, description: d } }",
}

func holdingHost(t *testing.T, fleet, content string) (*resolve.Host, diag.List) {
	t.Helper()
	return holdingFleet(t, fleet)("web1", content)
}

// holdingFleet resolves the hosts of one fleet.
func holdingFleet(t *testing.T, fleet string) func(name, content string) (*resolve.Host, diag.List) {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range holding {
		files[name+".yaml"] = &fstest.MapFile{Data: []byte("description: d\n" + text)}
		files[name+".nix.tmpl"] = &fstest.MapFile{}
	}
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	require.Empty(t, diags)
	language := manifest.NewLanguage(c, nil)
	panther, diags := language.ReadFleet(source.New("panther.yaml", []byte("users: { ada: {} }\n"+fleet)))
	require.Empty(t, diags)
	resolver, diags := resolve.New(panther, c, &manifest.Profiles{})
	require.Empty(t, diags)
	return func(name, content string) (*resolve.Host, diag.List) {
		return resolved(t, language, resolver, "hosts/"+name+".yaml", content)
	}
}

func TestSecrets(t *testing.T) {
	const ref = "op://v/i/f"
	for _, c := range []struct {
		name, host string
		want       []string
	}{
		{"a path", "services: { mailServer: { key: /run/keys/x } }", nil},
		{"an option", "services: { mailServer: { key: " + ref + " } }", []string{"mailServerKey services.mailServer.key mail mail 0440 [mail.service]"}},
		{"a list", "services: { mailServer: { more: [/run/x, " + ref + ", op://v/i/s/f] } }",
			[]string{"mailServerMore1 services.mailServer.more[1]    []", "mailServerMore2 services.mailServer.more[2]    []"}},
		{"entries, whose names are no names in Nix", "services: { mailServer: { boxes: { a-b: { password: " + ref + " }, aB: { password: " + ref + " } } } }",
			[]string{"mailServerBoxesABPassword services.mailServer.boxes.a-b.password    []", "mailServerBoxesABPassword2 services.mailServer.boxes.aB.password    []"}},
		{"what is off", "services: { mailServer: { relay: { enable: false, key: " + ref + " } } }", nil},
		{"what is on", "services: { mailServer: { relay: { enable: true, key: " + ref + " } } }", []string{"mailServerRelayKey services.mailServer.relay.key    []"}},
		{"a module that is off", "services: { mailServer: { enable: false, key: " + ref + " } }", nil},
		{"a home", "core: { users: { ada: {} } }\nhome: { ada: { git: { token: " + ref + " } } }", []string{"adaGitToken home.ada.git.token ada   []"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, diags := holdingHost(t, "secrets: { provider: opnix }", c.host)
			require.Empty(t, diags)
			var got []string
			for _, s := range h.Secrets {
				got = append(got, fmt.Sprintf("%s %s %s %s %s %s", s.Name, s.Option, s.File.Owner, s.File.Group, s.File.Mode, s.File.Units))
			}
			assert.Equal(t, c.want, got)
			assert.Equal(t, len(c.want) > 0, h.Module("security/secrets") != nil, "the store is on where something comes from it")
		})
	}
}

func TestTheRunTimePathTakesTheReferencesPlace(t *testing.T) {
	for provider, c := range map[string]struct{ ref, path string }{
		"opnix":  {"op://v/i/f", "services.onepassword-secrets.secretPaths.mailServerKey"},
		"sops":   {"sops://a.yaml#b", "sops.secrets.mailServerKey.path"},
		"agenix": {"age://a.age", "age.secrets.mailServerKey.path"},
	} {
		h, diags := holdingHost(t, "secrets: { provider: "+provider+" }", "services: { mailServer: { key: \""+c.ref+"\", more: [/run/x] } }")
		require.Empty(t, diags)
		m := h.Module("services/mail-server")
		assert.Equal(t, yamldoc.TagRef, m.Option("key").Tag)
		assert.Equal(t, c.path, m.Option("key").Text)
		assert.Equal(t, "/run/x", m.Option("more").Items[0].Text)
		assert.Equal(t, c.ref, h.Root.Get("services").Get("mailServer").Get("key").Text, "the manifest stays as it was written")
		store := h.Module("security/secrets")
		assert.Equal(t, provider, store.Option("store").Text)
		assert.Equal(t, m, store.RequiredBy)
	}
}

func TestReferencesThatLeadNowhere(t *testing.T) {
	const key = "services: { mailServer: { key: \"%s\" } }"
	for _, c := range []struct{ name, fleet, host, want, hint string }{
		{"no store", "", fmt.Sprintf(key, "op://v/i/f"), "services.mailServer.key refers into a secret store, and the fleet has none",
			"in panther.yaml: secrets: { provider: opnix }; or name a file that holds the secret at run time"},
		{"another store", "secrets: { provider: sops }", fmt.Sprintf(key, "op://v/i/f"), "services.mailServer.key refers into another store than the fleet's, which is sops",
			"its references are written sops://secrets/web1.yaml#key"},
		{"its form", "secrets: { provider: opnix }", fmt.Sprintf(key, "op://v/i"), "services.mailServer.key is no reference that opnix can follow: it names no field",
			"it is written op://vault/item/field"},
		{"too early", "secrets: { provider: opnix }", "core: { users: { ada: { password: op://v/i/f } } }",
			"core.users.ada.password is read before there is a network, and opnix fetches its secrets over the network",
			"give the hash itself, in hashedPassword, or name a file that is on the host"},
		{"the store's own", "secrets: { provider: opnix }", "security: { secrets: { tokenFile: op://v/i/f } }", "security.secrets.tokenFile: the store cannot hold what it is opened with",
			"name a file that is on the host"},
		{"the store is off", "secrets: { provider: opnix }", fmt.Sprintf(key, "op://v/i/f") + "\nsecurity: { secrets: false }",
			"security.secrets is off, and services.mailServer.key refers into the secret store", "switch it on, or name a file that holds the secret at run time"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, diags := holdingHost(t, c.fleet, c.host)
			require.Len(t, diags, 1)
			assert.Equal(t, c.want, diags[0].Message)
			assert.Equal(t, c.hint, diags[0].Hint)
			assert.Equal(t, "hosts/web1.yaml", diags[0].Range.File.Name)
		})
	}
	for _, provider := range []string{"sops", "agenix"} {
		h, diags := holdingHost(t, "secrets: { provider: "+provider+", file: all.yaml }", "core: { users: { ada: { password: "+map[string]string{"sops": "sops://key", "agenix": "age://a.age"}[provider]+" } } }")
		assert.Empty(t, diags, "%s has its secrets before users are made", provider)
		assert.True(t, h.Secrets[0].File.NeededForUsers)
	}
}

// Several hosts share the values of profiles and of panther.yaml, which must stay as they are.
func TestSharedValuesStayAsTheyAre(t *testing.T) {
	host := holdingFleet(t, "secrets: { provider: agenix }\ndefaults: { services: { mailServer: { more: [age://a.age, age://b.age] } } }")
	for _, name := range []string{"web1", "web2"} {
		h, diags := host(name, "")
		require.Empty(t, diags)
		require.Len(t, h.Secrets, 2)
		assert.Equal(t, "age.secrets.mailServerMore1.path", h.Module("services/mail-server").Option("more").Items[1].Text)
		assert.Equal(t, "age://b.age", h.Root.Get("services").Get("mailServer").Get("more").Items[1].Text)
	}
}

package secrets_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/secrets"
)

func TestReferencesAreTakenApart(t *testing.T) {
	for _, c := range []struct {
		text, file string
		want       secrets.Ref
	}{
		{"op://vault/item/field", "", secrets.Ref{Text: "op://vault/item/field"}},
		{"op://My Vault/item-1/a section/one.time_password?attribute=otp", "", secrets.Ref{Text: "op://My Vault/item-1/a section/one.time_password?attribute=otp"}},
		{"sops://secrets/web1.yaml#tailscale/key", "", secrets.Ref{File: "secrets/web1.yaml", Key: "tailscale/key", Format: "yaml"}},
		{"sops://secrets/web1.json#key", "other.yaml", secrets.Ref{File: "secrets/web1.json", Key: "key", Format: "json"}},
		{"sops://./a/../b.env#KEY", "", secrets.Ref{File: "b.env", Key: "KEY", Format: "dotenv"}},
		{"sops://a.ini#x", "", secrets.Ref{File: "a.ini", Key: "x", Format: "ini"}},
		{"sops://secrets/blob#", "", secrets.Ref{File: "secrets/blob", Format: "binary"}},
		{"sops://tailscale/key", "secrets/all.yaml", secrets.Ref{File: "secrets/all.yaml", Key: "tailscale/key", Format: "yaml"}},
		{"age://secrets/key.age", "", secrets.Ref{File: "secrets/key.age"}},
	} {
		p := secrets.ProviderOf(c.text)
		require.NotNil(t, p, c.text)
		c.want.Provider = p
		got, wrong := p.Read(c.text, c.file)
		assert.Empty(t, wrong, c.text)
		assert.Equal(t, c.want, got, c.text)
		assert.True(t, secrets.Reference(c.text))
	}
}

func TestReferencesThatNobodyCanFollow(t *testing.T) {
	for text, want := range map[string]string{
		"op://":                       "it names no field",
		"op://hunter2":                "it names no field",
		"op://hunter2/item":           "it names no field",
		"op://hunter2/b/c/d/e":        "it has too many parts",
		"op://hunter2//field":         "one of its parts is empty",
		"op://hunter2/item/":          "one of its parts is empty",
		"op://hunter2/ item/field":    "one of its parts is empty",
		"op://hunter2/it:em/field":    "one of its parts has characters that 1Password takes in no reference; use the id of that part",
		"op://hunter2/item/fie\nld":   "one of its parts has characters that 1Password takes in no reference; use the id of that part",
		"op://hunter2/item/field?a b": "what stands behind the question mark is no attribute",
		"sops://hunter2":              "it names no file, and the fleet has none for all secrets",
		"sops://#hunter2":             "it names no file",
		"sops:///etc/hunter2.yaml#a":  "the file lies outside the fleet; its path is relative to panther.yaml",
		"sops://../hunter2.yaml#a":    "the file lies outside the fleet; its path is relative to panther.yaml",
		"sops://a/../../hunter2#":     "the file lies outside the fleet; its path is relative to panther.yaml",
		"sops://hunter2.yaml#":        "it names no key",
		"sops://hunter2.yaml#/a":      "its key is not of the right form",
		"sops://hunter2.yaml#a b":     "its key is not of the right form",
		"sops://hunter2.yaml#a#b":     "its key is not of the right form",
		"sops://hunt er2.yaml#a":      "the path of the file has characters other than letters, digits, ., _, + and -",
		"age://":                      "it names no file",
		"age://hunter2":               "the file is not one of age: its name ends in .age",
		"age://../hunter2.age":        "the file lies outside the fleet; its path is relative to panther.yaml",
		"age://${hunter2}.age":        "the path of the file has characters other than letters, digits, ., _, + and -",
	} {
		_, wrong := secrets.ProviderOf(text).Read(text, "")
		assert.Equal(t, want, wrong, text)
		assert.NotContains(t, wrong, "hunter2")
	}
	for _, text := range []string{"", "/run/keys/x", "OP://a/b/c", "op:/a/b/c", " op://a/b/c", "https://example.org/op://"} {
		assert.Nil(t, secrets.ProviderOf(text), text)
	}
	assert.Nil(t, secrets.FindProvider("vault"))
}

func TestRuntimePaths(t *testing.T) {
	assert.Equal(t, []string{"services", "onepassword-secrets", "secretPaths", "x"}, secrets.FindProvider("opnix").RuntimePath("x"))
	assert.Equal(t, []string{"sops", "secrets", "x", "path"}, secrets.FindProvider("sops").RuntimePath("x"))
	assert.Equal(t, []string{"age", "secrets", "x", "path"}, secrets.FindProvider("agenix").RuntimePath("x"))
}

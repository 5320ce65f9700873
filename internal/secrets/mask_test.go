package secrets_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/secrets"
)

func TestFineGrainedGitHubTokens(t *testing.T) {
	token := "github_pat_" + "11ABCDEFG0_" + strings.Repeat("q", 40)
	assert.Equal(t, "a GitHub token", secrets.Kind(token))
	assert.NotContains(t, secrets.Mask("x: "+token), token)
}

// Redis URLs have no user name.
func TestURLWithAPasswordAndNoUser(t *testing.T) {
	for _, url := range []string{"redis://:hunter2@localhost:6379/0", "https://me:hun:ter2@example.org"} {
		assert.Equal(t, "a URL with a password", secrets.Kind(url))
		assert.NotContains(t, secrets.Mask(url), "ter2")
	}
}

func TestInitialHashedPasswordIsAHash(t *testing.T) {
	assert.False(t, secrets.NamesSecret("initialHashedPassword"))
	assert.Equal(t, "initialHashedPassword: $6$abc$def", secrets.Mask("initialHashedPassword: $6$abc$def"))
}

func TestTheLastNameOfAPathCounts(t *testing.T) {
	for _, key := range []string{`services.x."password"`, "hashed.password"} {
		assert.True(t, secrets.NamesSecret(key), key)
	}
	assert.False(t, secrets.NamesSecret("secret.name"))
}

// The body of a private key is the secret, not its heading.
func TestThePrivateKeyIsMaskedToItsEnd(t *testing.T) {
	assert.Equal(t, `key: "***"`, secrets.Mask(`key: "-----BEGIN RSA `+`PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\n"`))
}

// What is left of the value is shown to everybody who reads the CI log.
func TestMaskLeavesNoPartOfTheSecret(t *testing.T) {
	for line, secret := range map[string]string{
		"password: correct horse battery staple":     "horse",
		"password: ab,cdef":                          "cdef",
		"password: ab, cdef: gh":                     "cdef",
		"password: p{a}ssw0rd":                       "ssw0rd",
		"password: p]ssw0rd":                         "ssw0rd",
		"{ password: p}ssw0rd }":                     "ssw0rd",
		`password: "hun\"ter2"`:                      "ter2",
		"password: 'hun''ter2'":                      "ter2",
		`password: "hun"ter2"`:                       "ter2",
		`password: "hun", ter2"`:                     "ter2",
		"password: [hunter2]":                        "hunter2",
		"password: [hunter2":                         "hunter2",
		"password: {hunter2}":                        "hunter2",
		"password: !foo hunter2":                     "hunter2",
		"password: !!str hunter2":                    "hunter2",
		"password: &x hunter2":                       "hunter2",
		"password: *hunter2":                         "hunter2",
		"password: 12345678":                         "12345678",
		"password: #hunter2":                         "hunter2",
		`"password" : hunter2`:                       "hunter2",
		"text: of the hashed one, password: hunter2": "hunter2",
	} {
		assert.NotContains(t, secrets.Mask(line), secret, line)
	}
}

func TestMaskEndsWhereTheValueCertainlyEnds(t *testing.T) {
	for line, want := range map[string]string{
		"x: { password: &a correct-horse, other: 0x1F }":         "x: { password: ***, other: 0x1F }",
		"monitoring: { server: { adminPassword: [a, 'b]'] } }":   "monitoring: { server: { adminPassword: *** } }",
		"x: { password: \"a, b\", other: 1 }":                    "x: { password: ***, other: 1 }",
		"x: { password: hunter2 } # the comment":                 "x: { password: *** } # the comment",
		"authKey: /run/keys/tailscale # written by the operator": "authKey: /run/keys/tailscale # written by the operator",
		"password: ~": "password: ~",
	} {
		assert.Equal(t, want, secrets.Mask(line))
		assert.Equal(t, want, secrets.Mask(want), "masked twice")
	}
}

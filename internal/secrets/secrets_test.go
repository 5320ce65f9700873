package secrets_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/secrets"
)

// The tokens are made up, and put together here, so that no scanner takes this file for a leak.
var tokens = map[string][]string{
	"a private key": {
		"-----BEGIN OPENSSH " + "PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----",
		"-----BEGIN RSA " + "PRIVATE KEY-----", "-----BEGIN EC " + "PRIVATE KEY-----", "-----BEGIN " + "PRIVATE KEY-----",
		"-----BEGIN ENCRYPTED " + "PRIVATE KEY-----", "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----",
		"AGE-SECRET-" + "KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
		"AGE-SECRET-" + "KEY-PQ-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZ",
		"PuTTY-User-" + "Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\nAAAAIE",
	},
	"a Tailscale key":   {"tskey-" + "auth-kFGiAS2CNTRL-dU2DFHRwVrXk9mPqT4sB7nLjYhGfCzX8e", "tskey-" + "client-k8a2bCNTRL-x9y8z7", "tskey-" + "api-abc123"},
	"a Nix signing key": {"cache.example.org-1:" + strings.Repeat("aB3+/x", 14) + "aB" + "=="},
	"the URL of a webhook": {
		"https://hooks.slack.com/" + "services/T0ABCDEF1/B0ABCDEF1/" + "abcdefghijklmnopqrstuvwx",
		"https://discord.com/api/" + "webhooks/1234567890/" + strings.Repeat("aB-_", 12),
	},
	"an access token": {
		"npm_" + strings.Repeat("aB3", 12), "pypi-" + "AgEIcHlwaS5vcmcCJ" + strings.Repeat("x", 20), "dckr_" + "pat_" + strings.Repeat("a1", 12),
		"dop_" + "v1_" + strings.Repeat("0a", 32), "hf_" + strings.Repeat("aB", 17), "hvs." + strings.Repeat("a-", 14), "glsa_" + strings.Repeat("aB3", 11),
	},
	"a GitHub token": {"ghp_" + strings.Repeat("aB3", 12), "gho_" + strings.Repeat("x1", 18), "ghs_" + strings.Repeat("9z", 18), "github_" + "pat_" + strings.Repeat("aB3_", 12)},
	"a GitLab token": {"glpat-" + "x_1234567890-abcdefg", "glrt-" + "x_1234567890-abcdefg"},
	"a Slack token":  {"xoxb-" + "123456789012-abcdefghijkl", "xoxp-" + "1234567890-abcdef", "xapp-" + "1-A0B1C2D3-123456"},
	"an AWS key":     {"AKIA" + "IOSFODNN7EXAMPLE", "ASIA" + "ABCDEFGHIJKLMNOP"},
	"an API key": {"sk-" + "ant-api03-" + strings.Repeat("Zz9", 10), "sk-" + "proj-" + strings.Repeat("a1B2", 8), "sk-" + strings.Repeat("T3", 16),
		"sk_" + "live_" + strings.Repeat("a1", 12), "rk_" + "test_" + strings.Repeat("a1", 12), "AIza" + strings.Repeat("Sy_B-", 7), "SG." + strings.Repeat("a1", 11) + "." + strings.Repeat("b2", 20)},
	"a 1Password token": {
		"ops_" + "eyJzaWduSW5BZGRyZXNzIjoibXkuMXBhc3N3b3JkLmNvbSJ9" + strings.Repeat("A", 20),
	},
	"a JSON web token":      {"eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + "dozjgNryP4J3jVmNHl0w"},
	"a URL with a password": {"https://bob:" + "hunter2@example.org/x", "smtp://me%40x:" + "p%40ss@mail.example.org:587", "postgres://app:" + "s3cret@db/app"},
}

// plain looks a little like a secret and is none.
var plain = []string{
	"", "hello", "25.05", "/run/keys/tailscale", "/run/secrets/gitlab-token", "op://vault/item/field",
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 operator@yoga",
	"sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIJs2ViCn4KgynAFRh65w operator",
	"sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20",
	"-----BEGIN PUBLIC KEY-----", "-----BEGIN CERTIFICATE-----", "-----BEGIN PGP PUBLIC KEY BLOCK-----",
	"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
	"$6$rounds=5000$usesomesillystri$KqJWpanXZHKq2BOB43TSaYhEWsQ1Lr5QNyPCDH/Tp.6", "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o",
	"cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=", "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
	"d41d8cd98f00b204e9800998ecf8427e", "2b7e151628aed2a6abf7158809cf4f3c2b7e151628aed2a6abf7158809cf4f3c",
	"/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_100000001", "/dev/disk/by-id/nvme-Samsung_SSD_980_PRO_1TB_S5GXNX0T123456A",
	"github:NixOS/nixpkgs/nixos-26.05", "git+ssh://git@github.com/me/fleet?ref=main", "ssh://git@example.org:22/x.git",
	"https://example.org:8443/a@b", "https://example.org/?q=a:b@c", "http://[2001:db8::1]:3000/", "user@example.org", "mailto:a@b",
	"10.0.0.0/24", "2001:db8:10::2/64", "52:54:00:12:34:56", "console=ttyS0,115200", "task-force-of-the-century-and-more", "ghost_writer",
	"ghp_x", "hf_transformers", "npm_config_registry", "task_v1_beta", "xapp-desktop", "SG.1", "https://hooks.slack.com/", "glc_x", "hvs.example.org",
	"cache.example.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=", "a==b", "AIza",
	"AKIA", "tskey-", "sk-", "eyJ", "://", "desk-lamp-with-a-very-long-name-indeed", "xoxo",
}

func TestTokensAreKnown(t *testing.T) {
	for kind, texts := range tokens {
		for _, text := range texts {
			for _, around := range []string{text, "x " + text, text + " # note", "[" + text + "]", `"` + text + `"`, "--key=" + text} {
				assert.Equal(t, kind, secrets.Kind(around))
				masked := secrets.Mask(strings.ReplaceAll(around, "\n", " "))
				assert.Contains(t, masked, "***")
				assert.NotContains(t, masked, text)
			}
		}
	}
}

func TestPlainTextIsLeftAlone(t *testing.T) {
	for _, text := range plain {
		assert.Empty(t, secrets.Kind(text), text)
		assert.Equal(t, text, secrets.Mask(text))
	}
}

func TestNamesOfSecrets(t *testing.T) {
	for _, key := range []string{
		"password", "Password", "adminPassword", "admin_password", "initialPassword", "passwd", "passphrase", "secret", "clientSecret", "token",
		"access-token", "apiKey", "api_key", "API-KEY", "apikey", "privateKey", "private_key", "authKey", "accessKey", "secretKey", "presharedKey",
		"preSharedKey", "psk", "rootpw_password", "services.x.password",
		"smtpPass", "pass", "SMTP_PASS", "dbPwd", "PWD", "encryptionKey", "HCLOUD_TOKEN", "hcloudToken", "MASTER_KEY",
	} {
		assert.True(t, secrets.NamesSecret(key), key)
	}
	for _, key := range []string{
		"hashedPassword", "HashedPassword", "hashedPasswordFile", "passwordFile", "tokenFile", "authKeyFile", "secretName", "keyMap", "key", "publicKey",
		"sshKeys", "hostKeys", "passwordAuthentication", "wheelNeedsPasswordFor", "monkey", "tokens_per_second", "keyFile", "bypass", "compass", "passFile", "LoadCredential", "signingKey", "",
	} {
		assert.False(t, secrets.NamesSecret(key), key)
	}
}

func TestReferences(t *testing.T) {
	for _, value := range []string{"", "/run/keys/x", "/", "op://vault/item/field", "$__file{/run/keys/grafana}", "$__env{X}"} {
		assert.True(t, secrets.Reference(value), value)
	}
	for _, value := range []string{"hunter2", "run/keys/x", "/run/keys/x y", "~/key", " /run/keys/x", "./x", "${X}", "file:///x"} {
		assert.False(t, secrets.Reference(value), value)
	}
}

func TestMaskHidesValuesOfNamedSecrets(t *testing.T) {
	for line, want := range map[string]string{
		"password: hunter2":                         "password: ***",
		`  password: "hunter2" # note`:              `  password: *** # note`,
		"password: 'hunter 2 x'":                    "password: ***",
		`"password": hunter2`:                       `"password": ***`,
		"{ user: me, password: hunter2, port: 25 }": "{ user: me, password: ***, port: 25 }",
		"password=hunter2":                          "password=***",
		"services.x.password: hunter2":              "services.x.password: ***",
		"authKey: hunter2, token: abc":              "authKey: ***",
		"clientSecret:hunter2":                      "clientSecret:***",
		`password: "open`:                           "password: ***",

		"password: /run/keys/x":            "password: /run/keys/x",
		"authKey: op://vault/item/field":   "authKey: op://vault/item/field",
		"password: true":                   "password: true",
		"password: null":                   "password: null",
		"password: !ref services.x.y":      "password: !ref services.x.y",
		"password:":                        "password:",
		`password: ""`:                     `password: ""`,
		"hashedPassword: $6$abc$def":       "hashedPassword: $6$abc$def",
		"passwordFile: /run/keys/x":        "passwordFile: /run/keys/x",
		"wheelNeedsPassword: false":        "wheelNeedsPassword: false",
		"publicKey: abc":                   "publicKey: abc",
		"sshKeys: [ssh-ed25519 AAAA me@x]": "sshKeys: [ssh-ed25519 AAAA me@x]",
		"a line of text":                   "a line of text",
	} {
		assert.Equal(t, want, secrets.Mask(line))
	}
}

func TestMaskTwiceIsMaskOnce(t *testing.T) {
	for _, texts := range tokens {
		for _, text := range texts {
			for _, line := range []string{"key: " + text, "password: " + text, text} {
				once := secrets.Mask(line)
				assert.Equal(t, once, secrets.Mask(once))
			}
		}
	}
}

func FuzzMask(f *testing.F) {
	f.Add("authKey: ", "hunter2")
	f.Add("{ password: \"", "\"a, b")
	f.Fuzz(func(t *testing.T, before, secret string) {
		_ = secrets.Kind(before + secret)
		_ = secrets.Mask(before + secret)
		if line := "password: " + secret; strings.Trim(secret, "abcdefghijklmnopqrstuvwxyz0123456789") == "" && len(secret) > 6 {
			if strings.Contains(secrets.Mask(line), secret) {
				t.Errorf("%q is not masked", line)
			}
		}
	})
}

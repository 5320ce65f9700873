// Package secrets recognizes secrets that do not belong into a manifest, and masks them for showing.
package secrets

import (
	"regexp"
	"strings"
	"sync"
)

// tokenForm is a published form of keys or tokens. Text that holds none of the hints needs no closer look, and most runs
// never compile the expression.
type tokenForm struct {
	name  string
	form  func() *regexp.Regexp
	hints []string
}

func tokens(name, form string, hints ...string) tokenForm {
	return tokenForm{name, sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(form) }), hints}
}

// tokenForms are distinctive enough to be no accident. A private key reaches to the end of its text: its body is the secret.
var tokenForms = []tokenForm{
	tokens("a private key", `-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----[^"']*|AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]{20,}|PuTTY-User-Key-File-[0-9]:[^"']*`,
		"PRIVATE KEY", "AGE-SECRET-KEY-", "PuTTY-User-Key-File-"),
	tokens("a Nix signing key", `\b[A-Za-z0-9._-]+:[0-9A-Za-z+/]{86}==`, "=="),
	tokens("a Tailscale key", `\btskey-[a-z]+-[0-9A-Za-z-]{6,}`, "tskey-"),
	tokens("a GitHub token", `\b(gh[pousr]_[0-9A-Za-z]{20,}|github_pat_[0-9A-Za-z_]{20,})`, "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
	tokens("a GitLab token", `\bgl(pat|dt|rt|ptt|cbt|ft|soat|agent)-[0-9A-Za-z_-]{16,}`, "glpat-", "gldt-", "glrt-", "glptt-", "glcbt-", "glft-", "glsoat-", "glagent-"),
	tokens("a Slack token", `\b(xox[abeoprs]-[0-9A-Za-z-]{10,}|xapp-[0-9]-[0-9A-Za-z-]{10,})`, "xox", "xapp-"),
	tokens("the URL of a webhook", `\bhooks\.slack\.com/(services|workflows)/T[0-9A-Z]+/[0-9A-Z]+/[0-9A-Za-z/]{16,}|\bdiscord(app)?\.com/api/webhooks/[0-9]+/[0-9A-Za-z_-]{20,}`,
		"hooks.slack.com/", "/api/webhooks/"),
	tokens("an AWS key", `\b(AKIA|ASIA)[0-9A-Z]{16}\b`, "AKIA", "ASIA"),
	tokens("an API key", `\bsk-(ant-|proj-|live_)?[0-9A-Za-z_-]{20,}|\b[sr]k_(live|test)_[0-9A-Za-z]{16,}|\bAIza[0-9A-Za-z_-]{35}|\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}`,
		"sk-", "k_live_", "k_test_", "AIza", "SG."),
	tokens("an access token", `\b(npm_[0-9A-Za-z]{36}|pypi-AgE[0-9A-Za-z_-]{20,}|dckr_pat_[0-9A-Za-z_-]{20,}|do[opr]_v1_[0-9a-f]{64}|hf_[0-9A-Za-z]{30,}|hvs\.[0-9A-Za-z_-]{20,}|gl(sa|c)_[0-9A-Za-z_=]{30,})`,
		"npm_", "pypi-AgE", "dckr_pat_", "_v1_", "hf_", "hvs.", "glsa_", "glc_"),
	tokens("a 1Password token", `\bops_[0-9A-Za-z+/=_-]{40,}`, "ops_"),
	tokens("a JSON web token", `\beyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}`, "eyJ"),
	tokens("a URL with a password", `\b[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@`, "://"),
}

// shortest is the length of the shortest text that is a token, a URL with a password aside. Most keys of manifests are
// shorter, and need no look at all.
const shortest = 14

func (t tokenForm) mayBeIn(text string) bool {
	for _, hint := range t.hints {
		if strings.Contains(text, hint) {
			return true
		}
	}
	return false
}

// Kind names the kind of secret that a text holds ("a private key"), "" where it looks like none.
func Kind(text string) string {
	if len(text) < shortest && !strings.Contains(text, "://") {
		return ""
	}
	for _, t := range tokenForms {
		if t.mayBeIn(text) && t.form().MatchString(text) {
			return t.name
		}
	}
	return ""
}

// secretNames end the names of keys whose values are secrets, as they are in lower case and without dashes.
var secretNames = []string{
	"password", "passwd", "passphrase", "secret", "token", "apikey", "privatekey", "authkey", "accesskey", "presharedkey", "psk", "secretkey",
	"encryptionkey", "masterkey",
}

var withoutDashes = strings.NewReplacer("-", "", "_", "")

// NamesSecret tells whether a key's name says that its value is a secret; hashes, files, paths and references of one do
// not: hashedPassword, passwordFile. Of a path only the last name counts.
func NamesSecret(key string) bool {
	key = strings.Trim(key[strings.LastIndexByte(key, '.')+1:], `"'`)
	name := withoutDashes.Replace(strings.ToLower(key))
	if strings.Contains(name, "hashed") {
		return false
	}
	for _, short := range []string{"Pass", "Pwd"} { // as a word of its own: bypass is none
		lower := strings.ToLower(short)
		if strings.HasSuffix(key, short) || strings.EqualFold(key, short) || strings.HasSuffix(strings.ToLower(key), "_"+lower) {
			return true
		}
	}
	for _, end := range secretNames {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// Reference tells whether a value only points at a secret: a path, a reference into a store, Grafana's file provider, or
// nothing at all.
func Reference(value string) bool {
	if value == "" || strings.HasPrefix(value, "/") && !strings.ContainsAny(value, " \t") {
		return true
	}
	return ProviderOf(value) != nil || strings.HasPrefix(value, "$__file{") || strings.HasPrefix(value, "$__env{")
}

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
	tokens("a private key", `-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----[^"']*|AGE-SECRET-KEY-1[0-9A-Z]{20,}`, "PRIVATE KEY", "AGE-SECRET-KEY-"),
	tokens("a Tailscale key", `\btskey-[a-z]+-[0-9A-Za-z-]{6,}`, "tskey-"),
	tokens("a GitHub token", `\b(gh[pousr]_[0-9A-Za-z]{20,}|github_pat_[0-9A-Za-z_]{20,})`, "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
	tokens("a GitLab token", `\bglpat-[0-9A-Za-z_-]{16,}`, "glpat-"),
	tokens("a Slack token", `\bxox[abprs]-[0-9A-Za-z-]{10,}`, "xox"),
	tokens("an AWS key", `\b(AKIA|ASIA)[0-9A-Z]{16}\b`, "AKIA", "ASIA"),
	tokens("an API key", `\bsk-(ant-|proj-|live_)?[0-9A-Za-z_-]{20,}`, "sk-"),
	tokens("a 1Password token", `\bops_[0-9A-Za-z+/=_-]{40,}`, "ops_"),
	tokens("a JSON web token", `\beyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}`, "eyJ"),
	tokens("a URL with a password", `\b[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@`, "://"),
}

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
	if strings.HasSuffix(strings.ToLower(key), "_pass") || strings.HasSuffix(strings.ToLower(key), "_pwd") {
		return true
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

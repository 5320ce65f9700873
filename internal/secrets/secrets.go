// Package secrets knows what a secret looks like, so that none is accepted in a manifest and none is repeated in a message.
package secrets

import (
	"regexp"
	"strings"
)

// tokenForms are the published forms of keys and tokens; each is distinctive enough to be no accident.
var tokenForms = []struct {
	name string
	form *regexp.Regexp
}{
	{"a private key", regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----|AGE-SECRET-KEY-1[0-9A-Z]{20,}`)},
	{"a Tailscale key", regexp.MustCompile(`\btskey-[a-z]+-[0-9A-Za-z-]{6,}`)},
	{"a GitHub token", regexp.MustCompile(`\b(gh[pousr]_[0-9A-Za-z]{20,}|github_pat_[0-9A-Za-z_]{20,})`)},
	{"a GitLab token", regexp.MustCompile(`\bglpat-[0-9A-Za-z_-]{16,}`)},
	{"a Slack token", regexp.MustCompile(`\bxox[abprs]-[0-9A-Za-z-]{10,}`)},
	{"an AWS key", regexp.MustCompile(`\b(AKIA|ASIA)[0-9A-Z]{16}\b`)},
	{"an API key", regexp.MustCompile(`\bsk-(ant-|proj-|live_)?[0-9A-Za-z_-]{20,}`)},
	{"a 1Password token", regexp.MustCompile(`\bops_[0-9A-Za-z+/=_-]{40,}`)},
	{"a JSON web token", regexp.MustCompile(`\beyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}`)},
	{"a URL with a password", regexp.MustCompile(`\b[a-z][a-z0-9+.-]*://[^/\s:@]+:[^/\s:@]+@`)},
}

// tokenHints are letters that every form above contains: text without them needs no closer look.
var tokenHints = []string{"-----BEGIN", "AGE-SECRET", "tskey-", "gh", "glpat-", "xox", "AKIA", "ASIA", "sk-", "ops_", "eyJ", "://"}

// Kind names the kind of secret that a text holds ("a private key"), "" where it looks like none.
func Kind(text string) string {
	if !mayHoldToken(text) {
		return ""
	}
	for _, t := range tokenForms {
		if t.form.MatchString(text) {
			return t.name
		}
	}
	return ""
}

func mayHoldToken(text string) bool {
	for _, hint := range tokenHints {
		if strings.Contains(text, hint) {
			return true
		}
	}
	return false
}

// secretName is the end of a key's name that says that its value is a secret.
var secretName = regexp.MustCompile(`(?i)(passw(or)?d|passphrase|passwd|secret|token|api_?-?key|private_?-?key|auth_?-?key|access_?-?key|secret_?-?key|pre_?shared_?key|psk)$`)

// NamesSecret tells whether a key's name says that its value is a secret; hashes, files, paths and references of one do
// not: hashedPassword, passwordFile.
func NamesSecret(key string) bool {
	return secretName.MatchString(key) && !strings.HasPrefix(strings.ToLower(key), "hashed")
}

// Reference tells whether a value only points at a secret: a path, a reference into a store, Grafana's file provider, or
// nothing at all.
func Reference(value string) bool {
	if value == "" || strings.HasPrefix(value, "/") && !strings.ContainsAny(value, " \t") {
		return true
	}
	return strings.HasPrefix(value, "op://") || strings.HasPrefix(value, "$__file{") || strings.HasPrefix(value, "$__env{")
}

var assignment = regexp.MustCompile(`([A-Za-z0-9_.-]+)(["']?\s*[:=]\s*)("[^"]*"?|'[^']*'?|[^\s,{}\[\]]+)`)

// Mask returns a line of text with what looks like a secret replaced by ***, for showing it.
func Mask(line string) string {
	if mayHoldToken(line) {
		for _, t := range tokenForms {
			line = t.form.ReplaceAllString(line, "***")
		}
	}
	return assignment.ReplaceAllStringFunc(line, func(match string) string {
		m := assignment.FindStringSubmatch(match)
		value := strings.Trim(m[3], `"'`)
		if !NamesSecret(m[1]) || Reference(value) || value == "true" || value == "false" || value == "null" || strings.HasPrefix(value, "!") {
			return match
		}
		return m[1] + m[2] + "***"
	})
}

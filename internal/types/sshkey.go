package types

import (
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/hbohlen/panther/internal/diag"
)

// keyOptions are those of sshd's auth-options.c: it ignores a line with any other.
var keyOptions = []string{
	"agent-forwarding", "cert-authority", "command", "environment", "expiry-time", "from", "no-agent-forwarding", "no-port-forwarding", "no-pty",
	"no-touch-required", "no-user-rc", "no-x11-forwarding", "permitlisten", "permitopen", "port-forwarding", "principals", "pty", "restrict", "tunnel",
	"user-rc", "verify-required", "x11-forwarding",
}

// refuseSSHKey takes a line of authorized_keys, options in front included.
func refuseSSHKey(text string) string {
	if strings.ContainsAny(text, "\n\r") {
		return "the key has more than one line"
	}
	_, _, options, _, err := ssh.ParseAuthorizedKey([]byte(text))
	if err != nil {
		return diag.Quote(text) + " is not a public SSH key"
	}
	for _, option := range options {
		name, _, _ := strings.Cut(option, "=")
		if !slices.Contains(keyOptions, strings.ToLower(name)) {
			return "sshd knows no option " + diag.Quote(name) + " of a key"
		}
	}
	return ""
}

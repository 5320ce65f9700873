package install

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
)

// Target is how the machine is reached now: its rescue system, NixOS's installer or whatever Linux runs on it.
type Target struct {
	User string
	Host string // a name, or an address without brackets
	Port string // "" where ssh decides
}

// isWord tells whether a text is made of letters, digits and some further characters, and does not begin with a dash,
// which ssh would take for an option.
func isWord(text, further string) bool {
	return text != "" && text[0] != '-' && text[0] != '.' && !strings.ContainsFunc(text, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune(further, r))
	})
}

const targetForms = "it is written ADDRESS, USER@ADDRESS, ADDRESS:PORT or [IPV6]:PORT"

// ParseTarget reads an address: a name, IPv4 or IPv6, with a user before an @ and a port behind a colon.
func ParseTarget(text string) (Target, error) {
	rest := strings.TrimSuffix(strings.TrimPrefix(text, "ssh://"), "/")
	t := Target{User: "root"}
	if user, host, found := strings.Cut(rest, "@"); found {
		if !isWord(user, "._-") { // it may hold a password
			return Target{}, mistake("--target: what stands before the @ is no user's name; %s", targetForms)
		}
		t.User, rest = user, host
	}
	inner, behind, bracketed := strings.Cut(strings.TrimPrefix(rest, "["), "]")
	switch {
	case strings.HasPrefix(rest, "[") && bracketed && (behind == "" || behind[0] == ':'):
		t.Host, t.Port = inner, strings.TrimPrefix(behind, ":")
		if !isIPv6(t.Host) || behind == ":" {
			return Target{}, notAnAddress(text)
		}
	case isIPv6(rest):
		t.Host = rest
	default:
		host, port, found := strings.Cut(rest, ":")
		if t.Host, t.Port = host, port; !isHost(host) || found && port == "" {
			return Target{}, notAnAddress(text)
		}
	}
	if n, err := strconv.ParseUint(t.Port, 10, 16); t.Port != "" && (err != nil || n == 0) {
		return Target{}, mistake("--target: %s is no port; %s", diag.Quote(t.Port), targetForms)
	}
	return t, nil
}

func notAnAddress(text string) error {
	return mistake("--target: %s is no address; %s", diag.Quote(text), targetForms)
}

func isIPv6(text string) bool {
	address, err := netip.ParseAddr(text)
	return err == nil && address.Is6()
}

// isHost refuses numbers that are no address, since nobody means a name by them.
func isHost(text string) bool {
	if strings.Trim(text, "0123456789.") == "" {
		_, err := netip.ParseAddr(text)
		return err == nil
	}
	return isWord(text, "._-") && len(text) <= 253 && !strings.Contains(text, "..") && !strings.HasSuffix(text, ".")
}

// SSH is the target as ssh takes it, which knows no brackets there; Nix does without them, too.
func (t Target) SSH() string { return t.User + "@" + t.Host }

// Text is the target as a person writes it.
func (t Target) Text() string {
	host := t.Host
	if t.Port != "" {
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		host += ":" + t.Port
	}
	return t.User + "@" + host
}

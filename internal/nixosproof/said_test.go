package nixosproof

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
)

// said is what panther says of a host, from the interfaces of its modules.
type said struct {
	State []struct {
		Path string `json:"path"`
		Home string `json:"home"`
	} `json:"state"`
	Ports []saidPort `json:"ports"`
}

type saidPort struct {
	Name      string   `json:"name"`
	Port      string   `json:"port"`
	Protocols []string `json:"protocols"`
	Listen    []string `json:"listen"`
}

// saidOf asks panther about a host of a fleet.
func saidOf(t *testing.T, f *fleet, host string) said {
	t.Helper()
	code, out := f.panther("show", host, "--format", "json")
	require.Zero(t, code, out)
	var printed struct{ Data said }
	_, record, found := strings.Cut(out, "{\n  \"formatVersion\":") // behind what panther warns of
	require.True(t, found, out)
	require.NoError(t, json.Unmarshal([]byte("{\"formatVersion\":"+record), &printed), out)
	return printed.Data
}

// checkSaidPorts compares what the interfaces say that the host listens on with what it does.
func (h *handedOver) checkSaidPorts() (string, []string) {
	return diag.Plural(len(h.said.Ports), "port"), h.said.wrongPorts(h.answer.Facts.Listeners)
}

func (s said) wrongPorts(listeners []listener) []string {
	var out []string
	for _, l := range listeners {
		if !slices.ContainsFunc(s.Ports, func(p saidPort) bool { return p.is(l) }) {
			out = append(out, fmt.Sprintf("%s listens on %d/%s, which no interface says", l.Name, l.Port, l.Protocol))
		}
	}
	for _, p := range s.Ports {
		own := slices.Contains(p.Listen, "own") // of a bridge that the program itself makes, which NixOS does not know
		if !own && !s.anyListens(p.Name, listeners) {
			out = append(out, fmt.Sprintf("%s is said to listen on %s, and does not", p.Name, p.Port))
		}
	}
	return out
}

// anyListens tells whether one of the ports of a name is listened on: sshd leaves its general ones alone where each of its
// addresses has one of its own.
func (s said) anyListens(name string, listeners []listener) bool {
	return slices.ContainsFunc(s.Ports, func(p saidPort) bool { return p.Name == name && slices.ContainsFunc(listeners, p.is) })
}

func (p saidPort) is(l listener) bool {
	return p.Port == strconv.Itoa(l.Port) && slices.Contains(p.Protocols, l.Protocol) && l.everywhere() == slices.Contains(p.Listen, "all")
}

// notKept are directories that systemd keeps for services and that need not survive a root that is made anew, and why.
var notKept = map[string]string{
	"/var/lib/nftables": "it says how to take back the rules that the kernel has, which are gone after a boot",
	"/var/log/fail2ban": "fail2ban writes into the journal",
}

// checkSaidState looks for directories that systemd keeps for services of panther's modules, and that no interface names.
func (h *handedOver) checkSaidState() (string, []string) {
	return diag.Plural(len(h.said.State), "path"), h.said.missingState(h.answer.Facts.Kept, h.plain.Kept)
}

func (s said) missingState(kept, plain []string) []string {
	var out []string
	for _, directory := range kept {
		named := func(path string) bool { return directory == path || strings.HasPrefix(directory, path+"/") }
		if slices.Contains(plain, directory) || notKept[directory] != "" {
			continue
		}
		if !slices.ContainsFunc(s.paths(), named) {
			out = append(out, directory+" is kept for a service, and no interface names it")
		}
	}
	return out
}

func (s said) paths() []string {
	var out []string
	for _, kept := range s.State {
		if kept.Home == "" {
			out = append(out, kept.Path)
		}
	}
	return out
}

func TestWhatInterfacesSayIsCompared(t *testing.T) {
	var s said
	require.NoError(t, json.Unmarshal([]byte(`{
		"state": [{ "path": "/var/lib/a" }, { "path": "/var/lib/h", "home": "ada" }],
		"ports": [
			{ "name": "a", "port": "80", "protocols": ["tcp", "udp"], "listen": ["all"] }, { "name": "b", "port": "81", "protocols": ["tcp"], "listen": ["loopback"] },
			{ "name": "c", "port": "53", "protocols": ["udp"], "listen": ["own"] }
		] }`), &s))
	assert.Equal(t, []string{"/var/lib/x is kept for a service, and no interface names it", "/var/lib/h is kept for a service, and no interface names it"},
		s.missingState([]string{"/var/lib/a", "/var/lib/a/b", "/var/lib/x", "/var/lib/plain", "/var/lib/h"}, []string{"/var/lib/plain"}))
	assert.Empty(t, s.wrongPorts([]listener{{"a", "0.0.0.0", 80, "udp"}, {"b", "127.0.0.1", 81, "tcp"}}))
	assert.Equal(t, []string{"b listens on 81/tcp, which no interface says", "d listens on 82/tcp, which no interface says", "b is said to listen on 81, and does not"},
		s.wrongPorts([]listener{{"a", "*", 80, "tcp"}, {"b", "*", 81, "tcp"}, {"d", "*", 82, "tcp"}}))
}

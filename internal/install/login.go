package install

import (
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
)

// Login is a user who can log in to the host over SSH and become root; "" where none is known.
func Login(h *resolve.Host) string {
	if h.Module("services/ssh") == nil {
		return ""
	}
	for _, p := range h.People() {
		if manifest.AdministersByKey(p.Said) {
			return p.Name
		}
	}
	return ""
}

// SSHPort is the port on which the host's SSH server listens; "" for the usual one.
func SSHPort(h *resolve.Host) string {
	server := h.Module("services/ssh")
	if server == nil {
		return ""
	}
	ports := manifest.Items(server.Option("ports"))
	if len(ports) == 0 || ports[0].Tag != "" || ports[0].Text == "22" {
		return ""
	}
	return ports[0].Text
}

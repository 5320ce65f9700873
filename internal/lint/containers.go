package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// published is a port of the host that leads into a container.
type published struct {
	name    string
	number  string
	address string // "" for all
	udp     bool
	manual  bool // the container is started by hand
	at      *yamldoc.Node
}

// containerPorts reports containers that take one port, of each other or of a module.
func containerPorts(h *resolve.Host, diags *diag.List) {
	var all []published
	each(h.Setting("virtualisation", "oci-containers", "containers"), func(e yamldoc.Entry) {
		for _, n := range manifest.ListItems(e.Value.Get("ports")) {
			if p, ok := readPublished(n); ok {
				p.name, p.manual = e.Key, e.Value.Get("autoStart").IsFalse()
				all = append(all, p)
			}
		}
	})
	if len(all) == 0 {
		return
	}
	modules := h.Ports()
	for i, p := range all {
		for _, other := range all[:i] {
			if p.number == other.number && p.udp == other.udp && (p.address == other.address || p.address == "" || other.address == "") {
				p.report(diags, other.manual, fmt.Sprintf("the container %s takes port %s, too", other.name, p.number), other.at.Range())
			}
		}
		for _, m := range modules {
			if p.number == m.Number && slices.Contains(m.Protocols, p.protocol()) && slices.ContainsFunc(m.Listen, p.meets) {
				p.report(diags, false, fmt.Sprintf("%s takes port %s, too", portPath(m), p.number), portAt(m))
			}
		}
	}
}

func (p published) report(diags *diag.List, other bool, message string, see source.Range) {
	report := diags.Add
	if p.manual || other {
		report = diags.Warn
	}
	report(diag.PortClash, p.at.Range(), "%s", message).See(see, "the other one").Help("publish it on another port of the host, or on another address")
}

func (p published) protocol() string {
	if p.udp {
		return "udp"
	}
	return "tcp"
}

// meets tells whether the port is published where something listens.
func (p published) meets(listen string) bool {
	switch listen {
	case catalog.ListenOwn:
		return false
	case catalog.ListenAll:
		return true
	case catalog.ListenLoopback:
		return p.address == "" || isLoopback(p.address)
	}
	return p.address == "" || p.address == listen
}

// readPublished reads [ADDRESS:]PORT:PORT[/PROTOCOL]. Ranges are left out, and ports that the engine chooses.
func readPublished(n *yamldoc.Node) (published, bool) {
	text, protocol, _ := strings.Cut(n.Text, "/")
	parts := strings.Split(text, ":")
	if strings.HasPrefix(text, "[") || len(parts) < 2 || len(parts) > 3 { // IPv6 in brackets
		end := strings.Index(text, "]:")
		if !strings.HasPrefix(text, "[") || end < 0 {
			return published{}, false
		}
		parts = append([]string{text[:end+1]}, strings.Split(text[end+2:], ":")...)
	}
	p := published{number: parts[len(parts)-2], udp: protocol == "udp", at: n}
	if len(parts) == 3 {
		p.address = parts[0]
	}
	if p.address == "0.0.0.0" || p.address == "[::]" {
		p.address = ""
	}
	return p, p.number != "" && !strings.Contains(p.number, "-")
}

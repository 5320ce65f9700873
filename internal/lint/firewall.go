package lint

import (
	"slices"
	"strconv"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// firewall checks what the firewall's rules name.
func firewall(h *resolve.Host, diags *diag.List) {
	if m := h.Module("security/firewall"); m != nil {
		checkRanges(m.Value, diags)
		if off := h.Setting("networking", "firewall", "enable"); off.IsFalse() {
			diags.Warn(diag.Conflict, off.Range(), "the settings switch the firewall off, and security.firewall is on").
				See(m.At, "switched on here").Help("if no firewall is meant, say so once: security: { firewall: false }")
		}
	}
}

// checkRanges looks for ranges of ports that end before they begin, at any depth.
func checkRanges(n *yamldoc.Node, diags *diag.List) {
	if n == nil {
		return
	}
	from, to := n.Get("from"), n.Get("to")
	if from.IsSet() && to.IsSet() && number(from) > number(to) {
		diags.Add(diag.OutOfRange, to.Range(), "the range ends at %s, before it begins at %s", to.Text, from.Text)
	}
	for _, item := range n.Items {
		checkRanges(item, diags)
	}
	for _, e := range n.Entries {
		checkRanges(e.Value, diags)
	}
}

// number reads a checked port; what was no number has been reported.
func number(n *yamldoc.Node) int {
	value, err := strconv.Atoi(n.Text)
	if err != nil {
		return 0
	}
	return value
}

// firewallAdmits tells whether the firewall lets TCP connections to one of the ports in over a tailnet, and whether it does on
// any other interface.
func firewallAdmits(h *resolve.Host, ports []string) (anywhere, tailnet bool) {
	settings := h.Setting("networking", "firewall")
	tailscale := h.Module("services/tailscale")
	tailnet = tailscale != nil && (tailscale.On("trustInterface") || tailscale.On("ssh"))
	if settings.Get("enable").IsFalse() {
		return true, tailnet
	}
	for _, r := range allRules(h, settings) {
		if !r.trusted && !slices.ContainsFunc(ports, r.admit) {
			continue
		}
		if r.iface == "tailscale0" {
			tailnet = true
		} else {
			anywhere = true
		}
	}
	return anywhere, tailnet
}

// allRules are the rules of the settings and of the module security.firewall, without which NixOS's own firewall is on and
// knows the settings alone.
func allRules(h *resolve.Host, settings *yamldoc.Node) []portRules {
	rules := []portRules{{ports: settings.Get("allowedTCPPorts"), ranges: settings.Get("allowedTCPPortRanges")}}
	if interfaces := settings.Get("interfaces"); interfaces != nil {
		for _, e := range interfaces.Entries {
			rules = append(rules, portRules{iface: e.Key, ports: e.Value.Get("allowedTCPPorts"), ranges: e.Value.Get("allowedTCPPortRanges")})
		}
	}
	trusted := manifest.ListItems(settings.Get("trustedInterfaces"))
	if m := h.Module("security/firewall"); m != nil {
		trusted = slices.Concat(trusted, manifest.ListItems(m.Option("trustedInterfaces")))
		rules = append(rules, portRules{ports: m.Option("tcp"), ranges: m.Option("tcpRanges")})
		if interfaces := m.Option("interfaces"); interfaces != nil {
			for _, e := range interfaces.Entries {
				rules = append(rules, portRules{iface: e.Key, ports: e.Value.Get("tcp"), ranges: e.Value.Get("tcpRanges")})
			}
		}
	}
	for _, n := range trusted {
		rules = append(rules, portRules{iface: n.Text, trusted: true})
	}
	return rules
}

// portRules are what comes in on an interface.
type portRules struct {
	iface         string        // "" for all
	trusted       bool          // everything
	ports, ranges *yamldoc.Node // lists; either may be nil
}

func (r portRules) admit(port string) bool {
	if slices.ContainsFunc(manifest.ListItems(r.ports), func(n *yamldoc.Node) bool { return n.Text == port }) {
		return true
	}
	wanted, err := strconv.Atoi(port)
	return err == nil && slices.ContainsFunc(manifest.ListItems(r.ranges), func(n *yamldoc.Node) bool {
		from, to := n.Get("from"), n.Get("to")
		return from.IsSet() && to.IsSet() && number(from) <= wanted && wanted <= number(to)
	})
}

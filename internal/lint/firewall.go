package lint

import (
	"slices"
	"strconv"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// firewall checks what the firewall's rules name.
func firewall(h *resolve.Host, diags *diag.List) {
	if m := h.Module("security/firewall"); m != nil {
		checkRanges(m.Value, diags)
		if off := settingAt(h, "networking", "firewall", "enable"); isFalse(off) {
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
	if isSet(from) && isSet(to) && number(from) > number(to) {
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

// firewallAdmits tells whether the firewall lets TCP connections to one of the ports in, on any interface.
func firewallAdmits(h *resolve.Host, ports []string) bool {
	settings := settingAt(h, "networking", "firewall")
	if isFalse(settings.Get("enable")) || len(items(settings.Get("trustedInterfaces"))) > 0 {
		return true
	}
	if tailscale := h.Module("services/tailscale"); tailscale != nil && (tailscale.On("trustInterface") || tailscale.On("ssh")) {
		return true
	}
	rules := []portRules{{settings.Get("allowedTCPPorts"), settings.Get("allowedTCPPortRanges")}}
	if interfaces := settings.Get("interfaces"); interfaces != nil {
		for _, e := range interfaces.Entries {
			rules = append(rules, portRules{e.Value.Get("allowedTCPPorts"), e.Value.Get("allowedTCPPortRanges")})
		}
	}
	if m := h.Module("security/firewall"); m != nil { // without it NixOS's own is on, and knows the settings alone
		if len(items(m.Option("trustedInterfaces"))) > 0 {
			return true
		}
		rules = append(rules, rulesOf(m)...)
	}
	return slices.ContainsFunc(rules, func(r portRules) bool { return slices.ContainsFunc(ports, r.admit) })
}

// rulesOf are the rules of the module security.firewall: for all interfaces, then for single ones.
func rulesOf(m *resolve.Module) []portRules {
	rules := []portRules{{m.Option("tcp"), m.Option("tcpRanges")}}
	if interfaces := m.Option("interfaces"); interfaces != nil {
		for _, e := range interfaces.Entries {
			rules = append(rules, portRules{e.Value.Get("tcp"), e.Value.Get("tcpRanges")})
		}
	}
	return rules
}

// portRules are lists of ports and of ranges of ports; either may be nil.
type portRules struct{ ports, ranges *yamldoc.Node }

func (r portRules) admit(port string) bool {
	if slices.ContainsFunc(items(r.ports), func(n *yamldoc.Node) bool { return n.Text == port }) {
		return true
	}
	wanted, err := strconv.Atoi(port)
	return err == nil && slices.ContainsFunc(items(r.ranges), func(n *yamldoc.Node) bool {
		from, to := n.Get("from"), n.Get("to")
		return isSet(from) && isSet(to) && number(from) <= wanted && wanted <= number(to)
	})
}

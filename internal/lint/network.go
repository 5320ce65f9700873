package lint

import (
	"net/netip"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// network checks that addresses, gateways and links fit together: after a reboot nobody can mend what does not
// (nixos-infect issue 106).
func network(h *resolve.Host, diags *diag.List) {
	m := h.Module("core/networking")
	if m == nil || types.HasMistake(m.Value) {
		return
	}
	interfaces := m.Value.Get("interfaces")
	if interfaces == nil || len(interfaces.Entries) == 0 {
		return
	}
	if backend := m.Option("backend"); backend != nil && backend.Text == "networkmanager" {
		diags.Add(diag.NetworkAddress, interfaces.Range(), "NetworkManager keeps its own connections; these are for systemd-networkd").
			See(backend.Range(), "the backend is set here").Help("use backend: networkd, or remove the interfaces")
		return
	}
	way4, way6 := false, false
	var last *yamldoc.Entry
	for i := range interfaces.Entries {
		e := &interfaces.Entries[i]
		l := readLink(e.Value)
		l.check(diags)
		way4 = way4 || l.way4()
		way6 = way6 || l.way6()
		last = e
	}
	checkMatches(interfaces, diags)
	if !way4 && !way6 && !m.On("wifi") {
		diags.Add(diag.NetworkAddress, last.At.Range(), "no interface has a gateway, and none learns one").
			Help("set gateway or gateway6 on one of them, or dhcp")
	}
}

// link is one entry of core.networking.interfaces.
type link struct {
	dhcp      string
	acceptRA  bool
	addresses []*yamldoc.Node
	gateway   *yamldoc.Node
	gateway6  *yamldoc.Node
}

func readLink(n *yamldoc.Node) link {
	l := link{dhcp: "both", acceptRA: true, addresses: manifest.ListItems(n.Get("addresses")), gateway: n.Get("gateway"), gateway6: n.Get("gateway6")}
	if dhcp := n.Get("dhcp"); dhcp.IsSet() {
		l.dhcp = dhcp.Text
	}
	if ra := n.Get("acceptRA"); ra.IsSet() {
		l.acceptRA = ra.IsTrue()
	}
	return l
}

func (l link) way4() bool { return l.gateway.IsSet() || l.dhcp == "ipv4" || l.dhcp == "both" }

func (l link) way6() bool { return l.gateway6.IsSet() || l.acceptRA }

func (l link) check(diags *diag.List) {
	l.checkGateway(l.gateway, "gateway", netip.Addr.Is4, "IPv4", diags)
	l.checkGateway(l.gateway6, "gateway6", netip.Addr.Is6, "IPv6", diags)
	for _, n := range l.addresses {
		if prefix, err := netip.ParsePrefix(n.Text); err == nil && prefix.Addr().Is4() && prefix.Bits() < 31 && prefix.Addr() == prefix.Masked().Addr() {
			diags.Add(diag.NetworkAddress, n.Range(), "%s is the network itself, not an address in it", n.Text)
		}
	}
}

// checkGateway refuses a gateway of the wrong family, and one that no address of the link can reach. Providers that
// route to a single address (/32, /128) put the gateway outside it, and link-local ones are on every link.
func (l link) checkGateway(n *yamldoc.Node, key string, family func(netip.Addr) bool, name string, diags *diag.List) {
	if !n.IsSet() {
		return
	}
	gateway, err := netip.ParseAddr(n.Text)
	if err != nil {
		return
	}
	if !family(gateway) {
		diags.Add(diag.NetworkAddress, n.Range(), "%s takes an %s address", key, name)
		return
	}
	wide := false
	for _, a := range l.addresses {
		prefix, err := netip.ParsePrefix(a.Text)
		if err != nil || !family(prefix.Addr()) {
			continue
		}
		if prefix.Contains(gateway) {
			if prefix.Addr() == gateway {
				diags.Add(diag.NetworkAddress, n.Range(), "the host is its own gateway").See(a.Range(), "its address")
			}
			return
		}
		wide = wide || !prefix.IsSingleIP()
	}
	if wide && !gateway.IsLinkLocalUnicast() {
		diags.Add(diag.NetworkAddress, n.Range(), "the gateway %s lies outside the networks of the interface", n.Text).
			Help("if the provider has it so, write the address as a single one, with /32 or /128")
	}
}

// checkMatches refuses entries that are for the same links: the first file that fits a link takes it whole.
func checkMatches(interfaces *yamldoc.Node, diags *diag.List) {
	for i, e := range interfaces.Entries {
		for _, other := range interfaces.Entries[:i] {
			match, otherMatch := matchOf(e), matchOf(other)
			switch {
			case !yamldoc.Equal(match, otherMatch):
			case len(match.Entries) == 0:
				diags.Add(diag.NetworkAddress, e.At.Range(), "the interfaces %s and %s are both for every link that has no other entry", diag.Quote(other.Key), diag.Quote(e.Key)).
					See(other.At.Range(), "the other one").Help("say which link is meant: match: { mac: ... }")
			default:
				diags.Add(diag.NetworkAddress, e.At.Range(), "the interfaces %s and %s are for the same link", diag.Quote(other.Key), diag.Quote(e.Key)).
					See(other.At.Range(), "the other one").Help("one link takes one entry; it may have several addresses")
			}
		}
	}
}

// matchOf returns what an entry is matched by; an empty mapping where nothing is said.
func matchOf(e yamldoc.Entry) *yamldoc.Node {
	if match := e.Value.Get("match"); match != nil && match.Kind == yamldoc.Map {
		return match
	}
	return yamldoc.Collection(yamldoc.Map, e.At, nil, nil)
}

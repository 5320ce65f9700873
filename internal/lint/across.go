package lint

import (
	"net"
	"net/netip"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Known is what a host's settings say of a machine by its name: an SSH key, or an address.
type Known struct {
	Name string
	Fact
}

// networkFacts takes from a host its addresses, wherever they are written, and by what it knows others.
func networkFacts(h *resolve.Host, f *Facts) {
	if m := h.Module("core/networking"); m != nil {
		each(m.Value.Get("interfaces"), func(e yamldoc.Entry) {
			f.Addresses = append(f.Addresses, addressesOf(e.Value)...)
			if mac := e.Value.Get("match").Get("mac"); mac.IsSet() {
				f.addMAC(mac)
			}
		})
	}
	if h.Root.Get("settings") == nil {
		return
	}
	each(h.Setting("networking", "interfaces"), func(e yamldoc.Entry) {
		for _, family := range []string{"ipv4", "ipv6"} {
			for _, item := range manifest.ListItems(e.Value.Get(family).Get("addresses")) {
				f.Addresses = appendAddress(f.Addresses, item.Get("address"))
			}
		}
		if mac := e.Value.Get("macAddress"); mac.IsSet() {
			f.addMAC(mac)
		}
	})
	f.addID("host id", h.Setting("networking", "hostId"))
	f.addID("machine id", h.Setting("environment", "etc", "machine-id", "text"))
	f.addKnownHosts(h.Setting("programs", "ssh", "knownHosts"))
	f.addKnownHosts(h.Setting("services", "openssh", "knownHosts"))
	each(h.Setting("networking", "hosts"), func(e yamldoc.Entry) {
		for _, name := range manifest.ListItems(e.Value) {
			f.Resolves = append(f.Resolves, Known{name.Text, Fact{e.Key, name.Range()}})
		}
	})
}

func each(n *yamldoc.Node, do func(yamldoc.Entry)) {
	if n == nil {
		return
	}
	for _, e := range n.Entries {
		do(e)
	}
}

func addressesOf(link *yamldoc.Node) (out []Fact) {
	for _, n := range manifest.ListItems(link.Get("addresses")) {
		out = appendAddress(out, n)
	}
	return out
}

func appendAddress(out []Fact, n *yamldoc.Node) []Fact {
	if !n.IsSet() {
		return out
	}
	if address := addressOf(n.Text); address.IsValid() && !address.IsLinkLocalUnicast() && !address.IsLoopback() {
		out = append(out, Fact{address.String(), n.Range()})
	}
	return out
}

func (f *Facts) addMAC(n *yamldoc.Node) {
	if address, err := net.ParseMAC(n.Text); err == nil {
		f.Addresses = append(f.Addresses, Fact{address.String(), n.Range()})
	}
}

func (f *Facts) addID(what string, n *yamldoc.Node) {
	if n.IsSet() && n.Tag == "" {
		f.IDs = append(f.IDs, Fact{what + " " + strings.ToLower(strings.TrimSpace(n.Text)), n.Range()})
	}
}

// addKnownHosts notes the keys of hosts. An entry's own name is one of its names unless hostNames are given.
func (f *Facts) addKnownHosts(n *yamldoc.Node) {
	each(n, func(e yamldoc.Entry) {
		key := e.Value.Get("publicKey")
		if !key.IsSet() || e.Value.Get("certAuthority").IsTrue() {
			return
		}
		names := append(manifest.ListItems(e.Value.Get("hostNames")), manifest.ListItems(e.Value.Get("extraHostNames"))...)
		if e.Value.Get("hostNames") == nil {
			names = append(names, e.At)
		}
		kind, body, _ := strings.Cut(strings.TrimSpace(key.Text), " ")
		body, _, _ = strings.Cut(body, " ") // without its comment
		for _, name := range names {
			f.HostKeys = append(f.HostKeys, Known{name.Text, Fact{kind + " " + body, key.Range()}})
		}
	})
}

// addressOf reads an address, with a prefix length or without. Its one form tells whether two are the same.
func addressOf(text string) netip.Addr {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix.Addr()
	}
	address, _ := netip.ParseAddr(text) // what is none has been reported
	return address
}

// hostKeys compares what the settings of all hosts say of the keys of the fleet's own machines: one key is of one machine,
// and a machine has one of a kind. A machine goes by its first name, so that web1 and web1.example.org are one.
func hostKeys(all []Facts, out []diag.List) {
	names := map[string]bool{}
	for _, f := range all {
		names[f.Host] = true
	}
	ofKey, ofHost := map[string]Known{}, map[string]Known{}
	for i, f := range all {
		for _, known := range f.HostKeys {
			machine, _, _ := strings.Cut(known.Name, ".")
			if !names[machine] {
				continue
			}
			kind, _, _ := strings.Cut(known.Value, " ")
			if first, taken := ofKey[known.Value]; taken && first.Name != machine {
				out[i].Warn(diag.DuplicateHostKey, known.At, "%s and %s are known by one SSH host key", first.Name, machine).
					See(first.At, "%s", first.Name).Help("whoever takes one of them over can pass for the other: remove /etc/ssh/ssh_host_* on one, which makes new ones at the next start of sshd, and write its new key here")
			} else if !taken {
				ofKey[known.Value] = Known{machine, known.Fact}
			}
			if first, taken := ofHost[machine+" "+kind]; taken && first.Value != known.Value {
				out[i].Warn(diag.DuplicateHostKey, known.At, "%s is known by two keys of the kind %s", machine, kind).
					See(first.At, "the other one").Help("ssh %s ssh-keyscan -t %s localhost shows which one it has", machine, strings.TrimPrefix(kind, "ssh-"))
			} else if !taken {
				ofHost[machine+" "+kind] = known
			}
		}
	}
}

// resolution compares to which addresses hosts are told that the fleet's own machines have, with those that they have.
func resolution(all []Facts, out []diag.List) {
	addresses := map[string][]Fact{}
	for _, f := range all {
		addresses[f.Host] = f.Addresses
	}
	for i, f := range all {
		for _, known := range f.Resolves {
			machine, _, _ := strings.Cut(known.Name, ".")
			own, ours := addresses[machine]
			address := addressOf(known.Value)
			if !ours || len(own) == 0 || !address.IsValid() || address.IsLoopback() && machine == f.Host || has(own, address.String()) || !sameFamily(own, address) {
				continue
			}
			out[i].Warn(diag.HostNameClash, known.At, "%s is the name of a host that has no address %s", known.Name, address).
				See(own[0].At, "an address of %s", machine).Help("write the address that the host has, or give the other machine another name")
		}
	}
}

func has(facts []Fact, value string) bool {
	for _, f := range facts {
		if f.Value == value {
			return true
		}
	}
	return false
}

// sameFamily tells whether a host has a static address of the same family, and of the same reach: beside a public one it
// may well have others that nobody wrote down, such as that of a tailnet.
func sameFamily(own []Fact, address netip.Addr) bool {
	for _, f := range own {
		mine, err := netip.ParseAddr(f.Value)
		if err == nil && mine.Is4() == address.Is4() && mine.IsPrivate() == address.IsPrivate() && !isShared(address) {
			return true
		}
	}
	return false
}

// isShared tells whether an address is one of those that tailnets use (RFC 6598).
func isShared(address netip.Addr) bool {
	return netip.MustParsePrefix("100.64.0.0/10").Contains(address) || netip.MustParsePrefix("fd7a:115c:a1e0::/48").Contains(address)
}

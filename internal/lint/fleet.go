package lint

import (
	"net"
	"net/netip"
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/lint/disks"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// FactsOf takes from a host what the rules across hosts look at.
func FactsOf(h *resolve.Host, layout *storage.Layout) Facts {
	f := Facts{Host: h.Name, AllUsers: !h.Incomplete && !h.Doubtful("core", "users")}
	for _, d := range disks.Unique(layout) {
		f.Disks = append(f.Disks, Fact{d.Name, d.At})
	}
	if m := h.Module("core/networking"); m != nil {
		if interfaces := m.Value.Get("interfaces"); interfaces != nil {
			for _, e := range interfaces.Entries {
				f.Addresses = append(f.Addresses, addressesOf(e.Value)...)
			}
		}
	}
	if users := h.Root.Get("core").Get("users"); users != nil {
		for _, e := range users.Entries {
			f.Users = append(f.Users, e.Key)
		}
	}
	return f
}

func addressesOf(link *yamldoc.Node) []Fact {
	var out []Fact
	for _, n := range manifest.ListItems(link.Get("addresses")) {
		if address := addressOf(n.Text); address.IsValid() && !address.IsLinkLocalUnicast() && !address.IsLoopback() {
			out = append(out, Fact{address.String(), n.Range()})
		}
	}
	if mac := link.Get("match").Get("mac"); mac.IsSet() {
		if address, err := net.ParseMAC(mac.Text); err == nil {
			out = append(out, Fact{address.String(), mac.Range()})
		}
	}
	return out
}

// addressOf reads an address, with a prefix length or without. Its one form tells whether two are the same.
func addressOf(text string) netip.Addr {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix.Addr()
	}
	address, _ := netip.ParseAddr(text) // what is none has been reported
	return address
}

// Across compares the hosts of a fleet. It returns the diagnostics of each host, in the order of the hosts.
func Across(all []Facts) []diag.List {
	out := make([]diag.List, len(all))
	ofDisks, ofAddresses := map[string]owner{}, map[string]owner{}
	for i, f := range all {
		clash(f, f.Disks, ofDisks, &out[i], diag.DuplicateDisk, "the disk is that of another host, too",
			"a disk's id is its own; where the provider gives all its machines one id, say so: unstableName: true")
		clash(f, f.Addresses, ofAddresses, &out[i], diag.DuplicateAddress, "the address is that of another host, too", "")
	}
	return out
}

type owner struct {
	host string
	fact Fact
}

func clash(f Facts, facts []Fact, seen map[string]owner, diags *diag.List, code diag.Code, message, hint string) {
	for _, fact := range facts {
		first, taken := seen[fact.Value]
		if !taken {
			seen[fact.Value] = owner{f.Host, fact}
			continue
		}
		if first.host != f.Host {
			report := diags.Add
			if address, err := netip.ParseAddr(fact.Value); err == nil && address.IsPrivate() { // two sites may well use one
				report = diags.Warn
			}
			report(code, fact.At, "%s", message).See(first.fact.At, "%s", first.host).Help("%s", hint)
		}
	}
}

// Fleet checks panther.yaml against the hosts.
func Fleet(fleet *manifest.Fleet, all []Facts) diag.List {
	var diags diag.List
	if fleet.Users == nil || len(all) == 0 || slices.ContainsFunc(all, func(f Facts) bool { return !f.AllUsers }) {
		return nil
	}
	for _, e := range fleet.Users.Entries {
		used := slices.ContainsFunc(all, func(f Facts) bool { return slices.Contains(f.Users, e.Key) })
		if !used {
			diags.Warn(diag.UnusedUser, e.At.Range(), "no host has the user %s", diag.Quote(e.Key)).
				Help("pick the user on a host, under core.users, or remove it here")
		}
	}
	return diags
}

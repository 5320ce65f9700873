package lint

import (
	"net/netip"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/lint/disks"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
)

// FactsOf takes from a host what the rules across hosts look at.
func FactsOf(h *resolve.Host, layout *storage.Layout) Facts {
	f := Facts{Host: h.Name, AllUsers: !h.Incomplete && !h.Doubtful("core", "users")}
	for _, d := range disks.Unique(layout) {
		f.Disks = append(f.Disks, Fact{d.Name, d.At})
	}
	networkFacts(h, &f)
	snapshotFacts(h, &f)
	for _, p := range h.Profiles {
		f.Profiles = append(f.Profiles, p.Name)
	}
	if users := h.Root.Get("core").Get("users"); users != nil {
		for _, e := range users.Entries {
			f.Users = append(f.Users, e.Key)
		}
	}
	return f
}

// Across compares the hosts of a fleet. It returns the diagnostics of each host, in the order of the hosts.
func Across(all []Facts) []diag.List {
	out := make([]diag.List, len(all))
	ofDisks, addresses, ids := map[string]owner{}, map[string]owner{}, map[string]owner{}
	for i, f := range all {
		clash(f, f.Disks, ofDisks, func(first owner, fact Fact) {
			if first.host == f.Host { // reported where its disks are looked at
				return
			}
			out[i].Add(diag.DuplicateDisk, fact.At, "the disk is that of another host, too").See(first.fact.At, "%s", first.host).
				Help("a disk's id is its own; where the provider gives all its machines one id, say so: unstableName: true")
		})
		clash(f, f.Addresses, addresses, func(first owner, fact Fact) { sameAddresses(f, first, fact, &out[i]) })
		clash(f, f.IDs, ids, func(first owner, fact Fact) {
			what := strings.Join(strings.Fields(fact.Value)[:2], " ")
			out[i].Warn(diag.DuplicateID, fact.At, "the %s is that of another host, too", what).See(first.fact.At, "%s", first.host).
				Help("each machine has one of its own; leave it out, and it gets one")
		})
	}
	hostKeys(all, out)
	resolution(all, out)
	sending(all, out)
	return out
}

func sameAddresses(f Facts, first owner, fact Fact, diags *diag.List) {
	report, what, host := diags.Add, "address", "another host"
	if address, err := netip.ParseAddr(fact.Value); err == nil && address.IsPrivate() { // two sites may well use one
		report = diags.Warn
	} else if err != nil {
		what = "hardware address"
	}
	if first.host == f.Host { // of several entries a machine may have the link of one alone
		report, host = diags.Warn, "another interface of the host"
	}
	report(diag.DuplicateAddress, fact.At, "the %s is that of %s, too", what, host).See(first.fact.At, "%s", first.host)
}

type owner struct {
	host string
	fact Fact
}

// clash calls back for each fact that is known of another host already, or of the same one at another place.
func clash(f Facts, facts []Fact, seen map[string]owner, report func(first owner, fact Fact)) {
	for _, fact := range facts {
		first, taken := seen[fact.Value]
		switch {
		case !taken:
			seen[fact.Value] = owner{f.Host, fact}
		case first.host != f.Host || first.fact.At != fact.At:
			report(first, fact)
		}
	}
}

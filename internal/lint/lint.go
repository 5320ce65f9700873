// Package lint holds rules that look at more than one value: within a resolved host, and across the hosts of a fleet.
package lint

import (
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/lint/disks"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
)

// Host checks one resolved host. The layout is what its disks hold.
func Host(h *resolve.Host, layout *storage.Layout) diag.List {
	var diags diag.List
	rules := []func(*resolve.Host, *diag.List){users, network, ports, containerPorts, firewall, safety, kernelSettings, keyFiles, graphics, hardware, platform, storeOff, storeKeys, desktops}
	ofLayout := []func(*resolve.Host, *storage.Layout, *diag.List){disks.OnHost, report, reset, upkeep, remoteUnlock, screen}
	if !h.Incomplete {
		rules = append(rules, boot, access, sudo)
	}
	for _, rule := range rules {
		rule(h, &diags)
	}
	for _, rule := range ofLayout {
		rule(h, layout, &diags)
	}
	return diags
}

// Fact is a value that no two hosts of a fleet may share.
type Fact struct {
	Value string
	At    source.Range
}

// Facts are what the rules across hosts look at.
type Facts struct {
	Host      string
	Disks     []Fact
	Addresses []Fact
	IDs       []Fact  // "host id 8425e349", "machine id ..."
	HostKeys  []Known // SSH host keys, of this and of other machines
	Resolves  []Known // names of machines, with the addresses that the host is told they have
	Sends     []Sent  // where its snapshots go
	Receives  Receiving
	Profiles  []string // that the host is made of
	Modules   []string // of the fleet's own, that it uses, by id
	Failed    bool     // there are mistakes, so that it may be meant to use more than it does
	Users     []string
	AllUsers  bool // whether Users is known to be complete; false for a host that could not be read
}

package lint

import (
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
)

// remoteUnlock checks that somebody can open the host over SSH where it waits for that.
func remoteUnlock(h *resolve.Host, l *storage.Layout, diags *diag.List) {
	m := h.Module("filesystems/encryption")
	if m == nil {
		return
	}
	unlock := m.Value.Get("remoteUnlock")
	if !unlock.Get("enable").IsTrue() || accessIsDoubtful(h) || h.Doubtful("filesystems", "encryption") {
		return
	}
	on := unlock.Get("enable").Range()
	if len(storage.Encrypted(l)) == 0 && !h.Doubtful("disks") && h.Root.Get("disko") == nil && len(h.Imports) == 0 && h.Setting("boot", "initrd", "luks") == nil {
		diags.Warn(diag.Encryption, on, "the host waits to be opened over SSH, and none of its disks is encrypted").
			Help("encrypt one: disks: { main: { luks: true } }, or switch this off")
	}
	if len(manifest.ListItems(unlock.Get("sshKeys"))) == 0 && !slices.ContainsFunc(administrators(h), account.hasKey) {
		diags.Add(diag.NoAccess, on, "nobody could open the host's disks: no administrator has an SSH key").
			Help("name the keys: %s.remoteUnlock.sshKeys, or give an administrator sshKeys", m.KeyPath())
	}
	if len(manifest.ListItems(unlock.Get("networkModules"))) == 0 && !knowsNetworkDriver(h) {
		diags.Warn(diag.NoAccess, on, "nothing says which driver the network link of %s needs before the root file system is mounted", h.Name).
			Help("name its kernel module: %s.remoteUnlock.networkModules, or add the hardware report", m.KeyPath())
	}
}

// knowsNetworkDriver tells whether the initial RAM disk has a driver for the network by itself: that of virtual machines,
// and those that a report names.
func knowsNetworkDriver(h *resolve.Host) bool {
	boot := h.Module("core/boot")
	return h.Module("hardware/vps") != nil || h.Report.Read() || boot != nil && len(manifest.ListItems(boot.Option("initrdModules"))) > 0
}

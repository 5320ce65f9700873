package lint

import (
	"path"
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/keep"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
)

// remoteUnlock checks that somebody can open the host over SSH where it waits for that.
func remoteUnlock(h *resolve.Host, l *storage.Layout, diags *diag.List) {
	m := h.Module("filesystems/encryption")
	if m == nil {
		return
	}
	unlock := m.Value.Get("remoteUnlock")
	if unlock.Get("enable").IsTrue() {
		unlockKey(h, l, m, diags)
		unlockPort(h, m, diags)
	}
	if !unlock.Get("enable").IsTrue() || accessIsDoubtful(h) || h.Doubtful("filesystems", "encryption") {
		return
	}
	on := unlock.Get("enable").Range()
	if off := h.Setting("boot", "initrd", "systemd", "enable"); off.IsFalse() {
		diags.Add(diag.Conflict, off.Range(), "the host is opened over SSH by units of the initrd's systemd, which is off").
			See(on, "switched on here").Help("remove the setting")
	}
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

// unlockKey refuses a key for the boot partition by which clients know the running system: whoever reads that partition, which is
// not encrypted, could pass for the host.
func unlockKey(h *resolve.Host, l *storage.Layout, m *resolve.Module, diags *diag.List) {
	own := hostKeysOf(h, l)
	named := append(slices.Clone(manifest.ListItems(h.Setting("boot", "initrd", "network", "ssh", "hostKeys"))), m.Option("remoteUnlock", "hostKey"))
	for _, file := range named {
		if !isPath(file) {
			continue
		}
		at, is := own[path.Clean(file.Text)]
		if !is {
			continue
		}
		d := diags.Add(diag.Encryption, file.Range(), "%s is a key of the host's own SSH server: it would be copied to the boot partition, which is not encrypted", file.Text).
			Help("leave %s.remoteUnlock.hostKey out, and panther install makes a key of its own", m.KeyPath())
		if !at.IsZero() {
			d.See(at, "the server's")
		}
	}
}

// hostKeysOf are the files with the keys of the host's SSH server, and where they are written: those that settings name, else
// those that NixOS and the impermanence module name.
func hostKeysOf(h *resolve.Host, l *storage.Layout) map[string]source.Range {
	own := map[string]source.Range{}
	for _, key := range manifest.ListItems(h.Setting("services", "openssh", "hostKeys")) {
		if file := key.Get("path"); isPath(file) {
			own[path.Clean(file.Text)] = file.Range()
		}
	}
	if len(own) > 0 {
		return own
	}
	for _, kind := range []string{"ed25519", "rsa"} {
		name := "/etc/ssh/ssh_host_" + kind + "_key"
		own[name], own[path.Join(keptAt(h, l), name)] = source.Range{}, source.Range{}
	}
	return own
}

// keptAt is where a host keeps what its root does not; "/" where the root stays.
func keptAt(h *resolve.Host, l *storage.Layout) string {
	if plan := keep.For(h, l); plan != nil {
		return plan.At
	}
	return "/"
}

// unlockPort warns of one port for two servers with two keys.
func unlockPort(h *resolve.Host, m *resolve.Module, diags *diag.List) {
	port := m.Option("remoteUnlock", "port")
	if !port.IsSet() || port.Tag != "" || h.Doubtful("services", "ssh") || h.Doubtful("settings", "services", "openssh") {
		return
	}
	if !slices.Contains(readServer(h).ports(), port.Text) {
		return
	}
	diags.Warn(diag.Encryption, port.Range(), "port %s is that of the running system, too: clients see two host keys under one name and port, and refuse one of them", port.Text).
		Help("leave %s.remoteUnlock.port out, which is 2222 then", m.KeyPath())
}

// knowsNetworkDriver tells whether the initial RAM disk has a driver for the network by itself: that of virtual machines,
// and those that a report names.
func knowsNetworkDriver(h *resolve.Host) bool {
	boot := h.Module("core/boot")
	return h.Module("hardware/vps") != nil || h.Report.Read() || boot != nil && len(manifest.ListItems(boot.Option("initrdModules"))) > 0
}

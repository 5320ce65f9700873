package lint

import (
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
)

// hibernation reports that a host is to write its memory to swap that it does not have. What the host imports may set
// some up.
func hibernation(h *resolve.Host, _ *storage.Layout, diags *diag.List) {
	disks := storage.Disks(h)
	hasSwap := func(d storage.Disk) bool { return d.Swap != "" }
	if len(disks) == 0 || slices.ContainsFunc(disks, hasSwap) || len(h.Imports) > 0 || h.Doubtful("disks") ||
		h.Doubtful("settings", "swapDevices") || settingAt(h, "swapDevices") != nil {
		return
	}
	system := slices.IndexFunc(disks, storage.Disk.HoldsSystem)
	if system < 0 {
		return
	}
	for _, by := range []struct{ module, option string }{
		{"core/systemd", "lidSwitch"}, {"core/systemd", "powerKey"},
		{"hardware/workstations", "lidSwitchExternalPower"}, {"hardware/workstations", "lidSwitchDocked"},
	} {
		m := h.Module(by.module)
		if m == nil {
			continue
		}
		if n := m.Value.Get(by.option); isSet(n) && slices.Contains([]string{"hibernate", "suspend-then-hibernate"}, n.Text) {
			diags.Warn(diag.NoSwap, n.Range(), "%s.%s is %s, and no disk of the host has swap: it cannot hibernate", m.KeyPath(), by.option, n.Text).
				See(disks[system].At, "the disk that holds the system").
				Help("give it swap, as much as the machine has memory, such as swap: 16G, or write suspend")
		}
	}
}

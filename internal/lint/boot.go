package lint

import (
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
)

// boot checks that platform, firmware and boot loader fit together.
func boot(h *resolve.Host, diags *diag.List) {
	if h.System == "aarch64-linux" && h.Firmware != "uefi" && h.Firmware != "" {
		diags.Add(diag.BootMismatch, h.Root.Get("firmware").Range(), "%s machines boot with UEFI, not with %s", h.System, h.Firmware).
			See(h.Root.Get("system").Range(), "the platform is set here").Help("write firmware: uefi")
	}
	loader := h.Module("core/boot")
	if loader == nil {
		if !hasBootLoader(h) && !h.Doubtful("core", "boot") && !h.Doubtful("settings", "boot", "loader") {
			diags.Add(diag.NoBootLoader, h.Top(), "nothing on the host sets up a boot loader").
				Help("switch core.boot on, or set boot.loader in settings")
		}
		return
	}
	if kernel := loader.Option("kernel"); kernel.IsSet() && strings.HasPrefix(kernel.Text, "linuxPackages") {
		diags.Add(diag.BadValue, kernel.Range(), "core.boot.kernel: %s is a set of packages, not a kernel", kernel.Text).
			Help("write !pkg %s", strings.Replace(kernel.Text, "linuxPackages", "linux", 1))
	}
	chosen := loader.Option("loader")
	if chosen.IsSet() && chosen.Text == "systemd-boot" && h.Firmware != "uefi" && h.Firmware != "" {
		diags.Add(diag.BootMismatch, chosen.Range(), "systemd-boot cannot start on %s firmware", h.Firmware).
			See(h.Root.Get("firmware").Range(), "firmware is set here").Help("use loader: grub, or firmware: uefi")
	}
}

// hasBootLoader tells whether another module or the settings set up a boot loader. Where the disk has a place for GRUB's
// core, NixOS and disko do so by themselves.
func hasBootLoader(h *resolve.Host) bool {
	for _, m := range h.Modules {
		for _, slot := range m.Slots() {
			if slot == "bootLoader" {
				return true
			}
		}
	}
	return h.Firmware == "bios" || h.Firmware == "hybrid" || h.Setting("boot", "loader") != nil
}

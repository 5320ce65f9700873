package lint

import (
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
)

// disks checks the names of disks: a kernel name may point to another disk after the next boot, and then the wrong one
// is wiped (research: pain 19).
func disks(h *resolve.Host, diags *diag.List) {
	all := storage.Disks(h)
	for i, d := range all {
		if i > 0 {
			diags.Add(diag.NotYet, d.At, "a host with several disks is not done yet").Help("hand-written Nix can describe the others: imports:")
		}
		if d.Device == "" || d.Unstable || isStable(d.Device) {
			continue
		}
		report := diags.Add
		if h.Module("hardware/vps") != nil { // a virtual machine with one disk has no other one to mistake it for
			report = diags.Warn
		}
		report(diag.UnstableDisk, d.DeviceAt, "%s may name another disk after the next boot", d.Device).
			Help("use a name from /dev/disk/by-id/, or say that it is meant: unstableName: true")
	}
	if root := h.Root.Get("disks"); root != nil && len(all) == 0 && !types.HasMistake(root) {
		diags.Add(diag.MissingValue, root.Range(), "the host has no disk").Help("disks: { main: { device: /dev/disk/by-id/... } }")
	}
}

func isStable(device string) bool {
	for _, prefix := range []string{"/dev/disk/by-id/", "/dev/disk/by-path/", "/dev/disk/by-uuid/", "/dev/mapper/"} {
		if strings.HasPrefix(device, prefix) {
			return true
		}
	}
	return false
}

// boot checks that platform, firmware, boot loader and disk fit together.
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
	if kernel := loader.Option("kernel"); isSet(kernel) && strings.HasPrefix(kernel.Text, "linuxPackages") {
		diags.Add(diag.BadValue, kernel.Range(), "core.boot.kernel: %s is a set of packages, not a kernel", kernel.Text).
			Help("write !pkg %s", strings.Replace(kernel.Text, "linuxPackages", "linux", 1))
	}
	chosen := loader.Option("loader")
	if isSet(chosen) && chosen.Text == "systemd-boot" && h.Firmware != "uefi" && h.Firmware != "" {
		diags.Add(diag.BootMismatch, chosen.Range(), "systemd-boot cannot start on %s firmware", h.Firmware).
			See(h.Root.Get("firmware").Range(), "firmware is set here").Help("use loader: grub, or firmware: uefi")
	}
}

// hasBootLoader tells whether another module or the settings set up a boot loader. Where the disk has a place for GRUB's
// core, NixOS and disko do so by themselves.
func hasBootLoader(h *resolve.Host) bool {
	for _, m := range h.Modules {
		for _, slot := range m.Provides {
			if slot == "bootLoader" {
				return true
			}
		}
	}
	return h.Firmware == "bios" || h.Firmware == "hybrid" || settingAt(h, "boot", "loader") != nil
}

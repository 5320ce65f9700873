package lint

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
)

// disks checks the names of disks: a kernel name may point to another disk after the next boot, and then the wrong one
// is wiped (research: pain 19).
func disks(h *resolve.Host, _ *storage.Layout, diags *diag.List) {
	all := storage.Disks(h)
	for _, d := range all {
		if d.Device == "" || d.Unstable || isStable(d.Device) {
			continue
		}
		report := diags.Add
		if h.Module("hardware/vps") != nil && len(all) == 1 { // there is no other one to mistake it for
			report = diags.Warn
		}
		report(diag.UnstableDisk, d.DeviceAt, "%s may name another disk after the next boot", d.Device).
			Help("use a name from /dev/disk/by-id/, or say that it is meant: unstableName: true")
	}
	root := h.Root.Get("disks")
	if root == nil || types.HasMistake(root) {
		return
	}
	if len(all) == 0 {
		diags.Add(diag.MissingValue, root.Range(), "the host has no disk").Help("disks: { main: { device: /dev/disk/by-id/... } }")
		return
	}
	several(all, diags)
}

// several checks that the disks of a host do not stand in each other's place.
func several(all []storage.Disk, diags *diag.List) {
	system := slices.IndexFunc(all, storage.Disk.HoldsSystem)
	if system < 0 {
		diags.Add(diag.MissingValue, all[0].MountAt, "no disk holds the system").Help("leave mount out for the one that does")
	}
	taken := map[string]storage.Disk{}
	if system >= 0 {
		for _, at := range all[system].MountPoints() {
			taken[at] = all[system]
		}
	}
	for i, d := range all {
		for _, other := range all[:i] {
			if d.Device == other.Device && d.Device != "" {
				diags.Add(diag.DuplicateDisk, d.DeviceAt, "disks.%s and disks.%s are one disk", other.Name, d.Name).See(other.DeviceAt, "named here first")
			}
		}
		switch {
		case i == system:
		case d.HoldsSystem():
			diags.Add(diag.MountClash, d.At, "disks.%s and disks.%s cannot both hold the system", all[system].Name, d.Name).
				See(all[system].At, "the other one").Help("say where the one with nothing but data is mounted: mount: /data")
		default:
			checkData(d, taken, diags)
			taken[d.Mount] = d
		}
	}
}

var mountPoint = regexp.MustCompile(`^(/|(/[A-Za-z0-9._+@-]+)+)$`)

// checkData checks a disk that does not hold the system.
func checkData(d storage.Disk, taken map[string]storage.Disk, diags *diag.List) {
	for _, key := range []string{"bootSize", "swap"} {
		if n := d.Value.Get(key); isSet(n) {
			diags.Add(diag.BadValue, n.Range(), "disks.%s: %s belongs to the disk that holds the system", d.Name, key).
				See(d.MountAt, "this one holds data").Help("remove one of the two")
		}
	}
	if d.Mount != path.Clean(d.Mount) || !mountPoint.MatchString(d.Mount) {
		diags.Add(diag.BadValue, d.MountAt, "disks.%s: %s is no mount point", d.Name, diag.Quote(d.Mount)).
			Help("folders joined by single slashes, in letters, digits and . _ + @ -")
		return
	}
	if other, ok := taken[d.Mount]; ok {
		at := other.MountAt
		if other.HoldsSystem() {
			at = other.At
		}
		diags.Add(diag.MountClash, d.MountAt, "%s is on disks.%s already", d.Mount, other.Name).See(at, "the other disk").Help("mount it elsewhere, such as at /data")
		return
	}
	if why := noPlace(d.Mount); why != "" {
		diags.Add(diag.MountClash, d.MountAt, "%s is no place for a disk: %s", d.Mount, why).Help("mount it elsewhere, such as at /data")
	}
}

// noPlace says why a disk cannot be mounted somewhere, "" where it can. A disk for all of /nix, /var or /var/log is one
// that NixOS mounts before it starts.
func noPlace(mount string) string {
	for _, taken := range []struct {
		at, why string
		below   bool // what it is about is only below it
	}{
		{"/bin", "NixOS makes what stands below /bin", false},
		{"/boot", "the boot loader has /boot to itself", true},
		{"/dev", "NixOS makes what stands below /dev", false},
		{"/etc", "NixOS makes what stands below /etc", false},
		{"/lib", "NixOS makes what stands below /lib", false},
		{"/lib64", "NixOS makes what stands below /lib64", false},
		{"/nix", "Nix keeps its store and what it knows about it together below /nix", true},
		{"/proc", "NixOS makes what stands below /proc", false},
		{"/run", "NixOS makes what stands below /run", false},
		{"/sbin", "NixOS makes what stands below /sbin", false},
		{"/sys", "NixOS makes what stands below /sys", false},
		{"/usr", "NixOS makes what stands below /usr", false},
		{"/var/empty", "NixOS keeps /var/empty empty", false},
		{"/var/run", "NixOS makes what stands below /var/run", false},
	} {
		if mount == taken.at && !taken.below || strings.HasPrefix(mount, taken.at+"/") {
			return taken.why
		}
	}
	return ""
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
		for _, slot := range m.Slots() {
			if slot == "bootLoader" {
				return true
			}
		}
	}
	return h.Firmware == "bios" || h.Firmware == "hybrid" || settingAt(h, "boot", "loader") != nil
}

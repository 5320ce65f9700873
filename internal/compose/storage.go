package compose

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/keep"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// aroundDisks collects what NixOS has to be told beside disko, so that a host finds what its disks hold.
type aroundDisks struct {
	*attrs
	host   *resolve.Host
	layout *storage.Layout
}

// setSingle sets a single value, as far as the host's settings do not: two values would be a conflict to NixOS.
func (a *aroundDisks) setSingle(value nix.Expr, path ...string) {
	said := a.host.Root.Get("settings")
	for _, name := range path {
		if said = said.Get(name); said != nil && said.Kind != yamldoc.Map {
			return
		}
	}
	if said == nil {
		a.set(value, path...)
	}
}

// forever is how long to wait for a device that is there when somebody has typed a passphrase.
const forever = "x-systemd.device-timeout=infinity"

func (a *aroundDisks) setAll() {
	for _, m := range a.layout.Mounts() {
		first := slices.Contains(storage.MountedFirst, m.Point)
		if m.Point == storage.PersistMount {
			a.setNeeded(m.Point)
			first = true
		}
		if first && m.Type != storage.KindZFS && !strings.HasPrefix(m.Device, "/dev/mapper/") && a.layout.BehindLUKS(m.Entry, m.Part) {
			a.add([]nix.Expr{nix.String(forever)}, "fileSystems", m.Point, "options")
		}
	}
	a.setPools()
	a.setResume()
	a.setSticks()
	if len(a.layout.Of(storage.KindRAID)) > 0 && a.host.Module("core/boot") == nil { // which has a program for that
		a.setSingle(nix.String("MAILADDR root"), "boot", "swraid", "mdadmConf") // without one mdmon stops
	}
}

// setNeeded has a file system mounted before the system starts, unless the module that keeps state says so of the one where
// it does.
func (a *aroundDisks) setNeeded(point string) {
	if plan := keep.For(a.host, a.layout); plan != nil && plan.Root != nil && plan.Persist != nil {
		return
	}
	a.setSingle(nix.Bool(true), "fileSystems", point, "neededForBoot")
}

// setPools says what ZFS needs: a name of the host that no other has, by which a pool knows whose it is.
func (a *aroundDisks) setPools() {
	pools := a.layout.Of(storage.KindZFS)
	if len(pools) == 0 {
		return
	}
	sum := sha256.Sum256([]byte(a.host.Name))
	a.setSingle(nix.String(hex.EncodeToString(sum[:4])), "networking", "hostId")
	a.setSingle(nix.Bool(false), "boot", "zfs", "forceImportRoot")
	if folder := a.layout.PoolDevices(); folder != "" {
		a.setSingle(nix.String(folder), "boot", "zfs", "devNodes")
	}
	for _, pool := range pools {
		if a.mountedEarly(pool) && a.layout.BehindLUKS(pool, "") { // it waits for a minute, and a passphrase may take longer
			a.add([]nix.Expr{nix.String("cryptsetup.target")}, "boot", "initrd", "systemd", "services", "zfs-import-"+pool.Name, "after")
		}
	}
}

// mountedEarly tells whether NixOS imports a pool in the initial RAM disk, for something that it mounts there.
func (a *aroundDisks) mountedEarly(pool *storage.Entry) bool {
	return slices.ContainsFunc(a.layout.Mounts(), func(m storage.Mount) bool {
		if m.Entry != pool || m.Type != storage.KindZFS {
			return false
		}
		return slices.Contains(storage.MountedFirst, m.Point) || m.Point == storage.PersistMount || a.host.Setting("fileSystems", m.Point, "neededForBoot").IsTrue()
	})
}

// setResume says where the memory of a host that hibernated is. disko says it of partitions, and a host with UEFI
// remembers it.
func (a *aroundDisks) setResume() {
	to := a.layout.Resume()
	if to == nil {
		return
	}
	var parameters []nix.Expr
	if to.File && to.Offset != "" {
		a.setSingle(nix.String(to.Device), "boot", "resumeDevice")
		parameters = append(parameters, nix.String("resume_offset="+to.Offset))
	}
	if to.Behind {
		parameters = append(parameters, nix.String("resumeflags="+forever))
	}
	if parameters != nil {
		a.add(parameters, "boot", "kernelParams")
	}
}

// aboveDisko is stronger than the list that disko makes, and weaker than what somebody forces.
const aboveDisko = 90

// setGRUBDisks keeps GRUB from starting a disk from the EFI system partition of another one, where each has its own: disko
// names all disks that start with BIOS for the first of them. It tells whether it says so.
func setGRUBDisks(set *attrs, h *resolve.Host, layout *storage.Layout) bool {
	knowsMirrors := slices.ContainsFunc(h.Modules, func(m *resolve.Module) bool {
		return slices.ContainsFunc(m.Options(), func(o *types.Option) bool { return o.From == types.FromBootMirrors })
	})
	said := h.Setting("boot", "loader", "grub")
	if layout == nil || !knowsMirrors || said.Get("device") != nil || said.Get("devices") != nil {
		return false
	}
	disks := layout.GRUBDisks()
	if len(disks) == 0 {
		return false
	}
	var devices []nix.Expr
	for _, device := range disks {
		devices = append(devices, nix.String(device))
	}
	set.set(nix.Call(nix.Ref("lib", "mkOverride"), nix.Int(aboveDisko), nix.List(devices...)), "boot", "loader", "grub", "devices")
	return true
}

// setSticks has USB sticks with keys found: by itself the initial RAM disk knows USB keyboards alone.
func (a *aroundDisks) setSticks() {
	onDevice := func(p storage.Part) bool { return p.LUKS.KeyOnDevice() }
	if slices.ContainsFunc(storage.Encrypted(a.layout), onDevice) {
		a.add([]nix.Expr{nix.String("uas"), nix.String("usb_storage")}, "boot", "initrd", "availableKernelModules")
	}
}

// setBootMirrors tells the boot loader from which partitions the host starts when its first disk fails.
func (f *fill) setBootMirrors(set *attrs, option string) {
	if f.layout == nil {
		return
	}
	for _, p := range f.layout.BootMirrors() {
		mirror := set.at(option, p.Mount)
		if mirror.value = nix.Attrs(); p.Device != "" {
			mirror.value = nix.Attrs(nix.Attr{Name: "device", Value: nix.String(p.Device)})
		}
	}
}

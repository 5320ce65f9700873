package disks

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
)

// bootPlaces checks that the partitions fit the firmware, and that the boot loader can read what it starts.
func (p *plan) bootPlaces() {
	loader := p.host.Module("core/boot")
	if loader == nil || p.Firmware == "" || p.doubtful || p.MountAt("/") == nil {
		return
	}
	p.bootPartitions()
	p.bootMirror()
	boot := p.mountOf("/boot")
	if boot == nil || p.host.Doubtful("core", "boot") {
		return
	}
	if x := p.partOf(boot.Holder); x != nil && (boot.Point == "/boot" || p.Firmware == "bios") {
		p.readable(x, boot)
	}
}

// firmwareAt is where the firmware is set.
func (p *plan) firmwareAt() source.Range { return p.host.Root.Get("firmware").Range() }

// bootPartitions checks that there is what the firmware starts from.
func (p *plan) bootPartitions() {
	var esp, bios *part
	for _, x := range p.parts {
		if x.Partition == nil {
			continue
		}
		switch x.Partition.Role {
		case storage.RoleESP:
			esp = x
		case storage.RoleBIOSBoot:
			bios = x
		}
	}
	at := p.Entries[0].At
	if m := p.MountAt("/"); !m.At.IsZero() {
		at = m.At
	}
	switch {
	case p.Firmware != "bios" && esp == nil && p.Raw == nil:
		p.diags.Add(diag.BootMismatch, at, "firmware: %s, and no partition that it could start from", p.Firmware).See(p.firmwareAt(), "firmware is set here").
			Help("add one: esp: { size: 1G }")
	case p.Firmware == "bios" && esp != nil && !esp.Partition.Implied && p.MountAt("/boot") != nil && p.MountAt("/boot").Holder == esp.Content && bios != nil:
		p.diags.Warn(diag.BootMismatch, esp.at, "%s is for UEFI, and the firmware is bios", esp.path()).See(p.firmwareAt(), "firmware is set here").
			Help("say role: boot, or firmware: hybrid")
	case p.Firmware != "bios" && p.Raw == nil:
		p.espMount(esp)
	}
	switch {
	case p.Firmware != "uefi" && bios == nil && p.Raw == nil:
		p.diags.Add(diag.BootMismatch, at, "firmware: %s, and no partition for GRUB on any disk", p.Firmware).See(p.firmwareAt(), "firmware is set here").
			Help("add one: bios-boot: {}")
	case p.Firmware == "uefi" && bios != nil:
		p.diags.Add(diag.BootMismatch, bios.at, "%s is for BIOS, and GRUB would be installed twice", bios.path()).See(p.firmwareAt(), "firmware is set here").
			Help("remove it, or say firmware: hybrid")
	}
}

// espMount checks that the boot loader is installed where the firmware looks for it.
func (p *plan) espMount(esp *part) {
	want := "/boot"
	if n := p.host.Setting("boot", "loader", "efi", "efiSysMountPoint"); n.IsSet() {
		want = n.Text
	}
	for _, x := range p.parts {
		if x.Partition != nil && x.Partition.Role == storage.RoleESP && slices.ContainsFunc(p.beneathMount(want), func(y *part) bool { return y == x }) {
			return
		}
	}
	at := esp.at
	if esp.Mount != "" {
		at = esp.MountAt
	}
	help := "mount it there"
	if esp.Mount != "" {
		help = "mount it there, or say settings: boot.loader.efi.efiSysMountPoint: " + esp.Mount
	}
	p.diags.Add(diag.BootMismatch, at, "%s is not mounted at %s, where the boot loader is installed", esp.path(), want).Help("%s", help)
}

// beneathMount returns what a place of the mount tree lies on.
func (p *plan) beneathMount(point string) []*part {
	m := p.MountAt(point)
	if m == nil {
		return nil
	}
	x := p.partOf(m.Holder)
	if x == nil {
		return nil
	}
	return p.beneath(x)
}

// readable checks that the boot loader can read the kernels. A boot loader that UEFI starts lies on vfat; GRUB reads more.
func (p *plan) readable(x *part, boot *storage.Mount) {
	help := "put /boot on a partition of its own: boot: { size: 1G }"
	if p.Firmware != "bios" {
		help = "put /boot on a partition with vfat, which the firmware reads: esp: { size: 1G }"
	}
	refuse := func(format string, args ...any) {
		p.diags.Add(diag.BootMismatch, boot.At, format, args...).Help("%s", help)
	}
	efi := p.Firmware != "bios" && boot.Point == "/boot" && p.host.Setting("boot", "loader", "efi", "efiSysMountPoint") == nil
	for _, y := range p.beneath(x) {
		switch {
		case y.Partition != nil && y.LUKS != nil && (y.Partition.Role == storage.RoleESP || y.Partition.Role == storage.RoleBoot): // told elsewhere
			return
		case y.LUKS != nil:
			refuse("the boot loader cannot read %s, which is encrypted", boot.Point)
			return
		case y.Volume != nil && y.Volume.Type == "thinlv":
			refuse("the boot loader cannot read %s on a thin volume", boot.Point)
			return
		case efi && y.Entry.Kind == storage.KindLVM:
			refuse("the firmware cannot read %s in a volume group", boot.Point)
			return
		case efi && y.Entry.Kind == storage.KindRAID && y.Name == "" && y.Entry.Metadata != "1.0":
			p.diags.Add(diag.BootMismatch, p.whole(y.Entry).valueAt("metadata"), "the firmware cannot read /boot on disks.%s: what mdadm writes stands before it", y.Entry.Name).
				See(boot.At, "mounted here").Help("say metadata: \"1.0\", which stands at the end")
			return
		}
	}
	switch {
	case efi && boot.Type != "vfat":
		refuse("the firmware cannot read %s, which is %s", boot.Point, boot.Type)
	case slices.Contains([]string{"zfs", "bcachefs", "tmpfs"}, boot.Type):
		refuse("GRUB cannot read %s, which is %s", boot.Point, boot.Type)
	}
}

// Kernels of 26.05 that lack what a file system needs, by the beginning of their names (bcachefs-tools: kernel-module.nix,
// from 6.16 on; zfs: 2_4.nix, up to 7.0).
var (
	beforeBcachefs = []string{"linux_5_10", "linux_5_15", "linux_6_1", "linux_6_6", "linux_6_12", "linux_rpi"}
	beyondZFS      = []string{"linux_7_1", "linux_7_2", "linux_testing"}
)

// kernelSupport checks that the kernel has what the file systems of the host need.
func (p *plan) kernelSupport() {
	loader := p.host.Module("core/boot")
	for _, fs := range []string{"zfs", "bcachefs"} {
		i := slices.IndexFunc(p.parts, func(x *part) bool { return x.MountType() == fs })
		if i < 0 || loader == nil {
			continue
		}
		kernel := loader.Option("kernel")
		if !kernel.IsSet() {
			continue
		}
		name, at := kernel.Text, p.parts[i].at
		begins := func(prefix string) bool { return name == prefix || strings.HasPrefix(name, prefix+"_") }
		switch {
		case fs == "bcachefs" && slices.ContainsFunc(beforeBcachefs, begins):
			p.diags.Add(diag.KernelSupport, kernel.Range(), "%s has no bcachefs, which needs Linux 6.16 or later", name).
				See(at, "the file system").Help("leave kernel out, or use linux_latest")
		case fs == "zfs" && slices.ContainsFunc(beyondZFS, begins):
			p.diags.Add(diag.KernelSupport, kernel.Range(), "%s has no ZFS, which follows new kernels late", name).
				See(at, "the pool").Help("leave kernel out: the release's own has it")
		case fs == "zfs" && (begins("linux_latest") || begins("linux_zen") || begins("linux_xanmod_latest")):
			p.diags.Warn(diag.KernelSupport, kernel.Range(), "%s may be newer than ZFS supports, and then the host does not build", name).
				See(at, "the pool").Help("leave kernel out: the release's own has it")
		}
	}
}

package disks

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// luksNode is what somebody wrote about the encryption of a part; on a disk with a preset it stands beside that.
func (p *plan) luksNode(x *part) *yamldoc.Node {
	if n := x.node.Get("luks"); n != nil {
		return n
	}
	if x.Entry.Preset != "" {
		return p.whole(x.Entry).node.Get("luks")
	}
	return nil
}

// luks checks that what is said about opening an encrypted device goes together.
func (p *plan) luks() {
	for _, x := range p.parts {
		l := x.LUKS
		if l == nil {
			continue
		}
		n := p.luksNode(x)
		place := func(key string) source.Range {
			if e := n.Entry(key); e != nil && !e.At.Range().IsZero() {
				return e.At.Range()
			}
			return l.At
		}
		byFile := slices.Contains(l.Unlock, storage.UnlockKeyFile)
		if byFile && l.KeyFile == "" && !n.Get("keyFile").IsSet() && !p.doubtful {
			p.diags.Add(diag.Encryption, l.UnlockAt, "%s is opened with a key file, and none is named", x.path()).Help("name it, such as a USB stick: keyFile: /dev/disk/by-id/usb-...")
		}
		if !byFile && l.KeyFile != "" {
			p.diags.Add(diag.Encryption, l.KeyFileAt, "%s has a key file that is not used to open it", x.path()).Help("say unlock: keyFile, or remove it")
		}
		for _, key := range []string{"keyFileSize", "keyFileOffset", "keyFileTimeout"} {
			if n.Get(key).IsSet() && l.KeyFile == "" && !p.doubtful {
				p.diags.Add(diag.Encryption, place(key), "%s has %s, and no key file", x.path(), key).Help("name the file, or remove it")
			}
		}
		if len(l.PCRs) > 0 && !slices.Contains(l.Unlock, storage.UnlockTPM2) {
			p.diags.Add(diag.Encryption, place("tpm2Pcrs"), "%s has tpm2Pcrs, and no TPM opens it", x.path()).Help("say unlock: tpm2, or remove it")
		}
		p.keysInStore(x, n)
		p.unlockOrder(x, n)
		if x.Partition != nil && (x.Partition.Role == storage.RoleESP || x.Partition.Role == storage.RoleBoot) {
			p.diags.Add(diag.BootMismatch, l.At, "%s is encrypted, and the firmware or the boot loader has to read it", x.path()).Help("leave luks out there")
		}
	}
	p.keyLocations()
}

const storeFolder = "/nix/store/"

// keysInStore refuses keys that every user of the host can read.
func (p *plan) keysInStore(x *part, n *yamldoc.Node) {
	refuse := func(at source.Range) {
		if at.IsZero() {
			at = x.LUKS.At
		}
		p.diags.Add(diag.Encryption, at, "a key in the Nix store can be read by everybody on the host, and by whoever gets a copy of the store").
			Help("keep it on a USB stick, or on the installing system")
	}
	for _, key := range []string{"keyFile", "passwordFile"} {
		if value := n.Get(key); value.IsSet() && strings.HasPrefix(value.Text, storeFolder) {
			refuse(value.Range())
		}
	}
	for _, item := range manifest.ListItems(n.Get("additionalKeyFiles")) {
		if strings.HasPrefix(item.Text, storeFolder) {
			refuse(item.Range())
		}
	}
}

// keyLocations does the same for encryption that ZFS does itself.
func (p *plan) keyLocations() {
	for _, x := range p.parts {
		if x.Entry.Kind != storage.KindZFS {
			continue
		}
		if n := x.node.Get("options").Get("keylocation"); n.IsSet() && strings.HasPrefix(n.Text, "file://"+storeFolder) {
			p.diags.Add(diag.Encryption, n.Range(), "a key in the Nix store can be read by everybody on the host, and by whoever gets a copy of the store").
				Help("say keylocation: prompt")
		}
	}
}

// encryption checks how encrypted devices are opened against the host that has to do it.
func (p *plan) encryption() {
	menu := false
	for _, x := range p.parts {
		if x.LUKS == nil {
			continue
		}
		at := x.LUKS.UnlockAt
		if at.IsZero() {
			at = x.LUKS.At
		}
		p.needsSystemd(x)
		if slices.Contains(x.LUKS.Unlock, storage.UnlockTPM2) {
			p.tpm(x, at)
			if !menu {
				menu = p.openMenu(x, at)
			}
		}
		if m := p.host.Module("hardware/servers"); m != nil && slices.Contains(x.LUKS.Unlock, storage.UnlockFIDO2) {
			p.diags.Warn(diag.Encryption, at, "somebody has to touch the key at each boot, and nobody stands at a server").See(m.At, "it is a server").
				Help("open it over SSH instead: filesystems.encryption.remoteUnlock")
		}
		if x.LUKS.KeyFile != "" && slices.Contains(x.LUKS.Unlock, storage.UnlockKeyFile) {
			p.keyAtBoot(x)
		}
	}
}

// tpm checks that there is a TPM that can tell one boot from another.
func (p *plan) tpm(x *part, at source.Range) {
	switch {
	case p.Firmware == "bios":
		p.diags.Add(diag.Encryption, at, "%s is opened by a TPM, which cannot tell what BIOS started", x.path()).See(p.firmwareAt(), "firmware is set here").
			Help("use another way: passphrase, keyFile or fido2")
	case p.Firmware == "hybrid":
		p.diags.Warn(diag.Encryption, at, "%s is opened by a TPM, which cannot tell what BIOS started", x.path()).See(p.firmwareAt(), "firmware is set here").
			Help("say firmware: uefi where the machine has it; a passphrase opens it, too")
	case p.virtual():
		p.diags.Warn(diag.Encryption, at, "%s is opened by a TPM, and few virtual machines have one", x.path()).Help("a passphrase opens it where there is none: see filesystems.encryption.remoteUnlock")
	}
}

// openMenu checks that nobody at the machine can have the boot menu start a shell behind a disk that a TPM opened. It
// tells whether that was so.
func (p *plan) openMenu(x *part, at source.Range) bool {
	loader := p.host.Module("core/boot")
	if loader == nil || p.Firmware != "uefi" || p.virtual() || len(p.host.Imports) > 0 || p.host.Doubtful("core", "boot") || p.host.Doubtful("settings") {
		return false
	}
	chosen := loader.Option("loader")
	if !chosen.IsSet() || chosen.Text != "grub" || p.host.Setting("boot", "lanzaboote") != nil {
		return false
	}
	for _, said := range []string{"users", "enable"} {
		if p.host.Setting("boot", "loader", "grub", said) != nil {
			return false
		}
	}
	p.diags.Warn(diag.Encryption, at, "%s is opened by a TPM, and the menu of GRUB lets anyone at the machine start a shell on it", x.path()).
		Help("say core: { boot: { loader: systemd-boot } }, or protect the menu: settings: boot.loader.grub.users")
	return true
}

// keyAtBoot checks that a key file is there before any file system is mounted.
func (p *plan) keyAtBoot(x *part) {
	file := x.LUKS.KeyFile
	if n := p.host.Setting("boot", "initrd", "secrets", file); n.IsSet() {
		p.diags.Warn(diag.Encryption, n.Range(), "the key of %s is copied to the initial RAM disk, which is not encrypted: whoever has the disk can open it", x.path()).
			See(x.LUKS.At, "the encryption").Help("%s", keyOnDevice)
		return
	}
	for _, found := range []string{"/dev/", "/run/", storeFolder} { // the last one is refused elsewhere
		if strings.HasPrefix(file, found) {
			return
		}
	}
	m := p.mountOf(file)
	if m == nil || len(p.host.Imports) > 0 || p.host.Doubtful("settings") {
		return
	}
	d := p.diags.Add(diag.Encryption, x.LUKS.KeyFileAt, "the key of %s lies at %s, which is mounted only after it was opened", x.path(), m.Point)
	if holder := p.partOf(m.Holder); holder == nil || p.luksBeneath(holder) != x {
		d.Message = "the key of " + x.path() + " lies at " + m.Point + ", which is not mounted yet when it is needed"
	}
	d.See(m.At, "mounted here").Help("%s", keyOnDevice)
}

const keyOnDevice = "keep it on a device that is not in the machine all the time, such as a USB stick: keyFile: /dev/disk/by-id/usb-..."

// halfEncrypted warns of what is made of several devices of which some are encrypted: what lies on the others can be read.
func (p *plan) halfEncrypted() {
	for _, e := range p.Entries {
		if !slices.Contains(composed, e.Kind) || e.LUKS != nil {
			continue
		}
		var locked *part
		var plain []*part
		for _, m := range p.membersOf(e) {
			if y := p.luksBeneath(m); y != nil {
				locked = y
			} else {
				plain = append(plain, m)
			}
		}
		for _, m := range plain {
			if locked != nil {
				p.diags.Warn(diag.Encryption, m.placeInEntry(), "%s is not encrypted, and other members of disks.%s are: what lies on it can be read", m.path(), e.Name).
					See(locked.LUKS.At, "the encryption of another one").Help("add luks: true")
			}
		}
	}
}

// placeInEntry is where it is said what the part belongs to, or where it stands.
func (x *part) placeInEntry() source.Range {
	if x.MemberAt.IsZero() {
		return x.at
	}
	return x.MemberAt
}

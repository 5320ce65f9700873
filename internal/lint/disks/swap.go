package disks

import (
	"fmt"
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
)

// swap is a place that memory is written to.
type swap struct {
	*storage.Swap
	in   *part
	sub  *storage.Subvolume // with a file of a subvolume
	file string             // its name, "" for a whole partition or volume
	at   source.Range
}

// swapsIn lists all swap of the layout.
func (p *plan) swapsIn() []swap {
	var out []swap
	for _, x := range p.parts {
		if x.Swap != nil && !(x.Name == "" && x.Entry.Preset != "") {
			out = append(out, swap{Swap: x.Swap, in: x, at: x.Swap.At})
		}
		for i := range x.SwapFiles {
			f := &x.SwapFiles[i]
			out = append(out, swap{Swap: &f.Swap, in: x, file: f.Name, at: f.At})
		}
		for i := range x.Subvolumes {
			s := &x.Subvolumes[i]
			for j := range s.SwapFiles {
				f := &s.SwapFiles[j]
				out = append(out, swap{Swap: &f.Swap, in: x, sub: s, file: f.Name, at: f.At})
			}
		}
	}
	for i, s := range out { // that of a preset is said beside it
		if s.at == s.in.Entry.At {
			out[i].at = p.whole(s.in.Entry).valueAt("swap")
		}
	}
	return out
}

// swapPlaces checks that swap lies where it works.
func (p *plan) swapPlaces() {
	for _, s := range p.swapsIn() {
		if s.file != "" {
			p.swapFile(s)
		}
		if s.Hibernate && s.Random {
			p.diags.Add(diag.Hibernation, s.HibernateAt, "the host cannot hibernate into swap whose key is gone at the next boot").
				See(s.RandomAt, "a new key at each boot").Help("encrypt it with LUKS instead, or do not hibernate")
		}
		if s.Hibernate && s.in.Dataset != nil {
			p.diags.Add(diag.Hibernation, s.HibernateAt, "the host cannot hibernate into a pool of ZFS").See(s.in.at, "the volume").Help("put the swap on a partition of its own")
		}
	}
}

// swapFile checks the file system that a swap file is in.
func (p *plan) swapFile(s swap) {
	fs := s.in.MountType()
	switch {
	case fs == "":
	case fs == "btrfs" && s.in.Entry.Kind == storage.KindBtrfs && (len(p.membersOf(s.in.Entry)) > 1 || s.in.Entry.Profile != "single"):
		p.diags.Add(diag.SwapPlace, s.at, "a swap file cannot be in a btrfs over several devices").See(s.in.at, "the file system").
			Help("put the swap on a partition: swap: { size: 8G, kind: partition }")
	case slices.Contains([]string{"zfs", "bcachefs", "tmpfs", "vfat"}, fs):
		p.diags.Add(diag.SwapPlace, s.at, "a swap file cannot be in %s", fs).Help("put the swap on a partition of its own")
	case s.sub != nil && s.sub.Compression != "" && s.sub.Compression != "none":
		p.diags.Add(diag.SwapPlace, s.at, "a swap file cannot be where files are compressed").See(s.sub.At, "the subvolume").Help("give it a subvolume of its own")
	case s.sub != nil && s.sub.Mount == "" || s.sub == nil && s.in.Mount == "":
		p.diags.Add(diag.SwapPlace, s.at, "the swap file is in a file system that is not mounted").See(s.in.at, "the file system").Help("%s", p.mountedSwap(s))
	}
}

// mountedSwap says how a swap file comes to lie where it is found: in btrfs in a subvolume of its own.
func (p *plan) mountedSwap(s swap) string {
	at := p.WrittenAt(p.host, s.in.Content)
	switch {
	case s.sub != nil:
		return fmt.Sprintf("mount the subvolume: %s.subvolumes: { %q: { mount: /.swap } }", at, s.sub.Name)
	case s.in.MountType() == "btrfs":
		return fmt.Sprintf("give it a subvolume: %s.subvolumes: { \"@swap\": { mount: /.swap, swapFiles: { %s: %s } } } in place of swapFiles", at, s.file, orSize(s.Size))
	}
	return "mount the file system, such as at " + p.freePlace()
}

func orSize(size string) string {
	if size == "" {
		return "8G"
	}
	return size
}

// swaps checks swap against the rest of the host.
func (p *plan) swaps() {
	var first *swap
	for _, s := range p.swapsIn() {
		if s.in.Dataset != nil {
			p.diags.Warn(diag.SwapPlace, s.at, "the host may stand still when memory runs short: ZFS needs memory to write swap").Help("put the swap on a partition of its own")
		}
		p.plainSwap(s)
		if !s.Hibernate {
			continue
		}
		if first != nil {
			p.diags.Add(diag.Hibernation, s.HibernateAt, "the host hibernates into one place, and this is the second").See(first.HibernateAt, "the first one").Help("say hibernate: true once")
			continue
		}
		first = &s
		p.hibernateInto(s)
	}
}

// plainSwap warns of swap that anybody can read beside a root that nobody can: what was in memory lies there.
func (p *plan) plainSwap(s swap) {
	if s.Random || p.luksBeneath(s.in) != nil {
		return
	}
	if root := p.storeMountOrRoot(); root != nil {
		if locked := p.luksFor(root); locked != nil {
			p.diags.Warn(diag.Encryption, s.at, "the system is encrypted, and this swap is not: keys and passwords from memory may stand there").
				See(locked.LUKS.At, "the encryption of the system").Help("%s", p.encryptSwap(s))
			return
		}
	}
	for i := range p.mounts {
		if locked := p.luksFor(&p.mounts[i]); locked != nil {
			p.diags.Warn(diag.Encryption, s.at, "%s is encrypted, and this swap is not: what programs read there may stand in it", p.mounts[i].Point).
				See(locked.LUKS.At, "its encryption").Help("%s", p.encryptSwap(s))
			return
		}
	}
}

// luksFor returns the part whose encryption is opened for a mount, nil where none is.
func (p *plan) luksFor(m *storage.Mount) *part {
	x := p.partOf(m.Holder)
	if x == nil {
		return nil
	}
	return p.luksBeneath(x)
}

// encryptSwap is the hint for swap that is to be encrypted.
func (p *plan) encryptSwap(s swap) string {
	ofPreset := s.in.Entry.Preset != "" || p.made(s.in.Entry)
	switch {
	case s.file != "" && s.Hibernate:
		return "put it into the encrypted file system, or encrypt this one, too"
	case s.file != "":
		return "put it into the encrypted file system, or onto a partition with a new key at each boot: swap: { random: true }"
	case s.Hibernate && ofPreset:
		return "encrypt all of the disk with a layout such as btrfs-luks, or write its partitions out, this one with luks: true"
	case s.Hibernate:
		return "add luks: true beside swap"
	case ofPreset:
		return "let it have a new key at each boot, beside its size: swap: { random: true }"
	}
	return "add luks: true, or give it a new key at each boot: swap: { random: true }"
}

// storeMountOrRoot is the mount that what the system keeps lies on: the root, unless it is in memory.
func (p *plan) storeMountOrRoot() *storage.Mount {
	if m := p.MountAt("/"); m != nil && m.Type != "tmpfs" {
		return m
	}
	return p.MountAt("/nix")
}

// hibernateInto checks what the host writes its memory to.
func (p *plan) hibernateInto(s swap) {
	if r := p.report(); r != nil && r.Memory.Value > 0 {
		if size, at := p.sizeOfSwap(s); size > 0 && size < r.Memory.Value/10*9 {
			p.diags.Add(diag.Hibernation, s.HibernateAt, "the swap has %s, and the host has %s of memory to write there", sized(size), sized(r.Memory.Value)).
				See(r.Memory.Range(), "the report").See(elsewhere(at, s.HibernateAt), "its size").Help("give it as much as the machine has memory")
		}
	}
	if s.file != "" && s.ResumeOffset == "" && p.Firmware != "uefi" && p.Firmware != "" {
		p.diags.Add(diag.Hibernation, s.HibernateAt, "with firmware %s nothing tells the host at boot where in the file system the swap file begins", p.Firmware).
			See(p.firmwareAt(), "firmware is set here").Help("say resumeOffset, or hibernate into a partition: swap: { size: 16G, kind: partition, hibernate: true }")
	}
	if pool := p.zfsPart(); pool != nil && !p.host.Setting("boot", "zfs", "unsafeAllowHibernation").IsTrue() {
		p.diags.Add(diag.Hibernation, s.HibernateAt, "NixOS does not hibernate a host with ZFS: the pool could be damaged").See(pool.at, "the pool").Help("remove hibernate")
	}
}

func (p *plan) zfsPart() *part {
	for _, x := range p.parts {
		if x.Entry.Kind == storage.KindZFS {
			return x
		}
	}
	return nil
}

// sizeOfSwap is how much swap holds, 0 where it is not known.
func (p *plan) sizeOfSwap(s swap) (int64, source.Range) {
	if s.file == "" {
		if size, at, known := p.roomOf(s.in); known {
			return size, at
		}
	}
	size, _ := types.Bytes(s.Size)
	return size, s.at
}

// hibernation reports that a host is to write its memory to swap that it does not have. What the host imports may set
// some up.
func (p *plan) hibernation() {
	h := p.host
	lasting := func(s swap) bool { return !s.Random }
	none := !slices.ContainsFunc(p.swapsIn(), lasting)
	pool := p.zfsPart()
	if len(p.Entries) == 0 || !none && pool == nil || len(h.Imports) > 0 || p.doubtful || p.Raw != nil ||
		h.Doubtful("settings", "swapDevices") || h.Setting("swapDevices") != nil || h.Setting("boot", "zfs", "unsafeAllowHibernation").IsTrue() {
		return
	}
	root := p.MountAt("/")
	if root == nil {
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
		n := m.Value.Get(by.option)
		if !n.IsSet() || !slices.Contains([]string{"hibernate", "suspend-then-hibernate"}, n.Text) {
			continue
		}
		if none {
			p.diags.Warn(diag.NoSwap, n.Range(), "%s.%s is %s, and no disk of the host has swap: it cannot hibernate", m.KeyPath(), by.option, n.Text).
				See(root.Entry.At, "the disk that holds the system").
				Help("give it swap, as much as the machine has memory, such as swap: 16G, or write suspend")
		} else {
			p.diags.Warn(diag.NoSwap, n.Range(), "%s.%s is %s, and NixOS does not hibernate a host with ZFS", m.KeyPath(), by.option, n.Text).
				See(pool.at, "the pool").Help("write suspend")
		}
	}
}

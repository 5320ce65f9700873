package storage

import (
	"slices"
	"strings"
)

// MountedFirst are the places that NixOS mounts before it starts (nixos/lib/utils.nix, pathsNeededForBoot).
var MountedFirst = []string{"/", "/nix", "/nix/store", "/var", "/var/log", "/var/lib", "/var/lib/nixos", "/etc", "/usr"}

// PersistMount is where presets with a root that does not last keep what does, and most people who have such a root.
// NixOS does not know by itself that it has to be mounted before the system starts.
const PersistMount = "/persist"

// BehindLUKS tells whether something that is encrypted has to be opened before a part can be used, other than the part
// itself: until somebody has typed the passphrase nobody knows of its device.
func (l *Layout) BehindLUKS(e *Entry, part string) bool {
	return l.behindLUKS(e, part, map[string]bool{})
}

func (l *Layout) behindLUKS(e *Entry, part string, seen map[string]bool) bool {
	if part != "" && e.Content.LUKS != nil && e.Kind != KindDisk { // what it holds is in it
		return true
	}
	if seen[e.Name] {
		return false
	}
	seen[e.Name] = true
	return slices.ContainsFunc(l.Members(e.Name), func(p Part) bool {
		return p.LUKS != nil || l.behindLUKS(p.Entry, p.Name, seen)
	})
}

// Resume is where a host finds its memory again after it hibernated.
type Resume struct {
	Device string // with the swap, or with the file system of the swap file
	Offset string // of a file within the device, in pages, where it is known
	File   bool
	Behind bool // the device is there only when something was opened
}

// Resume returns where the host hibernates to, nil where it does not.
func (l *Layout) Resume() *Resume {
	for _, p := range l.Parts() {
		if p.Swap != nil && p.Swap.Hibernate {
			return &Resume{Device: p.Opened(), Behind: l.BehindLUKS(p.Entry, p.Name)}
		}
		for _, file := range p.EverySwapFile() {
			if file.Hibernate {
				return &Resume{Device: p.Opened(), Offset: file.ResumeOffset, File: true, Behind: p.LUKS != nil || l.BehindLUKS(p.Entry, p.Name)}
			}
		}
	}
	return nil
}

// BootMirrors are the further EFI system partitions from which the host starts, too, when the first disk fails. The device
// is the disk where that starts with BIOS as well.
func (l *Layout) BootMirrors() []Part {
	var out []Part
	for _, e := range l.Entries {
		for _, p := range e.Partitions {
			if !p.isBootMirror() {
				continue
			}
			part := e.part(p)
			part.Device = ""
			if e.startsWithBIOS() {
				part.Device = e.Device
			}
			out = append(out, part)
		}
	}
	return out
}

func (p *Partition) isBootMirror() bool {
	return p.Role == RoleESP && strings.HasPrefix(p.Mount, bootMount+"-")
}

// startsWithBIOS tells whether disko has GRUB installed on a disk.
func (e *Entry) startsWithBIOS() bool {
	return e.Kind == KindDisk && slices.ContainsFunc(e.Partitions, func(p *Partition) bool { return p.typeCode() == biosBootCode })
}

// GRUBDisks are the disks that start with BIOS from /boot, where others start from an EFI system partition of their own;
// none where all do from /boot. What is written in disko's own words is not looked at, so that nothing is said beside that.
func (l *Layout) GRUBDisks() []string {
	var out []string
	others := false
	for _, e := range l.Entries {
		switch {
		case !e.startsWithBIOS():
		case slices.ContainsFunc(e.Partitions, (*Partition).isBootMirror):
			others = true
		default:
			out = append(out, e.Device)
		}
	}
	if !others || l.Raw != nil {
		return nil
	}
	return out
}

// survive lets a host start without the disk of one of its EFI system partitions where somebody wrote several, unless they
// say themselves how those are mounted. Those that panther adds to a mirror have the same.
func (l *Layout) survive() {
	if len(l.BootMirrors()) == 0 {
		return
	}
	for _, e := range l.Entries {
		for _, p := range e.Partitions {
			if p.IsSpareBoot() && !e.Value.Get("partitions").Get(p.Name).Get("mountOptions").IsSet() {
				p.MountOptions = append(p.MountOptions, survivable...)
			}
		}
	}
}

// IsSpareBoot tells whether a partition is an EFI system partition at /boot, or a further one beside that.
func (p *Partition) IsSpareBoot() bool {
	return p.Role == RoleESP && p.Mount == bootMount || p.isBootMirror()
}

// MayBeGone tells whether a part is swap on one of several disks that hold the system together: a mirror starts without
// one of them, and need not wait for the swap on it.
func (l *Layout) MayBeGone(p Part) bool {
	if p.Swap == nil || p.Swap.Hibernate || p.Entry.Kind != KindDisk {
		return false
	}
	disks := l.systemDisks()
	return len(disks) > 1 && slices.Contains(disks, p.Entry)
}

// systemDisks are the disks that the system lies on.
func (l *Layout) systemDisks() []*Entry {
	for _, point := range []string{"/nix", "/"} { // a root in memory has no disks
		if m := l.MountAt(point); m != nil {
			return l.disksBelow(m.Entry, map[string]bool{})
		}
	}
	return nil
}

func (l *Layout) disksBelow(e *Entry, seen map[string]bool) []*Entry {
	if e.Kind == KindDisk {
		return []*Entry{e}
	}
	var out []*Entry
	for _, m := range l.Members(e.Name) {
		if !seen[m.Entry.Name] {
			seen[m.Entry.Name] = true
			out = append(out, l.disksBelow(m.Entry, seen)...)
		}
	}
	return out
}

// PoolDevices is the folder in which ZFS finds all that its pools are made of, where that is not the usual one: disks
// that go by another name than what they are have partitions with labels.
func (l *Layout) PoolDevices() string {
	odd := false
	for _, e := range l.Entries {
		if e.Kind != KindZFS {
			continue
		}
		for _, m := range l.Members(e.Name) {
			if m.Name == "" || m.Entry.Kind != KindDisk || m.LUKS != nil {
				return ""
			}
			odd = odd || !strings.HasPrefix(m.Entry.Device, "/dev/disk/by-id/")
		}
	}
	if !odd {
		return ""
	}
	return "/dev/disk/by-partlabel"
}

// Of returns the entries of a kind.
func (l *Layout) Of(kind string) []*Entry {
	return slices.DeleteFunc(slices.Clone(l.Entries), func(e *Entry) bool { return e.Kind != kind })
}

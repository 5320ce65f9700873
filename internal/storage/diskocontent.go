package storage

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/nix"
)

// content is what a place holds, nil for nothing.
func (p *printing) content(at *place) *attrSet {
	held := p.held(at)
	if at.LUKS == nil {
		return held
	}
	l, s := at.LUKS, &attrSet{}
	s.str("type", "luks")
	s.str("name", l.Name)
	further := l.FurtherKeys
	if l.KeyFile == "" {
		s.str("passwordFile", l.PasswordFile)
	} else if l.PasswordFile != "" { // disko formats with the key file and adds the others
		further = append([]string{l.PasswordFile}, further...)
	}
	s.set("settings", l.settings())
	s.strs("additionalKeyFiles", further)
	s.strs("extraFormatArgs", l.FormatOptions)
	s.strs("extraOpenArgs", l.OpenOptions)
	s.set("content", held)
	return s
}

// settings say how the device is opened at boot; nil where there is nothing to say.
func (l *LUKS) settings() *attrSet {
	s := &attrSet{}
	s.yes("allowDiscards", l.Discards)
	if l.KeyFile != "" {
		s.str("keyFile", l.KeyFile)
		s.number("keyFileSize", l.KeyFileSize)
		s.number("keyFileOffset", l.KeyFileOffset)
		s.number("keyFileTimeout", l.Timeout)
	}
	var options []string
	for _, way := range l.Unlock {
		switch way {
		case UnlockTPM2:
			options = append(options, "tpm2-device=auto")
		case UnlockFIDO2:
			options = append(options, "fido2-device=auto")
		}
	}
	s.strs("crypttabExtraOpts", options)
	if len(s.fields) == 0 {
		return nil
	}
	return s
}

// number puts a whole number, where there is one.
func (s *attrSet) number(name, digits string) {
	if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
		s.put(name, nix.Int(n))
	}
}

// held is what a place holds, within its encryption.
func (p *printing) held(at *place) *attrSet {
	s := &attrSet{}
	switch {
	case at.MemberOf != "":
		return p.member(at)
	case at.Swap != nil:
		s.str("type", "swap")
		s.number("priority", at.Swap.Priority)
		s.str("discardPolicy", at.Swap.Discard)
		s.yes("randomEncryption", at.Swap.Random)
		s.yes("resumeDevice", at.Swap.Hibernate)
	case at.Filesystem == "":
		return nil
	case at.Filesystem == "btrfs":
		at.btrfs(s, at.FormatOptions)
	case at.ownsBcachefs():
		s.str("type", "bcachefs")
		s.str("filesystem", at.bcachefsName())
	default:
		s.str("type", "filesystem")
		s.str("format", at.Filesystem)
		s.strs("extraArgs", at.FormatOptions)
		s.mounted(at.Mount, at.MountOptions)
	}
	return s
}

// member is a share in another entry.
func (p *printing) member(at *place) *attrSet {
	of, s := p.entries[at.MemberOf], &attrSet{}
	if of == nil {
		return nil
	}
	switch of.Kind {
	case KindRAID:
		s.str("type", "mdraid")
		s.str("name", of.Name)
	case KindLVM:
		s.str("type", "lvm_pv")
		s.str("vg", of.Name)
	case KindZFS:
		s.str("type", "zfs")
		s.str("pool", of.Name)
	case KindBcachefs:
		s.str("type", "bcachefs")
		s.str("filesystem", of.Name)
		s.strs("extraFormatArgs", at.FormatOptions)
	case KindBtrfs:
		if !p.isLast(at) {
			return nil
		}
		of.btrfs(s, p.btrfsArgs(of))
	default:
		return nil
	}
	return s
}

// isLast tells whether disko makes all other members of the same entry before this one.
func (p *printing) isLast(at *place) bool {
	all := p.members[at.MemberOf]
	return len(all) > 0 && all[len(all)-1].Content == at.Content
}

// btrfsArgs are what mkfs.btrfs is told of a file system over several devices, beside the last of them.
func (p *printing) btrfsArgs(e *Entry) []string {
	args := slices.Clone(e.FormatOptions)
	if e.Profile != "" {
		args = append(args, "-d "+e.Profile)
	}
	if metadata := e.metadataProfile(); metadata != "raid1" { // which mkfs.btrfs takes by itself
		args = append(args, "-m "+metadata)
	}
	members := p.members[e.Name]
	for _, at := range members[:len(members)-1] {
		args = append(args, shellWord(at.opened()))
	}
	return args
}

// metadataProfile is how metadata are kept: as the data, but never by parity.
func (e *Entry) metadataProfile() string {
	switch {
	case e.Metadatas != "":
		return e.Metadatas
	case e.Profile == "" || e.Profile == "raid5" || e.Profile == "raid6":
		return "raid1"
	}
	return e.Profile
}

// shellWord quotes what a shell would read otherwise: disko hands arguments to it as they stand.
func shellWord(text string) string {
	if strings.ContainsAny(text, `\#=~ `) {
		return "'" + text + "'"
	}
	return text
}

// btrfs is a file system of its own or over several devices. Its subvolumes have all mount options of the file system,
// since the first that is mounted decides.
func (c *Content) btrfs(s *attrSet, args []string) {
	s.str("type", "btrfs")
	s.strs("extraArgs", args)
	options := c.btrfsOptions()
	s.mounted(c.Mount, options)
	if files := swapFiles(c.SwapFiles); files != nil {
		s.set("swap", files)
	}
	for i := range c.Subvolumes {
		sub := &c.Subvolumes[i]
		below := &attrSet{}
		below.mounted(sub.Mount, together(options, sub.MountOptions))
		below.set("swap", swapFiles(sub.SwapFiles))
		s.in("subvolumes").set(sub.Name, below)
	}
}

// btrfsOptions are the mount options of a btrfs file system, with its compression.
func (c *Content) btrfsOptions() []string {
	if c.Compression == "" || c.Compression == "none" {
		return c.MountOptions
	}
	return append([]string{"compress=" + c.Compression}, c.MountOptions...)
}

// together are two lists of options as one, each option once.
func together(a, b []string) []string {
	out := slices.Clone(a)
	for _, option := range b {
		if !slices.Contains(out, option) {
			out = append(out, option)
		}
	}
	return out
}

// mounted says where something is mounted and how, where it is.
func (s *attrSet) mounted(point string, options []string) {
	if point != "" {
		s.str("mountpoint", point)
		s.strs("mountOptions", options)
	}
}

func swapFiles(files []SwapFile) *attrSet {
	if len(files) == 0 {
		return nil
	}
	s := &attrSet{}
	for _, f := range files {
		file := s.in(f.Name)
		file.str("size", f.Size)
		file.number("priority", f.Priority)
		switch f.Discard {
		case "":
		case "both":
			file.strs("options", []string{"discard"})
		default:
			file.strs("options", []string{"discard=" + f.Discard})
		}
	}
	return s
}

// ownsBcachefs tells whether a place holds a bcachefs file system of its own that has subvolumes: disko makes them only
// where the file system stands beside its devices.
func (at *place) ownsBcachefs() bool {
	return at.Filesystem == KindBcachefs && len(at.Subvolumes) > 0
}

func (at *place) bcachefsName() string {
	if part := at.part(); part != "" {
		return at.Entry.Name + "-" + strings.ReplaceAll(part, "/", "-")
	}
	return at.Entry.Name
}

func (p *printing) bcachefs(c *Content, uuid string) *attrSet {
	s := &attrSet{}
	s.str("type", "bcachefs_filesystem")
	s.str("uuid", uuid)
	args := c.FormatOptions
	if c.Compression != "" && c.Compression != "none" {
		args = append([]string{"--compression=" + c.Compression}, args...)
	}
	s.strs("extraFormatArgs", args)
	s.mounted(c.Mount, c.MountOptions)
	for i := range c.Subvolumes {
		sub := &c.Subvolumes[i]
		below := &attrSet{}
		below.mounted(sub.Mount, together(c.MountOptions, sub.MountOptions))
		s.in("subvolumes").set(sub.Name, below)
	}
	return s
}

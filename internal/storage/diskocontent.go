package storage

import (
	"slices"
	"strings"
)

// content is what a place holds, nil for nothing.
func (p *printing) content(at Part) *attrSet {
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
			options = append(options, TPM2Option, PCROption+strings.Join(l.PCRs, "+"))
		case UnlockFIDO2:
			options = append(options, FIDO2Option)
		}
	}
	if l.KeyAlone() {
		options = append(options, "headless=true")
	}
	s.strs("crypttabExtraOpts", options)
	if len(s.fields) == 0 {
		return nil
	}
	return s
}

// held is what a place holds, within its encryption.
func (p *printing) held(at Part) *attrSet {
	s, c := &attrSet{}, at.Content
	switch {
	case c.MemberOf != "":
		return p.member(at)
	case c.Swap != nil:
		s.str("type", "swap")
		s.number("priority", c.Swap.Priority)
		s.str("discardPolicy", c.Swap.Discard)
		s.yes("randomEncryption", c.Swap.Random)
		s.yes("resumeDevice", c.Swap.Hibernate)
		if p.MayBeGone(at) {
			s.strs("mountOptions", survivable)
		}
	case c.Filesystem == "":
		return nil
	case c.Filesystem == KindBtrfs:
		c.btrfs(s, c.FormatOptions)
	case at.ownsBcachefs():
		s.str("type", "bcachefs")
		s.str("filesystem", at.bcachefsName())
	default:
		s.str("type", "filesystem")
		s.str("format", c.Filesystem)
		s.strs("extraArgs", c.FormatOptions)
		s.mounted(c.Mount, c.OptionsOf(nil))
	}
	return s
}

// member is a share in another entry.
func (p *printing) member(at Part) *attrSet {
	of, s := p.Entry(at.MemberOf), &attrSet{}
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
func (p *printing) isLast(at Part) bool {
	all := p.members[at.MemberOf]
	return len(all) > 0 && all[len(all)-1].Content == at.Content
}

// btrfsArgs are what mkfs.btrfs is told of a file system over several devices, beside the last of them.
func (p *printing) btrfsArgs(e *Entry) []string {
	args := slices.Clone(e.FormatOptions)
	if e.Profile != "" {
		args = append(args, "-d "+e.Profile)
	}
	if e.MetadataProfile != "" && e.MetadataProfile != "raid1" { // which mkfs.btrfs takes by itself
		args = append(args, "-m "+e.MetadataProfile)
	}
	members := p.members[e.Name]
	for _, at := range members[:len(members)-1] {
		args = append(args, shellWord(at.Opened()))
	}
	return args
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
	s.mounted(c.Mount, c.OptionsOf(nil))
	s.set("swap", swapFiles(c.SwapFiles))
	c.subvolumes(s)
}

// subvolumes are those of btrfs and bcachefs; swap files are in those of btrfs alone.
func (c *Content) subvolumes(s *attrSet) {
	for i := range c.Subvolumes {
		sub := &c.Subvolumes[i]
		below := &attrSet{}
		below.mounted(sub.Mount, c.OptionsOf(sub))
		below.set("swap", swapFiles(sub.SwapFiles))
		s.in("subvolumes").set(sub.Name, below)
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
func (p Part) ownsBcachefs() bool {
	return p.Filesystem == KindBcachefs && p.Entry.Kind != KindBcachefs && len(p.Subvolumes) > 0
}

func (p Part) bcachefsName() string {
	if p.Name == "" {
		return p.Entry.Name
	}
	return p.Entry.Name + "-" + strings.ReplaceAll(p.Name, "/", "-")
}

func bcachefs(c *Content, uuid string) *attrSet {
	s := &attrSet{}
	s.str("type", "bcachefs_filesystem")
	s.str("uuid", uuid)
	s.strs("extraFormatArgs", c.FormatOptions)
	s.mounted(c.Mount, c.OptionsOf(nil))
	c.subvolumes(s)
	return s
}

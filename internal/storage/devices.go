package storage

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Part is one of the places of a host that hold something: an entry of disks itself, or what is in it.
type Part struct {
	Entry   *Entry
	Name    string // of the partition, the volume or the dataset, "" for the entry itself
	Content *Content
	Device  string // as NixOS names it, without what is encrypted on it
	Dataset *Dataset
}

// Opened is the device of what the part holds: the opened one where it is encrypted.
func (p Part) Opened() string {
	if p.Content.LUKS != nil {
		return "/dev/mapper/" + p.Content.LUKS.Name
	}
	return p.Device
}

// Parts lists all that holds something, entry by entry.
func (l *Layout) Parts() []Part {
	var out []Part
	for _, e := range l.Entries {
		out = append(out, Part{Entry: e, Content: &e.Content, Device: l.deviceOf(e)})
		for _, p := range e.Partitions {
			out = append(out, Part{Entry: e, Name: p.Name, Content: &p.Content, Device: e.partitionDevice(p)})
		}
		for _, v := range e.Volumes {
			out = append(out, Part{Entry: e, Name: v.Name, Content: &v.Content, Device: "/dev/" + e.Name + "/" + v.Name})
		}
		for _, d := range e.Pool.Datasets {
			part := Part{Entry: e, Name: d.Name, Content: &d.Content, Device: e.Name + "/" + d.Name, Dataset: d}
			if d.Size != "" {
				part.Device = "/dev/zvol/" + part.Device
			}
			out = append(out, part)
		}
	}
	return out
}

// Members are the parts that an entry is made of, in the order in which disko makes them: by the names of their disks.
func (l *Layout) Members(name string) []Part {
	var out []Part
	for _, e := range l.Entries {
		if e.Content.MemberOf == name && e.Name != name {
			out = append(out, Part{Entry: e, Content: &e.Content, Device: l.deviceOf(e)})
		}
		for _, p := range e.Partitions {
			if p.MemberOf == name {
				out = append(out, Part{Entry: e, Name: p.Name, Content: &p.Content, Device: e.partitionDevice(p)})
			}
		}
		for _, v := range e.Volumes {
			if v.MemberOf == name {
				out = append(out, Part{Entry: e, Name: v.Name, Content: &v.Content, Device: "/dev/" + e.Name + "/" + v.Name})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Part) int { return cmp.Compare(a.Entry.Name, b.Entry.Name) })
	return out
}

// Entry returns an entry by its name, nil where there is none.
func (l *Layout) Entry(name string) *Entry {
	for _, e := range l.Entries {
		if e.Name == name {
			return e
		}
	}
	return nil
}

// deviceOf is the device of an entry as a whole. A btrfs file system over several devices goes by its last member, which
// disko makes it on.
func (l *Layout) deviceOf(e *Entry) string {
	switch e.Kind {
	case KindDisk:
		return e.Device
	case KindRAID:
		return "/dev/md/" + e.Name
	case KindZFS:
		return e.Name
	case KindTmpfs:
		return "none"
	case KindBtrfs:
		if members := l.membersOfBtrfs(e.Name); len(members) > 0 {
			return members[len(members)-1].Opened()
		}
	case KindBcachefs:
		return "/dev/disk/by-uuid/" + e.UUID
	}
	return ""
}

// membersOfBtrfs leaves out members that are no device of their own, such as another such file system.
func (l *Layout) membersOfBtrfs(name string) []Part {
	return slices.DeleteFunc(l.Members(name), func(p Part) bool { return p.Device == "" })
}

// most is how many characters the label of a partition can have.
const most = 36

// PartitionLabel is the label of a partition, as disko makes it where nobody says one.
func (e *Entry) PartitionLabel(p *Partition) string {
	if p.Label != "" {
		return p.Label
	}
	kind := e.Kind
	if kind == KindRAID {
		kind = "mdadm"
	}
	label := kind + "-" + e.Name + "-" + p.Name
	if len(label) > most {
		sum := sha256.Sum256([]byte(label))
		return hex.EncodeToString(sum[:])[:most]
	}
	return label
}

func (e *Entry) partitionDevice(p *Partition) string {
	switch {
	case p.UUID != "":
		return "/dev/disk/by-partuuid/" + p.UUID
	case e.Kind == KindRAID: // udev makes no links by label for partitions of an array
		return "/dev/disk/by-id/md-name-any:" + e.Name + "-part" + strconv.Itoa(e.index(p))
	}
	return "/dev/disk/by-partlabel/" + escapeUdev(e.PartitionLabel(p))
}

// index is the number of a partition on its disk, as disko counts them.
func (e *Entry) index(p *Partition) int {
	sorted := slices.Clone(e.Partitions)
	slices.SortFunc(sorted, func(a, b *Partition) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Name, b.Name))
	})
	return slices.Index(sorted, p) + 1
}

// rank is what disko sorts partitions by.
func (p *Partition) rank() int {
	switch {
	case p.Priority != 0:
		return p.Priority
	case p.Size == "100%":
		return 9001
	case p.Role == RoleBIOSBoot || p.TypeCode == "EF02":
		return 100
	}
	return 1000
}

// escapeUdev writes a label as udev names the link to it.
func escapeUdev(label string) string {
	var b strings.Builder
	for i := range len(label) {
		c := label[i]
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.IndexByte("#+-.:=@_/", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\x%02X`, c)
		}
	}
	return b.String()
}

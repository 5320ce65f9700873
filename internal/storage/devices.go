package storage

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// Part is one of the places of a host that hold something: an entry of disks itself, or what is in it.
type Part struct {
	Entry  *Entry
	Name   string // of the partition, the volume or the dataset, "" for the entry itself
	Device string // as NixOS names it, without what is encrypted on it

	// What it is; none of them for the entry itself.
	Partition *Partition
	Volume    *Volume
	Dataset   *Dataset

	*Content
}

// Opened is the device of what the part holds: the opened one where it is encrypted.
func (p Part) Opened() string {
	if p.LUKS != nil {
		return "/dev/mapper/" + p.LUKS.Name
	}
	return p.Device
}

// contents are all that holds something, entry by entry.
func (l *Layout) contents() iter.Seq[*Content] {
	return func(yield func(*Content) bool) {
		for _, e := range l.Entries {
			more := yield(&e.Content)
			for _, p := range e.Partitions {
				more = more && yield(&p.Content)
			}
			for _, v := range e.Volumes {
				more = more && yield(&v.Content)
			}
			for _, d := range e.Pool.Datasets {
				more = more && yield(&d.Content)
			}
			if !more {
				return
			}
		}
	}
}

func (l *Layout) hasMembers(name string) bool {
	for c := range l.contents() {
		if c.MemberOf == name {
			return true
		}
	}
	return false
}

// Parts lists all that holds something, entry by entry.
func (l *Layout) Parts() []Part {
	count := 0
	for _, e := range l.Entries {
		count += 1 + len(e.Partitions) + len(e.Volumes) + len(e.Pool.Datasets)
	}
	out := make([]Part, 0, count)
	for _, e := range l.Entries {
		out = append(out, Part{Entry: e, Content: &e.Content, Device: l.deviceOf(e)})
		for _, p := range e.Partitions {
			out = append(out, e.part(p))
		}
		for _, v := range e.Volumes {
			out = append(out, e.volumePart(v))
		}
		for _, d := range e.Pool.Datasets {
			out = append(out, e.datasetPart(d))
		}
	}
	return out
}

func (e *Entry) part(p *Partition) Part {
	return Part{Entry: e, Name: p.Name, Device: e.partitionDevice(p), Partition: p, Content: &p.Content}
}

func (e *Entry) volumePart(v *Volume) Part {
	return Part{Entry: e, Name: v.Name, Device: "/dev/" + e.Name + "/" + v.Name, Volume: v, Content: &v.Content}
}

func (e *Entry) datasetPart(d *Dataset) Part {
	part := Part{Entry: e, Name: d.Name, Device: e.Name + "/" + d.Name, Dataset: d, Content: &d.Content}
	if d.Size != "" {
		part.Device = "/dev/zvol/" + part.Device
	}
	return part
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

// Without is the layout without some of its entries.
func (l *Layout) Without(left func(*Entry) bool) *Layout {
	if !slices.ContainsFunc(l.Entries, left) {
		return l
	}
	out := &Layout{Firmware: l.Firmware, Entries: slices.DeleteFunc(slices.Clone(l.Entries), left), Raw: l.Raw}
	out.mounts = out.findMounts()
	return out
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
		if members := l.Members(e.Name); len(members) > 0 {
			return members[len(members)-1].Opened()
		}
	case KindBcachefs:
		return bcachefsDevice(e.Name, e.UUID)
	}
	return ""
}

// bcachefsDevice is how a bcachefs file system is found that stands beside its devices. disko makes an identifier of its
// name where nobody says one.
func bcachefsDevice(name, uuid string) string {
	if uuid == "" {
		sum := sha256.Sum256([]byte(name))
		digits := hex.EncodeToString(sum[:16])
		uuid = digits[:8] + "-" + digits[8:12] + "-" + digits[12:16] + "-" + digits[16:20] + "-" + digits[20:]
	}
	return "/dev/disk/by-uuid/" + uuid
}

// LongestLabel is how many characters the label of a partition can have.
const LongestLabel = 36

// LabelOfNames is the label that disko makes of the names of a disk or an array (its group of entries says which) and of
// a partition on it: a hash of them where they are too long.
func LabelOfNames(group, entry, partition string) string {
	label := joinedLabel(group, entry, partition)
	if len(label) > LongestLabel {
		sum := sha256.Sum256([]byte(label))
		return hex.EncodeToString(sum[:])[:LongestLabel]
	}
	return label
}

func joinedLabel(group, entry, partition string) string { return group + "-" + entry + "-" + partition }

// JoinedLabel are the names that the label of a partition is made of where nobody says one.
func (e *Entry) JoinedLabel(p *Partition) string {
	return joinedLabel(diskoKind(e.Kind), e.Name, p.attribute())
}

// PartitionLabel is the label of a partition, as disko makes it where nobody says one.
func (e *Entry) PartitionLabel(p *Partition) string {
	if p.Label != "" {
		return p.Label
	}
	return LabelOfNames(diskoKind(e.Kind), e.Name, p.attribute())
}

func (e *Entry) partitionDevice(p *Partition) string {
	switch {
	case p.UUID != "":
		return "/dev/disk/by-partuuid/" + p.UUID
	case e.Kind == KindRAID: // udev makes no links by label for partitions of an array
		return "/dev/disk/by-id/md-name-any:" + e.Name + "-part" + strconv.Itoa(slices.Index(e.InOrder(), p)+1)
	}
	return "/dev/disk/by-partlabel/" + UdevName(e.PartitionLabel(p))
}

// UdevName is a label as it stands in the names of links below /dev/disk.
func UdevName(label string) string {
	var b strings.Builder
	b.Grow(len(label))
	for i := range len(label) {
		c := label[i]
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.IndexByte("#+,-.:=@_/", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\x%02X`, c)
		}
	}
	return b.String()
}

// Package draw makes pictures of what holds data on a host, as text and as SVG.
package draw

import (
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
)

// Kind says what a box is.
type Kind string

// The kinds of boxes, beside those of entries of disks.
const (
	KindPartition  Kind = "partition"
	KindVolume     Kind = "volume"
	KindDataset    Kind = "dataset"
	KindEncrypted  Kind = "encrypted"
	KindFilesystem Kind = "filesystem"
	KindSubvolume  Kind = "subvolume"
	KindSwap       Kind = "swap"
	KindSwapFile   Kind = "swapfile"
	KindMember     Kind = "member"
	KindFree       Kind = "free"
)

// Box is a place that holds something, with what is in it.
type Box struct {
	Kind   Kind     `json:"kind"`
	Name   string   `json:"name,omitempty"`
	Role   string   `json:"role,omitempty"`   // of a partition; of a member the kind of what it is a part of
	Size   string   `json:"size,omitempty"`   // as it is said
	Bytes  int64    `json:"bytes,omitempty"`  // as far as it is known
	Device string   `json:"device,omitempty"` // of a disk
	Mount  string   `json:"mount,omitempty"`
	Of     []string `json:"of,omitempty"` // what it is a part of, or what it is made of
	Notes  []string `json:"notes,omitempty"`
	Inside []*Box   `json:"inside,omitempty"`
}

// Disks is the picture of a host: its disks, and what is made of them.
func Disks(l *storage.Layout, sizeOf func(device string) int64) []*Box {
	p := &picture{layout: l, sizeOf: sizeOf}
	var disks, others []*Box
	for _, e := range l.Entries {
		if e.Kind == storage.KindDisk {
			disks = append(disks, p.entry(e))
		}
	}
	for _, e := range l.Entries {
		if e.Kind != storage.KindDisk {
			others = append(others, p.entry(e))
		}
	}
	return append(disks, others...)
}

type picture struct {
	layout *storage.Layout
	sizeOf func(device string) int64
}

func (p *picture) entry(e *storage.Entry) *Box {
	b := &Box{Kind: Kind(e.Kind), Name: e.Name, Device: e.Device, Size: e.Size}
	switch e.Kind {
	case storage.KindDisk:
		if b.Bytes = p.sizeOf(e.Device); b.Bytes == 0 {
			b.Bytes, _ = types.Bytes(e.Size)
		}
		b.Notes = notesOf(e.Model)
	case storage.KindTmpfs:
		b.Notes = e.OptionsOf(nil)
	default:
		p.composed(b, e)
	}
	switch {
	case len(e.Partitions) > 0:
		b.Inside = p.partitions(e, b.Bytes)
	case e.Volumes != nil:
		b.Inside = p.volumes(e, b.Bytes)
	case e.Kind == storage.KindZFS:
		for _, d := range e.Pool.Datasets {
			b.Inside = append(b.Inside, p.dataset(d))
		}
	case e.Kind == storage.KindTmpfs, e.Kind == storage.KindBtrfs, e.Kind == storage.KindBcachefs:
		whole := p.filesystem(&e.Content)
		b.Mount, b.Inside = whole.Mount, whole.Inside
		b.Notes = append(b.Notes, whole.Notes...)
	default:
		b.Inside = p.content(&e.Content, b.Bytes)
	}
	if b.Kind == Kind(storage.KindZFS) {
		b.Mount = e.Mount
	}
	return b
}

// composed notes what an entry is made of, and how.
func (p *picture) composed(b *Box, e *storage.Entry) {
	var sizes []int64
	for _, m := range p.layout.Members(e.Name) {
		name := m.Entry.Name
		if m.Name != "" {
			name += "/" + m.Name
		}
		b.Of = append(b.Of, name)
		sizes = append(sizes, p.partSize(m))
	}
	switch e.Kind {
	case storage.KindRAID:
		b.Notes = notesOf("raid"+strconv.Itoa(e.Level), e.Metadata)
		b.Bytes = arraySize(e.Level, sizes)
	case storage.KindLVM:
		b.Bytes = arraySize(0, sizes)
	case storage.KindZFS:
		b.Notes = notesOf(poolMode(e.Pool))
		for _, o := range e.Pool.Root {
			b.Notes = append(b.Notes, o.Name+"="+o.Value)
		}
	case storage.KindBtrfs:
		b.Notes = notesOf(e.Profile)
	}
}

// poolMode is how a pool keeps its members, in a few words.
func poolMode(p storage.Pool) string {
	if p.VDevs == nil {
		return p.Mode
	}
	var words []string
	for _, group := range []struct {
		name  string
		vdevs []storage.VDev
	}{{"", p.VDevs.Data}, {"log", p.VDevs.Log}, {"special", p.VDevs.Special}, {"dedup", p.VDevs.Dedup}} {
		for _, v := range group.vdevs {
			words = append(words, strings.TrimSpace(group.name+" "+v.Mode)+" ("+strings.Join(v.Members, " ")+")")
		}
	}
	for _, group := range []struct {
		name    string
		members []string
	}{{"spare", p.VDevs.Spare}, {"cache", p.VDevs.Cache}} {
		if len(group.members) > 0 {
			words = append(words, group.name+" ("+strings.Join(group.members, " ")+")")
		}
	}
	return strings.Join(words, " + ")
}

// arraySize is how much an array holds, 0 where a member's size is not known.
func arraySize(level int, members []int64) int64 {
	var sum, least int64
	for _, n := range members {
		if n == 0 {
			return 0
		}
		sum += n
		if least == 0 || n < least {
			least = n
		}
	}
	count := int64(len(members))
	switch level {
	case 0:
		return sum
	case 1:
		return least
	case 4, 5:
		return least * max(0, count-1)
	case 6:
		return least * max(0, count-2)
	case 10:
		return least * (count / 2)
	}
	return 0
}

func notesOf(words ...string) (out []string) {
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}

// partSize is the size of a partition or a whole disk, 0 where it is not known.
func (p *picture) partSize(part storage.Part) int64 {
	e := part.Entry
	whole := p.sizeOf(e.Device)
	if whole == 0 {
		whole, _ = types.Bytes(e.Size)
	}
	if part.Name == "" {
		return whole
	}
	for _, b := range p.partitions(e, whole) {
		if b.Name == part.Name {
			return b.Bytes
		}
	}
	return 0
}

func (p *picture) partitions(e *storage.Entry, whole int64) []*Box {
	var out []*Box
	for _, part := range e.InOrder() {
		b := &Box{Kind: KindPartition, Name: part.Name, Role: part.Role, Size: sizeOfPart(part)}
		b.Bytes, _ = types.Bytes(part.Size)
		if b.Size == "" || b.Bytes == 0 && part.Size != "" {
			b.Size = "rest"
		}
		b.Inside = p.content(&part.Content, b.Bytes)
		out = append(out, b)
	}
	return share(out, whole)
}

func sizeOfPart(p *storage.Partition) string {
	switch {
	case p.Size != "":
		return p.Size
	case p.End != "" && p.Start != "":
		return p.Start + " to " + p.End
	case p.End != "":
		return "to " + p.End
	}
	return ""
}

// share gives what is left to the part that takes the rest, and shows what nobody takes.
func share(parts []*Box, whole int64) []*Box {
	var taken int64
	var rest []*Box
	for _, b := range parts {
		taken += b.Bytes
		if b.Bytes == 0 {
			rest = append(rest, b)
		}
	}
	left := whole - taken
	switch {
	case whole == 0 || left <= 0:
	case len(rest) == 1:
		rest[0].Bytes = left
	case len(rest) == 0 && left > whole/100:
		parts = append(parts, &Box{Kind: KindFree, Name: "free", Bytes: left})
	}
	return parts
}

func (p *picture) volumes(e *storage.Entry, whole int64) []*Box {
	var out []*Box
	for _, v := range e.Volumes {
		b := &Box{Kind: KindVolume, Name: v.Name, Size: v.Size, Notes: notesOf(v.Type)}
		b.Bytes, _ = types.Bytes(v.Size)
		if b.Bytes == 0 && strings.HasPrefix(v.Size, "100%") {
			b.Size = "rest"
		}
		if v.Pool != "" {
			b.Notes = append(b.Notes, "in "+v.Pool)
		}
		b.Inside = p.content(&v.Content, b.Bytes)
		out = append(out, b)
	}
	return share(out, whole)
}

func (p *picture) dataset(d *storage.Dataset) *Box {
	b := &Box{Kind: KindDataset, Name: d.Name, Size: d.Size, Mount: d.Mount}
	for _, o := range d.Options {
		if o.Name != "mountpoint" || d.Mount == "" {
			b.Notes = append(b.Notes, o.Name+"="+o.Value)
		}
	}
	if d.Size != "" {
		b.Mount = ""
		b.Inside = p.content(&d.Content, 0)
	}
	return b
}

// content is what something holds, beneath its encryption.
func (p *picture) content(c *storage.Content, size int64) []*Box {
	inner := p.held(c)
	if c.LUKS == nil {
		return inner
	}
	return []*Box{{Kind: KindEncrypted, Name: c.LUKS.Name, Bytes: size, Notes: c.LUKS.Unlock, Inside: inner}}
}

func (p *picture) held(c *storage.Content) []*Box {
	switch {
	case c.Filesystem != "":
		return []*Box{p.filesystem(c)}
	case c.Swap != nil:
		return []*Box{{Kind: KindSwap, Notes: swapNotes(c.Swap)}}
	case c.MemberOf != "":
		return []*Box{{Kind: KindMember, Of: []string{c.MemberOf}, Role: p.kindOf(c.MemberOf)}}
	}
	return nil
}

// kindOf says what a member belongs to.
func (p *picture) kindOf(name string) string {
	if e := p.layout.Entry(name); e != nil {
		return e.Kind
	}
	return ""
}

func (p *picture) filesystem(c *storage.Content) *Box {
	b := &Box{Kind: KindFilesystem, Name: c.Filesystem, Mount: c.Mount, Notes: c.OptionsOf(nil)}
	for i := range c.Subvolumes {
		s := &c.Subvolumes[i]
		sub := &Box{Kind: KindSubvolume, Name: s.Name, Mount: s.Mount, Notes: s.MountOptions}
		if s.NoCOW {
			sub.Notes = append(notesOf("nocow"), sub.Notes...)
		}
		if s.Compression != "" {
			sub.Notes = append(notesOf(s.Compression), sub.Notes...)
		}
		sub.Inside = swapFiles(s.SwapFiles)
		b.Inside = append(b.Inside, sub)
	}
	b.Inside = append(b.Inside, swapFiles(c.SwapFiles)...)
	return b
}

func swapFiles(files []storage.SwapFile) (out []*Box) {
	for _, f := range files {
		b := &Box{Kind: KindSwapFile, Name: f.Name, Size: f.Size, Notes: swapNotes(&f.Swap)}
		b.Bytes, _ = types.Bytes(f.Size)
		out = append(out, b)
	}
	return out
}

func swapNotes(s *storage.Swap) []string {
	var out []string
	if s.Hibernate {
		out = append(out, "hibernation")
	}
	if s.Random {
		out = append(out, "new key at each boot")
	}
	return out
}

package storage

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// place is something that holds a content: a part of an entry, or an entry itself. At most one of the parts is set.
type place struct {
	Entry     *Entry
	Partition *Partition
	Volume    *Volume
	Dataset   *Dataset
	*Content
}

// part is the name of the part, "" for the entry itself.
func (at *place) part() string {
	switch {
	case at.Partition != nil:
		return at.Partition.Name
	case at.Volume != nil:
		return at.Volume.Name
	case at.Dataset != nil:
		return at.Dataset.Name
	}
	return ""
}

// device is the block device that the place is.
func (at *place) device() string {
	switch e := at.Entry; {
	case at.Partition != nil:
		return e.partitionDevice(at.Partition)
	case at.Volume != nil:
		return "/dev/" + e.Name + "/" + at.Volume.Name
	case at.Dataset != nil:
		return "/dev/zvol/" + e.Name + "/" + at.Dataset.Name
	case e.Kind == KindRAID:
		return "/dev/md/" + e.Name
	default:
		return e.Device
	}
}

// opened is the block device that what the place holds lies on: within the encryption.
func (at *place) opened() string {
	if at.LUKS != nil {
		return "/dev/mapper/" + at.LUKS.Name
	}
	return at.device()
}

// partitionDevice is the device of a partition as disko names it.
func (e *Entry) partitionDevice(p *Partition) string {
	switch {
	case p.UUID != "":
		return "/dev/disk/by-partuuid/" + p.UUID
	case e.Kind == KindRAID: // whose partitions have no links by their labels
		index := slices.Index(partitionOrder(e.Partitions), p) + 1
		return fmt.Sprintf("/dev/disk/by-id/md-name-any:%s-part%d", e.Name, index)
	}
	return "/dev/disk/by-partlabel/" + escapeUdev(e.partitionLabel(p))
}

// maxLabel is how many characters fit into the label of a partition.
const maxLabel = 36

// partitionLabel is the label of a partition: what is written, or as disko makes it.
func (e *Entry) partitionLabel(p *Partition) string {
	if p.Label != "" {
		return p.Label
	}
	label := diskoKind(e.Kind) + "-" + e.Name + "-" + p.attribute()
	if len(label) > maxLabel {
		sum := sha256.Sum256([]byte(label))
		return hex.EncodeToString(sum[:])[:maxLabel]
	}
	return label
}

// escapeUdev writes a label as in the names of links that udev makes.
func escapeUdev(label string) string {
	var out strings.Builder
	for i := range len(label) {
		c := label[i]
		if '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || strings.IndexByte("#+,-.:=@_/", c) >= 0 {
			out.WriteByte(c)
		} else {
			fmt.Fprintf(&out, `\x%02X`, c)
		}
	}
	return out.String()
}

// partitionOrder is the order in which the partitions lie on the disk.
func partitionOrder(parts []*Partition) []*Partition {
	return inRank(parts, partitionPriorities(parts), (*Partition).ranked)
}

// inRank sorts what disko makes. Written priorities stand beside those that disko takes by itself.
func inRank[T any](all []T, written []int, ranking func(T) ranked) []T {
	type one struct {
		it T
		ranked
	}
	ordered := make([]one, 0, len(all))
	for i, it := range all {
		o := one{it, ranking(it)}
		if written[i] > 0 {
			o.priority = written[i]
		}
		ordered = append(ordered, o)
	}
	slices.SortStableFunc(ordered, func(a, b one) int { return cmp.Or(cmp.Compare(a.priority, b.priority), cmp.Compare(a.name, b.name)) })
	out := make([]T, 0, len(all))
	for _, o := range ordered {
		out = append(out, o.it)
	}
	return out
}

// ranked is how disko orders volumes: a pool for thin ones first, what takes the rest last.
func (v *Volume) ranked() ranked {
	r := ranked{name: v.Name, priority: usual}
	if v.Type == "thin-pool" {
		r.priority = 501
	}
	if strings.Contains(v.Size, "100%") {
		r.priority += 251
	}
	return r
}

// volumePriorities keep volumes in the order in which they stand where it makes a difference: a share of what is free
// depends on what was made before.
func volumePriorities(volumes []*Volume) []int {
	all := make([]ranked, 0, len(volumes))
	shares := false
	for _, v := range volumes {
		all = append(all, v.ranked())
		shares = shares || strings.HasSuffix(v.Size, "%FREE") && v.Size != "100%FREE"
	}
	if !shares {
		return make([]int, len(volumes))
	}
	return priorities(all)
}

// placesOf are the places of an entry in the order in which disko makes them.
func placesOf(e *Entry) []*place {
	var out []*place
	for _, p := range partitionOrder(e.Partitions) {
		out = append(out, &place{Entry: e, Partition: p, Content: &p.Content})
	}
	for _, v := range inRank(e.Volumes, volumePriorities(e.Volumes), (*Volume).ranked) {
		out = append(out, &place{Entry: e, Volume: v, Content: &v.Content})
	}
	datasets := slices.SortedFunc(slices.Values(e.Pool.Datasets), func(a, b *Dataset) int { return cmp.Compare(a.Name, b.Name) })
	for _, d := range datasets {
		if d.Size != "" {
			out = append(out, &place{Entry: e, Dataset: d, Content: &d.Content})
		}
	}
	if holdsItself := e.Kind == KindDisk || e.Kind == KindRAID; holdsItself && len(e.Partitions) == 0 {
		out = append(out, &place{Entry: e, Content: &e.Content})
	}
	return out
}

// inOrder are all places of the layout in the order in which disko makes them. It goes through the entries by the
// attribute that they stand in and by their names, and makes first what an entry needs.
func (p *printing) inOrder() []*place {
	entries := slices.SortedFunc(slices.Values(p.Entries), func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(diskoKind(a.Kind), diskoKind(b.Kind)), cmp.Compare(p.attribute(a), p.attribute(b)))
	})
	entries = slices.DeleteFunc(entries, func(e *Entry) bool { return diskoKind(e.Kind) == "" })
	needs := map[*Entry]map[*Entry]bool{}
	places := map[*Entry][]*place{}
	for _, e := range entries {
		places[e] = placesOf(e)
		for _, at := range places[e] {
			if of := p.entries[at.MemberOf]; of != nil {
				if needs[of] == nil {
					needs[of] = map[*Entry]bool{}
				}
				needs[of][e] = true
			}
		}
	}
	var out []*place
	for _, e := range byNeed(entries, needs) {
		out = append(out, places[e]...)
	}
	return out
}

// byNeed puts what is needed in front of what needs it, as disko does: from the first entry it goes on to the first that
// this one needs, until one needs nothing more, and begins anew with those that it came by and then the others.
func byNeed(entries []*Entry, needs map[*Entry]map[*Entry]bool) []*Entry {
	var out []*Entry
	for len(entries) > 0 {
		at, passed, rest := entries[0], []*Entry(nil), slices.Clone(entries[1:])
		for {
			isNeeded := func(e *Entry) bool { return needs[at][e] }
			next := slices.IndexFunc(rest, isNeeded)
			if next < 0 {
				break
			}
			needed := slices.DeleteFunc(slices.Clone(rest), func(e *Entry) bool { return !isNeeded(e) })
			others := slices.DeleteFunc(slices.Clone(rest), isNeeded)
			passed = append([]*Entry{at}, passed...)
			at, rest = needed[0], append(needed[1:], others...)
		}
		out = append(out, at)
		entries = append(passed, rest...)
	}
	return out
}

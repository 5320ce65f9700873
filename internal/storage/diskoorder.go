package storage

import (
	"cmp"
	"slices"
	"strings"
)

// ranked is what disko makes in the order of priorities, and of names where they are the same.
type ranked struct {
	name     string
	priority int
	written  bool // by a person
}

func (r ranked) compare(other ranked) int {
	return cmp.Or(cmp.Compare(r.priority, other.priority), cmp.Compare(r.name, other.name))
}

const usual = 1000 // the priority of what is nothing special

// priorities are those that have to be written for disko to keep the order in which things stand: 0 for none. Where a
// person wrote one, all others are left to disko.
func priorities(all []ranked) []int {
	out := make([]int, len(all))
	byPerson := false
	for i, r := range all {
		if r.written {
			out[i], byPerson = r.priority, true
		}
	}
	wanted := slices.SortedStableFunc(slices.Values(all), func(a, b ranked) int { return cmp.Compare(a.priority, b.priority) })
	if byPerson || slices.IsSortedFunc(wanted, ranked.compare) {
		return out
	}
	next := usual
	for i, r := range all {
		if r.priority == usual {
			out[i], next = next, next+1
		}
	}
	return out
}

// inRank sorts things as disko does, which is told some of their priorities.
func inRank[T any](all []T, told []int, rank func(T) ranked) []T {
	type one struct {
		it T
		ranked
	}
	ordered := make([]one, 0, len(all))
	for i, it := range all {
		o := one{it, rank(it)}
		if told[i] > 0 {
			o.priority = told[i]
		}
		ordered = append(ordered, o)
	}
	slices.SortStableFunc(ordered, func(a, b one) int { return a.compare(b.ranked) })
	out := make([]T, 0, len(all))
	for _, o := range ordered {
		out = append(out, o.it)
	}
	return out
}

// ranked is how disko orders partitions: what starts GRUB first, what takes the rest last.
func (p *Partition) ranked() ranked {
	r := ranked{name: p.attribute(), priority: p.Priority}
	if r.written = p.Priority > 0; !r.written {
		r.priority = UsualPriority(p.TakesRest(), p.typeCode())
	}
	return r
}

// UsualPriority is that of a partition of which nobody says another one.
func UsualPriority(takesRest bool, typeCode string) int {
	switch {
	case takesRest:
		return 9001
	case typeCode == biosBootCode:
		return 100
	}
	return usual
}

// priorities of the partitions that disko has to be told.
func (e *Entry) priorities() []int {
	all := make([]ranked, 0, len(e.Partitions))
	for _, p := range e.Partitions {
		all = append(all, p.ranked())
	}
	return priorities(all)
}

// InOrder are the partitions of an entry as they lie on the disk.
func (e *Entry) InOrder() []*Partition {
	return inRank(e.Partitions, e.priorities(), (*Partition).ranked)
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
func (e *Entry) volumePriorities() []int {
	all := make([]ranked, 0, len(e.Volumes))
	shares := false
	for _, v := range e.Volumes {
		all = append(all, v.ranked())
		shares = shares || strings.HasSuffix(v.Size, "%FREE") && v.Size != "100%FREE"
	}
	if !shares {
		return make([]int, len(all))
	}
	return priorities(all)
}

// blockDevices are the parts of an entry that are block devices, in the order in which disko makes them.
func (l *Layout) blockDevices(e *Entry) []Part {
	var out []Part
	for _, p := range e.InOrder() {
		out = append(out, e.part(p))
	}
	for _, v := range inRank(e.Volumes, e.volumePriorities(), (*Volume).ranked) {
		out = append(out, e.volumePart(v))
	}
	for _, d := range slices.SortedFunc(slices.Values(e.Pool.Datasets), func(a, b *Dataset) int { return cmp.Compare(a.Name, b.Name) }) {
		if d.Size != "" {
			out = append(out, e.datasetPart(d))
		}
	}
	if holdsItself := e.Kind == KindDisk || e.Kind == KindRAID; holdsItself && len(e.Partitions) == 0 {
		out = append(out, Part{Entry: e, Content: &e.Content, Device: l.deviceOf(e)})
	}
	return out
}

// inOrder are all block devices of the layout in the order in which disko makes them. It goes through the entries by the
// attribute that they stand in and by their names, and makes first what an entry needs.
func (l *Layout) inOrder() []Part {
	entries := slices.DeleteFunc(slices.Clone(l.Entries), func(e *Entry) bool { return diskoKind(e.Kind) == "" })
	parts := map[*Entry][]Part{}
	needs := map[*Entry]map[*Entry]bool{}
	for _, e := range slices.Clone(entries) {
		parts[e] = l.blockDevices(e)
		for _, p := range parts[e] {
			of := l.Entry(p.MemberOf)
			if p.ownsBcachefs() { // which stands beside its device
				of = &Entry{Name: p.bcachefsName(), Kind: KindBcachefs}
				entries = append(entries, of)
			}
			if of == nil {
				continue
			}
			if needs[of] == nil {
				needs[of] = map[*Entry]bool{}
			}
			needs[of][e] = true
		}
	}
	slices.SortFunc(entries, func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(diskoKind(a.Kind), diskoKind(b.Kind)), cmp.Compare(a.attribute(), b.attribute()))
	})
	var out []Part
	for _, e := range byNeed(entries, needs) {
		out = append(out, parts[e]...)
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
			others := slices.DeleteFunc(slices.Clone(rest), isNeeded)
			needed := slices.DeleteFunc(rest, func(e *Entry) bool { return !isNeeded(e) })
			if len(needed) == 0 {
				rest = others
				break
			}
			passed = append([]*Entry{at}, passed...)
			at, rest = needed[0], append(needed[1:], others...)
		}
		out = append(out, at)
		entries = append(passed, rest...)
	}
	return out
}

// Members are the parts that an entry is made of, in the order in which disko makes them.
func (l *Layout) Members(name string) []Part {
	if !l.hasMembers(name) { // as almost all: the order takes long to find
		return nil
	}
	return slices.DeleteFunc(l.inOrder(), func(p Part) bool { return p.MemberOf != name || p.Entry.Name == name })
}

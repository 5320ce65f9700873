package storage

import (
	"cmp"
	"slices"

	"github.com/hbohlen/panther/internal/nix"
)

// printing is a layout on its way to disko.
type printing struct {
	*Layout
	entries map[string]*Entry
	places  []*place            // in the order in which disko makes them
	members map[string][]*place // of each entry that is made of others, in that order
}

func newPrinting(l *Layout) *printing {
	p := &printing{Layout: l, entries: map[string]*Entry{}, members: map[string][]*place{}}
	for _, e := range l.Entries {
		p.entries[e.Name] = e
	}
	p.places = p.inOrder()
	for _, at := range p.places {
		if at.MemberOf != "" {
			p.members[at.MemberOf] = append(p.members[at.MemberOf], at)
		}
	}
	return p
}

func (p *printing) entry(e *Entry) *attrSet {
	s := &attrSet{}
	switch e.Kind {
	case KindRAID:
		s.str("type", "mdadm")
		s.put("level", nix.Int(int64(e.Level)))
		s.str("metadata", e.Metadata)
		s.strs("extraArgs", e.ExtraArgs)
		p.table(s, e)
	case KindLVM:
		s.str("type", "lvm_vg")
		p.volumes(s.in("lvs"), e)
	case KindZFS:
		p.pool(s, e)
	case KindBcachefs:
		return p.bcachefs(&e.Content, e.UUID)
	case KindTmpfs:
		s.str("fsType", "tmpfs")
		s.strs("mountOptions", e.tmpfsOptions())
	default:
		s.str("type", "disk")
		s.str("device", e.Device)
		p.table(s, e)
	}
	return s
}

// tmpfsOptions limit the size first.
func (e *Entry) tmpfsOptions() []string {
	if e.Size == "" {
		return e.MountOptions
	}
	return append([]string{"size=" + e.Size}, e.MountOptions...)
}

// table is what a disk or an array holds.
func (p *printing) table(s *attrSet, e *Entry) {
	if len(e.Partitions) == 0 {
		s.set("content", p.content(&place{Entry: e, Content: &e.Content}))
		return
	}
	table := s.in("content")
	table.str("type", "gpt")
	priorities := partitionPriorities(e.Partitions)
	for i, part := range e.Partitions {
		table.in("partitions").set(part.attribute(), p.partition(&place{Entry: e, Partition: part, Content: &part.Content}, priorities[i]))
	}
}

func (p *printing) partition(at *place, priority int) *attrSet {
	s, part := &attrSet{}, at.Partition
	if priority > 0 {
		s.put("priority", nix.Int(int64(priority)))
	}
	s.str("label", part.Label)
	s.str("uuid", part.UUID)
	s.str("start", part.Start)
	switch {
	case part.Leave != "":
		s.str("end", "-"+part.Leave)
	case part.takesRest():
		s.str("size", "100%")
	case part.End != "":
		s.str("end", part.End)
	default:
		s.str("size", part.Size)
	}
	s.str("type", part.typeCode())
	if len(part.Attributes) > 0 {
		bits := make([]nix.Expr, 0, len(part.Attributes))
		for _, bit := range part.Attributes {
			bits = append(bits, nix.Int(int64(bit)))
		}
		s.put("attributes", nix.List(bits...))
	}
	s.set("content", p.content(at))
	return s
}

// takesRest tells whether the partition takes all that the others leave.
func (p *Partition) takesRest() bool {
	return p.Size == "100%" || p.End == "100%" || p.Size == "" && p.End == "" && p.Leave == ""
}

const biosBootCode = "EF02"

// typeCode is the type of a partition where disko does not see it from what the partition holds.
func (p *Partition) typeCode() string {
	switch {
	case p.TypeCode != "":
		return p.TypeCode
	case p.Role == RoleESP:
		return "EF00"
	case p.Role == RoleBIOSBoot:
		return biosBootCode
	}
	return ""
}

// attribute is the name that disko knows a partition by, and that its label ends with. Everybody writes ESP in capitals.
func (p *Partition) attribute() string {
	if p.Name == RoleESP {
		return "ESP"
	}
	return p.Name
}

func (p *printing) volumes(s *attrSet, e *Entry) {
	priorities := volumePriorities(e.Volumes)
	for i, v := range e.Volumes {
		volume := s.in(v.Name)
		if priorities[i] > 0 {
			volume.put("priority", nix.Int(int64(priorities[i])))
		}
		volume.str("size", v.Size)
		switch v.Type {
		case "linear":
		case "striped", "raid10": // disko has no word for them
			volume.strs("extraArgs", []string{"--type=" + v.Type})
		default:
			volume.str("lvm_type", v.Type)
		}
		volume.str("pool", v.Pool)
		volume.set("content", p.content(&place{Entry: e, Volume: v, Content: &v.Content}))
	}
}

const stripe = "stripe" // how ZFS is told nothing, and puts one member behind the other

func (p *printing) pool(s *attrSet, e *Entry) {
	s.str("type", "zpool")
	switch {
	case e.Pool.VDevs != nil:
		p.topology(s.in("mode").in("topology"), e)
	case e.Pool.Mode != stripe:
		s.str("mode", e.Pool.Mode)
	}
	s.properties("options", e.Pool.Options)
	s.properties("rootFsOptions", e.Pool.Root)
	s.str("mountpoint", e.Mount)
	s.strs("mountOptions", e.MountOptions)
	for _, d := range e.Pool.Datasets {
		s.in("datasets").set(d.Name, p.dataset(e, d))
	}
}

func (p *printing) dataset(e *Entry, d *Dataset) *attrSet {
	s := &attrSet{}
	if d.Size != "" {
		s.str("type", "zfs_volume")
		s.str("size", d.Size)
		s.properties("options", d.Options)
		s.set("content", p.content(&place{Entry: e, Dataset: d, Content: &d.Content}))
		return s
	}
	s.str("type", "zfs_fs")
	s.properties("options", d.Options)
	s.str("mountpoint", d.Mount)
	s.strs("mountOptions", d.MountOptions)
	return s
}

func (p *printing) topology(s *attrSet, e *Entry) {
	v := e.Pool.VDevs
	s.str("type", "topology")
	p.vdevs(s, "vdev", e, v.Data)
	s.strs("spare", p.vdevMembers(e, v.Spare))
	p.vdevs(s, "log", e, v.Log)
	p.vdevs(s, "dedup", e, v.Dedup)
	p.vdevs(s, "special", e, v.Special)
	s.strs("cache", p.vdevMembers(e, v.Cache))
}

func (p *printing) vdevs(s *attrSet, name string, e *Entry, all []VDev) {
	if len(all) == 0 {
		return
	}
	groups := make([]nix.Expr, 0, len(all))
	for _, v := range all {
		group := &attrSet{}
		if v.Mode != stripe {
			group.str("mode", v.Mode)
		}
		group.strs("members", p.vdevMembers(e, v.Members))
		groups = append(groups, group.expr())
	}
	s.put(name, nix.List(groups...))
}

// vdevMembers names members of a pool as disko finds them: a partition called zfs by the name of its disk, all else by
// its device.
func (p *printing) vdevMembers(pool *Entry, names []string) []string {
	var out []string
	for _, name := range names {
		for _, at := range p.members[pool.Name] {
			switch {
			case at.Entry.Name != name:
			case at.LUKS == nil && at.Partition != nil && at.Entry.Kind == KindDisk && at.device() == "/dev/disk/by-partlabel/disk-"+name+"-zfs":
				out = append(out, name)
			default:
				out = append(out, at.opened())
			}
		}
	}
	return out
}

// ranked is what disko makes in the order of priorities, and of names where they are the same.
type ranked struct {
	name     string
	priority int
	written  bool // by a person
}

const usual = 1000 // the priority of what is nothing special

// priorities are those that have to be written for disko to keep the order in which things stand: 0 for none.
func priorities(all []ranked) []int {
	out := make([]int, len(all))
	byPerson := false
	for i, r := range all {
		if r.written {
			out[i], byPerson = r.priority, true
		}
	}
	byPriority := func(a, b ranked) int { return cmp.Compare(a.priority, b.priority) }
	byName := func(a, b ranked) int { return cmp.Compare(a.name, b.name) }
	wanted := slices.SortedStableFunc(slices.Values(all), byPriority)
	if byPerson || slices.IsSortedFunc(wanted, func(a, b ranked) int { return cmp.Or(byPriority(a, b), byName(a, b)) }) {
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

func (p *Partition) ranked() ranked {
	r := ranked{name: p.attribute(), priority: usual}
	switch {
	case p.Priority > 0:
		r.priority, r.written = p.Priority, true
	case p.takesRest():
		r.priority = 9001
	case p.typeCode() == biosBootCode:
		r.priority = 100
	}
	return r
}

func partitionPriorities(parts []*Partition) []int {
	all := make([]ranked, 0, len(parts))
	for _, p := range parts {
		all = append(all, p.ranked())
	}
	return priorities(all)
}

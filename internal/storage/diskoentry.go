package storage

import (
	"github.com/hbohlen/panther/internal/nix"
)

// printing is a layout on its way to disko.
type printing struct {
	*Layout
	members map[string][]Part // of each entry that is made of others, in the order in which disko makes them
}

func newPrinting(l *Layout) *printing {
	p := &printing{Layout: l, members: map[string][]Part{}}
	for _, part := range l.inOrder() {
		if of := part.MemberOf; of != "" {
			p.members[of] = append(p.members[of], part)
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
		return bcachefs(&e.Content, e.UUID)
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
		s.set("content", p.content(Part{Entry: e, Content: &e.Content}))
		return
	}
	table := s.in("content")
	table.str("type", "gpt")
	priorities := e.priorities()
	for i, part := range e.Partitions {
		s := table.in("partitions").in(part.attribute())
		s.describe(part, priorities[i])
		s.set("content", p.content(e.part(part)))
	}
}

// describe says how a partition stands in the table.
func (s *attrSet) describe(part *Partition, priority int) {
	if priority > 0 {
		s.put("priority", nix.Int(int64(priority)))
	}
	s.str("label", part.Label)
	s.str("uuid", part.UUID)
	s.str("start", part.Start)
	switch {
	case part.Leave != "":
		s.str("end", "-"+part.Leave)
	case part.TakesRest():
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
}

// TakesRest tells whether the partition takes all that the others leave.
func (p *Partition) TakesRest() bool {
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
	priorities := e.volumePriorities()
	for i, v := range e.Volumes {
		volume := s.in(v.Name)
		if priorities[i] > 0 {
			volume.put("priority", nix.Int(int64(priorities[i])))
		}
		volume.str("size", v.Size)
		switch v.Type {
		case "striped": // disko has no word for it
			volume.strs("extraArgs", []string{"--type=" + v.Type})
		default:
			volume.str("lvm_type", v.Type)
		}
		volume.str("pool", v.Pool)
		volume.set("content", p.content(e.volumePart(v)))
	}
}

func (p *printing) pool(s *attrSet, e *Entry) {
	s.str("type", "zpool")
	if e.Pool.VDevs != nil {
		p.topology(s.in("mode").in("topology"), e)
	} else {
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
		s.set("content", p.content(e.datasetPart(d)))
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
		group.str("mode", v.Mode)
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
		for _, member := range p.members[pool.Name] {
			switch device := member.Opened(); {
			case member.Entry.Name != name:
			case device == "/dev/disk/by-partlabel/disk-"+name+"-zfs":
				out = append(out, name)
			default:
				out = append(out, device)
			}
		}
	}
	return out
}

package disks

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// poolProperties are those of a pool (zpoolprops(7)); all others are of file systems. Both have comment-like ones of
// their own, which have a colon in their names.
var poolProperties = words(`altroot ashift autoexpand autoreplace autotrim bootfs cachefile comment compatibility dedup_table_quota
	delegation failmode listsnapshots multihost readonly version`)

// properties checks the properties of pools and datasets of ZFS.
func (p *plan) properties() {
	for _, x := range p.parts {
		if x.Entry.Kind != storage.KindZFS || x.Name == "" && x.node == nil {
			continue
		}
		options := x.node.Get("options")
		if x.Name == "" {
			for _, e := range entriesOf(x.node.Get("poolOptions")) {
				if !slices.Contains(poolProperties, e.Key) && !strings.ContainsAny(e.Key, "@:") {
					p.diags.Add(diag.DiskKey, e.At.Range(), "%s is no property of a pool", diag.Quote(e.Key)).Help("%s", propertyHelp(e.Key))
				}
			}
			for _, e := range entriesOf(options) {
				if slices.Contains(poolProperties, e.Key) && e.Key != "readonly" && e.Key != "version" {
					p.diags.Add(diag.DiskKey, e.At.Range(), "%s is a property of the pool, not of a file system in it", e.Key).Help("put it into poolOptions")
				}
			}
		}
		p.mountedByZFS(x, options)
		if n := options.Get("encryption"); n.IsSet() && n.Text != "off" && !options.Get("keyformat").IsSet() {
			p.diags.Add(diag.Encryption, n.Range(), "%s is encrypted, and nothing says what its key is like", x.path()).Help("say keyformat: passphrase, hex or raw")
		}
	}
}

func propertyHelp(key string) string {
	if near, ok := diag.Nearest(key, poolProperties); ok {
		return "did you mean " + diag.Quote(near) + "?"
	}
	return "those of file systems stand under options"
}

// mountedByZFS checks that a dataset is not to be mounted at two places.
func (p *plan) mountedByZFS(x *part, options *yamldoc.Node) {
	n := options.Get("mountpoint")
	if x.Mount == "" || !n.IsSet() || n.Text == "legacy" || n.Text == "auto" || n.Text == x.Mount || x.Dataset == nil {
		return
	}
	p.diags.Add(diag.MountClash, n.Range(), "%s is mounted at %s, and its property mountpoint is %s", x.path(), x.Mount, n.Text).
		See(x.MountAt, "mounted here").Help("say mountpoint: legacy, or leave it out")
}

func entriesOf(n *yamldoc.Node) []yamldoc.Entry {
	if n == nil {
		return nil
	}
	return n.Entries
}

// volumeMembers are the devices that a kind of volume lies on at least, as lvcreate makes it where nobody says more.
var volumeMembers = map[string]int{"striped": 2, "mirror": 2, "raid0": 2, "raid1": 2, "raid4": 3, "raid5": 3, "raid6": 5, "raid10": 4}

// volumeGroups checks volume groups against the devices that they are made of.
func (p *plan) volumeGroups() {
	for _, e := range p.Entries {
		members := p.membersOf(e)
		if e.Kind != storage.KindLVM || p.doubtful || len(members) == 0 {
			continue
		}
		for _, x := range p.parts {
			if x.Entry != e || x.Volume == nil {
				continue
			}
			if need := volumeMembers[x.Volume.Type]; len(members) < need {
				p.diags.Add(diag.DiskMember, x.valueAt("type"), "%s is %s, which needs %d devices", x.path(), x.Volume.Type, need).
					See(members[0].at, "disks.%s has %d", e.Name, len(members)).Help("add members to the group, or leave type out")
			}
		}
		p.groupRoom(e, members)
	}
}

// groupRoom checks that the volumes of a group have room on its members.
func (p *plan) groupRoom(e *storage.Entry, members []*part) {
	var room, sum int64
	for _, m := range members {
		size, _, known := p.roomOf(m)
		if !known {
			return
		}
		room += size
	}
	var last source.Range
	for _, x := range p.parts {
		if size, known := types.Bytes(volumeSize(x)); x.Entry == e && known {
			sum, last = sum+size, x.valueAt("size")
		}
	}
	if sum > room {
		p.diags.Add(diag.DiskSize, last, "the volumes of disks.%s need %s, and its members have %s", e.Name, sized(sum), sized(room)).
			See(members[0].at, "a member").Help("make some of them smaller")
	}
}

// volumeSize is how much of its group a volume takes; thin ones take it from their pool.
func volumeSize(x *part) string {
	if x.Volume == nil || x.Volume.Type == "thinlv" {
		return ""
	}
	return x.Volume.Size
}

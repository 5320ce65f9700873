package disks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// made of others are the kinds that members name.
var composed = []string{storage.KindRAID, storage.KindLVM, storage.KindZFS, storage.KindBtrfs, storage.KindBcachefs}

// members checks what arrays, groups and pools are made of.
func (p *plan) members() {
	for _, x := range p.parts {
		p.memberOf(x)
	}
	p.circles()
	for _, e := range p.Entries {
		if slices.Contains(composed, e.Kind) {
			p.enough(e)
			p.vdevs(e)
		}
	}
}

// memberOf checks the name of what a part belongs to.
func (p *plan) memberOf(x *part) {
	if x.MemberOf == "" {
		return
	}
	e := p.Entry(x.MemberOf)
	switch {
	case e == x.Entry:
		p.diags.Add(diag.DiskMember, x.MemberAt, "%s cannot be a member of itself", x.path()).Help("name the array, the volume group or the pool that it belongs to")
	case e == nil:
		if p.doubtful && p.host != nil && p.host.Doubtful("disks") {
			return
		}
		var names []string
		for _, other := range p.Entries {
			if slices.Contains(composed, other.Kind) {
				names = append(names, other.Name)
			}
		}
		help := diag.DidYouMean(x.MemberOf, names)
		if help == "" {
			help = "give it an entry of its own beside the disks, with its kind: raid, lvm, zfs, btrfs or bcachefs"
		}
		p.diags.Add(diag.DiskMember, x.MemberAt, "there is no disks.%s", x.MemberOf).Help("%s", help)
	case !slices.Contains(composed, e.Kind):
		p.diags.Add(diag.DiskMember, x.MemberAt, "disks.%s is %s, which has no members", e.Name, kinds[e.Kind].called).
			See(e.At, "the entry").Help("only arrays, volume groups, pools and file systems over several devices are made of others: say its kind")
	}
}

// circles checks that nothing is made of itself by way of others.
func (p *plan) circles() {
	onTheWay, done := map[*storage.Entry]bool{}, map[*storage.Entry]bool{}
	var visit func(e *storage.Entry)
	visit = func(e *storage.Entry) {
		onTheWay[e] = true
		for _, x := range p.parts {
			to := p.Entry(x.MemberOf)
			switch {
			case x.Entry != e || to == nil || to == e || done[to]:
			case onTheWay[to]:
				p.diags.Add(diag.DiskMember, x.MemberAt, "disks.%s and disks.%s are made of each other", e.Name, to.Name).
					See(to.At, "the other one").Help("one of them has to lie on disks")
			default:
				visit(to)
			}
		}
		onTheWay[e], done[e] = false, true
	}
	for _, e := range p.Entries {
		if !done[e] {
			visit(e)
		}
	}
}

var (
	levelMembers   = map[int]int{0: 2, 1: 2, 4: 3, 5: 3, 6: 4, 10: 2}
	modeMembers    = map[string]int{"": 1, "mirror": 2, "raidz": 2, "raidz1": 2, "raidz2": 3, "raidz3": 4}
	profileMembers = map[string]int{"raid1": 2, "raid1c3": 3, "raid1c4": 4, "raid10": 2, "raid5": 2, "raid6": 3}
)

// enough checks that an entry has the members that it needs.
func (p *plan) enough(e *storage.Entry) {
	x, have := p.whole(e), p.membersOf(e)
	if len(have) == 0 {
		if !p.doubtful && !p.memberOfNothing() {
			p.diags.Add(diag.DiskMember, e.At, "nothing is a member of disks.%s", e.Name).Help("say memberOf: %s in the disks or partitions that it is made of", e.Name)
		}
		return
	}
	if p.doubtful {
		return
	}
	if _, known := levelMembers[e.Level]; e.Kind == storage.KindRAID && !known && x.has("level") {
		p.diags.Add(diag.BadValue, x.valueAt("level"), "there is no level %d", e.Level).Help("0, 1, 4, 5, 6 or 10")
	}
	need, key, value := p.needs(e)
	if len(have) < need && e.Preset == "" && !p.made(e) { // too few disks for a preset are told in its own words
		p.diags.Add(diag.DiskMember, x.valueAt(key), "disks.%s has %s, which needs %d members", e.Name, value, need).
			See(have[0].at, "it has %d", len(have)).Help("add members, or choose another %s", key)
		return
	}
	p.apart(e, need, have)
	if p.host != nil && (e.Profile == "raid5" || e.Profile == "raid6") {
		p.diags.Warn(diag.DiskMember, x.valueAt("profile"), "btrfs can lose data with profile %s when the power fails", e.Profile).
			Help("use raid1 or raid1c3, or btrfs on an array: kind: raid")
	}
}

// needs is how many members an entry has to have, the key that says so, and what it says.
func (p *plan) needs(e *storage.Entry) (need int, key, value string) {
	switch {
	case e.Kind == storage.KindRAID && e.Level == 5 && p.host == nil: // mdadm makes one of two, which is no better than a mirror
		return 2, "level", "level 5"
	case e.Kind == storage.KindRAID:
		return levelMembers[e.Level], "level", "level " + strconv.Itoa(e.Level)
	case e.Kind == storage.KindZFS && e.Pool.VDevs == nil:
		return modeMembers[e.Pool.Mode], "mode", "mode " + e.Pool.Mode
	case e.Kind == storage.KindBtrfs && profileMembers[e.MetadataProfile] > profileMembers[e.Profile]:
		return profileMembers[e.MetadataProfile], "metadataProfile", "metadataProfile " + e.MetadataProfile
	case e.Kind == storage.KindBtrfs:
		return profileMembers[e.Profile], "profile", "profile " + e.Profile
	}
	return 1, "", ""
}

// memberOfNothing tells whether the name of what something belongs to is nobody's, which was reported: it may be misspelt.
func (p *plan) memberOfNothing() bool {
	return slices.ContainsFunc(p.parts, func(x *part) bool { return x.MemberOf != "" && p.Entry(x.MemberOf) == nil })
}

// apart warns of copies that lie on one disk.
func (p *plan) apart(e *storage.Entry, need int, have []*part) {
	if p.host == nil || need < 2 || len(have) < 2 {
		return
	}
	for _, m := range have[1:] {
		if m.Entry != have[0].Entry || m.Entry.Kind != storage.KindDisk {
			return
		}
	}
	p.diags.Warn(diag.DiskMember, e.At, "all members of disks.%s are on disks.%s: when it fails, all copies are gone", e.Name, have[0].Entry.Name).
		See(have[0].at, "the first member").Help("use partitions of several disks")
}

// vdevs checks that the groups of a pool name each of its members once.
func (p *plan) vdevs(e *storage.Entry) {
	if e.Pool.VDevs == nil || p.doubtful {
		return
	}
	x := p.whole(e)
	if x.has("mode") {
		p.diags.Add(diag.DiskKey, x.keyAt("mode"), "disks.%s has both mode and vdevs", e.Name).See(x.keyAt("vdevs"), "the groups").Help("each group has its own mode")
	}
	var members []string
	for _, m := range p.membersOf(e) {
		members = append(members, m.Entry.Name)
	}
	seen := map[string]source.Range{}
	for _, n := range vdevNames(x.node.Get("vdevs")) {
		first, twice := seen[n.Text]
		switch {
		case twice:
			p.diags.Add(diag.DiskMember, n.Range(), "disks.%s stands in two groups", n.Text).See(first, "the first one").Help("a disk belongs to one group")
		case !slices.Contains(members, n.Text):
			p.diags.Add(diag.DiskMember, n.Range(), "disks.%s is no member of disks.%s", n.Text, e.Name).
				See(e.At, "the pool").Help("%s", diag.DidYouMean(n.Text, members))
		}
		seen[n.Text] = n.Range()
	}
	for _, m := range p.membersOf(e) {
		if _, named := seen[m.Entry.Name]; !named && x.node != nil {
			p.diags.Add(diag.DiskMember, m.MemberAt, "%s is in no group of disks.%s", m.path(), e.Name).See(x.keyAt("vdevs"), "the groups").Help("add it to one")
		}
	}
	p.groups(e, x)
}

// groups checks that each group of a pool has the members that its mode needs.
func (p *plan) groups(e *storage.Entry, x *part) {
	for _, kind := range []struct {
		key  string
		devs []storage.VDev
	}{{"data", e.Pool.VDevs.Data}, {"log", e.Pool.VDevs.Log}, {"dedup", e.Pool.VDevs.Dedup}, {"special", e.Pool.VDevs.Special}} {
		for i, v := range kind.devs {
			at := x.valueAt("vdevs", kind.key)
			if list := manifest.ListItems(x.node.Get("vdevs").Get(kind.key)); i < len(list) {
				at = list[i].Range()
			}
			if need := modeMembers[v.Mode]; len(v.Members) < need {
				p.diags.Add(diag.DiskMember, at, "a group with mode %s needs %d members, and this one has %d", v.Mode, need, len(v.Members)).Help("add members, or choose another mode")
			}
		}
	}
}

// vdevNames are the names of members in the groups of a pool.
func vdevNames(vdevs *yamldoc.Node) []*yamldoc.Node {
	var out []*yamldoc.Node
	for _, key := range []string{"data", "log", "dedup", "special"} {
		for _, v := range manifest.ListItems(vdevs.Get(key)) {
			out = append(out, manifest.ListItems(v.Get("members"))...)
		}
	}
	for _, key := range []string{"spare", "cache"} {
		out = append(out, manifest.ListItems(vdevs.Get(key))...)
	}
	return slices.DeleteFunc(out, types.Unusable)
}

// volumes checks the logical volumes of volume groups.
func (p *plan) volumes() {
	for _, x := range p.parts {
		if x.Volume == nil || types.HasMistake(x.node) {
			continue
		}
		v := x.Volume
		var pool *storage.Volume
		if i := slices.IndexFunc(x.Entry.Volumes, func(o *storage.Volume) bool { return o.Name == v.Pool }); i >= 0 {
			pool = x.Entry.Volumes[i]
		}
		switch {
		case v.Type == "thinlv" && v.Pool == "":
			p.diags.Add(diag.DiskMember, x.valueAt("type"), "%s is a thin volume, and no pool is named that it takes its room from", x.path()).
				Help("add a volume with type: thin-pool, and name it here: pool: NAME")
		case v.Type == "thinlv" && (pool == nil || pool.Type != "thin-pool"):
			p.diags.Add(diag.DiskMember, x.valueAt("pool"), "%s is no thin pool of disks.%s", v.Pool, x.Entry.Name).Help("%s", diag.DidYouMean(v.Pool, thinPools(x.Entry)))
		case v.Type != "thinlv" && v.Pool != "":
			p.diags.Add(diag.DiskKey, x.keyAt("pool"), "%s has a pool, and is no thin volume", x.path()).Help("say type: thinlv, or remove pool")
		case v.Type == "thin-pool" && (!x.None() || x.LUKS != nil || x.Mount != ""):
			p.diags.Add(diag.DiskKey, x.at, "%s is a pool for thin volumes, and holds nothing itself", x.path()).Help("give it to a volume with type: thinlv and pool: %s", x.Name)
		}
	}
	for _, e := range p.Entries {
		p.volumeSizes(e)
	}
}

func thinPools(e *storage.Entry) []string {
	var out []string
	for _, v := range e.Volumes {
		if v.Type == "thin-pool" {
			out = append(out, v.Name)
		}
	}
	return out
}

// volumeSizes checks the sizes of volumes against each other.
func (p *plan) volumeSizes(e *storage.Entry) {
	var rest *part
	percent := 0
	for _, x := range p.parts {
		if x.Entry != e || x.Volume == nil || x.Volume.Type == "thinlv" {
			continue
		}
		switch size := x.Volume.Size; {
		case size == "100%" || size == "100%FREE":
			if rest != nil {
				p.diags.Add(diag.DiskSize, x.valueAt("size"), "%s and %s both take all that is left", rest.path(), x.path()).
					See(rest.valueAt("size"), "the other one").Help("give one of them a size")
			}
			rest = x
		case strings.HasSuffix(size, "%VG"):
			n, _ := strconv.Atoi(strings.TrimSuffix(size, "%VG"))
			if percent += n; percent > 100 {
				p.diags.Add(diag.DiskSize, x.valueAt("size"), "the volumes of disks.%s take %d%% of it", e.Name, percent).Help("make some of them smaller")
			}
		}
	}
}

// Package disks holds the rules about what the disks of a host hold.
package disks

import (
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Alone checks what can be said of disks whatever host they are in: names, keys, members, sizes and mount options.
func Alone(l *storage.Layout) diag.List {
	var diags diag.List
	p := planOf(l, nil, &diags)
	p.run(eachAlone)
	if !p.doubtful {
		p.run(together)
	}
	return diags
}

// OnHost checks what holds the data of a host.
func OnHost(h *resolve.Host, l *storage.Layout, diags *diag.List) {
	checkEntries(h, l, diags)
	if !h.Doubtful("disks") && !h.Doubtful("disko") { // what stands under disko may add to what disks say
		l.CheckRaw(diags)
	}
}

func checkEntries(h *resolve.Host, l *storage.Layout, diags *diag.List) {
	p := planOf(l, h, diags)
	before := len(*diags)
	p.run(eachAlone)
	p.run(eachOnHost)
	if p.doubtful {
		return
	}
	p.run(together)
	p.doubtful = slices.ContainsFunc((*diags)[before:], changesWhatIsThere)
	p.run(togetherOnHost)
}

// The rules, by what they look at: each entry alone, as the language has it and as it is on a host, and all entries
// together. Where one had a mistake, which was reported, nothing is said of all together.
var (
	eachAlone  = []func(*plan){(*plan).keys, (*plan).contents, (*plan).names, (*plan).volumes, (*plan).partitions, (*plan).mountOptions, (*plan).luks, (*plan).needed, (*plan).properties}
	eachOnHost = []func(*plan){(*plan).labels, (*plan).devices, (*plan).expected, (*plan).firstMount, (*plan).kernelSupport}

	together       = []func(*plan){(*plan).members, (*plan).volumeGroups, (*plan).mountPoints, (*plan).swapPlaces, (*plan).raw}
	togetherOnHost = []func(*plan){
		(*plan).room, (*plan).swapFileRoom, (*plan).presets, (*plan).mountTree, (*plan).bootPlaces, (*plan).swaps, (*plan).hibernation, (*plan).encryption, (*plan).halfEncrypted, (*plan).ephemeral,
	}
)

func (p *plan) run(rules []func(*plan)) {
	for _, rule := range rules {
		rule(p)
	}
}

// changesWhatIsThere tells whether a mistake leaves open what the disks hold, so that what lacks may be what was meant.
func changesWhatIsThere(d diag.Diagnostic) bool {
	return d.Severity == diag.Error && (d.Code == diag.DiskKey || d.Code == diag.DiskMember)
}

// plan is a layout as the rules look at it.
type plan struct {
	*storage.Layout
	host     *resolve.Host // nil where the layout alone is looked at
	diags    *diag.List
	parts    []*part
	mounts   []storage.Mount
	disks    int  // how many disks the host has, those with mistakes included
	doubtful bool // something of the disks had a mistake: what is missing may be in it
}

// part is what can hold something, with what is written of it.
type part struct {
	storage.Part
	key  string // of the entry under which it stands: partitions, volumes, datasets; "" for the entry itself
	at   source.Range
	node *yamldoc.Node // nil where panther added it
}

// planOf leaves out entries that had a mistake.
func planOf(all *storage.Layout, h *resolve.Host, diags *diag.List) *plan {
	l := all.Without(func(e *storage.Entry) bool { return types.HasMistake(e.Value) })
	p := &plan{Layout: l, host: h, diags: diags, mounts: l.Mounts(), doubtful: len(l.Entries) < len(all.Entries)}
	for _, e := range all.Entries {
		if e.Kind == storage.KindDisk {
			p.disks++
		}
	}
	if h != nil {
		p.doubtful = p.doubtful || h.Incomplete || h.Doubtful("disks")
	}
	for _, held := range l.Parts() {
		p.parts = append(p.parts, p.asWritten(held))
	}
	return p
}

func (p *plan) asWritten(held storage.Part) *part {
	x := &part{Part: held}
	switch {
	case held.Partition != nil:
		x.key, x.at = "partitions", held.Partition.At
	case held.Volume != nil:
		x.key, x.at = "volumes", held.Volume.At
	case held.Dataset != nil:
		x.key, x.at = "datasets", held.Dataset.At
	default:
		x.at = held.Entry.At
	}
	x.node = held.Entry.Value
	if p.host != nil {
		x.node = p.host.Root.Get("disks").Get(held.Entry.Name)
	}
	if x.key != "" {
		x.node = x.node.Get(x.key).Get(held.Name)
	}
	return x
}

// made tells whether a preset added an entry.
func (p *plan) made(e *storage.Entry) bool {
	return p.host != nil && p.host.Root.Get("disks").Get(e.Name) == nil
}

// path is how the part is called in messages.
func (x *part) path() string {
	if x.Name == "" {
		return "disks." + x.Entry.Name
	}
	return "disks." + x.Entry.Name + "." + x.key + "." + x.Name
}

// written is what somebody wrote about the file system of a part: of what a preset made that stands beside the preset.
func (p *plan) written(x *part) *yamldoc.Node {
	switch members := p.membersOf(x.Entry); {
	case x.node != nil || x.Swap != nil:
		return x.node
	case x.Partition != nil && !x.Partition.Implied && x.Entry.Preset != "":
		return p.whole(x.Entry).node
	case p.made(x.Entry) && len(members) > 0:
		return p.whole(members[0].Entry).node
	}
	return nil
}

// valueAt is the place of a value of the part, that of the part where nobody wrote one.
func (x *part) valueAt(keys ...string) source.Range {
	n := x.node
	for _, key := range keys {
		n = n.Get(key)
	}
	if at := n.Range(); !at.IsZero() {
		return at
	}
	return x.at
}

// keyAt is the place of a key of the part, that of the part where nobody wrote it.
func (x *part) keyAt(key string) source.Range {
	if e := x.node.Entry(key); e != nil && !e.At.Range().IsZero() {
		return e.At.Range()
	}
	return x.at
}

// has tells whether somebody wrote something under a key of the part.
func (x *part) has(key string) bool {
	n := x.node.Get(key)
	return n.IsSet() && !n.IsFalse()
}

// whole returns the part that an entry itself is.
func (p *plan) whole(e *storage.Entry) *part {
	return p.parts[slices.IndexFunc(p.parts, func(x *part) bool { return x.Entry == e && x.Name == "" })]
}

// partOf returns the part that holds a content.
func (p *plan) partOf(c *storage.Content) *part {
	i := slices.IndexFunc(p.parts, func(x *part) bool { return x.Content == c })
	if i < 0 {
		return nil
	}
	return p.parts[i]
}

// membersOf returns the parts that an entry is made of.
func (p *plan) membersOf(e *storage.Entry) []*part {
	var out []*part
	for _, x := range p.parts {
		if x.MemberOf == e.Name {
			out = append(out, x)
		}
	}
	return out
}

// beneath returns all that a part lies on, itself first: what it is a part of, and what that is made of.
func (p *plan) beneath(x *part) []*part {
	out := []*part{x}
	for i := 0; i < len(out); i++ {
		e := out[i].Entry
		if out[i].Name != "" {
			if whole := p.whole(e); !slices.Contains(out, whole) {
				out = append(out, whole)
			}
		}
		for _, m := range p.membersOf(e) {
			if !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out
}

// luksBeneath returns the part whose encryption has to be opened for another one, nil where none has to be.
func (p *plan) luksBeneath(x *part) *part {
	for _, y := range p.beneath(x) {
		if y.LUKS != nil {
			return y
		}
	}
	return nil
}

// mountOf returns the mount that a path lies on, nil where there is none.
func (p *plan) mountOf(path string) *storage.Mount { return storage.MountOf(p.mounts, path) }

// report is the hardware report of the host, nil where there is none.
func (p *plan) report() *facts.Report {
	if p.host == nil || !p.host.Report.Read() {
		return nil
	}
	return p.host.Report.Facts
}

// virtual tells whether the host is known to be a virtual machine.
func (p *plan) virtual() bool {
	r := p.report()
	return p.host.Module("hardware/vps") != nil || r != nil && r.IsVirtual()
}

// beyond tells whether something else than disks may say what is mounted, such as raw disko values.
func (p *plan) beyond() bool {
	return p.Raw != nil || p.host.Setting("fileSystems") != nil || p.host.Doubtful("settings") || p.host.Doubtful("disko")
}

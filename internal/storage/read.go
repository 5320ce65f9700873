package storage

import (
	"slices"

	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Read reads what holds data on a host: presets are expanded, boot partitions added and defaults filled in. What had a
// mistake, which was reported, is left out.
func Read(h *resolve.Host, packed *yamldoc.Packed) *Layout {
	x := expand(h, packed)
	l := &Layout{Firmware: h.Firmware}
	if raw := h.Root.Get("disko"); raw.IsSet() {
		l.Raw = raw
	}
	for _, e := range x.entries {
		r := reader{expansion: x, entry: e.Key, at: e.At.Range()}
		l.Entries = append(l.Entries, r.readEntry(e))
	}
	l.survive()
	l.mounts = l.findMounts()
	return l
}

// reader reads one entry of disks.
type reader struct {
	*expansion
	entry string
	at    source.Range // for what stands nowhere
}

// place is where a value stands, or the entry that it follows from.
func (r *reader) place(n *yamldoc.Node) source.Range {
	if n == nil {
		return source.Range{}
	}
	return r.placeOf(n.Range())
}

func (r *reader) placeOf(at source.Range) source.Range {
	if at.File == nil {
		return r.at
	}
	return at
}

func (r *reader) readEntry(e yamldoc.Entry) *Entry {
	n := e.Value
	out := &Entry{
		Name: e.Key, Kind: orElse(n.Get("kind"), KindDisk), At: r.at, Value: n,
		Device: textOf(n.Get("device")), DeviceAt: r.place(n.Get("device")), Unstable: n.Get("unstableName").IsTrue(),
		Size: textOf(n.Get("size")), SizeAt: r.place(n.Get("size")), Model: textOf(n.Get("model")), ModelAt: r.place(n.Get("model")),
		Preset: r.of[e.Key], Metadata: textOf(n.Get("metadata")), UUID: textOf(n.Get("uuid")), ExtraArgs: texts(n.Get("extraArgs")),
		Content: r.content(n, ""),
	}
	for _, p := range entries(n.Get("partitions")) {
		out.Partitions = append(out.Partitions, r.partition(p))
	}
	for _, v := range entries(n.Get("volumes")) {
		out.Volumes = append(out.Volumes, &Volume{
			Name: v.Key, At: r.placeOf(v.At.Range()), Size: textOf(v.Value.Get("size")), Type: volumeType(v.Value), Pool: textOf(v.Value.Get("pool")),
			Content: r.content(v.Value, v.Key),
		})
	}
	switch out.Kind {
	case KindRAID:
		out.Level = 1
		if n.Get("level").IsSet() {
			out.Level = number(n.Get("level"))
		}
	case KindBtrfs:
		out.Filesystem = KindBtrfs
		out.Profile = orElse(n.Get("profile"), "raid1")
		out.MetadataProfile = orElse(n.Get("metadataProfile"), metadataBeside(out.Profile))
	case KindBcachefs:
		out.Filesystem = KindBcachefs
	case KindZFS:
		out.Pool = r.pool(n)
	}
	return out
}

// volumeType is how a volume lies on its group; one after the other goes without saying.
func volumeType(n *yamldoc.Node) string {
	if kind := textOf(n.Get("type")); kind != "linear" {
		return kind
	}
	return ""
}

// metadataBeside is how metadata is kept beside data: a mirror where parity would put it at risk.
func metadataBeside(profile string) string {
	if profile == "raid5" || profile == "raid6" {
		return "raid1"
	}
	return profile
}

// partition reads a partition. What its role says goes without saying.
func (r *reader) partition(e yamldoc.Entry) *Partition {
	n := e.Value
	p := &Partition{
		Name: e.Key, At: r.placeOf(e.At.Range()), Role: r.roleOf(e), Size: textOf(n.Get("size")), SizeAt: r.place(n.Get("size")),
		Leave: textOf(n.Get("leave")), Start: textOf(n.Get("start")), End: textOf(n.Get("end")),
		Label: textOf(n.Get("label")), LabelAt: r.place(n.Get("label")), TypeCode: textOf(n.Get("typeCode")), UUID: textOf(n.Get("uuid")),
		Priority: number(n.Get("priority")), Implied: r.implied[n],
		Content: r.content(n, e.Key),
	}
	for _, item := range items(n.Get("attributes")) {
		p.Attributes = append(p.Attributes, number(item))
	}
	p.fillIn()
	if p.Size == "" && p.Start == "" && p.End == "" && p.Leave == "" {
		p.Size = p.usualSize()
	}
	return p
}

// fillIn adds what a partition of a role holds where nobody says it.
func (p *Partition) fillIn() {
	switch {
	case p.Filesystem != "" || p.MemberOf != "" || p.Swap != nil:
		if p.Role == RoleRoot && p.Filesystem != "" && p.Mount == "" && p.Subvolumes == nil {
			p.Mount, p.MountAt = "/", p.At
		}
		return
	case p.Role == RoleSwap:
		p.Swap = &Swap{At: p.At}
		return
	case p.Role == RoleESP:
		p.Filesystem = "vfat"
		if p.MountOptions == nil {
			p.MountOptions = []string{espOption}
		}
	case p.Role == RoleBoot:
		p.Filesystem = "ext4"
	default:
		return
	}
	if p.Mount == "" {
		p.Mount, p.MountAt = bootMount, p.At
	}
}

// usualSize is how large a partition is where nobody says it: what takes the rest, for all but those of a role that needs
// little.
func (p *Partition) usualSize() string {
	switch {
	case p.Role == RoleBIOSBoot:
		return coreSize
	case p.Role == RoleESP || p.Role == RoleBoot:
		return defaultBootSize
	case p.Swap != nil && p.Swap.Size != "":
		return p.Swap.Size
	}
	return "100%"
}

func (r *reader) pool(n *yamldoc.Node) Pool {
	p := Pool{Mode: modeOf(n), Options: properties(n.Get("poolOptions")), Root: properties(n.Get("options"))}
	if v := n.Get("vdevs"); v.IsSet() {
		p.VDevs = &VDevs{
			Data: vdevs(v.Get("data")), Log: vdevs(v.Get("log")), Dedup: vdevs(v.Get("dedup")), Special: vdevs(v.Get("special")),
			Spare: texts(v.Get("spare")), Cache: texts(v.Get("cache")),
		}
	}
	for _, d := range entries(n.Get("datasets")) {
		set := &Dataset{
			Name: d.Key, At: r.placeOf(d.At.Range()), Options: properties(d.Value.Get("options")), Size: textOf(d.Value.Get("size")),
			Content: r.content(short(d.Value, "mount"), d.Key),
		}
		set.mountedOnce()
		p.Datasets = append(p.Datasets, set)
	}
	return p
}

// mountedOnce leaves the mounting of a dataset to NixOS, unless its property mountpoint says otherwise: auto is disko's way,
// in which ZFS mounts it, too.
func (d *Dataset) mountedOnce() {
	isAuto := func(p Property) bool { return p.Name == "mountpoint" && p.Value == "auto" }
	switch {
	case slices.ContainsFunc(d.Options, isAuto):
		d.Options = slices.DeleteFunc(d.Options, isAuto)
	case d.Mount != "" && d.Size == "" && property(d.Options, "mountpoint") == "":
		d.Options = append(d.Options, Property{"mountpoint", "legacy"})
	}
}

// modeOf is how members of a pool stand together. ZFS is told nothing to put one behind the other.
func modeOf(n *yamldoc.Node) string {
	if mode := textOf(n.Get("mode")); mode != "stripe" {
		return mode
	}
	return ""
}

func vdevs(n *yamldoc.Node) []VDev {
	var out []VDev
	for _, item := range items(n) {
		if item.Kind != yamldoc.Map {
			continue
		}
		out = append(out, VDev{Mode: modeOf(item), Members: texts(item.Get("members"))})
	}
	return out
}

func properties(n *yamldoc.Node) []Property {
	var out []Property
	for _, e := range entries(n) {
		if e.Value.IsSet() {
			out = append(out, Property{e.Key, e.Value.Text})
		}
	}
	return out
}

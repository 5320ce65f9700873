package lint

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// diskoTypes are the options of disko (its folder lib/types) by what they belong to. Behind = stands what an option
// holds: a type, *type for an attribute set of them, [type for a list; the content and a dataset say themselves of which
// type they are.
var diskoTypes = map[string][]string{
	"devices":             words("bcachefs_filesystems=*bcachefs_filesystem disk=*disk lvm_vg=*lvm_vg mdadm=*mdadm nodev=*nodev zpool=*zpool"),
	"disk":                words("content=content destroy device imageName imageSize name type"),
	"lvm_vg":              words("lvs=*lv name type"),
	"lv":                  words("content=content extraArgs lvm_type name pool priority size"),
	"mdadm":               words("content=content extraArgs level metadata name type"),
	"zpool":               words("datasets=*dataset mode mountOptions mountpoint name options rootFsOptions type"),
	"nodev":               words("device fsType mountOptions mountpoint type"),
	"bcachefs_filesystem": words("extraFormatArgs mountOptions mountpoint name passwordFile subvolumes=*subvolume type uuid"),
	"zfs_fs":              words("mountOptions mountpoint name options type"),
	"zfs_volume":          words("content=content extraArgs mountOptions name options size type"),
	"gpt":                 words("device efiGptPartitionFirst partitions=*partition type"),
	"partition":           words("alignment attributes content=content device end hybrid=hybrid label name priority size start type uuid"),
	"hybrid":              words("mbrBootableFlag mbrPartitionType"),
	"table":               words("device format partitions=[row type"),
	"row":                 words("bootable content=content end flags fs-type name part-type start"),
	"luks":                words("additionalKeyFiles askPassword content=content device extraFormatArgs extraOpenArgs initrdUnlock keyFile name passwordFile settings type"),
	"lvm_pv":              words("device type vg"),
	"zfs":                 words("device pool type"),
	"mdraid":              words("device name type"),
	"btrfs":               words("device extraArgs mountOptions mountpoint subvolumes=*subvolume swap=*swapfile type"),
	"subvolume":           words("extraArgs mountOptions mountpoint name swap=*swapfile type"),
	"swapfile":            words("options path priority size"),
	"filesystem":          words("device extraArgs format mountOptions mountpoint type"),
	"swap":                words("device discardPolicy extraArgs mountOptions priority randomEncryption resumeDevice type"),
	"bcachefs":            words("device extraFormatArgs filesystem label type"),
}

// saidByType are the options whose value says itself of which type it is.
var saidByType = map[string][]string{
	"content": words("bcachefs btrfs filesystem gpt luks lvm_pv mdraid swap table zfs"),
	"dataset": words("zfs_fs zfs_volume"),
}

// raw checks what is told to disko as it stands: that disko knows it, and that it names no disk and no place of the mount
// tree that disks have.
func (p *plan) raw() {
	if p.Raw == nil || p.Raw.Kind != yamldoc.Map || types.HasMistake(p.Raw) {
		return
	}
	for _, e := range p.Raw.Entries {
		r := rawValue{plan: p, at: e.At.Range()}
		names, err := types.SplitPath(e.Key)
		if err != nil {
			continue
		}
		r.along("devices", names, e.Value)
	}
}

// rawValue is one value below disko on its way down the options.
type rawValue struct {
	*plan
	at   source.Range // of the key that is looked at
	over bool         // the value is laid over one that disks have
}

// along follows a path of names down to a value.
func (r rawValue) along(kind string, names []string, value *yamldoc.Node) {
	if len(names) == 0 {
		r.value(kind, value)
		return
	}
	r.over = r.over || r.isOver(kind, names[0])
	child, known := r.option(kind, names[0])
	if !known {
		return
	}
	if len(names) == 1 && names[0] == "mountpoint" && child == "" {
		r.mount(value)
	}
	if len(names) == 1 && names[0] == "device" && kind == "disk" {
		r.device(value)
	}
	r.along(child, names[1:], value)
}

// value checks what stands at an option.
func (r rawValue) value(kind string, n *yamldoc.Node) {
	switch {
	case kind == "" || n.Tag != "":
	case strings.HasPrefix(kind, "["):
		for _, item := range items(n) {
			r.value(kind[1:], item)
		}
	case n.Kind != yamldoc.Map:
	case saidByType[kind] != nil:
		said := n.Get("type")
		switch {
		case !isSet(said) || !said.IsScalar():
		case !slices.Contains(saidByType[kind], said.Text):
			r.diags.Add(diag.BadValue, said.Range(), "disko has no %s of the type %s", kind, diag.Quote(said.Text)).Help("%s", diag.DidYouMean(said.Text, saidByType[kind]))
		default:
			r.value(said.Text, n)
		}
	default:
		for _, e := range n.Entries {
			r.at = e.At.Range()
			r.along(kind, []string{e.Key}, e.Value)
		}
	}
}

// isOver tells whether disks have an entry by the name of one of disko's.
func (r rawValue) isOver(kind, name string) bool {
	switch kind {
	case "*disk", "*lvm_vg", "*mdadm", "*zpool", "*bcachefs_filesystem":
		return r.Entry(name) != nil
	case "*nodev":
		return r.mountAt(name) != nil && r.mountAt(name).Entry.Kind == storage.KindTmpfs
	}
	return false
}

// option returns what an option of disko holds.
func (r rawValue) option(kind, name string) (child string, known bool) {
	if kind == "" || saidByType[kind] != nil || strings.HasSuffix(name, "Hook") || strings.HasPrefix(name, "_") {
		return "", true
	}
	if strings.HasPrefix(kind, "*") {
		return kind[1:], true
	}
	var all []string
	for _, o := range diskoTypes[kind] {
		option, holds, _ := strings.Cut(o, "=")
		if option == name {
			return holds, true
		}
		all = append(all, option)
	}
	help := diag.DidYouMean(name, all)
	if kind == "devices" && name == "devices" {
		help = "leave it out: what stands under disko are its devices"
	}
	r.diags.Add(diag.UnknownKey, r.at, "disko has no option %s here", diag.Quote(name)).Help("%s", help)
	return "", false
}

// mount checks a mount point against those of disks.
func (r rawValue) mount(n *yamldoc.Node) {
	if m := r.mountAt(n.Text); m != nil && !r.over {
		r.diags.Add(diag.MountClash, n.Range(), "%s is on disks.%s already", n.Text, m.Entry.Name).See(m.At, "the other file system").Help("mount it elsewhere, such as at /data")
	}
}

// device checks a disk against those of disks.
func (r rawValue) device(n *yamldoc.Node) {
	for _, e := range r.Entries {
		if e.Kind == storage.KindDisk && e.Device == n.Text && !r.over {
			r.diags.Add(diag.DuplicateDisk, n.Range(), "disks.%s and this one are one disk", e.Name).See(e.DeviceAt, "named here first").
				Help("to add to what disks says, use its name: disko: { disk.%s.... }", e.Name)
		}
	}
}

// rawDevices are the disks that are told to disko as they stand.
func rawDevices(raw *yamldoc.Node) []*yamldoc.Node {
	var out []*yamldoc.Node
	add := func(n *yamldoc.Node) {
		if isSet(n) && n.IsScalar() && n.Tag == "" {
			out = append(out, n)
		}
	}
	for _, e := range entriesOf(raw) {
		names, err := types.SplitPath(e.Key)
		if err != nil || names[0] != "disk" {
			continue
		}
		switch {
		case len(names) == 1:
			for _, disk := range entriesOf(e.Value) {
				add(disk.Value.Get("device"))
			}
		case len(names) == 2:
			add(e.Value.Get("device"))
		case len(names) == 3 && names[2] == "device":
			add(e.Value)
		}
	}
	return out
}

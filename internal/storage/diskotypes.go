package storage

import (
	"slices"
	"strings"
)

// shape is what disko takes at a place: a single value or a list of a kind, a set of options, or a set or a list of which
// each part has the same shape.
type shape struct {
	kind     string // of a value: text, number, truth, texts, numbers, any
	options  map[string]string
	required []string
	each     string // the form of each part
	list     bool
	byType   []string // of a set whose attribute type says what it is: what that may be
}

// diskoTypes are the options of disko's types, each as name:form; a form that is left out is text, and ! stands behind
// what has to be said. `*name` is a set of things of a type, `[]name` a list of them.
var diskoTypes = map[string]string{
	"devices": "bcachefs_filesystems:*bcachefs_filesystem disk:*disk lvm_vg:*lvm_vg mdadm:*mdadm nodev:*nodev zpool:*zpool",

	"bcachefs_filesystem": "name type! extraFormatArgs:texts mountOptions:texts mountpoint uuid passwordFile subvolumes:*bcachefs_subvolume",
	"disk":                "name type destroy:truth device! imageName imageSize content:device!",
	"lvm_vg":              "name type! lvs:*volume",
	"mdadm":               "name type level:number metadata extraArgs:texts content:device",
	"nodev":               "type fsType! device mountpoint mountOptions:texts",
	"zpool":               "name type mode:any options:*text rootFsOptions:*text mountpoint mountOptions:texts datasets:*dataset",

	"bcachefs":   "type! device filesystem! extraFormatArgs:texts label",
	"btrfs":      "type! device extraArgs:texts mountOptions:texts subvolumes:*btrfs_subvolume mountpoint swap:*swapfile",
	"filesystem": "type! device extraArgs:texts mountOptions:texts mountpoint format!",
	"gpt":        "type! device partitions:*partition efiGptPartitionFirst:truth",
	"luks": "type! device name! keyFile passwordFile askPassword:truth settings:any additionalKeyFiles:texts initrdUnlock:truth extraFormatArgs:texts " +
		"extraOpenArgs:texts content:device",
	"lvm_pv":     "type! device vg!",
	"mdraid":     "type! device name!",
	"swap":       "type! device discardPolicy extraArgs:texts mountOptions:texts priority:number randomEncryption:truth resumeDevice:truth",
	"table":      "type! device format partitions:[]table_partition",
	"zfs":        "type! device pool!",
	"zfs_fs":     "type name options:*text mountOptions:texts mountpoint",
	"zfs_volume": "type name options:*text extraArgs:texts mountOptions:texts size content:held",

	"bcachefs_subvolume": "name type mountOptions:texts mountpoint",
	"btrfs_subvolume":    "name type extraArgs:texts mountOptions:texts mountpoint swap:*swapfile",
	"swapfile":           "size! path priority:number options:texts",
	"partition":          "name type attributes:numbers device priority:number uuid label size alignment:number start end content:held hybrid:hybrid",
	"hybrid":             "mbrPartitionType mbrBootableFlag:truth",
	"table_partition":    "part-type fs-type name start end flags:texts bootable:truth content:held",
	"volume":             "name priority:number size! lvm_type extraArgs:texts pool content:held",
}

// heldTypes are what a partition can hold, deviceTypes what a disk can.
var (
	heldTypes    = []string{"bcachefs", "btrfs", "filesystem", "luks", "lvm_pv", "mdraid", "swap", "zfs"}
	deviceTypes  = append([]string{"gpt", "table"}, heldTypes...)
	datasetTypes = []string{"zfs_fs", "zfs_volume"}
)

// partTypes are sets within others, which disko has no hooks for.
var partTypes = []string{"devices", "bcachefs_subvolume", "btrfs_subvolume", "swapfile", "partition", "hybrid", "table_partition", "volume"}

// hooks are commands around what disko does with something.
const hooks = " preCreateHook postCreateHook preMountHook postMountHook preUnmountHook postUnmountHook"

// shapeOf reads a form.
func shapeOf(form string) shape {
	if each, ok := strings.CutPrefix(form, "*"); ok {
		return shape{each: each}
	}
	if each, ok := strings.CutPrefix(form, "[]"); ok {
		return shape{each: each, list: true}
	}
	switch form {
	case "text", "number", "truth", "texts", "numbers", "any":
		return shape{kind: form}
	case "device":
		return shape{byType: deviceTypes}
	case "held":
		return shape{byType: heldTypes}
	case "dataset":
		return shape{byType: datasetTypes}
	}
	return typeShape(form)
}

// typeShape are the options of one of disko's types.
func typeShape(name string) shape {
	s := shape{options: map[string]string{}}
	said := diskoTypes[name]
	if !slices.Contains(partTypes, name) {
		said += hooks
	}
	for option := range strings.FieldsSeq(said) {
		option, required := strings.CutSuffix(option, "!")
		key, form, _ := strings.Cut(option, ":")
		if form == "" {
			form = "text"
		}
		s.options[key] = form
		if required {
			s.required = append(s.required, key)
		}
	}
	return s
}

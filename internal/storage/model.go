// Package storage reads what the disks of a host hold, and says it as disko partitions and mounts it.
package storage

import (
	"slices"

	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// The kinds of entries of disks.
const (
	KindDisk     = "disk"
	KindRAID     = "raid"
	KindLVM      = "lvm"
	KindZFS      = "zfs"
	KindBtrfs    = "btrfs"
	KindBcachefs = "bcachefs"
	KindTmpfs    = "tmpfs"
)

// The roles of partitions.
const (
	RoleESP      = "esp"
	RoleBIOSBoot = "bios-boot"
	RoleBoot     = "boot"
	RoleSwap     = "swap"
	RoleRoot     = "root"
	RoleData     = "data"
)

// What opens an encrypted device at boot.
const (
	UnlockPassphrase = "passphrase"
	UnlockKeyFile    = "keyFile"
	UnlockTPM2       = "tpm2"
	UnlockFIDO2      = "fido2"
)

// Layout is all that holds data on a host: what disks says, with presets expanded, boot partitions added and defaults
// filled in.
type Layout struct {
	Firmware string        // bios, uefi, hybrid; "" where nothing says it
	Entries  []*Entry      // in the order written, those that presets add behind them
	Raw      *yamldoc.Node // of disko, nil for none

	mounts []Mount // found once, since many ask; nil where Read did not make the layout
}

// Entry is a disk, or what is made of several.
type Entry struct {
	Name  string
	Kind  string
	At    source.Range  // its name; of what a preset added, that of the disk with the preset
	Value *yamldoc.Node // as written, or as the preset says

	// Of a disk.
	Device   string
	DeviceAt source.Range
	Unstable bool   // a device name that may change is meant
	Size     string // expected, such as 512G; of a tmpfs its limit
	SizeAt   source.Range
	Model    string // expected
	ModelAt  source.Range
	Preset   string // the layout, "" where partitions or a content are written

	Partitions      []*Partition // of a disk or an array; none where it holds its content directly
	Level           int          // of an array
	Metadata        string       // of an array
	Volumes         []*Volume    // of a volume group
	Pool            Pool         // of ZFS
	Profile         string       // of btrfs over several devices: how it keeps data
	MetadataProfile string       // and metadata
	UUID            string       // of bcachefs
	ExtraArgs       []string     // of an array
	Content
}

// Partition is a part of a disk or an array.
type Partition struct {
	Name       string
	At         source.Range
	Role       string
	Size       string // such as 1G, or 100% for the rest; "" where start, end or leave say it
	SizeAt     source.Range
	Leave      string // left free behind it
	Start, End string
	Label      string // exact; "" for disk-<entry>-<name>, as disko makes it
	LabelAt    source.Range
	TypeCode   string // "" where the role says it
	UUID       string
	Priority   int // 0 where disko decides
	Attributes []int
	Implied    bool // follows from the firmware
	Content
}

// Volume is a logical volume of a volume group.
type Volume struct {
	Name string
	At   source.Range
	Size string
	Type string // "" for linear
	Pool string // of a thin volume
	Content
}

// Pool is what is said of a pool of ZFS.
type Pool struct {
	Mode     string // "" for one member after the other
	VDevs    *VDevs // nil where the mode says it
	Options  []Property
	Root     []Property // of the file system at its top
	Datasets []*Dataset
}

// Property is one of ZFS.
type Property struct{ Name, Value string }

// VDevs is how the members of a pool stand together.
type VDevs struct {
	Data, Log, Dedup, Special []VDev
	Spare, Cache              []string
}

// VDev is a group of members of a pool.
type VDev struct {
	Mode    string
	Members []string // names of entries
}

// Dataset is a file system of a pool, or a volume where it has a size.
type Dataset struct {
	Name    string
	At      source.Range
	Options []Property
	Size    string
	Content
}

// Content is what a partition, a volume, an array or a disk holds. At most one of Filesystem, Swap and MemberOf is set;
// of a dataset and a tmpfs only the mount point is.
type Content struct {
	LUKS *LUKS // beneath it, nil for none

	Filesystem    string
	Mount         string // "" where it is not mounted
	MountAt       source.Range
	MountOptions  []string // as written; see Options
	FormatOptions []string
	Compression   string // of btrfs, "none" for none, "" where nothing says it
	Subvolumes    []Subvolume
	SwapFiles     []SwapFile // beside the files of a file system that is mounted as a whole

	Swap     *Swap
	MemberOf string // the name of another entry
	MemberAt source.Range
}

// Subvolume of a btrfs or bcachefs file system.
type Subvolume struct {
	Name         string
	At           source.Range
	Mount        string // "" where it is not mounted
	MountAt      source.Range
	MountOptions []string
	NoCOW        bool
	Compression  string // of the directory, "" for that of the file system
	SwapFiles    []SwapFile
}

// SwapFile is a file with swap in a subvolume.
type SwapFile struct {
	Name string // relative to where the subvolume or the file system is mounted
	Swap        // its size, and the rest of what is said about it
}

// Swap is a partition or a volume with swap, or what a preset is told of swap.
type Swap struct {
	At           source.Range
	Size         string // of a file, or of the partition that a preset makes
	Kind         string // file, partition; of what a preset is told
	Hibernate    bool
	HibernateAt  source.Range
	ResumeOffset string // of a file, in pages; "" where nothing says it
	Random       bool   // encrypted with a new key at each boot
	RandomAt     source.Range
	Priority     string // "" where the kernel decides
	Discard      string
}

// LUKS is the encryption beneath a content.
type LUKS struct {
	At            source.Range
	Name          string   // of the opened device below /dev/mapper
	Unlock        []string // in order, a passphrase last; never empty
	UnlockAt      source.Range
	PasswordFile  string // on the installing system; "" where nothing but a key file is to open it
	KeyFile       string // at boot
	KeyFileAt     source.Range
	KeyFileSize   string
	KeyFileOffset string
	Timeout       string // seconds to wait for the key file
	FurtherKeys   []string
	PCRs          []string // of the TPM; never empty where one opens it
	Discards      bool
	FormatOptions []string
	OpenOptions   []string
}

// Mount is a place of the host's mount tree.
type Mount struct {
	Point   string
	At      source.Range // where the manifest says it
	Entry   *Entry       // of which the file system is a part
	Holder  *Content     // that holds the file system
	Part    string       // what holds it within the entry: a partition, a volume or a dataset, "" for the entry itself
	Sub     *Subvolume   // nil where it is no subvolume
	Type    string       // as mount names it: btrfs, ext4, zfs, tmpfs
	Device  string       // as NixOS mounts it, such as /dev/disk/by-partlabel/disk-main-root or /dev/mapper/crypt-main-root
	Options []string     // all of them
}

// None tells whether the content holds nothing that panther knows of.
func (c *Content) None() bool { return c.Filesystem == "" && c.Swap == nil && c.MemberOf == "" }

// EverySwapFile are the swap files of the content, those in subvolumes among them.
func (c *Content) EverySwapFile() []SwapFile {
	out := slices.Clone(c.SwapFiles)
	for _, s := range c.Subvolumes {
		out = append(out, s.SwapFiles...)
	}
	return out
}

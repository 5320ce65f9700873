package facts

import (
	"math"
	"path"
	"slices"
	"strings"
)

const byID = "/dev/disk/by-id/"

func (r *reader) disk(d *device) {
	disk := Disk{Model: clean(d.Model), Size: d.size(), Bus: d.diskBus(), Driver: d.driver(), Place: r.head(d.at)}
	if disk.Model == "" {
		disk.Model = clean(d.Device.Name)
	}
	for _, id := range d.ids() {
		disk.IDs = append(disk.IDs, Text{id, r.quoted(d.at, id)})
	}
	disk.Not = d.notATarget(disk)
	r.report.Disks = append(r.report.Disks, disk)
}

// size is the size in bytes: the report counts sectors, and says how large one is.
func (d *device) size() int64 {
	for _, res := range d.Resources {
		if res.Type != "size" || res.Unit != "sectors" || res.Value1 <= 0 || res.Value2 <= 0 || res.Value1 > math.MaxInt64/res.Value2 {
			continue
		}
		return res.Value1 * res.Value2
	}
	return 0
}

// ids are the disk's names by what it is, the best first: those with its model tell people which disk it is, and the
// ones with a namespace's number at the end are only second names.
func (d *device) ids() []string {
	var out []string
	for _, name := range d.Names.List {
		if strings.HasPrefix(name, byID) && clean(name) == name && !strings.ContainsAny(name, " \"\\") {
			out = append(out, name)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int {
		if rank := idRank(a) - idRank(b); rank != 0 {
			return rank
		}
		return len(a) - len(b)
	})
	return out
}

func idRank(id string) int {
	name := strings.TrimPrefix(id, byID)
	switch {
	case strings.HasPrefix(name, "nvme-eui."), strings.HasPrefix(name, "nvme-uuid."), strings.HasPrefix(name, "nvme-nvme."), strings.HasPrefix(name, "wwn-"), strings.HasPrefix(name, "scsi-3"):
		return 1
	}
	return 0
}

// kernelName is the disk's name below /dev.
func (d *device) kernelName() string {
	for _, name := range slices.Concat(d.Names.List, []string{d.ID}) {
		if folder := path.Dir(name); folder == "/dev" || folder == "/class/block" {
			return path.Base(name)
		}
	}
	return ""
}

// diskBus is what the disk is attached to.
func (d *device) diskBus() string {
	for _, class := range []string{"usb", "nvme", "mmc", "scsi", "ide"} {
		if d.is(class) {
			return class
		}
	}
	for _, bus := range []string{"usb", "virtio", "nvme", "mmc", "ata", "scsi"} {
		if strings.HasPrefix(strings.ToLower(d.Bus.Name), bus) || strings.Contains(d.Link, "/"+bus) {
			return bus
		}
	}
	return ""
}

// notDisks are names of block devices that are no disks of the machine.
var notDisks = []struct{ prefix, what string }{
	{"zram", "compressed memory"},
	{"ram", "a memory disk"},
	{"loop", "a loop device"},
	{"sr", "an optical drive"},
	{"fd", "a floppy drive"},
	{"md", "made of other disks"},
	{"dm-", "made of other disks"},
	{"nbd", "a network disk"},
	{"zd", "made of other disks"},
}

// notATarget says why nothing can be installed on the disk.
func (d *device) notATarget(disk Disk) string {
	name := d.kernelName()
	for _, n := range notDisks {
		if strings.HasPrefix(name, n.prefix) {
			return n.what
		}
	}
	usb := disk.Bus == "usb" || d.Hotplug == "usb" || strings.Contains(d.Link, "/usb") ||
		slices.ContainsFunc(disk.IDs, func(id Text) bool { return strings.HasPrefix(id.Value, byID+"usb-") })
	switch {
	case usb:
		return "attached by USB"
	case d.is("cdrom"):
		return "an optical drive"
	case d.is("floppy"):
		return "a floppy drive"
	case disk.Size == 0:
		return "of no size"
	}
	return ""
}

package disks

import (
	"regexp"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
)

// devices checks the names of disks: a kernel name may point to another disk after the next boot, and then the wrong one
// is wiped (research: pain 19).
func (p *plan) devices() {
	first := map[string]*storage.Entry{}
	for _, e := range p.Entries {
		if e.Kind != storage.KindDisk || e.Device == "" {
			continue
		}
		if isPartition(e.Device) {
			p.diags.Add(diag.BadValue, e.DeviceAt, "%s is a partition, and an entry of disks is a whole disk", e.Device).
				Help("name the disk that it is on; what its partitions hold stands under partitions:")
		} else if !e.Unstable && !isStable(e.Device) {
			report := p.diags.Add
			if p.virtual() && p.disks == 1 { // there is no other one to mistake it for
				report = p.diags.Warn
			}
			report(diag.UnstableDisk, e.DeviceAt, "%s %s", e.Device, whyUnstable(e.Device)).
				Help("use a name from /dev/disk/by-id/, or say that it is meant: unstableName: true")
		}
		names := p.namesOf(e)
		for _, name := range names {
			if other := first[name]; other != nil {
				d := p.diags.Add(diag.DuplicateDisk, e.DeviceAt, "disks.%s and disks.%s are one disk", other.Name, e.Name).See(other.DeviceAt, "named here first")
				if name != e.Device || other.Device != e.Device {
					d.See(p.reported(e).Range(), "the report has both names for it")
				}
				break
			}
		}
		for _, name := range names {
			first[name] = e
		}
	}
}

// namesOf are the names of a disk: the one that is written, and those that the report has for it.
func (p *plan) namesOf(e *storage.Entry) []string {
	names := []string{e.Device}
	if d := p.reported(e); d != nil && isStable(e.Device) {
		for _, id := range d.IDs {
			names = append(names, id.Value)
		}
	}
	return names
}

// whyUnstable is why a disk cannot go by a name.
func whyUnstable(device string) string {
	for _, prefix := range []string{"/dev/disk/by-label/", "/dev/disk/by-partlabel/", "/dev/disk/by-partuuid/"} {
		if strings.HasPrefix(device, prefix) {
			return "names something on a disk, which is gone once the disk is erased"
		}
	}
	return "may name another disk after the next boot"
}

func isStable(device string) bool {
	for _, prefix := range []string{"/dev/disk/by-id/", "/dev/disk/by-path/", "/dev/disk/by-uuid/", "/dev/mapper/"} {
		if strings.HasPrefix(device, prefix) {
			return true
		}
	}
	return false
}

var partitionName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^/dev/(disk/by-(id|path|diskseq)/.*-part[0-9]+|disk/by-part(label|uuid)/.*|(sd|vd|xvd|hd)[a-z]+[0-9]+|(nvme[0-9]+n[0-9]+|mmcblk[0-9]+|nbd[0-9]+)p[0-9]+)$`)
})

// isPartition tells whether a device is a part of a disk, as udev and the kernel name those.
func isPartition(device string) bool { return partitionName().MatchString(device) }

// givenToAll are names by id that hypervisors give to the disks of all their machines.
var givenToAll = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`QEMU_HARDDISK_(QM[0-9]|drive-|vd)|virtio-(vda|disk|drive|root|boot)|[Pp]ersistent[-_]?[Dd]isk-[0-9]|Virtual_[Dd]isk$|VMware_Virtual_[A-Z]+_Hard_Drive_0`)
})

// ownsName tells whether a name is that of one disk in the world, so that no two hosts can have it.
func ownsName(device string) bool {
	return !givenToAll().MatchString(device) && (strings.HasPrefix(device, "/dev/disk/by-id/") || strings.HasPrefix(device, "/dev/disk/by-uuid/"))
}

// Device is the name of a disk, with the place where it is written.
type Device struct {
	Name string
	At   source.Range
}

// Unique are the disks of a host that go by a name which no two hosts can have.
func Unique(l *storage.Layout) []Device {
	var out []Device
	for _, e := range l.Entries {
		if e.Kind == storage.KindDisk && !e.Unstable && ownsName(e.Device) {
			out = append(out, Device{e.Device, e.DeviceAt})
		}
	}
	for _, n := range rawDevices(l.Raw, l) {
		if ownsName(n.Text) {
			out = append(out, Device{n.Text, n.Range()})
		}
	}
	return out
}

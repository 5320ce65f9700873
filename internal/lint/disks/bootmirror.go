package disks

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/storage"
)

// bootMirror checks that a host whose root outlasts a disk can start without that disk, too.
func (p *plan) bootMirror() {
	if p.Firmware == "bios" || p.Raw != nil || p.host.Doubtful("settings") {
		return
	}
	var boots []*part
	for _, x := range p.parts {
		if x.Partition != nil && x.Partition.IsSpareBoot() {
			boots = append(boots, x)
		}
	}
	if len(boots) == 1 {
		p.oneBoot(boots[0])
		return
	}
	for _, x := range boots {
		clash := slices.ContainsFunc(boots, func(y *part) bool { return y != x && y.Mount == x.Mount }) // told elsewhere
		if !clash && !slices.Contains(x.MountOptions, "nofail") && !slices.Contains(x.MountOptions, "noauto") {
			p.diags.Warn(diag.BootMismatch, x.MountAt, "without disks.%s the host does not start: it waits for %s, and gives up", x.Entry.Name, x.Mount).
				Help("add to its mountOptions: nofail, x-systemd.device-timeout=10s")
		}
	}
}

// oneBoot warns of a mirror that starts from one of its disks alone.
func (p *plan) oneBoot(boot *part) {
	disks := p.disksOfMirror()
	if boot.Partition.Implied || boot.Mount != "/boot" || len(disks) < 2 || !slices.Contains(disks, boot.Entry) {
		return
	}
	var names, others []string
	for _, e := range disks {
		names = append(names, "disks."+e.Name)
		if e != boot.Entry {
			others = append(others, "disks."+e.Name)
		}
	}
	other, _ := strings.CutPrefix(others[0], "disks.")
	help := "give " + joined(others) + " one, too: partitions: { esp: { mount: /boot-" + other + " }, ... }"
	if !slices.ContainsFunc(disks, func(e *storage.Entry) bool { return len(e.Partitions) == 0 }) {
		help += "; or leave this one out, and each disk gets one"
	}
	p.diags.Warn(diag.BootMismatch, boot.at, "the root is on %s, and the host starts from disks.%s alone: without that disk nothing starts", joined(names), boot.Entry.Name).
		Help("%s", help)
}

func joined(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// disksOfMirror are the disks under the root where what is on one of them is on others, too; none where one that fails
// takes the root with it.
func (p *plan) disksOfMirror() []*storage.Entry {
	root := p.MountAt("/")
	if root == nil {
		return nil
	}
	var out []*storage.Entry
	mirrored := false
	for _, x := range p.beneath(p.partOf(root.Holder)) {
		mirrored = mirrored || x.Name == "" && isRedundant(x.Entry)
		if x.Entry.Kind == storage.KindDisk && !slices.Contains(out, x.Entry) {
			out = append(out, x.Entry)
		}
	}
	if !mirrored {
		return nil
	}
	return out
}

// isRedundant tells whether an entry outlasts the loss of a member.
func isRedundant(e *storage.Entry) bool {
	switch e.Kind {
	case storage.KindRAID:
		return slices.Contains([]int{1, 4, 5, 6, 10}, e.Level)
	case storage.KindBtrfs:
		return strings.HasPrefix(e.Profile, "raid") && e.Profile != "raid0"
	case storage.KindZFS:
		return e.Pool.Mode == "mirror" || strings.HasPrefix(e.Pool.Mode, "raidz")
	}
	return false
}

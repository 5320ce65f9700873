package disks

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
)

// label is the label of a partition: the one that is given, or what disko makes of the names.
func (x *part) label() (string, source.Range) {
	if x.Partition.Label != "" {
		return x.Partition.Label, x.Partition.LabelAt
	}
	return x.Entry.PartitionLabel(x.Partition), x.at
}

// labels checks that the labels that follow from names fit: disko would put a hash there, and nobody knows the partition
// by it.
func (p *plan) labels() {
	for _, x := range p.parts {
		if x.Partition == nil || x.Partition.Label != "" {
			continue
		}
		if label := x.Entry.JoinedLabel(x.Partition); len(label) > storage.LongestLabel {
			p.diags.Add(diag.DiskName, x.at, "the label of the partition would be %s, and labels have at most %d characters", diag.Quote(label), storage.LongestLabel).
				Help("shorten the name of the disk or the partition, or give it a label")
		}
	}
}

// named is a name that nothing else may have.
type named struct {
	what, name string
	at         source.Range
}

// names checks that nothing has the name of something else.
func (p *plan) names() {
	var labels, mapped []named
	for _, x := range p.parts {
		if x.Partition != nil {
			label, at := x.label()
			labels = append(labels, named{x.path(), label, at})
		}
		if x.LUKS != nil {
			at := x.LUKS.At
			if n := x.node.Get("luks").Get("name"); n.IsSet() {
				at = n.Range()
			}
			mapped = append(mapped, named{x.path(), x.LUKS.Name, at})
		}
		if x.Volume != nil { // LVM doubles the dashes of both names
			name := strings.ReplaceAll(x.Entry.Name, "-", "--") + "-" + strings.ReplaceAll(x.Name, "-", "--")
			mapped = append(mapped, named{x.path(), name, x.at})
		}
	}
	p.unique(labels, "have the label %s", "give one of them another label")
	p.unique(mapped, "be /dev/mapper/%s", "give one of them another name: luks: { name: ... }")
	for _, e := range p.Entries {
		p.reserved(e)
	}
}

// unique reports names that two have.
func (p *plan) unique(all []named, called, help string) {
	first := map[string]named{}
	for _, n := range all {
		other, taken := first[n.name]
		if !taken {
			first[n.name] = n
			continue
		}
		if n.name != "" {
			p.diags.Add(diag.DiskName, n.at, "%s and %s would both "+called, other.what, n.what, n.name).See(other.at, "the other one").Help("%s", help)
		}
	}
}

var reservedPool = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(mirror|raidz|draid|spare)|^(log|c[0-9].*|[^a-z].*)$`)
})

// devFolders are names below /dev that are taken; a volume group would be a folder there.
var devFolders = []string{"block", "bus", "char", "cpu", "disk", "dri", "fd", "hugepages", "input", "mapper", "md", "mqueue", "net", "null", "pts", "shm", "snd", "vfio", "zvol"}

// reserved checks the names of pools and volume groups.
func (p *plan) reserved(e *storage.Entry) {
	switch {
	case e.Kind == storage.KindZFS && reservedPool().MatchString(e.Name):
		p.diags.Add(diag.DiskName, e.At, "ZFS takes no pool named %s", diag.Quote(e.Name)).
			Help("a pool begins with a letter, and with none of mirror, raidz, draid, spare and log: tank")
	case e.Kind == storage.KindLVM && slices.Contains(devFolders, e.Name):
		p.diags.Add(diag.DiskName, e.At, "a volume group named %s has no room: /dev/%s is there already", diag.Quote(e.Name), e.Name).Help("give it another name: vg0")
	}
}

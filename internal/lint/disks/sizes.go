package disks

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
)

const (
	mib = 1 << 20
	gib = 1 << 30
)

// sized is a number of bytes as people write it.
func sized(n int64) string {
	switch {
	case n >= 10*gib || n >= gib && n%gib == 0:
		return fmt.Sprintf("%dG", n/gib)
	case n >= gib:
		return fmt.Sprintf("%.1fG", float64(n)/gib)
	}
	return fmt.Sprintf("%dM", n/mib)
}

// takesRest tells whether a partition takes what the others leave. One that leaves something behind it can have one more
// after it that takes that.
func takesRest(x *storage.Partition) bool { return x.Leave != "" || takesEnd(x) }

func takesEnd(x *storage.Partition) bool { return x.TakesRest() || x.End == "-0" }

// partitions checks the partitions of each disk against each other and against the size that it is said to have.
func (p *plan) partitions() {
	for _, e := range p.Entries {
		if len(e.Partitions) == 0 {
			continue
		}
		for _, x := range e.Partitions {
			p.bounds(e, x)
		}
		rest := p.onlyOne(e, takesEnd)
		leaves := p.onlyOne(e, func(x *storage.Partition) bool { return x.Leave != "" })
		p.overlaps(e)
		if leaves != nil {
			rest = leaves
		}
		p.fits(e, rest)
	}
}

// onlyOne checks that at most one partition takes the rest, and returns it.
func (p *plan) onlyOne(e *storage.Entry, takes func(*storage.Partition) bool) *storage.Partition {
	var rest *storage.Partition
	for _, x := range e.Partitions {
		switch {
		case !takes(x):
		case rest != nil:
			p.diags.Add(diag.DiskSize, sizePlace(x), "disks.%s: the partitions %s and %s both take all that is left", e.Name, rest.Name, x.Name).
				See(sizePlace(rest), "the other one").Help("give one of them a size, such as size: 20G")
		default:
			rest = x
		}
	}
	return rest
}

func sizePlace(x *storage.Partition) source.Range {
	if x.SizeAt.IsZero() {
		return x.At
	}
	return x.SizeAt
}

// bounds checks where one partition begins and ends.
func (p *plan) bounds(e *storage.Entry, x *storage.Partition) {
	if x.End != "" && x.Size != "" {
		p.diags.Add(diag.DiskKey, sizePlace(x), "disks.%s: the partition %s has both a size and an end", e.Name, x.Name).Help("remove one of the two")
	}
	start, from := types.Bytes(x.Start)
	end, to := types.Bytes(x.End)
	if from && to && start >= end {
		p.diags.Add(diag.DiskSize, x.At, "disks.%s: the partition %s ends at %s, before it begins at %s", e.Name, x.Name, x.End, x.Start).Help("end is a place on the disk, size how much it is")
	}
	if x.Start == "100%" || x.End == "0" {
		p.diags.Add(diag.DiskSize, x.At, "disks.%s: the partition %s is empty", e.Name, x.Name).Help("say its size")
	}
}

// overlaps checks partitions whose places are written against each other.
func (p *plan) overlaps(e *storage.Entry) {
	type span struct{ start, end int64 }
	spans := map[*storage.Partition]span{}
	for _, x := range e.Partitions {
		start, from := types.Bytes(x.Start)
		end, to := types.Bytes(x.End)
		if size, known := types.Bytes(x.Size); from && known {
			end, to = start+size, true
		}
		if !from || !to || start >= end {
			continue
		}
		for _, other := range e.Partitions {
			if s, placed := spans[other]; placed && start < s.end && s.start < end {
				p.diags.Add(diag.DiskSize, x.At, "disks.%s: the partitions %s and %s overlap", e.Name, other.Name, x.Name).
					See(other.At, "the other one").Help("leave start and end out: partitions follow each other")
			}
		}
		spans[x] = span{start, end}
	}
}

// needed is how much of a disk the partitions with a size take.
func needed(e *storage.Entry) int64 {
	var sum, last int64
	for _, x := range e.Partitions {
		if size, known := types.Bytes(x.Size); known {
			sum += size
		}
		if left, known := types.Bytes(x.Leave); known {
			sum += left
		}
		if end, known := types.Bytes(x.End); known {
			last = max(last, end)
		}
	}
	return max(sum, last)
}

// sizeOf is how large a disk is at most, and what says so; 0 where nothing does.
func (p *plan) sizeOf(e *storage.Entry) (size int64, at source.Range, label string) {
	if d := p.reported(e); d != nil && d.Size > 0 {
		return d.Size, d.Range(), "the report"
	}
	if e.Kind == storage.KindDisk {
		if n, known := types.Bytes(e.Size); known {
			return n, e.SizeAt, "its size"
		}
	}
	return 0, source.Range{}, ""
}

// fits checks that the partitions have room on their disk.
func (p *plan) fits(e *storage.Entry, rest *storage.Partition) {
	size, at, label := p.sizeOf(e)
	if size == 0 {
		return
	}
	switch need := needed(e); {
	case need > size:
		p.diags.Add(diag.DiskSize, largest(e), "the partitions of disks.%s need %s, and it has %s", e.Name, sized(need), sized(size)).
			See(at, "%s", label).Help("make some of them smaller")
	case rest != nil && need+mib >= size:
		p.diags.Add(diag.DiskSize, sizePlace(rest), "disks.%s: nothing is left for the partition %s: the others take all %s", e.Name, rest.Name, sized(size)).
			See(at, "%s", label).Help("make some of them smaller")
	}
}

// largest is the place of the largest partition's size.
func largest(e *storage.Entry) source.Range {
	best, at := int64(-1), e.At
	for _, x := range e.Partitions {
		if size, _ := types.Bytes(x.Size); size > best && !x.SizeAt.IsZero() {
			best, at = size, x.SizeAt
		}
	}
	return at
}

// What NixOS needs: a system with one generation more than the one that runs, and a boot partition with their kernels.
const (
	leastRoot   = 8 * gib
	leastBoot   = 128 * mib
	comfortable = 512 * mib
)

// room checks that the system and its kernels have room.
func (p *plan) room() {
	if m := p.storeMount(); m != nil {
		if x := p.partOf(m.Holder); x != nil {
			if size, at, known := p.roomOf(x); known && size < leastRoot {
				p.diags.Warn(diag.DiskSize, at, "%s has %s for %s: NixOS with a second generation needs about %s", x.path(), sized(size), m.Point, sized(leastRoot)).
					Help("make it larger")
			}
		}
	}
	m := p.MountAt("/boot")
	if m == nil || p.host.Module("core/boot") == nil {
		return
	}
	x := p.partOf(m.Holder)
	if x == nil {
		return
	}
	switch size, at, known := p.roomOf(x); {
	case !known:
	case size < leastBoot:
		p.diags.Add(diag.DiskSize, at, "%s has %s for /boot: the kernels of two generations do not fit", x.path(), sized(size)).Help("make it 1G")
	case size < comfortable:
		p.diags.Warn(diag.DiskSize, at, "%s has %s for /boot: each generation may need 60M there", x.path(), sized(size)).
			Help("make it 1G, or keep fewer generations: core.boot.generations")
	}
}

// swapFileRoom checks that swap files have room in their file systems.
func (p *plan) swapFileRoom() {
	taken := map[*part]int64{}
	for _, s := range p.swapsIn() {
		size, known := types.Bytes(s.Size)
		room, _, limited := p.roomOf(s.in)
		if s.file == "" || !known || !limited {
			continue
		}
		if taken[s.in] += size; taken[s.in] >= room && taken[s.in]-size < room {
			p.diags.Add(diag.DiskSize, s.at, "%s has %s, and its swap takes %s", s.in.path(), sized(room), sized(taken[s.in])).Help("make the swap smaller")
		}
	}
}

// storeMount is where the Nix store lies.
func (p *plan) storeMount() *storage.Mount { return p.mountOf("/nix/store") }

// roomOf is how large a partition or a volume is, as far as it is known.
func (p *plan) roomOf(x *part) (int64, source.Range, bool) {
	switch {
	case x.Partition != nil && takesRest(x.Partition):
		size, _, _ := p.sizeOf(x.Entry)
		left := size - needed(x.Entry)
		return left, sizePlace(x.Partition), size > 0 && left > mib
	case x.Partition != nil:
		size, known := types.Bytes(x.Partition.Size)
		return size, x.sizeAt(), known
	case x.Volume != nil:
		size, known := types.Bytes(x.Volume.Size)
		return size, x.valueAt("size"), known
	}
	return 0, source.Range{}, false
}

// sizeAt is the place of a partition's size: on a disk with a preset that of bootSize.
func (x *part) sizeAt() source.Range {
	if n := x.Entry.Value.Get("bootSize"); x.Partition.Implied && n.IsSet() {
		return n.Range()
	}
	return sizePlace(x.Partition)
}

// reported is what the report says about a disk, nil where it does not say which one it is.
func (p *plan) reported(e *storage.Entry) *facts.Disk {
	r := p.report()
	if r == nil || e.Kind != storage.KindDisk {
		return nil
	}
	for i, d := range r.Disks {
		for _, id := range d.IDs {
			if id.Value == e.Device {
				return &r.Disks[i]
			}
		}
	}
	targets := r.Targets()
	if len(targets) != 1 || p.disks != 1 || strings.HasPrefix(e.Device, "/dev/disk/") {
		return nil
	}
	return &targets[0]
}

// expected checks the size and the model that a disk is expected to have.
func (p *plan) expected() {
	for _, e := range p.Entries {
		d := p.reported(e)
		if d == nil {
			continue
		}
		if n, known := types.Bytes(e.Size); known && d.Size > 0 && !sameSize(n, e.Size, d.Size) {
			p.diags.Add(diag.ReportMismatch, e.SizeAt, "disks.%s is expected to have %s, and the report of %s says %s", e.Name, e.Size, p.host.Name, decimal(d.Size)).
				See(d.Range(), "the report").Help("look whether it is the right disk, or correct the size")
		}
		if e.Model != "" && d.Model != "" && !sameModel(e.Model, d.Model) {
			p.diags.Add(diag.ReportMismatch, e.ModelAt, "disks.%s is expected to be %s, and the report of %s says %s", e.Name, diag.Quote(e.Model), p.host.Name, diag.Quote(d.Model)).
				See(d.Range(), "the report").Help("look whether it is the right disk")
		}
	}
}

// sameSize tells whether a disk has the size that it is expected to have. Makers count in powers of ten and round.
func sameSize(binary int64, written string, have int64) bool {
	unit := map[byte]float64{'K': 1e3 / (1 << 10), 'M': 1e6 / (1 << 20), 'G': 1e9 / (1 << 30), 'T': 1e12 / (1 << 40)}[written[len(written)-1]]
	least := float64(binary) * unit * 0.95
	return float64(have) >= least && float64(have) <= float64(binary)*1.02
}

// decimal is a size as makers of disks write it.
func decimal(n int64) string {
	if n >= 1e12 {
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/1e12), ".0") + "T"
	}
	return fmt.Sprintf("%dG", n/1e9)
}

var notInModels = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^a-z0-9]+`) })

// sameModel tells whether one name of a model is the other or a part of it, whatever joins its words.
func sameModel(expected, have string) bool {
	a, b := notInModels().ReplaceAllString(strings.ToLower(expected), ""), notInModels().ReplaceAllString(strings.ToLower(have), "")
	return strings.Contains(a, b) || strings.Contains(b, a)
}

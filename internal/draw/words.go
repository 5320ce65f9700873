package draw

import (
	"fmt"
	"path"
	"strings"

	"github.com/hbohlen/panther/internal/storage"
)

// kinds are the kinds of entries in words.
var kinds = map[Kind]string{
	storage.KindDisk: "disk", storage.KindRAID: "array", storage.KindLVM: "volume group", storage.KindZFS: "ZFS pool",
	storage.KindBtrfs: "btrfs", storage.KindBcachefs: "bcachefs", storage.KindTmpfs: "tmpfs", KindEncrypted: "LUKS",
}

// title is what a box is called in a picture.
func (b *Box) title() string {
	switch b.Kind {
	case KindEncrypted:
		return "LUKS " + b.Name
	case KindSwap:
		return "swap"
	case KindMember:
		return strings.Join(notesOf("part of", kinds[Kind(b.Role)], strings.Join(b.Of, ", ")), " ")
	case KindPartition:
		if b.Role != "" && b.Role != storage.RoleData && !strings.EqualFold(b.Role, b.Name) {
			return b.Name + " (" + b.Role + ")"
		}
	}
	return b.Name
}

// about is what is said beside the title: options, modes, ways to open.
func (b *Box) about() string {
	if b.Kind == KindEncrypted {
		return "opened by " + strings.Join(b.Notes, ", ")
	}
	return strings.Join(b.Notes, " ")
}

// size is how large a box is, for people: as it is said, or as the rest came out.
func (b *Box) size() string {
	switch {
	case b.Kind == KindEncrypted:
		return ""
	case b.Kind == storage.KindDisk && b.Size == "" && b.Bytes == 0:
		return "size not known"
	case b.Size == "rest" && b.Bytes > 0, b.Size == "" && b.Bytes > 0:
		return Human(b.Bytes)
	}
	return b.Size
}

// label is the short name of a device.
func (b *Box) label() string { return strings.TrimPrefix(b.Device, path.Dir(b.Device)+"/") }

// Human is a size as people say it, in the units of the language.
func Human(bytes int64) string {
	units := []string{"B", "K", "M", "G", "T", "P"}
	value, unit := float64(bytes), 0
	for value >= 1024 && unit < len(units)-1 {
		value /= 1024
		unit++
	}
	if value >= 100 || value == float64(int64(value)) {
		return fmt.Sprintf("%.0f%s", value, units[unit])
	}
	return fmt.Sprintf("%.1f%s", value, units[unit])
}

// whole tells whether a disk is a part of something as it is.
func (b *Box) whole() bool {
	return b.Kind == storage.KindDisk && len(b.Inside) == 1 && b.Inside[0].Kind == KindMember
}

// scaled tells whether parts of a box are drawn by their sizes.
func (b *Box) scaled() bool {
	if len(b.Inside) == 0 {
		return false
	}
	kind := b.Inside[0].Kind
	return kind == KindPartition || kind == KindVolume && b.Kind == storage.KindLVM || b.whole()
}

// widths divides a width among parts by their sizes, so that none is narrower than it needs. What is not known how large
// it is counts as nine tenths of what there is.
func widths(parts []*Box, total float64, needs func(*Box) float64) []float64 {
	var known int64
	for _, b := range parts {
		known += b.Bytes
	}
	weight := func(b *Box) float64 {
		if b.Bytes > 0 {
			return float64(b.Bytes)
		}
		return float64(max(known, 1)) * 9
	}
	out, narrow := make([]float64, len(parts)), make([]bool, len(parts))
	for {
		left, weights := total, 0.0
		for i, b := range parts {
			if narrow[i] {
				left -= out[i]
			} else {
				weights += weight(b)
			}
		}
		settled := true
		for i, b := range parts {
			if narrow[i] {
				continue
			}
			out[i] = left * weight(b) / weights
			if out[i] < needs(b) {
				out[i], narrow[i], settled = needs(b), true, false
				break
			}
		}
		if settled {
			return out
		}
	}
}

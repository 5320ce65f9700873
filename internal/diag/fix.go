package diag

import (
	"cmp"
	"slices"

	"github.com/hbohlen/panther/internal/source"
)

// Fix is what to write instead, where nobody could mean anything else.
type Fix struct {
	Title string // what it does, in a few words
	Edits []Edit
}

// Edit replaces what stands at a range; all ranges of a fix are of one file.
type Edit struct {
	Range source.Range
	With  string
}

// Mend says what to write instead of what stands at the diagnostic's own place.
func (d *Diagnostic) Mend(title, with string) *Diagnostic {
	return d.MendAt(title, Edit{d.Range, with})
}

// MendAt says what to write instead, at other places than the diagnostic's own.
func (d *Diagnostic) MendAt(title string, edits ...Edit) *Diagnostic {
	d.Fix = &Fix{Title: title, Edits: edits}
	return d
}

// Mended returns a file with the fixes of a list carried out, and how many were. Of two that touch each other the later one
// waits for another time: what it would do may not be right any more.
func Mended(file *source.File, list List) (content []byte, done int) {
	var edits []Edit
	for _, d := range list {
		if d.Fix == nil || !d.Fix.isOf(file) || slices.ContainsFunc(d.Fix.Edits, func(e Edit) bool { return touchesAny(e, edits) }) {
			continue
		}
		edits = append(edits, d.Fix.Edits...)
		done++
	}
	slices.SortFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte) })
	at := 0
	for _, e := range edits {
		content = append(append(content, file.Bytes[at:e.Range.Start.Byte]...), e.With...)
		at = e.Range.End.Byte
	}
	return append(content, file.Bytes[at:]...), done
}

func (f *Fix) isOf(file *source.File) bool {
	return !slices.ContainsFunc(f.Edits, func(e Edit) bool { return e.Range.File != file })
}

func touchesAny(e Edit, others []Edit) bool {
	return slices.ContainsFunc(others, func(other Edit) bool {
		return e.Range.Start.Byte <= other.Range.End.Byte && other.Range.Start.Byte <= e.Range.End.Byte
	})
}

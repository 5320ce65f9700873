package diag

import (
	"fmt"
	"path"
	"strings"

	"github.com/hbohlen/panther/internal/source"
)

// InRepository is the list for those who see a whole repository, and nothing beside it: names of files are below the fleet's
// folder in it ("" where that is its top), and a place in a file that comes with panther is a line of what is said.
func (l List) InRepository(folder string, comesWithPanther func(*source.File) bool) List {
	p := placing{folder: folder, ours: comesWithPanther, files: map[*source.File]*source.File{}}
	out := make(List, 0, len(l))
	for _, d := range l {
		out = append(out, p.diagnostic(d))
	}
	return out
}

type placing struct {
	folder string
	ours   func(*source.File) bool
	files  map[*source.File]*source.File // by what they are in the fleet's folder
}

// diagnostic leaves out the places that come with panther. Where that is the one of the mistake, the next one stands for it.
func (p placing) diagnostic(d Diagnostic) Diagnostic {
	places := []Related{{d.Range, d.Label}}
	if d.Range.IsZero() {
		places = nil
	}
	var kept []Related
	lines := []string{}
	if d.Hint != "" {
		lines = append(lines, d.Hint)
	}
	for _, at := range append(places, d.Related...) {
		if p.ours(at.Range.File) {
			lines = append(lines, elsewhere(at))
			continue
		}
		kept = append(kept, Related{p.at(at.Range), at.Label})
	}
	if len(places) > 0 {
		d.Range, d.Label = source.Range{}, ""
		if len(kept) > 0 {
			d.Range, d.Label, kept = kept[0].Range, kept[0].Label, kept[1:]
		}
	}
	d.Related, d.Hint, d.Fix = kept, strings.Join(lines, "\n"), p.fix(d.Fix)
	return d
}

func elsewhere(at Related) string {
	label := "it stands in "
	if at.Label != "" {
		label = at.Label + ": "
	}
	return fmt.Sprintf("%s%s:%d (comes with panther)", label, at.Range.File.Name, at.Range.Start.Line)
}

func (p placing) fix(f *Fix) *Fix {
	if f == nil || p.ours(f.Edits[0].Range.File) {
		return nil
	}
	placed := &Fix{Title: f.Title}
	for _, e := range f.Edits {
		e.Range = p.at(e.Range)
		placed.Edits = append(placed.Edits, e)
	}
	return placed
}

func (p placing) at(r source.Range) source.Range {
	if p.folder == "" {
		return r
	}
	if p.files[r.File] == nil {
		p.files[r.File] = source.New(path.Join(p.folder, r.File.Name), r.File.Bytes)
	}
	r.File = p.files[r.File]
	return r
}

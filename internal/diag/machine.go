package diag

import (
	"fmt"
	"io"
	"strings"

	"github.com/hbohlen/panther/internal/source"
)

// Record is the JSON shape of a diagnostic. Lines and columns count from 1, columns in characters; End is exclusive.
type Record struct {
	Code     Code            `json:"code"`
	Severity string          `json:"severity"`
	Message  string          `json:"message"`
	Label    string          `json:"label,omitempty"`
	Hint     string          `json:"hint,omitempty"`
	At       *Place          `json:"at,omitempty"`
	Related  []RelatedRecord `json:"related,omitempty"`
	Fix      *FixRecord      `json:"fix,omitempty"`
}

// FixRecord is the JSON shape of a fix.
type FixRecord struct {
	Title string       `json:"title"`
	Edits []EditRecord `json:"edits"`
}

// EditRecord is the JSON shape of an edit: what stands at a place is replaced.
type EditRecord struct {
	At   *Place `json:"at"`
	With string `json:"with"`
}

// Place is a range of a file in JSON.
type Place struct {
	File  string `json:"file"`
	Start Point  `json:"start"`
	End   Point  `json:"end"`
}

// Point is a position in JSON.
type Point struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// RelatedRecord is the JSON shape of a related place.
type RelatedRecord struct {
	Label string `json:"label,omitempty"`
	At    *Place `json:"at"`
}

// Records returns the list in its JSON shape; never nil, so that it prints as a list.
func Records(list List) []Record {
	out := make([]Record, 0, len(list))
	for _, d := range list {
		r := Record{Code: d.Code, Severity: d.Severity.String(), Message: d.Message, Label: d.Label, Hint: d.Hint, At: PlaceOf(d.Range)}
		for _, related := range d.Related {
			r.Related = append(r.Related, RelatedRecord{Label: related.Label, At: PlaceOf(related.Range)})
		}
		r.Fix = fixRecord(d.Fix)
		out = append(out, r)
	}
	return out
}

func fixRecord(f *Fix) *FixRecord {
	if f == nil {
		return nil
	}
	r := &FixRecord{Title: f.Title}
	for _, e := range f.Edits {
		r.Edits = append(r.Edits, EditRecord{At: PlaceOf(e.Range), With: e.With})
	}
	return r
}

// PlaceOf returns a range in its JSON shape, nil for the zero range.
func PlaceOf(r source.Range) *Place {
	if r.IsZero() {
		return nil
	}
	return &Place{
		File:  r.File.Name,
		Start: Point{Line: r.Start.Line, Column: r.Start.Column},
		End:   Point{Line: r.End.Line, Column: r.End.Column},
	}
}

// command is what GitHub calls a severity.
func command(s Severity) string {
	if s == Note {
		return "notice"
	}
	return s.String()
}

// WriteGitHub writes workflow commands that GitHub Actions turns into annotations on the lines of a change.
// Escapes follow actions/toolkit, packages/core/src/command.ts.
func WriteGitHub(w io.Writer, list List) error {
	message := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	var b strings.Builder
	for _, d := range list {
		text := d.Message
		if d.Hint != "" {
			text += "\n" + d.Hint
		}
		fmt.Fprintf(&b, "::%s title=%s", command(d.Severity), property.Replace(string(d.Code)))
		if !d.Range.IsZero() {
			fmt.Fprintf(&b, ",file=%s,line=%d,col=%d", property.Replace(d.Range.File.Name), d.Range.Start.Line, d.Range.Start.Column)
		}
		fmt.Fprintf(&b, "::%s\n", message.Replace(text))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

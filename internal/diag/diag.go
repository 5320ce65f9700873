// Package diag holds diagnostics as data: what is wrong with what a person wrote, where, and what to do about it.
package diag

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/hbohlen/panther/internal/source"
)

// Severity orders diagnostics by what they stop. The zero value is no severity on purpose.
type Severity int

// A Note is shown to whoever asks for it. A Warning is shown and stops nothing; an Error makes the answer of a run "no".
const (
	Note Severity = iota + 1
	Warning
	Error
)

func (s Severity) String() string {
	switch s {
	case Note:
		return "note"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "unknown"
}

// Related is a second place that belongs to a diagnostic, such as the first of two definitions.
type Related struct {
	Range source.Range
	Label string
}

// Diagnostic is one mistake, in the words of the person who made it.
type Diagnostic struct {
	Code     Code
	Severity Severity
	Message  string // what is wrong, one line
	Label    string // what is at the caret, a few words; may be empty
	Hint     string // what to do; may be empty
	Range    source.Range
	Related  []Related
	Fix      *Fix // nil where what to write instead is for a person to say
}

// List collects diagnostics. Nothing in it is ever lost: a run shows all of them.
type List []Diagnostic

// Add appends an error and returns it for a label, a hint or related places.
func (l *List) Add(code Code, at source.Range, format string, args ...any) *Diagnostic {
	return l.append(code, Error, at, format, args)
}

// Warn appends a warning and returns it for a label, a hint or related places.
func (l *List) Warn(code Code, at source.Range, format string, args ...any) *Diagnostic {
	return l.append(code, Warning, at, format, args)
}

// Note appends a note and returns it for a label, a hint or related places.
func (l *List) Note(code Code, at source.Range, format string, args ...any) *Diagnostic {
	return l.append(code, Note, at, format, args)
}

func (l *List) append(code Code, severity Severity, at source.Range, format string, args []any) *Diagnostic {
	message := format
	if len(args) > 0 {
		message = fmt.Sprintf(format, args...)
	}
	*l = append(*l, Diagnostic{Code: code, Severity: severity, Message: message, Range: at})
	return &(*l)[len(*l)-1]
}

// Labelled sets what stands beside the caret.
func (d *Diagnostic) Labelled(format string, args ...any) *Diagnostic {
	d.Label = fmt.Sprintf(format, args...)
	return d
}

// Help sets the hint. An empty hint leaves the one that is there.
func (d *Diagnostic) Help(format string, args ...any) *Diagnostic {
	if hint := fmt.Sprintf(format, args...); hint != "" {
		d.Hint = hint
	}
	return d
}

// See adds a related place; a zero range is left out.
func (d *Diagnostic) See(at source.Range, format string, args ...any) *Diagnostic {
	if !at.IsZero() {
		d.Related = append(d.Related, Related{Range: at, Label: fmt.Sprintf(format, args...)})
	}
	return d
}

// HasErrors tells whether any diagnostic is an error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Count returns the number of errors and of warnings.
func (l List) Count() (errors, warnings int) { return l.countOf(Error), l.countOf(Warning) }

// Notes returns the number of notes.
func (l List) Notes() int { return l.countOf(Note) }

func (l List) countOf(severity Severity) (n int) {
	for _, d := range l {
		if d.Severity == severity {
			n++
		}
	}
	return n
}

// AsWarnings returns the list with every error turned into a warning: for what must not stop this run.
func (l List) AsWarnings() List {
	out := slices.Clone(l)
	for i := range out {
		out[i].Severity = min(out[i].Severity, Warning)
	}
	return out
}

// Sorted returns the list by file, position, code and message, each diagnostic once: two hosts that share a profile
// report its mistakes once, as an error if it is one to either.
func (l List) Sorted() List {
	out := slices.Clone(l)
	slices.SortStableFunc(out, func(a, b Diagnostic) int {
		return cmp.Or(compare(a, b), cmp.Compare(b.Severity, a.Severity))
	})
	return slices.CompactFunc(out, func(a, b Diagnostic) bool { return compare(a, b) == 0 })
}

func compare(a, b Diagnostic) int {
	return cmp.Or(
		cmp.Compare(fileName(a.Range), fileName(b.Range)),
		cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.Message, b.Message),
	)
}

func fileName(r source.Range) string {
	if r.IsZero() {
		return ""
	}
	return r.File.Name
}

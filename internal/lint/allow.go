package lint

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Comments in YAML files may allow what panther warns of, with a reason:
//
//	guest: {} # panther: allow unused-user: comes back in spring
//
// on the line or on one of its own above it. One at the top of a file that says allow-file holds for all of it.
const (
	allowMark = "panther:"
	allowLine = "allow"
	allowFile = "allow-file"
)

// Allowances are the comments of a fleet's files that allow something.
type Allowances struct {
	byFile map[*source.File][]*allowance
	order  []*source.File
}

// allowance is one code of such a comment.
type allowance struct {
	code   diag.Code
	line   int          // that it is about; 0: all of the file
	at     source.Range // of the code
	remove diag.Edit    // takes it out
	used   bool
}

// ReadAllowances reads the comments of some files, and reports those that allow nothing. It is nil where there are none,
// which takes no longer than to look for a word.
func ReadAllowances(files []*source.File) (*Allowances, map[*source.File]diag.List) {
	var all *Allowances
	reports := map[*source.File]diag.List{}
	for _, file := range files {
		if !bytes.Contains(file.Bytes, []byte(allowMark)) {
			continue
		}
		r := allowReader{file: file}
		r.read()
		if len(r.diags) > 0 {
			reports[file] = r.diags
		}
		if len(r.found) > 0 {
			if all == nil {
				all = &Allowances{byFile: map[*source.File][]*allowance{}}
			}
			all.byFile[file] = r.found
			all.order = append(all.order, file)
		}
	}
	return all, reports
}

// Filter returns a list without what is allowed.
func (a *Allowances) Filter(list diag.List) diag.List {
	if a == nil {
		return list
	}
	return slices.DeleteFunc(list, func(d diag.Diagnostic) bool { return d.Severity != diag.Error && a.allows(d) })
}

// allows notes every comment that allows a diagnostic, so that none of them is said to be of no use.
func (a *Allowances) allows(d diag.Diagnostic) (allowed bool) {
	for _, w := range a.byFile[d.Range.File] {
		if w.code == d.Code && (w.line == 0 || w.line == d.Range.Start.Line) {
			w.used, allowed = true, true
		}
	}
	return allowed
}

// Unused reports what was allowed and did not occur, file by file. Notes tells whether those were asked for.
func (a *Allowances) Unused(notes bool) map[*source.File]diag.List {
	if a == nil {
		return nil
	}
	out := map[*source.File]diag.List{}
	for _, file := range a.order {
		var diags diag.List
		for _, w := range a.byFile[file] {
			rule, _ := diag.RuleOf(w.code)
			if w.used || rule.Severity == diag.Notes && !notes {
				continue
			}
			diags.Warn(diag.UnusedSuppression, w.at, "there is no %s here to allow", w.code).
				Help("take the comment out").MendAt("take "+string(w.code)+" out of the comment", w.remove)
		}
		if len(diags) > 0 {
			out[file] = diags
		}
	}
	return out
}

// allowReader reads the comments of one file.
type allowReader struct {
	file  *source.File
	found []*allowance
	diags diag.List
}

func (r *allowReader) read() {
	begun, next := false, 1 // whether a key stands above a line, and the first line that was not looked at
	for _, comment := range yamldoc.Comments(r.file) {
		line := comment.Start.Line
		for ; next <= line; next++ {
			text := strings.TrimSpace(r.file.Line(next))
			begun = begun || next < line && text != "" && !strings.HasPrefix(text, "#")
		}
		start := r.file.At(line, 1).Byte
		if at := forPanther(comment.Text()); at >= 0 {
			r.comment(line, comment.Start.Byte-start+at, begun)
		}
		begun = begun || strings.TrimSpace(string(r.file.Bytes[start:comment.Start.Byte])) != ""
	}
}

// forPanther finds what is for panther in a comment, which may stand behind other words; -1 where nothing is.
func forPanther(comment string) int {
	for at := 0; at < len(comment); at++ {
		begins := comment[at] == '#' && (at == 0 || comment[at-1] == ' ' || comment[at-1] == '\t')
		if begins && strings.HasPrefix(strings.TrimLeft(comment[at+1:], " \t"), allowMark) {
			return at
		}
	}
	return -1
}

// comment reads the comment that begins at a byte of a line.
func (r *allowReader) comment(line, at int, begun bool) {
	text := r.file.Line(line)
	start := strings.Index(text[at:], allowMark) + at + len(allowMark)
	head, reason, _ := strings.Cut(text[start:], ":")
	word := strings.TrimSpace(head)
	if first := strings.IndexAny(word, " \t"); first >= 0 {
		word = word[:first]
	}
	whole := word == allowFile
	switch {
	case word != allowLine && word != allowFile:
		r.report(line, start, head, "a comment for panther says allow, not %s", diag.Quote(word)).
			Help("# panther: allow CODE: why")
	case whole && begun:
		r.report(line, start, head, "%s stands at the top of the file, before the first key", allowFile).
			Help("move it there, or say allow on the line that it is about")
	case strings.TrimSpace(reason) == "":
		said := strings.TrimSpace(head)
		if said == word {
			said += " CODE"
		}
		r.report(line, start, head, "the comment gives no reason").Help("say why it is fine: # panther: %s: why", said)
	default:
		r.codes(line, at, start+strings.Index(head, word)+len(word), start+len(head), whole)
	}
}

// codes reads the codes of a comment, which stand between two bytes of its line.
func (r *allowReader) codes(line, comment, from, to int, whole bool) {
	text := r.file.Line(line)
	about := 0
	if !whole {
		about = r.target(line, comment)
	}
	parts := strings.Split(text[from:to], ",")
	at := from
	for _, part := range parts {
		name := strings.TrimSpace(part)
		place := r.span(line, at+strings.Index(part, name), len(name))
		if r.mayBeAllowed(name, place) {
			w := &allowance{code: diag.Code(name), line: about, at: place}
			w.remove = r.without(line, comment, at, len(part), len(parts) == 1)
			r.found = append(r.found, w)
		}
		at += len(part) + 1
	}
}

// mayBeAllowed reports a code that nobody can allow.
func (r *allowReader) mayBeAllowed(name string, at source.Range) bool {
	rule, known := diag.RuleOf(diag.Code(name))
	switch {
	case name == "":
		r.diags.Warn(diag.BadSuppression, at, "the comment names nothing to allow").Help("# panther: allow CODE: why")
	case !known:
		r.diags.Warn(diag.BadSuppression, at, "there is no rule %s", diag.Quote(name)).Help("%s", diag.DidYouMean(name, allowableCodes()))
	case !rule.Allowable():
		r.diags.Warn(diag.BadSuppression, at, "%s cannot be allowed", name).Help("only warnings can, and not those that a step by hand follows; see panther lint --list")
	}
	return known && rule.Allowable()
}

func allowableCodes() []string {
	var out []string
	for _, rule := range diag.Rules() {
		if rule.Allowable() {
			out = append(out, string(rule.Code))
		}
	}
	return out
}

// target is the line that a comment is about: its own, or the next one that is no comment.
func (r *allowReader) target(line, comment int) int {
	if strings.TrimSpace(r.file.Line(line)[:comment]) != "" {
		return line
	}
	for next := line + 1; next <= r.file.Lines(); next++ {
		if text := strings.TrimSpace(r.file.Line(next)); text != "" && !strings.HasPrefix(text, "#") {
			return next
		}
	}
	return line
}

// without is the edit that takes a code out of a comment, and the comment out of the file where it is the only one.
func (r *allowReader) without(line, comment, at, length int, only bool) diag.Edit {
	text := r.file.Line(line)
	start := r.file.At(line, 1).Byte
	from, to := start+at, start+at+length+1 // with the comma behind it
	switch {
	case !only && text[at+length] != ',': // the last one: with the comma before it
		from, to = start+at-1, start+at+length
	case only && strings.TrimSpace(text[:comment]) == "":
		from, to = start, r.file.At(line+1, 1).Byte
		if line == r.file.Lines() {
			to = len(r.file.Bytes)
		}
	case only:
		from, to = start+len(strings.TrimRight(text[:comment], " \t")), start+len(text)
	}
	return diag.Edit{Range: r.file.Span(r.file.AtByte(from), to-from)}
}

func (r *allowReader) report(line, start int, head, format string, args ...any) *diag.Diagnostic {
	name := strings.TrimSpace(head)
	return r.diags.Warn(diag.BadSuppression, r.span(line, start+strings.Index(head, name), len(name)), format, args...)
}

// span is a range of a line, in bytes.
func (r *allowReader) span(line, at, length int) source.Range {
	return r.file.Span(r.file.AtByte(r.file.At(line, 1).Byte+at), length)
}

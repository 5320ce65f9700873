package nix

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Span is a binding or an item of a list, and the lines it takes.
type Span struct {
	Path        []string // from the top; an item of a list by its number: [0]
	First, Last int      // lines, from 1
	Value       string   // as it is written
	Leaf        bool     // nothing is bound inside it

	start, end int // offsets
}

// Outline is what stands on which line of a Nix text: bindings and items of lists, wherever they are. Functions,
// conditions and calls between them are passed over, so that config = lib.mkIf cfg.enable { a = 1; } binds config.a. It takes
// what panther renders, and of other texts what it can.
type Outline struct {
	Spans []Span // by where they begin
	lines int
}

// ReadOutline reads an outline.
func ReadOutline(text string) *Outline {
	o := &outliner{text: text}
	o.block('t', nil, 0)
	var breaks []int
	for i := range len(text) {
		if text[i] == '\n' {
			breaks = append(breaks, i)
		}
	}
	lineOf := func(offset int) int { return sort.SearchInts(breaks, offset) + 1 }
	slices.SortStableFunc(o.spans, func(a, b Span) int { return cmp.Compare(a.start, b.start) })
	for i := range o.spans {
		s := &o.spans[i]
		s.First, s.Last = lineOf(s.start), lineOf(s.end)
		s.Leaf = i+1 == len(o.spans) || o.spans[i+1].start >= s.end
	}
	return &Outline{Spans: o.spans, lines: len(breaks) + 1}
}

// At is what a line belongs to: what begins on it, else what ends on it, else what it lies in; the outermost of several.
// It is nil for a line of the frame around everything.
func (o *Outline) At(line int) *Span {
	var ending, around *Span
	for i := range o.Spans {
		s := &o.Spans[i]
		switch {
		case s.First == line:
			return s
		case s.Last == line && ending == nil && s.First < line:
			ending = s
		case s.First < line && line < s.Last:
			around = s // the last one that begins is the innermost
		}
	}
	if ending != nil {
		return ending
	}
	return around
}

// Below are the leaves inside a span, or the span itself where it is one.
func (o *Outline) Below(s *Span) []*Span {
	var out []*Span
	for i := range o.Spans {
		if inner := &o.Spans[i]; inner.Leaf && inner.start >= s.start && inner.end <= s.end {
			out = append(out, inner)
		}
	}
	return out
}

// item is the name of an item of a list in a path.
func item(number int) string { return "[" + strconv.Itoa(number) + "]" }

// IsItem tells whether a name of a path is an item of a list.
func IsItem(name string) bool { return strings.HasPrefix(name, "[") && strings.HasSuffix(name, "]") }

type outliner struct {
	text  string
	pos   int
	spans []Span
}

// region is a block that is being read: what is between two brackets, or between let and in.
type region struct {
	kind  byte // one of { [ ( l for let, t for the top
	base  []string
	name  int // where the statement begins, -1 between statements
	open  int // the span that is open, -1 for none
	count int // of items
}

func (r *region) binds() bool { return r.kind == '{' || r.kind == 'l' }

// block reads up to what closes it.
func (o *outliner) block(kind byte, base []string, depth int) {
	r := &region{kind: kind, base: base, name: -1, open: -1}
	for o.pos < len(o.text) {
		c := o.text[o.pos]
		switch {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			if kind == '[' {
				o.close(r)
			}
			o.pos++
		case c == '#':
			o.skipTo("\n")
		case strings.HasPrefix(o.text[o.pos:], "/*"):
			o.skipTo("*/")
			o.pos = min(o.pos+2, len(o.text))
		case strings.IndexByte("}])", c) >= 0:
			o.close(r)
			if kind != 't' {
				if kind != 'l' {
					o.pos++
				}
				return
			}
			o.pos++
		default:
			o.touch(r)
			if o.token(r, c, depth) {
				return
			}
		}
	}
	o.close(r)
}

// token reads what is no space and closes nothing; it reports true where a let is over.
func (o *outliner) token(r *region, c byte, depth int) (over bool) {
	switch {
	case c == '"':
		o.quoted(r, depth)
	case strings.HasPrefix(o.text[o.pos:], "''"):
		o.indented(r, depth)
	case strings.IndexByte("{[(", c) >= 0:
		o.pos++
		o.inner(c, r, depth)
	case c == '=' && r.binds() && r.open < 0 && !o.comparison():
		o.bind(r)
		o.pos++
	case c == ';' && r.binds():
		o.close(r)
		r.name = -1
		o.pos++
	case isLetter(c):
		return o.word(r, depth)
	default:
		o.pos++
	}
	return false
}

const tooDeep = 1000

func (o *outliner) inner(kind byte, r *region, depth int) {
	if depth > tooDeep {
		o.pos = len(o.text)
		return
	}
	base := r.base
	if r.open >= 0 {
		base = o.spans[r.open].Path
	}
	o.block(kind, base, depth+1)
}

func (o *outliner) comparison() bool {
	return strings.HasPrefix(o.text[o.pos:], "==") || o.pos > 0 && strings.IndexByte("=!<>", o.text[o.pos-1]) >= 0
}

// touch notes where a statement or an item begins.
func (o *outliner) touch(r *region) {
	if r.name < 0 {
		r.name = o.pos
	}
	if r.kind == '[' && r.open < 0 {
		r.open = len(o.spans)
		o.spans = append(o.spans, Span{Path: append(slices.Clip(r.base), item(r.count)), start: o.pos})
		o.spans[r.open].Value = o.text[o.pos:]
		r.count++
	}
}

func (o *outliner) bind(r *region) {
	path := append(slices.Clip(r.base), splitNames(strings.TrimSpace(o.text[r.name:o.pos]))...)
	r.open = len(o.spans)
	o.spans = append(o.spans, Span{Path: path, start: r.name, Value: o.text[o.pos+1:]})
}

// close ends the binding or the item that is open.
func (o *outliner) close(r *region) {
	if r.open < 0 {
		return
	}
	s := &o.spans[r.open]
	s.end = o.pos
	if r.kind == '[' {
		s.end = max(o.pos-1, s.start)
	}
	s.Value = strings.TrimSpace(s.Value[:max(o.pos-(len(o.text)-len(s.Value)), 0)])
	r.open = -1
}

// word passes over a name, into a let and out of it.
func (o *outliner) word(r *region, depth int) (over bool) {
	start := o.pos
	for o.pos < len(o.text) && (isNameByte(o.text[o.pos])) {
		o.pos++
	}
	if start > 0 && o.text[start-1] == '.' {
		return false
	}
	switch o.text[start:o.pos] {
	case "let":
		if r.binds() && r.open < 0 {
			return false
		}
		o.inner('l', r, depth)
	case "in":
		return r.kind == 'l' && r.open < 0
	}
	return false
}

func (o *outliner) skipTo(end string) {
	if length := strings.Index(o.text[o.pos:], end); length >= 0 {
		o.pos += length
		return
	}
	o.pos = len(o.text)
}

// quoted passes over a string; what it interpolates is code.
func (o *outliner) quoted(r *region, depth int) {
	for o.pos++; o.pos < len(o.text); o.pos++ {
		switch rest := o.text[o.pos:]; {
		case rest[0] == '"':
			o.pos++
			return
		case rest[0] == '\\' || strings.HasPrefix(rest, "$$"):
			o.pos++
		case strings.HasPrefix(rest, "${"):
			o.pos += 2
			o.inner('(', r, depth)
			o.pos--
		}
	}
}

func (o *outliner) indented(r *region, depth int) {
	for o.pos += 2; o.pos < len(o.text); o.pos++ {
		switch rest := o.text[o.pos:]; {
		case isIndentedEscape(rest):
			o.pos += 2
		case strings.HasPrefix(rest, "''"):
			o.pos += 2
			return
		case strings.HasPrefix(rest, "$$"):
			o.pos++
		case strings.HasPrefix(rest, "${"):
			o.pos += 2
			o.inner('(', r, depth)
			o.pos--
		}
	}
}

// isIndentedEscape tells whether an indented string goes on with one of its escapes.
func isIndentedEscape(rest string) bool {
	return len(rest) > 2 && rest[:2] == "''" && strings.IndexByte(`$\'`, rest[2]) >= 0
}

// splitNames takes the names in front of = apart; what is computed stays as it is written.
func splitNames(text string) []string {
	r := &reader{rest: text}
	names, err := r.path()
	if err != nil || r.rest != "" {
		return strings.Split(text, ".")
	}
	return names
}

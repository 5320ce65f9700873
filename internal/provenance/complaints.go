package provenance

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Complaint is one thing that Nix said against a flake.
type Complaint struct {
	Warning   bool
	Assertion bool     // of a module, not of Nix itself
	Text      string   // as Nix says it, without its trace
	Options   []string // that it names, the nearest first
	Places    []Spot   // where in files, the nearest first
	Defined   []Definition
}

// WithoutSource is the part of a file's name behind the folder in the store that Nix reads a flake from; false for none.
func WithoutSource(name string) (inside string, ok bool) {
	if at := storeForm().FindStringIndex(name); at != nil && at[0] == 0 {
		return name[at[1]:], true
	}
	return name, false
}

// Spot is a place as Nix names it.
type Spot struct {
	Source string // the folder of the source in the store, by which those of other flakes are told apart; "" for a path on disk
	File   string // behind that folder: hosts/web1/configuration.nix
	Line   int    // 0 where only the file is named
	Quoted string // what Nix shows of the line, "" for nothing
	Traced bool   // it stands in the trace alone, which leads through what is in order, too
}

// Definition is a value that a file gives an option.
type Definition struct {
	In    Spot
	Value string
}

// The forms in which Nix 2.8 to 2.34 and Lix name a place: a path in the store, one of a source that is not copied there,
// and one on disk.
var (
	spotForm = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\bat:? («[^»]*»/?|/(?:[^/\s]+/)*[a-z0-9]{32}-[^/\s]*/)?([^\s:]+\.nix):(\d+)(?::\d+)?`)
	})
	fileForm = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile("(?:In|definitions from|in) [`'\"](«[^»]*»/?|/(?:[^/\\s]+/)*[a-z0-9]{32}-[^/\\s]*/)?([^`'\", ]+\\.nix)[`'\",]")
	})
	definitionForm = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile("^- In [`'\"](«[^»]*»/?|/(?:[^/\\s]+/)*[a-z0-9]{32}-[^/\\s]*/)?([^`'\", ]+)[^:]*:?\\s*(.*)$")
	})
	quoteForm  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s*(\d+)\|(.*)$`) })
	optionForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("(?i)\\boption [`'\"]([^`\\s]+?)['\"](?:[\\s.:,]|$)") })
	storeForm  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`/nix/store/[a-z0-9]{32}-source/`) })
	colourForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]`) })
	ownPrefix  = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(evaluation warning|trace: warning|trace: evaluation warning|warning|error|trace):\s*`)
	})
)

// ReadComplaints reads what Nix printed: warnings of the configuration, then what it failed with. Of the rest, such as
// that a work tree is dirty, nothing is kept.
func ReadComplaints(text string) []Complaint {
	lines := strings.Split(colourForm().ReplaceAllString(text, ""), "\n")
	out := warningsIn(lines)
	last := -1
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimSpace(line), "error:") {
			last = i
		}
	}
	if last < 0 {
		return out
	}
	return append(out, failure(lines, last)...)
}

// warningsIn are the warnings that the configuration has, each with the lines that go on with it.
func warningsIn(lines []string) []Complaint {
	var out []Complaint
	for i := 0; i < len(lines); i++ {
		word := ownPrefix().FindString(lines[i])
		if !strings.Contains(word, "warning") || strings.HasPrefix(word, "warning") {
			continue
		}
		rest := strings.TrimPrefix(lines[i], word)
		text := []string{strings.TrimPrefix(rest, "warning: ")}
		for i+1 < len(lines) && lines[i+1] != "" && ownPrefix().FindString(lines[i+1]) == "" {
			i++
			text = append(text, strings.TrimSpace(lines[i]))
		}
		c := Complaint{Warning: true, Text: strings.Join(text, "\n")}
		c.note(c.Text, false)
		if !slices.ContainsFunc(out, func(have Complaint) bool { return have.Text == c.Text }) {
			out = append(out, c)
		}
	}
	return out
}

// failure is the error that begins on a line, or each assertion that it names. Its trace stands before it, the nearest last,
// or, as Nix had it up to 2.17, behind it, the nearest first.
func failure(lines []string, at int) []Complaint {
	said := lines[at:]
	var trace []string
	for i, line := range said {
		if strings.HasPrefix(strings.TrimSpace(line), "…") {
			said, trace = said[:i], said[i:]
			break
		}
	}
	for _, line := range slices.Backward(lines[:at]) {
		trace = append(trace, line)
	}
	text, place := message(said)
	c := Complaint{Text: text}
	c.note(place, false)
	c.note(text, false)
	c.note(strings.Join(trace, "\n"), true)
	quoted := quotesIn(lines)
	for i, s := range c.Places {
		c.Places[i].Quoted = quoted[Spot{Source: s.Source, File: s.File, Line: s.Line}]
	}
	for line := range strings.SplitSeq(text, "\n") {
		if m := definitionForm().FindStringSubmatch(line); m != nil {
			c.Defined = append(c.Defined, Definition{Spot{Source: m[1], File: m[2]}, m[3]})
		}
	}
	_, list, asserted := strings.Cut(text, "Failed assertions:\n")
	if !asserted {
		return []Complaint{c}
	}
	var out []Complaint
	for part := range strings.SplitSeq("\n"+list, "\n- ") {
		if part = strings.TrimSpace(part); part != "" {
			one := Complaint{Assertion: true, Text: part}
			one.note(part, false)
			out = append(out, one)
		}
	}
	return out
}

// message is the text of an error, and the place and the lines of source that may follow it.
func message(lines []string) (text, place string) {
	var kept, rest []string
	inSource := false
	for i, line := range lines {
		line = strings.TrimSpace(line)
		switch {
		case i == 0:
			line = strings.TrimSpace(strings.TrimPrefix(line, "error:"))
		case strings.HasPrefix(line, "(use '--show-trace'") || strings.HasPrefix(line, "(stack trace truncated"):
			return strings.Join(kept, "\n"), strings.Join(rest, "\n")
		case strings.HasPrefix(line, "at ") || strings.HasPrefix(line, "at: "):
			inSource = true
		case strings.HasPrefix(line, "Did you mean"):
			kept = append(kept, line)
			continue
		case inSource && line == "":
			continue
		}
		if inSource {
			rest = append(rest, line)
		} else if line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n"), strings.Join(rest, "\n")
}

// note finds the options and the places that a text names.
func (c *Complaint) note(text string, traced bool) {
	for line := range strings.SplitSeq(text, "\n") {
		for _, m := range optionForm().FindAllStringSubmatch(line, -1) {
			if !slices.Contains(c.Options, m[1]) {
				c.Options = append(c.Options, m[1])
			}
		}
		for _, s := range spotsIn(line) {
			s.Traced = traced
			c.addSpot(s)
		}
		for _, m := range fileForm().FindAllStringSubmatch(line, -1) {
			c.addSpot(Spot{Source: m[1], File: m[2], Traced: traced})
		}
	}
}

// spotsIn are the places with a line number that a line names.
func spotsIn(line string) []Spot {
	var out []Spot
	for _, m := range spotForm().FindAllStringSubmatch(line, -1) {
		n, _ := strconv.Atoi(m[3]) // digits
		out = append(out, Spot{Source: m[1], File: m[2], Line: n})
	}
	return out
}

// quotesIn are the lines of source that Nix shows below the places that it names.
func quotesIn(lines []string) map[Spot]string {
	const most = 4 // lines between a place and its line: an empty one, and those before it
	out := map[Spot]string{}
	for i, line := range lines {
		for _, s := range spotsIn(line) {
			for _, below := range lines[i+1 : min(i+1+most, len(lines))] {
				if m := quoteForm().FindStringSubmatch(below); m != nil && m[1] == strconv.Itoa(s.Line) {
					out[s] = strings.TrimSpace(m[2])
				}
			}
		}
	}
	return out
}

// addSpot adds a place, unless a nearer one is the same.
func (c *Complaint) addSpot(s Spot) {
	if !slices.ContainsFunc(c.Places, func(have Spot) bool { return have.Source == s.Source && have.File == s.File && have.Line == s.Line }) {
		c.Places = append(c.Places, s)
	}
}

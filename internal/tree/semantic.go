package tree

import (
	"fmt"
	"slices"
	"strings"
)

// Option is a value that differs between two versions of a rendered file; Old or New is empty where it is not set.
type Option struct {
	Path string `json:"path"`
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
}

// Options returns the options that a change adds, removes or sets otherwise. It reads the canonical layout that panther
// prints, one attribute a line, so that a file which was edited by hand into another layout may show more than changed.
func (c Change) Options() []Option {
	if strings.Contains("/"+c.Path, "/modules/") { // what a module says is code, not a list of options
		return nil
	}
	before, after := flatten(c.Have), flatten(c.Want)
	var out []Option
	for name, old := range before {
		if now := after[name]; now != old {
			out = append(out, Option{Path: name, Old: old, New: now})
		}
	}
	for name, now := range after {
		if _, was := before[name]; !was {
			out = append(out, Option{Path: name, New: now})
		}
	}
	slices.SortFunc(out, func(a, b Option) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// flatten returns the values of a rendered file by their paths. A list is one value: where an item stands in it is part
// of what it says. Only of a file that is a list itself are the items told apart, by their numbers.
func flatten(content []byte) map[string]string {
	f := flattening{values: map[string]string{}}
	for line := range strings.Lines(string(content)) {
		f.line(strings.TrimSpace(line))
	}
	if f.list != nil { // somebody removed its bracket
		f.endList()
	}
	return f.values
}

type flattening struct {
	values map[string]string
	open   []string // path of each bracket that is open; its length is the depth
	text   string   // path of the indented string that is open, "" for none
	items  int      // of the list that the file is
	isList bool     // the file is a list
	list   *openList
}

func (f *flattening) line(text string) {
	switch {
	case f.list != nil:
		f.inList(text)
	case f.text != "":
		f.values[f.text] += text + "\n"
		if text == "''" || text == "'';" {
			f.text = ""
		}
	case text == "" || text[0] == '#':
	case strings.HasSuffix(text, "}:"): // the arguments of the file are no options
		f.open, f.isList = nil, false
		clear(f.values)
	case opensText(text):
		name, _, _ := strings.Cut(text, " = ")
		f.text = f.under(name)
		f.values[f.text] = ""
	case slices.Contains([]string{"}", "];", "};", "]", "})", "});"}, text):
		if len(f.open) > 0 {
			f.open = f.open[:len(f.open)-1]
		}
	case text == "[" && len(f.open) == 0:
		f.isList = true
		f.open = append(f.open, "")
	case strings.HasSuffix(text, "["):
		f.beginList(text)
	case strings.HasSuffix(text, "{"):
		f.open = append(f.open, f.under(strings.TrimSpace(strings.TrimRight(text[:len(text)-1], "= "))))
	default:
		f.single(text)
	}
}

// under is the path of what a line names inside the brackets that are open.
func (f *flattening) under(name string) string {
	if f.isList && len(f.open) == 1 {
		f.items++
		return fmt.Sprintf("[%d]", f.items-1)
	}
	return under(f.open, name)
}

// single takes an attribute or an item that stands on one line.
func (f *flattening) single(text string) {
	name, value, isAttribute := strings.Cut(text, " = ")
	switch {
	case f.isList && len(f.open) == 1:
		value = text
	case !isAttribute:
		name, value = text, "present"
	}
	f.values[f.under(name)] = strings.TrimSuffix(value, ";")
}

func under(open []string, name string) string {
	if len(open) == 0 || open[len(open)-1] == "" {
		return name
	}
	if name == "" {
		return open[len(open)-1]
	}
	return open[len(open)-1] + "." + name
}

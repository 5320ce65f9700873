package options

import (
	"fmt"
	"strings"

	"github.com/hbohlen/panther/internal/types"
)

// Recipe says what an embedded index is made of.
type Recipe struct {
	File  string   // the index, in this package
	Lists []string // options.json files; what a later one says of an option holds
	More  []string // options that those lack, in lists/; what a later one says holds here too
	Gone  []string // options that were renamed or removed, likewise
}

// Indexes are the embedded indexes.
func Indexes() []Recipe {
	return []Recipe{
		{"nixos.idx", []string{"nixos-24.11.json.gz"}, []string{"nixos-hidden.txt", "nixos-inputs.txt", "nixos-newer.txt"}, []string{"nixos-gone-24.11.txt", "nixos-gone.txt"}},
		{"home.idx", []string{"home-manager-26.05.json.gz"}, []string{"home-hidden.txt"}, []string{"home-gone-26.05.txt"}},
	}
}

// oldest is the oldest release that a fleet may be of: what is gone by then is left out of the index.
const oldest = "26.05"

// Make makes an index out of what read gives for the names of its files; it also returns how many options there are.
func (r Recipe) Make(read func(name string) ([]byte, error)) ([]byte, int, error) {
	known := map[string]Entry{}
	for _, name := range r.Lists {
		data, err := read(name)
		if err != nil {
			return nil, 0, err
		}
		list, err := ReadList(data)
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", name, err)
		}
		for _, e := range list {
			known[e.Path] = e
		}
	}
	gone, err := readLines(r.Gone, read, parseGone)
	if err != nil {
		return nil, 0, err
	}
	more, err := readLines(r.More, read, parseMore)
	if err != nil {
		return nil, 0, err
	}
	for _, e := range more {
		known[e.Path] = e
	}
	for _, g := range gone {
		if g.Gone.Since <= oldest {
			leaveOut(known, g.Gone)
		}
	}
	all := gone
	for _, e := range known {
		all = append(all, e)
	}
	index, err := Encode(all)
	return index, len(known), err
}

// leaveOut removes an option and those below it. What lies below a name that was changed is there under the new name.
func leaveOut(known map[string]Entry, gone *Gone) {
	for name, e := range known {
		below, ok := strings.CutPrefix(name, gone.Path)
		if !ok || below != "" && below[0] != '.' {
			continue
		}
		delete(known, name)
		if below != "" && gone.Renamed {
			e.Path = gone.By + below
			if _, there := known[e.Path]; !there {
				known[e.Path] = e
			}
		}
	}
}

// readLines reads files of an option a line, empty lines and those that begin with # aside.
func readLines(names []string, read func(string) ([]byte, error), parse func(string) (Entry, error)) ([]Entry, error) {
	var out []Entry
	for _, name := range names {
		data, err := read(name)
		if err != nil {
			return nil, err
		}
		entries, err := parseLines(name, string(data), parse)
		if err != nil {
			return nil, err
		}
		out = append(out, entries...)
	}
	return out, nil
}

func parseLines(name, text string, parse func(string) (Entry, error)) ([]Entry, error) {
	var out []Entry
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		e, err := parse(line)
		if err == nil {
			_, err = types.SplitPath(e.Path)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, i+1, err)
		}
		out = append(out, e)
	}
	return out, nil
}

// parseMore reads "PATH SINCE MODULE TYPE"; the module is the file that declares the option, for who checks the line.
func parseMore(line string) (Entry, error) {
	path, rest := word(line)
	since, rest := word(rest)
	module, kind := word(rest)
	if module == "" || kind == "" {
		return Entry{}, fmt.Errorf("an option is PATH SINCE MODULE TYPE, not %q", line)
	}
	if since == "-" {
		since = ""
	}
	return Entry{Option: Option{Path: path, Type: kind, Since: since}}, nil
}

// parseGone reads "PATH SINCE renamed OPTION" and "PATH SINCE removed ADVICE", in which the advice is an option's name or
// a sentence.
func parseGone(line string) (Entry, error) {
	path, rest := word(line)
	since, rest := word(rest)
	what, by := word(rest)
	g := &Gone{Path: path, Since: since}
	switch what {
	case "renamed":
		g.Renamed, g.By = true, by
	case "removed":
		if strings.Contains(by, " ") {
			g.Advice = by
		} else {
			g.By = by
		}
	default:
		return Entry{}, fmt.Errorf("an option that is gone is PATH SINCE renamed OPTION or PATH SINCE removed [ADVICE], not %q", line)
	}
	return Entry{Option: Option{Path: path}, Gone: g}, nil
}

// word cuts the first word off a line; spaces in quotes belong to it.
func word(line string) (first, rest string) {
	quoted := false
	for i, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ' ' && !quoted, c == '\t':
			return line[:i], strings.TrimSpace(line[i:])
		}
	}
	return line, ""
}

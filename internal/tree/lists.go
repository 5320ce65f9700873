package tree

import "strings"

// openList is a list that is read as one value.
type openList struct {
	path   string
	words  []string // its lines
	depth  int      // of brackets that are open
	inText bool     // in an indented string
}

func opensText(line string) bool {
	return strings.HasSuffix(line, "''") && strings.Count(line, "''")%2 == 1
}

func (f *flattening) beginList(text string) {
	name, value, isAttribute := strings.Cut(text, " = ")
	if !isAttribute {
		name, value = "", text
	}
	f.list = &openList{path: f.under(name), words: []string{value}, depth: brackets(value)}
}

// inList adds a line to the list that is open. The list ends with the last of its brackets.
func (f *flattening) inList(text string) {
	l := f.list
	if !l.inText {
		if text == "" || text[0] == '#' {
			return
		}
		l.inText = opensText(text)
		l.depth += brackets(text)
	} else {
		l.inText = !endsText(text)
	}
	l.words = append(l.words, text)
	inFile := f.isList && len(f.open) == 1 // as its item, behind which stands no semicolon
	if !l.inText && l.depth <= 0 && (inFile || strings.HasSuffix(text, ";")) {
		f.endList()
	}
}

func (f *flattening) endList() {
	f.values[f.list.path] = strings.TrimSuffix(strings.Join(f.list.words, " "), ";")
	f.list = nil
}

// endsText tells whether a line of an indented string is its last; what it escapes begins with the same two quotes.
func endsText(line string) bool {
	rest, ends := strings.CutPrefix(line, "''")
	return ends && (rest == "" || !strings.ContainsRune("$'\\", rune(rest[0])))
}

// brackets is how many brackets a line opens more than it closes, those in texts aside.
func brackets(line string) int {
	depth := 0
	quoted := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case strings.IndexByte("[{(", c) >= 0:
			depth++
		case strings.IndexByte("]})", c) >= 0:
			depth--
		}
	}
	return depth
}

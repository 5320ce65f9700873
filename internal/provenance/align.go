package provenance

import "strings"

// align finds for each line of a text the line of the template that it comes from, from 1; 0 for none. Most lines stand in
// the template as they are. Others come from an action, which lies between the lines that are known around them.
func align(text, template []string) []int {
	out := match(text, template)
	before := 0
	for i := range out {
		if out[i] > 0 {
			before = out[i]
			continue
		}
		after := len(template) + 1
		for j := i + 1; j < len(out); j++ {
			if out[j] > 0 {
				after = out[j]
				break
			}
		}
		out[i] = -action(template, before+1, after-1)
	}
	for i := range out {
		if out[i] < 0 {
			out[i] = -out[i]
		}
	}
	return out
}

// action is the first line of some that holds an action, the line before them where there is none; 0 for neither.
func action(template []string, first, last int) int {
	for line := first; line <= last; line++ {
		if strings.Contains(template[line-1], "{{") {
			return line
		}
	}
	return first - 1
}

// match finds for the lines of a text those of a template that they are, as many as possible in their order; 0 for none.
// Blank lines in the middle are left out: they are everywhere.
func match(text, template []string) []int {
	out := make([]int, len(text))
	first := 0
	for first < min(len(text), len(template)) && text[first] == template[first] {
		out[first] = first + 1
		first++
	}
	rows, columns := len(text), len(template)
	for rows > first && columns > first && text[rows-1] == template[columns-1] {
		rows--
		columns--
		out[rows] = columns + 1
	}
	const most = 1 << 24 // beyond, only what is the same at both ends is known
	if (rows-first)*(columns-first) <= most {
		for i, line := range longestCommon(text[first:rows], template[first:columns]) {
			if line > 0 {
				out[first+i] = first + line
			}
		}
	}
	return out
}

// longestCommon finds the longest common sequence of lines.
func longestCommon(text, template []string) []int {
	rows, columns := len(text), len(template)
	length := make([][]int32, rows+1)
	for i := range length {
		length[i] = make([]int32, columns+1)
	}
	for i := rows - 1; i >= 0; i-- {
		for j := columns - 1; j >= 0; j-- {
			length[i][j] = max(length[i+1][j], length[i][j+1])
			if text[i] != "" && text[i] == template[j] {
				length[i][j] = max(length[i][j], length[i+1][j+1]+1)
			}
		}
	}
	out := make([]int, rows)
	for i, j := 0, 0; i < rows && j < columns; {
		switch {
		case text[i] != "" && text[i] == template[j] && length[i][j] == length[i+1][j+1]+1:
			out[i] = j + 1
			i++
			j++
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}

// Nearest is the line of a file of the tree that a line of the file on disk is, or would be; same tells whether it says what
// panther renders.
func (t *Tracer) Nearest(file string, have []byte, line int) (nearest int, same bool) {
	d := t.document(file)
	if d == nil {
		return 0, false
	}
	mine := strings.Split(strings.TrimSuffix(string(have), "\n"), "\n")
	want := strings.Split(strings.TrimSuffix(string(d.text.Bytes), "\n"), "\n")
	if line < 1 || line > len(mine) {
		return 0, false
	}
	found := match(mine, want)
	if at := found[line-1]; at > 0 {
		return at, true
	}
	before, next := 0, len(want)+1
	for i := line - 2; i >= 0 && before == 0; i-- {
		if found[i] > 0 {
			before = found[i] + line - 2 - i
		}
	}
	for i := line; i < len(found) && next > len(want); i++ {
		if found[i] > 0 {
			next = found[i]
		}
	}
	at := max(min(before+1, next-1, len(want)), 1)
	return at, mine[line-1] == want[at-1]
}

package docs

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/source"
)

// usedFile is a file of which pages name lines.
type usedFile struct {
	file  *source.File
	lines map[int]bool // that are named
}

// place links to a line of a file, behind the name of the layer that the file is.
func (s *Site) place(at source.Range, by string) line {
	if at.IsZero() {
		return words(by)
	}
	name := at.File.Name
	used := s.files[name]
	if used == nil {
		used = &usedFile{file: at.File, lines: map[int]bool{}}
		s.files[name] = used
	}
	used.lines[at.Start.Line] = true
	number := strconv.Itoa(at.Start.Line)
	where := span{Text: name + ":" + number, Style: asCode, To: target{filesFolder + name, "L" + number}}
	if by == "" {
		return line{where}
	}
	return line{{Text: by + ", "}, where}
}

// fileTarget links to a file as a whole.
func (s *Site) fileTarget(file *source.File) target {
	if s.files[file.Name] == nil {
		s.files[file.Name] = &usedFile{file: file, lines: map[int]bool{}}
	}
	return target{Page: filesFolder + file.Name}
}

// numbered is a line of a file with its number; a gap has none.
type numbered struct {
	Number int
	Parts  line
}

// listed are the lines that are shown. Of a hardware report, in which nobody reads, it is those around what is named.
func (u *usedFile) listed(own bool) []numbered {
	var out []numbered
	around, isYAML, inKey := strings.HasSuffix(u.file.Name, ".json"), strings.HasSuffix(u.file.Name, ".yaml"), false
	for number := 1; number <= u.file.Lines(); number++ {
		if around && !u.isNear(number) {
			if len(out) > 0 && out[len(out)-1].Number != 0 {
				out = append(out, numbered{})
			}
			continue
		}
		text := u.file.Line(number)
		if own {
			text, inKey = withoutKey(text, inKey)
			text = secrets.MaskHashes(text)
		}
		shown := line{{Text: text}}
		if isYAML {
			shown = coloured(text)
		}
		out = append(out, numbered{number, shown})
	}
	return out
}

func (u *usedFile) isNear(number int) bool {
	const before, after = 2, 2
	for at := number - after; at <= number+before; at++ {
		if u.lines[at] {
			return true
		}
	}
	return false
}

// withoutKey masks the lines of a private key that stands on several.
func withoutKey(text string, inKey bool) (masked string, still bool) {
	switch {
	case inKey:
		return "***", !strings.Contains(text, "-----END")
	case strings.Contains(text, "-----BEGIN") && strings.Contains(text, "PRIVATE KEY") && !strings.Contains(text, "-----END"):
		return "***", true
	}
	return text, false
}

var yamlKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\s*(?:- )*)("[^"]*"|[A-Za-z0-9_.*/-]+)(:)(\s|$)`) })

// coloured tells the key of a line of YAML and its comment from the rest.
func coloured(text string) line {
	rest, note := text, ""
	if at := strings.Index(" "+text, " #"); at >= 0 && !strings.ContainsAny(text[at:], `"'`) {
		rest, note = text[:at], text[at:]
	}
	var out line
	if m := yamlKey().FindStringSubmatchIndex(rest); m != nil {
		out = line{{Text: rest[:m[4]]}, {Text: rest[m[4]:m[5]], Style: asStrong}, {Text: rest[m[5]:]}}
	} else {
		out = line{{Text: rest}}
	}
	if note != "" {
		out = append(out, span{Text: note, Style: asQuiet})
	}
	return slices.DeleteFunc(out, func(s span) bool { return s.Text == "" })
}

// reportPlace links to a line of a report in few words.
func (s *Site) reportPlace(p facts.Place) line {
	if p.IsZero() {
		return nil
	}
	out := s.place(p.Range(), "")
	out[0].Text = "line " + strconv.Itoa(p.Range().Start.Line)
	out[0].Style = asQuiet
	return out
}

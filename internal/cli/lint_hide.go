package cli

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/workspace"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// hiddenLines are lines of manifests that hold secrets, as they are shown.
type hiddenLines map[string]string

// inDiff returns a unified diff without secrets.
func (h hiddenLines) inDiff(diff []byte) []byte {
	var out bytes.Buffer
	for line := range strings.Lines(string(diff)) {
		text := strings.TrimRight(line[1:], "\r\n")
		shown, hidden := h[text]
		if !hidden {
			shown = secrets.Mask(text)
		}
		out.WriteString(line[:1] + shown + line[1+len(text):])
	}
	return out.Bytes()
}

// hide notes the lines of secrets in all files that have any.
func (m *mending) hide(files *workspace.Files, diags diag.List) {
	for _, file := range mendable(files) {
		m.hidden.of(*file, diags)
	}
}

func (h hiddenLines) of(file *source.File, diags diag.List) {
	for number := 1; number <= file.Lines(); number++ {
		line := file.Line(number)
		if shown := diag.Masked(file, number, diags); shown != line {
			h[line] = shown
		}
	}
	s := secretLines{file: file, at: map[int]bool{}}
	for _, d := range diags {
		if d.Code == diag.SecretValue && d.Range.File == file {
			s.at[d.Range.Start.Byte] = true
		}
	}
	if len(s.at) == 0 {
		return
	}
	root, _ := yamldoc.Parse(file)
	s.walk(root)
	for _, stretch := range s.found {
		s.hide(stretch, h)
	}
}

// secretLines finds the lines below the first one of a secret that has several.
type secretLines struct {
	file   *source.File
	at     map[int]bool // where secrets begin, or their keys, in bytes
	starts []source.Pos // of all keys and values, as they are written
	found  [][2]int     // the first start of a secret, and the first behind it
}

func (s *secretLines) walk(n *yamldoc.Node) {
	if n == nil || n.File() != s.file {
		return
	}
	first := len(s.starts)
	s.starts = append(s.starts, n.Range().Start)
	for _, item := range n.Items {
		s.walk(item)
	}
	for _, e := range n.Entries {
		key := len(s.starts)
		s.starts = append(s.starts, e.At.Range().Start)
		s.walk(e.Value)
		if s.at[s.starts[key].Byte] {
			s.found = append(s.found, [2]int{key, len(s.starts)})
		}
	}
	if n.IsScalar() && s.at[s.starts[first].Byte] {
		s.found = append(s.found, [2]int{first, len(s.starts)})
	}
}

// hide hides the lines of a secret below its first one, to where something else begins.
func (s *secretLines) hide(stretch [2]int, h hiddenLines) {
	last := s.file.Lines()
	behind := func(p source.Pos) bool { return p.Byte > s.starts[stretch[0]].Byte } // the value of an alias stands elsewhere
	if at := slices.IndexFunc(s.starts[stretch[1]:], behind); at >= 0 {
		next := s.starts[stretch[1]+at]
		last = next.Line
		if before := s.file.Line(next.Line)[:next.Byte-s.file.At(next.Line, 1).Byte]; strings.Trim(before, " \t-?") == "" {
			last--
		}
	}
	for number := s.starts[stretch[0]].Line + 1; number <= last; number++ {
		line := s.file.Line(number)
		if text := strings.TrimLeft(line, " \t"); text != "" {
			h[line] = line[:len(line)-len(text)] + "***"
		}
	}
}

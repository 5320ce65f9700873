package provenance

import (
	"bytes"
	"iter"
	"slices"
	"strings"
	"unicode"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/source"
)

// byPlace follows the places that Nix names, the nearest first: those of the error itself, or those of its trace.
func (g *guess) byPlace(traced bool) {
	for _, spot := range g.said.Places {
		if spot.Line == 0 || spot.Traced != traced {
			continue
		}
		if file := g.inTree(spot); file != "" {
			line := spot.Line
			if have := g.disk.Rendered(file); have != nil {
				line, _ = g.tracer.Nearest(file, have, spot.Line)
			}
			if line == 0 { // the file has no such line: it is another one of that name
				continue
			}
			if a, err := g.tracer.Why(file, line); err == nil && g.take(g.best(a), a) {
				return
			}
		}
		if at := g.written(spot); g.take(at, nil) {
			return
		}
	}
}

// inTree is the file of the tree that a place is in, "" for none.
func (g *guess) inTree(at Spot) string {
	for name := range endsOf(at.File) {
		if g.tracer.result.Tree.Has(name) && g.isOurs(at, name, g.disk.Rendered(name)) {
			return name
		}
	}
	return ""
}

// endsOf are the paths that a path ends with, the longest first.
func endsOf(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for name != "" && yield(name) {
			_, name, _ = strings.Cut(name, "/")
		}
	}
}

// isOurs tells whether a place is in a file of the fleet, not in one of another flake that has the same name. What Nix shows
// of the line decides; without that a path with a folder is enough, but each flake has a flake.nix.
func (g *guess) isOurs(at Spot, name string, content []byte) bool {
	if at.Quoted != "" && content != nil {
		lines := strings.Split(string(content), "\n")
		if at.Line > len(lines) || strings.TrimSpace(lines[at.Line-1]) != at.Quoted {
			return false
		}
		if strings.ContainsFunc(at.Quoted, unicode.IsLetter) {
			return true
		}
	}
	return strings.Contains(name, "/") || slices.Contains(g.folders(), folderOf(at, name))
}

// folderOf is the folder that holds the fleet if a place is in the file of that name.
func folderOf(at Spot, name string) string { return strings.TrimSuffix(at.Source+at.File, name) }

// folders are those that Nix names a file of a host or of a module of the fleet in.
func (g *guess) folders() []string {
	spots := slices.Clone(g.said.Places)
	for _, d := range g.said.Defined {
		spots = append(spots, d.In)
	}
	var out []string
	for _, s := range spots {
		for name := range endsOf(s.File) {
			if strings.Contains(name, "/") && (g.tracer.result.Tree.Has(name) || slices.Contains(g.host.Imports, name)) {
				out = append(out, folderOf(s, name))
			}
		}
	}
	return out
}

// written is a place in a file that a person wrote and the host imports: a line, or, for 0, where it binds the option that
// the complaint names.
func (g *guess) written(spot Spot) Place {
	for name := range endsOf(spot.File) {
		if !slices.Contains(g.host.Imports, name) {
			continue
		}
		content := g.disk.Written(name)
		atTheTop := name == spot.File && name != "default.nix" && spot.Quoted == ""
		if content == nil || !atTheTop && !g.isOurs(spot, name, content) {
			continue
		}
		line := spot.Line
		if line == 0 {
			line = max(g.lineOf(nix.ReadOutline(string(content))), 1)
		}
		if line <= bytes.Count(content, []byte("\n"))+1 {
			return Place{Range: source.New(name, content).WholeLine(line)}
		}
	}
	return Place{}
}

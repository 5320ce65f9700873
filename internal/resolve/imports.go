package resolve

import (
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Import is a hand-written file that a document names.
type Import struct {
	Path string // relative to the fleet
	At   source.Range
}

// imports reads the hand-written files of a host or a home. A path is relative to the own folder of the document that
// names it: hosts/x/ of hosts/x.yaml, profiles/y/ of profiles/y.yaml, the fleet's own of panther.yaml.
func imports(n *yamldoc.Node, diags *diag.List) []Import {
	var out []Import
	for _, item := range manifest.Items(n.Get("imports")) {
		folder := ownFolder(item.File().Name)
		file := path.Join(folder, item.Text)
		switch {
		case path.IsAbs(item.Text), file == "..", strings.HasPrefix(file, "../"):
			diags.Add(diag.OutsideFleet, item.Range(), "%s lies outside the fleet", diag.Quote(item.Text)).
				Help("a path is relative to %s/ and stays inside the fleet", folder)
		case file == folder, file == ".":
			diags.Add(diag.BadValue, item.Range(), "imports: %s names no file", diag.Quote(item.Text))
		case slices.ContainsFunc(out, func(have Import) bool { return have.Path == file }):
		default:
			out = append(out, Import{Path: file, At: item.Range()})
		}
	}
	return out
}

func ownFolder(file string) string {
	if !strings.Contains(file, "/") {
		return "."
	}
	return strings.TrimSuffix(file, path.Ext(file))
}

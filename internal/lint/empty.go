package lint

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// saysMoreWhenFull are keys at the top of a document that mean nothing while they are empty. Of disks, an empty mapping may be
// meant; an empty module is switched on.
var saysMoreWhenFull = append([]string{"settings", "imports", "tags", "nixosHardware", "disko", "users", "inputs", "defaults", "devShells", "systems", "extends"}, catalog.Layers()...)

// Empty warns of keys at the top of a document that say nothing.
func Empty(root *yamldoc.Node) (diags diag.List) {
	if root == nil {
		return nil
	}
	for _, e := range root.Entries {
		if e.Value.Tag != "" || !slices.Contains(saysMoreWhenFull, e.Key) || !writtenEmpty(e.Value) {
			continue
		}
		d := diags.Warn(diag.EmptyKey, e.At.Range(), "%s says nothing", e.Key).Help("remove it, or fill it in")
		if line, whole := lineOf(e); whole && len(root.Entries) > 1 {
			d.MendAt("remove "+e.Key, diag.Edit{Range: line})
		}
	}
	return diags
}

// writtenEmpty tells whether an empty mapping or list was written as one: of what had a mistake nothing may be left, and that
// was told.
func writtenEmpty(n *yamldoc.Node) bool {
	if len(n.Entries) > 0 || len(n.Items) > 0 || n.File() == nil {
		return false
	}
	text := strings.ReplaceAll(n.File().RestOfLine(n.Range().Start), " ", "")
	return n.Kind == yamldoc.Map && strings.HasPrefix(text, "{}") || n.Kind == yamldoc.List && strings.HasPrefix(text, "[]")
}

// lineOf is the line of an entry with its line break; whole tells whether it holds nothing else, be it a comment.
func lineOf(e yamldoc.Entry) (line source.Range, whole bool) {
	at, file := e.At.Range(), e.At.File()
	text := file.Line(at.Start.Line)
	key, value, _ := strings.Cut(strings.TrimSpace(text), ":")
	value = strings.ReplaceAll(value, " ", "")
	from, to := file.At(at.Start.Line, 1), file.At(at.Start.Line+1, 1).Byte
	if at.Start.Line == file.Lines() {
		to = len(file.Bytes)
	}
	return file.Span(from, to-from.Byte), key == e.Key && (value == "{}" || value == "[]")
}

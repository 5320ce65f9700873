package pipeline

import (
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
)

// refuseRendered takes out imports of files that panther renders: they are imported already, or would import themselves.
func (f *Fleet) refuseRendered(h *resolve.Host, diags *diag.List) {
	refuse := func(file resolve.Import) bool {
		rendered := f.isRendered(file.Path, h)
		if rendered {
			diags.Add(diag.BadValue, file.At, "imports: %s is rendered by panther", file.Path).
				Help("imports names hand-written files; what panther renders, it imports where it is needed")
		}
		return rendered
	}
	h.Imports = slices.DeleteFunc(h.Imports, refuse)
	for _, home := range h.Homes {
		home.Imports = slices.DeleteFunc(home.Imports, refuse)
	}
}

// isRendered tells whether panther renders a file of the fleet, judged by its path: that of flake.nix, of a module, of what
// a module collects, or of a host's document.
func (f *Fleet) isRendered(file string, h *resolve.Host) bool {
	if f.Output != "." {
		inside, ok := strings.CutPrefix(file, f.Output+"/")
		if !ok {
			return false
		}
		file = inside
	}
	return file == "flake.nix" || f.isHostDocument(file, h) || slices.ContainsFunc(f.Catalog.Refs(), func(m *catalog.Ref) bool {
		return file == m.File() || file == compose.CollectionPath(m) && f.Catalog.Module(m.ID()).Collects
	})
}

func (f *Fleet) isHostDocument(file string, h *resolve.Host) bool {
	folder, name := path.Split(file)
	manifest := path.Clean(folder) + ".yaml"
	switch name {
	case "home.nix": // a host without homes may have one of its own
		return path.Clean(folder) == h.Path && len(h.Homes) > 0
	case "configuration.nix", "disko.nix":
		return slices.ContainsFunc(f.input.Hosts, func(other *source.File) bool { return other.Name == manifest })
	}
	return false
}

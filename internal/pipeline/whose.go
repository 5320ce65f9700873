package pipeline

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/source"
)

// ComesWithPanther tells whether a file that something was read from is panther's own, and not one of the fleet: such a
// file has the same name in the fleet's folder as one that would take its place.
func (f *Fleet) ComesWithPanther(file *source.File) bool {
	if slices.Contains(f.input.BuiltIn.Profiles, file) {
		return true
	}
	if template, is := strings.CutPrefix(file.Name, "templates/"); is {
		if _, err := fs.Stat(f.input.BuiltIn.Templates, template); err != nil { // not even a module of the fleet, perhaps
			return false
		}
	} else if !strings.HasPrefix(file.Name, "presets/") && !strings.HasPrefix(file.Name, "keys/") {
		return false
	}
	for _, m := range f.Catalog.Own() {
		if m.Interface == file || m.Body == file {
			return false
		}
	}
	return true
}

// Template returns the template of a document of the tree, such as flake.nix.tmpl; nil where there is none.
func (f *Fleet) Template(name string) *source.File {
	content, err := fs.ReadFile(f.input.BuiltIn.Templates, name)
	if err != nil {
		return nil
	}
	return source.New("templates/"+name, content)
}

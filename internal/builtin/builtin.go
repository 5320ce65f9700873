// Package builtin is what comes with panther: its templates, modules and profiles, and its YAML parsed ahead of time.
package builtin

import (
	_ "embed"
	"io/fs"

	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
	"github.com/hbohlen/panther/profiles"
	"github.com/hbohlen/panther/templates"
)

// packed is all YAML that comes with panther, parsed ahead of time; `make golden` writes it anew. A document that differs
// from it is parsed when it is needed, as a fleet's own are.
//
//go:embed packed.bin
var packed string

// rendered is what pipeline.PackModules makes of the modules, and is found and written anew in the same way.
//
//go:embed rendered.bin
var rendered []byte

// Load returns what comes with panther.
func Load() (pipeline.BuiltIn, error) {
	b := pipeline.BuiltIn{Templates: templates.FS, Packed: yamldoc.Unpack(packed), Rendered: pipeline.UnpackModules(rendered)}
	var err error
	b.Profiles, err = files(profiles.FS, "profiles/", "*.yaml")
	return b, err
}

func files(from fs.FS, prefix, pattern string) ([]*source.File, error) {
	names, err := fs.Glob(from, pattern)
	if err != nil {
		return nil, err
	}
	out := make([]*source.File, 0, len(names))
	for _, name := range names {
		content, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		out = append(out, source.New(prefix+name, content))
	}
	return out, nil
}

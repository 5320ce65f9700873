package pipeline

import (
	"path"

	"github.com/hbohlen/panther/internal/lint"
	"github.com/hbohlen/panther/internal/nixsyntax"
	"github.com/hbohlen/panther/internal/options"
)

// optionLists are what settings are held to: the options of the fleet's own flake or of its release, and those of its
// hand-written files.
func (f *Fleet) optionLists() lint.OptionLists {
	return lint.OptionLists{
		NixOS: func() *options.Index {
			if own := f.synced(); own != nil {
				return own.NixOS
			}
			return options.NixOS(f.Release)
		},
		Home: func() *options.Index {
			if own := f.synced(); own != nil {
				return own.Home
			}
			return options.Home(f.Release)
		},
		Declared: f.declared,
	}
}

// declared reads which options a hand-written file declares. Of a folder that is its default.nix.
func (f *Fleet) declared(file string) (paths [][]string, all bool) {
	if f.input.Import == nil {
		return nil, false
	}
	text := f.input.Import(file)
	if text == nil {
		text = f.input.Import(path.Join(file, "default.nix"))
	}
	module, err := nixsyntax.Parse(string(text))
	if err != nil {
		return nil, false
	}
	return module.Declared()
}

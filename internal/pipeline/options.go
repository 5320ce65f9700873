package pipeline

import (
	"path"

	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/lint"
	"github.com/hbohlen/panther/internal/nixsyntax"
	"github.com/hbohlen/panther/internal/options"
	"github.com/hbohlen/panther/internal/source"
)

// optionLists are what the settings of a host are held to: the options of the fleet's own flake or of its release, and those of its
// hand-written files.
func (f *Fleet) optionLists(host compose.HostRef) lint.OptionLists {
	return lint.OptionLists{
		NixOS: func() *options.Index {
			if own := f.synced(); own != nil {
				return own.For(host.InputSet()).NixOS
			}
			return options.NixOS(f.Release)
		},
		Home: func() *options.Index {
			if own := f.synced(); own != nil {
				return own.For(host.InputSet()).Home
			}
			return options.Home(f.Release)
		},
		Declared: f.declared,
	}
}

// HandWritten is a hand-written file that a manifest imports; of a folder it is its default.nix. It is nil where there is none.
func (f *Fleet) HandWritten(name string) *source.File {
	if f.input.Import == nil {
		return nil
	}
	for _, name := range []string{name, path.Join(name, "default.nix")} {
		if text := f.input.Import(name); text != nil {
			return source.New(name, text)
		}
	}
	return nil
}

// declared reads which options a hand-written file declares.
func (f *Fleet) declared(file string) (paths [][]string, all bool) {
	if f.input.Import == nil {
		return nil, false
	}
	var text []byte
	if written := f.HandWritten(file); written != nil {
		text = written.Bytes
	}
	module, err := nixsyntax.Parse(string(text))
	if err != nil {
		return nil, false
	}
	return module.Declared()
}

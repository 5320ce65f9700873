package pipeline

import (
	"path"
	"sync"

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
		Declared: f.declared, Stale: f.input.OptionsStale,
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

// declarations are the options that a hand-written file declares, and whether these are all that come with it.
type declarations = func(file string) (paths [][]string, all bool)

// readDeclarations reads each file once, however many hosts import it.
func (f *Fleet) readDeclarations() declarations {
	var files sync.Map
	return func(file string) ([][]string, bool) {
		read, _ := files.LoadOrStore(file, sync.OnceValues(func() ([][]string, bool) {
			written := f.HandWritten(file)
			if written == nil {
				return nil, false
			}
			module, err := nixsyntax.Parse(string(written.Bytes))
			if err != nil {
				return nil, false
			}
			return module.Declared()
		}))
		return read.(func() ([][]string, bool))()
	}
}

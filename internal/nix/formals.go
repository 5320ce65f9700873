package nix

import (
	"slices"
	"strings"
)

// Formals are the named arguments of a module: { config, lib, ... }:
type Formals struct{ names []string }

// Arguments are the formals with the given names, each once. A name that is no
// identifier is a bug of the caller and panics.
func Arguments(names ...string) Formals {
	sorted := slices.Compact(slices.Sorted(slices.Values(names)))
	for _, name := range sorted {
		mustBeIdentifier(name)
	}
	return Formals{names: sorted}
}

// String is the head of the function, with a newline behind it; "" for none.
// nixfmt keeps up to two names on one line.
func (f Formals) String() string {
	switch {
	case len(f.names) == 0: // plain data needs no function
		return ""
	case len(f.names) <= 2:
		return "{ " + strings.Join(f.names, ", ") + ", ... }:\n"
	}
	return "{\n  " + strings.Join(f.names, ",\n  ") + ",\n  ...\n}:\n"
}

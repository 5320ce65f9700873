package nix

import "slices"

// inherit is a set that takes all its attributes from the surrounding scope.
type inherit struct {
	layout
	names []string
}

// Inherit is a set of the named variables of the surrounding scope:
// { inherit inputs; }. A name that is no identifier or occurs twice is a bug of
// the caller and panics.
func Inherit(names ...string) Expr {
	if len(names) == 0 {
		return emptySet
	}
	names = slices.Sorted(slices.Values(names))
	s := &inherit{bracketed(), names}
	width := len("{ inherit; }")
	for i, name := range names {
		mustBeIdentifier(name)
		if i > 0 && name == names[i-1] {
			panicTwice(name)
		}
		width += len(" ") + len(name)
	}
	if len(names) <= maxInheritedInline {
		s.flat = width
	}
	return s
}

// maxInheritedInline is how many names nixfmt leaves on one line.
const maxInheritedInline = 3

func (s *inherit) appendFlat(dst []byte) []byte {
	dst = append(dst, "{ "...)
	dst = s.appendClause(dst)
	return append(dst, " }"...)
}

func (s *inherit) appendClause(dst []byte) []byte {
	dst = append(dst, "inherit"...)
	for _, name := range s.names {
		dst = append(dst, ' ')
		dst = append(dst, name...)
	}
	return append(dst, ';')
}

func (s *inherit) block(p *printer, indent, _ int) {
	p.write("{", 1)
	p.newline(indent + 1)
	s.clause(p, indent+1)
	p.newline(indent)
	p.write("}", 1)
}

func (s *inherit) clause(p *printer, indent int) {
	if p.fits(s.flat - len("{  }")) {
		p.buf = s.appendClause(p.buf)
		return
	}
	p.write("inherit", len("inherit"))
	for _, name := range s.names {
		p.newline(indent + 1)
		p.write(name, len(name))
	}
	p.newline(indent + 1)
	p.write(";", 1)
}

// isSet reports whether e is a set with attributes.
func isSet(e Expr) bool {
	switch e.(type) {
	case *set, *inherit:
		return true
	}
	return false
}

package nix

import (
	"cmp"
	"slices"
)

// Attr is one attribute of a set. Name is a single attribute name and may be
// any text that [ValidText] accepts.
type Attr struct {
	Name  string
	Value Expr
}

// set is an attribute set with at least one attribute.
type set struct {
	layout
	bindings []binding
}

// binding is one attribute as it is printed: a set of a single attribute as its
// value has been drawn into the path.
type binding struct {
	path      string
	width     int
	selectors int
	bare      bool // no selector is quoted
	value     Expr
}

// Attrs is an attribute set. It is printed in the order of the names; a chain
// of sets with a single attribute each becomes a dotted path. A name that
// occurs twice is a bug of the caller and panics.
func Attrs(attrs ...Attr) Expr {
	byName := func(a, b Attr) int { return cmp.Compare(a.Name, b.Name) }
	if !slices.IsSortedFunc(attrs, byName) {
		attrs = slices.SortedFunc(slices.Values(attrs), byName)
	}
	for i := 1; i < len(attrs); i++ {
		if attrs[i].Name == attrs[i-1].Name {
			panicTwice(attrs[i].Name)
		}
	}
	return newSet(attrs)
}

// Record is an attribute set that is printed in the order given, for sets whose
// attributes have a customary one: type, default, description. A name that
// occurs twice is a bug of the caller and panics.
func Record(attrs ...Attr) Expr {
	refuseTwice(attrs)
	return newSet(attrs)
}

// refuseTwice looks for a name that occurs twice. The few names of most sets are compared sooner than stored.
func refuseTwice(attrs []Attr) {
	const few = 16
	if len(attrs) <= few {
		for i := range attrs {
			for _, other := range attrs[:i] {
				if other.Name == attrs[i].Name {
					panicTwice(other.Name)
				}
			}
		}
		return
	}
	seen := make(map[string]bool, len(attrs))
	for _, attr := range attrs {
		if seen[attr.Name] {
			panicTwice(attr.Name)
		}
		seen[attr.Name] = true
	}
}

func panicTwice(name string) { panic("nix: " + Key(name) + " occurs twice in a set") }

func newSet(attrs []Attr) Expr {
	if len(attrs) == 0 {
		return emptySet
	}
	s := &set{bracketed(), make([]binding, len(attrs))}
	for i, attr := range attrs {
		s.bindings[i] = bind(attr)
	}
	if len(attrs) == 1 {
		s.flat = len("{  }") + s.bindings[0].flat()
	}
	return s
}

func bind(attr Attr) binding {
	key := Key(attr.Name)
	b := binding{path: key, selectors: 1, bare: key == attr.Name, value: attr.Value}
	if inner, ok := attr.Value.(*set); ok && len(inner.bindings) == 1 {
		only := inner.bindings[0]
		b.path += "." + only.path
		b.selectors += only.selectors
		b.bare = b.bare && only.bare
		b.value = only.value
	}
	b.width = columns(b.path)
	return b
}

// flat is the width of `path = value;`.
func (b *binding) flat() int { return b.width + len(" = ;") + boundFlat(b.value) }

// boundFlat is the width of a value that is bound to a name: nixfmt always
// expands a set there.
func boundFlat(e Expr) int {
	if isSet(e) {
		return never
	}
	return e.measure().flat
}

func (s *set) appendFlat(dst []byte) []byte {
	dst = append(dst, '{')
	for i := range s.bindings {
		b := &s.bindings[i]
		dst = append(dst, ' ')
		dst = append(dst, b.path...)
		dst = append(dst, " = "...)
		dst = b.value.appendFlat(dst)
		dst = append(dst, ';')
	}
	return append(dst, " }"...)
}

func (s *set) block(p *printer, indent, _ int) {
	p.write("{", 1)
	for i := range s.bindings {
		p.newline(indent + 1)
		p.binding(&s.bindings[i], indent+1)
	}
	p.newline(indent)
	p.write("}", 1)
}

// isSet reports whether e is a set with attributes.
func isSet(e Expr) bool {
	_, ok := e.(*set)
	return ok
}

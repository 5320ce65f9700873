package storage

import (
	"slices"
	"strconv"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// attrSet is an attribute set while it is put together.
type attrSet struct {
	sorted bool // by name; otherwise in the order in which attributes are put
	fields []attrField
}

type attrField struct {
	name  string
	value nix.Expr // nil where there is a set
	below *attrSet
	text  string // of a text

	at     *yamldoc.Node // the key under disko, nil for what the rest of the layout says
	raw    *yamldoc.Node // the value under disko
	shared bool          // a set that the rest of the layout makes, too
	other  bool          // the rest of the layout has another value
}

func (s *attrSet) field(name string) *attrField {
	for i := range s.fields {
		if s.fields[i].name == name {
			return &s.fields[i]
		}
	}
	if s.fields == nil {
		s.fields = make([]attrField, 0, 4) // as many as most sets have
	}
	s.fields = append(s.fields, attrField{name: name})
	return &s.fields[len(s.fields)-1]
}

// in is the set at an attribute.
func (s *attrSet) in(name string) *attrSet {
	f := s.field(name)
	if f.below == nil {
		f.value, f.below = nil, &attrSet{}
	}
	return f.below
}

// set puts a set, where there is one.
func (s *attrSet) set(name string, below *attrSet) {
	if below != nil {
		*s.field(name) = attrField{name: name, below: below}
	}
}

func (s *attrSet) put(name string, value nix.Expr) {
	*s.field(name) = attrField{name: name, value: value}
}

// str puts a text, where there is one.
func (s *attrSet) str(name, text string) {
	if text != "" {
		*s.field(name) = attrField{name: name, value: nix.String(text), text: text}
	}
}

func (s *attrSet) has(name string) bool {
	return slices.ContainsFunc(s.fields, func(f attrField) bool { return f.name == name })
}

// textOf is the text at an attribute, "" for none.
func (s *attrSet) textOf(name string) string {
	for _, f := range s.fields {
		if f.name == name {
			return f.text
		}
	}
	return ""
}

// strs puts a list of texts, where there are any.
func (s *attrSet) strs(name string, texts []string) {
	if len(texts) == 0 {
		return
	}
	items := make([]nix.Expr, 0, len(texts))
	for _, text := range texts {
		items = append(items, nix.String(text))
	}
	s.put(name, nix.List(items...))
}

// properties puts a set of texts, where there are any.
func (s *attrSet) properties(name string, all []Property) {
	for _, property := range all {
		s.in(name).put(property.Name, nix.String(property.Value))
	}
}

func (s *attrSet) yes(name string, is bool) {
	if is {
		s.put(name, nix.Bool(true))
	}
}

var anyValue = &types.Type{Kind: types.Any}

// merge lays a value of the manifest over the set: mappings merge, all else replaces.
func (s *attrSet) merge(n *yamldoc.Node) {
	for _, e := range n.Entries {
		f := s.field(e.Key)
		f.other = f.at == nil && f.differs(e.Value)
		f.shared = f.at == nil && f.below != nil
		f.at = e.At
		if e.Value.Kind == yamldoc.Map {
			s.in(e.Key).merge(e.Value)
			continue
		}
		f.below, f.value, f.text, f.raw = nil, anyValue.Expr(e.Value), e.Value.Text, e.Value
	}
}

func (s *attrSet) expr() nix.Expr {
	attrs := make([]nix.Attr, 0, len(s.fields))
	for _, f := range s.fields {
		value := f.value
		if f.below != nil {
			value = f.below.expr()
		}
		attrs = append(attrs, nix.Attr{Name: f.name, Value: value})
	}
	if s.sorted {
		return nix.Attrs(attrs...)
	}
	return nix.Record(attrs...)
}

// differs tells whether an attribute holds something that a value would take the place of.
func (f *attrField) differs(n *yamldoc.Node) bool {
	switch {
	case f.value == nil && f.below == nil:
		return false
	case f.below != nil || n.Kind == yamldoc.Map:
		return f.below == nil || n.Kind != yamldoc.Map
	}
	return nix.Print(f.value, 0) != nix.Print(anyValue.Expr(n), 0)
}

// number puts a whole number, where there is one.
func (s *attrSet) number(name, digits string) {
	if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
		s.put(name, nix.Int(n))
	}
}

// mounted says where something is mounted and how, where it is.
func (s *attrSet) mounted(point string, options []string) {
	if point != "" {
		s.str("mountpoint", point)
		s.strs("mountOptions", options)
	}
}

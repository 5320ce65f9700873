// Package nixtype reads the descriptions that NixOS gives of its options' types, such as "null or list of string", and
// checks values of a manifest against them.
//
// A description is prose made by lib/types.nix: what it settles is checked, what it does not settle (a format with a name
// of its own, a check that is only named) is accepted. A value that NixOS takes is never refused.
package nixtype

import (
	"regexp"
	"strings"
)

// Kind says what a type takes.
type Kind uint8

// The kinds of types.
const (
	Unknown   Kind = iota // a description that says nothing that is known here: anything is accepted
	Any                   // a description that says: anything
	Null                  // null alone
	Bool                  // true and false
	Int                   // whole numbers
	Float                 // numbers with decimals, not 1
	Number                // both
	String                // text
	Path                  // absolute path, or a package
	Package               // package, or its path in the store
	Enum                  // one of some values
	Scalar                // anything but a list and a set
	Option                // anything but a set, as an option of a unit of systemd
	List                  // list
	Attrs                 // set whose values are of a type, if Of is there
	Submodule             // set of options of their own; what none of them is for is a set of the type Of, if it is open
	Function              // Nix function
	Or                    // what any of several types takes
)

// Type is what a description says. It is never changed after [Parse].
type Type struct {
	Kind   Kind
	Text   string // the description, or the part of it that it was read from
	Of     []*Type
	Values []Literal // of an Enum

	Min, Max *float64 // of numbers
	Least    int      // how many items a list has at least
	Most     int      // and at most, 0 for any
	Single   bool     // of text: no line break inside
	NonEmpty bool     // of text: not blank
	Plain    bool     // of text: no colon and no line break
	InStore  bool     // of a path

	pattern func() *regexp.Regexp // of text; nil where there is none
}

// Literal is a value of an enum.
type Literal struct {
	Kind Kind // String, Int, Bool or Null; Unknown for what a description cannot show
	Text string
}

// Understood tells whether all of the description is understood.
func (t *Type) Understood() bool {
	if t.Kind == Unknown {
		return false
	}
	for _, of := range t.Of {
		if !of.Understood() {
			return false
		}
	}
	return true
}

// Inner is the type of what a value of this type holds under names or in its items: of the elements of lists and sets. It
// is nil where that is not known, as for the options of a submodule.
func (t *Type) Inner() *Type {
	if t.Kind == Or {
		var inner []*Type
		for _, of := range t.Of {
			switch of.Kind {
			case Unknown, Any:
				return nil
			case List, Attrs:
				in := of.Inner()
				if in == nil {
					return nil
				}
				inner = append(inner, in)
			}
		}
		return union(t.Text, inner)
	}
	if len(t.Of) == 1 && (t.Kind == List || t.Kind == Attrs) {
		return t.Of[0]
	}
	return nil
}

// Under is the type of what stands under a name in a set of this type; nil where it is not known. Is reports whether the
// type takes a set at all.
func (t *Type) Under() (inner *Type, is bool) { return t.below(Attrs) }

// Items is the same of what stands in a list.
func (t *Type) Items() (inner *Type, is bool) { return t.below(List) }

// below is what a type says of the values in a set or a list; a submodule is a set.
func (t *Type) below(kind Kind) (inner *Type, is bool) {
	switch {
	case t.Kind == Unknown || t.Kind == Any:
		return nil, true
	case t.Kind == kind:
		return t.Inner(), true
	case t.Kind == Submodule && kind == Attrs:
		if len(t.Of) == 0 {
			return nil, true
		}
		inner, _ = t.Of[0].below(kind)
		return inner, true
	case t.Kind == Or:
		var all []*Type
		for _, of := range t.Of {
			if in, ok := of.below(kind); ok {
				if in == nil {
					return nil, true
				}
				all = append(all, in)
			}
		}
		return union(t.Text, all), len(all) > 0
	}
	return nil, false
}

// union is what any of several types takes; nil for none.
func union(text string, types []*Type) *Type {
	switch len(types) {
	case 0:
		return nil
	case 1:
		return types[0]
	}
	return &Type{Kind: Or, Text: text, Of: types}
}

// has tells whether a type, or one of those that it is made of, is of a kind.
func (t *Type) has(kind Kind) bool {
	if t.Kind == Or {
		for _, of := range t.Of {
			if of.has(kind) {
				return true
			}
		}
	}
	return t.Kind == kind
}

// Name says in the words of a person what the type takes: "true or false", "a list of packages".
func (t *Type) Name() string {
	switch t.Kind {
	case Null:
		return "null"
	case Bool:
		return "true or false"
	case Int:
		return "a whole number" + t.bounds()
	case Float:
		return "a number with decimals"
	case Number:
		return "a number" + t.bounds()
	case String:
		return t.textName()
	case Path:
		if t.InStore {
			return "a path in the Nix store"
		}
		return "an absolute path"
	case Package:
		return "a package"
	case Enum:
		return t.choices()
	case Scalar:
		return "a single value"
	case Option:
		return "a single value or a list of them"
	case List:
		return t.listName()
	case Attrs, Submodule:
		return "a mapping"
	case Function:
		return "a Nix function"
	case Or:
		return t.alternatives()
	}
	return "any value"
}

func (t *Type) textName() string {
	switch {
	case t.isUnit():
		return "the name of a unit with its ending"
	case t.pattern != nil:
		return "text that fits the pattern " + strings.TrimPrefix(t.Text, patternPrefix)
	case t.Plain:
		return "text without a colon and without a line break"
	case t.Single:
		return "one line of text"
	case t.NonEmpty:
		return "text that is not empty"
	}
	return "text"
}

// listName names a list and, where one word says it, what its items are.
func (t *Type) listName() string {
	name := "a list"
	if t.Least == 1 {
		name = "a non-empty list"
	}
	if t.Most > 0 {
		name = "a list of " + number(float64(t.Most)) + " items"
	}
	if inner := t.Inner(); inner != nil && t.Most == 0 {
		switch inner.Kind {
		case String:
			return name + " of texts"
		case Package:
			return name + " of packages"
		case Path:
			return name + " of absolute paths"
		case Int:
			return name + " of whole numbers"
		case Attrs, Submodule:
			return name + " of mappings"
		}
	}
	return name
}

// alternatives names each of several types once, null at the end: nobody looks for that first.
func (t *Type) alternatives() string {
	var names []string
	seen := map[string]bool{"null": true}
	for _, of := range t.Of {
		both := []string{of.Name()}
		if of.Kind == Bool {
			both = []string{"true", "false"}
		}
		for _, name := range both {
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	if t.has(Null) {
		names = append(names, "null")
	}
	if len(names) == 1 {
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

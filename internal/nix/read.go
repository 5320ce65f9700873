package nix

import (
	"errors"
	"fmt"
	"strings"
)

// ValueKind says what a value is.
type ValueKind uint8

// The kinds of values.
const (
	ValueSet ValueKind = iota + 1
	ValueList
	ValueString
	ValueWord // a number, true, false, null or a name with a path below it, as it is written
)

// Value is plain data, as [Read] finds it.
type Value struct {
	Kind  ValueKind
	Text  string // of a string what it says, of a word what is written
	Items []Value
	Attrs []NamedValue // in the order written
}

// NamedValue is an attribute of a set.
type NamedValue struct {
	Name  string
	Value Value
}

// Get returns what stands at a path of attributes; ok is false where nothing does.
func (v Value) Get(path ...string) (found Value, ok bool) {
	for _, name := range path {
		ok = false
		for _, a := range v.Attrs {
			if a.Name == name {
				v, ok = a.Value, true
				break
			}
		}
		if !ok {
			return Value{}, false
		}
	}
	return v, true
}

// maxDepth is how deep values may lie in each other: far deeper than anything that is rendered.
const maxDepth = 200

// errNotPlain is what Read says of whatever is more than data.
var errNotPlain = errors.New("it is not plain data")

// Read reads back plain data that the printer of this package wrote: sets, lists, strings and words, with comments and
// arguments in front. It is strict on purpose: what it does not know, such as a call or an attribute that is set twice, is an error.
func Read(text string) (Value, error) {
	r := &reader{rest: text, lines: strings.Count(text, "\n") + 1}
	r.space()
	r.arguments()
	v, err := r.value(0)
	if err == nil {
		if r.space(); r.rest != "" {
			err = errNotPlain
		}
	}
	if err != nil {
		return Value{}, fmt.Errorf("line %d: %w", r.line(), err)
	}
	return v, nil
}

type reader struct {
	rest  string
	lines int
}

func (r *reader) line() int { return r.lines - strings.Count(r.rest, "\n") }

// arguments passes over those of a file that is a function: names without defaults, and three dots.
func (r *reader) arguments() {
	names, rest, ok := strings.Cut(r.rest, "}:")
	names, opened := strings.CutPrefix(names, "{")
	names, more := strings.CutSuffix(strings.TrimRight(names, " \n"), "...")
	other := func(c rune) bool { return c > '~' || !isNameByte(byte(c)) && !strings.ContainsRune(" ,\n", c) }
	if ok && opened && more && !strings.ContainsFunc(names, other) {
		r.rest = rest
		r.space()
	}
}

// space passes over blanks and comments to the end of a line.
func (r *reader) space() {
	for {
		r.rest = strings.TrimLeft(r.rest, " \n")
		if !strings.HasPrefix(r.rest, "#") {
			return
		}
		_, r.rest, _ = strings.Cut(r.rest, "\n")
	}
}

// take passes over a sign and what is blank behind it, if it comes next.
func (r *reader) take(sign string) bool {
	if !strings.HasPrefix(r.rest, sign) {
		return false
	}
	r.rest = r.rest[len(sign):]
	r.space()
	return true
}

func (r *reader) value(depth int) (v Value, err error) {
	switch {
	case depth > maxDepth:
		return Value{}, errors.New("it is nested too deeply")
	case r.take("{"):
		return r.set(depth)
	case r.take("["):
		return r.list(depth)
	case r.take("("):
		if v, err = r.word(); err == nil && !r.take(")") {
			err = errNotPlain
		}
		return v, err
	case strings.HasPrefix(r.rest, `"`):
		v.Kind = ValueString
		v.Text, err = r.quoted()
	case strings.HasPrefix(r.rest, "''"):
		v.Kind = ValueString
		v.Text, err = r.indented()
	default:
		return r.word()
	}
	r.space()
	return v, err
}

func (r *reader) set(depth int) (Value, error) {
	v := Value{Kind: ValueSet}
	for !r.take("}") {
		path, err := r.path()
		if err != nil {
			return v, err
		}
		if !r.take("=") {
			return v, errNotPlain
		}
		inner, err := r.value(depth + 1)
		if err != nil {
			return v, err
		}
		if !r.take(";") {
			return v, errNotPlain
		}
		for i := len(path) - 1; i > 0; i-- { // a chain of sets with one attribute each is printed as a path
			inner = Value{Kind: ValueSet, Attrs: []NamedValue{{path[i], inner}}}
		}
		if _, twice := v.Get(path[0]); twice {
			return v, fmt.Errorf("%s is set twice", Key(path[0]))
		}
		v.Attrs = append(v.Attrs, NamedValue{path[0], inner})
	}
	return v, nil
}

func (r *reader) list(depth int) (Value, error) {
	v := Value{Kind: ValueList}
	for !r.take("]") {
		item, err := r.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.Items = append(v.Items, item)
	}
	return v, nil
}

// path reads the names in front of a value.
func (r *reader) path() (names []string, err error) {
	for {
		var name string
		if strings.HasPrefix(r.rest, `"`) {
			if name, err = r.quoted(); err != nil {
				return nil, err
			}
		} else if name = r.letters(isNameByte); !isIdentifier(name) {
			return nil, errNotPlain
		}
		names = append(names, name)
		if !strings.HasPrefix(r.rest, ".") {
			r.space()
			return names, nil
		}
		r.rest = r.rest[1:]
	}
}

func isNameByte(c byte) bool { return isLetter(c) || isDigit(c) || c == '\'' || c == '-' }

// letters takes what comes next as long as it is of a kind.
func (r *reader) letters(is func(byte) bool) string {
	end := 0
	for end < len(r.rest) && is(r.rest[end]) {
		end++
	}
	text := r.rest[:end]
	r.rest = r.rest[end:]
	return text
}

// word reads a number, or a name with what is selected of it.
func (r *reader) word() (Value, error) {
	text := r.letters(func(c byte) bool { return isNameByte(c) || c == '.' || c == '+' })
	first := strings.TrimPrefix(text, "-")
	if first == "" || !isDigit(first[0]) && !isIdentifier(strings.SplitN(text, ".", 2)[0]) {
		return Value{}, errNotPlain
	}
	r.space()
	return Value{Kind: ValueWord, Text: text}, nil
}

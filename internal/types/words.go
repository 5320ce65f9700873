package types

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// namesBeside are the keys that a person may write into a mapping: those that are there for its kind.
func (t *Type) namesBeside(n *yamldoc.Node) []string {
	names := t.FieldNames()
	kind := t.kindOf(n)
	if kind == "" {
		return names
	}
	return slices.DeleteFunc(names, func(name string) bool {
		kinds := t.Field(name).Kinds
		return len(kinds) > 0 && !slices.Contains(kinds, kind)
	})
}

// kindOf is what a mapping says that it is, "" where that is not said, or makes no difference.
func (t *Type) kindOf(n *yamldoc.Node) string {
	option := t.Field("kind")
	if option == nil || option.Type.Kind != Enum {
		return ""
	}
	written := n.Get("kind")
	switch {
	case written == nil && option.Default != nil:
		return option.Default.Text
	case written != nil && slices.Contains(option.Type.Values, written.Text):
		return written.Text
	}
	return ""
}

// calledAlso is the key that others call by a name, "" where there is none. Whoever writes - or _ between words, or other
// capitals, means the same.
func (t *Type) calledAlso(key string, names []string) string {
	for _, name := range names {
		if slices.ContainsFunc(t.Field(name).Also, func(word string) bool { return asOneWord(word) == asOneWord(key) }) {
			return name
		}
	}
	return ""
}

// Called is the key of an object that a person means by a name: the one of that name, or the one that others call so.
func (t *Type) Called(name string) string {
	if t.Field(name) != nil {
		return name
	}
	return t.calledAlso(name, t.FieldNames())
}

func asOneWord(name string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(name))
}

// insteadOf is the hint for a word of another program: a value of the enum, or what is written in another place.
func (t *Type) insteadOf(word string) string {
	if slices.Contains(t.Values, word) {
		return "did you mean " + diag.Quote(word) + "? It takes " + t.Name()
	}
	return "it is written as " + word
}

// notIndented reports a key that has nothing below it because what belongs there stands beside it, and returns which
// entries that is about: the key itself, and what is not known where it stands.
func (t *Type) notIndented(n *yamldoc.Node, path string, diags *diag.List) map[int]bool {
	if t.Kind != Object {
		return nil
	}
	for i, e := range n.Entries {
		if e.Value.Kind != yamldoc.Null || e.Value.Text != "" || e.Value.Tag != "" {
			continue
		}
		if option := t.Field(e.Key); option == nil || option.Type.Kind != Map {
			continue
		}
		stray, names := map[int]bool{i: true}, []string{}
		for j, other := range n.Entries[i+1:] {
			if other.Value.Kind == yamldoc.Map && !t.knows(other.Key) && (!t.FreeKeys || !strings.HasPrefix(other.Key, "x-")) {
				stray[i+1+j] = true
				names = append(names, other.Key)
			}
		}
		if len(names) == 0 {
			return nil
		}
		diags.Add(diag.WrongType, e.Value.Range(), "%s has no value", join(path, e.Key)).
			Help("what belongs to it stands further in: put more spaces before %s, and what is below", strings.Join(names, ", "))
		return stray
	}
	return nil
}

package nixtype

import (
	"math"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Check reports what of a value the type does not take. The path names the value for messages. What had a mistake
// already is passed over, and a !ref fits everything: only NixOS knows what it is.
func (t *Type) Check(n *yamldoc.Node, path string, diags *diag.List) {
	for _, m := range t.mistakes(n, 0) {
		subject := path + m.below + " takes"
		if m.item {
			subject = "an item of " + path + m.below + " has to be"
		}
		diags.Add(diag.OptionType, m.node.Range(), "%s %s, not %s", subject, m.wanted.Name(), said(m.node)).
			Help("%s", m.wanted.hint(m.node))
	}
}

// Fits tells whether the type takes a value.
func (t *Type) Fits(n *yamldoc.Node) bool { return len(t.mistakes(n, 0)) == 0 }

// mistake is a part of a value that does not fit.
type mistake struct {
	node   *yamldoc.Node
	wanted *Type
	item   bool   // of a list
	below  string // where it stands in the value: .name.name
	depth  int
}

func (t *Type) mistakes(n *yamldoc.Node, depth int) []mistake {
	if types.Unusable(n) || n.Kind == yamldoc.Odd || n.Tag == yamldoc.TagRef {
		return nil
	}
	if t.Kind == Or {
		return t.ofNone(n, depth)
	}
	if !t.takes(n) {
		return []mistake{{node: n, wanted: t, depth: depth}}
	}
	inner := t.Inner()
	if inner == nil || t.Kind == Submodule { // what stands in a submodule has types of its own
		return nil
	}
	var out []mistake
	for _, item := range n.Items {
		for _, m := range inner.mistakes(item, depth+1) {
			m.item = m.item || m.below == ""
			out = append(out, m)
		}
	}
	for _, e := range n.Entries {
		for _, m := range inner.mistakes(e.Value, depth+1) {
			m.below = "." + name(e.Key) + m.below
			out = append(out, m)
		}
	}
	return out
}

// ofNone are the mistakes of a value that none of several types takes: inside it, where one of them takes its kind.
func (t *Type) ofNone(n *yamldoc.Node, depth int) []mistake {
	var deepest []mistake
	for _, of := range t.Of {
		found := of.mistakes(n, depth)
		if len(found) == 0 {
			return nil
		}
		if found[0].depth > depth && (deepest == nil || found[0].depth > deepest[0].depth) {
			deepest = found
		}
	}
	if deepest != nil {
		return deepest
	}
	return []mistake{{node: n, wanted: t, depth: depth}}
}

// takes tells whether a value is of the kind, its items and entries aside.
func (t *Type) takes(n *yamldoc.Node) bool {
	if n.Tag == yamldoc.TagPkg {
		return t.Kind == Package || t.Kind == Path || t.Kind == Option || t.Kind == Scalar || t.Kind == Any || t.Kind == Unknown
	}
	text := n.Kind == yamldoc.Text
	switch t.Kind {
	case Null:
		return n.Kind == yamldoc.Null
	case Bool:
		return n.Kind == yamldoc.Bool
	case Int:
		return n.Kind == yamldoc.Int && t.inside(n.Text)
	case Float:
		return n.Kind == yamldoc.Float && t.inside(n.Text)
	case Number:
		return (n.Kind == yamldoc.Int || n.Kind == yamldoc.Float) && t.inside(n.Text)
	case String:
		return text && t.takesText(n.Text)
	case Path:
		return text && strings.HasPrefix(n.Text, "/") && (!t.InStore || strings.HasPrefix(n.Text, storeFolder))
	case Package:
		return text && strings.HasPrefix(n.Text, storeFolder)
	case Enum:
		return t.lists(n)
	case Scalar:
		return n.IsScalar()
	case Option:
		return n.Kind != yamldoc.Map
	case List:
		return n.Kind == yamldoc.List && len(n.Items) >= t.Least && (t.Most == 0 || len(n.Items) <= t.Most)
	case Attrs, Submodule:
		return n.Kind == yamldoc.Map
	case Function:
		return false
	}
	return true
}

const storeFolder = "/nix/store/"

func (t *Type) takesText(text string) bool {
	switch {
	case t.pattern != nil:
		expression := t.pattern()
		// in brackets a backslash stands for itself to Nix and not to Go
		return expression == nil || expression.MatchString(text) || strings.Contains(text, `\`)
	case t.NonEmpty:
		return strings.Trim(text, " \t\n") != ""
	case t.Plain:
		return !strings.ContainsAny(text, ":\n")
	case t.Single:
		return !strings.Contains(strings.TrimSuffix(text, "\n"), "\n")
	}
	return true
}

// inside tells whether a number is within the bounds.
func (t *Type) inside(text string) bool {
	value, err := strconv.ParseFloat(text, 64)
	return err != nil || (t.Min == nil || value >= *t.Min) && (t.Max == nil || value <= *t.Max)
}

// lists tells whether an enum has a value. One that its description cannot show may be any.
func (t *Type) lists(n *yamldoc.Node) bool {
	for _, v := range t.Values {
		if v.Kind == Unknown || v.Kind == kindOf(n) && (v.Text == n.Text || v.Kind == Null) {
			return true
		}
	}
	return false
}

func kindOf(n *yamldoc.Node) Kind {
	switch n.Kind {
	case yamldoc.Text:
		return String
	case yamldoc.Int:
		return Int
	case yamldoc.Bool:
		return Bool
	case yamldoc.Null:
		return Null
	}
	return Unknown
}

func (t *Type) bounds() string {
	switch {
	case t.Min != nil && t.Max != nil:
		return " from " + number(*t.Min) + " to " + number(*t.Max)
	case t.Min != nil:
		return " from " + number(*t.Min) + " on"
	}
	return ""
}

func number(f float64) string {
	if f == math.Trunc(f) {
		return strconv.FormatInt(int64(f), 10)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

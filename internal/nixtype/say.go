package nixtype

import (
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// said names a value in messages.
func said(n *yamldoc.Node) string {
	switch {
	case n.Tag == yamldoc.TagPkg:
		return "the package " + n.Text
	case n.Kind == yamldoc.Text:
		return "the text " + diag.Quote(n.Text)
	case n.Kind == yamldoc.Null:
		return "null"
	case n.Kind == yamldoc.List && len(n.Items) == 0:
		return "an empty list"
	}
	return n.Describe()
}

// name is an attribute's name as it is written in a path.
func name(key string) string {
	if strings.ContainsAny(key, ". \"") || key == "" {
		return `"` + key + `"`
	}
	return key
}

// few is how many values of an enum are listed.
const few = 12

// choices lists the values of an enum.
func (t *Type) choices() string {
	shown := make([]string, 0, len(t.Values))
	for _, v := range t.Values {
		if len(shown) == few {
			shown = append(shown, "...")
			break
		}
		if v.Kind == String {
			shown = append(shown, diag.Quote(v.Text))
		} else {
			shown = append(shown, v.Text)
		}
	}
	if len(shown) == 1 {
		return shown[0]
	}
	return "one of " + strings.Join(shown, ", ")
}

// hint says what to write instead, where that is clear.
func (t *Type) hint(n *yamldoc.Node) string {
	for _, of := range t.each() {
		if hint := of.oneHint(n); hint != "" {
			return hint
		}
	}
	return ""
}

// each lists the types that a type is made of.
func (t *Type) each() []*Type {
	if t.Kind != Or {
		return []*Type{t}
	}
	var out []*Type
	for _, of := range t.Of {
		out = append(out, of.each()...)
	}
	return out
}

func (t *Type) oneHint(n *yamldoc.Node) string {
	text := n.Kind == yamldoc.Text && n.Tag == ""
	switch t.Kind {
	case Bool:
		return truthHint(n)
	case Int, Number, Float:
		return t.numberHint(n)
	case String:
		switch {
		case t.isUnit() && text && !strings.Contains(n.Text, "."):
			return "add the kind of the unit, such as " + n.Text + ".target or " + n.Text + ".service"
		case n.Tag == yamldoc.TagPkg:
			return "what needs the path of a package inside a text goes into a hand-written file, under imports:"
		case n.IsScalar() && n.Kind != yamldoc.Null && !text && t.takesText(n.Text):
			return "write it in quotes: \"" + n.Text + "\""
		case n.Kind == yamldoc.List && len(n.Items) > 0 && strings.HasPrefix(t.Text, "strings concatenated"):
			return "write one text; of several lines behind |"
		}
	case Path:
		if text {
			return "the path has to begin with /; a file of the fleet is named in a hand-written file, under imports:"
		}
	case Package:
		return packageHint(n)
	case Enum:
		return t.enumHint(n)
	case List:
		return t.listHint(n)
	case Null:
		return ""
	case Function:
		return "functions go into a hand-written file, under imports:"
	}
	return ""
}

func truthHint(n *yamldoc.Node) string {
	switch strings.ToLower(n.Text) {
	case "yes", "on", "true", "1", "enable", "enabled":
		return "write true, without quotes"
	case "no", "off", "false", "0", "disable", "disabled":
		return "write false, without quotes"
	}
	if n.Kind == yamldoc.Map && n.Get("enable") != nil {
		return "write what stands in enable"
	}
	return ""
}

func (t *Type) numberHint(n *yamldoc.Node) string {
	if n.Kind == yamldoc.Int && t.Kind == Float {
		return "write " + n.Text + ".0"
	}
	if n.Kind != yamldoc.Text || n.Tag != "" {
		return ""
	}
	whole, err := strconv.ParseInt(n.Text, 10, 64)
	if err == nil && strconv.FormatInt(whole, 10) == n.Text && t.Kind != Float && t.inside(n.Text) {
		return "write it without quotes: " + n.Text
	}
	return ""
}

// packageHint guesses the package that a text means.
func packageHint(n *yamldoc.Node) string {
	if n.Kind != yamldoc.Text || n.Tag != "" {
		return "name a package of nixpkgs: !pkg hello"
	}
	path := strings.TrimPrefix(strings.TrimSuffix(strings.TrimPrefix(n.Text, "${"), "}"), "pkgs.")
	if _, err := types.SplitPath(path); err != nil || strings.ContainsAny(path, "/${}") {
		return "name a package of nixpkgs: !pkg hello"
	}
	return "write !pkg " + path
}

func (t *Type) enumHint(n *yamldoc.Node) string {
	var texts []string
	for _, v := range t.Values {
		if v.Text == n.Text && v.Kind != kindOf(n) && n.IsScalar() {
			if v.Kind == String {
				return "write it in quotes: \"" + n.Text + "\""
			}
			return "write it without quotes: " + n.Text
		}
		if v.Kind == String {
			texts = append(texts, v.Text)
		}
	}
	if near, ok := diag.Nearest(n.Text, texts); ok && n.Kind == yamldoc.Text {
		return "did you mean " + diag.Quote(near) + "?"
	}
	if len(t.Values) > few {
		return diag.OneOf(texts)
	}
	return ""
}

// listHint shows a single value as a list of one.
func (t *Type) listHint(n *yamldoc.Node) string {
	inner := t.Inner()
	switch {
	case n.Kind == yamldoc.List && len(n.Items) == 0:
		return "name at least one"
	case !n.IsScalar() || n.Kind == yamldoc.Null || inner != nil && !inner.Fits(n):
		return ""
	case n.Tag == yamldoc.TagPkg:
		return "write a list: [!pkg " + n.Text + "]"
	case strings.ContainsAny(n.Text, ",[]{}\"\n") || diag.Quote(n.Text) != `"`+n.Text+`"`:
		return "write a list, one item a line, each behind a -"
	case n.Kind == yamldoc.Text && n.Quoted:
		return "write a list: [" + diag.Quote(n.Text) + "]"
	}
	return "write a list: [" + n.Text + "]"
}

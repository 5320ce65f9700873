package nixtype

import (
	"slices"
	"strings"
	"unicode"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
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

// roots are the folders at the top of a host's file system, by which a path is known whose first character is missing.
var roots = []string{"etc/", "var/", "home/", "run/", "srv/", "mnt/", "tmp/", "dev/", "boot/", "nix/", "persist/", "root/", "usr/", "opt/"}

// isFolder tells whether a path lacks its first character alone.
func (t *Type) isFolder(text string) bool {
	return !t.InStore && slices.ContainsFunc(roots, func(root string) bool { return strings.HasPrefix(text, root) })
}

// line writes a value on one line.
func line(n *yamldoc.Node) string { return yamldoc.Line(n) }

// hint says what to write instead, where that is clear.
func (t *Type) hint(n *yamldoc.Node) string {
	if n.Kind == yamldoc.Null {
		return "leave the setting out, or write " + t.Name()
	}
	for _, of := range t.each() {
		if of.isSet() && n.IsScalar() && !t.isSetOrNull() { // something else may be meant as well
			continue
		}
		if hint := of.oneHint(n); hint != "" {
			return hint
		}
	}
	return ""
}

func (t *Type) isSet() bool { return t.Kind == Attrs || t.Kind == Submodule }

func (t *Type) isSetOrNull() bool {
	return !slices.ContainsFunc(t.each(), func(of *Type) bool { return of.Kind != Null && !of.isSet() })
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
		case n.Kind == yamldoc.List && len(n.Items) == 1 && t.Fits(n.Items[0]) && n.Items[0].Kind == yamldoc.Text && n.Items[0].Tag == "":
			return "write it without brackets: " + line(n.Items[0])
		case n.Kind == yamldoc.List && len(n.Items) > 0 && strings.HasPrefix(t.Text, "strings concatenated"):
			return "write one text; of several lines behind |"
		}
	case Path:
		if relative := strings.TrimPrefix(strings.TrimPrefix(n.Text, "./"), "~/"); text && t.isFolder(relative) && relative == n.Text {
			return "write /" + relative + "; the path has to begin with /, and a file of the fleet is named in a hand-written file, under imports:"
		}
		if text {
			return "the path has to begin with /; a file of the fleet is named in a hand-written file, under imports:"
		}
	case Package:
		return packageHint(n)
	case Enum:
		return t.enumHint(n)
	case List:
		return t.listHint(n)
	case Attrs, Submodule:
		return t.setHint(n)
	case Null:
		return ""
	case Function:
		return "functions go into a hand-written file, under imports:"
	}
	return ""
}

// truthOf says which truth value people mean by a word or a number, "" where it is none.
func truthOf(n *yamldoc.Node) string {
	switch strings.ToLower(n.Text) {
	case "yes", "on", "true", "1", "enable", "enabled", "y":
		return "true"
	case "no", "off", "false", "0", "disable", "disabled", "n":
		return "false"
	}
	return ""
}

func truthHint(n *yamldoc.Node) string {
	if truth := truthOf(n); truth != "" && n.Kind == yamldoc.Text {
		return "write " + truth + ", without quotes"
	} else if truth != "" {
		return "write " + truth
	}
	if enable := n.Get("enable"); n.Kind == yamldoc.Map && enable != nil {
		if enable.Kind == yamldoc.Bool && len(n.Entries) == 1 {
			return "write " + enable.Text
		}
		return "write what stands in enable"
	}
	if n.Kind == yamldoc.List && len(n.Items) == 1 && n.Items[0].Kind == yamldoc.Bool {
		return "write " + n.Items[0].Text + ", without brackets"
	}
	return ""
}

func (t *Type) numberHint(n *yamldoc.Node) string {
	switch {
	case n.Kind == yamldoc.Int && t.Kind == Float && t.inside(n.Text):
		return "write " + n.Text + ".0"
	case n.Kind == yamldoc.Float && t.Kind == Int && strings.HasSuffix(n.Text, ".0") && t.inside(strings.TrimSuffix(n.Text, ".0")):
		return "write " + strings.TrimSuffix(n.Text, ".0")
	case n.Kind == yamldoc.List && len(n.Items) == 1 && t.Fits(n.Items[0]) && n.Items[0].Tag == "":
		return "write " + n.Items[0].Text + ", without brackets"
	case (n.Kind == yamldoc.Int || n.Kind == yamldoc.Float) && !t.inside(n.Text):
		return t.boundHint()
	case n.Kind != yamldoc.Text || n.Tag != "":
		return ""
	}
	if plain := plainScalar(strings.TrimSpace(n.Text)); plain != nil && t.Fits(plain) {
		return "write it without quotes: " + plain.Text
	}
	return ""
}

// boundHint names the numbers that are taken, of which the highest is the most that can be written.
func (t *Type) boundHint() string {
	switch {
	case t.Min != nil && t.Max != nil:
		return "write a number" + t.bounds()
	case t.Min != nil:
		return "write " + number(*t.Min) + " or more"
	}
	return ""
}

// plainScalar is what a text is when it stands without quotes: a number, true or false; nil for anything else.
func plainScalar(text string) *yamldoc.Node {
	if text == "" || strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune("+-.0123456789eEtrufals", r) }) {
		return nil
	}
	root, diags := yamldoc.Parse(source.New("", []byte("a: "+text)))
	if root == nil || diags.HasErrors() {
		return nil
	}
	n := root.Get("a")
	if n == nil || n.Text != text || n.Kind != yamldoc.Int && n.Kind != yamldoc.Float && n.Kind != yamldoc.Bool {
		return nil
	}
	return n
}

// packageHint guesses the package that a text means.
func packageHint(n *yamldoc.Node) string {
	if n.Kind == yamldoc.List && len(n.Items) == 1 && n.Items[0].Tag == yamldoc.TagPkg {
		return "write !pkg " + n.Items[0].Text + ", without brackets"
	}
	if name, ok := packageName(n.Text); ok && n.Kind == yamldoc.Text && n.Tag == "" {
		return "write !pkg " + name
	}
	return "name a package of nixpkgs: !pkg hello"
}

func isNoPackageLetter(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-+", r)
}

// packageName is the name that a text may have as a package, as people write it in Nix.
func packageName(text string) (string, bool) {
	path := strings.TrimPrefix(strings.TrimSuffix(strings.TrimPrefix(text, "${"), "}"), "pkgs.")
	_, err := types.SplitPath(path)
	return path, err == nil && !strings.ContainsFunc(path, isNoPackageLetter)
}

func (t *Type) enumHint(n *yamldoc.Node) string {
	var texts []string
	for _, v := range t.Values {
		if v.Text == n.Text && v.Kind != kindOf(n) && n.IsScalar() {
			if v.Kind == String {
				return "write it in quotes: \"" + n.Text + "\""
			}
			return "write it without quotes: " + v.Text
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

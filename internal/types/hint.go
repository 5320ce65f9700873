package types

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// asList is how a text is written as a list of the type, on one line that may be copied as it stands: without quotes
// where that means the same, else in quotes, else taken apart at its commas. It is "" where none of them would be right.
func (t *Type) asList(text string) string {
	const most = 120 // letters: what is longer is no hint that anybody reads
	if text == "" {
		return "[]"
	}
	if secrets.Mask(text) != text {
		return ""
	}
	for _, items := range []string{text, strconv.Quote(text), strings.ReplaceAll(text, ",", ", ")} {
		written := "[" + items + "]"
		if len(written) <= most && isPrintable(written) && t.takesList(written, text) {
			return written
		}
	}
	return ""
}

func isPrintable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}

// takesList tells whether a written list has no mistake and means a text: the text itself, or the words between its commas.
func (t *Type) takesList(written, text string) bool {
	list, found := yamldoc.Parse(source.New("", []byte(written)))
	if list == nil || found.HasErrors() || !means(list.Items, text, written) {
		return false
	}
	var diags diag.List
	t.Check(list, "", &diags)
	return len(diags) == 0
}

// means tells whether items are a text, or its words: people put a space behind a comma that separates two of them.
func means(items []*yamldoc.Node, text, written string) bool {
	if len(items) == 1 {
		return items[0].IsScalar() && items[0].Text == text
	}
	for _, item := range items {
		if !item.IsScalar() || strings.Contains(item.Text, " ") {
			return false
		}
	}
	return len(items) == strings.Count(written, ", ")+1
}

// wrongKind reports a value of another kind than the type's, in the words of a person.
func (t *Type) wrongKind(n *yamldoc.Node, path string, diags *diag.List) {
	d := diags.Add(diag.WrongType, n.Range(), "%s takes %s, not %s", cmp.Or(path, t.Title), t.Name(), describe(n))
	switch {
	case t.hint(n) != "":
		d.Help("%s", t.hint(n))
	case t.isOnlyOn(n) && t.Field(t.Short).Type.Kind == Size: // how large goes without saying nowhere
	case t.isOnlyOn(n):
		d.Help("write {} where there is nothing more to say")
	case (t.Kind == Bool || t.Switch) && truthOf(n.Text) != "":
		d.Help("write %s", truthOf(n.Text))
		mend(d, n, "write "+truthOf(n.Text), truthOf(n.Text))
	case t.Kind == List && n.IsScalar() && n.Kind != yamldoc.Null:
		if written := t.asList(n.Text); written != "" {
			d.Help("write it as a list: %s", written)
			mend(d, n, "write it as a list", written)
		}
	case t.Kind == Package && n.Kind == yamldoc.Text && n.Tag == "":
		d.Help("%s", asPackage(n.Text))
	case t.Kind == Int || t.Kind == Port || t.Kind == Number:
		d.Help("%s", t.asNumber(n))
	case t.Kind == Object || t.Kind == Map:
		d.Help("%s", t.asMapping(n))
	case t.Kind == String && n.IsScalar() && t.refuse(n.Text) != "":
		d.Help("%s", t.nearForm(n.Text))
	case (t.Kind == String || t.Kind == Lines) && n.IsScalar() && n.Kind != yamldoc.Null:
		d.Help("put it in quotes to make it text")
		if n.Kind == yamldoc.Int || n.Kind == yamldoc.Float || n.Kind == yamldoc.Odd && !isLetter(n.Text[0]) {
			mend(d, n, "put it in quotes", asText(n.Text))
		}
	}
}

// asPackage shows a text as the package that it names.
func asPackage(text string) string {
	name := strings.TrimPrefix(text, "pkgs.")
	if _, err := SplitPath(name); err != nil || strings.ContainsAny(name, "/${}") {
		return "write !pkg and the name that nixpkgs has for it, such as !pkg hello"
	}
	return "write !pkg " + name
}

// asNumber shows a text as the number that it holds, if the type takes it.
func (t *Type) asNumber(n *yamldoc.Node) string {
	number, found := yamldoc.Parse(source.New("", []byte("a: "+n.Text)))
	if n.Kind != yamldoc.Text || n.Tag != "" || number == nil || found.HasErrors() || !isPrintable(n.Text) {
		return ""
	}
	value := number.Get("a")
	if value == nil || value.Kind != yamldoc.Int && value.Kind != yamldoc.Float || value.Text != n.Text {
		return t.withoutUnit(n)
	}
	var diags diag.List
	if t.Check(value, "", &diags); len(diags) > 0 {
		return ""
	}
	return "write it without quotes: " + n.Text
}

// hint is what the type itself knows of a value that does not fit.
func (t *Type) hint(n *yamldoc.Node) string {
	if t.Hint == nil {
		return ""
	}
	return t.Hint(n)
}

// rests are what people write for all that is left of a disk.
var rests = []string{"max", "rest", "remaining", "all", "fill", "*", "-1", "0", "100%free", "+100%free"}

// nearForm is the hint for a size in the writing of other programs: in bytes by name, or without a unit.
func (t *Type) nearForm(text string) string {
	word := strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	candidates := []string{word, word + "VG", strings.TrimSuffix(word, "B"), strings.TrimSuffix(word, "IB")}
	if slices.Contains(rests, strings.ToLower(text)) {
		candidates = append(candidates, "100%")
	}
	for _, candidate := range candidates {
		if t.isSizeForm() && candidate != text && candidate != "" && t.refuse(candidate) == "" {
			return "write " + candidate + unlike(text, candidate)
		}
	}
	if t.isSizeForm() && t.refuse(text+"G") == "" {
		return "add a unit: " + text + "G, " + text + "M"
	}
	return ""
}

// unlike says in what a size differs from how it was written.
func unlike(text, size string) string {
	switch {
	case strings.EqualFold(text, size):
		return ", with a capital letter"
	case strings.HasSuffix(strings.ToUpper(text), "B"):
		return ", without B"
	}
	return ""
}

// isSizeForm tells whether a text of the type is a size, or how much of a disk.
func (t *Type) isSizeForm() bool {
	return t.Kind == Size || t.Kind == String && t.Pattern != nil && t.refuse("512M") == "" && t.refuse("nonesuch") != ""
}

// asMapping shows how a single value or a list is written where a mapping is wanted, where that is clear.
func (t *Type) asMapping(n *yamldoc.Node) string {
	if t.Kind == Object && n.Kind == yamldoc.Text && strings.HasPrefix(n.Text, "/dev/") {
		for _, o := range t.Fields {
			if o.Type.Kind == Device {
				return "write {" + o.Name + ": " + asText(n.Text) + "}"
			}
		}
	}
	if written := t.within(n); written != "" {
		return "write " + written
	}
	if t.Noun != "module" || n.Kind != yamldoc.List && n.Kind != yamldoc.Text {
		return ""
	}
	items := n.Items
	if n.Kind == yamldoc.Text {
		items = []*yamldoc.Node{n}
	}
	var on []string
	for _, item := range items {
		if o := t.Field(item.Text); o != nil && o.Type.Switch {
			on = append(on, item.Text+": true")
		}
	}
	if len(on) == 0 {
		return "each module is a key, with true or with what it takes; " + diag.OneOf(t.FieldNames())
	}
	return "write {" + strings.Join(on, ", ") + "}"
}

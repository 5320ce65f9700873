package types

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Check reports everything about a value that its type does not allow, and returns the part of it that is fine: a value
// or an item that cannot be used is replaced by an unusable one (see Unusable), and so is a key that is not known (see
// Misspelt), so that nobody takes for complete what is not. The path names the value for messages.
func (t *Type) Check(n *yamldoc.Node, path string, diags *diag.List) *yamldoc.Node {
	if n.Tag != yamldoc.TagRef && n.Tag != yamldoc.TagPkg {
		switch {
		case n.Kind == yamldoc.Map && (t.Kind == Object || t.Kind == Map):
			return t.checkEntries(n, path, diags)
		case n.Kind == yamldoc.List && t.Kind == List:
			return t.checkItems(n, path, diags)
		case n.Kind == yamldoc.Map && t.Kind == Any:
			return t.checkAnyEntries(n, path, diags)
		case n.Kind == yamldoc.List && t.Kind == Any:
			return t.checkAnyItems(n, path, diags)
		}
	}
	var found diag.List
	t.checkValue(n, path, &found)
	*diags = append(*diags, found...)
	switch {
	case found.HasErrors():
		return yamldoc.Scalar(yamldoc.Null, "", n)
	case Unusable(n): // a setting without a value is null, and no mistake
		return yamldoc.Scalar(yamldoc.Null, "null", n)
	}
	return n
}

// BlankText marks a value of a new manifest that only a person can give.
const BlankText = "CHANGE-ME"

// checkValue checks what is one value to the type: a scalar, or anything of the wrong kind.
func (t *Type) checkValue(n *yamldoc.Node, path string, diags *diag.List) {
	if kind := secretKind(n); kind != "" {
		refuseSecret(n, kind, diags)
		return
	}
	if isBlank(n) {
		diags.Add(diag.Blank, n.Range(), "%s is still to be filled in", path).Help("it takes %s", t.Name())
		return
	}
	if n.Tag == yamldoc.TagRef {
		t.checkRef(n, diags)
		return
	}
	if n.Tag == yamldoc.TagPkg && t.Kind != Package && t.Kind != Any {
		diags.Add(diag.WrongType, n.Range(), "%s takes %s, not a package", path, t.Name())
		return
	}
	switch t.Kind {
	case Object:
		switch {
		case t.Switch && n.Kind == yamldoc.Bool:
		case t.Short != "" && n.IsScalar() && n.Kind != yamldoc.Null && !t.isOnlyOn(n):
			t.Field(t.Short).Type.checkValue(n, path, diags)
		default:
			t.wrongKind(n, path, diags)
		}
	case Map:
		t.wrongKind(n, path, diags)
	case List:
		if t.Single && n.IsScalar() && n.Kind != yamldoc.Null {
			t.Of.checkValue(n, path, diags)
			return
		}
		t.wrongKind(n, path, diags)
	case Any:
		t.checkAny(n, path, diags)
	default:
		t.checkScalar(n, path, diags)
	}
}

func secretKind(n *yamldoc.Node) string {
	if !n.IsScalar() {
		return ""
	}
	return secrets.Kind(n.Text)
}

func refuseSecret(n *yamldoc.Node, kind string, diags *diag.List) {
	diags.Add(diag.SecretValue, n.Range(), "the value looks like %s", kind).
		Help("whoever reads the repository or the Nix store reads it: take it out, change it, and name a file that holds it at run time")
}

// checkRef checks the form of !ref: a path under config.
func (t *Type) checkRef(n *yamldoc.Node, diags *diag.List) {
	if t.Plain {
		diags.Add(diag.WrongType, n.Range(), "panther has to know the value here; !ref is only read by NixOS").Help("it takes %s", t.Name())
		return
	}
	if t.Kind == Object || t.Kind == Map || t.Kind == List {
		diags.Add(diag.WrongType, n.Range(), "!ref stands for a single value, not for %s", t.Name())
		return
	}
	checkAttrPath(n, diags)
}

func checkAttrPath(n *yamldoc.Node, diags *diag.List) {
	if _, err := SplitPath(n.Text); err != nil {
		diags.Add(diag.BadReference, n.Range(), "%s is not an attribute path: %s", diag.Quote(n.Text), err).
			Help("names joined by dots; quote a name that holds one: services.nginx.virtualHosts.\"example.org\"")
	}
}

// checkEntries checks each entry of a map or an object.
func (t *Type) checkEntries(n *yamldoc.Node, path string, diags *diag.List) *yamldoc.Node {
	stray := t.notIndented(n, path, diags)
	var kept []yamldoc.Entry // nil while all are as they were, which most are to the end
	for i, e := range n.Entries {
		key := e.Key
		if t.Kind == Object && !t.knows(key) {
			key = UnknownKey
		}
		var value *yamldoc.Node
		if stray[i] {
			key, value = UnknownKey, yamldoc.Scalar(yamldoc.Null, "", e.At)
		} else {
			value = t.checkEntry(n, e, path, diags)
		}
		if kept == nil {
			if value == e.Value && key == e.Key {
				continue
			}
			kept = append(make([]yamldoc.Entry, 0, len(n.Entries)), n.Entries[:i]...)
		}
		if value != nil {
			kept = append(kept, yamldoc.Entry{Key: key, At: e.At, Value: value})
		}
	}
	if kept == nil {
		if n.Tag == "" {
			return n
		}
		kept = n.Entries
	}
	return yamldoc.Collection(yamldoc.Map, n, kept, nil)
}

func (t *Type) knows(key string) bool { return t.Field(key) != nil || t.Switch && IsSwitchKey(key) }

// checkEntry checks an entry of a mapping; it returns nil for one that is to be left out.
func (t *Type) checkEntry(n *yamldoc.Node, e yamldoc.Entry, path string, diags *diag.List) *yamldoc.Node {
	if t.Kind == Map {
		return t.checkNamed(e, path, diags)
	}
	if t.FreeKeys && strings.HasPrefix(e.Key, "x-") {
		refuseSecretsIn(e, join(path, e.Key), diags)
		return nil
	}
	option := t.Field(e.Key)
	if option == nil && t.Switch && IsSwitchKey(e.Key) {
		option = enableOption
	}
	if option == nil {
		t.unknownKey(n, e, path, diags)
		return yamldoc.Scalar(yamldoc.Null, "", e.At)
	}
	if !option.Written() {
		t.filledIn(e, option, path, diags)
		return nil
	}
	if option.NotYet != "" {
		diags.Add(diag.NotYet, e.At.Range(), "%s is not done yet: %s", diag.Quote(join(path, e.Key)), option.NotYet)
		return nil
	}
	at := join(path, e.Key)
	if option.Type.isText() && refuseNamed(e, at, diags) {
		return yamldoc.Scalar(yamldoc.Null, "", e.At)
	}
	return option.check(e.Value, at, diags)
}

// isText tells whether a value can be any text, so that only its name says that it is a secret.
func (t *Type) isText() bool { return t.Kind == String || t.Kind == Lines }

var enableOption = &Option{Name: "enable", Type: &Type{Kind: Bool, Plain: true}, Required: true}

// checkNamed checks an entry of a map, whose key a person chose.
func (t *Type) checkNamed(e yamldoc.Entry, path string, diags *diag.List) *yamldoc.Node {
	if e.Key == "" {
		diags.Add(diag.WrongType, e.At.Range(), "%s has an entry without a name", path)
		return nil
	}
	if kind := secrets.Kind(e.Key); kind != "" {
		refuseSecret(e.At, kind, diags)
		return nil
	}
	at := join(path, e.Key)
	if t.Of.isText() && refuseNamed(e, at, diags) {
		return yamldoc.Scalar(yamldoc.Null, "", e.At)
	}
	if why := (&Type{Kind: t.Keys}).refuse(e.Key); why != "" {
		diags.Add(diag.BadValue, e.At.Range(), "%s: %s", path, why)
		t.Of.Check(e.Value, at, diags)
		return yamldoc.Scalar(yamldoc.Null, "", e.At) // what follows from its name is not said as well
	}
	if e.Value.Kind == yamldoc.Null && e.Value.Tag == "" {
		diags.Add(diag.WrongType, e.At.Range(), "%s has no value", at).Help("write %s; an empty mapping is {}", t.Of.Name())
		return yamldoc.Scalar(yamldoc.Null, "", e.At)
	}
	return t.Of.Check(e.Value, at, diags)
}

// check allows null where leaving the option out is allowed: it says "as if nobody had set it".
func (o *Option) check(n *yamldoc.Node, path string, diags *diag.List) *yamldoc.Node {
	if n.Kind == yamldoc.Null && n.Tag == "" {
		if n.Text == "" || o.Required {
			diags.Add(diag.WrongType, n.Range(), "%s has no value", path).Help("write %s, or remove the key", o.Type.Name())
			return yamldoc.Scalar(yamldoc.Null, "", n)
		}
		return n
	}
	if isBlank(n) {
		diags.Add(diag.Blank, n.Range(), "%s is still to be filled in", path).Help("%s", o.Description)
		return yamldoc.Scalar(yamldoc.Null, "", n)
	}
	before := len(*diags)
	checked := o.Type.Check(n, path, diags)
	o.showForm(n, (*diags)[before:])
	return checked
}

// showForm shows how an option is written to whoever wrote something of another kind, and got no other hint.
func (o *Option) showForm(n *yamldoc.Node, found diag.List) {
	if o.Example == nil || len(found) != 1 || found[0].Code != diag.WrongType || found[0].Hint != "" || found[0].Range != n.Range() {
		return
	}
	found[0].Help("for example %s: %s", o.Name, yamldoc.Line(o.Example))
}

func isBlank(n *yamldoc.Node) bool { return n.IsScalar() && strings.Contains(n.Text, BlankText) }

// checkItems checks each item of a list.
func (t *Type) checkItems(n *yamldoc.Node, path string, diags *diag.List) *yamldoc.Node {
	kept := make([]*yamldoc.Node, 0, len(n.Items))
	for i, item := range n.Items {
		if item.Kind == yamldoc.Null && item.Tag == "" {
			diags.Add(diag.WrongType, item.Range(), "item %d of %s is empty", i+1, path)
			kept = append(kept, yamldoc.Scalar(yamldoc.Null, "", item))
			continue
		}
		kept = append(kept, t.Of.Check(item, path, diags))
	}
	t.checkRepeated(n, path, diags)
	if slices.Equal(kept, n.Items) {
		return n
	}
	checked := yamldoc.Collection(yamldoc.List, n, nil, kept)
	checked.Tag = n.Tag
	return checked
}

// filledIn refuses a value for an option that panther fills in.
func (t *Type) filledIn(e yamldoc.Entry, option *Option, path string, diags *diag.List) {
	d := diags.Add(diag.UnknownKey, e.At.Range(), "%s of %s is filled in by panther", diag.Quote(e.Key), cmp.Or(path, t.Title))
	switch {
	case FromDisks[option.From] != nil:
		d.Help("it follows from disks")
	case option.From != "":
		d.Help("set %s: at the top of the manifest", option.From)
	}
}

func (t *Type) unknownKey(n *yamldoc.Node, e yamldoc.Entry, path string, diags *diag.List) {
	noun := cmp.Or(t.Noun, "key")
	d := diags.Add(diag.UnknownKey, e.At.Range(), "%s has no %s %s", cmp.Or(path, t.Title), noun, diag.Quote(e.Key))
	names := t.namesBeside(n)
	if hint := t.instead(e); hint != "" {
		d.Labelled("%s", labelOf(noun)).Help("%s", hint)
		return
	}
	near, isNear := diag.Nearest(e.Key, names)
	if !isNear { // of another kind, perhaps: that is said better when it is spelt right
		if other, ok := diag.Nearest(e.Key, t.FieldNames()); ok {
			near, names = other, []string{other}
		}
	}
	where := t.Moved[e.Key]
	if where == "" && t.Elsewhere != nil {
		where = t.Elsewhere(e.Key)
	}
	switch meant := t.calledAlso(e.Key, t.FieldNames()); {
	case where != "":
		d.Labelled("not known here").Help("it is %s", where)
	case meant != "":
		d.Labelled("not known here").Help("did you mean %s?", diag.Quote(meant))
		t.rename(d, n, e.At, meant)
	case secrets.NamesSecret(e.Key) && !strings.EqualFold(near, e.Key):
		d.Code = diag.SecretValue
		d.Help("no secret belongs in a manifest; %s", diag.OneOf(names))
	default:
		d.Labelled("%s", labelOf(noun)).Help("%s", diag.DidYouMean(e.Key, names))
	}
	if where == "" && isNear && asOneWord(near) == asOneWord(e.Key) && d.Code == diag.UnknownKey {
		t.rename(d, n, e.At, near)
	}
}

// labelOf says what a key is not, by what the keys beside it are.
func labelOf(noun string) string {
	if noun == "module" {
		return "not a module of this layer"
	}
	return "not known here"
}

// instead is the hint for a key that another program has, "" where there is none, and where it was moved
// or names a secret: that is known better.
func (t *Type) instead(e yamldoc.Entry) string {
	if t.Instead == nil || t.Moved[e.Key] != "" || secrets.NamesSecret(e.Key) && e.Value.Kind != yamldoc.Bool {
		return ""
	}
	return t.Instead(e)
}

// isOnlyOn tells whether somebody wrote true for an object of which nothing has to be said.
func (t *Type) isOnlyOn(n *yamldoc.Node) bool {
	return t.Short != "" && n.IsTrue() && !t.Field(t.Short).Required
}

// truthOf says which truth value people mean by a word, "" where it is none.
func truthOf(word string) string {
	switch strings.ToLower(word) {
	case "yes", "on", "true", "y":
		return "true"
	case "no", "off", "false", "n":
		return "false"
	}
	return ""
}

func describe(n *yamldoc.Node) string {
	if n.Tag == "" && (n.Kind == yamldoc.Text || n.Kind == yamldoc.Odd && isLetter(n.Text[0])) {
		return "the text " + diag.Quote(n.Text)
	}
	return n.Describe()
}

// join names a key below a path; nobody is shown a secret that stands there, nor more than fits into a line.
func join(path, key string) string {
	const most = 60
	if len(key) > most || strings.ContainsAny(key, ". \"") || !isPrintable(key) || secrets.Kind(key) != "" {
		key = diag.Quote(key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

package types

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// optionKeys are the keys of an option in an interface, typeKeys those that belong to its type.
var (
	typeKeys   = []string{"type", "values", "min", "max", "of", "keys", "pattern", "form", "words", "fields", "short", "single", "names", "owner", "group", "mode", "units", "neededForUsers"}
	optionKeys = append([]string{"description", "default", "required", "example", "from", "collect", "collectMetrics", "notYet", "provides", "unfree", "fact", "also", "kinds"}, typeKeys...)
)

// ownKeys are the keys that say something about some types only.
var ownKeys = map[string][]string{
	"values": {Enum}, "min": {Int, Number}, "max": {Int, Number}, "of": {List, Map}, "keys": {Map}, "pattern": {String}, "form": {String}, "words": {Enum}, "fields": {Object}, "short": {Object}, "single": {List}, "names": {Name, String, Map},
	"owner": {Secret}, "group": {Secret}, "mode": {Secret}, "units": {Secret}, "neededForUsers": {Secret},
}

// ParseOptions reads the options of an interface: a mapping from a name to its type, default and description. Defaults,
// examples and patterns are checked, unless they are known to be right: checking them takes longer than reading.
func ParseOptions(n *yamldoc.Node, known bool, diags *diag.List) []*Option {
	options := readOptions(n, diags)
	if !known {
		checkOptions(options, diags)
	}
	return options
}

func readOptions(n *yamldoc.Node, diags *diag.List) []*Option {
	if n.Kind != yamldoc.Map {
		diags.Add(diag.Interface, n.Range(), "options are a mapping from a name to its type")
		return nil
	}
	options := make([]*Option, 0, len(n.Entries))
	for _, e := range n.Entries {
		options = append(options, parseOption(e, diags))
	}
	return options
}

func parseOption(e yamldoc.Entry, diags *diag.List) *Option {
	o := &Option{Name: e.Key, Type: parseType(e.Value, optionKeys, diags)}
	o.Type.Title = e.Key
	n := e.Value
	o.Description = text(n, "description", diags)
	o.From = text(n, "from", diags)
	o.NotYet = text(n, "notYet", diags)
	o.Provides = text(n, "provides", diags)
	o.Unfree = o.parseUnfree(n.Get("unfree"), diags)
	o.Fact = text(n, "fact", diags)
	o.Also, o.Kinds = texts(n, "also", diags), texts(n, "kinds", diags)
	o.Default, o.Example = n.Get("default"), n.Get("example")
	o.Required = flag(n, "required", diags)
	if n.Get("collect") != nil {
		o.Collect = texts(n, "collect", diags)
	}
	if o.CollectMetrics = flag(n, "collectMetrics", diags); o.CollectMetrics && o.Collect == nil {
		diags.Add(diag.Interface, n.Get("collectMetrics").Range(), "%s goes with %s", diag.Quote("collectMetrics"), diag.Quote("collect"))
	}
	if o.Description == "" {
		diags.Add(diag.Interface, e.At.Range(), "the option %s has no description", diag.Quote(e.Key))
	}
	o.checkSound(e, diags)
	if o.Default != nil && o.Default.Kind == yamldoc.Null {
		o.Default = nil
	}
	return o
}

// parseUnfree reads which unfree packages come with which value.
func (o *Option) parseUnfree(n *yamldoc.Node, diags *diag.List) map[string][]string {
	if n == nil {
		return nil
	}
	if n.Kind != yamldoc.Map {
		diags.Add(diag.Interface, n.Range(), "%s takes a mapping from a value to the packages that come with it", diag.Quote("unfree"))
		return nil
	}
	out := make(map[string][]string, len(n.Entries))
	for _, e := range n.Entries {
		out[e.Key] = texts(n, e.Key, diags)
		if values := o.choices(); !slices.Contains(values, e.Key) {
			diags.Add(diag.Interface, e.At.Range(), "the option %s is never %s", diag.Quote(o.Name), diag.Quote(e.Key)).Help("%s", diag.DidYouMean(e.Key, values))
		}
	}
	return out
}

// choices are the values that an option, or each item of it, may have, as text; nil where there are too many to name.
func (o *Option) choices() []string {
	t := o.Type
	if t.Kind == List {
		t = t.Of
	}
	switch t.Kind {
	case Bool:
		return []string{"true", "false"}
	case Enum:
		return t.Values
	}
	return nil
}

// checkSound reports what no module could do anything with.
func (o *Option) checkSound(e yamldoc.Entry, diags *diag.List) {
	if !madeOf(o.Name, "") || o.Name == "" || !isLetter(o.Name[0]) {
		diags.Add(diag.Interface, e.At.Range(), "%s cannot be an option's name", diag.Quote(o.Name)).Help("camelCase: letters and digits, beginning with a letter")
	}
	if IsSwitchKey(o.Name) && o.Type.Kind != Bool {
		diags.Add(diag.Interface, e.At.Range(), "the option %s switches something on: its type is bool", diag.Quote(o.Name))
	}
	if o.Provides != "" && o.Type.Kind != Enum && o.Type.Kind != Bool {
		diags.Add(diag.Interface, e.At.Range(), "the option %s provides a slot: its type is enum or bool", diag.Quote(o.Name))
	}
	if o.Provides != "" || o.Unfree != nil {
		o.Type.MakePlain()
	}
	if !o.Default.IsSet() {
		return
	}
	if o.Required {
		diags.Add(diag.Interface, o.Default.Range(), "an option that is required needs no default")
	}
	if o.Type.Kind == Object {
		diags.Add(diag.Interface, o.Default.Range(), "an object has no default").Help("give its fields defaults")
	}
}

// parseType reads a type's name, or a mapping with `type:` and what belongs to it.
func parseType(n *yamldoc.Node, allowed []string, diags *diag.List) *Type {
	if n.Kind == yamldoc.Text {
		n = yamldoc.Collection(yamldoc.Map, n, []yamldoc.Entry{{Key: "type", At: n, Value: n}}, nil)
	}
	t := &Type{Kind: text(n, "type", diags)}
	for _, e := range n.Entries {
		if !slices.Contains(allowed, e.Key) {
			diags.Add(diag.Interface, e.At.Range(), "an option has no key %s", diag.Quote(e.Key)).Help("%s", diag.DidYouMean(e.Key, allowed))
		}
	}
	if !slices.Contains(Names(), t.Kind) {
		diags.Add(diag.Interface, n.Range(), "there is no type %s", diag.Quote(t.Kind)).Help("%s", diag.DidYouMean(t.Kind, Names()))
		t.Kind = Any
		return t
	}
	t.Values = texts(n, "values", diags)
	t.Min, t.Max = number(n, "min", diags), number(n, "max", diags)
	t.Single = flag(n, "single", diags)
	t.Keys, t.Names = text(n, "keys", diags), text(n, "names", diags)
	if form := text(n, "pattern", diags); form != "" {
		t.Pattern = newPattern(form, n.Get("pattern"))
	}
	t.Form = text(n, "form", diags)
	t.Words = wordsOf(n, diags)
	t.SecretFile = secretFile(n, diags)
	t.checkOwnKeys(n, diags)
	t.parseParts(n, diags)
	return t
}

// wordsOf reads what people write instead of the values of an enum.
func wordsOf(n *yamldoc.Node, diags *diag.List) map[string]string {
	v := n.Get("words")
	if v == nil {
		return nil
	}
	if v.Kind != yamldoc.Map {
		diags.Add(diag.Interface, v.Range(), "%s takes a mapping from a word to what is written for it", diag.Quote("words"))
		return nil
	}
	out := make(map[string]string, len(v.Entries))
	for _, e := range v.Entries {
		out[strings.ToLower(e.Key)] = text(v, e.Key, diags)
	}
	return out
}

// checkOwnKeys reports what does not go with the type, or with what else is said about it.
func (t *Type) checkOwnKeys(n *yamldoc.Node, diags *diag.List) {
	for _, e := range n.Entries {
		if of := ownKeys[e.Key]; of != nil && !slices.Contains(of, t.Kind) {
			diags.Add(diag.Interface, e.At.Range(), "a %s takes no %s", t.Kind, diag.Quote(e.Key))
		}
	}
	if t.Min != nil && t.Max != nil && *t.Min > *t.Max {
		diags.Add(diag.Interface, n.Get("min").Range(), "the smallest number is above the largest")
	}
	if t.Form != "" && t.Pattern == nil {
		diags.Add(diag.Interface, n.Get("form").Range(), "%s goes with %s", diag.Quote("form"), diag.Quote("pattern"))
	}
	if t.Names != "" && !slices.Contains(fleetNames, t.Names) {
		diags.Add(diag.Interface, n.Get("names").Range(), "a fleet has no names of the kind %s", diag.Quote(t.Names)).Help("%s", diag.DidYouMean(t.Names, fleetNames))
	}
	if t.Keys != "" && !slices.Contains(Names(), t.Keys) {
		diags.Add(diag.Interface, n.Get("keys").Range(), "there is no type %s", diag.Quote(t.Keys)).Help("%s", diag.DidYouMean(t.Keys, Names()))
	}
}

// parseParts reads what a type is made of, and says what is missing.
func (t *Type) parseParts(n *yamldoc.Node, diags *diag.List) {
	of, fields := n.Get("of"), n.Get("fields")
	switch t.Kind {
	case List, Map:
		t.Of = &Type{Kind: Any}
		if of == nil {
			diags.Add(diag.Interface, n.Range(), "a %s says in `of:` what it holds", t.Kind)
			return
		}
		t.Of = parseType(of, typeKeys, diags)
		t.Of.Title, t.Of.Noun = "an entry", "key"
	case Object:
		t.Noun = "key"
		if fields == nil {
			diags.Add(diag.Interface, n.Range(), "an object says in `fields:` what it holds")
			return
		}
		t.Fields = readOptions(fields, diags)
		if t.Short = text(n, "short", diags); t.Short != "" && t.Field(t.Short) == nil {
			diags.Add(diag.Interface, n.Get("short").Range(), "the object has no field %s", diag.Quote(t.Short))
			t.Short = ""
		}
	case Enum:
		if len(t.Values) == 0 {
			diags.Add(diag.Interface, n.Range(), "an enum says in `values:` what it may be")
		}
	}
}

// secretFile reads how the file has to be that holds a secret.
func secretFile(n *yamldoc.Node, diags *diag.List) SecretFile {
	f := SecretFile{
		Owner: text(n, "owner", diags), Group: text(n, "group", diags), Mode: text(n, "mode", diags), Units: texts(n, "units", diags),
		NeededForUsers: flag(n, "neededForUsers", diags),
	}
	if f.Mode != "" && !IsFileMode(f.Mode) {
		diags.Add(diag.Interface, n.Get("mode").Range(), "%s is not the mode of a file", diag.Quote(f.Mode)).Help(`in octal digits, such as "0400"`)
	}
	for _, unit := range f.Units {
		if !strings.HasSuffix(unit, ".service") {
			diags.Add(diag.Interface, n.Get("units").Range(), "%s is not the name of a service", diag.Quote(unit)).Help("with its ending: %s.service", unit)
		}
	}
	return f
}

func text(n *yamldoc.Node, key string, diags *diag.List) string {
	v := n.Get(key)
	if v == nil {
		return ""
	}
	if !v.IsScalar() || v.Kind == yamldoc.Null {
		diags.Add(diag.Interface, v.Range(), "%s takes text", diag.Quote(key))
		return ""
	}
	return v.Text
}

func texts(n *yamldoc.Node, key string, diags *diag.List) []string {
	v := n.Get(key)
	if v == nil {
		return nil
	}
	out := make([]string, 0, len(v.Items))
	for _, item := range v.Items {
		if !item.IsScalar() || item.Kind == yamldoc.Null {
			diags.Add(diag.Interface, item.Range(), "%s takes a list of texts", diag.Quote(key))
			continue
		}
		out = append(out, item.Text)
	}
	if v.Kind != yamldoc.List {
		diags.Add(diag.Interface, v.Range(), "%s takes a list", diag.Quote(key))
	}
	return out
}

func flag(n *yamldoc.Node, key string, diags *diag.List) bool {
	v := n.Get(key)
	if v != nil && v.Kind != yamldoc.Bool {
		diags.Add(diag.Interface, v.Range(), "%s takes true or false", diag.Quote(key))
	}
	return v != nil && v.Text == "true"
}

func number(n *yamldoc.Node, key string, diags *diag.List) *int64 {
	v := n.Get(key)
	if v == nil {
		return nil
	}
	value, err := strconv.ParseInt(v.Text, 10, 64)
	if err != nil {
		diags.Add(diag.Interface, v.Range(), "%s takes a whole number", diag.Quote(key))
		return nil
	}
	return &value
}

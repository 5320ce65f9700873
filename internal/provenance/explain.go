package provenance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Explanation says what a value of a host is, who said so, and what that took the place of.
type Explanation struct {
	Path        []string
	Description string        // of the option, "" where there is none
	Value       *yamldoc.Node // what holds; nil where there is no value
	Said        []Said        // of a single value and of a list that was replaced, strongest first: the first one holds
	Items       []Said        // of a list, each with who added it
	Members     []Member      // of a mapping: all that is in it
	Module      *Reason       // where the path is a module
	Remarks     []Remark
}

// Member is a value inside a mapping.
type Member struct {
	Path []string // from the mapping on
	Explanation
}

// Remark is something else that there is to know of a value.
type Remark struct {
	Text string
	At   Place
}

// Explain explains the value at a path of the manifest's language. What is a NixOS option besides is explained as a
// setting. The error is a PathError where the host has nothing there.
func (x *Explainer) Explain(path []string) (*Explanation, error) {
	language := x.fleet.Language.Host
	option, t, known := typeAt(language, path)
	known = min(known, x.entriesOf(path))
	value := x.host.Resolved.Origins.Get(path...)
	if known == len(path) && (value != nil || option != nil || t != nil && t.Kind != types.Any) {
		return x.explain(path, value, option, t), nil
	}
	if set := x.host.Resolved.Origins.Get(append([]string{"settings"}, path...)...); set != nil {
		e := x.explain(append([]string{"settings"}, path...), set, nil, nil)
		e.Remarks = append(e.Remarks, Remark{Text: "this is a NixOS option, which the host sets under settings:"})
		return e, nil
	}
	return nil, x.unknown(path, known)
}

func (x *Explainer) explain(path []string, value *resolve.Value, option *types.Option, t *types.Type) *Explanation {
	e := &Explanation{Path: path}
	if option != nil {
		e.Description = option.Description
	}
	if m, on := x.moduleAt(path); m != nil {
		e.Module = x.reason(m, on, path)
		e.Description = m.Description
	}
	x.fill(e, value, option, t)
	x.sayRequiredIn(e)
	return e
}

// sayRequiredIn names the modules of a layer that no document names.
func (x *Explainer) sayRequiredIn(e *Explanation) {
	if len(e.Path) != 1 {
		return
	}
	for _, m := range x.host.Resolved.Modules {
		if m.Layer == e.Path[0] && x.host.Resolved.Origins.Get(m.Layer, m.Key) == nil {
			why := x.reason(m.Module, m, []string{m.Layer, m.Key}).short()
			e.Remarks = append(e.Remarks, Remark{m.KeyPath() + " is on: " + why.Text, why.At})
		}
	}
}

// fill says of a value who said it.
func (x *Explainer) fill(e *Explanation, value *resolve.Value, option *types.Option, t *types.Type) {
	if option != nil && !option.Written() {
		x.fillFed(e, option)
		return
	}
	if value != nil && types.Unusable(value.Node) {
		e.Remarks = append(e.Remarks, Remark{"what is written here has a mistake, see `panther validate`", x.place(value.Node.Range())})
		value = nil
	}
	if t != nil && t.Kind == types.Object && (value == nil || value.Node.Kind == yamldoc.Map) {
		x.fillObject(e, value, t)
		return
	}
	switch {
	case value == nil:
	case value.Node.Kind == yamldoc.Map:
		x.fillMap(e, value, t)
	case value.Node.Kind == yamldoc.List:
		e.Value = value.Document()
		for _, item := range value.Items {
			e.Items = append(e.Items, x.said(item))
		}
		x.sayAlso(e, value)
		x.sayReplaced(e, value)
	default:
		e.Value = value.Node
		e.Said = append(e.Said, x.said(resolve.Setting{Node: value.Node, Layer: value.Layer}))
		x.sayReplaced(e, value)
	}
	x.sayDefault(e, option)
	x.sayFact(e, option)
}

// sayReplaced adds what a value took the place of.
func (x *Explainer) sayReplaced(e *Explanation, value *resolve.Value) {
	for _, s := range value.Overrode {
		e.Said = append(e.Said, x.said(s))
	}
}

func (x *Explainer) said(s resolve.Setting) Said {
	out := Said{Node: s.Node, At: x.place(s.Node.Range())}
	if s.Layer != nil {
		out.By = s.Layer.Name
		if name, isProfile := strings.CutPrefix(s.Layer.Name, "profile "); isProfile {
			out.Via = x.via(name)
		}
	}
	return out
}

// sayDefault adds what holds where nobody says anything; null says so, too.
func (x *Explainer) sayDefault(e *Explanation, option *types.Option) {
	if option == nil {
		return
	}
	node := option.Default
	if node == nil {
		switch {
		case option.Type.Kind == types.List && len(e.Items) == 0:
			node = yamldoc.Collection(yamldoc.List, nil, nil, nil)
		case option.Nullable() && option.Type.Kind != types.Any:
			node = yamldoc.Scalar(yamldoc.Null, "null", nil)
		default:
			return
		}
	}
	d := Said{Node: node, By: "default", Default: true, At: x.place(node.Range())}
	if m, names := x.moduleBelow(e.Path); m != nil {
		d.By = "default of " + m.ID()
		if entry := x.optionEntry(m, names...); entry != nil {
			d.At = x.place(entry.At.Range())
			if given := entry.Value.Get("default"); given != nil {
				d.At = x.place(given.Range())
			}
		}
	} else {
		d.At, d.By = Place{}, "default of panther"
	}
	if e.Value == nil || e.Value.Kind == yamldoc.Null && e.Value.Tag == "" {
		e.Value = node
	}
	e.Said = append(e.Said, d)
}

// sayFact adds what the hardware report says of an option for which a document says something.
func (x *Explainer) sayFact(e *Explanation, option *types.Option) {
	report := x.host.Resolved.Report
	if option == nil || option.Fact == "" || !report.Read() {
		return
	}
	fact, known := report.Facts.Fact(option.Fact)
	if !known {
		return
	}
	if slices.ContainsFunc(e.Said, func(s Said) bool { return s.At.Range == fact.Range() }) {
		return
	}
	e.Remarks = append(e.Remarks, Remark{fmt.Sprintf("the hardware report says %v", fact.Value), x.place(fact.Range())})
}

// fillObject explains each field that somebody set or that has a default.
func (x *Explainer) fillObject(e *Explanation, value *resolve.Value, t *types.Type) {
	seen := map[string]bool{}
	add := func(key string, v *resolve.Value, o *types.Option) {
		if seen[key] || key == types.UnknownKey {
			return
		}
		seen[key] = true
		if e.Module != nil && types.IsSwitchKey(key) { // the reason says it
			return
		}
		inner := &Explanation{Path: append(slices.Clone(e.Path), key)}
		var of *types.Type
		if o != nil {
			inner.Description, of = o.Description, o.Type
		}
		x.fill(inner, v, o, of)
		e.addMember([]string{key}, inner)
	}
	if value != nil {
		e.Value = value.Document()
		for _, m := range value.Members {
			option, _, _ := typeAt(t, []string{m.Key})
			add(m.Key, m.Value, option)
		}
	}
	inModule, _ := x.moduleBelow(e.Path)
	for _, o := range t.Fields {
		if inModule != nil || o.Default != nil && o.Kinds == nil && o.Type.Kind != types.Object { // the language has many keys
			add(o.Name, nil, o)
		}
	}
}

// fillMap explains each entry of a mapping.
func (x *Explainer) fillMap(e *Explanation, value *resolve.Value, t *types.Type) {
	e.Value = value.Document()
	for _, m := range value.Members {
		var of *types.Type
		if t != nil && t.Kind == types.Map {
			of = t.Of
		}
		inner := &Explanation{Path: append(slices.Clone(e.Path), m.Key)}
		x.fill(inner, m.Value, nil, of)
		e.addMember([]string{m.Key}, inner)
	}
}

// addMember adds a value, or, of a mapping, what is in it.
func (e *Explanation) addMember(path []string, inner *Explanation) {
	if len(inner.Members) > 0 {
		for _, m := range inner.Members {
			e.Members = append(e.Members, Member{append(slices.Clone(path), m.Path...), m.Explanation})
		}
		return
	}
	if inner.Value != nil || len(inner.Said) > 0 || len(inner.Remarks) > 0 {
		e.Members = append(e.Members, Member{path, *inner})
	}
}

// fillFed explains an option that nobody writes.
func (x *Explainer) fillFed(e *Explanation, option *types.Option) {
	switch {
	case option.Collect != nil:
		e.Remarks = append(e.Remarks, Remark{Text: "panther collects it from all hosts of the fleet on which the module is on"})
	case option.From == types.FromProvider:
		if provider := x.fleetKey("secrets", "provider"); provider != nil {
			e.Value = provider.Value
			e.Said = []Said{{Node: provider.Value, By: "the fleet", At: x.place(provider.Value.Range())}}
		}
	case option.From == types.FromSecrets:
		for _, s := range x.host.Resolved.Secrets {
			e.Remarks = append(e.Remarks, Remark{s.Option + " takes it from the secret store", x.place(s.At)})
		}
	case types.FromDisks[option.From] != nil || option.From == types.FromBootMirrors:
		e.Remarks = append(e.Remarks, Remark{"it follows from the disks", x.placeOfKey("disks")})
	case slices.Contains(types.FromKeep, option.From):
		e.Remarks = append(e.Remarks, Remark{"it follows from the disks and from what the modules keep", x.placeOfKey("disks")})
	default:
		top, t, _ := typeAt(x.fleet.Language.Host, []string{option.From})
		fed := &Explanation{Path: []string{option.From}}
		x.fill(fed, x.host.Resolved.Origins.Get(option.From), top, t)
		e.Value, e.Said, e.Items, e.Members = fed.Value, fed.Said, fed.Items, fed.Members
		e.Remarks = append(fed.Remarks, Remark{Text: "it is what " + option.From + ": at the top of the manifest says"})
	}
}

// placeOfKey is where a key of the manifest is written last.
func (x *Explainer) placeOfKey(keys ...string) Place {
	above := x.host.Resolved.Origins.Get(keys[:len(keys)-1]...)
	if above == nil {
		return Place{}
	}
	for _, m := range above.Members {
		if m.Key == keys[len(keys)-1] {
			return x.place(m.At.Range())
		}
	}
	return Place{}
}

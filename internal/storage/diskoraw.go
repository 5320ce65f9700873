package storage

import (
	"maps"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// CheckRaw checks what stands under disko against the options of disko's types, together with what the rest of the layout
// says.
func (l *Layout) CheckRaw(diags *diag.List) {
	if l.Raw == nil || l.Raw.Kind != yamldoc.Map {
		return
	}
	c, devices := rawCheck{diags}, l.devices()
	c.plain(l.Raw)
	c.set(devices, typeShape("devices"), nil, nil)
	l.checkTwice(devices, nil, diags)
}

// checkTwice reports what stands under disko and follows from disks, too, as something else.
func (l *Layout) checkTwice(s *attrSet, path []string, diags *diag.List) {
	for _, f := range s.fields {
		at := append(slices.Clone(path), f.name)
		if f.other {
			diags.Add(diag.DiskKey, f.at.Range(), "%s follows from disks already, as something else", strings.Join(at, ".")).
				See(l.placeOf(at), "what disks says").Help("say it in one place: under disks, or all of it under disko")
		}
		if f.below != nil {
			l.checkTwice(f.below, at, diags)
		}
	}
}

// placeOf is where disks says what disko has at a path: an entry, or a partition of it.
func (l *Layout) placeOf(path []string) source.Range {
	for _, e := range l.Entries {
		if len(path) < 2 || diskoKind(e.Kind) != path[0] || e.attribute() != path[1] {
			continue
		}
		for _, p := range e.Partitions {
			if len(path) > 4 && path[3] == "partitions" && path[4] == p.attribute() {
				return p.At
			}
		}
		return e.At
	}
	return source.Range{}
}

// plain refuses what only NixOS can look up: disko.nix is data, which others read, too.
func (c rawCheck) plain(n *yamldoc.Node) {
	if n.Tag == yamldoc.TagRef || n.Tag == yamldoc.TagPkg {
		c.diags.Add(diag.WrongType, n.Range(), "disko takes values as they stand, not %s", n.Describe())
	}
	for _, item := range n.Items {
		c.plain(item)
	}
	for _, e := range n.Entries {
		c.plain(e.Value)
	}
}

// rawCheck goes through disko.devices and looks at what stands under disko.
type rawCheck struct{ diags *diag.List }

// set checks an attribute set; by is the key that made it under disko, nil where it is panther's.
func (c rawCheck) set(s *attrSet, want shape, path []string, by *yamldoc.Node) {
	what := "disko"
	if len(path) > 0 {
		what = strings.Join(path, ".")
	}
	if want.byType != nil {
		kind := s.textOf("type")
		if !slices.Contains(want.byType, kind) {
			c.unknownType(s, want.byType, what, by)
			return
		}
		want = typeShape(kind)
		what += ", of disko's type " + kind + ","
	}
	for _, f := range s.fields {
		at := append(slices.Clone(path), f.name)
		form, known := want.each, true
		if want.options != nil {
			form, known = want.options[f.name]
		}
		if known {
			c.field(f, shapeOf(form), at)
		} else if f.at != nil {
			d := c.diags.Add(diag.UnknownKey, f.at.Range(), "%s has no option %s", what, diag.Quote(f.name)).Labelled("not known to disko")
			if f.name == "devices" && len(path) == 0 {
				d.Help("what stands in disko.devices is written without it")
			} else {
				d.Help("%s", diag.DidYouMean(f.name, slices.Collect(maps.Keys(want.options))))
			}
		}
	}
	for _, name := range want.required {
		if by != nil && !s.has(name) {
			c.diags.Add(diag.MissingValue, by.Range(), "%s needs %s", what, name)
		}
	}
}

func (c rawCheck) unknownType(s *attrSet, known []string, what string, by *yamldoc.Node) {
	for _, f := range s.fields {
		if f.name == "type" && f.raw != nil {
			c.diags.Add(diag.UnknownKey, f.raw.Range(), "%s: disko has no type %s there", what, diag.Quote(f.raw.Text)).
				Help("%s", diag.DidYouMean(f.raw.Text, known))
			return
		}
	}
	if by != nil {
		c.diags.Add(diag.MissingValue, by.Range(), "%s needs type, which says what it is", what).Help("%s", diag.OneOf(known))
	}
}

// field checks the value of an attribute.
func (c rawCheck) field(f attrField, want shape, path []string) {
	isSet := want.options != nil || want.byType != nil || want.each != "" && !want.list
	switch {
	case want.kind == "any":
	case f.below != nil && isSet:
		made := f.at
		if f.shared {
			made = nil
		}
		c.set(f.below, want, path, made)
	case f.below != nil:
		if f.at != nil {
			c.wrong(f.at, path, want, "a mapping")
		}
	case !f.raw.IsSet():
	case isSet:
		c.wrong(f.raw, path, want, f.raw.Describe())
	case want.list:
		c.list(f.raw, want, path)
	case !fits(f.raw, want.kind):
		c.wrong(f.raw, path, want, f.raw.Describe())
	}
}

func (c rawCheck) list(n *yamldoc.Node, want shape, path []string) {
	if n.Kind != yamldoc.List {
		c.wrong(n, path, want, n.Describe())
		return
	}
	for _, item := range n.Items {
		if item.Kind != yamldoc.Map {
			c.wrong(item, path, shapeOf(want.each), item.Describe())
			continue
		}
		s := &attrSet{}
		s.merge(item)
		c.set(s, shapeOf(want.each), path, item)
	}
}

// fits tells whether a value is of a kind.
func fits(n *yamldoc.Node, kind string) bool {
	each, isList := strings.CutSuffix(kind, "s")
	if isList {
		return n.Kind == yamldoc.List && !slices.ContainsFunc(n.Items, func(item *yamldoc.Node) bool { return !fits(item, each) })
	}
	switch kind {
	case "number":
		return n.Kind == yamldoc.Int
	case "truth":
		return n.Kind == yamldoc.Bool
	}
	return n.Kind == yamldoc.Text
}

func (c rawCheck) wrong(at *yamldoc.Node, path []string, want shape, got string) {
	wanted := map[string]string{
		"text": "text", "number": "a whole number", "truth": "true or false", "texts": "a list of texts", "numbers": "a list of whole numbers",
	}[want.kind]
	switch {
	case want.list:
		wanted = "a list of mappings"
	case wanted == "":
		wanted = "a mapping"
	}
	d := c.diags.Add(diag.WrongType, at.Range(), "%s takes %s, not %s", strings.Join(path, "."), wanted, got)
	if want.kind == "text" && at.IsScalar() {
		d.Help("put it in quotes to make it text")
	}
}

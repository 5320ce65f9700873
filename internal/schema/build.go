package schema

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/types"
)

// builder makes one schema.
type builder struct {
	names    Names
	language *manifest.Language
	defs     map[string]any
	named    map[string]string    // the name of a definition, by its text
	objects  map[objectKey]string // the name of a definition, by the object that it is of
	complete bool                 // no other document adds to what is being described
}

// objectKey is an object in one of the two ways in which it is described.
type objectKey struct {
	t        *types.Type
	complete bool
}

// define gives a schema a name, of its own unless another one says the same, and returns what stands for it.
func (b *builder) define(name string, schema node) node {
	text, err := json.Marshal(schema)
	if err != nil {
		panic("schema: " + err.Error()) // a node holds nothing that JSON lacks
	}
	if known, ok := b.named[string(text)]; ok {
		return refTo(known)
	}
	free := name
	for i := 2; b.defs[free] != nil; i++ {
		free = fmt.Sprintf("%s-%d", name, i)
	}
	b.named[string(text)] = free
	b.defs[free] = schema
	return refTo(free)
}

func refTo(name string) node { return node{"$ref": "#/$defs/" + name} }

// orNull allows null beside a schema: it says "as if nobody had set it".
func (b *builder) orNull(schema node) node { return b.either(schema, node{"type": "null"}) }

// later is a schema whose keys an editor does not write out with the key that it is of.
func (b *builder) later(schema node) node { return b.either(schema) }

// either is one of several schemas. The first is the one that an editor speaks of where none fits.
func (b *builder) either(first node, others ...node) node {
	all := make([]any, 0, 1+len(others))
	for i, s := range append([]node{first}, others...) {
		if inner, ok := s["anyOf"].([]any); ok && len(s) == 1 {
			all = append(all, inner...)
			continue
		}
		if text := b.isText(s); text != nil {
			s = with(text, node{"properties": node{}})
		} else if i > 0 && s["$ref"] == nil { // by which an editor tells the alternatives apart: else it describes a value by all of them
			s = with(s, node{"properties": node{}})
		}
		all = append(all, s)
	}
	return node{"anyOf": all}
}

// isText is the definition that a schema refers to, if it is one of texts.
func (b *builder) isText(schema node) node {
	name, _ := schema["$ref"].(string)
	definition, _ := b.defs[strings.TrimPrefix(name, "#/$defs/")].(node)
	if definition["allOf"] == nil || definition["items"] != nil {
		return nil
	}
	return definition
}

// topKey is a key of a whole document. Some are known by what they are about.
func (b *builder) topKey(o *types.Option) node {
	switch {
	case o.Name == catalog.HomeLayer && o.Type.Kind == types.Map:
		return b.describe(o, b.orNull(b.homes(o.Type)))
	case o.Type.Kind == types.Any: // of which the keys at the top are paths
		paths := b.define("options-by-path", node{"type": "object", "propertyNames": b.define("option-path", optionPath()), "additionalProperties": b.anything()})
		if o.Name == "disko" {
			return b.describe(o, b.orNull(paths))
		}
		return b.describe(o, paths)
	}
	return b.option(o, o.Name)
}

// homes are those of the fleet's users, and of everyone.
func (b *builder) homes(t *types.Type) node {
	home := b.later(b.object(t.Of, "home"))
	if b.names.Users == nil {
		return b.define("homes", node{"type": "object", "propertyNames": node{"minLength": 1}, "additionalProperties": home})
	}
	properties := node{"*": with(home, node{"description": "What holds for every user of the host, weaker than what is said of one by name."})}
	for _, user := range b.names.Users {
		properties[user] = with(home, node{"description": "The home of " + user + "."})
	}
	return b.define("homes", node{"type": "object", "properties": properties, "additionalProperties": false})
}

// with adds notes to a schema. Beside a reference only those stand that say nothing about what fits.
func with(schema, notes node) node {
	out := node{}
	for key, value := range schema {
		out[key] = value
	}
	for key, value := range notes {
		out[key] = value
	}
	return out
}

// object is an object by its name among the definitions, so that one that stands in several places is described once.
func (b *builder) object(t *types.Type, name string) node {
	key := objectKey{t, b.complete}
	if known, ok := b.objects[key]; ok {
		return refTo(known)
	}
	free := name
	for i := 2; b.defs[free] != nil; i++ {
		free = fmt.Sprintf("%s-%d", name, i)
	}
	b.objects[key] = free
	b.defs[free] = node{} // the name is taken
	b.defs[free] = b.fields(t, name)
	return refTo(free)
}

func (b *builder) fields(t *types.Type, name string) node {
	properties := node{}
	var required []string
	for _, key := range t.FieldNames() {
		o := t.Field(key)
		if key == "settings" && o.Type.Kind == types.Any {
			properties[key] = b.topKey(o)
			continue
		}
		properties[key] = b.option(o, name+"."+key)
		if b.complete && o.Required {
			required = append(required, key)
		}
	}
	if t.Switch {
		properties["enable"] = node{"type": "boolean", "description": "Whether it is on. A mapping that does not say so switches it on."}
	}
	b.refusals(t, properties)
	out := node{"type": "object", "properties": properties, "additionalProperties": false, "title": titleOf(name)}
	if t.FreeKeys {
		out["patternProperties"] = node{"^x-": node{}}
	}
	if len(required) > 0 {
		slices.Sort(required)
		out["required"] = required
	}
	return out
}

// titleOf is what an editor calls an object. What something on a disk holds stands in several places.
func titleOf(path string) string {
	if strings.HasPrefix(path, "disks.") {
		return path[strings.LastIndexByte(path, '.')+1:]
	}
	return path
}

// option is one option with what there is to say about it.
func (b *builder) option(o *types.Option, path string) node {
	m := b.moduleOf(path)
	if m != nil && m.ID() == "core/users" && b.names.Users != nil && o.Type.Kind == types.Map {
		return b.describeModule(m, b.orNull(b.picked(o.Type)))
	}
	schema := b.value(o.Type, path, !o.Required)
	if m != nil {
		return b.describeModule(m, schema)
	}
	return b.describe(o, schema)
}

// picked are the people of the fleet whom a host picks.
func (b *builder) picked(t *types.Type) node {
	properties := node{}
	for _, user := range b.names.Users {
		properties[user] = b.later(b.value(t.Of, "core.users", false))
	}
	return b.define("picked-users", node{"type": "object", "properties": properties, "additionalProperties": false})
}

// moduleOf is the module that a key path stands for, nil where it stands for none.
func (b *builder) moduleOf(path string) *catalog.Module {
	layer, key, nested := strings.Cut(path, ".")
	if !nested || strings.Contains(key, ".") {
		return nil
	}
	return b.language.Catalog.Keyed(layer, key)
}

// value is what a value of a type may be.
func (b *builder) value(t *types.Type, path string, orNull bool) node {
	var schema node
	switch t.Kind {
	case types.Object:
		schema = b.objectValue(t, path)
	case types.Map:
		schema = b.mapping(t, path)
	case types.List:
		schema = b.list(t, path)
	case types.Any:
		return b.anything()
	default:
		return b.scalar(t, orNull)
	}
	if orNull {
		return b.orNull(schema)
	}
	return schema
}

func (b *builder) objectValue(t *types.Type, path string) node {
	schema := b.object(t, path)
	switch {
	case t.Switch:
		return b.either(schema, node{"type": "boolean"})
	case t.Short != "":
		short := b.value(t.Field(t.Short).Type, path, false)
		if text := b.isText(short); text != nil {
			short = b.define(path+"-short", with(text, node{"errorMessage": "it takes " + t.Name() + ": " + strings.Join(t.FieldNames(), ", ")}))
		}
		return b.either(short, schema)
	}
	return schema
}

// mapping is a map from names that a person chooses.
func (b *builder) mapping(t *types.Type, path string) node {
	of := b.value(t.Of, path, false)
	out := node{"type": "object", "propertyNames": b.keys(t.Keys), "additionalProperties": of}
	if names := b.names.of(t.Names); len(names) > 0 {
		properties := node{}
		for _, name := range names {
			properties[name] = b.later(of)
		}
		out["properties"] = properties
	}
	return out
}

// keys are what names of a map may be.
func (b *builder) keys(kind string) node {
	if kind == "" {
		return node{"minLength": 1}
	}
	return b.define("key-"+kind, b.text(&types.Type{Kind: kind, Plain: true}, false))
}

// list is a list, or one value of it where that stands for a list of one. Nobody adds to the items of a list.
func (b *builder) list(t *types.Type, path string) node {
	before := b.complete
	b.complete = true
	of := b.value(t.Of, path, false)
	b.complete = before
	out := node{"type": "array", "items": of}
	if t.Single {
		return b.either(of, out)
	}
	return out
}

// refusals are the keys of which panther knows what is written instead: those that an option or a module once had, those
// of other programs, and modules that belong elsewhere.
func (b *builder) refusals(t *types.Type, properties node) {
	refuse := func(key, why string, moved bool) {
		if properties[key] == nil {
			properties[key] = refused(why, moved)
		}
	}
	for _, o := range t.Fields {
		if o.NotYet != "" {
			refuse(o.Name, "not done yet: "+o.NotYet, false)
		}
		for _, word := range o.Also {
			if o.Written() {
				refuse(word, "did you mean "+o.Name+"?", false)
			}
		}
	}
	for key, now := range t.Moved {
		refuse(key, "it is "+now+" now", true)
	}
	if t.Elsewhere != nil && (t.FreeKeys || t.Noun == "module") {
		for _, m := range b.language.Catalog.Refs() {
			if where := t.Elsewhere(m.Key); where != "" && t.Field(m.Key) == nil {
				refuse(m.Key, "it is "+where, false)
			}
		}
	}
}

// refused is a schema that nothing fits. Editors do not offer the key, and say why it is refused.
func refused(why string, moved bool) node {
	out := node{"type": "string", "pattern": nothing, "errorMessage": why, "description": why, "doNotSuggest": true}
	if moved {
		out["deprecated"] = true
	}
	return out
}

package schema

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/types"
)

// scalar is what a single value of a type may be. A value that panther itself has no need to know may also be a reference
// to another option: to an editor that is a text, since it sees what stands behind a tag and not the tag.
func (b *builder) scalar(t *types.Type, orNull bool) node {
	switch t.Kind {
	case types.Enum:
		return b.enum(t, orNull)
	case types.Bool:
		return b.define(named(t, orNull), b.noText(t, orNull, "boolean", node{}))
	case types.Int, types.Port, types.Number:
		return b.define(named(t, orNull), b.noText(t, orNull, numberType(t), bounds(t)))
	}
	return b.define(named(t, orNull), b.text(t, orNull))
}

// named is what a definition of a type is called.
func named(t *types.Type, orNull bool) string {
	name := t.Kind
	if t.Plain {
		name += "-plain"
	}
	if orNull {
		name += "-or-null"
	}
	return name
}

func numberType(t *types.Type) string {
	if t.Kind == types.Number {
		return "number"
	}
	return "integer"
}

func bounds(t *types.Type) node {
	out := node{}
	switch t.Kind {
	case types.Port:
		return node{"minimum": 1, "maximum": math.MaxUint16}
	case types.Int:
		out = node{"minimum": int64(math.MinInt64), "maximum": int64(math.MaxInt64)}
	}
	if t.Min != nil {
		out["minimum"] = *t.Min
	}
	if t.Max != nil {
		out["maximum"] = *t.Max
	}
	return out
}

// noText is a value that is no text, unless it is a reference.
func (b *builder) noText(t *types.Type, orNull bool, kind string, out node) node {
	kinds := []string{kind}
	if !t.Plain {
		kinds = append(kinds, "string")
		out["pattern"] = whole(reference)
	}
	out["errorMessage"] = takes(t)
	return typed(out, kinds, orNull)
}

func typed(out node, kinds []string, orNull bool) node {
	if orNull {
		kinds = append(kinds, "null")
	}
	out["type"] = kinds
	if len(kinds) == 1 {
		out["type"] = kinds[0]
	}
	return out
}

func takes(t *types.Type) string {
	if t.Plain || t.Kind == types.Package {
		return "it takes " + t.Name()
	}
	return "it takes " + t.Name() + ", or !ref with the path of an option"
}

// enum is one of several values. A value that reads as a number without quotes is taken as one, too.
func (b *builder) enum(t *types.Type, orNull bool) node {
	values := make([]any, 0, len(t.Values))
	var others []node
	for _, v := range t.Values {
		values = append(values, v)
		if number, isNumber := asNumber(v); isNumber {
			others = append(others, node{"type": "number", "minimum": number, "maximum": number})
		}
		if v == "true" || v == "false" {
			others = append(others, node{"const": v == "true"})
		}
	}
	if !t.Plain {
		others = append(others, node{"type": "string", "pattern": whole(reference), "errorMessage": takes(t)})
	}
	if orNull {
		others = append(others, node{"type": "null"})
	}
	if len(others) == 0 {
		return b.define(named(t, orNull), node{"enum": values})
	}
	return b.define(named(t, orNull), b.either(node{"enum": values}, others...))
}

// asNumber is the number that a text is to a reader of YAML.
func asNumber(text string) (json.Number, bool) {
	digits := strings.TrimLeft(text, "+-")
	if digits == "" || strings.Trim(digits[:1], ".0123456789") != "" || strings.ContainsAny(digits, "xXpP_") {
		return "", false
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "", false
	}
	return json.Number(strconv.FormatFloat(value, 'f', -1, 64)), true
}

// release is one of the releases that panther renders for.
func (b *builder) release(releases []string) node {
	return b.enum(&types.Type{Kind: types.Enum, Values: releases, Plain: true}, true)
}

// text is a value that is written as text, of the form that the type asks for.
func (b *builder) text(t *types.Type, orNull bool) node {
	guards := []any{b.guard("filled", "CHANGE-ME", "still to be filled in")}
	out := node{"errorMessage": takes(t)}
	kinds := []string{"string"}
	form := formOf(t)
	switch t.Kind {
	case types.Version: // 26.05 without quotes is a number, which panther warns of
		kinds = append(kinds, "number")
		out["minimum"], out["maximum"] = json.Number("0.01"), json.Number("99.12")
	case types.Duration: // a number of seconds
		kinds = append(kinds, "integer")
		out["minimum"], out["maximum"] = 0, int64(math.MaxUint64/1_000_000-1)
	case types.Secret:
		guards = append(guards, b.guard("outside-store", "^/nix/store/", "everybody on the host can read the Nix store"))
	case types.Device:
		guards = append(guards, b.guard("clean-path", `/\.|/$`, "it takes "+t.Name()))
	case types.Domain:
		out["maxLength"] = 253
	case types.String:
		if t.Pattern != nil {
			guards = append(guards, b.guard("one-line", `[\n\r]`, "it takes text of one line"))
		}
	}
	if form != "" {
		if !t.Plain && !coversReferences(t) {
			form += "|" + reference
		}
		out["pattern"] = whole(form)
	}
	if names := b.names.of(t.Names); len(names) > 0 {
		if t.Names == types.NamesProfiles {
			return node{"enum": anyOf(names)}
		}
		out["examples"] = anyOf(names)
	}
	out["allOf"] = guards
	return typed(out, kinds, orNull)
}

func anyOf(names []string) []any {
	out := make([]any, 0, len(names))
	for _, name := range names {
		out = append(out, name)
	}
	return out
}

// guard refuses texts that hold a pattern, and says why: what a pattern alone can only say with expressions that not
// every reader of JSON Schema knows.
func (b *builder) guard(name, pattern, why string) node {
	return b.define(name, node{"if": node{"type": "string", "pattern": pattern}, "then": node{"pattern": nothing, "errorMessage": why}})
}

// anything is a value of settings: whatever YAML can say. A reference into a store of secrets would not be followed there.
func (b *builder) anything() node {
	if b.defs["value"] == nil {
		b.defs["value"] = node{} // it is made of itself
		b.defs["value"] = node{
			"items": refTo("value"), "additionalProperties": refTo("value"),
			"allOf": []any{
				b.guard("filled", "CHANGE-ME", "still to be filled in"),
				b.guard("no-secret-reference", "^(?:"+secretSchemes+")", "nothing follows the reference here: an option of the type secret does"),
			},
		}
	}
	return refTo("value")
}

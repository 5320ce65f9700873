package types_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

func TestOptionsAreRead(t *testing.T) {
	o := options(t, `
level: { type: int, min: 1, max: 9, default: 3, example: 5, description: How much. }
mails:
  type: list
  single: true
  of: { type: object, fields: { to: { type: string, required: true, description: To whom. } } }
  description: Mailboxes.
mode: { type: enum, values: [a, no, 2], default: no, description: Mode. }
nothing: { type: string, default: ~, description: A default of null is none. }
firmware: { type: string, from: firmware, description: From the top. }
all: { type: list, of: { type: object, fields: {} }, collect: [level], description: Of all hosts. }
soon: { type: any, notYet: later, description: Not yet. }
`)
	require.Len(t, o, 7)
	assert.Equal(t, []int64{1, 9}, []int64{*o[0].Type.Min, *o[0].Type.Max})
	assert.Equal(t, "3", o[0].Default.Text)
	assert.Equal(t, "5", o[0].Example.Text)
	assert.Equal(t, "How much.", o[0].Description)
	assert.True(t, o[1].Type.Single)
	assert.True(t, o[1].Type.Of.Field("to").Required)
	assert.Nil(t, o[1].Type.Of.Field("nope"))
	assert.Equal(t, []string{"a", "no", "2"}, o[2].Type.Values, "as they were written")
	assert.Nil(t, o[3].Default)
	assert.False(t, o[4].Written())
	assert.False(t, o[5].Written())
	assert.Equal(t, []string{"level"}, o[5].Collect)
	assert.Equal(t, "later", o[6].NotYet)
	object := &types.Type{Fields: o}
	assert.Equal(t, []string{"level", "mails", "mode", "nothing"}, object.FieldNames())
}

func TestMistakesInInterfaces(t *testing.T) {
	for _, c := range []struct{ name, content, message, text string }{
		{"no mapping", "[a]", "options are a mapping from a name to its type", "["},
		{"unknown type", "x: { type: strin, description: d }", `there is no type "strin"`, "{"},
		{"no type", "x: { description: d }", `there is no type ""`, "{"},
		{"unknown key", "x: { type: int, defualt: 1, description: d }", `an option has no key "defualt"`, "defualt"},
		{"no description", "x: { type: int }", `the option "x" has no description`, "x"},
		{"description is a list", "x: { type: int, description: [a] }", `"description" takes text`, "["},
		{"default of another type", "x: { type: int, default: a, description: d }", `x takes a whole number, not the text "a"`, "a"},
		{"default out of range", "x: { type: port, default: 0, description: d }", "x takes a port from 1 to 65535, not 0", "0"},
		{"example of another type", "x: { type: int, example: a, description: d }", `x takes a whole number, not the text "a"`, "a"},
		{"default that the enum has not", "x: { type: enum, values: [a], default: b, description: d }", `x has no value "b"`, "b"},
		{"default with an unknown field", "x: { type: list, of: { type: object, fields: {} }, default: [{ y: 1 }], description: d }", `x has no key "y"`, "y"},
		{"enum without values", "x: { type: enum, description: d }", "an enum says in `values:` what it may be", "{"},
		{"values are no list", "x: { type: enum, values: a, description: d }", `"values" takes a list`, "a"},
		{"list of nothing", "x: { type: list, description: d }", "a list says in `of:` what it holds", "{"},
		{"map of nothing", "x: { type: map, description: d }", "a map says in `of:` what it holds", "{"},
		{"list of an unknown type", "x: { type: list, of: inr, description: d }", `there is no type "inr"`, "inr"},
		{"a type with a default", "x: { type: list, of: { type: int, default: 1 }, description: d }", `an option has no key "default"`, "default"},
		{"object without fields", "x: { type: object, description: d }", "an object says in `fields:` what it holds", "{"},
		{"fields are a list", "x: { type: object, fields: [a], description: d }", "options are a mapping from a name to its type", "["},
		{"a field's mistake", "x: { type: object, fields: { y: { type: in, description: d } }, description: d }", `there is no type "in"`, "{"},
		{"required is no switch", "x: { type: int, required: 1, description: d }", `"required" takes true or false`, "1"},
		{"single is no switch", "x: { type: list, of: int, single: yes, description: d }", `"single" takes true or false`, "yes"},
		{"min is no number", "x: { type: int, min: low, description: d }", `"min" takes a whole number`, "low"},
		{"max with a point", "x: { type: int, max: 1.5, description: d }", `"max" takes a whole number`, "1.5"},
		{"collect is no list", "x: { type: list, of: int, collect: port, description: d }", `"collect" takes a list`, "port"},
		{"a slot for text", "x: { type: string, provides: powerManager, description: d }", `the option "x" provides a slot: its type is enum or bool`, "x"},
		{"unfree without values", "x: { type: enum, values: [a], unfree: [p], description: d }", `"unfree" takes a mapping from a value to the packages that come with it`, "["},
		{"unfree for another value", "x: { type: list, of: { type: enum, values: [a] }, unfree: { b: [p] }, description: d }", `the option "x" is never "b"`, "b"},
		{"unfree of any number", "x: { type: int, unfree: { 1: [p] }, description: d }", `the option "x" is never "1"`, "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var diags diag.List
			types.ParseOptions(parse(t, c.content), false, &diags)
			require.NotEmpty(t, diags)
			assert.Equal(t, c.message, diags[0].Message)
			assert.Contains(t, diags[0].Range.Text(), c.text)
			assert.True(t, diags.HasErrors())
		})
	}
}

func TestAnUnknownTypeGivesTheNearest(t *testing.T) {
	var diags diag.List
	o := types.ParseOptions(parse(t, "x: { type: strin, description: d }"), false, &diags)
	require.Len(t, diags, 1)
	assert.Equal(t, diag.Interface, diags[0].Code)
	assert.Equal(t, `did you mean "string"?`, diags[0].Hint)
	assert.Equal(t, types.Any, o[0].Type.Kind, "so that its values bring no further mistakes")
}

func TestEveryTypeHasAName(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range types.Names() {
		assert.False(t, seen[name], name)
		seen[name] = true
		kind := types.Type{Kind: name, Values: []string{"a"}}
		assert.NotEmpty(t, kind.Name())
		if name != types.Any {
			assert.NotEqual(t, "a value", kind.Name(), name)
		}
	}
	assert.Equal(t, "true, false or a mapping", (&types.Type{Kind: types.Object, Switch: true}).Name())
	assert.True(t, types.IsSwitchKey("enable"))
	assert.False(t, types.IsSwitchKey("enabled"))
}

func TestDeclarations(t *testing.T) {
	for written, want := range map[string]string{
		"{ type: bool }":                                `type = lib.types.nullOr lib.types.bool; default = null;`,
		"{ type: bool, default: false }":                `type = lib.types.bool; default = false;`,
		"{ type: bool, required: true }":                `type = lib.types.bool;`,
		"{ type: int }":                                 `type = lib.types.nullOr lib.types.int; default = null;`,
		"{ type: int, min: 0, default: 5 }":             `type = lib.types.ints.unsigned; default = 5;`,
		"{ type: int, min: 1, default: 5 }":             `type = lib.types.ints.positive; default = 5;`,
		"{ type: int, min: -1, max: 5, default: -1 }":   `type = lib.types.ints.between (-1) 5; default = -1;`,
		"{ type: number, min: -1, max: 1, default: 0 }": `type = lib.types.numbers.between (-1) 1; default = 0;`,
		"{ type: number, min: 0, default: 1.5 }":        `type = lib.types.numbers.nonnegative; default = 1.5;`,
		"{ type: number }":                              `type = lib.types.nullOr lib.types.number; default = null;`,
		"{ type: int, min: 1000, max: 2000 }":           `type = lib.types.nullOr (lib.types.ints.between 1000 2000); default = null;`,
		"{ type: port, default: 22 }":                   `type = lib.types.port; default = 22;`,
		"{ type: string, default: '${x} \"' }":          `type = lib.types.str; default = "\${x} \"";`,
		"{ type: lines, required: true }":               `type = lib.types.lines;`,
		"{ type: path, default: /etc }":                 `type = lib.types.path; default = "/etc";`,
		"{ type: package, default: !pkg linux }":        `type = lib.types.package; default = pkgs.linux;`,
		"{ type: size, default: 8G }":                   `type = lib.types.str; default = "8G";`,
		"{ type: secret, example: /run/keys/x }":        `type = lib.types.nullOr lib.types.str; default = null; example = "/run/keys/x";`,
		"{ type: enum, values: [a, no], default: no }":  `type = lib.types.enum [ "a" "no" ]; default = "no";`,
		"{ type: list, of: port }":                      `type = lib.types.listOf lib.types.port; default = [ ];`,
		"{ type: list, of: port, default: [22] }":       `type = lib.types.listOf lib.types.port; default = [ 22 ];`,
		"{ type: map, of: string }":                     `type = lib.types.attrsOf lib.types.str; default = { };`,
		"{ type: map, of: { type: list, of: int } }":    `type = lib.types.attrsOf (lib.types.listOf lib.types.int); default = { };`,
		"{ type: any, default: { a: [1, 1.5, true] } }": `type = lib.types.anything; default.a = [ 1 1.5 true ];`,
	} {
		o := options(t, "x: { description: About it., "+written[1:])[0]
		assert.Equal(t, "lib.mkOption { "+want+` description = "About it."; }`, flat(o.Declaration()), written)
	}
}

func TestAnObjectDeclaresItsFields(t *testing.T) {
	o := options(t, `
x:
  type: object
  description: Lost, since NixOS describes the fields.
  fields:
    b: { type: bool, default: true, description: B. }
    a: { type: object, description: A., fields: { c: { type: int, required: true, description: C. } } }
list:
  type: list
  of: { type: object, fields: { host: { type: string, required: true, description: H. } } }
  description: L.
`)
	assert.Equal(t, `{ a.c = lib.mkOption { type = lib.types.int; description = "C."; }; `+
		`b = lib.mkOption { type = lib.types.bool; default = true; description = "B."; }; }`, flat(o[0].Declaration()))
	assert.Equal(t, `lib.mkOption { type = lib.types.listOf ( lib.types.submodule { options.host = lib.mkOption { type = lib.types.str; description = "H."; }; } ); `+
		`default = [ ]; description = "L."; }`, flat(o[1].Declaration()))
}

func TestValuesAsNix(t *testing.T) {
	for _, c := range []struct{ kind, value, want string }{
		{"bool", "true", "true"},
		{"int", "-3", "-3"},
		{"string", "abc", `"abc"`},
		{"string", `"${builtins.abort 1}"`, `"\${builtins.abort 1}"`},
		{"enum, values: [2, no]", "2", `"2"`},
		{"enum, values: [2, no]", "no", `"no"`},
		{"version", "24.10", `"24.10"`},
		{"size", "8G", `"8G"`},
		{"duration", "30", `"30"`},
		{"mac", "10:20:30:40:50:00", `"10:20:30:40:50:00"`},
		{"path", "/etc/x", `"/etc/x"`},
		{"package", "!pkg python3Packages.numpy", "pkgs.python3Packages.numpy"},
		{"package", `!pkg 'a."b c".d'`, `pkgs.a."b c".d`},
		{"port", "!ref services.tailscale.port", "config.services.tailscale.port"},
		{"string", `!ref 'a."${x}"'`, `config.a."\${x}"`},
		{"any", "1.50", "1.5"},
		{"any", `"1"`, `"1"`},
		{"any", "~", "null"},
		{"any", "[1, -1, {a: b}]", "[ 1 (-1) { a = \"b\"; } ]"},
		{"any", "{ 'a.b': 1, if: 2, '': 3 }", `{ "" = 3; "a.b" = 1; "if" = 2; }`},
		{"list, of: string, single: true", "a", `[ "a" ]`},
		{"list, of: port", "[22, !ref x.y]", "[ 22 config.x.y ]"},
		{"map, of: int", "{ b: 1, a: 2 }", "{ a = 2; b = 1; }"},
	} {
		kind := typeOf(t, c.kind)
		var diags diag.List
		n := kind.Check(parse(t, "v: "+c.value).Get("v"), "v", &diags)
		require.False(t, diags.HasErrors(), "%s %s: %v", c.kind, c.value, diags)
		assert.Equal(t, c.want, flat(kind.Expr(n)), "%s %s", c.kind, c.value)
	}
}

func TestTextsOfSeveralLinesStayWhatTheyAre(t *testing.T) {
	n := yamldoc.Scalar(yamldoc.Text, "a\n  ${b}\n''c\n", nil)
	printed := nix.Print((&types.Type{Kind: types.Lines}).Expr(n), 0)
	assert.Equal(t, "''\n  a\n    ''${b}\n  '''c\n''", printed)
}

var spaces = regexp.MustCompile(`\s+`)

// flat prints an expression on one line.
func flat(e nix.Expr) string { return spaces.ReplaceAllString(nix.Print(e, 0), " ") }

package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// module is an object as a module's value is one: with a switch, a list of objects, a map, and values that panther fills in.
func module(t *testing.T) *types.Type {
	return &types.Type{Kind: types.Object, Switch: true, Noun: "option", Title: "services.x", Fields: options(t, `
port: { type: port, description: d }
name: { type: string, required: true, description: d }
tags: { type: list, of: string, description: d }
one: { type: list, of: string, single: true, description: d }
mail:
  type: list
  description: d
  of: { type: object, fields: { to: { type: string, description: d }, port: { type: port, description: d } } }
limits: { type: map, of: int, description: d }
inner: { type: object, description: d, fields: { deep: { type: bool, description: d } } }
key: { type: secret, description: d }
firmware: { type: string, from: firmware, description: d }
targets: { type: list, of: string, collect: [port], description: d }
later: { type: bool, notYet: not there, description: d }
free: { type: any, description: d }
`)}
}

// checked is what is left of a value, as YAML, and the diagnostics in short.
func checked(t *testing.T, kind *types.Type, value string) (string, []string) {
	t.Helper()
	var diags diag.List
	n := kind.Check(parse(t, value), "", &diags)
	written, err := yamldoc.Write(n)
	require.NoError(t, err)
	var found []string
	for _, d := range diags {
		found = append(found, string(d.Code)+" "+d.Range.Text()+": "+d.Message)
	}
	return string(written), found
}

func TestCheckReturnsTheValidPart(t *testing.T) {
	for _, c := range []struct {
		name, value, left string
		found             []string
	}{
		{"all is well", "port: 1\nname: a\ntags: [x]\nlimits: {a: 1}\ninner: {deep: true}\n", "port: 1\nname: a\ntags: [x]\nlimits:\n  a: 1\ninner:\n  deep: true\n", nil},
		{"a switch", "enable: false", "enable: false\n", nil},
		{"just a switch", "true", "true\n", nil},
		{"a switch that is no switch", "enable: yes", "enable: null\n", []string{`wrong-type yes: enable takes true or false, not the text "yes"`}},
		{"an unknown key is marked", "prt: 1\nname: a\n", "\"\": null\nname: a\n", []string{`unknown-key prt: services.x has no option "prt"`}},
		{"a wrong value is marked", "port: 0\nname: a\n", "port: null\nname: a\n", []string{"out-of-range 0: port takes a port from 1 to 65535, not 0"}},
		{"wrong items are marked", "tags: [a, 1, b, ~, [c]]", "tags: [a, null, b, null, null]\n", []string{
			"wrong-type 1: tags takes text, not the number 1", "wrong-type ~: item 4 of tags is empty", "wrong-type [: tags takes text, not a list",
		}},
		{"deep inside", "mail:\n  - {to: a, port: 25}\n  - {to: 1, prot: 25}\n  - text\n", "mail:\n  - to: a\n    port: 25\n  - to: null\n    \"\": null\n  - null\n", []string{
			"wrong-type 1: mail.to takes text, not the number 1", `unknown-key prot: mail has no key "prot"`, `wrong-type text: mail takes a mapping, not the text "text"`,
		}},
		{"entries of a map", "limits: {a: 1, b: x, c: ~, '': 1}", "limits:\n  a: 1\n  b: null\n  c: null\n", []string{
			`wrong-type x: limits.b takes a whole number, not the text "x"`, "wrong-type c: limits.c has no value", "wrong-type '': limits has an entry without a name",
		}},
		{"of an object nothing may be left", "inner: 1", "inner: null\n", []string{"wrong-type 1: inner takes a mapping, not the number 1"}},
		{"a key without a value", "port:\nname: ~\n", "port: null\nname: null\n", []string{"wrong-type : port has no value", "wrong-type ~: name has no value"}},
		{"null for what may be left out", "port: ~\ntags: null\n", "port: null\ntags: null\n", nil},
		{"one for a list of one", "one: a", "one: a\n", nil},
		{"a wrong one for a list of one", "one: 1", "one: null\n", []string{"wrong-type 1: one takes text, not the number 1"}},
		{"what panther fills in", "firmware: uefi\ntargets: [a]\n", "{}\n", []string{
			`unknown-key firmware: "firmware" of services.x is filled in by panther`, `unknown-key targets: "targets" of services.x is filled in by panther`,
		}},
		{"what is not done yet", "later: true", "{}\n", []string{`not-yet later: "later" is not done yet: not there`}},
		{"!replace is kept", "tags: !replace [a, 1]", "tags: !replace [a, null]\n", []string{"wrong-type 1: tags takes text, not the number 1"}},
		{"a list for an object", "[a]", "null\n", []string{"wrong-type [: services.x takes true, false or a mapping, not a list"}},
		{"free keys are none here", "x-note: 1", "\"\": null\n", []string{`unknown-key x-note: services.x has no option "x-note"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			left, found := checked(t, module(t), c.value)
			assert.Equal(t, c.left, left)
			assert.Equal(t, c.found, found)
		})
	}
}

func TestUnusableIsNotNull(t *testing.T) {
	var diags diag.List
	n := module(t).Check(parse(t, "port: 0\ntags: ~\nname:\n"), "", &diags)
	assert.True(t, types.Unusable(n.Get("port")), "had a mistake")
	assert.True(t, types.Unusable(n.Get("name")), "had a mistake")
	assert.False(t, types.Unusable(n.Get("tags")), "somebody wrote null")
	assert.Equal(t, 7, n.Get("port").Range().Start.Column, "it stands where the mistake is")
}

func TestFreeKeysAreLeftAlone(t *testing.T) {
	kind := &types.Type{Kind: types.Object, FreeKeys: true, Noun: "key", Title: "a manifest", Fields: options(t, "a: {type: int, description: d}")}
	left, found := checked(t, kind, "x-anything: [0644, !pkg a]\nx-: 1\na: 1\n")
	assert.Equal(t, "a: 1\n", left)
	assert.Empty(t, found)
	_, found = checked(t, kind, "xa: 1")
	assert.Equal(t, []string{`unknown-key xa: a manifest has no key "xa"`}, found)
}

func TestTheNearestNameIsGiven(t *testing.T) {
	var diags diag.List
	module(t).Check(parse(t, "prot: 1\nname: a\nzzzzzz: 1\nfirmwar: x\n"), "", &diags)
	require.Len(t, diags, 3)
	assert.Equal(t, `did you mean "port"?`, diags[0].Hint)
	assert.Equal(t, "known: free, inner, key, limits, mail, name, one, port, tags", diags[1].Hint, "those that a person may write")
	assert.NotContains(t, diags[2].Hint, `"firmware"`, "panther fills it in")
}

func TestAWrongKeyOfASecretSaysSo(t *testing.T) {
	var diags diag.List
	module(t).Check(parse(t, "password: hunter2\n"), "", &diags)
	require.Len(t, diags, 1)
	assert.Equal(t, diag.SecretValue, diags[0].Code)
	assert.Contains(t, diags[0].Hint, "no secret belongs in a manifest")
}

func TestSettingsAreCheckedDeepDown(t *testing.T) {
	left, found := checked(t, typeOf(t, "any"), `
a: { b: 0644, c: [1, 0x1F, x] }
services.x.password: hunter2
services.y: { token: "/run/keys/x", apiKey: "$__file{/run/keys/y}", secret: !ref a.b, passwordFile: x, hashedPassword: $6$abc }
big: 99999999999999999999
float: 1.5
pkg: !pkg hello
`)
	assert.Equal(t, []string{
		`ambiguous-scalar 0644: .a.b: "0644" is read differently by different programs`,
		`ambiguous-scalar 0x1F: .a.c: "0x1F" is read differently by different programs`,
		"secret-value services.x.password: .services.x.password looks like a secret that is written out",
		"out-of-range 99999999999999999999: .big: the number does not fit 64 bits",
	}, found)
	assert.NotContains(t, left, "hunter2")
	assert.NotContains(t, left, "99999")
	for _, kept := range []string{"float: 1.5", "pkg: !pkg hello", "token: /run/keys/x", "passwordFile: x", "hashedPassword: $6$abc"} {
		assert.Contains(t, left, kept)
	}
}

// secretTexts are tokens of known forms: they are refused wherever they stand.
var secretTexts = []string{
	"tskey-" + "auth-abcdefgh12345678", "ghp_" + strings.Repeat("aB3", 12), "AKIA" + "IOSFODNN7EXAMPLE", "https://me:hunter2pass@example.org",
	"-----BEGIN OPENSSH " + "PRIVATE KEY-----", "AGE-SECRET-" + "KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
}

func TestNoMessageRepeatsASecret(t *testing.T) {
	kinds := append([]string{
		"{type: enum, values: [a, b]}", "{type: list, of: string}", "{type: list, of: string, single: true}", "{type: map, of: string}",
		"{type: object, fields: {a: {type: int, description: d}}}",
	}, types.Names()...)
	for _, written := range kinds {
		if written == types.Enum || written == types.List || written == types.Map || written == types.Object {
			continue
		}
		kind := typeOf(t, written)
		for _, secret := range secretTexts {
			for _, value := range []string{quoted(secret), "[" + quoted(secret) + "]", "{ a: " + quoted(secret) + " }", "{ " + quoted(secret+" x") + ": 1 }", "!pkg " + quoted(secret), "!ref " + quoted(secret)} {
				_, diags := check(t, kind, value)
				for _, d := range diags {
					assert.NotContains(t, d.Message+d.Hint+d.Label, secret, "%s: %s", written, value)
				}
			}
			_, diags := check(t, kind, quoted(secret))
			require.NotEmpty(t, diags, "%s takes %s", written, secret)
			assert.Equal(t, diag.SecretValue, diags[0].Code, "%s %s", written, secret)
		}
	}
}

func TestASecretOptionNeverRepeatsItsValue(t *testing.T) {
	kind := typeOf(t, "secret")
	for _, value := range []string{"hunter2", `"hunter2"`, "hunter2 x", "/run/hunter2 x", "[hunter2]", "{hunter2: 1}", "./hunter2", "ob://hunter2/x", "!pkg hunter2", "/nix/store/hunter2"} {
		_, diags := check(t, kind, value)
		require.Len(t, diags, 1, value)
		assert.NotContains(t, diags[0].Message+diags[0].Hint+diags[0].Label, "hunter2")
	}
	_, diags := check(t, kind, "12345678")
	require.Len(t, diags, 1)
	assert.NotContains(t, diags[0].Message+diags[0].Hint, "12345678")
}

func TestCheckedOnceIsCheckedForGood(t *testing.T) {
	kind := module(t)
	scalar := rapid.SampledFrom([]string{"1", "70000", "a", "~", "true", "0644", "!ref a.b", "!pkg x", "''", "[]", "{}", "[a, 1]", "{a: 1, b: x}", "{to: a}", "[{to: a}]", "", "{a: }", "[~, a]", "{a: {b: 0644}}"})
	key := rapid.SampledFrom([]string{"port", "name", "tags", "one", "mail", "limits", "inner", "key", "firmware", "later", "enable", "nope", "free"})
	rapid.Check(t, func(rt *rapid.T) {
		var b strings.Builder
		for _, k := range rapid.SliceOfNDistinct(key, 1, 6, rapid.ID[string]).Draw(rt, "keys") {
			b.WriteString(k + ": " + scalar.Draw(rt, k) + "\n")
		}
		var first, second diag.List
		n := kind.Check(parse(t, b.String()), "", &first)
		require.False(rt, types.HasMistake(n) && !first.HasErrors(), "what is marked was reported:\n%s", b.String())
		again := kind.Check(types.WithoutMistakes(n), "", &second)
		require.Empty(rt, second, "what Check keeps has no mistake:\n%s", b.String())
		require.True(rt, yamldoc.Equal(types.WithoutMistakes(n), again))
	})
}

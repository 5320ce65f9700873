package schema_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/schema"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

func make1(t *testing.T, kind string, names schema.Names) map[string]any {
	t.Helper()
	fleet := openFleet(t, []byte(smallFleet), nil, nil)
	text, err := schema.Make(kind, fleet.Language, names, "a comment")
	require.NoError(t, err)
	again, err := schema.Make(kind, fleet.Language, names, "a comment")
	require.NoError(t, err)
	require.Equal(t, string(text), string(again), "the same every time")
	assert.True(t, strings.HasPrefix(string(text), "{\n \"$comment\": \"a comment\",\n"), "the comment stands at the top")
	compile(t, text)
	var out map[string]any
	require.NoError(t, json.Unmarshal(text, &out))
	return out
}

// TestSchemas holds that every schema is one, and says what it should.
func TestSchemas(t *testing.T) {
	t.Parallel()
	for _, kind := range schema.Kinds() {
		root := make1(t, kind, schema.Names{})
		assert.Equal(t, "https://json-schema.org/draft/2020-12/schema", root["$schema"])
		for _, tag := range []string{"!pkg", "!ref", "!replace"} {
			assert.Contains(t, root["description"], tag)
		}
	}
}

// TestEverythingIsDescribed holds that whoever asks an editor about a key gets an answer.
func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	for _, kind := range schema.Kinds() {
		keys := 0
		root := make1(t, kind, schema.Names{Users: []string{"operator"}, Profiles: []string{"vps"}, Hosts: []string{"web1"}})
		walk(root, func(key string, s map[string]any) {
			if s["doNotSuggest"] == nil && key != "operator" && key != "web1" {
				keys++
				assert.NotEmpty(t, s["description"], "%s: %s", kind, key)
			}
		})
		assert.Greater(t, keys, 500)
	}
}

// walk visits each property of a schema.
func walk(value any, visit func(key string, s map[string]any)) {
	switch v := value.(type) {
	case map[string]any:
		if properties, ok := v["properties"].(map[string]any); ok {
			for key, s := range properties {
				if s, ok := s.(map[string]any); ok && s["$ref"] != nil || s["anyOf"] != nil || s["type"] != nil {
					visit(key, s)
				}
			}
		}
		for _, inner := range v {
			walk(inner, visit)
		}
	case []any:
		for _, inner := range v {
			walk(inner, visit)
		}
	}
}

// TestPatternsArePortable holds that no pattern uses what only one reader of expressions knows.
func TestPatternsArePortable(t *testing.T) {
	t.Parallel()
	fleet := openFleet(t, []byte(smallFleet), nil, nil)
	for _, kind := range schema.Kinds() {
		text, err := schema.Make(kind, fleet.Language, fleet.names, "")
		require.NoError(t, err)
		var value any
		require.NoError(t, json.Unmarshal(text, &value))
		n := 0
		patterns(value, func(pattern string) {
			n++
			_, err := regexp.Compile(pattern)
			assert.NoError(t, err)
			assert.NotRegexp(t, `\(\?[^:]|\\[pPxQAzZ]|\[\[:`, pattern)
		})
		assert.Greater(t, n, 40)
	}
}

func patterns(value any, visit func(string)) {
	switch v := value.(type) {
	case map[string]any:
		if pattern, ok := v["pattern"].(string); ok {
			visit(pattern)
		}
		for _, inner := range v {
			patterns(inner, visit)
		}
	case []any:
		for _, inner := range v {
			patterns(inner, visit)
		}
	}
}

// TestFormsAgree holds the expressions for texts against what panther takes, over texts that are near to right.
func TestFormsAgree(t *testing.T) {
	t.Parallel()
	language := openFleet(t, []byte(smallFleet), nil, nil).Language
	root, err := schema.Make(schema.Host, language, schema.Names{}, "")
	require.NoError(t, err)
	var made map[string]any
	require.NoError(t, json.Unmarshal(root, &made))
	forms := map[string]string{ // texts that are near to right
		types.IP:            `[0-9a-f:]{1,12}|([0-9]{1,3}\.){3}[0-9]{1,3}|([0-9a-f]{1,4}:){0,8}:?([0-9a-f]{1,4}:){0,7}([0-9a-f]{1,4})?|::ffff:([0-9]{1,3}\.){3}[0-9]{1,3}`,
		types.CIDR:          `([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,3}|([0-9a-f]{1,4}:){0,7}:/[0-9]{1,3}`,
		types.MAC:           `([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}|([0-9a-f]{4}\.){2}[0-9a-f]{4}|[0-9a-f:.-]{12,17}`,
		types.Domain:        `[a-zA-Z0-9.-]{1,20}`,
		types.Name:          `[a-z_A-Z0-9-]{1,33}`,
		types.InterfaceName: `[a-z0-9_.:*+ /-]{1,17}`,
		types.Device:        `(/dev/)?[a-z0-9/._ -]{1,10}`,
		types.Path:          `/?[a-z\n ]{0,5}`,
		types.Secret:        `(/|op://|sops:|/nix/store/)?[a-z0-9:@ ]{0,8}`,
		types.PasswordHash:  `[!*]|\$(y|6|1|2b)\$[a-z:$]{0,6}`,
		types.Size:          `[0-9]{1,4}[KMGTPB]?`,
		types.Duration:      `([+.]?[0-9]{1,3}(\.[0-9]{1,2})?[ \t]{0,2}(s|sec|min|h|hour|m|ms|M|us|d|x)?[ ]{0,2}){1,3}`,
	}
	properties := map[string]any{}
	for kind := range forms {
		properties[kind] = map[string]any{"$ref": "#/$defs/" + definitionOf(t, made, kind)}
	}
	text, err := json.Marshal(map[string]any{"$schema": made["$schema"], "$defs": made["$defs"], "properties": properties})
	require.NoError(t, err)
	definitions := compile(t, text)
	for kind, alphabet := range forms {
		rapid.Check(t, func(r *rapid.T) {
			text := rapid.StringMatching(alphabet).Draw(r, kind)
			if dotted.MatchString(text) { // which may stand for a reference
				return
			}
			var diags diag.List
			(&types.Type{Kind: kind}).Check(yamldoc.Scalar(yamldoc.Text, text, nil), "x", &diags)
			if slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Code == diag.SecretValue }) {
				return // no schema knows what looks like a password, which is a listed difference
			}
			assert.Equal(r, !diags.HasErrors(), definitions.Validate(map[string]any{kind: text}) == nil, "%s %q", kind, text)
		})
	}
}

// definitionOf is what a schema calls a type, in one of its forms.
func definitionOf(t *testing.T, root map[string]any, kind string) string {
	t.Helper()
	definitions := root["$defs"].(map[string]any)
	for _, ending := range []string{"", "-plain", "-or-null", "-plain-or-null"} {
		if definition, ok := definitions[kind+ending].(map[string]any); ok && definition["pattern"] != nil {
			return kind + ending
		}
	}
	t.Fatalf("no option of the host takes a %s", kind)
	return ""
}

// TestDocumented holds the list of differences in the documentation against the one of the tests.
func TestDocumented(t *testing.T) {
	const page = repository + "/docs/schema.md"
	begin, end := "run Documented -->\n", "<!-- the end of the differences -->"
	text := string(readFile(t, page))
	from, to := strings.Index(text, begin)+len(begin), strings.Index(text, end)
	require.GreaterOrEqual(t, to, from)
	if os.Getenv("PANTHER_UPDATE") == "1" {
		require.NoError(t, os.WriteFile(page, []byte(text[:from]+schema.Table()+text[to:]), 0o644))
		return
	}
	assert.Equal(t, schema.Table(), text[from:to])
}

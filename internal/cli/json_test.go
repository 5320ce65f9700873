package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/cli"
	"github.com/hbohlen/panther/internal/term"
)

const (
	schemas    = "../../docs/json"
	schemasEnv = "PANTHER_TEST_SCHEMAS" // where the programs of scripts find the schemas
)

// runChecked is panther as scripts run it: what it prints for programs is held against its schema.
func runChecked() int {
	streams := term.System()
	dir, forPrograms := os.Getenv(schemasEnv), regexp.MustCompile(`json|sarif`).MatchString(strings.Join(os.Args, " "))
	if dir == "" || !forPrograms {
		return cli.Main(os.Args[1:], streams, os.Getenv)
	}
	var printed bytes.Buffer
	streams.Out = io.MultiWriter(streams.Out, &printed)
	code := cli.Main(os.Args[1:], streams, os.Getenv)
	if err := errors.Join(checkShape(dir, printed.Bytes()), checkSARIF(printed.Bytes())); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 70 // no code of panther
	}
	return code
}

var verbOf = regexp.MustCompile(`^\{\n  "formatVersion": \d+,\n  "verb": "([a-z-]+)",\n`)

// checkShape holds what --format json printed against the schema of its verb. Other texts are no matter of it.
func checkShape(dir string, printed []byte) error {
	verb := verbOf.FindSubmatch(printed)
	if verb == nil {
		return nil
	}
	file := filepath.Join(dir, string(verb[1])+".schema.json")
	schema, err := jsonschema.NewCompiler().Compile(file)
	if err != nil {
		return fmt.Errorf("what the verb %s prints has no schema, as docs/json.md wants it: %w", verb[1], err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(printed))
	if err != nil {
		return err
	}
	if err := schema.Validate(value); err != nil {
		return fmt.Errorf("the output is not as docs/json/%s.schema.json says: %w", verb[1], err)
	}
	return nil
}

// TestShapesAreHeld holds that the check can fail: on a key that nobody documented, on one that is missing, and on a verb
// without a schema.
func TestShapesAreHeld(t *testing.T) {
	t.Parallel()
	right := run("version", "--format", "json").out
	require.NoError(t, checkShape(schemas, []byte(right)))
	for name, wrong := range map[string]string{
		"a new key":     strings.Replace(right, `"go":`, `"compiler": "gc", "go":`, 1),
		"a key is gone": strings.Replace(right, `"go":`, `"golang":`, 1),
		"another type":  strings.Replace(right, `"0.1.0"`, `1`, 1),
		"new verb":      strings.Replace(right, `"verb": "version"`, `"verb": "versions"`, 1),
	} {
		require.NotEqual(t, right, wrong)
		assert.Error(t, checkShape(schemas, []byte(wrong)), name)
	}
}

// TestScriptsPrintEveryShape holds that each schema is one that scripts hold the output of its verb against.
func TestScriptsPrintEveryShape(t *testing.T) {
	t.Parallel()
	var all bytes.Buffer
	files, err := filepath.Glob(scripts + "/*.txtar")
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		all.Write(text)
	}
	for _, verb := range documentedVerbs(t) {
		called := regexp.MustCompile(`(?m)^(exec|exits \d) panther (-\S+ )*` + strings.ReplaceAll(verb, "-", " ") + ` .*--format[ =]json`)
		assert.Regexp(t, called, all.String(), "no script prints what docs/json/%s.schema.json describes", verb)
	}
}

// documentedVerbs are the verbs with a schema.
func documentedVerbs(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(schemas + "/*.schema.json")
	require.NoError(t, err)
	var verbs []string
	for _, file := range files {
		if verb := strings.TrimSuffix(filepath.Base(file), ".schema.json"); verb != "common" {
			verbs = append(verbs, verb)
		}
	}
	require.NotEmpty(t, verbs)
	return verbs
}

// TestEveryJSONVerbHasASchema asks the help of each verb whether it prints JSON.
func TestEveryJSONVerbHasASchema(t *testing.T) {
	t.Parallel()
	var printing []string
	for verb, formats := range cli.FormatsByVerb() {
		if slices.Contains(formats, "json") {
			printing = append(printing, strings.ReplaceAll(verb, " ", "-"))
		}
	}
	documented := documentedVerbs(t)
	for _, verb := range printing {
		assert.Contains(t, documented, verb, "write docs/json/%s.schema.json, as docs/json.md says, then run PANTHER_UPDATE=1 go test ./internal/cli -run JSON", verb)
	}
	for _, verb := range documented {
		assert.Contains(t, printing, verb, "docs/json/%s.schema.json is of no verb", verb)
	}
}

// TestSchemasSayEverything holds that every key of every schema is described, and that no object takes keys that it does
// not name, those aside that say so.
func TestSchemasSayEverything(t *testing.T) {
	t.Parallel()
	for _, verb := range append(documentedVerbs(t), "common") {
		file := filepath.Join(schemas, verb+".schema.json")
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err, file)
		_, err = jsonschema.NewCompiler().Compile(file)
		require.NoError(t, err)
		assert.NoError(t, errors.Join(undescribed(value, verb)...))
	}
}

func undescribed(value any, at string) (wrong []error) {
	switch v := value.(type) {
	case []any:
		for i, item := range v {
			wrong = append(wrong, undescribed(item, fmt.Sprintf("%s[%d]", at, i))...)
		}
	case map[string]any:
		_, closed := v["additionalProperties"]
		if v["type"] == "object" && !closed {
			wrong = append(wrong, fmt.Errorf("%s: say additionalProperties", at))
		}
		properties, _ := v["properties"].(map[string]any)
		for key, property := range properties {
			if said, _ := property.(map[string]any); said["description"] == nil {
				wrong = append(wrong, fmt.Errorf("%s: the key %s has no description", at, key))
			}
		}
		for key, inner := range v {
			wrong = append(wrong, undescribed(inner, at+"."+key)...)
		}
	}
	return wrong
}

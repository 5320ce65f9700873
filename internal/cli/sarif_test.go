package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sarifSchema is the SARIF 2.1.0 schema of OASIS, as the sources of go-sarif hold it. Its licence is OASIS's policy on
// intellectual property, and none that would let it be copied into this repository.
var sarifSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	source, _ := runtime.FuncForPC(reflect.ValueOf(sarif.NewReport).Pointer()).FileLine(0)
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(filepath.Dir(source), "schema.go"), nil, 0)
	if err != nil {
		return nil, err
	}
	text, err := strconv.Unquote(file.Scope.Lookup("schema").Decl.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value)
	if err != nil {
		return nil, err
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(sarifName, value); err != nil {
		return nil, err
	}
	return c.Compile(sarifName)
})

// sarifName is from the root on, so that the working folder of a script, whatever its name, is not put before it.
const sarifName = "file:///sarif.json"

// sarifRun is what the schema cannot say about a run.
type sarifRun struct {
	Tool struct {
		Driver struct {
			Rules []struct {
				ID               string
				ShortDescription struct{ Text string }
			}
		}
	}
	Results []struct {
		RuleID    string
		RuleIndex int
	}
}

// checkSARIF holds what --format sarif printed against the schema, and against what panther promises beside it. Other texts
// are no matter of it.
func checkSARIF(printed []byte) error {
	if !bytes.HasPrefix(printed, []byte("{\n  \"$schema\": ")) || !bytes.Contains(printed, []byte("sarif-schema-2.1.0.json")) {
		return nil
	}
	schema, err := sarifSchema()
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(printed))
	if err != nil {
		return err
	}
	if err := schema.Validate(value); err != nil {
		return fmt.Errorf("this is no SARIF: %w", err)
	}
	if path := regexp.MustCompile(`"uri": "(/|file:|\.\.)[^"]*"`).Find(printed); path != nil {
		return fmt.Errorf("a log names no path of the machine: %s", path)
	}
	var log struct{ Runs []sarifRun }
	if err := json.Unmarshal(printed, &log); err != nil {
		return err
	}
	for _, run := range log.Runs {
		for _, r := range run.Results {
			if rule := run.Tool.Driver.Rules[r.RuleIndex]; rule.ID != r.RuleID || rule.ShortDescription.Text == "" {
				return fmt.Errorf("the result %s has the rule %s", r.RuleID, rule.ID)
			}
		}
	}
	return nil
}

// TestSARIFIsHeld holds that the check can fail.
func TestSARIFIsHeld(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
	write(t, filepath.Join(dir, "hosts/web1.yaml"), smallHost("web1")+"servces: {}\n")
	right := run("-C", dir, "validate", "--format", "sarif").out
	require.NoError(t, checkSARIF([]byte(right)))
	require.Contains(t, right, `"ruleId": "unknown-key"`)
	for _, c := range []struct{ name, old, new string }{
		{"an unknown key", `"ruleIndex": 0`, `"ruleIndex": 0, "rule-index": 0`},
		{"another type", `"ruleIndex": 0`, `"ruleIndex": "0"`},
		{"a line before the first", `"startLine": 10`, `"startLine": 0`},
		{"a level that there is not", `"level": "error",`, `"level": "fatal",`},
		{"no driver", `"driver"`, `"extensions"`},
		{"a path of the machine", `"uri": "hosts`, `"uri": "/srv/hosts`},
		{"another column kind", `unicodeCodePoints`, `characters`},
	} {
		wrong := strings.Replace(right, c.old, c.new, 1)
		require.NotEqual(t, right, wrong, c.name)
		assert.Error(t, checkSARIF([]byte(wrong)), c.name)
	}
}

// TestSARIFHelps holds that a rule brings its page, and that a result brings what would mend it, with the place of it.
func TestSARIFHelps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "panther.yaml"), smallFleet)
	write(t, filepath.Join(dir, "hosts/web1.yaml"), strings.Replace(smallHost("web1"), `stateVersion: "26.05"`, "stateVersion: 26.05", 1))
	for _, verb := range []string{"validate", "lint", "check"} {
		out := run("-C", dir, verb, "--format", "sarif").out
		require.NoError(t, checkSARIF([]byte(out)), verb)
		assert.Contains(t, out, `"markdown": "# unquoted-version\n\n`, verb)
		assert.Contains(t, out, `"insertedContent": {`, verb)
		assert.Regexp(t, `"deletedRegion": \{\s+"startLine": 3,\s+"startColumn": 15,\s+"endLine": 3,\s+"endColumn": 20\s+\}`, out, verb)
	}
}

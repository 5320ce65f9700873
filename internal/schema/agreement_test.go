package schema_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/schema"
	"github.com/hbohlen/panther/internal/source"
)

// verdict is what came of the comparison of one document.
type verdict struct {
	taken   bool     // by panther
	used    []string // the differences that explain it
	problem string   // a difference that is not listed
}

// compare holds what panther says of a document alone against what its schema says.
func compare(t *testing.T, d document) verdict {
	t.Helper()
	diags := d.decode()
	v := verdict{taken: len(diags) == 0}
	value, ok := instance(d.content)
	if !ok { // nothing that a schema could say anything about
		if v.taken {
			v.problem = "panther reads what is no YAML"
		}
		return v
	}
	err := d.fleet.schema(t, d.kind).Validate(value)
	switch {
	case v.taken && err != nil:
		v.used, v.problem = explainSchema(err, string(d.content))
	case !v.taken && err == nil:
		v.used, v.problem = explainPanther(diags)
	}
	return v
}

// explainPanther finds the difference behind each mistake that a schema did not see.
func explainPanther(diags diag.List) (used []string, problem string) {
	for _, d := range diags {
		name := ""
		for _, difference := range schema.Differences() {
			if holds := onlyPanther[difference.Name]; holds != nil && holds(d, token(d)) {
				name = difference.Name
				break
			}
		}
		if name == "" {
			return nil, fmt.Sprintf("only panther refuses it: %d:%d: %s: %s", d.Range.Start.Line, d.Range.Start.Column, d.Code, d.Message)
		}
		used = append(used, name)
	}
	return used, ""
}

// token is the text that a mistake is about.
func token(d diag.Diagnostic) string {
	if d.Range.File == nil {
		return ""
	}
	return string(d.Range.File.Bytes[d.Range.Start.Byte:d.Range.End.Byte])
}

var dotted = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_'-]*(\.([A-Za-z_][A-Za-z0-9_'-]*|"[^"]+"))+$`)

// onlyPanther tells, for each difference in which panther is stricter, whether a mistake is of it.
var onlyPanther = map[string]func(d diag.Diagnostic, text string) bool{
	"yaml": func(d diag.Diagnostic, text string) bool {
		return slices.Contains([]diag.Code{diag.DuplicateKey, diag.MergeKey, diag.UnknownTag, diag.ControlCharacter, diag.SecondDocument, diag.Encoding, diag.TooLarge}, d.Code) ||
			d.Code == diag.SecretValue && strings.HasPrefix(d.Message, "the comment")
	},
	"empty": func(d diag.Diagnostic, text string) bool {
		return d.Code == diag.WrongType && (strings.Contains(d.Message, "has no value") || strings.Contains(d.Message, "is empty")) && !strings.Contains(text, "null")
	},
	"spelling": func(d diag.Diagnostic, text string) bool {
		_, isText := coreValue(text).(string)
		odd := !isText || regexp.MustCompile(`^[-+]?[0-9][0-9_.]*$`).MatchString(text)
		return d.Code == diag.AmbiguousScalar || odd && slices.Contains([]diag.Code{diag.WrongType, diag.BadValue}, d.Code)
	},
	"tags": func(d diag.Diagnostic, text string) bool {
		if !slices.Contains([]diag.Code{diag.BadReference, diag.WrongType, diag.BadValue}, d.Code) {
			return false
		}
		return strings.HasPrefix(text, "!") || dotted.MatchString(strings.Trim(text, `"'`)) || strings.Contains(d.Message, "takes a package")
	},
	"secrets": func(d diag.Diagnostic, _ string) bool { return d.Code == diag.SecretValue },
	"settings": func(d diag.Diagnostic, _ string) bool {
		return d.Code == diag.SettingPath || d.Code == diag.OwnedSetting
	},
	"calendar": func(d diag.Diagnostic, _ string) bool { return strings.Contains(d.Message, "is not a calendar event") },
	"64-bit": func(d diag.Diagnostic, text string) bool {
		return len(text) > 12 && (strings.Contains(d.Message, "is not a size") || strings.Contains(d.Message, "is not a time span") || d.Code == diag.OutOfRange)
	},
	"ssh-key": func(d diag.Diagnostic, _ string) bool {
		return strings.Contains(d.Message, "is not a public SSH key") || strings.Contains(d.Message, "sshd knows no option")
	},
}

// explainSchema finds the differences behind what a schema refused although panther took it.
func explainSchema(err error, content string) (used []string, problem string) {
	var failed *jsonschema.ValidationError
	if !errors.As(err, &failed) {
		return nil, err.Error()
	}
	for _, leaf := range leaves(failed) {
		switch {
		case isUnknownName(leaf):
			used = append(used, "names")
		case isLackingItem(leaf):
			used = append(used, "list-items")
		case isHuge(leaf, content):
			used = append(used, "huge")
		case isRefName(leaf, content):
			used = append(used, "ref-names")
		}
	}
	if len(used) == 0 {
		return nil, fmt.Sprintf("only the schema refuses it: %v", err)
	}
	return used, ""
}

func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var out []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		out = append(out, leaves(cause)...)
	}
	return out
}

// isUnknownName holds for profiles and users that the fleet does not have.
func isUnknownName(e *jsonschema.ValidationError) bool {
	at := strings.TrimPrefix(strings.Join(e.InstanceLocation, "/"), "defaults/")
	switch e.ErrorKind.(type) {
	case *kind.Enum:
		return strings.HasPrefix(at, "profile") || strings.HasPrefix(at, "extends")
	case *kind.AdditionalProperties:
		return at == "home" || at == "core/users"
	}
	return false
}

func isLackingItem(e *jsonschema.ValidationError) bool {
	_, lacks := e.ErrorKind.(*kind.Required)
	return lacks && slices.ContainsFunc(e.InstanceLocation, func(part string) bool { return part != "" && strings.Trim(part, "0123456789") == "" })
}

var hugeNumber = regexp.MustCompile(`(^|[^0-9A-Za-z_."'-])[-+]?[0-9]+[eE][0-9]{3,}($|[^0-9A-Za-z_"'])`)

// isHuge holds for what is text to panther and a number to an editor, since no program can hold it as one.
func isHuge(e *jsonschema.ValidationError, content string) bool {
	got, is := e.ErrorKind.(*kind.Type)
	return is && (got.Got == "number" || got.Got == "integer") && hugeNumber.MatchString(content)
}

// isRefName holds for the path of a !ref that the schema refuses because of its names.
func isRefName(e *jsonschema.ValidationError, content string) bool {
	pattern, is := e.ErrorKind.(*kind.Pattern)
	return is && strings.Contains(content, "!ref "+pattern.Got) && !dotted.MatchString(pattern.Got)
}

// TestAgreement holds the schemas against the decoder, both ways: over every document of the repository, and over 5,000
// changed ones. The two differ in what is listed and in nothing else, and in all of that.
func TestAgreement(t *testing.T) {
	t.Parallel()
	docs := corpus(t)
	require.Greater(t, len(docs), 400)
	seen := map[string]int{}
	count := func(what string, docs []document) {
		taken := 0
		for _, d := range docs {
			v := compare(t, d)
			if v.problem != "" {
				t.Errorf("%s (%s): %s\n%s", d.name, d.kind, v.problem, d.content)
			}
			for _, name := range v.used {
				seen[name]++
			}
			if v.taken {
				taken++
			}
		}
		t.Logf("%d %s, of which panther takes %d", len(docs), what, taken)
		assert.Greater(t, taken, len(docs)/3)
	}
	count("documents", docs)
	for _, d := range schema.Differences() {
		v := compare(t, document{"example of " + d.Name, schema.Host, []byte(d.Example + "\n"), openFleet(t, []byte(smallFleet), nil, nil)})
		assert.Equal(t, []string{d.Name}, v.used, "%s: %s", d.Example, v.problem)
		assert.Equal(t, d.Stricter == "the schema", v.taken, d.Example)
		seen[d.Name] += len(v.used)
	}
	count("changed documents", changed(t, docs, 5000))
	t.Logf("differences: %v", seen)
	for _, d := range schema.Differences() {
		assert.Positive(t, seen[d.Name], "the difference %s is listed and never there", d.Name)
	}
}

// changed are documents that are each changed in one place or two.
func changed(t *testing.T, docs []document, wanted int) []document {
	t.Helper()
	docs = slices.DeleteFunc(slices.Clone(docs), func(d document) bool { return len(d.decode()) > 0 || len(d.content) > 20_000 })
	out := make([]document, 0, wanted)
	for i := 0; len(out) < wanted; i++ {
		d := docs[i%len(docs)]
		m := &mutator{Rand: rand.New(rand.NewPCG(source.Sum([]byte(d.name)), uint64(i/len(docs))))} // whatever other documents there are
		content := m.mutate(d, typeOf(d))
		if content != nil {
			out = append(out, document{fmt.Sprintf("%d of %s", len(out), d.name), d.kind, content, d.fleet})
		}
	}
	return out
}

package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

const (
	jsonDocs      = "../../docs/json.md"
	jsonReference = "<!-- From here on it is written from the schemas: PANTHER_UPDATE=1 go test ./internal/cli -run JSON -->\n"
)

// TestJSONDocs holds that the reference for people is what the schemas say.
func TestJSONDocs(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(jsonDocs)
	require.NoError(t, err)
	before, have, found := strings.Cut(string(page), jsonReference)
	require.True(t, found, "%s has no place for the reference", jsonDocs)
	want := reference(t)
	if update() {
		write(t, jsonDocs, before+jsonReference+want)
		return
	}
	assert.Equal(t, want, have, "PANTHER_UPDATE=1 writes it")
}

func reference(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, verb := range documentedVerbs(t) {
		s := readSchema(t, verb)
		fmt.Fprintf(&b, "\n## %s\n\n%s [Schema](json/%s.schema.json)\n\n", verb, textAt(s.Node, "description"), verb)
		s.table(&b, valueAt(valueAt(s.Node, "properties"), "data"))
	}
	b.WriteString("\n## Shared shapes\n")
	common := readSchema(t, "common")
	for name, shape := range entriesOf(valueAt(common.Node, "$defs")) {
		fmt.Fprintf(&b, "\n### %s\n\n%s\n\n", name, textAt(shape, "description"))
		common.table(&b, shape)
	}
	return b.String()
}

// shapeSchema is a schema whose keys have the order of its file.
type shapeSchema struct{ *yaml.Node }

func readSchema(t *testing.T, name string) shapeSchema {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(schemas, name+".schema.json"))
	require.NoError(t, err)
	var doc yaml.Node
	require.NoError(t, yaml.Unmarshal(text, &doc)) // JSON is YAML
	return shapeSchema{doc.Content[0]}
}

func (s shapeSchema) table(b *strings.Builder, shape *yaml.Node) {
	b.WriteString("| key | value | |\n|---|---|---|\n")
	s.rows(b, "", shape, nil)
}

// rows describes the keys of an object, those inside them too, each definition once.
func (s shapeSchema) rows(b *strings.Builder, prefix string, shape *yaml.Node, above []string) {
	shape, above, again := s.resolve(shape, above)
	if again {
		return
	}
	required := valueAt(shape, "required")
	for key, property := range entriesOf(valueAt(shape, "properties")) {
		path, text := prefix+key, textAt(property, "description")
		if !slices.ContainsFunc(itemsOf(required), func(n *yaml.Node) bool { return n.Value == key }) {
			text += " May be missing."
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", path, s.typeOf(property), strings.ReplaceAll(text, "|", `\|`))
		s.inside(b, path, property, above)
	}
}

func (s shapeSchema) inside(b *strings.Builder, path string, property *yaml.Node, above []string) {
	if items := valueAt(property, "items"); items != nil {
		s.inside(b, path+"[]", items, above)
		return
	}
	if free := valueAt(property, "additionalProperties"); free != nil && free.Kind == yaml.MappingNode {
		s.inside(b, path+".<name>", free, above)
		return
	}
	s.rows(b, path+".", property, above)
}

// resolve follows a reference inside the file, and tells whether it leads back to what is described already.
func (s shapeSchema) resolve(shape *yaml.Node, above []string) (*yaml.Node, []string, bool) {
	name, local := strings.CutPrefix(textAt(shape, "$ref"), "#/$defs/")
	if !local {
		return shape, above, false
	}
	if slices.Contains(above, name) {
		return nil, nil, true
	}
	return valueAt(valueAt(s.Node, "$defs"), name), append(slices.Clone(above), name), false
}

func (s shapeSchema) typeOf(shape *yaml.Node) string {
	if ref := textAt(shape, "$ref"); ref != "" {
		name := ref[strings.LastIndexByte(ref, '/')+1:]
		if strings.HasPrefix(ref, "common") {
			return "[" + name + "](#" + name + ")"
		}
		return name
	}
	if values := itemsOf(valueAt(shape, "enum")); values != nil {
		var words []string
		for _, v := range values {
			words = append(words, "`"+v.Value+"`")
		}
		return strings.Join(words, ", ")
	}
	kinds := valueAt(shape, "type")
	switch {
	case kinds == nil:
		return "any"
	case kinds.Kind == yaml.SequenceNode:
		return "any"
	case kinds.Value == "array":
		return "list of " + s.typeOf(valueAt(shape, "items"))
	}
	return kinds.Value
}

func valueAt(n *yaml.Node, key string) *yaml.Node {
	for name, value := range entriesOf(n) {
		if name == key {
			return value
		}
	}
	return nil
}

func textAt(shape *yaml.Node, key string) string {
	if n := valueAt(shape, key); n != nil {
		return n.Value
	}
	return ""
}

func itemsOf(n *yaml.Node) []*yaml.Node {
	if n == nil {
		return nil
	}
	return n.Content
}

func entriesOf(n *yaml.Node) func(func(string, *yaml.Node) bool) {
	return func(yield func(string, *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i].Value, n.Content[i+1]) {
				return
			}
		}
	}
}

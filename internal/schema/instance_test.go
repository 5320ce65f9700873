package schema_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// instance is what an editor sees of a document: values by the core schema of YAML 1.2, and behind a tag the text. ok is
// false where there is no YAML to see.
func instance(content []byte) (value any, ok bool) {
	defer func() {
		if recover() != nil {
			value, ok = nil, false
		}
	}()
	var root yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	if err := decoder.Decode(&root); err != nil || len(root.Content) == 0 {
		return nil, false
	}
	return plain(root.Content[0], 0)
}

func plain(n *yaml.Node, depth int) (any, bool) {
	if depth > 100 {
		return nil, false
	}
	switch n.Kind {
	case yaml.AliasNode:
		return plain(n.Alias, depth+1)
	case yaml.SequenceNode:
		out := []any{}
		for _, item := range n.Content {
			value, ok := plain(item, depth+1)
			if !ok {
				return nil, false
			}
			out = append(out, value)
		}
		return out, true
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i].Value
			if _, twice := out[key]; twice || key == "<<" || n.Content[i].Kind != yaml.ScalarNode {
				continue
			}
			value, ok := plain(n.Content[i+1], depth+1)
			if !ok {
				return nil, false
			}
			out[key] = value
		}
		return out, true
	}
	if n.Style != 0 {
		return n.Value, true
	}
	return coreValue(n.Value), true
}

var (
	coreInt   = regexp.MustCompile(`^[-+]?[0-9]+$`)
	coreFloat = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
	coreBase  = regexp.MustCompile(`^0(o[0-7]+|x[0-9a-fA-F]+)$`)
	coreOdd   = regexp.MustCompile(`^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$`)
)

// coreValue is what a text without quotes is by the core schema of YAML 1.2.
func coreValue(text string) any {
	switch text {
	case "", "~", "null", "Null", "NULL":
		return nil
	case "true", "True", "TRUE":
		return true
	case "false", "False", "FALSE":
		return false
	}
	switch {
	case coreBase.MatchString(text):
		value, _ := strconv.ParseUint(text, 0, 64)
		return json.Number(strconv.FormatUint(value, 10))
	case coreInt.MatchString(text):
		digits := strings.TrimLeft(strings.TrimPrefix(text, "+"), "-")
		if digits = strings.TrimLeft(digits, "0"); digits == "" {
			digits = "0"
		}
		if strings.HasPrefix(text, "-") {
			digits = "-" + digits
		}
		return json.Number(digits)
	case coreFloat.MatchString(text):
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return json.Number("1e400")
		}
		return json.Number(strconv.FormatFloat(value, 'g', -1, 64))
	case coreOdd.MatchString(text):
		return json.Number("1e400")
	}
	return text
}

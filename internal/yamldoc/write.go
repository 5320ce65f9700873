package yamldoc

import (
	"bytes"
	"encoding/json"
	"strings"

	"gopkg.in/yaml.v3"
)

// Write returns a node as YAML that Parse reads back as the same value. Short lists of single values stand on one line.
func Write(n *Node) ([]byte, error) {
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(toYAML(n)); err != nil {
		return nil, err
	}
	if err := encoder.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Line returns a node as YAML on one line, for messages.
func Line(n *Node) string {
	y := toYAML(n)
	if !n.IsScalar() {
		y.Style |= yaml.FlowStyle
	}
	text, err := yaml.Marshal(y)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

func toYAML(n *Node) *yaml.Node {
	switch n.Kind {
	case Map:
		return mapToYAML(n)
	case List:
		return listToYAML(n)
	}
	y := &yaml.Node{Kind: yaml.ScalarNode, Value: n.Text}
	switch {
	case n.Tag == TagPkg || n.Tag == TagRef:
		y.Tag, y.Style = n.Tag, yaml.TaggedStyle
		if needsQuotes(n.Text) {
			y.Style |= yaml.DoubleQuotedStyle
		}
	case n.Kind == Text:
		y.SetString(n.Text)
		if needsQuotes(n.Text) || plainKind(n.Text, "") != Text { // would be read as something else without quotes
			y.Style = yaml.DoubleQuotedStyle
		}
	case n.Kind == Null:
		y.Tag, y.Value = "!!null", "null"
	case n.Kind == Odd:
		y.Tag = "!!str" // it was taken as text
	}
	return y
}

// needsQuotes tells whether a text is read back as another one unless it stands in double quotes: some programs would
// break a line at what is escaped there, a block of text would lose the white space that it begins with, and << is a key
// that merges.
func needsQuotes(text string) bool {
	if text == "<<" || strings.ContainsAny(text, "\r\u0085\u2028\u2029") {
		return true
	}
	return strings.Contains(text, "\n") && strings.IndexAny(text, " \t\n") == 0
}

func mapToYAML(n *Node) *yaml.Node {
	y := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	if len(n.Entries) == 0 {
		y.Style = yaml.FlowStyle
	}
	for _, e := range n.Entries {
		key := &yaml.Node{}
		key.SetString(e.Key)
		if needsQuotes(e.Key) {
			key.Style = yaml.DoubleQuotedStyle
		}
		y.Content = append(y.Content, key, toYAML(e.Value))
	}
	return y
}

func listToYAML(n *Node) *yaml.Node {
	y := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	if n.Tag == TagReplace {
		y.Tag, y.Style = TagReplace, yaml.TaggedStyle
	}
	width := 0
	for _, item := range n.Items {
		y.Content = append(y.Content, toYAML(item))
		width += len(item.Text) + 2
		if !item.IsScalar() {
			width = 1000
		}
	}
	if width <= 80 {
		y.Style |= yaml.FlowStyle
	}
	return y
}

// Plain returns the node as values that encoding/json writes: maps, slices, text, numbers and truth values. A !pkg or
// !ref becomes a map with that one key.
func (n *Node) Plain() any {
	switch {
	case n.Tag == TagPkg || n.Tag == TagRef:
		return map[string]any{n.Tag: n.Text}
	case n.Kind == Map:
		out := make(map[string]any, len(n.Entries))
		for _, e := range n.Entries {
			out[e.Key] = e.Value.Plain()
		}
		return out
	case n.Kind == List:
		out := make([]any, 0, len(n.Items))
		for _, item := range n.Items {
			out = append(out, item.Plain())
		}
		return out
	case n.Kind == Null:
		return nil
	case n.Kind == Bool:
		return n.Text == "true"
	case n.Kind == Int || n.Kind == Float:
		return json.Number(n.Text)
	}
	return n.Text
}

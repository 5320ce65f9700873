package types

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// within shows a single value as the mapping that a person means by it, "" where that is not clear: luks: tpm2 is
// luks: { unlock: tpm2 }.
func (t *Type) within(n *yamldoc.Node) string {
	if t.Kind != Object || n.Tag != "" {
		return ""
	}
	var candidates []string
	switch {
	case n.Kind == yamldoc.Bool:
		if option := t.Field("enable"); option != nil && option.Type.Kind == Bool {
			candidates = append(candidates, "{ enable: "+n.Text+" }")
		}
		if n.IsTrue() && !slices.ContainsFunc(t.Fields, func(o *Option) bool { return o.Required }) {
			candidates = append(candidates, "{}")
		}
	case n.Kind == yamldoc.Text && madeOf(n.Text, "-_ "):
		candidates = append(candidates, counts(n.Text), t.oneOfWords(n.Text))
		if option := t.Field("size"); option != nil && option.Type.isSizeForm() {
			candidates = append(candidates, "{ size: "+n.Text+" }")
		}
	}
	for _, written := range candidates {
		if written != "" && t.takes(written) {
			return written
		}
	}
	return ""
}

// takes tells whether a written value has no mistake.
func (t *Type) takes(written string) bool {
	root, found := yamldoc.Parse(source.New("", []byte("a: "+written)))
	if root == nil || found.HasErrors() || root.Get("a") == nil {
		return false
	}
	var diags diag.List
	t.Check(root.Get("a"), "", &diags)
	return len(diags) == 0
}

// oneOfWords is a mapping with the only key that takes a word, of those that take a few.
func (t *Type) oneOfWords(word string) string {
	found := ""
	for _, name := range t.FieldNames() {
		of := t.Field(name).Type
		written := "{ " + name + ": " + word + " }"
		if of.Kind == List && of.Of != nil {
			if !of.Single {
				written = "{ " + name + ": [" + word + "] }"
			}
			of = of.Of
		}
		if of.Kind != Enum || !slices.Contains(of.Values, word) {
			continue
		}
		if found != "" {
			return ""
		}
		found = written
	}
	return found
}

// periods are the keys for what btrbk and others write as 24h 7d.
var periods = map[byte]string{'h': "hourly", 'd': "daily", 'w': "weekly", 'm': "monthly", 'y': "yearly"}

// counts shows 24h 7d as a mapping.
func counts(text string) string {
	var out []string
	for word := range strings.FieldsSeq(text) {
		number := word[:len(word)-1]
		period := periods[word[len(word)-1]]
		if period == "" || !onlyDigits(number) {
			return ""
		}
		out = append(out, period+": "+number)
	}
	return "{ " + strings.Join(out, ", ") + " }"
}

// withoutUnit shows a text such as 24h as the number that it begins with, if the type takes that.
func (t *Type) withoutUnit(n *yamldoc.Node) string {
	const longestUnit = 8 // letters
	number := strings.TrimRight(n.Text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ%")
	if n.Kind != yamldoc.Text || n.Tag != "" || !onlyDigits(number) || len(n.Text)-len(number) > longestUnit || !t.takes(number) {
		return ""
	}
	return "write the number alone: " + number
}

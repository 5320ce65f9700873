package types

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// asList is how a text is written as a list of the type, on one line that may be copied as it stands: without quotes
// where that means the same, else in quotes, else taken apart at its commas. It is "" where none of them would be right.
func (t *Type) asList(text string) string {
	const most = 120 // letters: what is longer is no hint that anybody reads
	if text == "" {
		return "[]"
	}
	if secrets.Mask(text) != text {
		return ""
	}
	for _, items := range []string{text, strconv.Quote(text), strings.ReplaceAll(text, ",", ", ")} {
		written := "[" + items + "]"
		if len(written) <= most && isPrintable(written) && t.takesList(written, text) {
			return written
		}
	}
	return ""
}

func isPrintable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}

// takesList tells whether a written list has no mistake and means a text: the text itself, or the words between its commas.
func (t *Type) takesList(written, text string) bool {
	list, found := yamldoc.Parse(source.New("", []byte(written)))
	if list == nil || found.HasErrors() || !means(list.Items, text, written) {
		return false
	}
	var diags diag.List
	t.Check(list, "", &diags)
	return len(diags) == 0
}

// means tells whether items are a text, or its words: people put a space behind a comma that separates two of them.
func means(items []*yamldoc.Node, text, written string) bool {
	if len(items) == 1 {
		return items[0].IsScalar() && items[0].Text == text
	}
	for _, item := range items {
		if !item.IsScalar() || strings.Contains(item.Text, " ") {
			return false
		}
	}
	return len(items) == strings.Count(written, ", ")+1
}

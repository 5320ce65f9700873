package types

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// mend says what to write instead of a scalar or a key, where it stands as a word of its own: not behind a tag or an anchor,
// which would go, too, and not in a block of text.
func mend(d *diag.Diagnostic, n *yamldoc.Node, title, with string) {
	written := n.Range()
	if text := written.Text(); text == n.Text || n.Quoted && strings.Trim(text, `"'`) == n.Text {
		d.MendAt(title, diag.Edit{Range: written, With: with})
	}
}

// asText is how a text is written, in quotes where it would be something else without.
func asText(text string) string { return yamldoc.Line(yamldoc.Scalar(yamldoc.Text, text, nil)) }

// rename says how a key is called, unless another one of the mapping is called so, or would be.
func (t *Type) rename(d *diag.Diagnostic, n *yamldoc.Node, key *yamldoc.Node, name string) {
	taken := slices.ContainsFunc(n.Entries, func(e yamldoc.Entry) bool {
		return e.At != key && (asOneWord(e.Key) == asOneWord(name) || t.calledAlso(e.Key, []string{name}) == name)
	})
	if !taken {
		mend(d, key, "call it "+name, name)
	}
}

// checkRepeated warns of an item that stands in a list twice. Words of a command line may: they are not looked at.
func (t *Type) checkRepeated(n *yamldoc.Node, path string, diags *diag.List) {
	const few = 32 // up to which looking through them takes no time
	if t.Of.Kind == String || t.Of.Kind == Lines || t.Of.Kind == Any || len(n.Items) < 2 {
		return
	}
	var seen map[string]*yamldoc.Node
	if len(n.Items) > few {
		seen = make(map[string]*yamldoc.Node, len(n.Items))
	}
	for i, item := range n.Items {
		if !item.IsScalar() || item.Kind == yamldoc.Null {
			continue
		}
		first := earlier(n.Items[:i], item, seen)
		if first == nil {
			continue
		}
		d := diags.Warn(diag.DuplicateItem, item.Range(), "%s names %s twice", path, item.Text).
			See(first.Range(), "first time").Help("remove one of the two")
		if edit, alone := withoutItem(n.Items[i-1], item); alone {
			d.MendAt("remove the second one", edit)
		}
	}
}

// earlier finds an item among those before it; in a long list by an index, which it fills.
func earlier(before []*yamldoc.Node, item *yamldoc.Node, seen map[string]*yamldoc.Node) *yamldoc.Node {
	if seen != nil {
		key := item.Tag + " " + item.Text
		first := seen[key]
		if first == nil {
			seen[key] = item
		}
		return first
	}
	for _, other := range before {
		if yamldoc.Equal(other, item) {
			return other
		}
	}
	return nil
}

// withoutItem takes an item out of its list: with the comma before it, or with its line. It is not alone where something else
// stands there that would go, too, such as a comment.
func withoutItem(before, item *yamldoc.Node) (edit diag.Edit, alone bool) {
	at, file := item.Range(), item.File()
	if at.IsZero() || before.File() != file || before.Range().End.Byte > at.Start.Byte {
		return diag.Edit{}, false
	}
	end := before.Range().End
	between := string(file.Bytes[end.Byte:at.Start.Byte])
	if strings.TrimSpace(between) == "," && !strings.Contains(between, "\n") {
		return diag.Edit{Range: file.Span(end, at.End.Byte-end.Byte)}, true
	}
	line := file.Line(at.Start.Line)
	if strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "-")) != at.Text() {
		return diag.Edit{}, false
	}
	return diag.Edit{Range: wholeLine(file, at.Start.Line)}, true
}

// wholeLine is a line with its line break.
func wholeLine(file *source.File, number int) source.Range {
	from, to := file.At(number, 1), file.At(number+1, 1).Byte
	if number == file.Lines() {
		to = len(file.Bytes)
	}
	return file.Span(from, to-from.Byte)
}

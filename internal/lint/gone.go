package lint

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/options"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// gone reports an option that a release renamed or removed. Of one that was only renamed the key is rewritten, where
// nothing else changes.
func (c *settings) gone(gone *options.Gone) {
	names, err := types.SplitPath(gone.Path)
	depth := min(len(names), len(c.path))
	if err != nil || !c.once(depth) {
		return
	}
	report, what := c.diags.Add, "is no option of "+c.system+" "+c.index.Release()+" any more"
	if gone.Renamed {
		report, what = c.diags.Warn, "has another name now"
	}
	d := report(diag.OptionGone, c.at[depth-1].Range(), "%s %s", options.Name(c.path[:depth]), what)
	if gone.By != "" {
		d.Help("write %s", gone.By)
	}
	if gone.Advice != "" {
		d.Help("%s", gone.Advice)
	}
	if by, err := types.SplitPath(gone.By); gone.Renamed && err == nil && len(by) > 0 {
		c.rename(d, depth, by)
	}
}

// rename rewrites the key that ends the name of a renamed option, or says why a person has to. By is the new name of the whole
// current path.
func (c *settings) rename(d *diag.Diagnostic, depth int, by []string) {
	key := c.at[depth-1]
	last := depth - 1 // the last name of the path that stands in the key, and the first one
	for last+1 < len(c.at) && c.at[last+1] == key {
		last++
	}
	first := last
	if names, err := types.SplitPath(key.Text); err == nil && c.path[last] != key.Text {
		first = max(last+1-len(names), 0)
	}
	length := len(by) - (len(c.path) - last - 1)
	if length <= 0 {
		return
	}
	by = by[:length]
	switch {
	case slices.Contains(c.path, anItem):
		return
	case nodeAt(c.root, by) != nil:
		d.Help("%s; both names are set: keep one of them", d.Hint)
	case !c.fitsAs(c.path[:last+1], by):
		d.Help("%s; it takes another value than the old name did", d.Hint)
	case first > 0 && (first >= len(by) || len(by) != first+1 || !slices.Equal(by[:first], c.path[:first])):
		d.Help("write %s at the top of settings:", options.Name(by))
	default:
		rewriteKey(d, key, options.Name(by[first:]), by[first])
	}
}

// rewriteKey says how a key is written now, in quotes where it was.
func rewriteKey(d *diag.Diagnostic, key *yamldoc.Node, path, name string) {
	if d.Range.Start != key.Range().Start {
		return
	}
	written := key.Range().Text()
	with := path
	if strings.Contains(key.Text, ".") || path == name {
		with = yamldoc.Line(yamldoc.Scalar(yamldoc.Text, path, nil))
	}
	switch {
	case written == key.Text && !strings.ContainsAny(with, "\n#"):
		d.MendAt("call it "+path, diag.Edit{Range: key.Range(), With: with})
	case key.Quoted && strings.Trim(written, `"'`) == key.Text && !strings.ContainsAny(path, `"'\`):
		d.MendAt("call it "+path, diag.Edit{Range: key.Range(), With: written[:1] + path + written[:1]})
	}
}

// fitsAs tells whether the value at a path has no mistake under another name.
func (c *settings) fitsAs(path, by []string) bool {
	n := nodeAt(c.root, path)
	if n == nil {
		return false
	}
	other := &settings{root: c.root, index: c.index, system: c.system, path: slices.Clone(by), declares: func(string) ([][]string, bool) { return nil, true }}
	for range by {
		other.at = append(other.at, n)
	}
	if says(n) {
		other.walk(n)
	} else {
		other.check(n)
	}
	return len(other.diags) == 0
}

// nodeAt is what stands at a path, or the single value that stands on the way; nil for nothing.
func nodeAt(n *yamldoc.Node, path []string) *yamldoc.Node {
	for _, name := range path {
		if n == nil || n.Kind != yamldoc.Map {
			return n
		}
		n = n.Get(name)
	}
	return n
}

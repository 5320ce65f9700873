package provenance

import (
	"slices"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// sayAlso adds to the items of a list who says the same, but is stronger and found them there. Lists that are merged drop
// such items, so that the documents are asked.
func (x *Explainer) sayAlso(e *Explanation, value *resolve.Value) {
	if e.Path[len(e.Path)-1] == "imports" { // equal ones are other files
		return
	}
	for _, written := range x.writtenAt(e.Path) {
		if written.Node.Kind != yamldoc.List || slices.ContainsFunc(value.Overrode, func(s resolve.Setting) bool { return s.Node == written.Node }) {
			continue
		}
		for _, node := range written.Node.Items {
			at := slices.IndexFunc(e.Items, func(s Said) bool { return yamldoc.Equal(s.Node, node) })
			if at >= 0 && e.Items[at].At.Range != node.Range() {
				e.Items[at].Also = append(e.Items[at].Also, x.said(resolve.Setting{Node: node, Layer: written.Layer}))
			}
		}
	}
}

// writtenAt is what each document says at a path, weakest first.
func (x *Explainer) writtenAt(path []string) []resolve.Setting {
	var out []resolve.Setting
	add := func(name string, n *yamldoc.Node, path []string) {
		for _, key := range path {
			n = n.Get(key)
		}
		if n != nil {
			out = append(out, resolve.Setting{Node: n, Layer: &resolve.Layer{Name: name}})
		}
	}
	if len(path) > 2 && path[0] == "core" && path[1] == "users" {
		add("user "+path[2], x.fleet.Users, path[2:])
	}
	paths := [][]string{path}
	if len(path) > 1 && path[0] == catalog.HomeLayer { // everyone's home, then the user's own
		all := slices.Clone(path)
		all[1] = everyone
		paths = [][]string{all, path}
	}
	for _, path := range paths {
		if d := x.fleet.Defaults; d != nil {
			add("defaults", d.Root, path)
		}
		for _, p := range x.host.Resolved.Profiles {
			add("profile "+p.Name, p.Root, path)
		}
		add("host "+x.host.Name, x.host.Document.Root, path)
	}
	return out
}

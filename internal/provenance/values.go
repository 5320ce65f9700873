package provenance

import (
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// value are the lines that say a value of the host: at a path of the language, which may go on into items of lists. A
// path that goes on below a single value means that value.
func (x *Explainer) value(path ...string) []Source {
	v := x.host.Resolved.Origins
	var key *yamldoc.Node
	for i, name := range path {
		if nix.IsItem(name) {
			return x.item(v, path[i:])
		}
		below := v.Get(name)
		if below == nil {
			if v.Node.IsScalar() {
				return x.settings(v)
			}
			return nil
		}
		for _, m := range v.Members {
			if m.Key == name {
				key = m.At
			}
		}
		v = below
	}
	return append(x.settings(v), x.keySource(key)...)
}

// keySource is the place of a key, for what no value says.
func (x *Explainer) keySource(key *yamldoc.Node) []Source {
	if key == nil {
		return nil
	}
	return []Source{{x.place(key.Range()), Decides}}
}

// item is an item of a list, or what is inside it.
func (x *Explainer) item(v *resolve.Value, path []string) []Source {
	at := itemNumber(path[0])
	if at < 0 || at >= len(v.Items) {
		return x.settings(v)
	}
	return x.within(v.Items[at], v.Items[at].Node, path[1:])
}

func itemNumber(name string) int {
	n, err := strconv.Atoi(strings.Trim(name, "[]"))
	if err != nil {
		return -1
	}
	return n
}

// within is what stands at a path inside a value that one layer wrote.
func (x *Explainer) within(s resolve.Setting, n *yamldoc.Node, path []string) []Source {
	for _, name := range path {
		var below *yamldoc.Node
		if nix.IsItem(name) {
			if at := itemNumber(name); at < len(n.Items) {
				below = n.Items[at]
			}
		} else {
			below = n.Get(name)
		}
		if below == nil {
			break
		}
		n = below
	}
	out := x.setting(resolve.Setting{Node: n, Layer: s.Layer}, Sets)
	for _, leaf := range leaves(n) {
		out = append(out, Source{x.place(leaf.Range()), Sets})
	}
	return out
}

// leaves are the single values inside a value.
func leaves(n *yamldoc.Node) []*yamldoc.Node {
	if n.IsScalar() {
		return []*yamldoc.Node{n}
	}
	var out []*yamldoc.Node
	for _, item := range n.Items {
		out = append(out, leaves(item)...)
	}
	for _, e := range n.Entries {
		out = append(out, leaves(e.Value)...)
	}
	return out
}

// settings are all that was said of a value.
func (x *Explainer) settings(v *resolve.Value) []Source {
	var out []Source
	if v.Node.Kind == yamldoc.List && len(v.Items) > 0 {
		for _, item := range v.Items {
			out = append(out, x.setting(item, Sets)...)
		}
	} else {
		out = x.setting(resolve.Setting{Node: v.Node, Layer: v.Layer}, Sets)
	}
	for _, s := range v.Overrode {
		out = append(out, x.setting(s, Overridden)...)
	}
	return out
}

// setting is what one layer says, and what brings the layer in.
func (x *Explainer) setting(s resolve.Setting, role Role) []Source {
	said := x.said(s)
	out := []Source{{said.At, role}}
	for _, via := range said.Via {
		out = append(out, Source{via, Brings})
	}
	if s.Layer != nil && resolve.IsReport(s.Layer.Name) {
		out = append(out, x.reported()...)
	}
	if s.Layer != nil && strings.HasPrefix(s.Layer.Name, "user ") {
		out = append(out, x.keyOf("core", "users", strings.TrimPrefix(s.Layer.Name, "user "))...)
	}
	return out
}

// reported is the line that names the hardware report.
func (x *Explainer) reported() []Source {
	if report := x.host.Resolved.Report; report != nil {
		return []Source{{x.place(report.At), Brings}}
	}
	return nil
}

// keyOf is where a key was written last.
func (x *Explainer) keyOf(path ...string) []Source {
	return []Source{{x.placeOfKey(path...), Brings}}
}

// deep is all that is said of a value and of what is inside it.
func (x *Explainer) deep(path ...string) []Source {
	v := x.host.Resolved.Origins.Get(path...)
	if v == nil {
		return nil
	}
	out := append(x.keyOf(path...), x.inside(v, func(string) bool { return true })...)
	return out
}

// inside are the single values below a value whose last key is wanted.
func (x *Explainer) inside(v *resolve.Value, wanted func(key string) bool) []Source {
	var out []Source
	if len(v.Members) == 0 {
		out = x.settings(v)
		for _, item := range v.Items {
			for _, leaf := range leaves(item.Node) {
				out = append(out, Source{x.place(leaf.Range()), Sets})
			}
		}
		return out
	}
	for _, m := range v.Members {
		switch {
		case wanted(m.Key):
			out = append(out, Source{x.place(m.At.Range()), Decides})
			out = append(out, x.inside(m.Value, func(string) bool { return true })...)
		case len(m.Value.Members) > 0:
			out = append(out, x.inside(m.Value, wanted)...)
		case len(m.Value.Items) > 0:
			for _, item := range m.Value.Items {
				out = append(out, x.insideNode(item.Node, wanted)...)
			}
		}
	}
	return out
}

func (x *Explainer) insideNode(n *yamldoc.Node, wanted func(key string) bool) []Source {
	var out []Source
	for _, e := range n.Entries {
		if wanted(e.Key) {
			for _, leaf := range leaves(e.Value) {
				out = append(out, Source{x.place(leaf.Range()), Sets})
			}
		} else {
			out = append(out, x.insideNode(e.Value, wanted)...)
		}
	}
	for _, item := range n.Items {
		out = append(out, x.insideNode(item, wanted)...)
	}
	return out
}

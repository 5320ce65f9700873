package optionproof

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/nixsyntax"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// reader turns the expressions of a module into values of a manifest, so that they are checked as settings are. What is
// only known when NixOS reads it becomes a !ref; where attributes may be hidden in it, it is noted.
type reader struct {
	file    *source.File
	text    *nixsyntax.File
	hidden  func(path []string, n *nixsyntax.Node)
	options func(path []string) []*yamldoc.Node // what an option of the module itself may hold, nil where that is not known
}

// scope are the names that are bound where an expression stands.
type scope struct {
	names map[string]*bound
	above *scope
}

// bound is what a name stands for; a nil node for what is only known when NixOS reads it.
type bound struct {
	node  *nixsyntax.Node
	scope *scope
}

func (s *scope) find(name string) *bound {
	for ; s != nil; s = s.above {
		if b, ok := s.names[name]; ok {
			return b
		}
	}
	return nil
}

func (s *scope) with(names ...string) *scope {
	out := &scope{names: map[string]*bound{}, above: s}
	for _, name := range names {
		out.names[name] = &bound{}
	}
	return out
}

// let binds the names of a let or a recursive set.
func (s *scope) let(bindings []nixsyntax.Binding) *scope {
	out := s.with()
	for _, b := range bindings {
		switch {
		case b.Value == nil:
			for _, a := range b.Inherit {
				out.names[a.Name] = &bound{}
			}
		case len(b.Path) == 1:
			out.names[b.Path[0].Name] = &bound{node: b.Value, scope: out}
		default:
			out.names[b.Path[0].Name] = &bound{}
		}
	}
	return out
}

func (s *scope) of(p *nixsyntax.Param) *scope {
	names := []string{p.Name}
	for _, f := range p.Formals {
		names = append(names, f.Name)
	}
	return s.with(names...)
}

// anyName is a name that is computed.
const anyName = "<name>"

func (r *reader) place(n *nixsyntax.Node) source.Range {
	line, column := r.text.Position(n.Offset)
	return r.file.Span(r.file.At(line, column), 1)
}

func (r *reader) at(n *nixsyntax.Node) *yamldoc.Node {
	return yamldoc.ScalarAt(yamldoc.Text, "", r.place(n))
}

func (r *reader) scalar(kind yamldoc.Kind, text string, n *nixsyntax.Node) *yamldoc.Node {
	return yamldoc.ScalarAt(kind, text, r.place(n))
}

func (r *reader) list(n *nixsyntax.Node, items []*yamldoc.Node) *yamldoc.Node {
	return yamldoc.Collection(yamldoc.List, r.at(n), nil, items)
}

func (r *reader) set(n *nixsyntax.Node, entries []yamldoc.Entry) *yamldoc.Node {
	return yamldoc.Collection(yamldoc.Map, r.at(n), entries, nil)
}

func (r *reader) unknown(n *nixsyntax.Node) *yamldoc.Node {
	v := r.scalar(yamldoc.Text, "unknown", n)
	v.Tag = yamldoc.TagRef
	return v
}

// values are what an expression may be: one value, or one for each branch of it.
func (r *reader) values(n *nixsyntax.Node, s *scope, path []string, depth int) []*yamldoc.Node {
	one := func(v *yamldoc.Node) []*yamldoc.Node { return []*yamldoc.Node{v} }
	if depth > 60 {
		return one(r.unknown(n))
	}
	switch n.Kind {
	case nixsyntax.Int:
		return one(r.scalar(yamldoc.Int, n.Text, n))
	case nixsyntax.Float:
		return one(r.scalar(yamldoc.Float, n.Text, n))
	case nixsyntax.String, nixsyntax.URI:
		return one(r.scalar(yamldoc.Text, written(n), n))
	case nixsyntax.Path: // it is in the store by the time an option sees it
		return one(r.scalar(yamldoc.Text, "/nix/store/path", n))
	case nixsyntax.List:
		var items []*yamldoc.Node
		for _, item := range n.Nodes {
			items = append(items, r.values(item, s, append(path, "*"), depth+1)...)
		}
		return one(r.list(n, items))
	case nixsyntax.Set:
		if n.Recursive {
			s = s.let(n.Bindings)
		}
		return one(r.set(n, r.entries(n.Bindings, s, path, depth)))
	case nixsyntax.Let:
		return r.values(n.Body, s.let(n.Bindings), path, depth+1)
	case nixsyntax.With, nixsyntax.Assert:
		return r.values(n.Body, s, path, depth+1)
	case nixsyntax.If:
		return append(r.values(n.Nodes[1], s, path, depth+1), r.values(n.Nodes[2], s, path, depth+1)...)
	case nixsyntax.Lambda: // of a submodule
		return r.values(n.Body, s.of(n.Param), path, depth+1)
	case nixsyntax.Has:
		return one(r.scalar(yamldoc.Bool, "true", n))
	case nixsyntax.Name, nixsyntax.Select:
		return r.named(n, s, path, depth)
	case nixsyntax.Unary, nixsyntax.Binary:
		return r.operation(n, s, path, depth)
	case nixsyntax.Apply:
		return r.call(n, s, path, depth)
	}
	return one(r.unknown(n))
}

// written is a string as far as it is known: what is computed in front may be a path, what is computed elsewhere any text.
func written(n *nixsyntax.Node) string {
	text := ""
	for i, part := range n.Parts {
		switch {
		case part.Kind == nixsyntax.Text:
			text += part.Text
		case i == 0 && !unitName(part):
			text += "/nix/store/x"
		default:
			text += "x"
		}
	}
	return text
}

// unitName tells whether what is computed is the name of a unit, which is made of a path and is none.
func unitName(n *nixsyntax.Node) bool {
	return n.Kind == nixsyntax.Apply && strings.HasSuffix(dotted(n.Nodes[0]), ".escapeSystemdPath")
}

func (r *reader) entries(bindings []nixsyntax.Binding, s *scope, path []string, depth int) []yamldoc.Entry {
	var out []yamldoc.Entry
	for _, b := range bindings {
		for _, a := range b.Inherit {
			at := &nixsyntax.Node{Offset: a.Offset}
			values := []*yamldoc.Node(nil)
			if b.From != nil && dotted(b.From) == "cfg" {
				values = r.samples(at, []string{a.Name})
			}
			if values == nil {
				values = []*yamldoc.Node{r.hide(at, append(path, a.Name))}
			}
			for _, v := range values {
				out = append(out, yamldoc.Entry{Key: a.Name, At: r.at(at), Value: v})
			}
		}
		if b.Value == nil {
			continue
		}
		names := slices.Clone(path)
		for _, a := range b.Path {
			name := a.Name
			if a.Computed != nil {
				name = anyName
			}
			names = append(names, name)
		}
		at := r.at(&nixsyntax.Node{Offset: b.Offset})
		for _, name := range texts(b.Path[0].Computed) { // all of the names that it may be
			names[len(path)] = name
			out = append(out, r.entry(b, s, at, names, len(path), depth)...)
		}
		if b.Path[0].Computed == nil || len(texts(b.Path[0].Computed)) == 0 {
			out = append(out, r.entry(b, s, at, names, len(path), depth)...)
		}
	}
	return out
}

// entry is a definition at a path of names, of which the first ones lead to the set that it stands in.
func (r *reader) entry(b nixsyntax.Binding, s *scope, at *yamldoc.Node, names []string, above, depth int) []yamldoc.Entry {
	var out []yamldoc.Entry
	for _, v := range r.values(b.Value, s, names, depth+1) {
		for i := len(names) - 1; i > above; i-- {
			v = yamldoc.Collection(yamldoc.Map, at, []yamldoc.Entry{{Key: names[i], At: at, Value: v}}, nil)
		}
		out = append(out, yamldoc.Entry{Key: names[above], At: at, Value: v})
	}
	return out
}

// texts are the names that a condition chooses from, none for anything else that computes a name.
func texts(n *nixsyntax.Node) []string {
	if n == nil {
		return nil
	}
	switch {
	case n.Kind == nixsyntax.If:
		return append(texts(n.Nodes[1]), texts(n.Nodes[2])...)
	case n.Kind == nixsyntax.String && n.Plain():
		return []string{n.Text}
	}
	return nil
}

// samples are what an option of the module itself may hold, put where it is read.
func (r *reader) samples(n *nixsyntax.Node, path []string) []*yamldoc.Node {
	var out []*yamldoc.Node
	for _, sample := range r.options(path) {
		v := yamldoc.ScalarAt(sample.Kind, sample.Text, r.place(n))
		if sample.Kind == yamldoc.List {
			v = r.list(n, sample.Items)
		}
		v.Tag = sample.Tag
		out = append(out, v)
	}
	return out
}

// hide is a value that cannot be known here, at a path.
func (r *reader) hide(n *nixsyntax.Node, path []string) *yamldoc.Node {
	r.hidden(slices.Clone(path), n)
	return r.unknown(n)
}

func (r *reader) named(n *nixsyntax.Node, s *scope, path []string, depth int) []*yamldoc.Node {
	if n.Kind == nixsyntax.Name {
		switch n.Text {
		case "true", "false":
			return []*yamldoc.Node{r.scalar(yamldoc.Bool, n.Text, n)}
		case "null":
			return []*yamldoc.Node{r.scalar(yamldoc.Null, "null", n)}
		}
		if b := s.find(n.Text); b != nil && b.node != nil && b.node.Kind != nixsyntax.Lambda {
			return r.values(b.node, b.scope, path, depth+1)
		}
		return []*yamldoc.Node{r.hide(n, path)}
	}
	root := dotted(n)
	switch {
	case n.Nodes[0].Kind == nixsyntax.Set: // a choice among values that are written out
		var out []*yamldoc.Node
		chosen := map[string]bool{}
		for _, b := range n.Nodes[0].Bindings {
			if b.Value != nil {
				chosen[b.Path[0].Name] = true
				out = append(out, r.values(b.Value, s, path, depth+1)...)
			}
		}
		if n.Or != nil { // which is what none of them is for
			rest := r.values(n.Or, s, path, depth+1)
			out = append(out, slices.DeleteFunc(rest, func(v *yamldoc.Node) bool { return v.Kind == yamldoc.Text && chosen[v.Text] })...)
		}
		return out
	case strings.HasPrefix(root, "pkgs."):
		v := r.scalar(yamldoc.Text, strings.TrimPrefix(root, "pkgs."), n)
		v.Tag = yamldoc.TagPkg
		return []*yamldoc.Node{v}
	case strings.HasPrefix(root, "cfg."):
		if samples := r.samples(n, strings.Split(root, ".")[1:]); samples != nil {
			return samples
		}
	}
	return []*yamldoc.Node{r.hide(n, path)}
}

// dotted is a name with what is selected of it; empty for anything else.
func dotted(n *nixsyntax.Node) string {
	switch {
	case n.Kind == nixsyntax.Name:
		return n.Text
	case n.Kind != nixsyntax.Select || dotted(n.Nodes[0]) == "":
		return ""
	}
	out := dotted(n.Nodes[0])
	for _, a := range n.Path {
		if a.Computed != nil {
			return ""
		}
		out += "." + a.Name
	}
	return out
}

func (r *reader) operation(n *nixsyntax.Node, s *scope, path []string, depth int) []*yamldoc.Node {
	switch n.Text {
	case "//":
		var entries []yamldoc.Entry
		for _, side := range n.Nodes {
			for _, v := range r.values(side, s, path, depth+1) {
				entries = append(entries, v.Entries...)
			}
		}
		return []*yamldoc.Node{r.set(n, entries)}
	case "++":
		var items []*yamldoc.Node
		for _, side := range n.Nodes {
			for _, v := range r.values(side, s, path, depth+1) {
				items = append(items, v.Items...)
			}
		}
		return []*yamldoc.Node{r.list(n, items)}
	case "==", "!=", "<", ">", "<=", ">=", "&&", "||", "->", "!":
		return []*yamldoc.Node{r.scalar(yamldoc.Bool, "true", n)}
	}
	return []*yamldoc.Node{r.unknown(n)}
}

package types

import (
	"strconv"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Declaration is the option as NixOS declares it: lib.mkOption { .. }, or a set of such options for an object.
func (o *Option) Declaration() nix.Expr {
	if o.Type.Kind == Object {
		return declarations(o.Type.Fields)
	}
	attrs := []nix.Attr{{Name: "type", Value: o.nixType()}}
	switch {
	case o.Default != nil:
		attrs = append(attrs, nix.Attr{Name: "default", Value: o.Type.Expr(o.Default)})
	case o.Type.Kind == List:
		attrs = append(attrs, nix.Attr{Name: "default", Value: nix.List()})
	case o.Type.Kind == Map:
		attrs = append(attrs, nix.Attr{Name: "default", Value: nix.Attrs()})
	case o.Nullable():
		attrs = append(attrs, nix.Attr{Name: "default", Value: nix.Null()})
	}
	if o.Example != nil {
		attrs = append(attrs, nix.Attr{Name: "example", Value: o.Type.Expr(o.Example)})
	}
	attrs = append(attrs, nix.Attr{Name: "description", Value: nix.String(o.Description)})
	return nix.Call(nix.Ref("lib", "mkOption"), nix.Record(attrs...))
}

// declarations is the set of declarations of several options.
func declarations(options []*Option) nix.Expr {
	attrs := make([]nix.Attr, 0, len(options))
	for _, o := range options {
		attrs = append(attrs, nix.Attr{Name: o.Name, Value: o.Declaration()})
	}
	return nix.Attrs(attrs...)
}

func (o *Option) nixType() nix.Expr {
	if o.Nullable() {
		return nix.Call(libType("nullOr"), o.Type.nixType())
	}
	return o.Type.nixType()
}

func libType(path ...string) nix.Expr {
	return nix.Ref("lib", append([]string{"types"}, path...)...)
}

// plainTypes are the types that nixpkgs has by name.
var plainTypes = map[string]string{
	Bool: "bool", Port: "port", Lines: "lines", Path: "path", Package: "package", Any: "anything",
}

func (t *Type) nixType() nix.Expr {
	switch t.Kind {
	case Int:
		return t.nixInt()
	case Number:
		return t.nixNumber()
	case Enum:
		values := make([]nix.Expr, 0, len(t.Values))
		for _, v := range t.Values {
			values = append(values, nix.String(v))
		}
		return nix.Call(libType("enum"), nix.List(values...))
	case List:
		return nix.Call(libType("listOf"), t.Of.nixType())
	case Map:
		return nix.Call(libType("attrsOf"), t.Of.nixType())
	case Object:
		return nix.Call(libType("submodule"), nix.Attrs(nix.Attr{Name: "options", Value: declarations(t.Fields)}))
	}
	if name, ok := plainTypes[t.Kind]; ok {
		return libType(name)
	}
	return libType("str")
}

func (t *Type) nixInt() nix.Expr {
	switch {
	case t.Min != nil && t.Max != nil:
		return nix.Call(libType("ints", "between"), nix.Int(*t.Min), nix.Int(*t.Max))
	case t.Min != nil && *t.Min == 0:
		return libType("ints", "unsigned")
	case t.Min != nil && *t.Min == 1:
		return libType("ints", "positive")
	}
	return libType("int")
}

func (t *Type) nixNumber() nix.Expr {
	switch {
	case t.Min != nil && t.Max != nil:
		return nix.Call(libType("numbers", "between"), nix.Int(*t.Min), nix.Int(*t.Max))
	case t.Min != nil && *t.Min == 0:
		return libType("numbers", "nonnegative")
	}
	return libType("number")
}

// Expr is a checked value as Nix. What the type leaves open follows from how the value was written.
func (t *Type) Expr(n *yamldoc.Node) nix.Expr {
	switch {
	case n.Tag == yamldoc.TagRef:
		return attrPath("config", n)
	case n.Tag == yamldoc.TagPkg:
		return attrPath("pkgs", n)
	case n.Kind == yamldoc.List:
		return t.listExpr(n)
	case n.Kind == yamldoc.Map:
		return t.mapExpr(n)
	case n.Kind == yamldoc.Null:
		return nix.Null()
	case t.Kind == Object && t.Short != "" && n.IsScalar():
		return nix.Attrs(nix.Attr{Name: t.Short, Value: t.Field(t.Short).Type.Expr(n)})
	case t.Kind == List: // single: one value stands for a list of one
		return nix.List(t.Of.Expr(n))
	}
	return t.scalarExpr(n)
}

func attrPath(root string, n *yamldoc.Node) nix.Expr {
	names, err := SplitPath(n.Text)
	if err != nil { // refused by Check
		return nix.Null()
	}
	return nix.Ref(root, names...)
}

func (t *Type) scalarExpr(n *yamldoc.Node) nix.Expr {
	switch t.Kind {
	case Bool, Int, Number, Port, Any:
		switch n.Kind {
		case yamldoc.Bool:
			return nix.Bool(n.Text == "true")
		case yamldoc.Int:
			value, _ := strconv.ParseInt(n.Text, 10, 64)
			return nix.Int(value)
		case yamldoc.Float:
			value, _ := strconv.ParseFloat(n.Text, 64)
			return nix.Float(value)
		}
	}
	return nix.Lines(n.Text)
}

func (t *Type) listExpr(n *yamldoc.Node) nix.Expr {
	items := make([]nix.Expr, 0, len(n.Items))
	for _, item := range n.Items {
		items = append(items, t.element().Expr(item))
	}
	return nix.List(items...)
}

var anyElement = &Type{Kind: Any}

func (t *Type) element() *Type {
	if t.Of == nil {
		return anyElement
	}
	return t.Of
}

func (t *Type) mapExpr(n *yamldoc.Node) nix.Expr {
	attrs := make([]nix.Attr, 0, len(n.Entries))
	for _, e := range n.Entries {
		of := t.element()
		if t.Kind == Object {
			option := t.Field(e.Key)
			if option == nil {
				continue
			}
			of = option.Type
		}
		attrs = append(attrs, nix.Attr{Name: e.Key, Value: of.Expr(e.Value)})
	}
	return nix.Attrs(attrs...)
}

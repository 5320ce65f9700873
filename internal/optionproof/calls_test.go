package optionproof

import (
	"strings"

	"github.com/hbohlen/panther/internal/nixsyntax"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Functions by what they give. Those that are not here, and not bound in the module, give what is not known.
const (
	givesLastArgument = iota + 1 // wrapped for the module system
	givesText
	givesList
	givesTruth
	givesNumber
	givesListOfLast // the last argument is an item, or the list
	givesMapped     // a set with computed names and what a function makes of each
	givesPaired     // the same, the function makes name and value
	givesSetOfLast  // the set is some part of the last argument
)

var given = map[string]int{
	"mkIf": givesLastArgument, "mkOverride": givesLastArgument, "mkForce": givesLastArgument, "mkDefault": givesLastArgument,
	"mkBefore": givesLastArgument, "mkAfter": givesLastArgument, "mkOrder": givesLastArgument, "optionalAttrs": givesLastArgument,
	"optionals": givesLastArgument, "filterAttrs": givesSetOfLast, "entryAfter": givesLastArgument, "entryBefore": givesLastArgument,
	"optional":         givesListOfLast,
	"concatStringsSep": givesText, "concatMapStringsSep": givesText, "concatMapStrings": givesText, "concatLines": givesText,
	"optionalString": givesText, "toString": givesText, "boolToString": givesText, "escapeShellArg": givesText, "escapeShellArgs": givesText,
	"getExe": givesText, "getExe'": givesText, "removeSuffix": givesText, "removePrefix": givesText, "replaceStrings": givesText,
	"toLower": givesText, "toJSON": givesText, "toLua": givesText, "readFile": givesText,
	"mapAttrsToList": givesList, "attrNames": givesList, "attrValues": givesList, "filter": givesList, "flatten": givesList,
	"concatMap": givesList, "concatLists": givesList, "map": givesList, "unique": givesList, "remove": givesList, "imap": givesList,
	"splitString": givesList, "catAttrs": givesList, "attrVals": givesList, "subtractLists": givesList, "sort": givesList, "range": givesList,
	"elem": givesTruth, "any": givesTruth, "all": givesTruth, "hasInfix": givesTruth, "hasPrefix": givesTruth, "hasSuffix": givesTruth,
	"toInt": givesNumber, "mod": givesNumber, "count": givesNumber, "length": givesNumber,
	"mapAttrs": givesMapped, "genAttrs": givesMapped, "mapAttrs'": givesPaired, "listToAttrs": givesPaired,
}

// arity is how many arguments a function takes before it gives a value.
var arity = map[string]int{"mkIf": 2, "mkOverride": 2, "mkOrder": 2, "optionalAttrs": 2, "optionals": 2, "filterAttrs": 2, "optional": 2, "entryAfter": 2, "entryBefore": 2}

// call is what a function gives for its arguments.
func (r *reader) call(n *nixsyntax.Node, s *scope, path []string, depth int) []*yamldoc.Node {
	fn, args := n, []*nixsyntax.Node(nil)
	for fn.Kind == nixsyntax.Apply {
		fn, args = fn.Nodes[0], append([]*nixsyntax.Node{fn.Nodes[1]}, args...)
	}
	if b := s.find(fn.Text); fn.Kind == nixsyntax.Name && b != nil && b.node != nil {
		return r.apply(b, args, s, path, depth)
	}
	name := dotted(fn)
	name = name[strings.LastIndex(name, ".")+1:]
	last := args[len(args)-1]
	one := func(v *yamldoc.Node) []*yamldoc.Node { return []*yamldoc.Node{v} }
	kind := given[name]
	if len(args) < arity[name] {
		kind = 0
	}
	switch kind {
	case givesLastArgument, givesSetOfLast:
		return r.values(last, s, path, depth+1)
	case givesText:
		return one(r.scalar(yamldoc.Text, "/nix/store/x", n))
	case givesList:
		return one(r.list(n, nil))
	case givesListOfLast:
		return one(r.list(n, r.values(last, s, append(path, "*"), depth+1)))
	case givesTruth:
		return one(r.scalar(yamldoc.Bool, "true", n))
	case givesNumber:
		return one(r.scalar(yamldoc.Int, "1", n))
	case givesMapped:
		return r.mapped(n, args, name, s, path, depth)
	case givesPaired:
		return r.paired(n, args[0], s, path, depth)
	}
	if name == "mkMerge" || name == "mergeAttrsList" || name == "concatAttrs" {
		return r.merged(n, last, s, path, depth)
	}
	return one(r.hide(n, path))
}

// apply puts arguments into a function that the module itself has.
func (r *reader) apply(b *bound, args []*nixsyntax.Node, caller *scope, path []string, depth int) []*yamldoc.Node {
	node, s := b.node, b.scope
	for _, arg := range args {
		if node.Kind != nixsyntax.Lambda {
			return []*yamldoc.Node{r.hide(node, path)}
		}
		s = s.of(node.Param)
		if !node.Param.IsSet {
			s.names[node.Param.Name] = &bound{node: arg, scope: caller}
		}
		node = node.Body
	}
	return r.values(node, s, path, depth+1)
}

// mapped is a set whose names are computed.
func (r *reader) mapped(n *nixsyntax.Node, args []*nixsyntax.Node, name string, s *scope, path []string, depth int) []*yamldoc.Node {
	fn := args[0]
	if name == "genAttrs" && len(args) > 1 {
		fn = args[1]
	}
	at := r.at(n)
	var out []*yamldoc.Node
	for _, v := range r.made(fn, s, append(path, anyName), depth) {
		out = append(out, yamldoc.Collection(yamldoc.Map, at, []yamldoc.Entry{{Key: anyName, At: at, Value: v}}, nil))
	}
	return out
}

// made is what a function gives, whatever it is given.
func (r *reader) made(fn *nixsyntax.Node, s *scope, path []string, depth int) []*yamldoc.Node {
	if b := s.find(fn.Text); fn.Kind == nixsyntax.Name && b != nil && b.node != nil {
		fn, s = b.node, b.scope
	}
	for fn.Kind == nixsyntax.Lambda {
		fn, s = fn.Body, s.of(fn.Param)
	}
	return r.values(fn, s, path, depth+1)
}

// paired looks for pairs of a name and a value: { name = ..; value = ..; }, lib.nameValuePair NAME VALUE.
func (r *reader) paired(n, maker *nixsyntax.Node, s *scope, path []string, depth int) []*yamldoc.Node {
	var out []*yamldoc.Node
	add := func(name, value *nixsyntax.Node, s *scope) {
		key := anyName
		if name.Kind == nixsyntax.String && name.Plain() {
			key = name.Text
		}
		at := r.at(value)
		for _, v := range r.values(value, s, append(path, key), depth+1) {
			out = append(out, yamldoc.Collection(yamldoc.Map, at, []yamldoc.Entry{{Key: key, At: at, Value: v}}, nil))
		}
	}
	var look func(n *nixsyntax.Node, s *scope)
	look = func(n *nixsyntax.Node, s *scope) {
		switch {
		case n.Kind == nixsyntax.Lambda:
			look(n.Body, s.of(n.Param))
		case n.Kind == nixsyntax.Let:
			look(n.Body, s.let(n.Bindings))
		case n.Kind == nixsyntax.Set:
			var name, value *nixsyntax.Node
			for _, b := range n.Bindings {
				if len(b.Path) == 1 && b.Path[0].Name == "name" {
					name = b.Value
				}
				if len(b.Path) == 1 && b.Path[0].Name == "value" {
					value = b.Value
				}
			}
			if name != nil && value != nil {
				add(name, value, s)
			}
		case n.Kind == nixsyntax.Apply && n.Nodes[0].Kind == nixsyntax.Apply && strings.HasSuffix(dotted(n.Nodes[0].Nodes[0]), "nameValuePair"):
			add(n.Nodes[0].Nodes[1], n.Nodes[1], s)
		default:
			for _, inner := range n.Nodes {
				look(inner, s)
			}
		}
	}
	look(maker, s)
	if out == nil {
		return []*yamldoc.Node{r.hide(n, path)}
	}
	return out
}

// merged are the sets of a list, all of them.
func (r *reader) merged(n, list *nixsyntax.Node, s *scope, path []string, depth int) []*yamldoc.Node {
	if list.Kind == nixsyntax.List {
		var out []*yamldoc.Node
		for _, item := range list.Nodes {
			out = append(out, r.values(item, s, path, depth+1)...)
		}
		return out
	}
	if list.Kind == nixsyntax.Binary && list.Text == "++" {
		return append(r.merged(n, list.Nodes[0], s, path, depth+1), r.merged(n, list.Nodes[1], s, path, depth+1)...)
	}
	for fn := list; fn.Kind == nixsyntax.Apply; fn = fn.Nodes[0] { // lib.mapAttrsToList f set, map f list
		name := dotted(fn.Nodes[0])
		if strings.HasSuffix(name, "mapAttrsToList") || strings.HasSuffix(name, "map") {
			return r.made(fn.Nodes[1], s, path, depth)
		}
		if strings.HasSuffix(name, "concatMap") {
			lists, inner := fn.Nodes[1], s
			for lists.Kind == nixsyntax.Lambda {
				lists, inner = lists.Body, inner.of(lists.Param)
			}
			return r.merged(n, lists, inner, path, depth+1)
		}
	}
	return []*yamldoc.Node{r.hide(list, path)}
}

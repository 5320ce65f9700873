package lint

import (
	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Notes tells of what a manifest could leave out: values that would be the same if nobody had written them. Somebody may
// have written them all the same, so that they stay whatever a profile says later.
func Notes(h *resolve.Host) diag.List {
	r := redundancy{host: h}
	for _, key := range []string{"firmware", "system"} {
		r.value(h.Origins.Get(key), nil, &types.Type{}, key)
	}
	for _, m := range h.Modules {
		r.value(h.Origins.Get(m.Layer, m.Key), nil, m.Type, m.KeyPath())
	}
	for _, home := range h.Homes {
		for _, m := range home.Modules {
			r.value(h.Origins.Get(catalog.HomeLayer, home.User, m.Key), nil, m.Type, "home."+home.User+"."+m.Key)
		}
	}
	return r.diags
}

type redundancy struct {
	host  *resolve.Host
	diags diag.List
}

// value looks at what a key holds, whose default is known where it has one.
func (r *redundancy) value(v *resolve.Value, byDefault *yamldoc.Node, t *types.Type, path string) {
	switch {
	case v == nil || types.HasMistake(v.Node):
	case v.Node.Kind == yamldoc.Map && (t.Kind == types.Object || t.Kind == types.Map):
		for _, m := range v.Members {
			if inner, option := t.Of, t.Field(m.Key); t.Kind == types.Map {
				r.value(m.Value, nil, inner, path+"."+m.Key)
			} else if option != nil {
				r.value(m.Value, option.Default, option.Type, path+"."+m.Key)
			} else {
				r.value(m.Value, nil, &types.Type{Kind: types.Bool}, path)
			}
		}
	case v.Node.File() == r.host.Document.File:
		r.single(v, byDefault, path)
	}
}

// single looks at a single value or a list that the manifest itself holds. What stands for a module that a mapping switches
// on is not written anywhere.
func (r *redundancy) single(v *resolve.Value, byDefault *yamldoc.Node, path string) {
	at := v.Node.Range()
	if v.Node.IsScalar() && !v.Node.Quoted && at.Text() != v.Node.Text {
		return
	}
	switch {
	case len(v.Overrode) > 0 && v.Node.IsScalar() && yamldoc.Equal(v.Node, v.Overrode[0].Node):
		r.diags.Note(diag.Redundant, at, "%s is the same without this line", path).
			See(v.Overrode[0].Node.Range(), "%s", v.Overrode[0].Layer.Name).Help("remove it, unless it is to stay when that changes")
	case len(v.Overrode) == 0 && byDefault != nil && yamldoc.Equal(v.Node, byDefault):
		r.diags.Note(diag.Redundant, at, "%s is its default", path).Help("remove it, unless it is to stay when that changes")
	}
}

package provenance

import (
	"fmt"
	"slices"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Reason says why a module is on or off.
type Reason struct {
	Module *catalog.Module
	On     bool
	Said   []Said   // of its switch, strongest first; none where no document says anything
	Why    []Remark // what else decides: who requires it, what excludes it; what comes first is nearest
}

// short is the reason in a few words.
func (r *Reason) short() Remark {
	switch {
	case len(r.Why) > 0 && (len(r.Said) == 0 || r.Said[0].Default):
		return r.Why[0]
	case len(r.Said) > 0:
		return Remark{r.Said[0].By, r.Said[0].At}
	}
	return Remark{Text: "nobody switches it on"}
}

// reason finds out why a module is on or off. The path is that of the module in the manifest.
func (x *Explainer) reason(m *catalog.Module, on *resolve.Module, path []string) *Reason {
	r := &Reason{Module: m, On: on != nil}
	value := x.host.Resolved.Origins.Get(path...)
	if m.Entries {
		if value != nil && len(value.Members) > 0 {
			r.Said = []Said{x.said(resolve.Setting{Node: value.Members[0].At, Layer: value.Members[0].Value.Layer})}
		}
	} else if enable := value.Get("enable"); enable != nil {
		r.Said = append(r.Said, x.said(resolve.Setting{Node: enable.Node, Layer: enable.Layer}))
		for _, s := range enable.Overrode {
			r.Said = append(r.Said, x.said(s))
		}
	}
	if on != nil {
		x.sayRequired(r, on)
		x.sayFurther(r, on, path)
	} else {
		x.sayInTheWay(r)
	}
	return r
}

// sayRequired follows the chain of modules that require this one.
func (x *Explainer) sayRequired(r *Reason, on *resolve.Module) {
	for m := on; m.RequiredBy != nil; m = m.RequiredBy {
		by := m.RequiredBy
		if at := x.requirement(by.Module, m.ID()); at != nil {
			r.Why = append(r.Why, Remark{fmt.Sprintf("%s requires %s", by.KeyPath(), m.KeyPath()), x.place(at.Range())})
		} else {
			r.Why = append(r.Why, Remark{fmt.Sprintf("%s takes a secret from the fleet's store", by.KeyPath()), x.place(m.At)})
		}
		if by.RequiredBy == nil {
			r.Why = append(r.Why, Remark{by.KeyPath() + " is switched on", x.place(by.At)})
		}
	}
}

// sayFurther names other modules that would keep this one on.
func (x *Explainer) sayFurther(r *Reason, on *resolve.Module, path []string) {
	for _, m := range x.beside(path) {
		if m == on.RequiredBy {
			continue
		}
		if at := x.requirement(m.Module, on.ID()); at != nil {
			r.Why = append(r.Why, Remark{m.KeyPath() + " requires it, too", x.place(at.Range())})
		}
	}
}

// beside are the modules that are on together with one at a path.
func (x *Explainer) beside(path []string) []*resolve.Module {
	if path[0] != catalog.HomeLayer {
		return x.host.Resolved.Modules
	}
	for _, home := range x.host.Resolved.Homes {
		if home.User == path[1] {
			return home.Modules
		}
	}
	return nil
}

// requirement is where a module's interface requires another one, nil where it does not.
func (x *Explainer) requirement(m *catalog.Module, id string) *yamldoc.Node {
	if !slices.Contains(m.Requires, id) {
		return nil
	}
	return x.named(m, "requires", id)
}

// named is an item of a list of an interface.
func (x *Explainer) named(m *catalog.Module, key, text string) *yamldoc.Node {
	for _, item := range manifest.Items(x.interfaceOf(m).Get(key)) {
		if item.Text == text {
			return item
		}
	}
	return nil
}

// sayInTheWay says what a module that is off would collide with.
func (x *Explainer) sayInTheWay(r *Reason) {
	for _, on := range x.host.Resolved.Modules {
		switch at := x.named(r.Module, "conflicts", on.ID()); {
		case at != nil:
			r.Why = append(r.Why, Remark{"it cannot be on together with " + on.KeyPath() + ", which is", x.place(at.Range())})
			continue
		case slices.Contains(on.Conflicts, r.Module.ID()):
			r.Why = append(r.Why, Remark{on.KeyPath() + ", which is on, cannot be on together with it", x.place(x.named(on.Module, "conflicts", r.Module.ID()).Range())})
			continue
		}
		for _, slot := range r.Module.Provides {
			if slices.Contains(on.Provides, slot) {
				r.Why = append(r.Why, Remark{fmt.Sprintf("the host's %s is %s already", slot, on.KeyPath()), x.place(on.At)})
			}
		}
	}
}

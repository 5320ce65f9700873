package catalog

import (
	"maps"
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/types"
)

// check reports what an interface says that cannot work beside the other ones.
func (c *Catalog) check(m *Module, diags *diag.List) {
	for _, id := range append(slices.Clone(m.Requires), m.Conflicts...) {
		c.checkReference(m, id, diags)
	}
	for _, slot := range m.Slots() {
		if !slices.Contains(Slots(), slot) {
			diags.Add(diag.Interface, m.Interface.Top(), "there is no slot %s", diag.Quote(slot)).Help("%s", diag.DidYouMean(slot, Slots()))
		}
	}
	m.checkOptions(diags)
}

// slotsOf are the slots that options fill, those inside objects included.
func slotsOf(options []*types.Option) []string {
	var out []string
	for _, o := range options {
		if o.Provides != "" {
			out = append(out, o.Provides)
		}
		out = append(out, slotsOf(o.Type.Fields)...)
	}
	return out
}

// checkReference checks the id of another module that an interface names.
func (c *Catalog) checkReference(m *Module, id string, diags *diag.List) {
	other := c.byID[id]
	switch {
	case other == nil:
		diags.Add(diag.Interface, m.Interface.Top(), "there is no module %s", diag.Quote(id)).Help("%s", diag.DidYouMean(id, c.IDs()))
	case other.Ref == m.Ref:
		diags.Add(diag.Interface, m.Interface.Top(), "the module names itself under requires or conflicts")
	case (other.Layer == HomeLayer) != (m.Layer == HomeLayer):
		diags.Add(diag.Interface, m.Interface.Top(), "%s cannot require %s, or exclude it", m.id, id).
			Help("modules of a home and those of a host are switched on independently of each other")
	}
}

// fed are the keys of a manifest that a module may be given.
var fed = slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Keys(types.FromDisks)), types.FromKeep,
	[]string{"description", "firmware", "stateVersion", "system", types.FromProvider, types.FromSecrets, types.FromBootMirrors})))

// checkFact checks the facts that an option, or one inside it, takes from a hardware report.
func checkFact(m *Module, o *types.Option, diags *diag.List) {
	if o.Fact != "" && !slices.Contains(facts.Names(), o.Fact) {
		diags.Add(diag.Interface, m.Interface.Top(), "no hardware report has the fact %s, from which the option %s is filled", diag.Quote(o.Fact), diag.Quote(o.Name)).
			Help("%s", diag.DidYouMean(o.Fact, facts.Names()))
	}
	for _, field := range o.Type.Fields {
		checkFact(m, field, diags)
	}
}

// checkDisks checks that an option can be filled from the host's disks.
func checkDisks(m *Module, o *types.Option, diags *diag.List) {
	fields := types.FromDisks[o.From]
	if fields == nil {
		return
	}
	if o.Type.Kind != types.Map || o.Type.Of.Kind != types.Object {
		diags.Add(diag.Interface, m.Interface.Top(), "the option %s is filled from %s: it is a map of objects", diag.Quote(o.Name), diag.Quote(o.From))
		return
	}
	for _, field := range o.Type.Of.Fields {
		if !slices.Contains(fields, field.Name) {
			diags.Add(diag.Interface, m.Interface.Top(), "%s has nothing of the name %s, which the option %s asks for", diag.Quote(o.From), diag.Quote(field.Name), diag.Quote(o.Name)).
				Help("%s", diag.DidYouMean(field.Name, fields))
		}
	}
}

// checkOptions checks what options of a module may be filled with by panther.
func (m *Module) checkOptions(diags *diag.List) {
	for _, o := range m.Options() {
		if o.From != "" && !slices.Contains(fed, o.From) {
			diags.Add(diag.Interface, m.Interface.Top(), "the option %s cannot be filled from %s", diag.Quote(o.Name), diag.Quote(o.From)).
				Help("%s", diag.DidYouMean(o.From, fed))
		}
		checkFact(m, o, diags)
		checkDisks(m, o, diags)
		if o.Collect != nil && m.Entries {
			diags.Add(diag.Interface, m.Interface.Top(), "the option %s cannot collect: the module has entries", diag.Quote(o.Name))
			continue
		}
		for _, name := range o.Collect {
			if m.Type.Field(name) == nil {
				diags.Add(diag.Interface, m.Interface.Top(), "the option %s collects %s, which is no option", diag.Quote(o.Name), diag.Quote(name)).
					Help("%s", diag.DidYouMean(name, m.Type.FieldNames()))
			}
		}
	}
	if !m.Entries && m.Type.Field("enable") != nil {
		diags.Add(diag.Interface, m.Interface.Top(), "%s is there by itself", diag.Quote("enable"))
	}
}

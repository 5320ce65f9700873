package provenance

import (
	"slices"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Overview is what a host is made of.
type Overview struct {
	Layers  []LayerRecord // weakest first
	Modules []ModuleRecord
	Own     []Member // what the host's own manifest sets
	Facts   []Member // what the hardware report says and holds
}

// LayerRecord is a document that sets values of a host.
type LayerRecord struct {
	Name string
	At   Place   // the document
	Via  []Place // what brings it into the host
}

// ModuleRecord is a module that is on.
type ModuleRecord struct {
	Path   []string // in the manifest: services.podman, home.operator.git
	Module *catalog.Module
	Why    Remark
}

// Overview looks over a host.
func (x *Explainer) Overview() *Overview {
	h := x.host.Resolved
	o := &Overview{}
	if h.Report.Read() {
		o.Layers = append(o.Layers, LayerRecord{h.Report.LayerName(), x.place(h.Report.Facts.File.Top()), []Place{x.place(h.Report.At)}})
	}
	if d := x.fleetKey("defaults"); d != nil {
		o.Layers = append(o.Layers, LayerRecord{Name: "defaults", At: x.place(d.At.Range())})
	}
	for _, p := range h.Profiles {
		o.Layers = append(o.Layers, LayerRecord{"profile " + p.Name, x.place(p.File.Top()), x.via(p.Name)})
	}
	o.Layers = append(o.Layers, LayerRecord{Name: "host " + h.Name, At: x.place(h.Document.File.Top())})
	for _, m := range h.Modules {
		path := []string{m.Layer, m.Key}
		o.Modules = append(o.Modules, ModuleRecord{path, m.Module, x.reason(m.Module, m, path).short()})
	}
	for _, home := range h.Homes {
		for _, m := range home.Modules {
			path := []string{catalog.HomeLayer, home.User, m.Key}
			o.Modules = append(o.Modules, ModuleRecord{path, m.Module, x.reason(m.Module, m, path).short()})
		}
	}
	x.collect(o, h.Origins, nil)
	inOrder := func(a, b Member) int { return placeOf(a) - placeOf(b) }
	slices.SortStableFunc(o.Own, inOrder)
	slices.SortStableFunc(o.Facts, inOrder)
	return o
}

// collect finds what the host itself and its report say, down to single values and lists.
func (x *Explainer) collect(o *Overview, v *resolve.Value, path []string) {
	for _, m := range v.Members {
		at := append(append([]string{}, path...), m.Key)
		if m.Key == types.UnknownKey || types.Unusable(m.Value.Node) {
			continue
		}
		if m.Value.Node.Kind == yamldoc.Map && len(m.Value.Members) > 0 {
			x.collect(o, m.Value, at)
			continue
		}
		e := x.explainAt(at)
		own := func(s Said) bool { return s.At.File == x.host.Document.File }
		fact := func(s Said) bool { return resolve.IsReport(s.By) }
		switch {
		case isSwitchOfMapping(m):
		case said(e, own):
			o.Own = append(o.Own, Member{at, *e})
		case said(e, fact):
			o.Facts = append(o.Facts, Member{at, *e})
		}
	}
}

// isSwitchOfMapping tells whether a switch is on because something else is said of its module.
func isSwitchOfMapping(m resolve.Member) bool {
	return m.Key == "enable" && m.Value.Node.Text == "true" && m.Value.Range().Text() != "true"
}

func (x *Explainer) explainAt(path []string) *Explanation {
	option, t, _ := typeAt(x.fleet.Language.Host, path)
	return x.explain(path, x.host.Resolved.Origins.Get(path...), option, t)
}

// said tells whether what holds of a value was said by somebody: the value itself, or an item of the list.
func said(e *Explanation, by func(Said) bool) bool {
	if len(e.Items) > 0 {
		for _, item := range e.Items {
			if by(item) {
				return true
			}
		}
		return false
	}
	return len(e.Said) > 0 && by(e.Said[0])
}

// placeOf is the line of what holds, for an order that a person knows.
func placeOf(m Member) int {
	for _, s := range append(slices.Clone(m.Items), m.Said...) {
		return s.At.Start.Line
	}
	return 0
}

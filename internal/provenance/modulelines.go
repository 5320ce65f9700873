package provenance

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// moduleFile is the file of a module: its options follow from the interface, its body is its template.
func (t *Tracer) moduleFile(d *document, m *catalog.Module) {
	x := t.anyExplainer()
	t.layOut(d, "module.nix.tmpl")
	d.top = []Source{x.interfaceTop(m, Sets)}
	if m.Body != nil {
		d.top = append(d.top, Source{x.place(m.Body.Top()), Sets})
		x.layOutBody(d, m.Body)
	}
	for _, h := range t.result.Hosts {
		if slices.Contains(h.Modules, m) {
			d.top = append(d.top, Source{x.place(h.Document.File.Top()), Decides})
		}
	}
	own := append([]string{"options", "panther", m.Layer}, m.Key)
	d.origin = func(p []string, s *nix.Span) []Source {
		switch {
		case len(p) >= len(own) && slices.Equal(p[:len(own)], own):
			return x.declaration(m, p[len(own):])
		case p[0] == "options" || p[0] == "cfg":
			return []Source{x.interfaceTop(m, Declares)}
		case slices.Contains(p, "interfaces") && slices.Contains(p, "firewall"):
			return x.entrySource(x.interfaceOf(m).Entry("ports"), Declares)
		}
		return nil
	}
	d.frame = func(int) []Source { return []Source{x.interfaceTop(m, Declares)} }
}

// layOutBody finds the lines of a module's body in its template. What belongs to the frame stays with it.
func (x *Explainer) layOutBody(d *document, body *source.File) {
	template := linesOf(body)
	let := slices.IndexFunc(template, func(line string) bool { return strings.Contains(line, `{{ define "let" }}`) })
	from, to := bodyLines(d)
	main, letLines := slices.Clone(template), make([]string, len(template))
	if let >= 0 {
		end := let
		for depth := 0; end < len(template); end++ {
			letLines[end], main[end] = template[end], ""
			if strings.Contains(template[end], "{{ define") {
				depth++
			}
			if depth--; strings.Contains(template[end], "{{ end }}") && depth <= 0 {
				break
			}
			depth++
		}
	}
	text := linesOf(d.text)
	place := func(first, last int, template []string) {
		if first >= last {
			return
		}
		for i, line := range align(text[first:last], template) {
			if line > 0 {
				d.layout[first+i] = x.place(body.WholeLine(line))
			}
		}
	}
	place(from, to, main)
	first, last := letBlock(d)
	place(first, last, letLines)
}

// bodyLines are the lines of a module's body, from the first to behind the last, counted from 0.
func bodyLines(d *document) (from, to int) {
	for i := range d.outline.Spans {
		if s := &d.outline.Spans[i]; len(s.Path) == 1 && s.Path[0] == "config" {
			return s.First, s.Last - 1
		}
	}
	return 0, 0
}

// letBlock are the lines behind cfg = .. up to the line that says in, counted from 0.
func letBlock(d *document) (from, to int) {
	for i := range d.outline.Spans {
		if s := &d.outline.Spans[i]; len(s.Path) == 1 && s.Path[0] == "cfg" {
			from = s.Last
			break
		}
	}
	for to = from; to < d.text.Lines() && d.text.Line(to+1) != "in"; to++ {
	}
	return from, to
}

// declaration is the line of an interface behind a line of the options that it declares.
func (x *Explainer) declaration(m *catalog.Module, p []string) []Source {
	doc := x.interfaceOf(m)
	if len(p) == 0 || p[0] == "enable" && doc.Get("options").Get("enable") == nil && !m.Entries {
		return append(x.entrySource(doc.Entry("description"), Sets), x.interfaceTop(m, Declares))
	}
	at := doc.Entry("options")
	if m.Entries {
		if at = doc.Entry("entries"); len(p) > 0 && p[0] == "description" {
			at = doc.Entry("description")
		}
	}
	if out := x.declaredAt(at, m.Entries, p); len(out) > 0 {
		return out
	}
	return []Source{x.interfaceTop(m, Declares)}
}

// declaredAt follows the names of a declaration through an interface; fields is set where the next name is one.
func (x *Explainer) declaredAt(at *yamldoc.Entry, inside bool, p []string) []Source {
	if at == nil {
		return nil
	}
	out := x.entrySource(at, Declares)
	fields := at.Value
	if inside && (len(p) == 0 || p[0] != "type") {
		return out
	}
	for i, name := range p {
		switch {
		case name == "type" || name == "options" || nix.IsItem(name):
			continue
		case fields != nil && fields.Entry(name) != nil:
			at = fields.Entry(name)
			fields = fieldsOf(at.Value)
			out = []Source{{x.place(at.At.Range()), Declares}}
			continue
		case i > 0 && slices.Contains([]string{"default", "description", "example"}, name):
			if said := at.Value.Entry(name); said != nil {
				out = append(out, Source{x.place(said.At.Range()), Sets})
				for _, leaf := range leaves(said.Value) {
					out = append(out, Source{x.place(leaf.Range()), Sets})
				}
			}
			return out
		}
		return out
	}
	if p[len(p)-1] == "type" || nix.IsItem(p[len(p)-1]) {
		out = append(out, x.typeLines(at.Value)...)
	}
	return out
}

// fieldsOf are the fields of an option, of what a list or a map of it holds, nil for none.
func fieldsOf(n *yamldoc.Node) *yamldoc.Node {
	for ; n != nil; n = n.Get("of") {
		if fields := n.Get("fields"); fields != nil {
			return fields
		}
	}
	return nil
}

// typeLines are what an interface says of a type.
func (x *Explainer) typeLines(n *yamldoc.Node) []Source {
	if n.IsScalar() {
		return []Source{{x.place(n.Range()), Sets}}
	}
	var out []Source
	for _, key := range []string{"type", "values", "min", "max", "of"} {
		if e := n.Entry(key); e != nil {
			out = append(out, Source{x.place(e.At.Range()), Sets})
			if key == "of" {
				out = append(out, x.typeLines(e.Value)...)
				continue
			}
			for _, leaf := range leaves(e.Value) {
				out = append(out, Source{x.place(leaf.Range()), Sets})
			}
		}
	}
	return out
}

// collection is what a module collects from all hosts.
func (t *Tracer) collection(d *document, m *catalog.Module) {
	t.layOut(d, "collection.nix.tmpl")
	x := t.anyExplainer()
	d.top = []Source{x.interfaceTop(m, Sets)}
	for _, h := range t.result.Hosts {
		if h.Resolved != nil && h.Resolved.Module(m.ID()) != nil {
			d.top = append(d.top, t.explainer(h).isOn(h.Resolved.Module(m.ID()), []string{m.Layer, m.Key})...)
		}
	}
	takers := t.takers(d.text.Name, m)
	d.top = append(d.top, takers...)
	hosts := map[string]*Explainer{} // by item
	for _, s := range d.outline.Spans {
		if len(s.Path) == 2 && s.Path[1] == "host" {
			if h := t.result.Host(strings.Trim(s.Value, `"`)); h != nil {
				hosts[s.Path[0]] = t.explainer(h)
			}
		}
	}
	d.origin = func(p []string, s *nix.Span) []Source {
		of := hosts[p[0]]
		if of == nil {
			return nil
		}
		out := append(of.isOn(of.host.Resolved.Module(m.ID()), []string{m.Layer, m.Key}), takers...)
		if len(p) > 1 {
			out = append(out, of.collected(m, p[1])...)
		}
		return out
	}
	d.frame = func(int) []Source { return d.top }
}

// takers are the lines that have hosts take what is collected, without which nobody would collect it.
func (t *Tracer) takers(file string, m *catalog.Module) []Source {
	var out []Source
	for _, h := range t.hosts(file) {
		if h.Resolved == nil {
			continue
		}
		if on := h.Resolved.Module(m.ID()); on != nil {
			out = append(out, t.explainer(h).collects(on, collectPath(m.Options()))...)
		}
	}
	for i := range out {
		out[i].Role = Brings
	}
	return out
}

// collectPath is the path to the option that is filled from the fleet.
func collectPath(options []*types.Option) []string {
	for _, o := range options {
		if o.Collect != nil {
			return []string{o.Name}
		}
		if inner := collectPath(o.Type.Fields); inner != nil {
			return append([]string{o.Name}, inner...)
		}
	}
	return nil
}

// collected is where one value of a collected entry comes from.
func (x *Explainer) collected(m *catalog.Module, name string) []Source {
	switch name {
	case "host":
		return []Source{{x.place(x.host.Document.File.Top()), Sets}}
	case "name", "port":
		return x.metricPorts()
	}
	out := x.value(m.Layer, m.Key, name)
	return append(out, x.entrySource(x.optionEntry(m, name), Declares)...)
}

// metricPorts is where the ports come from that Prometheus is told of.
func (x *Explainer) metricPorts() []Source {
	var out []Source
	for _, p := range x.host.Resolved.Ports() {
		if !p.Metrics {
			continue
		}
		path := []string{p.Module.Layer, p.Module.Key}
		out = append(out, x.isOn(p.Module, path)...)
		out = append(out, x.entrySource(x.interfaceOf(p.Module.Module).Entry("ports"), Declares)...)
		if p.Option != nil {
			out = append(out, x.value(append(path, p.Option...)...)...)
			out = append(out, x.entrySource(x.optionEntry(p.Module.Module, p.Option...), Declares)...)
		}
		for _, c := range p.When {
			out = append(out, x.value(append(slices.Clone(path), c.Option...)...)...)
		}
	}
	return out
}

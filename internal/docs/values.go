package docs

import (
	"slices"

	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/provenance"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// setValue is a value that somebody set, with who set it and what it took the place of.
type setValue struct {
	Path  string
	Text  string
	Steps []step // that made it; of a list, each added something
	Over  []step // that it took the place of, the strongest first; the module's default comes last
}

// step is what one document says.
type step struct {
	Text string
	By   string // "host web1", "profile server", "defaults"
	At   source.Range
}

// explainer answers where values of a host come from. What it has read of interfaces serves all hosts.
func (s *Site) explainer(h *pipeline.Host) *provenance.Explainer {
	if s.explainers[h] == nil {
		if s.first == nil {
			s.first = provenance.New(s.fleet, h)
		}
		s.explainers[h] = s.first.Of(h)
	}
	return s.explainers[h]
}

// valuesOf lists the single values and lists below a path that somebody set, in the order in which they are declared or
// written. They are named from the path on.
func (s *Site) valuesOf(h *pipeline.Host, path ...string) []setValue {
	e, err := s.explainer(h).Explain(path)
	if err != nil { // there is nothing
		return nil
	}
	if e.Members == nil {
		return appendSet(nil, path[len(path)-1:], e)
	}
	var out []setValue
	for _, m := range e.Members {
		out = appendSet(out, m.Path, &m.Explanation)
	}
	return out
}

// named puts a path in front of the names of values.
func named(path string, values []setValue) []setValue {
	for i := range values {
		values[i].Path = path + "." + values[i].Path
	}
	return values
}

// appendSet adds a value, unless it is what holds where nobody says anything.
func appendSet(out []setValue, path []string, e *provenance.Explanation) []setValue {
	name := path[len(path)-1]
	v := setValue{Path: provenance.PathText(path)}
	said := e.Said
	for _, item := range e.Items {
		added := stepOf(name, item)
		if last := len(v.Steps) - 1; last >= 0 && v.Steps[last].At.File == added.At.File && v.Steps[last].At.Start.Line == added.At.Start.Line {
			v.Steps[last].Text += ", " + added.Text
			continue
		}
		v.Steps = append(v.Steps, added)
	}
	switch {
	case e.Value == nil || v.Steps == nil && (len(said) == 0 || said[0].Default):
		return out
	case v.Steps == nil:
		v.Steps, said = []step{stepOf(name, said[0])}, said[1:]
	}
	v.Text = shown(name, e.Value)
	for _, one := range said {
		nothing := one.Default && one.At.IsZero() && one.Node != nil && one.Node.Kind == yamldoc.Null
		if one.Node != nil && !nothing && !addedTo(v.Steps, one) {
			v.Over = append(v.Over, stepOf(name, one))
		}
	}
	return append(out, v)
}

// addedTo tells whether what a document says is a part of the list, and nothing that the list took the place of.
func addedTo(steps []step, said provenance.Said) bool {
	if len(steps) == 1 && said.Node.Kind != yamldoc.List {
		return false
	}
	return slices.ContainsFunc(steps, func(s step) bool { return s.By == said.By })
}

func stepOf(name string, said provenance.Said) step {
	out := step{Text: shown(name, said.Node), By: said.By, At: said.At.Range}
	switch {
	case resolve.IsReport(out.By):
		out.By = "hardware report"
	case said.Default:
		out.By = theDefault
	}
	return out
}

// shown is a value on one line. What looks like a secret, or like something to guess one from, is left out.
func shown(name string, n *yamldoc.Node) string {
	if n.Kind == yamldoc.Null {
		return "null"
	}
	return secrets.MaskValue(name, inline(n.Plain()))
}

// theDefault is who says what holds where nobody says anything.
const theDefault = "the default"

// valuesGrid shows values, each with the line that set it and what it took the place of.
func (s *Site) valuesGrid(values []setValue) grid {
	g := grid{Class: "values", Head: []string{"option", "value", "set by", "instead of"}}
	for _, v := range values {
		by := make([]line, 0, len(v.Steps))
		for _, one := range v.Steps {
			said := s.place(one.At, one.By)
			if len(v.Steps) > 1 {
				said = joined(": ", codes(one.Text), said)
			}
			by = append(by, said)
		}
		over := make([]line, 0, len(v.Over))
		for _, one := range v.Over {
			over = append(over, s.overridden(one))
		}
		g.Rows = append(g.Rows, gridRow{Cells: []line{codes(v.Path), codes(v.Text), joined("\n", by...), joined("\n", over...)}})
	}
	return g
}

// overridden is what a value took the place of.
func (s *Site) overridden(one step) line {
	if one.Text == "null" && one.By == theDefault {
		return s.place(one.At, "no default")
	}
	return joined(" of ", codes(one.Text), s.place(one.At, one.By))
}

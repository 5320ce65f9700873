package docs

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// setValue is a value that somebody set, with who set it and what it took the place of.
type setValue struct {
	Path  string
	Text  string
	Steps []step // that made it; of a list, each added something
	Over  []step // that it took the place of, the strongest first
}

// step is what one layer wrote.
type step struct {
	Text string
	By   string // "host web1", "profile server", "defaults"
	At   source.Range
}

// valuesOf lists the single values and lists in a value, in the order written.
func valuesOf(path string, v *resolve.Value) []setValue {
	switch {
	case v == nil || v.Node == nil || types.Unusable(v.Node):
		return nil
	case v.Node.Kind == yamldoc.Map && v.Node.Tag == "" && len(v.Members) > 0:
		var out []setValue
		for _, m := range v.Members {
			out = append(out, valuesOf(joinPath(path, m.Key), m.Value)...)
		}
		return out
	case v.Node.Kind == yamldoc.List:
		return []setValue{listValue(path, v)}
	}
	return []setValue{{Path: path, Text: shown(path, v.Node), Steps: []step{stepOf(path, v.Node, v.Layer)}, Over: stepsOf(path, v.Overrode)}}
}

// listValue is a list, to which several layers may have added.
func listValue(path string, v *resolve.Value) setValue {
	out := setValue{Path: path, Over: stepsOf(path, v.Overrode)}
	var all []string
	for _, item := range v.Items {
		text := shown(path, item.Node)
		all = append(all, text)
		added := stepOf(path, item.Node, item.Layer)
		if last := len(out.Steps) - 1; last >= 0 && out.Steps[last].At.File == added.At.File && out.Steps[last].At.Start.Line == added.At.Start.Line {
			out.Steps[last].Text += ", " + text
			continue
		}
		out.Steps = append(out.Steps, added)
	}
	out.Text = "[" + strings.Join(all, ", ") + "]"
	if out.Steps == nil {
		out.Steps = []step{stepOf(path, v.Node, v.Layer)}
	}
	// a list that was added to is no value of its own that something took the place of
	out.Over = slices.DeleteFunc(out.Over, func(over step) bool {
		return slices.ContainsFunc(out.Steps, func(s step) bool { return s.By == over.By })
	})
	return out
}

func stepsOf(path string, settings []resolve.Setting) []step {
	var out []step
	for _, s := range settings {
		if s.Node != nil && !types.Unusable(s.Node) {
			out = append(out, stepOf(path, s.Node, s.Layer))
		}
	}
	return out
}

func stepOf(path string, n *yamldoc.Node, layer *resolve.Layer) step {
	out := step{Text: shown(path, n), At: n.Range()}
	if layer != nil {
		out.By = layer.Name
	}
	if strings.HasPrefix(out.By, "report ") {
		out.By = "hardware report"
	}
	return out
}

// shown is a value on one line. What looks like a secret, or like something to guess one from, is left out.
func shown(path string, n *yamldoc.Node) string {
	if n.Kind == yamldoc.Null {
		return "null"
	}
	text := inline(n.Plain())
	if strings.HasSuffix(strings.ToLower(path), "hashedpassword") && n.Kind == yamldoc.Text {
		return hidden
	}
	name := path[strings.LastIndexByte(path, '.')+1:] + ": "
	return strings.TrimPrefix(secrets.Mask(name+text), name)
}

// hidden stands for what is not shown.
const hidden = "***"

// joinPath adds a name to a path, in quotes where it would be read as several.
func joinPath(path, name string) string {
	if strings.ContainsAny(name, ". \"") || name == "" {
		name = `"` + strings.ReplaceAll(name, `"`, `\"`) + `"`
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

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
			over = append(over, joined(" of ", codes(one.Text), s.place(one.At, one.By)))
		}
		g.Rows = append(g.Rows, gridRow{Cells: []line{codes(v.Path), codes(v.Text), joined("\n", by...), joined("\n", over...)}})
	}
	return g
}

package cli

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/provenance"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/term"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// columns are lines whose parts stand below each other. Colours, which take no width, are laid on when all is measured.
type columns struct {
	indent string
	rows   [][]cell
}

type cell struct {
	text  string
	paint func(string) string
}

func (c *columns) add(cells ...cell) { c.rows = append(c.rows, cells) }

func plainCell(text string) cell { return cell{text: text} }

// print pads all but the last part of a line; what is longer than most pads no other line.
func (c *columns) print(w io.Writer) {
	const most = 44
	var widths []int
	for _, row := range c.rows {
		for i, part := range row {
			if len(widths) <= i {
				widths = append(widths, 0)
			}
			if width := utf8.RuneCountInString(part.text); width <= most {
				widths[i] = max(widths[i], width)
			}
		}
	}
	for _, row := range c.rows {
		var b strings.Builder
		b.WriteString(c.indent)
		pad := 0
		for i, part := range row {
			if part.text == "" && i > 0 {
				pad += widths[i] + 2
				continue
			}
			b.WriteString(strings.Repeat(" ", pad))
			text := part.text
			if part.paint != nil {
				text = part.paint(text)
			}
			b.WriteString(text)
			pad = max(widths[i]-utf8.RuneCountInString(part.text), 0) + 2
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}

// placeText names a place, and that it comes with panther where it does.
func placeText(p provenance.Place) string {
	switch {
	case p.IsZero():
		return ""
	case p.Ours:
		return fmt.Sprintf("%s:%d (comes with panther)", p.File.Name, p.Start.Line)
	}
	return fmt.Sprintf("%s:%d", p.File.Name, p.Start.Line)
}

// among is the text of one of many values: on a terminal no longer than can be read.
func (a *app) among(name string, n *yamldoc.Node) string {
	text := valueText(name, n)
	if a.OutTerminal {
		return diag.Shortened(text, 70)
	}
	return text
}

// valueText is a value on one line.
func valueText(name string, n *yamldoc.Node) string {
	if n == nil {
		return ""
	}
	if n.Kind == yamldoc.Null && n.Tag == "" {
		return "nothing"
	}
	return secrets.MaskValue(name, yamldoc.Line(n))
}

// byText names who said something.
func byText(layer string) string {
	if resolve.IsReport(layer) {
		return "hardware report"
	}
	return layer
}

func (a *app) printExplanation(host string, e *provenance.Explanation) {
	styles := a.outStyles()
	name := lastName(e.Path)
	title := host + ": " + provenance.PathText(e.Path)
	if e.Value != nil && len(e.Members) == 0 && e.Module == nil {
		text := valueText(name, e.Value)
		if len(e.Items) > 0 { // each stands below
			text = a.among(name, e.Value)
		}
		title += " = " + text
	}
	fmt.Fprintln(a.Out, styles.Strong(title))
	if e.Description != "" {
		fmt.Fprintln(a.Out, "  "+e.Description)
	}
	if e.Module != nil {
		a.printReason(e.Module, styles)
	}
	if len(e.Items) > 0 {
		fmt.Fprintln(a.Out)
		a.printItems(name, e.Items, styles)
	}
	if len(e.Said) > 0 {
		fmt.Fprintln(a.Out)
		a.printLadder(name, e.Said, len(e.Items) > 0, styles)
	}
	if len(e.Members) > 0 {
		fmt.Fprintln(a.Out)
		a.printMembers(e.Members, styles)
	}
	a.printRemarks(e.Remarks, styles)
	if e.Value == nil && e.Module == nil && len(e.Said)+len(e.Items)+len(e.Members)+len(e.Remarks) == 0 {
		fmt.Fprintln(a.Out, "  nobody says anything about it")
	}
}

// printLadder prints what holds first, and below it what that took the place of.
func (a *app) printLadder(name string, said []provenance.Said, replaced bool, styles term.Styles) {
	rows := columns{indent: "  "}
	for i, s := range said {
		mark, paint := "=", styles.Good
		if i > 0 || replaced {
			mark, paint = "-", styles.Quiet
		}
		rows.add(cell{mark + " " + valueText(name, s.Node), paint}, plainCell(byText(s.By)), cell{placeText(s.At), styles.Quiet})
	}
	rows.print(a.Out)
}

func (a *app) printItems(name string, items []provenance.Said, styles term.Styles) {
	rows := columns{indent: "  "}
	for _, s := range items {
		rows.add(cell{"+ " + valueText(name, s.Node), styles.Good}, plainCell(byText(s.By)), cell{placeText(s.At), styles.Quiet})
		for _, other := range s.Also {
			rows.add(plainCell("  too"), plainCell(byText(other.By)), cell{placeText(other.At), styles.Quiet})
		}
	}
	rows.print(a.Out)
}

func (a *app) printReason(r *provenance.Reason, styles term.Styles) {
	state := styles.Good("on")
	if !r.On {
		state = styles.Careful("off")
		if len(r.Said) == 0 && len(r.Why) == 0 {
			state += ": nobody switches it on"
		}
	}
	fmt.Fprintf(a.Out, "\n  %s\n", state)
	rows := columns{indent: "  "}
	for i, s := range r.Said {
		mark := "="
		if i > 0 {
			mark = "-"
		}
		word := "switches it on"
		switch {
		case r.Module.Entries:
			word = "has entries"
		case s.Node.Text == "false":
			word = "switches it off"
		}
		rows.add(plainCell(mark+" "+byText(s.By)+" "+word), cell{placeText(s.At), styles.Quiet})
	}
	for _, w := range r.Why {
		rows.add(plainCell("  "+w.Text), cell{placeText(w.At), styles.Quiet})
	}
	rows.print(a.Out)
}

// printMembers prints what holds inside a mapping, and under each value what it took the place of. What nobody sets, and
// is nothing then, is named at the end.
func (a *app) printMembers(members []provenance.Member, styles term.Styles) {
	rows, unset := columns{indent: "  "}, []string{}
	for _, m := range members {
		if isUnset(m) {
			unset = append(unset, provenance.PathText(m.Path))
			continue
		}
		a.addMember(&rows, m, styles)
	}
	rows.print(a.Out)
	if len(unset) > 0 {
		fmt.Fprintf(a.Out, "  %s %s\n", styles.Quiet("not set:"), strings.Join(unset, ", "))
	}
}

// isUnset tells whether nobody says anything of a value, and there is nothing by itself.
func isUnset(m provenance.Member) bool {
	if len(m.Items) > 0 || len(m.Remarks) > 0 || len(m.Said) != 1 || !m.Said[0].Default {
		return false
	}
	n := m.Said[0].Node
	return n.Kind == yamldoc.Null || !n.IsScalar() && len(n.Items)+len(n.Entries) == 0
}

func (a *app) addMember(rows *columns, m provenance.Member, styles term.Styles) {
	name, shown := lastName(m.Path), cell{provenance.PathText(m.Path), styles.Strong}
	add := func(parts ...cell) {
		rows.add(append([]cell{shown}, parts...)...)
		shown = plainCell("")
	}
	for _, s := range m.Items {
		add(cell{"+ " + a.among(name, s.Node), styles.Good}, plainCell(byText(s.By)), cell{placeText(s.At), styles.Quiet})
		for _, other := range s.Also {
			add(plainCell("  too"), plainCell(byText(other.By)), cell{placeText(other.At), styles.Quiet})
		}
	}
	for i, s := range m.Said {
		mark, paint := "= ", styles.Good
		switch {
		case i > 0 && s.Default && s.Node.Kind == yamldoc.Null:
			continue
		case i > 0 || len(m.Items) > 0:
			mark, paint = "- ", styles.Quiet
		}
		add(cell{mark + a.among(name, s.Node), paint}, plainCell(byText(s.By)), cell{placeText(s.At), styles.Quiet})
	}
	if len(m.Items)+len(m.Said) == 0 && m.Value != nil {
		add(plainCell("= " + a.among(name, m.Value)))
	}
	for _, r := range m.Remarks {
		add(plainCell("  "+r.Text), plainCell(""), cell{placeText(r.At), styles.Quiet})
	}
}

func (a *app) printRemarks(remarks []provenance.Remark, styles term.Styles) {
	for _, r := range remarks {
		fmt.Fprintln(a.Out, strings.TrimRight("  "+r.Text+"  "+styles.Quiet(placeText(r.At)), " "))
	}
}

func (a *app) printOverview(h *pipeline.Host, o *provenance.Overview) {
	styles := a.outStyles()
	fmt.Fprintln(a.Out, styles.Strong(h.Name)+"  "+h.Document.File.Name)
	fmt.Fprintln(a.Out, "\nwhat says something, strongest last")
	rows := columns{indent: "  "}
	for _, l := range o.Layers {
		named := ""
		if len(l.Via) > 0 {
			named = "named in " + placeText(l.Via[0])
		}
		rows.add(plainCell(byText(l.Name)), cell{placeText(l.At), styles.Quiet}, cell{named, styles.Quiet})
	}
	rows.print(a.Out)
	fmt.Fprintln(a.Out, "\nmodules that are on, and why")
	rows = columns{indent: "  "}
	for _, m := range o.Modules {
		rows.add(cell{provenance.PathText(m.Path), styles.Strong}, plainCell(m.Why.Text), cell{placeText(m.Why.At), styles.Quiet})
	}
	rows.print(a.Out)
	if len(o.Own) > 0 {
		fmt.Fprintln(a.Out, "\nwhat the host itself says")
		a.printMembers(withoutDefaults(o.Own), styles)
	}
	if len(o.Facts) > 0 {
		fmt.Fprintln(a.Out, "\nwhat its hardware report says")
		a.printMembers(withoutDefaults(o.Facts), styles)
	}
}

// withoutDefaults leaves out what holds where nobody says anything, unless somebody else was overridden, too: what the
// host adds is asked for.
func withoutDefaults(members []provenance.Member) []provenance.Member {
	var out []provenance.Member
	for _, m := range members {
		if last := len(m.Said) - 1; last > 0 && m.Said[last].Default {
			m.Said = m.Said[:last]
		}
		m.Remarks = nil
		out = append(out, m)
	}
	return out
}

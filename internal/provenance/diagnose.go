package provenance

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/types"
)

// Disk is what is known of the fleet's folder: the content of a file of the tree, and of a file that a person wrote; nil
// where it is not there.
type Disk struct {
	Rendered func(file string) []byte
	Written  func(file string) []byte
}

// Diagnose turns what Nix said against a host into diagnostics on the documents behind it. What has no place in them is
// returned as Nix said it.
func (t *Tracer) Diagnose(h *pipeline.Host, complaint string, disk Disk) (found diag.List, rest []string) {
	for _, c := range ReadComplaints(complaint) {
		d := t.diagnose(h, c, disk)
		if d == nil {
			rest = append(rest, c.kind()+c.Text)
			continue
		}
		found = append(found, *d)
	}
	return found, rest
}

// kind is what a complaint is that has no place.
func (c Complaint) kind() string {
	switch {
	case c.Warning:
		return "warning: "
	case c.Assertion:
		return "failed assertion: "
	}
	return "error: "
}

// diagnose finds the place of a complaint: where Nix says that it is, where the option is set that it names, or what the
// option is called in the manifest.
func (t *Tracer) diagnose(h *pipeline.Host, c Complaint, disk Disk) *diag.Diagnostic {
	g := &guess{tracer: t, host: h, disk: disk, said: c}
	g.byPlace(false)
	g.byDefinition()
	g.byPlace(true)
	g.byOption()
	g.byInput()
	if g.at.IsZero() {
		return nil
	}
	code, severity := diag.NixEvaluation, diag.Error
	switch {
	case c.Warning:
		code, severity = diag.NixWarning, diag.Warning
	case c.Assertion:
		code = diag.NixAssertion
	}
	message, hint := sentence(c.Text)
	d := &diag.Diagnostic{Code: code, Severity: severity, Message: message, Hint: hint, Range: g.at.Range}
	if g.at.Ours {
		d.Label = "comes with panther"
	}
	for _, r := range g.related {
		d.See(r.At.Range, "%s", r.Text)
	}
	return d
}

// guess is a complaint on its way to a place.
type guess struct {
	tracer *Tracer
	host   *pipeline.Host
	disk   Disk
	said   Complaint

	at      Place
	related []Remark
}

// take takes a place unless there is one already.
func (g *guess) take(at Place, rendered *Answer) bool {
	if !g.at.IsZero() || at.IsZero() {
		return false
	}
	g.at = at
	if rendered != nil {
		g.see(rendered)
	}
	return true
}

// see adds the rendered line.
func (g *guess) see(a *Answer) {
	if d := g.tracer.document(a.File); d != nil && a.Line > 0 {
		g.related = append(g.related, Remark{"rendered here", Place{Range: d.text.WholeLine(a.Line)}})
	}
}

// InTree is the file of the tree that a path ends with, "" for none.
func (t *Tracer) InTree(name string) string {
	for name != "" {
		if t.result.Tree.Has(name) {
			return name
		}
		_, name, _ = strings.Cut(name, "/")
	}
	return ""
}

// best is the line of an answer to point at: the nearest one of the fleet's own documents, of a module the line that has the
// host use it, or else what comes with panther.
func (g *guess) best(a *Answer) Place {
	for _, s := range a.Sources {
		if !s.Ours && s.Role != Declares && s.Role != LaysOut {
			return s.Place
		}
	}
	if at := g.moduleOf(a.File); !at.IsZero() {
		for _, s := range a.Sources {
			g.related = append(g.related, Remark{"it is said here", s.Place})
			break
		}
		return at
	}
	for _, s := range a.Sources {
		return s.Place
	}
	return Place{}
}

// moduleOf is the line that switches on the module whose file it is.
func (g *guess) moduleOf(file string) Place {
	x := g.tracer.explainer(g.host)
	for _, m := range g.host.Resolved.Modules {
		if m.File() == file {
			return x.switchedOn(x.reason(m.Module, m, []string{m.Layer, m.Key}))
		}
	}
	for _, home := range g.host.Resolved.Homes {
		for _, m := range home.Modules {
			if m.File() == file {
				return x.switchedOn(x.reason(m.Module, m, []string{"home", home.User, m.Key}))
			}
		}
	}
	return Place{}
}

// switchedOn is the line of the fleet that switches a module on, if only by naming a profile.
func (x *Explainer) switchedOn(r *Reason) Place {
	places := []Place{r.short().At}
	for _, s := range r.Said {
		places = append(append(places, s.At), s.Via...)
	}
	for _, w := range r.Why {
		places = append(places, w.At)
	}
	for _, p := range places {
		if !p.IsZero() && !p.Ours {
			return p
		}
	}
	return places[0]
}

// byDefinition looks for the definitions that Nix lists in the files that it names. The further ones are shown beside.
func (g *guess) byDefinition() {
	for _, d := range g.said.Defined {
		g.definedIn(d.In, "defined here: "+diag.Shortened(d.Value, 40))
	}
	for _, spot := range g.said.Places {
		if spot.Line == 0 && g.at.IsZero() {
			g.definedIn(spot, "defined here")
		}
	}
}

func (g *guess) definedIn(spot Spot, label string) {
	if file := g.inTree(spot); file != "" {
		a := g.bound(file)
		if a == nil {
			return
		}
		at := g.best(a)
		if !g.take(at, a) {
			g.related = append(g.related, Remark{label, at})
		}
		return
	}
	if at := g.written(spot); !g.take(at, nil) {
		g.related = append(g.related, Remark{label, at})
	}
}

// bound is where a file binds one of the options that the complaint names; nil for nowhere.
func (g *guess) bound(file string) *Answer {
	d := g.tracer.document(file)
	if line := g.lineOf(d.outline); line > 0 {
		if a, err := g.tracer.Why(file, line); err == nil {
			return a
		}
	}
	return nil
}

// lineOf is where one of the options is bound that the complaint names, 0 for nowhere.
func (g *guess) lineOf(o *nix.Outline) int {
	for _, option := range g.said.Options {
		if s := binding(o, option); s != nil {
			return s.First
		}
	}
	return 0
}

// binding finds where an option is bound in a file: the longest path that leads to it, or the first one that it leads to.
func binding(o *nix.Outline, option string) *nix.Span {
	path := optionPath(option)
	var best *nix.Span
	length := 0
	for i := range o.Spans {
		s := &o.Spans[i]
		bound := withoutItems(s.Path)
		if len(bound) > 0 && bound[0] == "config" {
			bound = bound[1:]
		}
		for _, wanted := range [][]string{path, withoutHome(path)} {
			n := common(bound, wanted)
			if n > length && (n == len(wanted) || n == len(bound)) {
				best, length = s, n
			}
		}
	}
	return best
}

// optionPath takes the name of an option apart. What Nix adds for an entry of a list, [definition 1-entry 2], goes.
func optionPath(option string) []string {
	path, err := types.SplitPath(option)
	if err != nil {
		path = strings.Split(option, ".")
	}
	return slices.DeleteFunc(path, nix.IsItem)
}

// withoutHome is the path of an option as a module of a home knows it.
func withoutHome(path []string) []string {
	if len(path) > 3 && path[0] == "home-manager" && path[1] == "users" {
		return path[3:]
	}
	return path
}

func common(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// byOption looks for options that Nix names in all files that the host uses, then among the keys of the manifest.
func (g *guess) byOption() {
	for _, option := range append(slices.Clone(g.said.Options), g.words()...) {
		if !g.at.IsZero() {
			return
		}
		g.option(option)
	}
}

func (g *guess) option(option string) {
	path := optionPath(option)
	if len(path) > 2 && path[0] == "panther" {
		if e, err := g.tracer.explainer(g.host).Explain(path[1:]); err == nil && len(e.Said) > 0 && g.take(e.Said[0].At, nil) {
			return
		}
	}
	for _, file := range pipeline.UsesOf(g.host) {
		d := g.tracer.document(file)
		if d == nil || file == "flake.nix" {
			continue
		}
		s := binding(d.outline, option)
		if s == nil || common(withoutConfig(s.Path), path) < min(len(path), 2) && common(withoutConfig(s.Path), withoutHome(path)) < 2 {
			continue
		}
		if a, err := g.tracer.Why(file, s.First); err == nil && g.take(g.best(a), a) {
			return
		}
	}
}

func withoutConfig(path []string) []string {
	if len(path) > 0 && path[0] == "config" {
		return path[1:]
	}
	return path
}

// words are what look like options in a text that names none: those of assertions and warnings.
func (g *guess) words() []string {
	if !g.said.Assertion && !g.said.Warning {
		return nil
	}
	var out []string
	for word := range strings.FieldsFuncSeq(g.said.Text, func(r rune) bool { return strings.ContainsRune(" \t\n`'\",;()=", r) }) {
		if word = strings.TrimRight(word, ".:"); strings.Count(word, ".") > 0 && !strings.Contains(word, "/") {
			out = append(out, word)
		}
	}
	return out
}

// byInput looks for an input of the flake that Nix could not fetch, or that is another one than the lock says.
func (g *guess) byInput() {
	about := func(word string) bool { return strings.Contains(g.said.Text, word) }
	if !g.at.IsZero() || !slices.ContainsFunc([]string{"input", "fetch", "download", "NAR hash"}, about) {
		return
	}
	d := g.tracer.document("flake.nix")
	if d == nil {
		return
	}
	for i := range d.outline.Spans {
		s := &d.outline.Spans[i]
		if len(s.Path) != 3 || s.Path[0] != "inputs" || s.Path[2] != "url" {
			continue
		}
		url := strings.Trim(s.Value, `"`)
		if !strings.Contains(g.said.Text, url) && !strings.Contains(g.said.Text, "'"+s.Path[1]+"'") && !strings.Contains(g.said.Text, ownerOf(url)) {
			continue
		}
		if a, err := g.tracer.Why("flake.nix", s.First); err == nil && g.take(g.best(a), a) {
			return
		}
	}
}

// ownerOf is the part of the address of a flake by which others are told apart: owner/name.
func ownerOf(url string) string {
	_, rest, _ := strings.Cut(url, ":")
	parts := strings.SplitN(rest, "/", 3)
	return strings.Join(parts[:min(len(parts), 2)], "/")
}

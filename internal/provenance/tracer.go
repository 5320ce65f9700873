package provenance

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Role is what a line has to do with a rendered one.
type Role string

// The roles, the nearest first.
const (
	Sets       Role = "set"        // it says what the rendered line says
	Decides    Role = "decided"    // that the line is there, or what it says, follows from it
	Overridden Role = "overridden" // it said something else, and another one was stronger
	Brings     Role = "brought"    // it names the profile or the module that says it
	Declares   Role = "declared"   // the interface of the module
	LaysOut    Role = "laid out"   // the template
)

// Source is a line that a rendered line comes from.
type Source struct {
	Place
	Role Role
}

// Answer says where a rendered line comes from.
type Answer struct {
	File        string // in the tree
	Line        int    // 0 for the file as a whole
	Text        string // of the line
	Path        string // of what is bound there, "" for the frame around everything
	First, Last int    // the lines of what is bound there
	Sources     []Source
}

// ErrNoLine says that a file of the tree ends earlier.
var ErrNoLine = errors.New("the file has no such line")

var errNotRendered = errors.New("panther does not render it")

// Tracer answers where the lines of a tree come from. It works from a result whose hosts were kept and rendered, and is
// not for several goroutines at once.
type Tracer struct {
	fleet  *pipeline.Fleet
	result *pipeline.Result

	explainers map[*pipeline.Host]*Explainer
	documents  map[string]*document
}

// NewTracer returns a tracer of a rendered fleet.
func NewTracer(f *pipeline.Fleet, r *pipeline.Result) *Tracer {
	return &Tracer{fleet: f, result: r, explainers: map[*pipeline.Host]*Explainer{}, documents: map[string]*document{}}
}

// document is a rendered file with what is known of its lines.
type document struct {
	text    *source.File
	outline *nix.Outline
	layout  []Place // of each line: the line of the template that places it; zero where it cannot be told

	origin func(p []string, s *nix.Span) []Source // where what is bound at a path comes from
	frame  func(line int) []Source                // where a line comes from that nothing is bound on; nil: the template alone
	top    []Source                               // what the file as a whole is rendered from, but for its template
	form   Place                                  // its template
}

// Why says where a line comes from; 0 stands for the file as a whole.
func (t *Tracer) Why(file string, line int) (*Answer, error) {
	d := t.document(file)
	if d == nil {
		return nil, errNotRendered
	}
	if line < 0 || line > d.text.Lines() {
		return nil, ErrNoLine
	}
	a := &Answer{File: file, Line: line, Text: d.text.Line(line), First: 1, Last: d.text.Lines()}
	if line <= 1 {
		a.Sources = tidy(append(slices.Clone(d.top), Source{d.form, LaysOut}))
		return a, nil
	}
	s := d.outline.At(line)
	if s == nil {
		if d.frame != nil {
			a.Sources = d.frame(line)
		}
	} else {
		a.Path, a.First, a.Last = spanText(s.Path), s.First, s.Last
		if !d.isFrame(s, line) {
			a.Sources = d.sources(s)
		}
	}
	if at := d.layout[line-1]; !at.IsZero() {
		a.Sources = append(a.Sources, Source{at, LaysOut})
	}
	a.Sources = tidy(a.Sources)
	return a, nil
}

// isFrame tells whether a line inside of what is bound stands in the template as it is: what is around it says nothing of it.
func (d *document) isFrame(s *nix.Span, line int) bool {
	at := d.layout[line-1]
	return len(s.Path) == 1 && s.First < s.Last && !at.IsZero() && at.Text() == strings.TrimSpace(d.text.Line(line))
}

// sources are those of what is bound, and of all that is inside: a brace stands for its block. The interface of a block that has
// one is enough of it, without those of the options inside.
func (d *document) sources(s *nix.Span) []Source {
	own := d.origin(s.Path, s)
	isBlock := s.First < s.Last && !isList(s) && slices.ContainsFunc(own, func(o Source) bool { return !o.IsZero() })
	for _, leaf := range d.outline.Below(s) {
		for _, inner := range d.origin(leaf.Path, leaf) {
			if !isBlock || leaf == s || inner.Role != Declares {
				own = append(own, inner)
			}
		}
	}
	return own
}

// spanText is the path of what is bound, as a person writes it.
func spanText(path []string) string {
	var b strings.Builder
	for i, name := range path {
		switch {
		case nix.IsItem(name):
			b.WriteString(name)
			continue
		case i > 0:
			b.WriteByte('.')
		}
		b.WriteString(nix.Key(name))
	}
	return b.String()
}

func isList(s *nix.Span) bool { return strings.HasPrefix(s.Value, "[") }

// tidy puts the nearest sources first and names each line once.
func tidy(all []Source) []Source {
	roles := []Role{Sets, Decides, Overridden, Brings, Declares, LaysOut}
	all = slices.DeleteFunc(slices.Clone(all), func(s Source) bool { return s.IsZero() })
	slices.SortStableFunc(all, func(a, b Source) int { return slices.Index(roles, a.Role) - slices.Index(roles, b.Role) })
	type line struct {
		file   string
		number int
	}
	seen, out := map[line]bool{}, []Source(nil)
	for _, s := range all {
		if at := (line{s.File.Name, s.Start.Line}); !seen[at] {
			seen[at] = true
			out = append(out, s)
		}
	}
	return out
}

// document reads a file of the tree, nil where panther does not render it.
func (t *Tracer) document(file string) *document {
	if d, ok := t.documents[file]; ok {
		return d
	}
	var d *document
	if content := t.result.Tree.Get(file); content != nil {
		d = &document{text: source.New(file, content), outline: nix.ReadOutline(string(content))}
		t.understand(d, file)
	}
	t.documents[file] = d
	return d
}

// understand finds out what kind of file it is.
func (t *Tracer) understand(d *document, file string) {
	if file == "flake.nix" {
		t.flake(d)
		return
	}
	if h := t.result.HostOfFile(file); h != nil && h.Resolved != nil {
		t.hostDocument(d, t.explainer(h), path.Base(file))
		return
	}
	for _, ref := range t.fleet.Catalog.Refs() {
		switch file {
		case ref.File():
			t.moduleFile(d, t.fleet.Catalog.Module(ref.ID()))
			return
		case compose.CollectionPath(ref):
			t.collection(d, t.fleet.Catalog.Module(ref.ID()))
			return
		}
	}
}

func (t *Tracer) explainer(h *pipeline.Host) *Explainer {
	if t.explainers[h] == nil {
		t.explainers[h] = New(t.fleet, h)
	}
	return t.explainers[h]
}

// anyExplainer is one that is asked of nothing but modules and panther.yaml.
func (t *Tracer) anyExplainer() *Explainer { return t.explainer(t.result.Hosts[0]) }

// markers are the actions of the templates that place what is bound under a name; "" stands for all other names.
var markers = map[string]map[string]string{
	"flake.nix.tmpl": {
		"description": ".Description", "inputs": ".Inputs", "outputs.systems": ".Systems", "outputs.nixosConfigurations": ".Hosts",
		"outputs.devShells": "devShells =", "outputs.checks": ".Checks",
	},
	"configuration.nix.tmpl": {"imports": ".Imports", "panther": ".Modules", "": ".Identity"},
	"disko.nix.tmpl":         {"": "attrs 1 ."},
	"home.nix.tmpl":          {"": ".Body"},
	"module.nix.tmpl":        {"cfg": ".Config", "options": ".Options"},
	"collection.nix.tmpl":    {"": "nix 0 ."},
}

// layOut finds the lines of a document's template: those that stand in it as they are, and the actions that place the rest.
func (t *Tracer) layOut(d *document, template string) {
	d.layout = make([]Place, d.text.Lines())
	file := t.fleet.Template(template)
	if file == nil {
		return
	}
	d.form = Place{file.Top(), true}
	lines := linesOf(file)
	found := align(linesOf(d.text), lines)
	for i, line := range found {
		if s := d.outline.At(i + 1); s != nil {
			line = marked(lines, markers[template], s.Path, line)
		} else if isFormal(strings.TrimSpace(d.text.Line(i + 1))) {
			line = lineWith(lines, ".Arguments", line)
		}
		if i > 0 && strings.TrimSpace(d.text.Line(i+1)) == "" { // it separates what is in front of it from what follows
			d.layout[i] = d.layout[i-1]
			continue
		}
		if line > 0 {
			d.layout[i] = Place{file.WholeLine(line), true}
		}
	}
}

// marked is the line of a template that places what is bound at a path, or else the one that was found.
func marked(lines []string, markers map[string]string, path []string, found int) int {
	for n := min(len(path), 2); n >= 0; n-- {
		if marker := markers[strings.Join(path[:n], ".")]; marker != "" {
			return lineWith(lines, marker, found)
		}
	}
	return found
}

func lineWith(lines []string, text string, otherwise int) int {
	for i, line := range lines {
		if strings.Contains(line, text) {
			return i + 1
		}
	}
	return otherwise
}

func linesOf(f *source.File) []string {
	out := make([]string, f.Lines())
	for i := range out {
		out[i] = strings.TrimSpace(f.Line(i + 1))
	}
	return out
}

// hosts are the hosts that a file of the tree belongs to, or that use it.
func (t *Tracer) hosts(file string) []*pipeline.Host {
	var out []*pipeline.Host
	for _, h := range t.result.Hosts {
		if slices.Contains(pipeline.UsesOf(h), file) {
			out = append(out, h)
		}
	}
	return out
}

// entrySource is a source at an entry of a document; none for nil.
func (x *Explainer) entrySource(e *yamldoc.Entry, role Role) []Source {
	if e == nil {
		return nil
	}
	return []Source{{x.place(e.At.Range()), role}}
}

// interfaceTop is the beginning of a module's interface.
func (x *Explainer) interfaceTop(m *catalog.Module, role Role) Source {
	return Source{x.place(m.Interface.Top()), role}
}

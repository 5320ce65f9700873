package docs

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/provenance"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// hostSheet is the page of a host: what it is, who gets in, and what set which value.
func (s *Site) hostSheet(h *pipeline.Host) *sheet {
	page := &sheet{Key: hostsFolder + h.Name, Title: h.Name, Kind: "host", Summary: h.Resolved.Description, pictures: map[string]string{}}
	page.Blocks = append(page.Blocks, s.identity(h))
	sections := []struct {
		id, title string
		blocks    []block
	}{
		{"hardware", "Hardware", s.hardware(h)},
		{"disks", "Disks", s.disks(h, page)},
		{"services", "Services and ports", s.services(h)},
		{"users", "Users", s.users(h)},
		{"secrets", "Secrets", s.secrets(h)},
		{"modules", "Modules", s.modulesOf(h)},
		{"layers", "Layers", s.layers(h)},
		{"values", "Values", s.values(h)},
		{"install", "Install", s.installation(h)},
		{"restore", "Restore", s.restoration(h)},
	}
	for _, section := range sections {
		if len(section.blocks) > 0 {
			page.Blocks = append(append(page.Blocks, heading{2, section.id, words(section.title)}), section.blocks...)
		}
	}
	return page
}

// identity is what a host is in few words, each with the line that says it.
func (s *Site) identity(h *pipeline.Host) block {
	out := answers{}
	add := func(what string, text line) {
		if len(text) > 0 {
			out.Rows = append(out.Rows, answer{what, text})
		}
	}
	add("manifest", line{{Text: h.Document.File.Name, Style: asCode, To: s.fileTarget(h.Document.File)}})
	for _, key := range []struct{ name, what string }{
		{"system", "system"}, {"firmware", "firmware"}, {"stateVersion", "installed with NixOS"}, {"tags", "tags"}, {"installed", "installed"}, {"nixosHardware", "nixos-hardware"},
	} {
		add(key.what, s.saidBy(h, key.name))
	}
	if h.Resolved.Origins.Get("system") == nil {
		add("system", joined(", ", codes(h.Resolved.System), words("as nothing else is said")))
	}
	add("hand-written files", s.handWritten(h.Resolved))
	return out
}

// handWritten names the hand-written files of a host and of its homes, each with a link to what it says.
func (s *Site) handWritten(h *resolve.Host) line {
	imports := slices.Clone(h.Imports)
	for _, home := range h.Homes {
		imports = append(imports, home.Imports...)
	}
	var out []line
	for _, i := range imports {
		name := span{Text: strings.TrimPrefix(i.Path, h.Path+"/"), Style: asCode}
		if file := s.fleet.HandWritten(i.Path); file != nil {
			name.To = s.fileTarget(file)
		}
		out = append(out, line{name})
	}
	return joined(", ", out...)
}

// saidBy is the value of a key of the manifest, with the line that says it.
func (s *Site) saidBy(h *pipeline.Host, key string) line {
	var out []line
	for _, v := range s.valuesOf(h, key) {
		for _, one := range v.Steps {
			out = append(out, joined(", ", codes(one.Text), s.place(one.At, one.By)))
		}
	}
	return joined("; ", out...)
}

// modulesOf lists the modules that are on, with why.
func (s *Site) modulesOf(h *pipeline.Host) []block {
	g := grid{Class: "modules", Head: []string{"module", "what it is", "why it is on", "set"}}
	add := func(u use) {
		to := moduleTarget(u.module.ID())
		to.Anchor = u.id()
		name := line{{Text: u.module.ID(), To: to}}
		if u.home != "" {
			name = append(name, span{Text: " of "}, span{Text: u.home, Foreign: true})
		}
		g.Rows = append(g.Rows, gridRow{Cells: []line{name, prose(u.module.Description), s.why(u.module), words(s.howMany(u))}})
	}
	for _, m := range h.Resolved.Modules {
		add(use{h, "", m})
	}
	for _, home := range h.Resolved.Homes {
		for _, m := range home.Modules {
			add(use{h, home.User, m})
		}
	}
	return append([]block{g}, s.switchedOff(h)...)
}

// switchedOff lists the modules that somebody switched off, and who did.
func (s *Site) switchedOff(h *pipeline.Host) []block {
	g := grid{Class: "hosts", Head: []string{"switched off", "what it is", "by"}}
	add := func(m *catalog.Module, of string, path ...string) {
		e, err := s.explainer(h).Explain(path)
		if m == nil || err != nil || e.Module == nil || e.Module.On || len(e.Module.Said) == 0 || e.Module.Said[0].Default {
			return
		}
		name := line{{Text: m.ID(), To: moduleTarget(m.ID())}}
		if of != "" {
			name = append(name, span{Text: " of "}, span{Text: of, Foreign: true})
		}
		by := e.Module.Said[0]
		g.Rows = append(g.Rows, gridRow{Cells: []line{name, prose(m.Description), s.place(by.At.Range, by.By)}})
	}
	for _, layer := range catalog.Layers() {
		for _, key := range memberKeys(h.Resolved.Origins.Get(layer)) {
			if layer != catalog.HomeLayer {
				add(s.fleet.Catalog.Keyed(layer, key), "", layer, key)
				continue
			}
			for _, inner := range memberKeys(h.Resolved.Origins.Get(layer, key)) {
				add(s.fleet.Catalog.Keyed(layer, inner), key, layer, key, inner)
			}
		}
	}
	if len(g.Rows) == 0 {
		return nil
	}
	return []block{g}
}

// layers are the documents that a host is made of, weakest first.
func (s *Site) layers(h *pipeline.Host) []block {
	list := bullets{Ordered: true}
	list.Items = append(list.Items, words("each module's own defaults"))
	if report := h.Resolved.Report; report.Read() {
		list.Items = append(list.Items, joined(": ", line{{Text: "the hardware report "}, {Text: report.Path, Style: asCode}}, words("what it says of the machine")))
	}
	if d := s.fleet.Defaults; d != nil {
		list.Items = append(list.Items, line{{Text: "the defaults of "}, {Text: d.File.Name, Style: asCode, To: s.fileTarget(d.File)}})
	}
	for _, p := range h.Resolved.Profiles {
		list.Items = append(list.Items, s.profileLine(p))
	}
	list.Items = append(list.Items, line{{Text: "the host itself, "}, {Text: h.Document.File.Name, Style: asCode, To: s.fileTarget(h.Document.File)}})
	return []block{
		paragraph{words("What the host says is made of these, the weakest first. A later one replaces single values and adds to lists.")}, list,
	}
}

func (s *Site) profileLine(p *manifest.Document) line {
	out := line{{Text: "the profile "}, {Text: p.Name, Style: asCode, To: s.fileTarget(p.File)}}
	if d := p.Root.Get("description"); d != nil {
		out = append(out, span{Text: ": "}, span{Text: d.Text, Foreign: true})
	}
	if extends := manifest.Strings(p.Root.Get("extends")); len(extends) > 0 {
		out = append(append(out, span{Text: "; it extends "}), codeList(extends)...)
	}
	return out
}

// ownKeys are the keys of a manifest that are no layer of modules, in the order in which a person would write them.
var ownKeys = []string{"stateVersion", "system", "firmware", "installed", "tags", "report", "nixosHardware", "imports"}

// values are all that somebody set, with who did.
func (s *Site) values(h *pipeline.Host) []block {
	origins := h.Resolved.Origins
	var of []setValue
	for _, key := range ownKeys {
		of = append(of, s.valuesOf(h, key)...)
	}
	out := []block{paragraph{words("Everything that somebody set, with the line that did. What is not named has its module's default.")}}
	group := func(id string, title line, values []setValue) {
		if len(values) > 0 {
			out = append(out, fold{"values-" + id, title, diag.Plural(len(values), "value"), []block{s.valuesGrid(values)}})
		}
	}
	group("host", words("the host"), of)
	for _, key := range []string{"disks", "disko"} {
		group(key, codes(key), named(key, s.valuesOf(h, key)))
	}
	for _, layer := range catalog.Layers() {
		if layer == catalog.HomeLayer {
			continue
		}
		for _, m := range memberKeys(origins.Get(layer)) {
			group(layer+"."+m, codes(layer+"."+m), named(layer+"."+m, s.valuesOf(h, layer, m)))
		}
	}
	for _, user := range memberKeys(origins.Get(catalog.HomeLayer)) {
		path := provenance.PathText([]string{catalog.HomeLayer, user})
		group("home-"+user, codes(path), named(path, s.valuesOf(h, catalog.HomeLayer, user)))
	}
	group("settings", codes("settings"), named("settings", s.valuesOf(h, "settings")))
	return out
}

func memberKeys(v *resolve.Value) []string {
	if v == nil {
		return nil
	}
	var out []string
	for _, m := range v.Members {
		out = append(out, m.Key)
	}
	return out
}

// secrets are named, with where the host has them. What is in them nobody here knows.
func (s *Site) secrets(h *pipeline.Host) []block {
	var out []block
	if len(h.Resolved.Secrets) > 0 {
		g := grid{Head: []string{"secret", "taken from", "read by", "owner", "set by"}}
		for _, one := range h.Resolved.Secrets {
			owner := strings.Trim(strings.Join([]string{one.File.Owner, one.File.Group}, ":"), ":")
			g.Rows = append(g.Rows, gridRow{Cells: []line{
				codes(one.Name), words(one.Reference.Provider.Name), codes(one.Option), codes(orRoot(owner)), s.place(one.At, ""),
			}})
		}
		out = append(out, paragraph{words("From the fleet's secret store, when the host runs:")}, g)
	}
	files := h.Resolved.SecretFiles()
	if len(files) > 0 {
		g := grid{Head: []string{"file on the host", "read by", "set by"}}
		for _, f := range files {
			g.Rows = append(g.Rows, gridRow{Cells: []line{codes(f.Path), codes(f.Option), s.setOrDefault(f.At)}})
		}
		out = append(out, paragraph{words("Files that have to be on the host:")}, g)
	}
	return out
}

func orRoot(owner string) string {
	if owner == "" {
		return "root"
	}
	return owner
}

// setOrDefault is the line that set a value, be it that of an interface with its default.
func (s *Site) setOrDefault(at source.Range) line {
	if !at.IsZero() && strings.HasPrefix(at.File.Name, "templates/") {
		return s.place(at, "the module's default")
	}
	return s.place(at, "")
}

// isOn tells whether a value is true.
func isOn(n *yamldoc.Node) bool { return n != nil && n.Kind == yamldoc.Bool && n.Text == "true" }

// textOf is a single value, "" where there is none.
func textOf(n *yamldoc.Node) string {
	if n == nil || n.Kind == yamldoc.Null || !n.IsScalar() {
		return ""
	}
	return n.Text
}

// unique leaves out texts that stand there already.
func unique(texts []string) []string {
	var out []string
	for _, t := range texts {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

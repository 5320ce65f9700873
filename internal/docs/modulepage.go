package docs

import (
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// modulePage is a module with its page, and where its interface says what.
type modulePage struct {
	*catalog.Module
	page   Page
	places map[string]source.Range // of options, by their paths
}

// readModule reads the interface once more: what comes with panther is parsed ahead of time, without the places of keys.
func (s *Site) readModule(m *catalog.Module) *modulePage {
	out := &modulePage{Module: m, page: PageOf(m), places: map[string]source.Range{}}
	root, _ := yamldoc.Parse(m.Interface)
	out.findPlaces(root.Get("options"), "")
	out.findPlaces(root.Get("entries"), "<name>.")
	return out
}

func (p *modulePage) findPlaces(options *yamldoc.Node, prefix string) {
	if options == nil {
		return
	}
	for _, e := range options.Entries {
		path := prefix + e.Key
		p.places[path] = e.At.Range()
		inner := e.Value
		for of := inner.Get("of"); of != nil; of = of.Get("of") {
			suffix := ".<name>"
			if kind := inner.Get("type"); kind != nil && kind.Text == "list" {
				suffix = "[]"
			}
			path += suffix
			inner = of
		}
		p.findPlaces(inner.Get("fields"), path+".")
	}
}

// moduleSheet is the page of a module: its reference, and what is said of it on each host.
func (s *Site) moduleSheet(m *modulePage) *sheet {
	page := &sheet{Key: modulesFolder + m.ID(), Title: m.ID(), Kind: "module", Summary: capital(m.Description)}
	page.Blocks = append(page.Blocks, paragraph{line{{Text: "In a manifest it is "}, {Text: m.page.Key, Style: asCode}, {Text: ", in the tree "}, {Text: m.page.File, Style: asCode},
		{Text: ". Its interface is "}, {Text: m.Interface.Name, Style: asCode, To: s.fileTarget(m.Interface)}, {Text: "."}}})
	for _, b := range m.page.blocks()[1:] { // the first one says again what stands above
		if _, isExample := b.(listing); isExample {
			page.Blocks = append(page.Blocks, paragraph{words("For example:")})
		}
		if g, isGrid := b.(grid); isGrid {
			page.Blocks = append(page.Blocks, heading{2, "options", words("Options")})
			b = s.withPlaces(g, m)
		}
		page.Blocks = append(page.Blocks, b)
	}
	return s.withHosts(page, m)
}

// withPlaces links each option to the line of the interface that declares it.
func (s *Site) withPlaces(g grid, m *modulePage) grid {
	for i, r := range g.Rows {
		at, known := m.places[strings.TrimPrefix(r.ID, optionID(""))]
		if !known {
			continue
		}
		name := s.place(at, "")
		name[0].Text = r.Cells[0][0].Text
		g.Rows[i].Cells[0] = name
	}
	return g
}

// use is a module that is on, on a host or in a home of it.
type use struct {
	host   *pipeline.Host
	home   string // the user, "" for the host
	module *resolve.Module
}

func (s *Site) usesOf(m *catalog.Module) []use {
	var out []use
	for _, h := range s.hosts {
		for _, on := range h.Resolved.Modules {
			if on.Module == m {
				out = append(out, use{h, "", on})
			}
		}
		for _, home := range h.Resolved.Homes {
			for _, on := range home.Modules {
				if on.Module == m {
					out = append(out, use{h, home.User, on})
				}
			}
		}
	}
	return out
}

// valuesIn are those that somebody set of the module, by their paths in it.
func (s *Site) valuesIn(u use) []setValue {
	if u.home != "" {
		return s.valuesOf(u.host, u.module.Layer, u.home, u.module.Key)
	}
	return s.valuesOf(u.host, u.module.Layer, u.module.Key)
}

// id is the place of the use on the page of the module.
func (u use) id() string {
	if u.home != "" {
		return "on-" + u.host.Name + "-of-" + u.home
	}
	return "on-" + u.host.Name
}

func (u use) title() line {
	out := line{{Text: "On "}, {Text: u.host.Name, To: hostTarget(u.host.Name)}}
	if u.home != "" {
		out = append(out, span{Text: " of "}, span{Text: u.home, Foreign: true})
	}
	return out
}

// why says who switched the module on.
func (s *Site) why(m *resolve.Module) line {
	if m.RequiredBy != nil {
		return joined(", ", line{{Text: "required by "}, {Text: m.RequiredBy.ID(), To: moduleTarget(m.RequiredBy.ID())}}, s.place(m.At, ""))
	}
	return joined(" ", words("switched on in"), s.place(m.At, ""))
}

func (s *Site) withHosts(page *sheet, m *modulePage) *sheet {
	uses := s.usesOf(m.Module)
	if len(uses) == 0 {
		page.Blocks = append(page.Blocks, heading{2, "hosts", words("Hosts")}, paragraph{words("It is on no host.")})
		return page
	}
	page.Blocks = append(page.Blocks, heading{2, "hosts", words("Hosts")},
		paragraph{words("What is set, and by which line. What is not named has its default.")})
	if len(uses) > mostHosts {
		page.Blocks = append(page.Blocks, s.manyHosts(uses))
		return page
	}
	for _, u := range uses {
		page.Blocks = append(page.Blocks, heading{3, u.id(), u.title()}, paragraph{line(append(line{{Text: "It is "}}, append(s.why(u.module), span{Text: "."})...))})
		values := s.valuesIn(u)
		if len(values) > 0 {
			page.Blocks = append(page.Blocks, s.valuesGrid(values))
		}
	}
	return page
}

// howMany is how many options of the module somebody set.
func (s *Site) howMany(u use) string {
	n := 0
	for _, v := range s.valuesIn(u) {
		if v.Path != "enable" {
			n++
		}
	}
	if n == 0 {
		return "its defaults"
	}
	return diag.Plural(n, "option")
}

// manyHosts lists hosts whose values would make a page too long; they stand on the pages of the hosts.
func (s *Site) manyHosts(uses []use) grid {
	g := grid{Class: "modules", Head: []string{"host", "why it is on", "set"}}
	for _, u := range uses {
		to := hostTarget(u.host.Name)
		to.Anchor = "values"
		name := line{{Text: u.host.Name, To: to}}
		if u.home != "" {
			name = append(name, span{Text: " of "}, span{Text: u.home, Foreign: true})
		}
		g.Rows = append(g.Rows, gridRow{u.id(), []line{name, s.why(u.module), words(s.howMany(u))}})
	}
	return g
}

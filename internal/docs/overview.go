package docs

import (
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
)

// overview is the page that everything begins with.
func (s *Site) overview() *sheet {
	f := s.fleet
	page := &sheet{Key: indexPage, Title: f.Description, Kind: "fleet", Summary: "NixOS " + f.Release + ", " + diag.Plural(len(s.hosts), "host") + "."}
	page.Blocks = append(page.Blocks, answers{[]answer{
		{"fleet", line{{Text: f.File.Name, Style: asCode, To: s.fileTarget(f.File)}}},
		{"NixOS", codes(f.Release)},
		{"secrets", words(s.secretStore())},
	}})
	hosts := grid{Class: "hosts", Head: []string{"host", "what it is", "profile", "system", "users"}}
	for _, h := range s.hosts {
		hosts.Rows = append(hosts.Rows, gridRow{Cells: []line{
			{{Text: h.Name, Style: asStrong, To: hostTarget(h.Name)}}, said(h.Resolved.Description),
			codeList(manifest.Strings(h.Document.Root.Get("profile"))), codes(h.Resolved.System), said(strings.Join(h.Facts.Users, ", ")),
		}})
	}
	page.Blocks = append(page.Blocks, heading{2, "hosts", words("Hosts")}, hosts, heading{2, "modules", words("Modules")},
		paragraph{words("The catalogue: what a manifest can switch on, by layer.")})
	for _, layer := range catalog.Layers() {
		if g := s.layerGrid(layer); len(g.Rows) > 0 {
			page.Blocks = append(page.Blocks, heading{3, "layer-" + layer, words(layer)}, g)
		}
	}
	return page
}

func (s *Site) secretStore() string {
	if p := s.fleet.Secrets.Provider; p != nil {
		return p.Name
	}
	return "no store: files on the hosts"
}

func (s *Site) layerGrid(layer string) grid {
	g := grid{Class: "catalog", Head: []string{"module", "what it is", "on"}}
	for _, m := range s.modules {
		if m.Layer != layer {
			continue
		}
		var on []string
		for _, u := range s.usesOf(m.Module) {
			on = append(on, u.host.Name)
		}
		uses := diag.Plural(len(unique(on)), "host")
		if len(on) == 0 {
			uses = ""
		}
		g.Rows = append(g.Rows, gridRow{Cells: []line{{{Text: m.ID(), To: moduleTarget(m.ID())}}, prose(m.Description), words(uses)}})
	}
	return g
}

package docs

import (
	"bytes"
	"embed"
	"html/template"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/tree"
)

//go:embed web
var web embed.FS

// The files beside the pages.
const (
	styleFile  = "style.css"
	scriptFile = "search.js"
	indexFile  = "search-index.js"
)

// webWriter writes a site as HTML.
type webWriter struct {
	site     *Site
	tree     *tree.Tree
	template *template.Template
}

// view is a page as its template sees it.
type view struct {
	*sheet
	Fleet  string
	Root   string // the way to the top: "../"
	Home   string
	Groups []navGroup
	Toc    []heading
	Lines  []numbered // of a file
	Note   string
}

// navGroup are links beside the pages.
type navGroup struct {
	Title string
	Links []navLink
}

type navLink struct {
	Text, Href string
	Here       bool
}

// write writes every page, then what all of them share.
func (w *webWriter) write() (err error) {
	if w.template, err = template.ParseFS(web, "web/page.html"); err != nil {
		return err
	}
	for _, page := range w.site.pages {
		if err := w.page(page, nil, ""); err != nil {
			return err
		}
		w.site.addPictures(w.tree, page)
	}
	for _, name := range slices.Sorted(maps.Keys(w.site.files)) {
		if err := w.file(w.site.files[name]); err != nil {
			return err
		}
	}
	for _, name := range []string{styleFile, scriptFile} {
		content, err := web.ReadFile("web/" + name)
		if err != nil {
			return err
		}
		w.tree.AddPage(name, rendersFrom, content)
	}
	index, err := w.site.searchIndex()
	w.tree.AddPage(indexFile, rendersFrom, index)
	return err
}

// file writes the page of a file, each line with its number.
func (w *webWriter) file(u *usedFile) error {
	own := w.site.isOwn(u.file)
	note := "A file of the fleet."
	switch {
	case !own:
		note = "It comes with panther."
	case strings.HasSuffix(u.file.Name, ".json"):
		note = "A hardware report. Only what the pages name is shown of it."
	}
	page := &sheet{Key: filesFolder + u.file.Name, Title: u.file.Name, Kind: "file"}
	return w.page(page, u.listed(own), note)
}

func (w *webWriter) page(page *sheet, lines []numbered, note string) error {
	link := func(to target) string { return address(page.Key, to, htmlFile) }
	v := &view{sheet: &sheet{Key: page.Key, Title: page.Title, Kind: page.Kind, Summary: page.Summary}, Fleet: w.site.fleet.Description,
		Root: strings.Repeat("../", strings.Count(page.Key, "/")), Home: link(target{Page: indexPage}), Lines: lines, Note: note}
	if v.Home == "" {
		v.Home = htmlFile(indexPage)
	}
	for _, b := range page.Blocks {
		v.Blocks = append(v.Blocks, b.linked(link))
		if h, is := b.(heading); is && h.Level == 2 {
			v.Toc = append(v.Toc, h)
		}
	}
	v.Groups = w.site.navigation(page, link)
	var b bytes.Buffer
	if err := w.template.Execute(&b, v); err != nil {
		return err
	}
	w.tree.AddPage(htmlFile(page.Key), rendersFrom, b.Bytes())
	return nil
}

func htmlFile(key string) string { return key + ".html" }

// mostHosts is how many hosts stand beside each page: beside more of them, a page would hold nothing else.
const mostHosts = 40

// navigation are the links beside a page: the hosts, and the modules by layer.
func (s *Site) navigation(page *sheet, link linker) []navGroup {
	hosts := navGroup{Title: "Hosts"}
	for _, h := range s.hosts {
		if key := hostsFolder + h.Name; len(s.hosts) <= mostHosts || key == page.Key {
			hosts.Links = append(hosts.Links, navLink{h.Name, link(target{Page: key}), key == page.Key})
		}
	}
	if len(s.hosts) > mostHosts {
		hosts.Links = append(hosts.Links, navLink{"all " + diag.Plural(len(s.hosts), "host"), link(target{indexPage, "hosts"}), false})
	}
	groups := []navGroup{hosts}
	for _, layer := range catalog.Layers() {
		g := navGroup{Title: layer}
		for _, m := range s.modules {
			if m.Layer == layer {
				key := modulesFolder + m.ID()
				g.Links = append(g.Links, navLink{m.Name, link(target{Page: key}), key == page.Key})
			}
		}
		if len(g.Links) > 0 {
			groups = append(groups, g)
		}
	}
	for i := range groups { // the page itself has no address of its own
		for j := range groups[i].Links {
			if groups[i].Links[j].Here {
				groups[i].Links[j].Href = path.Base(htmlFile(page.Key))
			}
		}
	}
	return groups
}

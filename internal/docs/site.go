package docs

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/provenance"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/tree"
)

// The folders of the pages, which begin their keys.
const (
	hostsFolder = "hosts/"
	filesFolder = "files/"
	indexPage   = "index"
)

// Site is the documentation of a fleet, before it is written in one format or the other.
type Site struct {
	fleet   *pipeline.Fleet
	hosts   []*pipeline.Host // by name
	modules []*modulePage
	pages   []*sheet
	files   map[string]*usedFile // by name

	first      *provenance.Explainer // that has read the interfaces
	explainers map[*pipeline.Host]*provenance.Explainer
}

// sheet is a page.
type sheet struct {
	Key      string // its path without an ending: hosts/web1
	Title    string
	Kind     string // what it is about, in a word
	Summary  string
	Blocks   []block
	pictures map[string]string // SVGs that it shows, by their files beside it
}

// Of documents some hosts of a fleet, which have been resolved without a mistake, and all of its catalogue.
func Of(f *pipeline.Fleet, hosts []*pipeline.Host) *Site {
	s := &Site{fleet: f, hosts: slices.Clone(hosts), files: map[string]*usedFile{}, explainers: map[*pipeline.Host]*provenance.Explainer{}}
	slices.SortFunc(s.hosts, func(a, b *pipeline.Host) int { return strings.Compare(a.Name, b.Name) })
	for _, m := range f.Catalog.All() {
		s.modules = append(s.modules, s.readModule(m))
	}
	s.add(s.overview())
	for _, h := range s.hosts {
		s.add(s.hostSheet(h))
	}
	for _, m := range s.modules {
		s.add(s.moduleSheet(m))
	}
	return s
}

func (s *Site) add(page *sheet) { s.pages = append(s.pages, page) }

func hostTarget(name string) target { return target{Page: hostsFolder + name} }

// isOwn tells whether a file is the fleet's, not one that comes with panther.
func (s *Site) isOwn(file *source.File) bool { return !s.fleet.ComesWithPanther(file) }

// HTML writes the site as pages that need no server, no network and no script to be read.
func (s *Site) HTML() (*tree.Tree, error) {
	t := tree.New()
	w := &webWriter{site: s, tree: t}
	return t, w.write()
}

// Markdown writes the site as pages for a forge or an editor. The fleet's own files are linked from the folder of the pages,
// as "../.." or the like; where it is "", they are named alone.
func (s *Site) Markdown(fleet string) *tree.Tree {
	t := tree.New()
	for _, page := range s.pages {
		link := func(to target) string { return s.markdownLink(page, to, fleet) }
		blocks := append([]block{heading{1, "", said(page.Title)}}, page.Blocks...)
		t.AddPage(markdownFile(page.Key), rendersFrom, []byte("\n"+markdownOf(blocks, link)))
		s.addPictures(t, page)
	}
	return t
}

// rendersFrom is what the first line of each page says.
const rendersFrom = "panther.yaml and hosts/. Edit those, then run `panther docs`."

func (s *Site) addPictures(t *tree.Tree, page *sheet) {
	for name, svg := range page.pictures {
		t.AddPage(path.Join(path.Dir(page.Key), name), rendersFrom, []byte(svg))
	}
}

func markdownFile(key string) string {
	if key == indexPage {
		return "README.md"
	}
	return key + ".md"
}

func (s *Site) markdownLink(from *sheet, to target, fleet string) string {
	name, isFile := strings.CutPrefix(to.Page, filesFolder)
	if !isFile {
		if strings.HasPrefix(to.Anchor, optionID("")) { // a row of a table has no name in Markdown
			to.Anchor = ""
		}
		return address(from.Key, to, markdownFile)
	}
	used := s.files[name]
	if used == nil || fleet == "" || !s.isOwn(used.file) {
		return ""
	}
	up := strings.Repeat("../", strings.Count(from.Key, "/"))
	return escapePath(path.Join(up+fleet, name)) + fragment(to.Anchor)
}

// address is a page as seen from another one.
func address(from string, to target, fileOf func(key string) string) string {
	if to.Page == "" || to.Page == from {
		return fragment(to.Anchor)
	}
	return escapePath(strings.Repeat("../", strings.Count(from, "/"))+fileOf(to.Page)) + fragment(to.Anchor)
}

func fragment(anchor string) string {
	if anchor == "" {
		return ""
	}
	return "#" + (&url.URL{Path: anchor}).EscapedPath()
}

// escapePath makes a path fit for a link.
func escapePath(name string) string { return (&url.URL{Path: name}).String() }

package docs_test

import (
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/hbohlen/panther/internal/builtin"
	"github.com/hbohlen/panther/internal/docs"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/tree"
	"github.com/hbohlen/panther/internal/workspace"
)

// referenceSite documents the reference fleet, once for all tests.
func referenceSite(t *testing.T) *docs.Site {
	t.Helper()
	once.Do(func() { reference = siteOf(t, repository) })
	require.NotNil(t, reference)
	return reference
}

var (
	once      sync.Once
	reference *docs.Site
)

// siteOf documents the fleet in a folder, of which no manifest has a mistake.
func siteOf(t *testing.T, dir string) *docs.Site {
	t.Helper()
	ws, err := workspace.Open(dir)
	require.NoError(t, err)
	defer ws.Close()
	files, err := ws.Read()
	require.NoError(t, err)
	with, err := builtin.Load()
	require.NoError(t, err)
	f, err := pipeline.Open(pipeline.Input{
		Fleet: files.Fleet, Hosts: files.Hosts, Profiles: files.Profiles, Modules: files.Modules, BuiltIn: with, Version: "0.1.0",
		Report: ws.ReadReport, Exists: ws.Exists, Import: ws.ReadImport,
	})
	require.NoError(t, err)
	r := f.Run(pipeline.Options{Keep: true})
	require.False(t, r.Diags().HasErrors(), "%v", r.Diags())
	return docs.Of(f, r.Hosts)
}

func htmlOf(t *testing.T, s *docs.Site) *tree.Tree {
	t.Helper()
	pages, err := s.HTML()
	require.NoError(t, err)
	return pages
}

// page is a parsed page.
type page struct {
	name  string
	root  *html.Node
	ids   []string
	links []string // what it links to and loads
}

func parse(t *testing.T, name string, content []byte) *page {
	t.Helper()
	root, err := html.Parse(strings.NewReader(string(content)))
	require.NoError(t, err)
	p := &page{name: name, root: root}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			switch a.Key {
			case "id":
				p.ids = append(p.ids, a.Val)
			case "href", "src":
				p.links = append(p.links, a.Val)
			}
		}
	}
	return p
}

// void are the elements that have no end.
var void = []string{"br", "img", "input", "link", "meta", "wbr"}

// tags are the elements of a page in the order in which they begin. Each that begins has to end, and in its place.
func tags(t *testing.T, name string, content []byte) (out []string) {
	t.Helper()
	var open []string
	z := html.NewTokenizer(strings.NewReader(string(content)))
	for z.Next() != html.ErrorToken {
		token := z.Token()
		switch token.Type {
		case html.StartTagToken:
			out = append(out, token.Data)
			if !slices.Contains(void, token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			require.NotEmpty(t, open, "%s: </%s> ends nothing", name, token.Data)
			require.Equal(t, open[len(open)-1], token.Data, "%s: what ends is not what began last", name)
			open = open[:len(open)-1]
		}
	}
	require.Empty(t, open, "%s: these have no end", name)
	return out
}

// TestPagesAreValid holds that a browser finds in each page what was written, that links lead somewhere, and that nothing is
// loaded from elsewhere.
func TestPagesAreValid(t *testing.T) {
	pages := htmlOf(t, referenceSite(t))
	parsed := map[string]*page{}
	for _, f := range pages.Files() {
		if path.Ext(f.Path) != ".html" {
			continue
		}
		p := parse(t, f.Path, f.Content)
		parsed[f.Path] = p
		var found []string
		for n := range p.root.Descendants() {
			if n.Type == html.ElementNode {
				found = append(found, n.Data)
			}
		}
		assert.Equal(t, found, tags(t, f.Path, f.Content), "%s: a browser would put elements elsewhere", f.Path)
		slices.Sort(p.ids)
		assert.Equal(t, slices.Compact(slices.Clone(p.ids)), p.ids, "%s: ids stand there twice", f.Path)
	}
	require.Contains(t, parsed, "hosts/zephyrus.html")
	require.Contains(t, parsed, "modules/services/tailscale.html")
	require.Contains(t, parsed, "files/hosts/laptops/zephyrus.yaml.html")
	for name, p := range parsed {
		for _, link := range p.links {
			if link == "data:," {
				continue
			}
			to, err := url.Parse(link)
			require.NoError(t, err)
			require.Empty(t, to.Scheme+to.Host, "%s links to %s", name, link)
			file := name
			if to.Path != "" {
				file = path.Join(path.Dir(name), to.Path)
			}
			require.True(t, pages.Has(file), "%s links to %s, which is not there", name, link)
			if to.Fragment != "" {
				assert.Contains(t, parsed[file].ids, to.Fragment, "%s links to %s", name, link)
			}
		}
	}
}

// TestMarkdownLinksLeadSomewhere holds the same of the other format, with the fleet's own files beside it.
func TestMarkdownLinksLeadSomewhere(t *testing.T) {
	pages := referenceSite(t).Markdown("../..")
	links := 0
	for _, f := range pages.Files() {
		for _, piece := range strings.Split(string(f.Content), "](")[1:] {
			link, _, _ := strings.Cut(piece, ")")
			to, err := url.Parse(link)
			require.NoError(t, err)
			name := path.Join(path.Dir(f.Path), to.Path)
			if outside, is := strings.CutPrefix(name, "../../"); is {
				assert.FileExists(t, filepath.Join(repository, outside), "%s links to %s", f.Path, link)
			} else if to.Path != "" {
				assert.True(t, pages.Has(name), "%s links to %s", f.Path, link)
			}
			links++
		}
	}
	assert.Greater(t, links, 500)
	assert.Contains(t, string(pages.Get("hosts/zephyrus.md")), "[`hosts/laptops/zephyrus.yaml:18`](../../../hosts/laptops/zephyrus.yaml#L18)")
	assert.Contains(t, string(pages.Get("hosts/zephyrus.md")), "on its own disks, too: `/copies`. Leave that disk out")
	assert.NotContains(t, string(pages.Get("hosts/hetzner-cloud.md")), "on its own disks, too", "they are sent to another host")
}

const hostile = `<script>alert("x")</script> & 'quotes' "more" -->`

// writeFleet makes a fleet of files.
func writeFleet(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		file := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
	}
	return dir
}

const hash = "$y$j9T$QqMHbg0BBdTYBbYnJLJ9R.$0KcgSOwHKOkbJBZnWq7oVAMIuNo1jV4/Q0nN2zfaU31"

// TestWhatPeopleWriteStaysText holds that no text of a manifest becomes a part of the page, in neither format, and that
// nobody can guess a password from one.
func TestWhatPeopleWriteStaysText(t *testing.T) {
	dir := writeFleet(t, map[string]string{
		"panther.yaml": fmt.Sprintf("description: %q\nusers: { ada: { admin: true, description: %q, sshKeys: [%q], hashedPassword: %q } }\n",
			hostile, "Ada <b>", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 <i>ada", hash),
		"profiles/odd.yaml": fmt.Sprintf("description: %q\nextends: [vps]\n", hostile),
		"hosts/a b/web1.yaml": fmt.Sprintf("description: %q # a comment </code>\nprofile: odd\nstateVersion: \"26.05\"\n"+
			"disks: { main: { device: /dev/disk/by-id/web1 } }\ncore: { users: { ada: {} } }\nsettings: { users.motd: %q, \"a.\\\"<b>\\\"\": true }\n", hostile, hostile),
	})
	site := siteOf(t, dir)
	pages := htmlOf(t, site)
	for _, f := range pages.Files() {
		assert.NotContains(t, string(f.Content), hash[:20], f.Path)
		if path.Ext(f.Path) != ".html" {
			continue
		}
		scripts := 0
		for n := range parse(t, f.Path, f.Content).root.Descendants() {
			if n.Type == html.ElementNode && n.Data == "script" {
				scripts++
			}
			assert.False(t, n.Type == html.ElementNode && slices.Contains([]string{"b", "i"}, n.Data), "%s: <%s>", f.Path, n.Data)
		}
		assert.Equal(t, 2, scripts, f.Path)
		tags(t, f.Path, f.Content)
	}
	assert.Contains(t, string(pages.Get("hosts/web1.html")), "&lt;script&gt;alert(")
	assert.NotContains(t, string(pages.Get("search-index.js")), "<script")
	markdown := site.Markdown("../..")
	for _, f := range markdown.Files() {
		assert.NotContains(t, string(f.Content), hash[:20], f.Path)
		if path.Ext(f.Path) == ".md" {
			assert.NotContains(t, strings.ReplaceAll(withoutCode(string(f.Content)), `\<`, ""), "<script", f.Path)
		}
	}
	assert.Contains(t, string(markdown.Get("hosts/web1.md")), "../../../hosts/a%20b/web1.yaml#L3")
}

// withoutCode leaves out what Markdown shows as it stands.
func withoutCode(text string) string {
	parts := strings.Split(text, "`")
	var out strings.Builder
	for i := 0; i < len(parts); i += 2 {
		out.WriteString(parts[i])
	}
	return out.String()
}

// TestPagesAreTheSameEachTime holds that neither chance nor the order of files has a say.
func TestPagesAreTheSameEachTime(t *testing.T) {
	first, second := referenceSite(t), siteOf(t, repository)
	assert.Equal(t, htmlOf(t, first).Files(), htmlOf(t, second).Files())
	assert.Equal(t, first.Markdown("x").Files(), second.Markdown("x").Files())
}

// TestLargeFleet holds that a page does not grow with the fleet.
func TestLargeFleet(t *testing.T) {
	files := map[string]string{"panther.yaml": "users: { ada: { admin: true, passwordlessSudo: true, sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 ada] } }\n"}
	for i := range 45 {
		files[fmt.Sprintf("hosts/web%d.yaml", i)] = fmt.Sprintf("description: A host\nprofile: vps\nstateVersion: \"26.05\"\ndisks: { main: { device: /dev/disk/by-id/web%d } }\ncore: { users: { ada: {} } }\n", i)
	}
	pages := htmlOf(t, siteOf(t, writeFleet(t, files)))
	text := string(pages.Get("hosts/web7.html"))
	assert.Contains(t, text, "all 45 hosts")
	assert.NotContains(t, text, "web8.html")
	assert.Contains(t, string(pages.Get("index.html")), "hosts/web8.html")
	module := string(pages.Get("modules/services/ssh.html"))
	assert.Contains(t, module, `<tr role="row" id="on-web7">`)
	assert.Less(t, len(module), 60_000, "what each host sets stands on its own page")
}

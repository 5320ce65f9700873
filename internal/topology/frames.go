package topology

import (
	"path"
	"slices"

	"github.com/hbohlen/panther/internal/draw"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/pipeline"
)

// addHosts adds the hosts in frames by folder, and returns the nodes of each.
func addHosts(g *draw.Graph, hosts []*pipeline.Host) map[string][]string {
	nodes := map[string][]string{}
	for _, h := range hosts {
		g.Add(hostNode(h, g.Frame(path.Dir(h.Document.File.Name))))
		nodes[h.Name] = []string{hostID(h.Name)}
	}
	return nodes
}

// addTagged adds the hosts in frames by tag, and returns the nodes of each, of which there is one for each tag.
func addTagged(g *draw.Graph, hosts []*pipeline.Host) map[string][]string {
	var all []string
	for _, h := range hosts {
		all = append(all, tagsOf(h)...)
	}
	slices.Sort(all)
	for _, tag := range slices.Compact(all) {
		g.Frame(tagFrame(tag))
	}
	nodes := map[string][]string{}
	for _, h := range hosts {
		tags := tagsOf(h)
		n := hostNode(h, g.Frame("no tags"))
		if len(tags) == 0 {
			g.Add(n)
			nodes[h.Name] = []string{n.ID}
		}
		n.Facts = append(n.Facts, draw.Fact{What: "tags", Values: tags})
		for _, tag := range tags {
			n.Group = tagFrame(tag)
			if len(tags) > 1 {
				n.ID = hostID(h.Name) + suffix(tag)
			}
			g.Add(n)
			nodes[h.Name] = append(nodes[h.Name], n.ID)
		}
	}
	return nodes
}

// tagFrame is the name of a tag's frame, which a tag that is called as another frame does not share with it.
func tagFrame(tag string) string { return "tag " + tag }

// tagsOf are the tags of a host, each once.
func tagsOf(h *pipeline.Host) []string {
	if h.Resolved == nil {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(manifest.Strings(h.Resolved.Root.Get("tags")))))
}

package resolve

import (
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// SecretFile is a file with a secret that a host reads at a path of its own, past the fleet's secret store.
type SecretFile struct {
	Option string // services.tailscale.authKey
	Path   string
	Module *Module
	At     source.Range // where the path is written
}

// SecretFiles lists the files with secrets that have to be on the host, module by module. What the store hands out is
// not among them; the token that opens it is.
func (h *Host) SecretFiles() []SecretFile {
	var out []SecretFile
	for _, m := range h.Modules {
		out = append(out, m.secretFiles(m.Type, m.Value, m.KeyPath())...)
	}
	for _, home := range h.Homes {
		for _, m := range home.Modules {
			out = append(out, m.secretFiles(m.Type, m.Value, catalog.HomeLayer+"."+home.User+"."+m.Key)...)
		}
	}
	return out
}

func (m *Module) secretFiles(t *types.Type, n *yamldoc.Node, option string) []SecretFile {
	var out []SecretFile
	switch {
	case n != nil && types.Unusable(n):
	case t.Kind == types.Secret && n != nil && n.Tag == "" && strings.HasPrefix(n.Text, "/"):
		return []SecretFile{{option, n.Text, m, n.Range()}}
	case t.Kind == types.Object:
		for _, o := range t.Fields {
			value := n.Get(o.Name)
			if value == nil {
				value = o.Default
			}
			if !isOff(t, n, o.Name) {
				out = append(out, m.secretFiles(o.Type, value, option+"."+o.Name)...)
			}
		}
	case n != nil && t.Kind == types.List:
		for _, item := range n.Items {
			out = append(out, m.secretFiles(t.Of, item, option)...)
		}
	case n != nil && t.Kind == types.Map:
		for _, e := range n.Entries {
			out = append(out, m.secretFiles(t.Of, e.Value, option+"."+e.Key)...)
		}
	}
	return out
}

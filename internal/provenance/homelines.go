package provenance

import (
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/nix"
)

// homes is where something in a host's home.nix comes from.
func (x *Explainer) homes(p []string, s *nix.Span) []Source {
	if len(p) < 2 || p[0] != "home-manager" {
		return nil
	}
	out := x.value(append([]string{"settings"}, p...)...)
	switch {
	case p[1] == "extraSpecialArgs":
		for _, home := range x.host.Resolved.Homes {
			for _, file := range home.Imports {
				out = append(out, Source{x.place(file.At), Decides})
			}
			for _, m := range home.Modules {
				if len(m.Inputs) > 0 {
					out = append(out, x.isOn(m, []string{catalog.HomeLayer, home.User, m.Key})...)
				}
			}
		}
	case p[1] == "users" && len(p) > 2:
		out = append(out, x.home(p[2], p[3:], s)...)
	default:
		out = append(out, x.homesOf()...)
	}
	return out
}

// home is where something in a user's home comes from.
func (x *Explainer) home(user string, p []string, s *nix.Span) []Source {
	if len(p) == 0 {
		return x.homeKey(user)
	}
	at := func(names ...string) []Source { return x.value(append([]string{catalog.HomeLayer, user}, names...)...) }
	out := at(append([]string{"settings"}, p...)...)
	switch dotted := strings.Join(p, "."); {
	case p[0] == "imports":
		if s.Leaf {
			out = append(out, x.imported(s.Value)...)
		}
	case p[0] == "panther" && len(p) > 2:
		out = append(out, x.option([]string{catalog.HomeLayer, user, p[2]}, p[3:])...)
		out = append(out, x.homeKey(user)...)
	case dotted == "home.stateVersion":
		if out = append(out, at("stateVersion")...); len(out) == 0 {
			out = x.value("stateVersion")
		}
		out = append(out, x.homeKey(user)...)
	case strings.HasPrefix(dotted, "home.packages"):
		out = append(out, at("packages")...)
	}
	return out
}

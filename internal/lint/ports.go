package lint

import (
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// use is a port that a service takes.
type use struct {
	path    string // of the option
	port    *yamldoc.Node
	written bool // by a person, not a default
}

// ports reports two services of a host on one port. UDP and TCP ports are told apart by nobody but the protocols
// themselves, so that one number for both is reported as well: it helps nobody.
func ports(h *resolve.Host, diags *diag.List) {
	taken := map[string]use{}
	for _, m := range h.Modules {
		if m.Layer != "services" {
			continue
		}
		for _, u := range usedPorts(m.Type.Fields, m.Value, m.KeyPath()) {
			first, clash := taken[u.port.Text]
			if !clash {
				taken[u.port.Text] = u
				continue
			}
			if !u.written { // the caret belongs where a person can change something
				first, u = u, first
			}
			diags.Add(diag.PortClash, u.port.Range(), "%s and %s both take port %s", u.path, first.path, u.port.Text).
				See(first.port.Range(), "%s", first.path).Help("give one of them another port")
		}
	}
}

// usedPorts finds the port options of a module: those written, and the defaults of those that are not. An object that
// has a switch only counts while it is on.
func usedPorts(options []*types.Option, value *yamldoc.Node, path string) []use {
	var out []use
	for _, o := range options {
		at := func() string { return path + "." + o.Name }
		set := value.Get(o.Name)
		if set != nil && types.Unusable(set) { // another port is meant than the default
			continue
		}
		switch o.Type.Kind {
		case types.Object:
			if o.Type.Field("enable") == nil || isTrue(set.Get("enable")) {
				out = append(out, usedPorts(o.Type.Fields, set, at())...)
			}
		case types.Port:
			if n := orDefault(set, o); isSet(n) && n.Tag == "" {
				out = append(out, use{at(), n, set != nil})
			}
		case types.List:
			if o.Type.Of.Kind == types.Port {
				for _, n := range items(orDefault(set, o)) {
					out = append(out, use{at(), n, set != nil})
				}
			}
		}
	}
	return out
}

func orDefault(set *yamldoc.Node, o *types.Option) *yamldoc.Node {
	if set == nil || set.Kind == yamldoc.Null {
		return o.Default
	}
	return set
}

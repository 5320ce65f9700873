package lint

import (
	"strconv"

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
		at := path + "." + o.Name
		set := value.Get(o.Name)
		switch o.Type.Kind {
		case types.Object:
			if o.Type.Field("enable") == nil || isTrue(set.Get("enable")) {
				out = append(out, usedPorts(o.Type.Fields, set, at)...)
			}
		case types.Port:
			if n := orDefault(set, o); isSet(n) && n.Tag == "" {
				out = append(out, use{at, n, set != nil})
			}
		case types.List:
			if o.Type.Of.Kind == types.Port {
				for _, n := range items(orDefault(set, o)) {
					out = append(out, use{at, n, set != nil})
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

// firewall checks what the firewall's rules name.
func firewall(h *resolve.Host, diags *diag.List) {
	if m := h.Module("security/firewall"); m != nil {
		checkRanges(m.Value, diags)
	}
	if m := h.Module("services/monitoring"); m != nil && h.Module("services/tailscale") == nil {
		for _, n := range items(m.Option("interfaces")) {
			if n.Text == "tailscale0" {
				diags.Warn(diag.MissingInterface, m.At, "services.monitoring is reached over tailscale0, and Tailscale is off").
					Help("switch services.tailscale on, or name other interfaces")
			}
		}
	}
}

// checkRanges looks for ranges of ports that end before they begin, at any depth.
func checkRanges(n *yamldoc.Node, diags *diag.List) {
	if n == nil {
		return
	}
	from, to := n.Get("from"), n.Get("to")
	if isSet(from) && isSet(to) && number(from) > number(to) {
		diags.Add(diag.OutOfRange, to.Range(), "the range ends at %s, before it begins at %s", to.Text, from.Text)
	}
	for _, item := range n.Items {
		checkRanges(item, diags)
	}
	for _, e := range n.Entries {
		checkRanges(e.Value, diags)
	}
}

// number reads a checked port; what was no number has been reported.
func number(n *yamldoc.Node) int {
	value, err := strconv.Atoi(n.Text)
	if err != nil {
		return 0
	}
	return value
}

package lint

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
)

// ports reports two services of a host on one port, and ports that are let in where nothing comes from.
func ports(h *resolve.Host, diags *diag.List) {
	all := h.Ports()
	for i, p := range all {
		for _, other := range all[:i] {
			if clashes(p, other) {
				reportClash(p, other, diags)
				break
			}
		}
	}
	if h.Module("services/tailscale") == nil {
		unreachable(all, diags)
	}
}

// clashes tells whether two programs cannot both listen. A module may name one port twice, on all addresses and on one.
func clashes(p, other resolve.Port) bool {
	if p.Number == "" || p.Number != other.Number || p.Module == other.Module && p.Name == other.Name {
		return false
	}
	return slices.ContainsFunc(p.Protocols, func(protocol string) bool { return slices.Contains(other.Protocols, protocol) }) &&
		slices.ContainsFunc(p.Listen, func(address string) bool {
			return slices.ContainsFunc(other.Listen, func(taken string) bool { return sameAddress(address, taken) })
		})
}

func sameAddress(a, b string) bool {
	return a == catalog.ListenAll || b == catalog.ListenAll || a == b && a != catalog.ListenOwn
}

func reportClash(p, first resolve.Port, diags *diag.List) {
	if !p.Written { // the caret belongs where a person can change something
		first, p = p, first
	}
	diags.Add(diag.PortClash, portAt(p), "%s and %s both take port %s", portPath(p), portPath(first), p.Number).
		See(portAt(first), "%s", portPath(first)).Help("give one of them another port")
}

func portPath(p resolve.Port) string {
	if p.Option == nil {
		return p.Module.KeyPath()
	}
	return p.Module.KeyPath() + "." + strings.Join(p.Option, ".")
}

func portAt(p resolve.Port) source.Range {
	if p.At == nil {
		return p.Module.At
	}
	return p.At.Range()
}

// unreachable warns of modules whose ports are let in from a tailnet that the host is not part of.
func unreachable(all []resolve.Port, diags *diag.List) {
	var warned []*resolve.Module
	for _, p := range all {
		if slices.Contains(p.Interfaces, "tailscale0") && !slices.Contains(warned, p.Module) {
			warned = append(warned, p.Module)
			diags.Warn(diag.MissingInterface, p.Module.At, "%s is reached over tailscale0, and Tailscale is off", p.Module.KeyPath()).
				Help("switch services.tailscale on, or name other interfaces")
		}
	}
}

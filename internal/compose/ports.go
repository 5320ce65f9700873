package compose

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/nix"
)

// FirewallRules are the rules that let a module's ports in on single interfaces, as an attribute set; nil where there are
// none. They follow from the interface, so that no body says once more what the module listens on.
func FirewallRules(m *catalog.Module) nix.Expr {
	var options []string // that hold interfaces
	for _, p := range m.Ports {
		if open := strings.Join(p.Open, "."); p.ByPanther && !slices.Contains(options, open) {
			options = append(options, open)
		}
	}
	var rules []nix.Expr
	for _, open := range options {
		set := &attrs{}
		for protocol, name := range map[string]string{"tcp": "allowedTCPPorts", "udp": "allowedUDPPorts"} {
			if ports := admitted(m, open, protocol); ports != nil {
				set.set(ports, name)
			}
		}
		rules = append(rules, nix.Call(nix.Ref("lib", "genAttrs"), nix.Ref("cfg", strings.Split(open, ".")...), nix.Func("_", set.expr())))
	}
	if rules == nil {
		return nil
	}
	all := &attrs{}
	all.set(merged(rules), "networking", "firewall", "interfaces")
	return all.expr()
}

// admitted are the ports that the firewall lets in on the interfaces of an option; nil for none.
func admitted(m *catalog.Module, open, protocol string) nix.Expr {
	var always, sometimes []nix.Expr
	for _, p := range m.Ports {
		if !p.ByPanther || strings.Join(p.Open, ".") != open || !slices.Contains(p.Protocols, protocol) {
			continue
		}
		switches := switchesOf(m, p)
		if len(switches) == 0 {
			always = append(always, portNumber(p))
			continue
		}
		ports := nix.List(portNumber(p))
		for _, on := range slices.Backward(switches) {
			ports = nix.Call(nix.Ref("lib", "mkIf"), nix.Ref("cfg", on...), ports)
		}
		sometimes = append(sometimes, ports)
	}
	if always != nil {
		sometimes = append([]nix.Expr{nix.List(always...)}, sometimes...)
	}
	if sometimes == nil {
		return nil
	}
	return merged(sometimes)
}

func merged(parts []nix.Expr) nix.Expr {
	if len(parts) == 1 {
		return parts[0]
	}
	return nix.Call(nix.Ref("lib", "mkMerge"), nix.List(parts...))
}

// portNumber is the number as the host has it in the end.
func portNumber(p catalog.Port) nix.Expr {
	switch {
	case p.Config != nil:
		return nix.Ref("config", p.Config...)
	case p.Option != nil:
		return nix.Ref("cfg", p.Option...)
	}
	number, _ := strconv.ParseInt(p.Number, 10, 64) // a checked port
	return nix.Int(number)
}

// switchesOf are the options that have to be true for a port to be used: the switches of the objects on the way to it, and
// its conditions.
func switchesOf(m *catalog.Module, p catalog.Port) [][]string {
	var out [][]string
	add := func(path []string) {
		if !slices.ContainsFunc(out, func(have []string) bool { return slices.Equal(have, path) }) {
			out = append(out, path)
		}
	}
	fields := m.Options()
	for i, name := range p.Option {
		for _, o := range fields {
			if o.Name == name {
				fields = o.Type.Fields
				if o.Type.Field("enable") != nil {
					add(append(slices.Clone(p.Option[:i+1]), "enable"))
				}
				break
			}
		}
	}
	for _, c := range p.When {
		add(c.Option)
	}
	return out
}

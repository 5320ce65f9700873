package lint

import (
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nixoshardware"
	"github.com/hbohlen/panther/internal/resolve"
)

// hardware checks the names of modules of nixos-hardware: Nix would find a wrong one only when it evaluates the host.
func hardware(h *resolve.Host, diags *diag.List) {
	for _, n := range manifest.Items(h.Root.Get("nixosHardware")) {
		m, known := nixoshardware.Find(n.Text)
		switch {
		case !known:
			diags.Add(diag.NixOSHardware, n.Range(), "nixos-hardware has no module %s", diag.Quote(n.Text)).
				Help("%s", helpForHardware(n.Text))
		case m.Refused:
			d := diags.Add(diag.NixOSHardware, n.Range(), "nixos-hardware has %s only to say that it is gone", m.Name)
			if variants := m.Variants(); len(variants) > 0 {
				d.Help("use one of %s", strings.Join(variants, ", "))
			} else {
				d.Help("remove it")
			}
		case m.Deprecated:
			diags.Warn(diag.NixOSHardware, n.Range(), "nixos-hardware is going to remove %s", m.Name).
				Help("see what the module says in github.com/NixOS/nixos-hardware")
		}
	}
}

func helpForHardware(name string) string {
	if near, ok := diag.Nearest(name, nixoshardware.Names()); ok {
		return "did you mean " + diag.Quote(near) + "?"
	}
	return "the names are those of nixosModules in the flake.nix of github.com/NixOS/nixos-hardware"
}

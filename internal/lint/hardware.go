package lint

import (
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nixoshardware"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/types"
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

// platform refuses what nixpkgs has for x86 alone.
func platform(h *resolve.Host, diags *diag.List) {
	if h.System == "x86_64-linux" {
		return
	}
	at := h.Root.Get("system").Range()
	if m := h.Module("hardware/zephyrus"); m != nil {
		diags.Add(diag.PlatformMismatch, m.At, "%s is a machine with a processor of Intel", m.KeyPath()).
			See(at, "the platform is set here").Help("remove it, or system")
	}
	m := h.Module("hardware/workstations")
	if m == nil || types.HasMistake(m.Value) {
		return
	}
	for _, path := range [][]string{{"graphics", "enable32Bit"}, {"thermald"}} {
		if n := m.Option(path...); n.IsTrue() {
			diags.Add(diag.PlatformMismatch, n.Range(), "%s.%s is for processors of x86 alone", m.KeyPath(), strings.Join(path, ".")).
				See(at, "the platform is set here").Help("leave it out")
		}
	}
}

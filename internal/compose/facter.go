package compose

import (
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/resolve"
)

// setFacter gives NixOS the hardware report, for the drivers, firmware and microcode that it calls for. What NixOS would
// switch on because of it besides, and panther renders or leaves off as the manifest says, is kept from it
// (nixos/modules/hardware/facter in nixpkgs).
func setFacter(all *attrs, h *resolve.Host, at Place) {
	if !h.Report.Read() {
		return
	}
	facter := all.at("hardware", "facter")
	facter.set(at.toFleet(h.Report.Path), "reportPath")
	for _, path := range undetected(h, h.Report.Facts) {
		facter.at("detected").set(nix.Bool(false), path...)
	}
}

// undetected are the options below hardware.facter.detected that the report would set.
func undetected(h *resolve.Host, r *facts.Report) [][]string {
	var out [][]string
	add := func(wanted bool, path ...string) {
		if wanted {
			out = append(out, path)
		}
	}
	add(len(r.Bluetooth) > 0, "bluetooth", "enable")
	add(r.ImageUnit(), "camera", "ipu6", "enable") // whose firmware is unfree
	// DHCP on every interface by its name in the system that wrote the report
	add(h.Module("core/networking") != nil, "dhcp", "enable")
	add(r.MayReadFingers(), "fingerprint", "enable") // would change how people log in
	// drivers in the initial ramdisk by their names in the system that wrote the report, which may not be in this one
	add(!r.Monitors.IsZero(), "graphics", "enable")
	return out
}

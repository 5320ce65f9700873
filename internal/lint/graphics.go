package lint

import (
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// graphics checks that what is said of an NVIDIA processor fits together: NixOS would refuse what does not.
func graphics(h *resolve.Host, diags *diag.List) {
	m := h.Module("hardware/workstations")
	if m == nil || types.HasMistake(m.Value) {
		return
	}
	prime := m.Option("nvidia", "prime")
	checkFineGrained(m, prime, diags)
	if prime == nil || prime.Text == "none" {
		return
	}
	if !hasVendor(m, "nvidia") {
		diags.Add(diag.GraphicsMismatch, prime.Range(), "nvidia.prime is %s, and the host has no graphics processor of NVIDIA", prime.Text).
			Help("graphics: { vendors: [nvidia] }")
	}
	checkBusIDs(m, prime, diags)
}

func hasVendor(m *resolve.Module, name string) bool {
	return m.On("graphics", "enable") && slices.ContainsFunc(manifest.ListItems(m.Option("graphics", "vendors")), func(n *yamldoc.Node) bool { return n.Text == name })
}

func checkFineGrained(m *resolve.Module, prime *yamldoc.Node, diags *diag.List) {
	fine := m.Option("nvidia", "fineGrained")
	if !fine.IsTrue() || prime != nil && (prime.Text == "offload" || prime.Text == "reverseSync") {
		return
	}
	d := diags.Add(diag.GraphicsMismatch, fine.Range(), "nvidia.fineGrained switches the processor off while another one draws: it needs prime: offload").
		Help("nvidia: { prime: offload }")
	if m.Value.Get("nvidia").Get("prime") != nil {
		d.See(prime.Range(), "prime is set here")
	}
}

// checkBusIDs checks that the NVIDIA processor and exactly one beside it have a place.
func checkBusIDs(m *resolve.Module, prime *yamldoc.Node, diags *diag.List) {
	nvidia, intel, amd := m.Option("nvidia", "nvidiaBusId"), m.Option("nvidia", "intelBusId"), m.Option("nvidia", "amdBusId")
	switch {
	case intel.IsSet() && amd.IsSet():
		diags.Add(diag.GraphicsMismatch, amd.Range(), "nvidia.prime joins the NVIDIA processor with one other, and two are named").
			See(intel.Range(), "the other one").Help("keep the one that the screen of the laptop belongs to")
	case !nvidia.IsSet():
		diags.Add(diag.GraphicsMismatch, prime.Range(), "nvidia.prime needs to know where the NVIDIA processor is").
			Help("lspci shows it as 01:00.0: write nvidiaBusId: \"PCI:1:0:0\"")
	case !intel.IsSet() && !amd.IsSet():
		diags.Add(diag.GraphicsMismatch, prime.Range(), "nvidia.prime needs to know where the other graphics processor is").
			Help("lspci shows it as 00:02.0: write intelBusId: \"PCI:0:2:0\", or amdBusId")
	}
}

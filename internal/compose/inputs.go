package compose

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/resolve"
)

// knownInput is a flake that panther can use. Where it is depends on the release; which of its own inputs it can take
// from ours was read in its flake.nix: an input that is not there must not be followed.
type knownInput struct {
	name    string
	url     func(release string) string
	follows []string
	module  []string // the NixOS module that hosts import, below inputs.<name>; empty: none
	yields  bool     // panther.yaml may name an input of the same name, for hand-written files: it is then used here, too
}

func fixed(url string) func(string) string { return func(string) string { return url } }

var knownInputs = []knownInput{
	{name: "agenix", url: fixed("github:ryantm/agenix"), follows: []string{"nixpkgs"}, module: []string{"nixosModules", "default"}, yields: true},
	{name: "disko", url: fixed("github:nix-community/disko"), follows: []string{"nixpkgs"}, module: []string{"nixosModules", "disko"}},
	{name: "home-manager", url: func(r string) string { return "github:nix-community/home-manager/release-" + r }, follows: []string{"nixpkgs"}, module: []string{"nixosModules", "home-manager"}},
	{name: "impermanence", url: fixed("github:nix-community/impermanence"), follows: []string{"home-manager", "nixpkgs"}, module: []string{"nixosModules", "impermanence"}, yields: true},
	{name: "nixos-hardware", url: fixed("github:NixOS/nixos-hardware"), follows: []string{"nixpkgs"}, yields: true},
	{name: "opnix", url: fixed("github:brizzbuzz/opnix"), follows: []string{"nixpkgs"}, module: []string{"nixosModules", "default"}, yields: true},
	{name: "sops-nix", url: fixed("github:Mic92/sops-nix"), follows: []string{"nixpkgs"}, module: []string{"nixosModules", "sops"}, yields: true},
	{name: "nixpkgs", url: func(r string) string { return "github:NixOS/nixpkgs/nixos-" + r }},
}

// KnownInputs names the flakes that panther itself can add.
func KnownInputs() []string {
	names := make([]string, 0, len(knownInputs))
	for _, in := range knownInputs {
		names = append(names, in.name)
	}
	return names
}

// IsReserved tells whether panther alone says where an input comes from.
func IsReserved(name string) bool {
	known := findInput(name)
	return known != nil && !known.yields
}

// Input is a flake input of the rendered tree.
type Input struct {
	Name    string
	URL     string
	Follows []string
}

// hostInputs names the flake inputs that a host uses, nixpkgs aside.
func hostInputs(h *resolve.Host) []string {
	names := []string{"disko"}
	if len(h.Homes) > 0 {
		names = append(names, "home-manager")
	}
	if len(hardwareNames(h)) > 0 {
		names = append(names, "nixos-hardware")
	}
	for _, m := range h.Modules {
		names = append(names, m.Inputs...)
	}
	for _, home := range h.Homes {
		for _, m := range home.Modules {
			names = append(names, m.Inputs...)
		}
	}
	if len(h.Secrets) > 0 {
		names = append(names, h.Secrets[0].Reference.Provider.Input)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// inputModules are the NixOS modules of flake inputs that a host imports.
func inputModules(h *resolve.Host) []nix.Expr {
	var out []nix.Expr
	for _, name := range hostInputs(h) {
		if known := findInput(name); known != nil && known.module != nil {
			out = append(out, nix.Ref("inputs", append([]string{name}, known.module...)...))
		}
	}
	for _, name := range hardwareNames(h) {
		out = append(out, nix.Ref("inputs", "nixos-hardware", "nixosModules", name))
	}
	return out
}

// hardwareNames are the modules of nixos-hardware that a host imports.
func hardwareNames(h *resolve.Host) []string { return manifest.Strings(h.Root.Get("nixosHardware")) }

func findInput(name string) *knownInput {
	for i := range knownInputs {
		if knownInputs[i].name == name {
			return &knownInputs[i]
		}
	}
	return nil
}

// InputsOf lists the inputs of the flake by name: those that hosts use, and those that panther.yaml adds.
func InputsOf(fleet *manifest.Fleet, hosts []HostRef) []Input {
	names := []string{"nixpkgs"}
	for _, h := range hosts {
		names = append(names, h.Inputs...)
	}
	for _, in := range fleet.Inputs { // what one follows has to be there
		names = append(names, in.Follows...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	named := func(name string) bool {
		return slices.ContainsFunc(fleet.Inputs, func(in manifest.Input) bool { return in.Name == name })
	}
	var out []Input
	for _, name := range names {
		if known := findInput(name); known != nil && !named(name) {
			// one whose input the fleet does not have brings its own
			follows := slices.DeleteFunc(slices.Clone(known.follows), func(other string) bool { return !slices.Contains(names, other) && !named(other) })
			out = append(out, Input{Name: name, URL: known.url(fleet.Release), Follows: follows})
		}
	}
	for _, in := range fleet.Inputs {
		out = append(out, Input{Name: in.Name, URL: in.URL, Follows: in.Follows})
	}
	slices.SortFunc(out, func(a, b Input) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func inputsExpr(inputs []Input) nix.Expr {
	set := &attrs{}
	for _, in := range inputs {
		set.set(nix.String(in.URL), "inputs", in.Name, "url")
		for _, name := range in.Follows {
			set.set(nix.String(name), "inputs", in.Name, "inputs", name, "follows")
		}
	}
	return set.expr()
}

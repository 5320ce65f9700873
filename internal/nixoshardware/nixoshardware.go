// Package nixoshardware knows the modules of nixos-hardware by name, so that a wrong one is found without the network.
package nixoshardware

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// list is made from the sources of nixos-hardware; see its first lines.
//
//go:embed modules.txt
var list string

// Module is one of nixosModules of nixos-hardware's flake.
type Module struct {
	Name       string
	Deprecated bool // it says that it is going to be removed
	Refused    bool // it only says which others to use instead
	NVIDIA     bool // it switches on the driver of NVIDIA, which is unfree
}

var modules = sync.OnceValue(func() map[string]Module {
	out := map[string]Module{}
	for line := range strings.Lines(list) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		marks := words[1:]
		out[words[0]] = Module{
			Name:       words[0],
			Deprecated: slices.Contains(marks, "deprecated"),
			Refused:    slices.Contains(marks, "refused"),
			NVIDIA:     slices.Contains(marks, "nvidia"),
		}
	}
	return out
})

// Find returns a module by its name.
func Find(name string) (Module, bool) {
	m, ok := modules()[name]
	return m, ok
}

// Names lists the modules that can be imported.
func Names() []string {
	var out []string
	for name, m := range modules() {
		if !m.Refused {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// Unfree names the unfree packages that the module pulls in.
func (m Module) Unfree() []string {
	if m.NVIDIA {
		return []string{"nvidia-settings", "nvidia-x11"}
	}
	return nil
}

// Variants lists the modules that stand in for one that is refused.
func (m Module) Variants() []string {
	return slices.DeleteFunc(Names(), func(name string) bool { return !strings.HasPrefix(name, m.Name+"-") })
}

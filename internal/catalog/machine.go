package catalog

import (
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// The kinds of machines that a module can be for.
const (
	Virtual = "virtual"
	Laptop  = "laptop"
)

// Machine is what a module is for, where it does not suit every machine: a hardware report is held against it.
type Machine struct {
	Kind  string // "": any machine
	Maker string // of a laptop, as the name of its maker begins in the firmware, in any case; "" for any
}

var (
	machineKeys  = []string{"kind", "maker"}
	machineKinds = []string{Virtual, Laptop}
)

func decodeMachine(doc *yamldoc.Node, diags *diag.List) (m Machine) {
	n := doc.Get("machine")
	if n == nil {
		return m
	}
	for _, e := range n.Entries {
		switch {
		case !slices.Contains(machineKeys, e.Key):
			diags.Add(diag.Interface, e.At.Range(), "a machine has no key %s", diag.Quote(e.Key)).Help("%s", diag.DidYouMean(e.Key, machineKeys))
		case !isText(e.Value):
			diags.Add(diag.Interface, e.Value.Range(), "%s takes text", diag.Quote(e.Key))
		case e.Key == "kind":
			m.Kind = e.Value.Text
		default:
			m.Maker = e.Value.Text
		}
	}
	switch {
	case !slices.Contains(machineKinds, m.Kind):
		diags.Add(diag.Interface, n.Range(), "a machine has no kind %s", diag.Quote(m.Kind)).Help("%s", diag.DidYouMean(m.Kind, machineKinds))
	case m.Maker != "" && m.Kind != Laptop:
		diags.Add(diag.Interface, n.Get("maker").Range(), "%s goes with the kind %s", diag.Quote("maker"), diag.Quote(Laptop))
	}
	return m
}

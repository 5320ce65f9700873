package resolve

import (
	"slices"

	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// UnfreePackages are the names of the unfree packages that a module pulls in with the options that the host gives it.
func (m *Module) UnfreePackages() []string {
	out := slices.Clone(m.Unfree)
	if !m.Entries {
		return unfreeOf(m.Type.Fields, m.Value, out)
	}
	if m.Value != nil {
		for _, e := range m.Value.Entries {
			out = unfreeOf(m.Options(), e.Value, out)
		}
	}
	return out
}

// unfreeOf looks through options and those inside objects, unless these are switched off.
func unfreeOf(options []*types.Option, value *yamldoc.Node, out []string) []string {
	for _, o := range options {
		given := value.Get(o.Name)
		if given == nil {
			given = o.Default
		}
		switch {
		case o.Type.Kind == types.Object:
			if !isOff(o.Type, given, "") {
				out = unfreeOf(o.Type.Fields, given, out)
			}
		case o.Unfree == nil || given == nil:
		case given.Kind == yamldoc.List:
			for _, item := range given.Items {
				out = append(out, o.Unfree[item.Text]...)
			}
		default:
			out = append(out, o.Unfree[given.Text]...)
		}
	}
	return out
}

package optionproof

import (
	"strconv"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// samplesOf gives what a module's own options may hold: enough values to tell whether an option of NixOS takes them all.
func samplesOf(m *catalog.Module) func(path []string) []*yamldoc.Node {
	return func(path []string) []*yamldoc.Node {
		if m == nil || m.Entries {
			return nil
		}
		fields := m.Type.Fields
		for i, name := range path {
			var option *types.Option
			for _, o := range fields {
				if o.Name == name {
					option = o
				}
			}
			if option == nil {
				return nil
			}
			if i == len(path)-1 {
				return samples(option.Type)
			}
			fields = option.Type.Fields
		}
		return nil
	}
}

// samples of a type are the values at its ends; a value that is not set is seen to where it is used.
func samples(t *types.Type) []*yamldoc.Node {
	one := func(kind yamldoc.Kind, texts ...string) []*yamldoc.Node {
		var out []*yamldoc.Node
		for _, text := range texts {
			out = append(out, yamldoc.Scalar(kind, text, nil))
		}
		return out
	}
	switch t.Kind {
	case types.Bool:
		return one(yamldoc.Bool, "true", "false")
	case types.Int:
		low, high := "-1", "1000000"
		if t.Min != nil {
			low = strconv.FormatInt(*t.Min, 10)
		}
		if t.Max != nil {
			high = strconv.FormatInt(*t.Max, 10)
		}
		return one(yamldoc.Int, low, high)
	case types.Port:
		return one(yamldoc.Int, "1", "65535")
	case types.Enum:
		return one(yamldoc.Text, t.Values...)
	case types.Path, types.Secret, types.Device:
		return one(yamldoc.Text, "/path")
	case types.Package:
		pkg := yamldoc.Scalar(yamldoc.Text, "hello", nil)
		pkg.Tag = yamldoc.TagPkg
		return []*yamldoc.Node{pkg}
	case types.List:
		return []*yamldoc.Node{yamldoc.Collection(yamldoc.List, nil, nil, samples(t.Of))}
	case types.Map, types.Object, types.Any, types.Number:
		return nil
	}
	if t.Pattern != nil {
		return nil
	}
	return one(yamldoc.Text, "text")
}

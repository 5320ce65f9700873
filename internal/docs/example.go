package docs

import (
	"slices"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Example is the part of a manifest that sets a module up, made of the examples of its options; without any it switches
// the module on.
func Example(m *catalog.Module) string {
	value := exampleOf(m.Options())
	path := []string{m.Layer, m.Key}
	switch {
	case m.Layer == catalog.HomeLayer:
		path = []string{m.Layer, "operator", m.Key}
	case m.Entries:
		path = append(path, "example")
	}
	if len(value.Entries) == 0 && !m.Entries {
		value = yamldoc.Scalar(yamldoc.Bool, "true", nil)
	}
	for _, key := range slices.Backward(path) {
		value = mapping(yamldoc.Entry{Key: key, Value: value})
	}
	text, err := yamldoc.Write(value)
	if err != nil {
		return ""
	}
	return string(text)
}

// exampleOf has the options that say what they may be like, and what must be given.
func exampleOf(options []*types.Option) *yamldoc.Node {
	out := mapping()
	for _, o := range options {
		if !o.Written() || o.NotYet != "" {
			continue
		}
		value := o.Example
		switch {
		case value == nil && o.Type.Kind == types.Object:
			if value = exampleOf(o.Type.Fields); len(value.Entries) == 0 {
				continue
			}
			value = switchedOn(o, value)
		case value == nil && o.Required:
			value = yamldoc.Scalar(yamldoc.Null, "null", nil)
		case value == nil:
			continue
		}
		out.Entries = append(out.Entries, yamldoc.Entry{Key: o.Name, Value: value})
	}
	return out
}

// switchedOn switches a part of a module on that is off by itself, since nothing in it would count.
func switchedOn(o *types.Option, value *yamldoc.Node) *yamldoc.Node {
	enable := o.Type.Field("enable")
	if enable == nil || enable.Default != nil && enable.Default.Text == "true" {
		return value
	}
	on := yamldoc.Entry{Key: "enable", Value: yamldoc.Scalar(yamldoc.Bool, "true", nil)}
	return mapping(append([]yamldoc.Entry{on}, value.Entries...)...)
}

func mapping(entries ...yamldoc.Entry) *yamldoc.Node {
	return yamldoc.Collection(yamldoc.Map, nil, entries, nil)
}

package compose

import (
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// disksFact gives an option a fact of the host's disks: a mapping to objects, of which it takes the fields that its type
// has. It is nil where there is nothing.
func (f *fill) disksFact(o *types.Option) *yamldoc.Node {
	var entries []yamldoc.Entry
	add := func(key string, known func(field string) *yamldoc.Node) {
		var said []yamldoc.Entry
		for _, field := range o.Type.Of.Fields {
			if value := known(field.Name); value != nil {
				said = append(said, yamldoc.Entry{Key: field.Name, Value: value})
			}
		}
		entries = append(entries, yamldoc.Entry{Key: key, Value: yamldoc.Collection(yamldoc.Map, nil, said, nil)})
	}
	if o.From == types.FromEncrypted {
		for _, p := range storage.Encrypted(f.layout) {
			add(p.LUKS.Name, func(string) *yamldoc.Node { return textNode(p.Device) })
		}
	}
	for _, p := range storage.Places(f.host, f.layout) {
		if isAbout(o.From, p) {
			add(p.Point, func(field string) *yamldoc.Node { return mountField(p, field) })
		}
	}
	if entries == nil {
		return nil
	}
	return yamldoc.Collection(yamldoc.Map, nil, entries, nil)
}

// isAbout tells whether a mount belongs to a fact.
func isAbout(fact string, p storage.Place) bool {
	switch fact {
	case types.FromMounts:
		return true
	case types.FromBtrfs:
		return p.IsBtrfs()
	case types.FromDirectories:
		return p.IsBtrfs() && p.Sub != nil && (p.Sub.NoCOW || p.Sub.Compression != "")
	}
	return false
}

// mountField is what there is to say of a mount; nil for what is empty or false.
func mountField(p storage.Place, field string) *yamldoc.Node {
	var sub storage.Subvolume
	if p.Sub != nil {
		sub = *p.Sub
	}
	switch field {
	case "type":
		return textNode(p.Type)
	case "device":
		return textNode(p.Device)
	case "options":
		return textNodes(p.Options)
	case "name":
		return textNode(p.Name)
	case "fileSystem":
		return textNode(p.FileSystem)
	case "lasting":
		return trueNode(p.Lasting)
	case "subvolume":
		return textNode(sub.Name)
	case "noCow":
		return trueNode(sub.NoCOW)
	case "compression":
		return textNode(sub.Compression)
	}
	return nil
}

func textNode(text string) *yamldoc.Node {
	if text == "" {
		return nil
	}
	return yamldoc.Scalar(yamldoc.Text, text, nil)
}

func textNodes(texts []string) *yamldoc.Node {
	if len(texts) == 0 {
		return nil
	}
	items := make([]*yamldoc.Node, 0, len(texts))
	for _, text := range texts {
		items = append(items, textNode(text))
	}
	return yamldoc.Collection(yamldoc.List, nil, nil, items)
}

func trueNode(on bool) *yamldoc.Node {
	if !on {
		return nil
	}
	return yamldoc.Scalar(yamldoc.Bool, "true", nil)
}

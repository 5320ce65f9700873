package storage

import "github.com/hbohlen/panther/internal/yamldoc"

// Document is disks with all written out that is left to presets, to the firmware and to the roles of partitions: the same
// host in the same language.
func (l *Layout) Document() *yamldoc.Node {
	out := make([]yamldoc.Entry, 0, len(l.Entries))
	for _, e := range l.Entries {
		out = append(out, member(e.Name, e.document()))
	}
	return mapping(out...)
}

func (e *Entry) document() *yamldoc.Node {
	n := e.Value
	if len(e.Partitions) == 0 {
		return n
	}
	parts := n.Get("partitions")
	for _, p := range e.Partitions {
		parts = with(parts, p.Name, p.document(parts.Get(p.Name)))
	}
	return with(n, "partitions", parts)
}

// document adds to what is written of a partition what its role stands for.
func (p *Partition) document(n *yamldoc.Node) *yamldoc.Node {
	if n.Kind != yamldoc.Map {
		return n
	}
	add := func(key string, value *yamldoc.Node) {
		if !n.Get(key).IsSet() {
			n = with(n, key, value)
		}
	}
	addText := func(key, value string) {
		if value != "" {
			add(key, written(value))
		}
	}
	if p.Swap == nil || p.Swap.Size == "" { // that of the swap is the one of its partition
		addText("size", p.Size)
	}
	addText("filesystem", p.Filesystem)
	addText("mount", p.Mount)
	if p.Swap != nil {
		add("swap", mapping())
	}
	if options := p.MountOptions; len(options) > 0 {
		items := make([]*yamldoc.Node, 0, len(options))
		for _, o := range options {
			items = append(items, written(o))
		}
		add("mountOptions", yamldoc.Collection(yamldoc.List, nil, nil, items))
	}
	return ordered(n)
}

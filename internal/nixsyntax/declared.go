package nixsyntax

// Declared are the paths of the options that a module of NixOS or home-manager declares. All tells whether these are all
// that come with it: a module that imports others, or that computes names, may bring more.
func (f *File) Declared() (paths [][]string, all bool) {
	d := declarations{all: true}
	module := outcome(f.Root)
	if module.Kind != Set {
		return nil, false
	}
	for _, b := range module.Bindings {
		switch {
		case b.Value == nil || b.Path[0].Computed != nil:
			d.all = false
		case b.Path[0].Name == "options":
			d.collect(nil, b.Path[1:], b.Value)
		case b.Path[0].Name == "imports":
			if list := outcome(b.Value); list.Kind != List || len(list.Nodes) > 0 {
				d.all = false
			}
		}
	}
	return d.paths, d.all
}

// outcome is what an expression gives in the end, past functions, names that are bound and conditions that are asserted.
func outcome(n *Node) *Node {
	for n.Kind == Lambda || n.Kind == Let || n.Kind == With || n.Kind == Assert {
		n = n.Body
	}
	return n
}

type declarations struct {
	paths [][]string
	all   bool
}

func (d *declarations) collect(above []string, path []Attr, value *Node) {
	names := append([]string{}, above...)
	for _, a := range path {
		if a.Computed != nil {
			d.all = false
			return
		}
		names = append(names, a.Name)
	}
	value = outcome(value)
	switch value.Kind {
	case Set:
		for _, b := range value.Bindings {
			if b.Value == nil {
				for _, a := range b.Inherit {
					d.paths = append(d.paths, append(append([]string{}, names...), a.Name))
				}
				continue
			}
			d.collect(names, b.Path, b.Value)
		}
	case Apply:
		d.paths = append(d.paths, names)
	default:
		d.all = false
	}
}

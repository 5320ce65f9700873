package nixsyntax

// bindings reads the definitions of a set or a let up to what ends them.
func (p *parser) bindings(end string) []Binding {
	var out []Binding
	for !p.take(end) {
		b := Binding{Offset: p.tok.start}
		if p.take("inherit") {
			if p.take("(") {
				b.From = p.expression()
				p.expect(")")
			}
			for !p.is(";") {
				b.Inherit = append(b.Inherit, p.inherited())
			}
		} else {
			b.Path = p.attrPath()
			p.expect("=")
			b.Value = p.expression()
		}
		p.expect(";")
		out = append(out, b)
	}
	p.refuseTwice(out)
	return out
}

func (p *parser) attrPath() []Attr {
	path := []Attr{p.attr()}
	for p.take(".") {
		path = append(path, p.attr())
	}
	return path
}

func (p *parser) attr() Attr {
	a := Attr{Offset: p.tok.start}
	switch {
	case p.tok.kind == tokName:
		a.Name = p.name()
	case p.tok.kind == tokString:
		if text := p.quoted(); text.Plain() {
			a.Name = text.Text
		} else {
			a.Computed = text
		}
	case p.take("${"):
		inner := p.expression()
		p.expect("}")
		if inner.Kind == String && inner.Plain() {
			a.Name = inner.Text
		} else {
			a.Computed = inner
		}
	default:
		p.unexpected("a name")
	}
	return a
}

func (p *parser) inherited() Attr {
	a := p.attr()
	if a.Computed != nil {
		p.fail(a.Offset, "a name that is inherited cannot be computed")
	}
	return a
}

// refuseComputed refuses names of a let that are computed.
func (p *parser) refuseComputed(n *Node) {
	for _, b := range n.Bindings {
		for _, a := range b.Path[:min(1, len(b.Path))] {
			if a.Computed != nil {
				p.fail(a.Offset, "a name of a let cannot be computed")
			}
		}
	}
}

// refuseTwice refuses an attribute that is defined twice; sets that stand there as such are laid together.
func (p *parser) refuseTwice(bindings []Binding) {
	new(defined).putAll(p, bindings)
}

// defined is what was defined under a name so far.
type defined struct {
	set     bool
	members map[string]*defined
}

func (d *defined) putAll(p *parser, bindings []Binding) {
	for _, b := range bindings {
		for _, a := range b.Inherit {
			d.put(p, []Attr{a}, nil)
		}
		if b.Value != nil {
			d.put(p, b.Path, b.Value)
		}
	}
}

func (d *defined) put(p *parser, path []Attr, value *Node) {
	at := d
	for i, a := range path {
		if a.Computed != nil {
			return
		}
		if at.members == nil {
			at.members = map[string]*defined{}
		}
		next, known := at.members[a.Name]
		last := i == len(path)-1
		joins := !last || value != nil && value.Kind == Set
		if known && (!next.set || !joins) {
			p.fail(a.Offset, "the attribute "+a.Name+" is defined twice")
		}
		if !known {
			next = &defined{set: joins}
			at.members[a.Name] = next
		}
		at = next
	}
	if value != nil && value.Kind == Set {
		at.putAll(p, value.Bindings)
	}
}

package nix

import "slices"

// spread prints the call with its arguments on lines of their own, except, when
// behind is set, for those that fit behind the function.
func (c *call) spread(p *printer, indent, tail int, behind bool) {
	p.write(c.fn.text, c.fn.flat)
	last := len(c.args) - 1
	for i := 0; i < last; {
		unit := c.unit(i)
		if i+unit <= last && (behind || unit == 2) && p.fits(c.argsWidth(i, i+unit)) {
			c.writeArgs(p, i, i+unit)
			i += unit
			continue
		}
		behind = false
		for end := min(i+unit, last); i < end; i++ {
			p.newline(indent + 1)
			p.item(c.args[i], indent+1, 0)
		}
	}
	p.newline(indent + 1)
	p.last(c.args[last], indent+1, tail)
}

// unit is how many arguments from i on nixfmt breaks together: two when they
// are lists, else one. Of an odd number of lists the first is on its own.
func (c *call) unit(i int) int {
	lists := c.listsFrom(i)
	if lists > 0 && lists%2 == 0 {
		return 2
	}
	return 1
}

// paired reports whether argument i is broken together with its neighbour.
func (c *call) paired(i int) bool {
	return c.unit(i) == 2 || i > 0 && c.unit(i-1) == 2
}

// listsFrom counts the lists that follow each other from argument i on.
func (c *call) listsFrom(i int) int {
	for n := i; n < len(c.args); n++ {
		if _, ok := c.args[n].(*list); !ok && c.args[n] != Expr(emptyList) {
			return n - i
		}
	}
	return len(c.args) - i
}

// opensAt is the width of argument i up to the first place to break it, or
// never.
func (c *call) opensAt(i int) int {
	arg := c.args[i]
	l := arg.measure()
	if !l.parens {
		return l.opens
	}
	if i == len(c.args)-1 {
		if head, body := held(arg); body != nil {
			return len("(") + columns(head) + body.measure().opens
		}
		return len("(")
	}
	if inner, ok := arg.(*call); ok && inner.simple {
		return min(never, len("(")+inner.opens)
	}
	return len("(")
}

// grouped reports whether nixfmt prefers argument i, which is not the last, on
// one line over any layout that it could have with the others.
func grouped(arg Expr) bool {
	const few = 6
	l, ok := arg.(*list)
	if !ok {
		return arg.measure().parens
	}
	complicated := func(e Expr) bool { return !e.measure().simple }
	return len(l.items) > few || slices.ContainsFunc(l.items, complicated)
}

// last prints the last argument of a call.
func (p *printer) last(e Expr, indent, tail int) {
	if p.fits(lastWidth(e) + tail) {
		p.tight(e)
		return
	}
	p.lastBlock(e, indent, tail)
}

func (p *printer) lastBlock(e Expr, indent, tail int) {
	if !e.measure().parens {
		e.block(p, indent, tail)
		return
	}
	p.write("(", 1)
	if head, body := held(e); body != nil {
		p.write(head, columns(head))
		body.block(p, indent, 0)
	} else {
		p.newline(indent + 1)
		p.expr(e, indent+1, 0)
		p.newline(indent)
	}
	p.write(")", 1)
}

// lastWidth is the width of a last argument on one line.
func lastWidth(e Expr) int {
	if _, body := held(e); body != nil && isSet(body) {
		return never
	}
	return tight(e)
}

// held finds what a last argument in parentheses is about, when nixfmt keeps
// the parentheses tight around it: (x: { … }) or (f { … }).
func held(e Expr) (head string, body Expr) {
	switch e := e.(type) {
	case *function:
		if e.params == 1 && e.absorbs() {
			return e.head, e.body
		}
	case *call:
		if e.fn.name && len(e.args) == 1 && e.args[0].measure().bracket {
			return e.fn.text + " ", e.args[0]
		}
	}
	return "", nil
}

package nix

import "slices"

// call is a function applied to at least one argument.
type call struct {
	layout
	fn   *ref
	args []Expr
}

// Call is a function applied to arguments: lib.mkOption { … }. The function is
// a [Ref] or another Call; anything else is a bug of the caller and panics.
func Call(fn Expr, args ...Expr) Expr {
	if len(args) == 0 {
		return fn
	}
	if inner, ok := fn.(*call); ok {
		return newCall(inner.fn, slices.Concat(inner.args, args))
	}
	return newCall(mustBeRef(fn), slices.Clone(args))
}

func mustBeRef(e Expr) *ref {
	r, ok := e.(*ref)
	if !ok {
		panic("nix: only a reference can be called or brought into scope")
	}
	return r
}

func newCall(fn *ref, args []Expr) *call {
	c := &call{layout{flat: fn.flat, opens: never, parens: true}, fn, args}
	last := len(args) - 1
	c.simple = fn.simple && len(args) <= 2
	for i, arg := range args {
		width := c.argWidth(i)
		c.simple = c.simple && arg.measure().simple && (i == last || width < never)
		c.flat = min(never, c.flat+len(" ")+width)
	}
	if c.simple {
		c.attached = true
		c.opens = min(never, c.before(last)+c.opensAt(last))
	}
	return c
}

// argWidth is the width of argument i on one line.
func (c *call) argWidth(i int) int {
	if i == len(c.args)-1 {
		return lastWidth(c.args[i])
	}
	return tight(c.args[i])
}

// argsWidth is the width of some arguments on one line, each behind a space.
func (c *call) argsWidth(from, to int) int {
	width := 0
	for i := from; i < to; i++ {
		width = min(never, width+len(" ")+c.argWidth(i))
	}
	return width
}

// before is the width of what stands in front of argument i on one line.
func (c *call) before(i int) int { return c.fn.flat + c.argsWidth(0, i) + len(" ") }

func (c *call) appendFlat(dst []byte) []byte {
	dst = append(dst, c.fn.text...)
	return c.appendArgs(dst, 0, len(c.args))
}

func (c *call) appendArgs(dst []byte, from, to int) []byte {
	for _, arg := range c.args[from:to] {
		dst = append(dst, ' ')
		dst = appendTight(dst, arg)
	}
	return dst
}

func (c *call) block(p *printer, indent, tail int) {
	if !c.hug(p, place{indent: indent, tail: tail}) {
		c.spread(p, indent, tail, true)
	}
}

// place is where a call is printed: at which depth, how many columns follow it
// on its last line, and whether the first of them is its closing parenthesis.
type place struct {
	indent, tail int
	parens       bool
}

// bind prints a call behind `name =` when it does not fit there on one line. It
// reports false where the call has to start on a line of its own as if that
// were its place.
func (c *call) bind(p *printer, b *binding, indent int) bool {
	mark := *p
	p.write(" ", 1)
	if c.hug(p, place{indent: indent, tail: len(";")}) {
		if b.short() || p.fits(len(";")) {
			return true
		}
		*p = mark
		return false
	}
	*p = mark
	p.newline(indent + 1)
	c.spread(p, indent+1, len(";"), true)
	if !p.fits(len(";")) { // the last line of a text is too long
		*p = mark
		return false
	}
	return true
}

// inParens prints a call behind its opening parenthesis, and the closing one.
func (c *call) inParens(p *printer, indent, tail int) {
	if !c.hug(p, place{indent, tail + len(")"), true}) {
		behind := p.fits(c.fn.flat)
		if !behind {
			p.newline(indent + 1)
		}
		c.spread(p, indent, 0, behind)
		p.newline(indent)
	}
	p.write(")", 1)
}

// hug prints the call with a single argument broken over lines and everything
// else on its first and last line. It tries the last argument first, and
// reports whether that was possible.
func (c *call) hug(p *printer, at place) bool {
	if c.simple {
		last := len(c.args) - 1
		c.writeBefore(p, last)
		p.last(c.args[last], at.indent, at.tail)
		return true
	}
	for i := len(c.args) - 1; i >= 0; i-- {
		if c.hugArg(p, i, at) {
			return true
		}
	}
	return false
}

// hugArg prints the call with argument i broken over lines, if possible.
func (c *call) hugArg(p *printer, i int, at place) bool {
	isLast := i == len(c.args)-1
	arg, before, after := c.args[i], c.before(i), c.argsWidth(i+1, len(c.args))+at.tail
	if c.paired(i) || !p.fits(before+c.opensAt(i)) || len("}")+after > maxColumns {
		return false
	}
	next := c.lead(i+1, at.tail)
	if !isLast && grouped(arg) && p.fits(before+c.argWidth(i)+next) {
		return false
	}
	mark := *p
	c.writeBefore(p, i)
	switch {
	case isLast:
		p.lastBlock(arg, at.indent, at.tail)
	case arg.measure().parens:
		p.parenthesized(arg, at.indent, next)
	default:
		arg.block(p, at.indent, next)
	}
	if (!isLast || at.parens) && !p.fits(after) {
		*p = mark
		return false
	}
	c.writeArgs(p, i+1, len(c.args))
	return true
}

func (c *call) writeBefore(p *printer, i int) {
	p.write(c.fn.text, c.fn.flat)
	c.writeArgs(p, 0, i)
	p.write(" ", 1)
}

func (c *call) writeArgs(p *printer, from, to int) {
	p.buf = c.appendArgs(p.buf, from, to)
	p.col += c.argsWidth(from, to)
}

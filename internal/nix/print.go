package nix

import "sync"

// maxColumns is where nixfmt breaks lines. It does not count the indentation,
// so that the layout of an expression does not depend on its depth.
const maxColumns = 100

// Print renders e as it stands after `x = ` at a nesting depth of depth: the
// first line is not indented, the following ones are.
//
// nixfmt takes the length of the name into account, and moves some values that
// do not fit behind it to a line of their own. Where a value may be that long
// and is not a plain list, set or string, use [PrintAttrs], which knows the name.
func Print(e Expr, depth int) string { return toText(AppendPrint, e, depth) }

// AppendPrint appends what [Print] returns to dst.
func AppendPrint(dst []byte, e Expr, depth int) []byte {
	p := printer{buf: dst, col: len("x = ")}
	if p.fits(boundFlat(e) + len(";")) {
		return e.appendFlat(dst)
	}
	p.bound(e, depth)
	return p.buf
}

// PrintAttrs renders the attributes of a set without its braces, one a line,
// each indented by depth, without a newline at the end. Anything but a set made
// by [Attrs], [Record] or [Inherit] is a bug of the caller and panics.
func PrintAttrs(e Expr, depth int) string { return toText(AppendAttrs, e, depth) }

// toText prints into a buffer that has grown to the size of a document before.
func toText(appendTo func([]byte, Expr, int) []byte, e Expr, depth int) string {
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	*buf = appendTo((*buf)[:0], e, depth)
	return string(*buf)
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// AppendAttrs appends what [PrintAttrs] returns to dst.
func AppendAttrs(dst []byte, e Expr, depth int) []byte {
	p := printer{buf: dst}
	switch e := e.(type) {
	case *set:
		for i := range e.bindings {
			if i > 0 {
				p.buf = append(p.buf, '\n')
			}
			p.indent(depth)
			p.binding(&e.bindings[i], depth)
		}
	default:
		if e != Expr(emptySet) {
			panic("nix: only a set has attributes")
		}
	}
	return p.buf
}

// printer appends to buf; col counts the columns of the current line behind its
// indentation.
type printer struct {
	buf []byte
	col int
}

func (p *printer) fits(columns int) bool { return p.col+columns <= maxColumns }

func (p *printer) write(text string, width int) {
	p.buf = append(p.buf, text...)
	p.col += width
}

func (p *printer) newline(depth int) {
	p.buf = append(p.buf, '\n')
	p.indent(depth)
}

func (p *printer) indent(depth int) {
	for range depth {
		p.buf = append(p.buf, "  "...)
	}
	p.col = 0
}

// binding prints `path = value;`.
func (p *printer) binding(b *binding, indent int) {
	p.write(b.path, b.width)
	p.write(" =", len(" ="))
	if !p.bindBehind(b, indent) {
		p.bindBelow(b, indent)
	}
	p.write(";", 1)
}

// bindBehind prints a value behind `name =` unless it must start on a line of
// its own.
func (p *printer) bindBehind(b *binding, indent int) bool {
	l := b.value.measure()
	switch {
	case p.fits(boundFlat(b.value) + len(" ;")):
		p.write(" ", 1)
		p.flat(b.value)
		return true
	case l.attached && b.short(), p.fits(len(" ") + l.opens):
		mark := *p
		p.write(" ", 1)
		p.bound(b.value, indent)
		if b.short() || p.fits(len(";")) {
			return true
		}
		*p = mark
	}
	return false
}

// short reports whether nixfmt sees no gain in breaking the line behind the
// path of a binding.
func (b *binding) short() bool { return b.bare && b.selectors <= 4 }

// bound prints a value that does not fit on one line right behind `name = `.
func (p *printer) bound(e Expr, indent int) {
	e.block(p, indent, len(";"))
}

// bindBelow prints a value that does not fit behind `name =`. A call is
// then broken even if it would fit on the next line, unless the name alone has
// filled the first.
func (p *printer) bindBelow(b *binding, indent int) {
	overlong := !b.short() && !p.fits(0)
	if e, isCall := b.value.(*call); isCall && !e.simple && !overlong && e.bind(p, b, indent) {
		return
	}
	p.newline(indent + 1)
	if p.fits(b.value.measure().flat + len(";")) {
		p.flat(b.value)
		return
	}
	p.bound(b.value, indent+1)
}

// flat prints e on the current line.
func (p *printer) flat(e Expr) {
	p.buf = e.appendFlat(p.buf)
	p.col += e.measure().flat
}

// expr prints e where it needs no parentheses.
func (p *printer) expr(e Expr, indent, tail int) {
	if p.fits(e.measure().flat + tail) {
		p.flat(e)
		return
	}
	e.block(p, indent, tail)
}

// item prints e where it takes parentheses: in a list or as an argument.
func (p *printer) item(e Expr, indent, tail int) {
	switch {
	case p.fits(tight(e) + tail):
		p.tight(e)
	case e.measure().parens:
		p.parenthesized(e, indent, tail)
	default:
		e.block(p, indent, tail)
	}
}

func (p *printer) tight(e Expr) {
	p.buf = appendTight(p.buf, e)
	p.col += tight(e)
}

// parenthesized prints an expression in parentheses that does not fit on one
// line.
func (p *printer) parenthesized(e Expr, indent, tail int) {
	p.write("(", 1)
	switch e := e.(type) {
	case *call:
		e.inParens(p, indent, tail)
		return
	case *function:
		if e.absorbs() {
			if !p.fits(e.opens) {
				indent++
				p.newline(indent)
			}
			e.hug(p, indent)
			p.write(")", 1)
			return
		}
	}
	p.newline(indent + 1)
	p.expr(e, indent+1, 0)
	p.newline(indent)
	p.write(")", 1)
}

package nix

// function is an expression behind its parameters: final: prev: …
type function struct {
	layout
	head   string // the parameters, with a space at the end
	width  int    // of the head
	params int
	body   Expr
}

// Func is a function of one argument: param: body. The body may be another
// function. A param that is no identifier is a bug of the caller and panics.
func Func(param string, body Expr) Expr {
	mustBeIdentifier(param)
	if inner, ok := body.(*function); ok {
		return newFunction(param+": "+inner.head, inner.params+1, inner.body)
	}
	return newFunction(param+": ", 1, body)
}

func newFunction(head string, params int, body Expr) *function {
	width := columns(head)
	f := &function{layout{flat: never, opens: never, parens: true}, head, width, params, body}
	if f.absorbs() {
		f.opens = width + body.measure().opens
	}
	if f.mayBeFlat() {
		f.flat = min(never, width+body.measure().flat)
	}
	return f
}

// mayBeFlat reports whether head and body may share a line. nixfmt breaks
// functions of many arguments; a set it expands in most places, and leaves
// expanded in the others.
func (f *function) mayBeFlat() bool {
	if isSet(f.body) {
		return false
	}
	return f.params <= 2 || f.absorbs()
}

// absorbs reports whether the bracket of the body may stay on the head's line.
func (f *function) absorbs() bool { return f.body.measure().bracket }

func (f *function) appendFlat(dst []byte) []byte {
	return f.body.appendFlat(append(dst, f.head...))
}

func (f *function) block(p *printer, indent, tail int) {
	if f.absorbs() {
		f.hug(p, indent)
		return
	}
	p.write(f.head[:len(f.head)-1], f.width-1)
	p.newline(indent)
	p.expr(f.body, indent, tail)
}

// hug prints head and opening bracket on one line.
func (f *function) hug(p *printer, indent int) {
	p.write(f.head, f.width)
	f.body.block(p, indent, 0)
}

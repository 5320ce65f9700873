package nix

// scoped is an expression behind a head that brings names into scope:
// `with pkgs; …` or `final: prev: …`.
type scoped struct {
	layout
	head   string // with a space at its end
	width  int    // of the head
	params int    // of a function; 0 means with
	body   Expr
}

// With is body with the attributes of scope in reach: with pkgs; [ … ]. The
// scope is a [Ref]; anything else is a bug of the caller and panics.
func With(scope, body Expr) Expr {
	return newScoped("with "+mustBeRef(scope).text+"; ", 0, body)
}

// Func is a function of one argument: param: body. The body may be another
// function. A param that is no identifier is a bug of the caller and panics.
func Func(param string, body Expr) Expr {
	mustBeIdentifier(param)
	if inner, ok := body.(*scoped); ok && inner.params > 0 {
		return newScoped(param+": "+inner.head, inner.params+1, inner.body)
	}
	return newScoped(param+": ", 1, body)
}

func newScoped(head string, params int, body Expr) *scoped {
	width := columns(head)
	s := &scoped{layout{flat: never, opens: never, parens: true}, head, width, params, body}
	if s.absorbs() {
		s.opens = width + body.measure().opens
	}
	if s.mayBeFlat() {
		s.flat = min(never, width+body.measure().flat)
	}
	return s
}

// mayBeFlat reports whether head and body may share a line. nixfmt breaks
// functions of many arguments; a set it expands in most places, and leaves
// expanded in the others.
func (s *scoped) mayBeFlat() bool {
	if isSet(s.body) {
		return false
	}
	inner, nested := s.body.(*scoped)
	return s.params <= 2 || s.absorbs() || nested && inner.absorbs()
}

// absorbs reports whether the bracket of the body may stay on the head's line.
func (s *scoped) absorbs() bool { return s.body.measure().bracket }

func (s *scoped) appendFlat(dst []byte) []byte {
	return s.body.appendFlat(append(dst, s.head...))
}

func (s *scoped) block(p *printer, indent, tail int) {
	if s.params > 0 && s.absorbs() {
		s.hug(p, indent)
		return
	}
	inner, nested := s.body.(*scoped)
	hugging := nested && s.params > 0 && inner.absorbs()
	if hugging && p.fits(s.width+inner.opens) {
		p.write(s.head, s.width)
		inner.hug(p, indent)
		return
	}
	p.write(s.head[:len(s.head)-1], s.width-1)
	p.newline(indent)
	switch {
	case hugging:
		inner.hug(p, indent)
	case isSet(s.body), nested && inner.params == 0:
		s.body.block(p, indent, tail)
	default:
		p.expr(s.body, indent, tail)
	}
}

// hug prints head and opening bracket on one line.
func (s *scoped) hug(p *printer, indent int) {
	p.write(s.head, s.width)
	s.body.block(p, indent, 0)
}

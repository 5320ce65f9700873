package nix

// Expr is a Nix expression. The constructors of this package are the only way
// to make one.
type Expr interface {
	// measure is what the printer needs to know before it prints the expression.
	measure() *layout
	// appendFlat appends the expression as it stands on one line.
	appendFlat(dst []byte) []byte
	// block prints the expression over several lines, from where the cursor is;
	// tail columns follow it on its last line.
	block(p *printer, indent, tail int)
}

// never is the width of what cannot stand on one line: wider than any line.
const never = 1 << 28

// layout is the part of an expression that decides where lines are broken.
type layout struct {
	flat     int  // columns on one line, or never
	opens    int  // columns that must stay behind a name or function when the rest is broken, or never
	simple   bool // nixfmt keeps calls of simple things on one line, however long
	parens   bool // takes parentheses in a list and as an argument
	attached bool // stays behind a short `name =` even where it passes the end of the line
	bracket  bool // is enclosed in { }, [ ] or '', which hug what stands in front of them
}

func (l *layout) measure() *layout { return l }

// tight is the width of an expression in a list or as an argument.
func tight(e Expr) int {
	l := e.measure()
	if l.parens {
		return l.flat + len("()")
	}
	return l.flat
}

func appendTight(dst []byte, e Expr) []byte {
	if !e.measure().parens {
		return e.appendFlat(dst)
	}
	dst = append(dst, '(')
	dst = e.appendFlat(dst)
	return append(dst, ')')
}

// atom is an expression without a place to break it.
type atom struct {
	layout
	text string
}

func newAtom(text string) *atom {
	return &atom{layout{flat: columns(text), opens: never}, text}
}

func (a *atom) appendFlat(dst []byte) []byte { return append(dst, a.text...) }

func (a *atom) block(p *printer, _, _ int) { p.write(a.text, a.flat) }

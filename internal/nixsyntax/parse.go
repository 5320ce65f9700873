package nixsyntax

import (
	"slices"
	"strconv"
)

// parser reads expressions. The current token is always read already; a mistake is a panic that [Parse] turns into an error.
type parser struct {
	scanner
	tok   token
	depth int
}

func (p *parser) advance() { p.tok = p.scan() }

func (p *parser) is(sign string) bool {
	return (p.tok.kind == tokSign || p.tok.kind == tokKeyword) && p.tok.text == sign
}

// take passes over a sign or a keyword, if it is the current one.
func (p *parser) take(sign string) bool {
	if !p.is(sign) {
		return false
	}
	p.advance()
	return true
}

func (p *parser) expect(sign string) {
	if !p.take(sign) {
		p.unexpected(sign)
	}
}

func (p *parser) unexpected(wanted string) {
	found := p.tok.text
	if p.tok.kind == tokEnd {
		found = "the end"
	}
	p.fail(p.tok.start, "unexpected "+found+", wanted "+wanted)
}

func (p *parser) name() string {
	if p.tok.kind != tokName {
		p.unexpected("a name")
	}
	text := p.tok.text
	p.advance()
	return text
}

// maxDepth is how deep expressions may lie in each other.
const maxDepth = 2000

func (p *parser) node(kind Kind) *Node { return &Node{Kind: kind, Offset: p.tok.start} }

// expression reads what may stand behind a sign that binds nothing.
func (p *parser) expression() *Node {
	if p.depth++; p.depth > maxDepth {
		p.fail(p.tok.start, "nested too deeply")
	}
	defer func() { p.depth-- }()
	n := p.node(0)
	switch {
	case p.is("assert"), p.is("with"):
		n.Kind = With
		if p.is("assert") {
			n.Kind = Assert
		}
		p.advance()
		n.Nodes = []*Node{p.expression()}
		p.expect(";")
		n.Body = p.expression()
		return n
	case p.is("let") && !p.followedBy("{"):
		p.advance()
		n.Kind = Let
		n.Bindings = p.bindings("in")
		p.refuseComputed(n)
		n.Body = p.expression()
		return n
	case p.is("if"):
		p.advance()
		n.Kind = If
		condition := p.expression()
		p.expect("then")
		then := p.expression()
		p.expect("else")
		n.Nodes = []*Node{condition, then, p.expression()}
		return n
	case p.tok.kind == tokName && (p.followedBy(":") || p.followedBy("@")), p.is("{") && p.takesFormals():
		return p.lambda()
	}
	return p.operation(0)
}

// ahead runs a look at what follows the current token and comes back.
func (p *parser) ahead(look func() bool) bool {
	at, tok := p.at, p.tok
	p.advance()
	found := look()
	p.at, p.tok = at, tok
	return found
}

func (p *parser) followedBy(sign string) bool { return p.ahead(func() bool { return p.is(sign) }) }

// takesFormals tells whether a brace begins what a function takes, and not a set.
func (p *parser) takesFormals() bool {
	return p.ahead(func() bool {
		switch {
		case p.is("..."):
			return true
		case p.is("}"):
			return p.followedBy(":") || p.followedBy("@")
		case p.tok.kind == tokName:
			return p.followedBy(",") || p.followedBy("?") || p.followedBy("}")
		}
		return false
	})
}

func (p *parser) lambda() *Node {
	n := p.node(Lambda)
	n.Param = &Param{}
	if p.tok.kind == tokName {
		n.Param.Name = p.name()
		if p.take("@") {
			p.formals(n.Param)
		}
	} else {
		p.formals(n.Param)
		if p.take("@") {
			n.Param.Name = p.name()
		}
	}
	for _, formal := range n.Param.Formals {
		if formal.Name == n.Param.Name {
			p.fail(n.Offset, "the argument "+formal.Name+" is taken twice")
		}
	}
	p.expect(":")
	n.Body = p.expression()
	return n
}

func (p *parser) formals(param *Param) {
	param.IsSet = true
	p.expect("{")
	for !p.is("}") {
		if p.take("...") {
			param.Open = true
			break
		}
		at := p.tok.start
		formal := Formal{Name: p.name()}
		if slices.ContainsFunc(param.Formals, func(f Formal) bool { return f.Name == formal.Name }) {
			p.fail(at, "the argument "+formal.Name+" is taken twice")
		}
		if p.take("?") {
			formal.Default = p.expression()
		}
		param.Formals = append(param.Formals, formal)
		if !p.take(",") {
			break
		}
	}
	p.expect("}")
}

// beginsSimple tells whether what comes next can be an argument.
func (p *parser) beginsSimple() bool {
	switch p.tok.kind {
	case tokEnd:
		return false
	case tokSign:
		return p.is("(") || p.is("[") || p.is("{")
	case tokKeyword:
		return p.is("rec") || p.is("let") && p.followedBy("{")
	case tokName:
		return p.tok.text != "or"
	}
	return true
}

// selection reads a simple expression and what is selected of it.
func (p *parser) selection() *Node {
	n := p.simple()
	if p.take(".") {
		n = &Node{Kind: Select, Nodes: []*Node{n}, Path: p.attrPath(), Offset: n.Offset}
		if p.takeOr() {
			n.Or = p.selection()
		}
		return n
	}
	if at := p.tok.start; p.takeOr() { // `or` was a name once, and still is one there
		return &Node{Kind: Apply, Nodes: []*Node{n, {Kind: Name, Text: "or", Offset: at}}, Offset: n.Offset}
	}
	return n
}

func (p *parser) takeOr() bool {
	if p.tok.kind != tokName || p.tok.text != "or" {
		return false
	}
	p.advance()
	return true
}

func (p *parser) simple() *Node {
	switch p.tok.kind {
	case tokString:
		return p.quoted()
	case tokIndented:
		return p.indented()
	case tokPath:
		return p.path()
	case tokName, tokInt, tokFloat, tokURI:
		return p.word()
	}
	n := p.node(Set)
	switch {
	case p.take("("):
		n = p.expression()
		p.expect(")")
	case p.take("["):
		n.Kind = List
		for !p.take("]") {
			n.Nodes = append(n.Nodes, p.selection())
		}
	case p.take("rec"):
		n.Recursive = true
		p.expect("{")
		n.Bindings = p.bindings("}")
	case p.take("let"): // let { body = ..; } is what rec { }.body is
		n.Recursive = true
		p.expect("{")
		n.Bindings = p.bindings("}")
		return &Node{Kind: Select, Nodes: []*Node{n}, Path: []Attr{{Name: "body"}}, Offset: n.Offset}
	case p.take("{"):
		n.Bindings = p.bindings("}")
	default:
		p.unexpected("an expression")
	}
	return n
}

func (p *parser) word() *Node {
	kinds := map[tokenKind]Kind{tokName: Name, tokInt: Int, tokFloat: Float, tokURI: URI}
	n := &Node{Kind: kinds[p.tok.kind], Text: p.tok.text, Offset: p.tok.start}
	if n.Kind == Name && n.Text == "or" {
		p.unexpected("an expression")
	}
	if n.Kind == Int {
		if _, err := strconv.ParseInt(n.Text, 10, 64); err != nil {
			p.fail(p.tok.start, "the number is too large")
		}
	}
	p.advance()
	return n
}

package nixsyntax

// The operators by how tightly they bind.
const (
	bindsNot    = 7
	bindsHas    = 11
	bindsNegate = 12
)

type associativity uint8

const (
	leftwards associativity = iota
	rightwards
	alone // a < b < c is no expression
)

func binding(sign string) (tightness int, side associativity) {
	switch sign {
	case "->":
		return 1, rightwards
	case "||":
		return 2, leftwards
	case "&&":
		return 3, leftwards
	case "==", "!=":
		return 4, alone
	case "<", ">", "<=", ">=":
		return 5, alone
	case "//":
		return 6, rightwards
	case "+", "-":
		return 8, leftwards
	case "*", "/":
		return 9, leftwards
	case "++":
		return 10, rightwards
	case "?":
		return bindsHas, alone
	}
	return -1, leftwards
}

// operation reads operands and the operators between them that bind at least as tightly as asked.
func (p *parser) operation(least int) *Node {
	left := p.operand()
	for p.tok.kind == tokSign {
		tightness, side := binding(p.tok.text)
		if tightness < least {
			break
		}
		sign := p.tok.text
		p.advance()
		n := &Node{Kind: Binary, Text: sign, Offset: left.Offset}
		switch {
		case sign == "?":
			n.Kind, n.Nodes, n.Path = Has, []*Node{left}, p.attrPath()
		case side == rightwards:
			n.Nodes = []*Node{left, p.operation(tightness)}
		default:
			n.Nodes = []*Node{left, p.operation(tightness + 1)}
		}
		if next, _ := binding(p.tok.text); side == alone && p.tok.kind == tokSign && next == tightness {
			p.unexpected("no second " + sign)
		}
		left = n
	}
	return left
}

func (p *parser) operand() *Node {
	if p.depth++; p.depth > maxDepth {
		p.fail(p.tok.start, "nested too deeply")
	}
	defer func() { p.depth-- }()
	if p.is("!") || p.is("-") {
		n := p.node(Unary)
		n.Text = p.tok.text
		tightness := bindsNegate
		if n.Text == "!" {
			tightness = bindsNot
		}
		p.advance()
		n.Nodes = []*Node{p.operation(tightness + 1)}
		return n
	}
	n := p.selection()
	for p.beginsSimple() {
		n = &Node{Kind: Apply, Nodes: []*Node{n, p.selection()}, Offset: n.Offset}
	}
	return n
}

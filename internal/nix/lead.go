package nix

// The lead of an expression is what stands in front of the first place where
// nixfmt might break its line. These functions return its width, and whether it
// is the whole expression.
//
// It decides whether the end of a broken argument and what follows it share a
// line: nixfmt looks only as far as the first break.

// lead is the lead of the arguments from i on, given that the spaces between
// them stay, with tail columns behind the last one.
func (c *call) lead(i, tail int) int {
	width := 0
	for ; i < len(c.args); i++ {
		if c.unit(i) == 2 && i+2 < len(c.args) {
			return width
		}
		ahead, whole := c.argLead(i)
		if width += len(" ") + ahead; !whole {
			return width
		}
	}
	return width + tail
}

func (c *call) argLead(i int) (width int, whole bool) {
	isLast := i == len(c.args)-1
	switch arg := c.args[i].(type) {
	case *list:
		if c.paired(i) || !isLast && grouped(arg) {
			return len("["), false
		}
		return arg.contentLead()
	case *set:
		return arg.bindings[0].lead()
	default:
		if isLast {
			return lastLead(arg)
		}
		return itemLead(arg)
	}
}

// lastLead is the lead of a last argument.
func lastLead(e Expr) (width int, whole bool) {
	if !e.measure().parens {
		return exprLead(e)
	}
	if head, body := held(e); body != nil {
		width, whole = body.measure().opens, false
		if items, ok := body.(*list); ok {
			width, whole = items.contentLead()
		}
		width += columns(head)
	} else {
		width, whole = exprLead(e)
	}
	return enclosed(width, whole)
}

// itemLead is the lead of an expression in a list, or of an argument that is
// not the last.
func itemLead(e Expr) (width int, whole bool) {
	if !e.measure().parens {
		return exprLead(e)
	}
	if c, ok := e.(*call); ok && c.simple {
		return enclosed(exprLead(e))
	}
	return len("("), false
}

func enclosed(width int, whole bool) (int, bool) {
	if whole {
		return width + len("()"), true
	}
	return width + len("("), false
}

// exprLead is the lead of an expression without parentheses.
func exprLead(e Expr) (width int, whole bool) {
	switch e := e.(type) {
	case *call:
		if !e.simple {
			return e.fn.flat, false
		}
		last := len(e.args) - 1
		width, whole = lastLead(e.args[last])
		return e.before(last) + width, whole
	case *function:
		return 0, false
	case *sum:
		return e.left.flat, false
	}
	l := e.measure()
	return min(l.flat, l.opens), !l.bracket
}

// contentLead is the lead of a list whose brackets stay with its first item.
func (l *list) contentLead() (width int, whole bool) {
	width, whole = itemLead(l.items[0])
	if !whole || len(l.items) > 1 {
		return len("[ ") + width, false
	}
	return len("[ ]") + 1 + width, true
}

// lead is the lead of a set whose braces stay with this only attribute.
func (b *binding) lead() (width int, whole bool) {
	width = len("{ ") + b.width + len(" =")
	if !b.short() || !b.value.measure().attached {
		return width, false
	}
	value, whole := exprLead(b.value)
	if width += len(" ") + value; whole {
		return width + len("; }"), true
	}
	return width, false
}

package nix

import "slices"

// list is a list with at least one item.
type list struct {
	layout
	items []Expr
}

// List is a list. A list of several items is printed with one item a line.
func List(items ...Expr) Expr {
	if len(items) == 0 {
		return emptyList
	}
	l := &list{bracketed(), slices.Clone(items)}
	if len(items) == 1 {
		l.flat = len("[  ]") + tight(items[0])
	}
	return l
}

func (l *list) appendFlat(dst []byte) []byte {
	dst = append(dst, '[')
	for _, item := range l.items {
		dst = append(dst, ' ')
		dst = appendTight(dst, item)
	}
	return append(dst, " ]"...)
}

func (l *list) block(p *printer, indent, _ int) {
	p.write("[", 1)
	for _, item := range l.items {
		p.newline(indent + 1)
		p.item(item, indent+1, 0)
	}
	p.newline(indent)
	p.write("]", 1)
}

// bracketed is the layout of a list or set, which breaks after the bracket.
func bracketed() layout {
	return layout{flat: never, opens: 1, attached: true, bracket: true}
}

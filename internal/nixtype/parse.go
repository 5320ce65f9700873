package nixtype

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Parse reads a description. What it does not know is of the kind Unknown, there and only there.
func Parse(text string) *Type {
	if t := words()[text]; t != nil { // most of them are one word
		return t
	}
	p := &parser{rest: text}
	t := p.alternatives()
	if p.rest != "" {
		return &Type{Text: text}
	}
	if t.Kind == Or {
		t.Text = text
	}
	return t
}

// longest are the words, those first that others are the beginning of.
var longest = sync.OnceValue(func() []string {
	out := make([]string, 0, len(words()))
	for word := range words() {
		out = append(out, word)
	}
	slices.SortFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
})

// parser reads a description from its beginning. Nothing is ambiguous to it but the end of a pattern.
type parser struct {
	rest  string
	depth int // of parentheses, which bounds how deep descriptions may lie in each other
}

func (p *parser) take(text string) bool {
	rest, ok := strings.CutPrefix(p.rest, text)
	if ok {
		p.rest = rest
	}
	return ok
}

// ends tells whether a word may end here.
func (p *parser) ends() bool {
	for _, end := range []string{" or ", ", or ", ")", " convertible to it"} {
		if strings.HasPrefix(p.rest, end) {
			return true
		}
	}
	return p.rest == ""
}

// alternatives reads types with "or" between them. What is said to be converted to the type in front is taken as well.
func (p *parser) alternatives() *Type {
	before := p.rest
	types := []*Type{p.single()}
	for {
		p.take(" convertible to it")
		if !p.take(", or ") && !p.take(" or ") {
			break
		}
		types = append(types, p.single())
	}
	return union(strings.TrimSuffix(before, p.rest), types)
}

// makers are the descriptions that hold another one.
var makers = []struct {
	prefix string
	make   func(*Type) *Type
}{
	{"list of ", func(of *Type) *Type { return &Type{Kind: List, Of: []*Type{of}} }},
	{"non-empty ", func(of *Type) *Type {
		if of.Kind != List {
			return &Type{}
		}
		return &Type{Kind: List, Of: of.Of, Least: 1}
	}},
	{"pair of ", func(of *Type) *Type { return &Type{Kind: List, Of: []*Type{of}, Least: 2, Most: 2} }},
	{"lazy attribute set of ", attrsOf},
	{"attribute set of ", attrsOf},
	{"attribute list of ", func(of *Type) *Type {
		return &Type{Kind: Or, Of: []*Type{{Kind: List}, attrsOf(of)}}
	}},
	{"open submodule of ", func(of *Type) *Type { return &Type{Kind: Submodule, Of: []*Type{of}} }},
	{"unique ", func(of *Type) *Type { return of }},
	{"DAG of ", func(*Type) *Type { return &Type{Kind: Attrs} }}, // an entry may say where it stands among the others
	{"function that evaluates to a(n) ", func(*Type) *Type { return &Type{Kind: Function} }},
}

func attrsOf(of *Type) *Type { return &Type{Kind: Attrs, Of: []*Type{of}} }

// single reads a type up to the next "or".
func (p *parser) single() *Type {
	before := p.rest
	t := p.known()
	if t == nil {
		p.rest = before
		p.unknown()
		t = &Type{}
	}
	if read := strings.TrimSuffix(before, p.rest); t.Text == "" {
		named := *t // those of words are shared
		named.Text = read
		t = &named
	}
	return t
}

func (p *parser) known() *Type {
	if t := p.word(); t != nil {
		return t
	}
	for _, m := range makers {
		if p.take(m.prefix) {
			return m.make(p.single())
		}
	}
	for _, read := range []func() *Type{p.enum, p.between, p.text, p.group} {
		before := p.rest
		if t := read(); t != nil && p.ends() {
			return t
		}
		p.rest = before
	}
	return nil
}

func (p *parser) word() *Type {
	before := p.rest
	for _, word := range longest() {
		if p.take(word) {
			if p.ends() {
				return words()[word]
			}
			p.rest = before
		}
	}
	return nil
}

// unknown passes over what is not known, up to the next "or" that does not stand in parentheses.
func (p *parser) unknown() {
	depth := 0
	for p.rest != "" {
		switch {
		case p.rest[0] == '(':
			depth++
		case depth == 0 && p.ends():
			return
		case p.rest[0] == ')':
			depth--
		}
		p.rest = p.rest[1:]
	}
}

// maxDepth is how deep parentheses may lie in each other: deeper than in any type.
const maxDepth = 50

// group reads a type in parentheses.
func (p *parser) group() *Type {
	if p.depth > maxDepth || !p.take("(") {
		return nil
	}
	p.depth++
	t := p.alternatives()
	p.depth--
	if !p.take(")") {
		return nil
	}
	return t
}

func (p *parser) enum() *Type {
	if p.take("value ") {
		v, ok := p.literal()
		if !ok || !p.take(" (singular enum)") {
			return nil
		}
		return &Type{Kind: Enum, Values: []Literal{v}}
	}
	if !p.take("one of ") {
		return nil
	}
	t := &Type{Kind: Enum}
	for {
		v, ok := p.literal()
		if !ok {
			return nil
		}
		t.Values = append(t.Values, v)
		if strings.HasPrefix(p.rest, ", or ") || !p.take(", ") {
			return t
		}
	}
}

var literalForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(-?\d+|true|false|<\w+>)`) })

// literal reads a value of an enum. Texts are shown without escapes: one ends where a quote can be the last one.
func (p *parser) literal() (Literal, bool) {
	if p.take(`"`) {
		for i := 0; i < len(p.rest); i++ {
			after := parser{rest: p.rest[i+1:]}
			if p.rest[i] == '"' && (after.ends() || strings.HasPrefix(after.rest, ", ") || strings.HasPrefix(after.rest, " (singular")) {
				text := p.rest[:i]
				p.rest = after.rest
				return Literal{String, text}, true
			}
		}
		return Literal{}, false
	}
	text := literalForm().FindString(p.rest)
	p.rest = p.rest[len(text):]
	switch text {
	case "":
		return Literal{}, false
	case "true", "false":
		return Literal{Bool, text}, true
	case "<null>":
		return Literal{Null, "null"}, true
	}
	if text[0] == '<' {
		return Literal{Unknown, text}, true
	}
	return Literal{Int, text}, true
}

var betweenForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:\d+ bit (?:un)?signed integer;|(integer or floating point number)|(float)|integer) between (-?[\d.]+) and (-?[\d.]+) \((?:both )?inclusive\)`)
})

func (p *parser) between() *Type {
	m := betweenForm().FindStringSubmatch(p.rest)
	if m == nil {
		return nil
	}
	low, lowErr := strconv.ParseFloat(m[3], 64)
	high, highErr := strconv.ParseFloat(m[4], 64)
	if lowErr != nil || highErr != nil {
		return nil
	}
	p.rest = p.rest[len(m[0]):]
	t := &Type{Kind: Int, Min: &low, Max: &high}
	if m[1] != "" {
		t.Kind = Number
	}
	if m[2] != "" {
		t.Kind = Float
	}
	return t
}

package nixtype

import (
	"regexp"
	"strings"
	"sync"
)

const patternPrefix = "string matching the pattern "

// text reads the kinds of text that say more than that they are one.
func (p *parser) text() *Type {
	switch {
	case p.take("strings concatenated with "):
		if _, ok := p.literal(); !ok {
			return nil
		}
		return &Type{Kind: String}
	case p.take(patternPrefix):
		pattern := p.pattern()
		return &Type{Kind: String, Text: patternPrefix + pattern, pattern: sync.OnceValue(func() *regexp.Regexp { return compiled(pattern) })}
	}
	for _, form := range []string{"string (with check: ", "string of the form ", "string containing ", "string starting with "} {
		if p.take(form) { // a condition that only Nix knows
			p.unknown()
			p.take(")")
			return &Type{Kind: String}
		}
	}
	return nil
}

// pattern reads a regular expression. It ends before an "or" or a parenthesis that cannot be part of it.
func (p *parser) pattern() string {
	before := p.rest
	depth, class := 0, false
	for p.rest != "" {
		c := p.rest[0]
		switch {
		case class:
			class = c != ']'
			if strings.HasPrefix(p.rest, "[:") { // [[:digit:]]
				if end := strings.Index(p.rest, ":]"); end > 0 {
					p.rest = p.rest[end+1:]
				}
			}
		case depth == 0 && p.ends():
			return strings.TrimSuffix(before, p.rest)
		case c == '\\' && len(p.rest) > 1:
			p.rest = p.rest[1:]
		case c == '[':
			class = true
			for _, first := range []string{"[^]", "[]", "[^"} { // a bracket in front stands for itself
				if strings.HasPrefix(p.rest, first) {
					p.rest = p.rest[len(first)-1:]
					break
				}
			}
		case c == '(':
			depth++
		case c == ')':
			depth--
		}
		p.rest = p.rest[1:]
	}
	return before
}

// isUnit tells whether the pattern is that of names of units of systemd.
func (t *Type) isUnit() bool { return strings.HasSuffix(t.Text, "|target|path|timer|scope|slice)") }

// compiled is the expression that a whole text has to fit, nil where Go reads it differently from Nix: what is not sure to
// mean the same is not checked.
func compiled(pattern string) *regexp.Regexp {
	if strings.Contains(pattern, "(?") || strings.Contains(pattern, `\b`) || strings.Contains(pattern, `\<`) {
		return nil
	}
	expression, err := regexp.Compile(`^(?s:` + pattern + `)$`)
	if err != nil {
		return nil
	}
	return expression
}

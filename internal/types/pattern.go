package types

import (
	"regexp"
	"sync"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Pattern is what the whole of a text has to fit: a regular expression of Go, which is compiled when a text is there.
type Pattern struct {
	Form string // as the interface wrote it

	at      *yamldoc.Node
	compile func() (*regexp.Regexp, error) // once
}

func newPattern(form string, at *yamldoc.Node) *Pattern {
	return &Pattern{Form: form, at: at, compile: sync.OnceValues(func() (*regexp.Regexp, error) {
		return regexp.Compile("^(?:" + form + ")$")
	})}
}

// Fits tells whether a text fits; every text fits a pattern that is none, which is reported with its interface.
func (p *Pattern) Fits(text string) bool {
	compiled, err := p.compile()
	return err != nil || compiled.MatchString(text)
}

// checkOptions reports defaults and examples that their own options refuse, and patterns that are none.
func checkOptions(options []*Option, diags *diag.List) {
	for _, o := range options {
		o.Type.checkPatterns(diags)
		for _, value := range []*yamldoc.Node{o.Default, o.Example} {
			if value.IsSet() {
				o.Type.Check(value, o.Name, diags)
			}
		}
	}
}

func (t *Type) checkPatterns(diags *diag.List) {
	if t.Pattern != nil {
		if _, err := t.Pattern.compile(); err != nil {
			diags.Add(diag.Interface, t.Pattern.at.Range(), "the pattern is not a regular expression of Go")
		}
	}
	if t.Of != nil {
		t.Of.checkPatterns(diags)
		checkOptions(t.Of.Fields, diags)
	}
	checkOptions(t.Fields, diags)
}

package schema

import (
	"fmt"
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode"
)

// portable writes an expression of Go in the part of the language that JavaScript reads in the same way; "" where there is
// no such way, or where it is none. Both differ in what \s and the dot stand for, and in how classes are named.
func portable(form string) string {
	parsed, err := syntax.Parse(form, syntax.Perl)
	if err != nil {
		return ""
	}
	var p printer
	p.print(parsed)
	if p.failed {
		return ""
	}
	return p.String()
}

type printer struct {
	strings.Builder
	failed bool
}

func (p *printer) print(re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpNoMatch:
		p.WriteString(nothing)
	case syntax.OpEmptyMatch:
		p.WriteString("(?:)")
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			p.literal(r, re.Flags&syntax.FoldCase != 0)
		}
	case syntax.OpCharClass:
		p.class(re.Rune)
	case syntax.OpAnyCharNotNL:
		p.WriteString(`[^\n]`)
	case syntax.OpAnyChar:
		p.WriteString(`[\s\S]`)
	case syntax.OpBeginText:
		p.WriteString("^")
	case syntax.OpEndText:
		p.WriteString("$")
	case syntax.OpWordBoundary:
		p.WriteString(`\b`)
	case syntax.OpNoWordBoundary:
		p.WriteString(`\B`)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			p.print(sub)
		}
	case syntax.OpCapture, syntax.OpAlternate:
		p.alternatives(re.Sub)
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		p.repeated(re)
	default: // a line's begin and end, which JavaScript only knows for all of an expression
		p.failed = true
	}
}

func (p *printer) alternatives(all []*syntax.Regexp) {
	p.WriteString("(?:")
	for i, sub := range all {
		if i > 0 {
			p.WriteString("|")
		}
		p.print(sub)
	}
	p.WriteString(")")
}

func (p *printer) repeated(re *syntax.Regexp) {
	sub := re.Sub[0]
	switch {
	case sub.Op == syntax.OpCharClass, sub.Op == syntax.OpCapture, sub.Op == syntax.OpAlternate, sub.Op == syntax.OpLiteral && len(sub.Rune) == 1:
		p.print(sub)
	default:
		p.alternatives(re.Sub)
	}
	switch re.Op {
	case syntax.OpStar:
		p.WriteString("*")
	case syntax.OpPlus:
		p.WriteString("+")
	case syntax.OpQuest:
		p.WriteString("?")
	case syntax.OpRepeat:
		p.WriteString("{" + strconv.Itoa(re.Min))
		if re.Max != re.Min {
			p.WriteString(",")
		}
		if re.Max > re.Min {
			p.WriteString(strconv.Itoa(re.Max))
		}
		p.WriteString("}")
	}
	if re.Flags&syntax.NonGreedy != 0 {
		p.WriteString("?")
	}
}

// literal writes a letter, or all letters that are the same one in another case.
func (p *printer) literal(r rune, anyCase bool) {
	if !anyCase || unicode.SimpleFold(r) == r {
		p.WriteString(escaped(r, `\.+*?()|[]{}^$/`))
		return
	}
	p.WriteString("[")
	for f := r; ; {
		p.WriteString(escaped(f, `\]^-`))
		if f = unicode.SimpleFold(f); f == r {
			break
		}
	}
	p.WriteString("]")
}

// class writes a class of letters by its ranges, or by those that it leaves out if it reaches to the end of Unicode.
func (p *printer) class(ranges []rune) {
	p.WriteString("[")
	if n := len(ranges); n > 0 && ranges[n-1] == unicode.MaxRune {
		p.WriteString("^")
		var left []rune
		next := rune(0)
		for i := 0; i < n; i += 2 {
			if ranges[i] > next {
				left = append(left, next, ranges[i]-1)
			}
			next = ranges[i+1] + 1
		}
		ranges = left
	}
	for i := 0; i+1 < len(ranges); i += 2 {
		p.WriteString(escaped(ranges[i], `\]^-[`))
		if ranges[i+1] > ranges[i] {
			if ranges[i+1] > ranges[i]+1 {
				p.WriteString("-")
			}
			p.WriteString(escaped(ranges[i+1], `\]^-[`))
		}
	}
	p.WriteString("]")
}

// escaped writes a letter so that it stands for itself.
func escaped(r rune, special string) string {
	switch {
	case strings.ContainsRune("\t\n\v\f\r", r):
		return map[rune]string{'\t': `\t`, '\n': `\n`, '\v': `\v`, '\f': `\f`, '\r': `\r`}[r]
	case r < ' ' || r == 0x7F:
		return fmt.Sprintf(`\x%02x`, r)
	case strings.ContainsRune(special, r):
		return `\` + string(r)
	}
	return string(r)
}

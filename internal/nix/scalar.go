package nix

import (
	"math"
	"strconv"
	"strings"
)

var (
	nixTrue   = identifier("true")
	nixFalse  = identifier("false")
	nixNull   = identifier("null")
	emptyList = newAtom("[ ]")
	emptySet  = newAtom("{ }")
)

func identifier(text string) *atom {
	a := newAtom(text)
	a.simple = true
	return a
}

// Bool is true or false.
func Bool(b bool) Expr {
	if b {
		return nixTrue
	}
	return nixFalse
}

// Null is null.
func Null() Expr { return nixNull }

// Int is an integer. Nix has no literal for the smallest one, which is printed
// as a difference.
func Int(i int64) Expr {
	if i == math.MinInt64 {
		return newSum(number("-9223372036854775807"), "- ", number("1"))
	}
	return number(strconv.FormatInt(i, 10))
}

// ValidFloat reports whether Nix has a literal for f: it has none for NaN, the
// infinities and numbers so small that they lose precision.
func ValidFloat(f float64) bool {
	const smallestNormal = 0x1p-1022
	return f == 0 || math.Abs(f) >= smallestNormal && math.Abs(f) <= math.MaxFloat64
}

// Float is a floating point number, which Nix reads back exactly; negative
// zero becomes zero. It panics unless [ValidFloat] accepts f.
func Float(f float64) Expr {
	if !ValidFloat(f) {
		panic("nix: no literal for the number " + strconv.FormatFloat(f, 'g', -1, 64))
	}
	if f == 0 {
		return number("0.0")
	}
	if size := math.Abs(f); size < 1e-5 || size >= 1e15 {
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
		return number(withPoint(mantissa) + "e" + exponent)
	}
	return number(withPoint(strconv.FormatFloat(f, 'f', -1, 64)))
}

// withPoint adds the decimal point without which Nix reads an integer.
func withPoint(digits string) string {
	if strings.Contains(digits, ".") {
		return digits
	}
	return digits + ".0"
}

func number(text string) *atom {
	a := newAtom(text)
	a.parens = text[0] == '-'
	a.simple = !a.parens
	return a
}

// Ref is a name with a path of attributes below it: config.services.a.port.
// Attribute names that need it are quoted. A root that is no identifier is a
// bug of the caller and panics.
func Ref(root string, path ...string) Expr {
	mustBeIdentifier(root)
	r := &ref{name: len(path) == 0}
	bare := true
	var text strings.Builder
	text.WriteString(root)
	for _, name := range path {
		key := Key(name)
		bare = bare && key == name
		text.WriteByte('.')
		text.WriteString(key)
	}
	r.atom = *newAtom(text.String())
	r.simple = bare
	return r
}

// ref is a name with or without a path below it.
type ref struct {
	atom
	name bool // no path
}

func mustBeIdentifier(name string) {
	if !isIdentifier(name) {
		panic("nix: " + quote(name) + " is no identifier")
	}
}

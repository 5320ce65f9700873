package nix_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/nix"
)

// generator makes random expressions. With a seed it always makes the same.
type generator struct {
	*rand.Rand
	lines func(string) nix.Expr // makes the text of several lines
}

func newGenerator(seed int) generator {
	return generator{rand.New(rand.NewPCG(uint64(seed), 1)), nix.Lines}
}

func pick[T any](g generator, from ...T) T { return from[g.IntN(len(from))] }

// sample is an expression, and what it is in Nix, written without any care for
// how it looks.
type sample struct {
	expr   nix.Expr
	source string
}

// pieces are what random text is made of: everything that means something to
// Nix, and some things that do not.
var pieces = []string{
	"a", "word", "with spaces", " ", "  ", "\n", "\n\n", "\n  ", "\t", "\r", "\r\n", "$", "${", "$${", "$$", "{", "}",
	`"`, `\`, `\\`, `\n`, `\${`, "'", "''", "'''", "''${", `''\n`, "'${", "#", "/*", "*/", ";", "ß", "日本", "🐾", "\u200b", "\x01", "\x7f",
	"${builtins.abort \"x\"}", "if", "or", "inherit", "1a", "a.b",
}

func (g generator) text() string {
	var b strings.Builder
	for range g.IntN(8) {
		b.WriteString(pick(g, pieces...))
	}
	return b.String()
}

// prose is a single line of plain words, up to columns long.
func (g generator) prose(columns int) string {
	var b strings.Builder
	for b.Len() < columns {
		b.WriteString(strings.Repeat("x", 1+g.IntN(12)))
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String()[:columns])
}

// columns is a width: mostly small, sometimes close to what a line takes.
func (g generator) columns() int {
	switch g.IntN(6) {
	case 0:
		return 80 + g.IntN(30)
	case 1:
		return 20 + g.IntN(70)
	default:
		return 1 + g.IntN(12)
	}
}

func (g generator) name() string { return strings.Repeat("n", 1+g.columns()/2) }

// key is the name of an attribute: short, long, or one that needs quotes.
func (g generator) key() string {
	switch g.IntN(11) {
	case 0:
		return g.text()
	case 1:
		return g.prose(g.columns())
	default:
		return pick(g, "enable", "value", "or", "if", "a'b", "a-b", "1a", "a.b", "", "/boot", "_") + strings.Repeat("k", g.IntN(9))
	}
}

func (g generator) float() float64 {
	f := math.Float64frombits(g.Uint64())
	if g.IntN(2) == 0 || !nix.ValidFloat(f) {
		return pick(g, 0, 1, -1, 0.1, 1e3, 1e-5, 1e14, 1e15, 1e22, -2.5, math.MaxFloat64, 0x1p-1022, g.NormFloat64())
	}
	return f
}

func (g generator) int() int64 {
	return pick(g, 0, 1, -1, 443, math.MaxInt64, math.MinInt64, math.MinInt64+1, int64(g.Uint64()))
}

// expr is any expression; depth bounds how far it nests.
func (g generator) expr(depth int) sample {
	if depth <= 0 || g.IntN(3) == 0 {
		return g.leaf()
	}
	switch g.IntN(8) {
	case 0, 1:
		return g.list(depth - 1)
	case 2, 3:
		return g.set(depth-1, g.IntN(4))
	case 4:
		param, body := g.name(), g.expr(depth-1)
		return sample{nix.Func(param, body.expr), param + ": " + body.source}
	default:
		return g.call(depth - 1)
	}
}

func (g generator) list(depth int) sample {
	items := g.exprs(depth, g.IntN(4))
	return sample{nix.List(exprsOf(items)...), "[" + inParens(items) + "]"}
}

func (g generator) call(depth int) sample {
	fn, args := g.ref(), g.exprs(depth, 1+g.IntN(4))
	return sample{nix.Call(fn.expr, exprsOf(args)...), fn.source + inParens(args)}
}

func (g generator) exprs(depth, n int) []sample {
	made := make([]sample, n)
	for i := range made {
		made[i] = g.expr(depth)
	}
	return made
}

func exprsOf(samples []sample) []nix.Expr {
	exprs := make([]nix.Expr, len(samples))
	for i, s := range samples {
		exprs[i] = s.expr
	}
	return exprs
}

func inParens(samples []sample) string {
	var b strings.Builder
	for _, s := range samples {
		b.WriteString("(" + s.source + ")")
	}
	return b.String()
}

// set has up to n attributes.
func (g generator) set(depth, n int) sample {
	var keys []string
	for range n {
		keys = append(keys, g.key())
	}
	keys = slices.Compact(slices.Sorted(slices.Values(keys)))
	attrs, source := make([]nix.Attr, len(keys)), "{"
	for i, key := range keys {
		value := g.expr(depth)
		attrs[i] = nix.Attr{Name: key, Value: value.expr}
		source += quoted(key) + "=" + value.source + ";"
	}
	return sample{nix.Attrs(attrs...), source + "}"}
}

// quoted is s as a Nix string, with more escapes than it needs.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "\r", `\r`).Replace(s) + `"`
}

func (g generator) leaf() sample {
	switch g.IntN(12) {
	case 0:
		return g.number()
	case 1:
		truth := g.IntN(2) == 0
		return sample{nix.Bool(truth), strconv.FormatBool(truth)}
	case 2:
		return sample{nix.Null(), "null"}
	case 3:
		text := g.text()
		return sample{g.lines(text), quoted(text)}
	case 4:
		text := g.prose(g.columns()) + "\n" + g.prose(g.columns()) + pick(g, "", "\n")
		return sample{g.lines(text), quoted(text)}
	case 5:
		return g.path()
	case 6, 7, 8:
		text := g.prose(g.columns())
		return sample{nix.String(text), quoted(text)}
	default:
		return g.ref()
	}
}

func (g generator) number() sample {
	if g.IntN(2) == 0 {
		f := g.float()
		text := strconv.FormatFloat(f, 'f', 400, 64)
		return sample{nix.Float(f), text}
	}
	i := g.int()
	if i == math.MinInt64 {
		return sample{nix.Int(i), "-9223372036854775807 - 1"}
	}
	return sample{nix.Int(i), strconv.FormatInt(i, 10)}
}

func (g generator) path() sample {
	dir, below := pick(g, ".", "..", "../.."), pick(g, "", "/a/b.nix", "/x")
	if g.IntN(2) == 0 {
		return sample{nix.Path(dir + below), dir + "/." + below}
	}
	below = "/ü/" + g.prose(g.columns())
	return sample{nix.Path(dir + below), dir + "/. + " + quoted(below)}
}

func (g generator) ref() sample {
	root := pick(g, "lib", "import", "f", g.name())
	var path []string
	source := root
	for range g.IntN(3) {
		name := pick(g, "types", "mkOption", g.name(), g.key())
		path = append(path, name)
		source += "." + quoted(name)
	}
	return sample{nix.Ref(root, path...), source}
}

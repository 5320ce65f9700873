package nix_test

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/needs"
	"github.com/hbohlen/panther/internal/nix"
)

// instantiate runs nix-instantiate over source, or skips the test where there
// is none.
func instantiate(t *testing.T, source string, args ...string) []byte {
	t.Helper()
	needs.Program(t, "nix", "nix-instantiate")
	dir := t.TempDir()
	command := exec.Command("nix-instantiate", append(args, "-")...)
	command.Stdin = strings.NewReader(source)
	command.Env = append(os.Environ(), "NIX_STORE_DIR="+dir+"/store", "NIX_STATE_DIR="+dir+"/var", "NIX_REMOTE=dummy://")
	var problems strings.Builder
	command.Stderr = &problems
	out, err := command.Output()
	require.NoError(t, err, "%s", problems.String())
	return out
}

func evaluate(t *testing.T, source string, into any) {
	t.Helper()
	out := instantiate(t, source, "--eval", "--strict", "--json")
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(into))
}

func TestNixReadsTextBack(t *testing.T) {
	g := newGenerator(2)
	var want []string
	var printed []nix.Expr
	for range 3000 {
		text := g.text()
		want = append(want, text)
		printed = append(printed, nix.List(
			nix.String(text),
			nix.Lines(text),
			nix.Call(nix.Ref("builtins", "attrNames"), nix.Attrs(nix.Attr{Name: text, Value: nix.Null()})),
			nix.Call(nix.Ref("builtins", "attrNames"), nix.Attrs(nix.Attr{Name: text, Value: nix.Null()}, nix.Attr{Name: text + "x", Value: nix.Null()})),
		))
	}
	var have [][]any
	evaluate(t, nix.Print(nix.List(printed...), 0), &have)
	require.Len(t, have, len(want))
	for i, text := range want {
		require.Equal(t, []any{text, text, []any{text}, []any{text, text + "x"}}, have[i])
	}
}

func TestNixReadsFloatsBack(t *testing.T) {
	g := newGenerator(3)
	var want []float64
	var printed []nix.Expr
	equal := nix.Ref("equal")
	for range 2000 {
		f := g.float()
		want = append(want, f)
		exact := nix.Call(nix.Ref("builtins", "fromJSON"), nix.String(strconv.FormatFloat(f, 'e', -1, 64)))
		printed = append(printed, nix.Call(equal, nix.Float(f), exact))
	}
	var have []bool
	evaluate(t, "let equal = a: b: builtins.isFloat a && a == b; in "+nix.Print(nix.List(printed...), 0), &have)
	require.Len(t, have, len(want))
	for i, f := range want {
		assert.True(t, have[i], "%v is printed as %s", f, nix.Print(nix.Float(f), 0))
	}
}

func TestNixReadsValuesBack(t *testing.T) {
	g := newGenerator(4)
	var want []any
	var printed []nix.Expr
	for range 800 {
		value := g.value(4)
		want = append(want, value)
		printed = append(printed, exprOf(value))
	}
	var have []any
	evaluate(t, nix.Print(nix.List(printed...), 0), &have)
	require.Len(t, have, len(want))
	for i := range want {
		require.Equal(t, want[i], have[i], "%s", nix.Print(printed[i], 0))
	}
}

// value is a random value as encoding/json decodes it.
func (g generator) value(depth int) any {
	switch g.IntN(9) {
	case 0, 1:
		return g.text()
	case 2:
		return json.Number(strconv.FormatInt(g.int(), 10))
	case 3:
		return json.Number(pick(g, "0.5", "-0.25", "1.5e+10", "-2.5e-10", "1.25e+300"))
	case 4:
		return pick[any](g, true, false, nil)
	case 5, 6:
		list := []any{}
		for range g.IntN(max(1, depth)) {
			list = append(list, g.value(depth-1))
		}
		return list
	default:
		attrs := map[string]any{}
		for range g.IntN(max(1, depth)) {
			attrs[g.key()] = g.value(depth - 1)
		}
		return attrs
	}
}

func exprOf(value any) nix.Expr {
	switch value := value.(type) {
	case string:
		return nix.Lines(value)
	case bool:
		return nix.Bool(value)
	case json.Number:
		if i, err := value.Int64(); err == nil {
			return nix.Int(i)
		}
		f, _ := value.Float64()
		return nix.Float(f)
	case []any:
		var items []nix.Expr
		for _, item := range value {
			items = append(items, exprOf(item))
		}
		return nix.List(items...)
	case map[string]any:
		var attrs []nix.Attr
		for name, attr := range value {
			attrs = append(attrs, nix.Attr{Name: name, Value: exprOf(attr)})
		}
		return nix.Attrs(attrs...)
	}
	return nix.Null()
}

// TestNixReadsTheSameExpressions compares what Nix parses in the printed text
// with what it parses in a plain form that the printer has no part in. It does
// not parse the two kinds of strings alike, so all are of the same kind here.
func TestNixReadsTheSameExpressions(t *testing.T) {
	g := newGenerator(5)
	g.lines = nix.String
	var printed, plain strings.Builder
	for range 3000 {
		s := g.expr(1 + g.IntN(4))
		printed.WriteString("{\n" + nix.PrintAttrs(nix.Attrs(nix.Attr{Name: "x", Value: s.expr}), 1) + "\n}\n")
		plain.WriteString("{x=" + s.source + ";}\n")
	}
	want := string(instantiate(t, "s: with s; ["+plain.String()+"]", "--parse"))
	have := string(instantiate(t, "s: with s; ["+printed.String()+"]", "--parse"))
	if have == want {
		return
	}
	at := 0
	for at < min(len(have), len(want)) && have[at] == want[at] {
		at++
	}
	excerpt := func(s string) string { return s[max(0, at-200):min(len(s), at+200)] }
	t.Fatalf("Nix reads something else\nwant: %s\nhave: %s", excerpt(want), excerpt(have))
}

func TestSmallestNumbers(t *testing.T) {
	var have []json.Number
	evaluate(t, nix.Print(nix.List(nix.Int(math.MinInt64), nix.Int(math.MaxInt64)), 0), &have)
	assert.Equal(t, []json.Number{"-9223372036854775808", "9223372036854775807"}, have)
}

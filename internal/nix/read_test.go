package nix_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/nix"
)

// data is random plain data, as an expression and as what Read has to find.
func (g generator) data(depth int) (nix.Expr, nix.Value) {
	choice := g.IntN(8)
	if depth == 0 {
		choice = g.IntN(6)
	}
	word := func(e nix.Expr, text string) (nix.Expr, nix.Value) {
		return e, nix.Value{Kind: nix.ValueWord, Text: text}
	}
	switch choice {
	case 0:
		n := max(g.int(), math.MinInt64+1) // the smallest one is printed as a difference
		return word(nix.Int(n), strconv.FormatInt(n, 10))
	case 1:
		f := nix.Float(g.float())
		return word(f, nix.Print(f, 0))
	case 2:
		return word(nix.Bool(true), "true")
	case 3:
		return word(nix.Ref("pkgs", "a", "b-c"), "pkgs.a.b-c")
	case 4:
		text := g.text()
		return nix.String(text), nix.Value{Kind: nix.ValueString, Text: text}
	case 5:
		text := g.text()
		return nix.Lines(text), nix.Value{Kind: nix.ValueString, Text: text}
	case 6:
		var items []nix.Expr
		v := nix.Value{Kind: nix.ValueList}
		for range g.IntN(4) {
			e, value := g.data(depth - 1)
			items, v.Items = append(items, e), append(v.Items, value)
		}
		return nix.List(items...), v
	}
	return g.dataSet(depth)
}

func (g generator) dataSet(depth int) (nix.Expr, nix.Value) {
	var attrs []nix.Attr
	v := nix.Value{Kind: nix.ValueSet}
	for range g.IntN(4) {
		key := g.key()
		if _, twice := v.Get(key); twice {
			continue
		}
		e, value := g.data(depth - 1)
		attrs = append(attrs, nix.Attr{Name: key, Value: e})
		v.Attrs = append(v.Attrs, nix.NamedValue{Name: key, Value: value})
	}
	return nix.Record(attrs...), v
}

// What the printer writes of plain data is read back as it was.
func TestReadIsTheInverseOfPrint(t *testing.T) {
	t.Parallel()
	for seed := range 3000 {
		expr, want := newGenerator(seed).dataSet(5)
		text := "# rendered\n" + nix.Print(expr, 0) + "\n"
		got, err := nix.Read(text)
		require.NoError(t, err, "seed %d\n%s", seed, text)
		require.Equal(t, want, got, "seed %d\n%s", seed, text)
	}
}

func TestReadRefusesWhatIsNotPlainData(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "{", "{ a = 1 }", "{ a = 1; a = 2; }", "{ a.b = 1; a.c = 2; }", "{ a = f x; }", "{ inherit a; }", "{ a ? 1, ... }: { }", "{ ... }:", "a: { }", "{ } { }", `{ a = "${b}"; }`,
		`{ a = "open; }`, "{ a = ''open; }", "{ a = ''one line''; }", "{ a = ''\n  ${b}\n''; }", "{ a = 1 + 2; }", "{ a = ./path; }", "{ a = (1; }", "rec { }", "[ 1 2", "{ 1a = 1; }",
		"<<<<<<< HEAD\n{ }", "{ a = with b; c; }", "{ a = x: x; }", "{ a /* b */ = 1; }", "{ a = (f x); }",
	} {
		_, err := nix.Read(text)
		assert.Error(t, err, "%s", text)
	}
	_, err := nix.Read("{\n  a = 1;\n  b = f x;\n}\n")
	assert.EqualError(t, err, "line 3: it is not plain data")
}

func TestGet(t *testing.T) {
	t.Parallel()
	v, err := nix.Read("{\n  a.b.\"c d\" = [ (-1) ];\n}\n")
	require.NoError(t, err)
	found, ok := v.Get("a", "b", "c d")
	require.True(t, ok)
	assert.Equal(t, "-1", found.Items[0].Text)
	v, err = nix.Read("# rendered\n{ pkgs, ... }:\n{\n  a = pkgs.hello;\n}\n")
	require.NoError(t, err)
	found, _ = v.Get("a")
	assert.Equal(t, "pkgs.hello", found.Text)
	_, ok = v.Get("a", "x", "c d")
	assert.False(t, ok)
}

func FuzzRead(f *testing.F) {
	f.Add("{ a = ''\n  b\n''; }")
	f.Fuzz(func(_ *testing.T, text string) { _, _ = nix.Read(text) })
}

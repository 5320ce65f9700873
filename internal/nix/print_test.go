package nix_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/hbohlen/panther/internal/nix"
)

func TestPrintScalars(t *testing.T) {
	for want, expr := range map[string]nix.Expr{
		`true`:                           nix.Bool(true),
		`false`:                          nix.Bool(false),
		`null`:                           nix.Null(),
		`0`:                              nix.Int(0),
		`-1`:                             nix.Int(-1),
		`9223372036854775807`:            nix.Int(math.MaxInt64),
		`-9223372036854775807 - 1`:       nix.Int(math.MinInt64),
		`0.0`:                            nix.Float(math.Copysign(0, -1)),
		`1.0`:                            nix.Float(1),
		`-0.5`:                           nix.Float(-0.5),
		`100000.0`:                       nix.Float(1e5),
		`1.0e+22`:                        nix.Float(1e22),
		`1.5e-07`:                        nix.Float(1.5e-7),
		`""`:                             nix.String(""),
		`"a b"`:                          nix.String("a b"),
		`"\"\\\${x}$x\n\r\t"`:            nix.String("\"\\${x}$x\n\r\t"),
		`"$\${x}"`:                       nix.String("$${x}"),
		`"one line"`:                     nix.Lines("one line"),
		`./.`:                            nix.Path(""),
		`../.`:                           nix.Path(".."),
		`../../.`:                        nix.Path("../../"),
		`./disko.nix`:                    nix.Path("disko.nix"),
		`./a/b-c_d+e.nix`:                nix.Path("./a//b-c_d+e.nix"),
		`../../modules/x.nix`:            nix.Path("../../modules/x.nix"),
		`./...`:                          nix.Path("..."),
		`./. + "/a b"`:                   nix.Path("a b"),
		`../. + "/ü/\${x}"`:              nix.Path("../ü/${x}"),
		`./. + "/~"`:                     nix.Path("~"),
		`pkgs`:                           nix.Ref("pkgs"),
		`pkgs.linuxPackages_latest`:      nix.Ref("pkgs", "linuxPackages_latest"),
		`config.services."a.b".or'`:      nix.Ref("config", "services", "a.b", "or'"),
		`config."or"."1a".""."\${x}"`:    nix.Ref("config", "or", "1a", "", "${x}"),
		`[ ]`:                            nix.List(),
		`{ }`:                            nix.Attrs(),
		`[ (-1) ]`:                       nix.List(nix.Int(-1)),
		`[ (-9223372036854775807 - 1) ]`: nix.List(nix.Int(math.MinInt64)),
		`[ (./. + "/a b") ]`:             nix.List(nix.Path("a b")),
		`[ [ "x" ] ]`:                    nix.List(nix.List(nix.String("x"))),
		`[ { a.b = 1; } ]`:               nix.List(nix.Attrs(nix.Attr{Name: "a", Value: nix.Attrs(nix.Attr{Name: "b", Value: nix.Int(1)})})),
		`[ (f x) ]`:                      nix.List(nix.Call(nix.Ref("f"), nix.Ref("x"))),
		`final: prev: prev.hello`:        nix.Func("final", nix.Func("prev", nix.Ref("prev", "hello"))),
		`import ../../x.nix`:             nix.Call(nix.Ref("import"), nix.Path("../../x.nix")),
		`f a (-1) { b = 1; }`:            nix.Call(nix.Call(nix.Ref("f"), nix.Ref("a")), nix.Int(-1), nix.Attrs(nix.Attr{Name: "b", Value: nix.Int(1)})),
	} {
		assert.Equal(t, want, nix.Print(expr, 3))
		assert.Equal(t, "before "+want, string(nix.AppendPrint([]byte("before "), expr, 0)))
	}
}

func TestKey(t *testing.T) {
	for name, want := range map[string]string{
		"enable": "enable", "a-b": "a-b", "a'b": "a'b", "_1": "_1", "true": "true", "null": "null",
		"": `""`, "1a": `"1a"`, "a.b": `"a.b"`, "-a": `"-a"`, "ü": `"ü"`, "a\nb": `"a\nb"`, "${x}": `"\${x}"`, `"`: `"\""`,
		"if": `"if"`, "then": `"then"`, "else": `"else"`, "assert": `"assert"`, "with": `"with"`, "let": `"let"`,
		"in": `"in"`, "rec": `"rec"`, "inherit": `"inherit"`, "or": `"or"`,
	} {
		assert.Equal(t, want, nix.Key(name))
	}
}

func TestPrintLines(t *testing.T) {
	for text, want := range map[string]string{
		"a\n":              "''\n    a\n  ''",
		"a\n  b":           "''\n    a\n      b''",
		"\n\na\n\n":        "''\n\n\n    a\n\n  ''",
		"\ta\nb\n":         "''\n    \ta\n    b\n  ''",
		"''${x}\n":         "''\n    '''''${x}\n  ''",
		"a ${x}\n":         "''\n    a ''${x}\n  ''",
		"it's ''x''\n":     "''\n    it's '''x'''\n  ''",
		" a\n b\n":         `" a\n b\n"`,
		"a\n \nb\n":        `"a\n \nb\n"`,
		"a\nb'":            `"a\nb'"`,
		"a\n'${x}":         `"a\n'\${x}"`,
		"a\r\nb\n":         `"a\r\nb\n"`,
		"\n":               `"\n"`,
		"\"quoted\" \\n\n": "''\n    \"quoted\" \\n\n  ''",
	} {
		assert.Equal(t, want, nix.Print(nix.Lines(text), 1))
	}
}

func TestPrintAttrs(t *testing.T) {
	str, ref, call := nix.String, nix.Ref, nix.Call
	for name, test := range map[string]struct {
		attrs []nix.Attr
		want  string
	}{
		"sorted": {[]nix.Attr{{"b", nix.Int(2)}, {"a", nix.Int(1)}}, `
  a = 1;
  b = 2;`},
		"chain": {[]nix.Attr{{"core", nix.Attrs(nix.Attr{"base", nix.Attrs(nix.Attr{"enable", nix.Bool(true)})})}}, `
  core.base.enable = true;`},
		"chain to a set": {[]nix.Attr{{"disk", nix.Attrs(nix.Attr{"a.b", nix.Attrs(nix.Attr{"x", nix.Int(1)}, nix.Attr{"y", nix.Attrs()})})}}, `
  disk."a.b" = {
    x = 1;
    y = { };
  };`},
		"record": {[]nix.Attr{{"o", nix.Record(nix.Attr{"type", ref("t")}, nix.Attr{"default", nix.Null()})}}, `
  o = {
    type = t;
    default = null;
  };`},
		"lists": {[]nix.Attr{{"l", nix.List(nix.List(), nix.List(str("a"), nix.Int(-2)), nix.Attrs(nix.Attr{"x", nix.Int(1)}, nix.Attr{"y", nix.Int(2)}))}}, `
  l = [
    [ ]
    [
      "a"
      (-2)
    ]
    {
      x = 1;
      y = 2;
    }
  ];`},
		"option": {[]nix.Attr{{"o", call(ref("lib", "mkOption"), nix.Attrs(
			nix.Attr{"type", call(ref("lib", "types", "nullOr"), call(ref("lib", "types", "listOf"), ref("lib", "types", "str")))},
			nix.Attr{"default", nix.Null()}))}}, `
  o = lib.mkOption {
    default = null;
    type = lib.types.nullOr (lib.types.listOf lib.types.str);
  };`},
		"enum": {[]nix.Attr{{"type", call(ref("lib", "types", "enum"), nix.List(str("a"), str("b")))}}, `
  type = lib.types.enum [
    "a"
    "b"
  ];`},
		"enum in parentheses": {[]nix.Attr{{"type", call(ref("lib", "types", "listOf"), call(ref("lib", "types", "enum"), nix.List(str("a"), str("b"))))}}, `
  type = lib.types.listOf (
    lib.types.enum [
      "a"
      "b"
    ]
  );`},
		"call in a list": {[]nix.Attr{{"l", nix.List(call(ref("lib", "mkIf"), ref("x"), nix.Attrs(nix.Attr{"a", nix.Int(1)}, nix.Attr{"b", nix.Int(2)})))}}, `
  l = [
    (lib.mkIf x {
      a = 1;
      b = 2;
    })
  ];`},
		"function": {[]nix.Attr{{"f", nix.Func("pkg", call(ref("builtins", "elem"), call(ref("lib", "getName"), ref("pkg")), nix.List(str("a"), str("b"))))}}, `
  f =
    pkg:
    builtins.elem (lib.getName pkg) [
      "a"
      "b"
    ];`},
		"overlays": {[]nix.Attr{{"o", nix.List(nix.Func("final", nix.Func("prev", nix.Attrs(nix.Attr{"a", ref("prev", "a")}, nix.Attr{"b", nix.Null()}))))}}, `
  o = [
    (final: prev: {
      a = prev.a;
      b = null;
    })
  ];`},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want[1:], nix.PrintAttrs(nix.Attrs(test.attrs...), 1))
		})
	}
	assert.Empty(t, nix.PrintAttrs(nix.Attrs(), 1))
}

// The end of the line is 100 columns behind the indentation; the value has the
// semicolon and what is in front of it on its line.
func TestEndOfLine(t *testing.T) {
	bound := func(name string, value nix.Expr) string {
		return nix.PrintAttrs(nix.Attrs(nix.Attr{Name: name, Value: value}), 1)
	}
	x := func(n int) string { return strings.Repeat("x", n) }
	assert.Equal(t, `  a = [ "`+x(89)+`" ];`, bound("a", nix.List(nix.String(x(89)))))
	assert.Equal(t, "  a = [\n    \""+x(90)+"\"\n  ];", bound("a", nix.List(nix.String(x(90)))))
	assert.Equal(t, `  a = "`+x(200)+`";`, bound("a", nix.String(x(200))))
	assert.Equal(t, `  "a b" =`+"\n    \""+x(200)+`";`, bound("a b", nix.String(x(200))))
	assert.Equal(t, `  a = `+x(95)+`;`, bound("a", nix.Ref(x(95))))
	assert.Equal(t, "  a =\n    "+x(96)+`;`, bound("a", nix.Ref(x(96))))
	assert.Equal(t, `  a = lib.mkEnableOption "`+x(200)+`";`, bound("a", nix.Call(nix.Ref("lib", "mkEnableOption"), nix.String(x(200)))))
	assert.Equal(t, "  a =\n    ./.\n    + \"/"+x(99)+" \";", bound("a", nix.Path(x(99)+" ")))
	assert.Equal(t, "  a =\n    f "+x(60)+" y\n      "+x(60)+";", bound("a", nix.Call(nix.Ref("f"), nix.Ref(x(60)), nix.Ref("y"), nix.Ref(x(60)))))
	text := func(n int) string {
		return bound("a b"+x(40), nix.Call(nix.Ref(x(40)), nix.Ref("y"), nix.Ref(x(20)), nix.Lines("c\n"+x(n))))
	}
	assert.Equal(t, "  \"a b"+x(40)+"\" =\n    "+x(40)+" y "+x(20)+"\n      ''\n        c\n        "+x(97)+"'';", text(97))
	assert.Equal(t, "  \"a b"+x(40)+"\" =\n    "+x(40)+" y "+x(20)+" ''\n      c\n      "+x(98)+"'';", text(98))
	assert.Equal(t, `[ "`+x(89)+`" ]`, nix.Print(nix.List(nix.String(x(89))), 1), "the depth does not matter")
	assert.Equal(t, `[ "`+x(89)+`" ]`, nix.Print(nix.List(nix.String(x(89))), 9), "the depth does not matter")
}

func TestMisusePanics(t *testing.T) {
	one := nix.Attr{Name: "a", Value: nix.Int(1)}
	for name, misuse := range map[string]func(){
		"NUL":                   func() { nix.String("a\x00b") },
		"invalid UTF-8":         func() { nix.Lines("a\n\xff") },
		"NUL in a name":         func() { nix.Attrs(nix.Attr{Name: "\x00", Value: nix.Null()}) },
		"NUL in a path":         func() { nix.Path("a\x00") },
		"absolute path":         func() { nix.Path("/etc") },
		"duplicate":             func() { nix.Attrs(one, one) },
		"duplicate in a record": func() { nix.Record(one, one) },
		"root":                  func() { nix.Ref("a.b") },
		"keyword":               func() { nix.Ref("if") },
		"parameter":             func() { nix.Func("a: b", nix.Null()) },
		"no function":           func() { nix.Call(nix.String("f"), nix.Null()) },
		"attributes of a list":  func() { nix.PrintAttrs(nix.List(), 0) },
		"NaN":                   func() { nix.Float(math.NaN()) },
		"infinity":              func() { nix.Float(math.Inf(-1)) },
		"subnormal":             func() { nix.Float(math.SmallestNonzeroFloat64) },
		"formal":                func() { nix.Arguments("a b") },
	} {
		t.Run(name, func(t *testing.T) { assert.Panics(t, misuse) })
	}
	assert.False(t, nix.ValidFloat(math.NaN()))
	assert.True(t, nix.ValidFloat(-math.MaxFloat64))
	assert.False(t, nix.ValidText("\xff"))
	assert.True(t, nix.ValidText("日本\n"))
}

func TestArguments(t *testing.T) {
	assert.Empty(t, nix.Arguments().String())
	assert.Equal(t, "{ config, lib, ... }:\n", nix.Arguments("lib", "config", "lib").String())
	assert.Equal(t, "{\n  config,\n  lib,\n  pkgs,\n  ...\n}:\n", nix.Arguments("lib", "config", "pkgs").String())
}

// Printing depends on neither the order of the attributes nor the run.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfDistinct(rapid.StringN(0, 12, -1).Filter(nix.ValidText), rapid.ID).Draw(t, "names")
		shuffled := rapid.Permutation(names).Draw(t, "shuffled")
		assert.Equal(t, nix.Print(nested(names, names), 1), nix.Print(nested(shuffled, shuffled), 1))
	})
}

func nested(outer, inner []string) nix.Expr {
	var attrs []nix.Attr
	for _, name := range outer {
		value := nix.String(name)
		if inner != nil {
			value = nested(inner, nil)
		}
		attrs = append(attrs, nix.Attr{Name: name, Value: value})
	}
	return nix.Attrs(attrs...)
}

func TestDeterministic(t *testing.T) {
	for seed := range 200 {
		first, second := newGenerator(seed).expr(4), newGenerator(seed).expr(4)
		assert.Equal(t, nix.Print(first.expr, 2), nix.Print(second.expr, 2))
	}
}

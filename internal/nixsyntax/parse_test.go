package nixsyntax

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/needs"
)

// shape writes an expression with all its parentheses, for comparison.
func shape(n *Node) string {
	if n == nil {
		return ""
	}
	all := func(nodes []*Node) string {
		out := make([]string, len(nodes))
		for i, inner := range nodes {
			out[i] = shape(inner)
		}
		return strings.Join(out, " ")
	}
	path := func(attrs []Attr) string {
		out := make([]string, len(attrs))
		for i, a := range attrs {
			out[i] = a.Name
			if a.Computed != nil {
				out[i] = "${" + shape(a.Computed) + "}"
			}
		}
		return strings.Join(out, ".")
	}
	bindings := func() string {
		var out []string
		for _, b := range n.Bindings {
			if b.Value == nil {
				out = append(out, strings.TrimSpace("inherit "+shape(b.From)+" "+path(b.Inherit)))
				continue
			}
			out = append(out, path(b.Path)+"="+shape(b.Value))
		}
		return strings.Join(out, "; ")
	}
	switch n.Kind {
	case Text:
		return fmt.Sprintf("%q", n.Text)
	case String, Path:
		return "<" + all(n.Parts) + ">"
	case List:
		return "[" + all(n.Nodes) + "]"
	case Set:
		return "{" + bindings() + "}"
	case Let:
		return "(let " + bindings() + " in " + shape(n.Body) + ")"
	case With, Assert:
		return "(with " + all(n.Nodes) + "; " + shape(n.Body) + ")"
	case If:
		return "(if " + all(n.Nodes) + ")"
	case Lambda:
		out := n.Param.Name
		for _, f := range n.Param.Formals {
			out += "," + f.Name + "?" + shape(f.Default)
		}
		return "(" + out + ": " + shape(n.Body) + ")"
	case Select, Has:
		return "(" + all(n.Nodes) + "." + path(n.Path) + " " + shape(n.Or) + ")"
	case Unary, Binary:
		return "(" + n.Text + " " + all(n.Nodes) + ")"
	case Apply:
		return "(" + all(n.Nodes) + ")"
	}
	return n.Text
}

func TestShapes(t *testing.T) {
	for text, want := range map[string]string{
		"a b c":                             "((a b) c)",
		"f a.b or c [ ]":                    "((f (a.b c)) [])",
		"-a ? b":                            "((- a).b )",
		"!a == b":                           "(== (! a) b)",
		"!a ? b && c":                       "(&& (! (a.b )) c)",
		"a + b * c ++ d":                    "(+ a (* b (++ c d)))",
		"a // b // c":                       "(// a (// b c))",
		"a - b - c":                         "(- (- a b) c)",
		"a -> b -> c || d":                  "(-> a (-> b (|| c d)))",
		"a: b: a b":                         "(a: (b: (a b)))",
		"{ a, b ? 1, ... }@c: a":            "(c,a?,b?1: a)",
		"c@{ }: c":                          "(c: c)",
		"{ a.b = 1; inherit (c) d e; }":     "{a.b=1; inherit c d.e}",
		"{ ${a} = 1; ${\"b\"}.c = 2; }":     "{${a}=1; b.c=2}",
		"let a = 1; in a":                   "(let a=1 in a)",
		"let { body = 1; }":                 "({body=1}.body )",
		"rec { a = b; }":                    "{a=b}",
		"with a; assert b; c":               "(with a; (with b; c))",
		"if a then b else c + d":            "(if a b (+ c d))",
		`"a${b}c$d\n$${e"`:                  `<"a" b "c$d\n$${e">`,
		"''a ${b} ''${c} ''' ''\\n $${d}''": `<"a " b " ${c} '' ` + `\n` + ` $${d}">`,
		"./a/b ../c /d <nixpkgs/lib> ~/e":   `((((<"./a/b"> <"../c">) <"/d">) <"<nixpkgs/lib>">) <"~/e">)`,
		"./a/${b}/c.nix":                    `<"./a/" b "/c.nix">`,
		"a/b":                               `<"a/b">`,
		"a / b":                             "(/ a b)",
		"x:x":                               "x:x",
		"x: x":                              "(x: x)",
		"1.5e3 .5 10 a.b.c":                 "(((1.5e3 .5) 10) (a.b.c ))",
		"{ or = 1; }.or or 2":               "({or=1}.or 2)",
		"f or":                              "(f or)",
		"[ (a b) c.d -1 ]":                  "",
		"a # b\n/* c\n */ d":                "(a d)",
	} {
		file, err := Parse(text)
		if want == "" {
			assert.Error(t, err, text)
			continue
		}
		if assert.NoError(t, err, text) {
			assert.Equal(t, want, shape(file.Root), text)
		}
	}
}

func TestWhatIsNoNix(t *testing.T) {
	for text, message := range map[string]string{
		"":                             "line 1: unexpected the end, wanted an expression",
		"{ a = 1 }":                    "line 1: unexpected }, wanted ;",
		"{\n  a = 1;\n  a = 2;\n}":     "line 3: the attribute a is defined twice",
		"{ a.b = 1; a = 2; }":          "line 1: the attribute a is defined twice",
		"{ a = { b = 1; }; a.b = 2; }": "line 1: the attribute b is defined twice",
		"{ a, a }: a":                  "line 1: the argument a is taken twice",
		"a@{ a }: a":                   "line 1: the argument a is taken twice",
		"a == b == c":                  "line 1: unexpected ==, wanted no second ==",
		"\"a":                          "line 1: a string does not end",
		"''a'":                         "line 1: a string does not end",
		"./a/":                         "line 1: a path has a trailing slash",
		"/* a":                         "line 1: a comment does not end",
		"let ${a} = 1; in a":           "line 1: a name of a let cannot be computed",
		"99999999999999999999":         "line 1: the number is too large",
		"a b )":                        "line 1: unexpected ), wanted the end",
		"a % b":                        "line 1: unexpected character",
		strings.Repeat("(", 100_000):   "line 1: nested too deeply",
	} {
		_, err := Parse(text)
		assert.EqualError(t, err, message)
	}
}

func TestPositions(t *testing.T) {
	file, err := Parse("{\n  a = [\n    b\n  ];\n}\n")
	require.NoError(t, err)
	line, column := file.Position(file.Root.Bindings[0].Value.Nodes[0].Offset)
	assert.Equal(t, []int{3, 5}, []int{line, column})
	line, column = file.Position(0)
	assert.Equal(t, []int{1, 1}, []int{line, column})
}

// golden are the rendered files of the reference fleet.
func golden(t testing.TB) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir("../../testdata/golden", func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".nix") {
			var text []byte
			text, err = os.ReadFile(name)
			files[name] = string(text)
		}
		return err
	})
	require.NoError(t, err)
	require.Greater(t, len(files), 30)
	return files
}

func TestEveryRenderedFileIsRead(t *testing.T) {
	for name, text := range golden(t) {
		_, err := Parse(text)
		assert.NoError(t, err, name)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range golden(f) {
		f.Add(text)
	}
	f.Add("let { a = ''${\"$${b}\"}''; }")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Parse(text)
		if err == nil {
			file.Root.walk(func(n *Node) { file.Position(n.Offset) })
		}
	})
}

// walk calls visit with a node and everything in it, from the outside in.
func (n *Node) walk(visit func(*Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, group := range [][]*Node{n.Nodes, n.Parts, {n.Body, n.Or}} {
		for _, inner := range group {
			inner.walk(visit)
		}
	}
	walkAttrs(n.Path, visit)
	for _, b := range n.Bindings {
		walkAttrs(b.Path, visit)
		b.From.walk(visit)
		b.Value.walk(visit)
	}
	if n.Param != nil {
		for _, formal := range n.Param.Formals {
			formal.Default.walk(visit)
		}
	}
}

func walkAttrs(path []Attr, visit func(*Node)) {
	for _, a := range path {
		a.Computed.walk(visit)
	}
}

// Texts with a token left out, doubled or swapped are Nix here exactly if they are to Nix.
func TestNixAgrees(t *testing.T) {
	needs.Program(t, "nix", "nix-instantiate")
	r := rand.New(rand.NewPCG(3, 4))
	var texts []string
	for _, text := range golden(t) {
		if len(text) < 6000 {
			texts = append(texts, text)
		}
	}
	slices.Sort(texts)
	dir, ours, theirs := t.TempDir(), 0, 0
	for range 30 {
		text := mutated(texts[r.IntN(len(texts))], r)
		_, err := Parse(text)
		command := exec.Command("nix-instantiate", "--parse", "-")
		command.Stdin = strings.NewReader(text)
		command.Dir = dir
		command.Env = append(os.Environ(), "NIX_STORE_DIR="+dir+"/store", "NIX_STATE_DIR="+dir+"/var", "NIX_REMOTE=dummy://")
		out, failed := command.CombinedOutput()
		refused := failed != nil && !strings.Contains(string(out), "undefined variable")
		assert.Equal(t, refused, err != nil, "%v\n%s\n%s", err, out, text)
		if refused {
			theirs++
		} else {
			ours++
		}
	}
	assert.Greater(t, theirs, 5)
	assert.Greater(t, ours, 2)
}

// mutated is a text with one or two tokens left out, doubled, or swapped with the next one.
func mutated(text string, r *rand.Rand) string {
	for range 1 + r.IntN(2) {
		tokens := split(text)
		i := r.IntN(len(tokens) - 1)
		switch r.IntN(3) {
		case 0:
			tokens = slices.Delete(tokens, i, i+1)
		case 1:
			tokens = slices.Insert(tokens, i, tokens[i])
		default:
			tokens[i], tokens[i+1] = tokens[i+1], tokens[i]
		}
		text = strings.Join(tokens, "")
	}
	return text
}

// split cuts a text into words, signs and blanks.
func split(text string) []string {
	var out []string
	for text != "" {
		n := max(1, span(text, isNameByte))
		out = append(out, text[:n])
		text = text[n:]
	}
	return out
}

package nixtype

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// value reads a value as somebody writes it behind a key.
func value(t testing.TB, text string) *yamldoc.Node {
	t.Helper()
	root, diags := yamldoc.Parse(source.New("host.yaml", []byte("key: "+text+"\n")))
	require.Empty(t, diags, text)
	return root.Get("key")
}

func TestWhatFits(t *testing.T) {
	for _, c := range []struct{ description, fits, not string }{
		{"boolean", "true | false | !ref a.b", `"true" | 1 | yesterday | null | [true] | {} | !pkg git`},
		{"string", `a | "22" | "" | !ref a.b`, "22 | true | null | [a] | !pkg git"},
		{"null or string", "a | null", "1 | [null]"},
		{"signed integer", "0 | -5", `1.0 | "1" | 1.5`},
		{"16 bit unsigned integer; between 0 and 65535 (both inclusive)", "0 | 65535", `65536 | -1 | "22" | http`},
		{"floating point number", "1.0 | -0.5", "1 | text"}, // isFloat 1 is false
		{"signed integer or floating point number", "1 | 1.5", `"1"`},
		{"positive integer, meaning >0", "1", "0 | -1"},
		{"path", "/etc/x | !pkg git", "etc/x | ./x | 5"},
		{"package", "!pkg git | /nix/store/x-git", "git | /usr/bin/git | null"},
		{"list of package", "[] | [!pkg git, !ref a.b] | !ref a.b", "[git] | !pkg git | {}"},
		{"null or (list of string)", "null | [a]", "a | [1] | [null]"},
		{"non-empty (list of string)", "[a]", "[]"},
		{"pair of signed integer", "[1, 2]", "[1] | [1, 2, 3] | [1, a]"},
		{"attribute set of string", "{} | {a: b}", "[] | {a: 1} | a"},
		{"attribute set of attribute set of (string or boolean)", "{a: {b: true, c: d}}", "{a: b} | {a: {b: 1}}"},
		{"attribute set of (submodule)", "{a: {b: 1}}", "{a: 1} | []"},
		{"(submodule) or boolean convertible to it", "true | {a: 1}", "5"},
		{`one of "yes", "no", 5, true, <null>`, `"yes" | 5 | true | null`, `"5" | maybe | false`},
		{`value "zfs" (singular enum)`, "zfs", "btrfs"},
		{"(optionally newline-terminated) single-line string", `"a\n" | a`, `"a\nb"`},
		{"non-empty string", "a", `"" | " "`},
		{"string, not containing newlines or colons", "a", `"a:b"`},
		{`string matching the pattern [a-zA-Z0-9@%:_.\-]+[.](service|socket)`, "a-b.service", "a | a.target | a.service.d"},
		{"string matching the pattern [0-9]{2}(?=x)", "a | b", "5"}, // nothing that Go reads as Nix does
		{"attribute set of (systemd option)", "{A: b, C: [d, 1], E: true, F: null}", "{A: {b: 1}}"},
		{"attribute set of (sysctl option value)", "{a: 1, b: null, c: true, d: e}", "{a: 1.5} | {a: [1]} | {a: {}}"},
		{"attribute set of (open submodule of systemd service unit configuration)", "{a: {b: 1}}", "{a: 1}"},
		{"attribute set of (INI atom (null, bool, int, float or string))", "{a: 1, b: null}", "{a: [1]}"},
		{"function that evaluates to a(n) list of package", "!ref a.b", "[] | a"},
		{"value", "a | 1 | {a: [b]} | null | !pkg git", ""},
		{"some format of its own", "a | 1 | {a: [b]} | null | !pkg git", ""},
		{"attribute set of (some format)", "{a: 1, b: {}}", "[] | a"},
		{"impossible (empty enum)", "anything", ""},
	} {
		kind := Parse(c.description)
		for text := range strings.SplitSeq(c.fits, " | ") {
			assert.True(t, kind.Fits(value(t, text)), "%s takes %s", c.description, text)
		}
		for text := range strings.SplitSeq(c.not, " | ") {
			if text != "" {
				assert.False(t, kind.Fits(value(t, text)), "%s does not take %s", c.description, text)
			}
		}
	}
}

func TestWhatIsSaid(t *testing.T) {
	for _, c := range []struct{ description, value, message, hint string }{
		{"boolean", `"yes"`, `a.b takes true or false, not the text "yes"`, "write true, without quotes"},
		{"boolean", "{enable: true}", "a.b takes true or false, not a mapping", "write true"},
		{"string", "22", "a.b takes text, not the number 22", `write it in quotes: "22"`},
		{"null or string", "true", "a.b takes text or null, not true", `write it in quotes: "true"`},
		{"signed integer", `"22"`, `a.b takes a whole number, not the text "22"`, "write it without quotes: 22"},
		{"floating point number", "1", "a.b takes a number with decimals, not the number 1", "write 1.0"},
		{"16 bit unsigned integer; between 0 and 65535 (both inclusive)", "70000", "a.b takes a whole number from 0 to 65535, not the number 70000", "write a number from 0 to 65535"},
		{"package", "pkgs.git", `a.b takes a package, not the text "pkgs.git"`, "write !pkg git"},
		{"package", "/bin/git", `a.b takes a package, not the text "/bin/git"`, "name a package of nixpkgs: !pkg hello"},
		{"list of package", "[git]", `an item of a.b has to be a package, not the text "git"`, "write !pkg git"},
		{"list of package", "!pkg git", "a.b takes a list of packages, not the package git", "write it as a list: [!pkg git]"},
		{"list of string", "a", `a.b takes a list of texts, not the text "a"`, "write it as a list: [a]"},
		{"list of string", `"a, b"`, `a.b takes a list of texts, not the text "a, b"`, "write it as a list: [a, b]"},
		{"list of 16 bit unsigned integer; between 0 and 65535 (both inclusive)", `"80"`, `a.b takes a list of whole numbers, not the text "80"`, "write it as a list: [80]"},
		{"list of 16 bit unsigned integer; between 0 and 65535 (both inclusive)", `"80, 443"`, `a.b takes a list of whole numbers, not the text "80, 443"`, "write it as a list: [80, 443]"},
		{"list of 16 bit unsigned integer; between 0 and 65535 (both inclusive)", `"70000"`, `a.b takes a list of whole numbers, not the text "70000"`, ""},
		{"list of package", "git", `a.b takes a list of packages, not the text "git"`, "write it as a list: [!pkg git]"},
		{"list of package", "git htop", `a.b takes a list of packages, not the text "git htop"`, "write it as a list: [!pkg git, !pkg htop]"},
		{"list of string, with spaces inside double quotes", "quiet splash", `a.b takes a list of texts, not the text "quiet splash"`, "write it as a list: [quiet, splash]"},
		{"list of string", "5", "a.b takes a list of texts, not the number 5", `write it as a list: ["5"]`},
		{"list of string", "{wheel: true, audio: true, video: false}", "a.b takes a list of texts, not a mapping", "write it as a list: [wheel, audio]"},
		{"list of (submodule)", "{addr: a}", "a.b takes a list of mappings, not a mapping", "write it as a list: [{addr: a}]"},
		{"attribute set of (submodule)", "[bob, ada]", "a.b takes a mapping, not a list", "write a mapping: {bob: {}, ada: {}}"},
		{"attribute set of string", "[]", "a.b takes a mapping, not an empty list", "write {}"},
		{"boolean", "null", "a.b takes true or false, not null", "leave the setting out, or write true or false"},
		{"boolean", "1", "a.b takes true or false, not the number 1", "write true"},
		{"boolean", "[true]", "a.b takes true or false, not a list", "write true, without brackets"},
		{"signed integer", "5.0", "a.b takes a whole number, not the number 5.0", "write 5"},
		{"signed integer", "[5]", "a.b takes a whole number, not a list", "write 5, without brackets"},
		{"positive integer, meaning >0", "0", "a.b takes a whole number from 1 on, not the number 0", "write 1 or more"},
		{"floating point number", `"0.5"`, `a.b takes a number with decimals, not the text "0.5"`, "write it without quotes: 0.5"},
		{"string", "[a]", "a.b takes text, not a list", "write it without brackets: a"},
		{"package", "[!pkg git]", "a.b takes a package, not a list", "write !pkg git, without brackets"},
		{"path", "etc/x", `a.b takes an absolute path, not the text "etc/x"`, "write /etc/x; the path has to begin with /, and a file of the fleet is named in a hand-written file, under imports:"},
		{`strings concatenated with "\n"`, "[a, b]", "a.b takes text, not a list", "write one text; of several lines behind |"},
		{`one of "none", "server"`, "sever", `a.b takes one of "none", "server", not the text "sever"`, `did you mean "server"?`},
		{`one of "1", "2"`, "1", `a.b takes one of "1", "2", not the number 1`, `write it in quotes: "1"`},
		{"path", "x.txt", `a.b takes an absolute path, not the text "x.txt"`, "the path has to begin with /; a file of the fleet is named in a hand-written file, under imports:"},
		{"attribute set of list of string", "{c.d: [1]}", `an item of a.b."c.d" has to be text, not the number 1`, `write it in quotes: "1"`},
		{"attribute set of string", "{c: 1}", "a.b.c takes text, not the number 1", `write it in quotes: "1"`},
		{"null or boolean or attribute set of string", "{c: 1}", "a.b.c takes text, not the number 1", `write it in quotes: "1"`},
		{"string or list of string", "[a, 1]", "an item of a.b has to be text, not the number 1", `write it in quotes: "1"`},
		{"string", "!pkg git", "a.b takes text, not the package git", "what needs the path of a package inside a text goes into a hand-written file, under imports:"},
		{"non-empty (list of string)", "[]", "a.b takes a non-empty list of texts, not an empty list", "name at least one"},
	} {
		var diags diag.List
		Parse(c.description).Check(value(t, c.value), "a.b", &diags)
		require.Len(t, diags, 1, "%s: %s", c.description, c.value)
		assert.Equal(t, c.message, diags[0].Message)
		assert.Equal(t, c.hint, diags[0].Hint)
	}
}

// made writes a value that a type takes, as YAML.
func made(t *Type, r *rand.Rand) string {
	switch t.Kind {
	case Null:
		return "null"
	case Bool:
		return []string{"true", "false"}[r.IntN(2)]
	case Int, Number:
		low, high := -100.0, 100.0
		if t.Min != nil {
			low, high = *t.Min+1, *t.Min+100
		}
		if t.Max != nil {
			high = *t.Max
			low = min(low, high)
		}
		return strconv.Itoa(int(low) + r.IntN(int(high)-int(low)+1))
	case Float:
		return "0.5"
	case Path:
		return "/nix/store/a"
	case Package:
		return "!pkg hello"
	case Enum:
		v := t.Values[r.IntN(len(t.Values))]
		if v.Kind == String {
			return strconv.Quote(v.Text)
		}
		return v.Text
	case List:
		items := make([]string, max(t.Least, r.IntN(3)))
		if t.Most > 0 {
			items = make([]string, t.Most)
		}
		for i := range items {
			items[i] = "a"
			if inner := t.Inner(); inner != nil {
				items[i] = made(inner, r)
			}
		}
		return "[" + strings.Join(items, ", ") + "]"
	case Attrs:
		if inner := t.Inner(); inner != nil && r.IntN(4) > 0 {
			return fmt.Sprintf("{a: %s, b: %s}", made(inner, r), made(inner, r))
		}
		return "{}"
	case Submodule:
		return "{a: {b: 1}}"
	case Function:
		return "!ref a.b"
	case Or:
		return made(t.Of[r.IntN(len(t.Of))], r)
	}
	return `"text"`
}

// samples are values, one of each sort that a type may take or not.
var samples = map[string][]Kind{
	"null":         {Null, Scalar, Option},
	"true":         {Bool, Scalar, Option},
	"1":            {Int, Number, Scalar, Option},
	"1.5":          {Float, Number, Scalar, Option},
	"!pkg git":     {Package, Path, Scalar, Option},
	"[[[{}]]]":     {List, Option},
	"{a: {b: {}}}": {Attrs, Submodule},
}

// Whatever is made as a type says is accepted; a value of a kind that none of its parts has is refused.
func TestValuesOfEveryDescription(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	accepted, refused := 0, 0
	for text := range described(t) {
		kind := Parse(text)
		for range 5 {
			if strings.Contains(text, "<") || strings.Contains(text, patternPrefix) {
				break
			}
			written := made(kind, r)
			assert.True(t, kind.Fits(value(t, written)), "%s takes %s", text, written)
			accepted++
		}
		for written, kinds := range samples {
			kinds = append(kinds, Any, Unknown, Enum)
			if !hasOneOf(kind, kinds) {
				assert.False(t, kind.Fits(value(t, written)), "%s does not take %s", text, written)
				refused++
			}
		}
	}
	assert.Greater(t, accepted, 4000)
	assert.Greater(t, refused, 3000)
}

func hasOneOf(t *Type, kinds []Kind) bool {
	for _, kind := range kinds {
		if t.has(kind) {
			return true
		}
	}
	return false
}

// shownValue is what a hint shows to be written; false for one that is a sentence.
func shownValue(hint string) (string, bool) {
	for _, form := range []struct{ before, after string }{
		{"write it as a list: ", ""}, {"write it without quotes: ", ""}, {"write it in quotes: ", ""}, {"write it without brackets: ", ""},
		{"write a mapping: ", ""}, {"did you mean ", "?"}, {"write ", ", without quotes"}, {"write ", ", without brackets"}, {"write ", ""},
	} {
		rest, begins := strings.CutPrefix(hint, form.before)
		rest, ends := strings.CutSuffix(rest, form.after)
		if begins && ends {
			rest, _, _ = strings.Cut(rest, "; ")
			return strings.TrimSuffix(rest, " or more"), !strings.HasPrefix(rest, "a ") && !strings.HasPrefix(rest, "one ") && !strings.HasPrefix(rest, "what ")
		}
	}
	return "", false
}

// wrong are values that people write where another kind is wanted.
var wrong = []string{
	`"yes"`, `"true"`, "1", "0", "-1", "70000", "1.5", "5.0", `"80"`, `"0.5"`, `"80, 443"`, "git", "pkgs.git", `"git htop"`, "[git]", "[true]", "[5]", "[!pkg git]",
	"[]", "{}", "{enable: true}", "{a: true, b: false}", "{a: b}", "null", "etc/x", "./x", "/etc/x", "~/bin", "!pkg git", `""`, `"a, b"`, `"#x"`, `"a: b"`,
	`"[x]"`, "true", "false", "True", "multi-user", "[a, b]", `"-1"`, `"1e3"`, `"0644"`, `" 5 "`, `"5\n6"`, "[[a]]", "[{a: b}]", "{a: [1]}",
}

// What a hint shows is taken: with each type that NixOS has, and each value that people write.
func TestHintsFit(t *testing.T) {
	shown, silent := 0, 0
	for text := range described(t) {
		kind := Parse(text)
		for _, written := range wrong {
			for _, m := range kind.mistakes(value(t, written), 0) {
				hint := m.wanted.hint(m.node)
				pasted, ok := shownValue(hint)
				if !ok {
					silent++
					continue
				}
				shown++
				n := value(t, pasted)
				assert.True(t, m.wanted.Fits(n), "%s: %s: %s", text, written, hint)
			}
		}
	}
	t.Logf("%d hints show a value, %d do not", shown, silent)
	assert.Greater(t, shown, 4000)
}

package yamldoc_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

func parse(content string) (*yamldoc.Node, diag.List) {
	return yamldoc.Parse(source.New("f.yaml", []byte(content)))
}

// clean parses what has no mistake.
func clean(t *testing.T, content string) *yamldoc.Node {
	t.Helper()
	n, diags := parse(content)
	require.Empty(t, reports(diags), "%s", content)
	require.NotNil(t, n)
	return n
}

// reports are diagnostics in short: code, line and column, and the text of the range.
func reports(list diag.List) []string {
	var out []string
	for _, d := range list {
		out = append(out, fmt.Sprintf("%s %d:%d %s", d.Code, d.Range.Start.Line, d.Range.Start.Column, d.Range.Text()))
	}
	return out
}

// places lists the keys and values of a node with where they stand, depth first.
func places(n *yamldoc.Node) []string {
	r := n.Range()
	out := []string{fmt.Sprintf("%d:%d %s", r.Start.Line, r.Start.Column, r.Text())}
	for _, e := range n.Entries {
		k := e.At.Range()
		out = append(out, fmt.Sprintf("%d:%d key %s", k.Start.Line, k.Start.Column, k.Text()))
		out = append(out, places(e.Value)...)
	}
	for _, item := range n.Items {
		out = append(out, places(item)...)
	}
	return out
}

func TestNodesKnowWhereTheyStand(t *testing.T) {
	for _, c := range []struct {
		name, content string
		want          []string
	}{
		{"block mapping", "a: one\nb:\n  c: 2\n", []string{
			"1:1 a", "1:1 key a", "1:4 one", "2:1 key b", "3:3 c", "3:3 key c", "3:6 2",
		}},
		{"characters, not bytes", "zwölf: ünf # ö\n\"日本\": [ä, 🐾, x]\n", []string{
			"1:1 zwölf", "1:1 key zwölf", "1:8 ünf", `2:1 key "日本"`, "2:7 [", "2:8 ä", "2:11 🐾", "2:14 x",
		}},
		{"flow", `a: {b: [1, "x, y"], c: {}}`, []string{
			"1:1 a", "1:1 key a", "1:4 {", "1:5 key b", "1:8 [", "1:9 1", `1:12 "x, y"`, "1:21 key c", "1:24 {",
		}},
		{"block list of mappings", "- x: 1\n  y: 2\n-  z\n", []string{
			"1:1 -", "1:3 x", "1:3 key x", "1:6 1", "2:3 key y", "2:6 2", "3:4 z",
		}},
		{"quotes with quotes inside", `a: 'it''s' # no` + "\n" + `b: "say \"x\"" # no`, []string{
			"1:1 a", "1:1 key a", "1:4 'it''s'", "2:1 key b", `2:4 "say \"x\""`,
		}},
		{"quotes over two lines", "a: \"one\n  two\" # no\n", []string{"1:1 a", "1:1 key a", `1:4 "one`}},
		{"plain over two lines", "a: one\n  two\n", []string{"1:1 a", "1:1 key a", "1:4 one"}},
		{"blocks of text", "a: |\n  x\n  y\nb: >-\n  z\nc: 1\n", []string{
			"1:1 a", "1:1 key a", "1:4 |", "4:1 key b", "4:4 >", "6:1 key c", "6:4 1",
		}},
		{"tags", "a: !pkg linux\nb: !ref \"x.y\" # no\nc: !replace [1]\n", []string{
			"1:1 a", "1:1 key a", "1:4 !pkg linux", "2:1 key b", `2:4 !ref "x.y"`, "3:1 key c", "3:4 !replace [", "3:14 1",
		}},
		{"nothing", "a:\nb: ~\n", []string{"1:1 a", "1:1 key a", "1:3 ", "2:1 key b", "2:4 ~"}},
		{"CRLF", "a: one\r\nb: |\r\n  x\r\nc: [2]\r\n", []string{
			"1:1 a", "1:1 key a", "1:4 one", "2:1 key b", "2:4 |", "4:1 key c", "4:4 [", "4:5 2",
		}},
		{"an alias stands where its value does", "a: {x: &k v }\nb: *k\n", []string{
			"1:1 a", "1:1 key a", "1:4 {", "1:5 key x", "1:8 &k v", "2:1 key b", "1:8 &k v",
		}},
		{"after a start marker", "# c\n---\na: 1\n", []string{"3:1 a", "3:1 key a", "3:4 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, places(clean(t, c.content)))
		})
	}
}

func TestPlainScalarsMeanWhatPeopleExpect(t *testing.T) {
	for kind, texts := range map[yamldoc.Kind][]string{
		yamldoc.Null:  {"~", "null"},
		yamldoc.Bool:  {"true", "false"},
		yamldoc.Int:   {"0", "12", "-3", "-0", "9223372036854775808"},
		yamldoc.Float: {"24.10", "1.5", "-0.25", "1.5e3", "1.5E-3", "2.0e+2"},
		yamldoc.Odd:   {"0644", "0x1F", "0o17", "0b101", "1_000", "+5", ".5", "5.", "1e3", ".inf", "-.INF", ".nan", "True", "FALSE", "-012"},
		yamldoc.Text: {
			"abc", "25.05.1", "1.2.3.4", "10:20", "2001-01-01", "--5", "1.5e", "1.2.3", "1_000_x", "tRUE", "0x", "08:00", "8G", "1 2", "-1-",
		},
	} {
		for _, text := range texts {
			got := clean(t, "a: "+text).Get("a")
			assert.Equal(t, kind, got.Kind, text)
			assert.Equal(t, text, got.Text, "the text stays as it was written")
			assert.False(t, got.Quoted, text)

			quoted := clean(t, `a: "`+text+`"`).Get("a")
			assert.Equal(t, yamldoc.Text, quoted.Kind, "quotes make %s a text", text)
			assert.Equal(t, text, quoted.Text)
			assert.True(t, quoted.Quoted, text)
		}
	}
}

func TestTheWholeDocumentMayBeAnyValue(t *testing.T) {
	for content, kind := range map[string]yamldoc.Kind{
		"abc": yamldoc.Text, "- 1": yamldoc.List, "{}": yamldoc.Map, "~": yamldoc.Null, "null": yamldoc.Null, `""`: yamldoc.Text,
	} {
		assert.Equal(t, kind, clean(t, content).Kind, content)
	}
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		name, content string
		want          []string
	}{
		{"no byte", "", []string{"empty-file 1:1 "}},
		{"spaces and lines", " \n\n", []string{"empty-file 1:1 "}},
		{"comments alone", "# a\n# b\n", []string{"empty-file 1:1 "}},
		{"a marker alone", "---\n", []string{"empty-file 1:1 "}},
		{"UTF-16, little end first", "\xff\xfea\x00:\x00", []string{"encoding 1:1 "}},
		{"UTF-16, big end first", "\xfe\xff\x00a\x00:", []string{"encoding 1:1 "}},
		{"Latin-1", "ab: 1\nname: M\xfcller\n", []string{"encoding 2:8 \xfc"}},
		{"a cut character", "ä: 1\nb: \xe2\x82", []string{"encoding 2:4 \xe2"}},

		{"a line break of old Macs", "a: 1\rb: 2\n", []string{"control-character 1:5 \r"}},
		{"at the end of the file", "a: 1\r", []string{"control-character 1:5 \r"}},
		{"NEL", "a: x\u0085y\n", []string{"control-character 1:5 \u0085"}},
		{"line separator", "a: 1\nb: \"x\u2028y\"\n", []string{"control-character 2:6 \u2028"}},
		{"paragraph separator", "# \u2029\n", []string{"control-character 1:3 \u2029"}},
		{"line separator, escaped", `a: "x\L\P\N\ry"`, nil},
		{"not YAML behind the first document", "a: 1\n---\nb: [\n", []string{"yaml-syntax 3:1 b: ["}},

		{"duplicate key", "a: 1\nb: 2\na: 3\n", []string{"duplicate-key 3:1 a"}},
		{"duplicate key in flow, quoted", `x: {k: 1, "k": 2, 'k': 3}`, []string{`duplicate-key 1:11 "k"`, "duplicate-key 1:19 'k'"}},
		{"a list as key", "? [a, b]\n: 1\nc: 2\n", []string{"wrong-type 1:3 "}},
		{"merge key", "a: &x { b: 1 }\nc:\n  <<: *x\n", []string{"merge-key 3:3 <<"}},
		{"second document", "a: 1\n---\nb: 2\n", []string{"second-document 2:1 ---"}},
		{"empty second document", "a: 1\n---\n", []string{"second-document 2:1 ---"}},
		{"second document of comments", "a: 1\n--- # next\n# x\n", []string{"second-document 2:1 --- # next"}},
		{"an end marker is no second document", "---\na: 1\n...\n", nil},

		{"tag on a key", "!pkg a: 1\n", []string{"unknown-tag 1:1 !pkg a"}},

		{"escaped NUL", `a: "x\0"`, []string{`control-character 1:4 "x\0"`}},
		{"escaped escape", "a:\n  - \"\\e[31m\"\n", []string{`control-character 2:5 "\e[31m"`}},
		{"control character in a key", `"a\x07": 1`, []string{`control-character 1:1 "a\x07"`}},
		{"DEL", `a: "\x7f"`, []string{`control-character 1:4 "\x7f"`}},
		{"tabs and line breaks are none", "a: \"\\t\\r\\n\"\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, diags := parse(c.content)
			assert.Equal(t, c.want, reports(diags))
		})
	}
}

func TestTagsOnTheWrongKindOfValue(t *testing.T) {
	for content, message := range map[string]string{
		"a: !pkg\n":        "!pkg takes a name",
		"a: !pkg [x]\n":    "!pkg takes a name",
		"a: !ref {b: 1}\n": "!ref takes a name",
		"a: !ref \"\"\n":   "!ref takes a name",
		"a: !replace x\n":  "!replace takes a list",
		"a: !replace {}\n": "!replace takes a list",
	} {
		_, diags := parse(content)
		require.Len(t, diags, 1, content)
		assert.Equal(t, diag.WrongType, diags[0].Code, content)
		assert.Equal(t, message, diags[0].Message)
		assert.Equal(t, source.Pos{Line: 1, Column: 4, Byte: 3}, diags[0].Range.Start, content)
		assert.NotEmpty(t, diags[0].Hint)
	}
}

func TestUnknownTags(t *testing.T) {
	for _, tag := range []string{"!foo", "!!str", "!!binary", "!!set", "!include", "!!python/object", "!<tag:x,2000:y>", "!pkgs", "!Ref"} {
		_, diags := parse("ok: 1\na: " + tag + " x\n")
		require.Len(t, diags, 1, tag)
		assert.Equal(t, diag.UnknownTag, diags[0].Code, tag)
		assert.Equal(t, source.Pos{Line: 2, Column: 4, Byte: 9}, diags[0].Range.Start, tag)
		assert.Contains(t, diags[0].Hint, "!pkg, !ref, !replace")
	}
}

func TestTheSecondOfTwoKeysIsLeftOut(t *testing.T) {
	n, diags := parse("a: 1\na: 2\nb: 3\n")
	require.Len(t, diags, 1)
	require.Len(t, diags[0].Related, 1)
	assert.Equal(t, "a", diags[0].Related[0].Range.Text())
	assert.Equal(t, 1, diags[0].Related[0].Range.Start.Line)
	assert.Equal(t, "1", n.Get("a").Text)
	assert.Len(t, n.Entries, 2)
}

func TestSyntaxMistakesPointToTheRightLine(t *testing.T) {
	lead := "description: x\nprofile: server\n" // so that the first line is never right by accident
	for _, c := range []struct{ name, content, want, message string }{
		{"second colon", "a: b: c\nd: 1\n", "a: b: c", `a second ":"`},
		{"indented too far", "a: 1\n  b: 2\nc: 3\n", "b: 2", "indented too far"},
		{"indented too little", "a:\n    b: 1\n  c: 2\n", "c: 2", "does not fit the mapping"},
		{"item beside keys", "a: 1\n- b\nc: 2\n", "- b", ""},
		{"key beside items", "a:\n  - x\n  y: 1\n", "y: 1", "does not fit the list"},
		{"item behind a key", "a: - b\nc: 1\n", "a: - b", "a list item cannot stand here"},
		{"list not closed", "a: [1, 2\nb: 3\nc: 4\n", "a: [1, 2", "a list that begins with ["},
		{"mapping not closed", "a: {x: 1\nb: 3\nc: 4\n", "a: {x: 1", "a mapping that begins with {"},
		{"list not closed at the end", "a: 1\nb: [1, 2\n", "b: [1, 2", ""},
		{"bracket too many", "a: 1]\nb: ]\n", "b: ]", ""},
		{"double quote not closed", "a: \"x\nb: 3\nc: 4\n", `a: "x`, "a quote is not closed"},
		{"single quote not closed", "a: 'x\nb: 3\nc: 4\n", "a: 'x", "a quote is not closed"},
		{"key without a colon", "a: 1\nb\nc: 3\n", "b", "a key without a colon"},
		{"alias without anchor", "a: *nope\nb: 1\n", "a: *nope", "no anchor"},
		{"lone star", "a: *\nb: 1\n", "a: *", "a lone * or &"},
		{"at sign", "a: @x\nb: 1\n", "a: @x", "cannot begin with this character"},
		{"backtick", "a: `x`\nb: 1\n", "a: `x`", "cannot begin with this character"},
		{"per cent", "a: %x\nb: 1\n", "a: %x", "cannot begin with this character"},
		{"unknown escape", "a: \"C:\\dir\"\nb: 1\n", `a: "C:\dir"`, "an unknown escape"},
		{"tag handle", "a: !x!y z\nb: 1\n", "a: !x!y z", "an unknown tag"},
		{"tab before a key", "a:\n\tb: 1\n", "\t", "a tab in the indentation"},
		{"tab after spaces", "a:\n  \tb: [1\n", "\t", "a tab in the indentation"},
		{"raw NUL", "a: 1\nb: x\x00y\nc: 1\n", "b: x\x00y", "a control character"},
		{"raw escape", "a: \x1b[31m\n", "a: \x1b[31m", "a control character"},
		{"CRLF", "a: 1\r\nb: [1\r\nc: 2\r\n", "b: [1", "a list that begins with ["},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, diags := parse(lead + c.content)
			assert.Nil(t, n)
			require.Len(t, diags, 1)
			assert.Equal(t, diag.YAMLSyntax, diags[0].Code)
			assert.Equal(t, c.want, diags[0].Range.Text())
			assert.Contains(t, diags[0].Message, c.message)
			want := 1 + strings.Count(lead+c.content[:strings.Index(c.content, c.want)], "\n")
			assert.Equal(t, want, diags[0].Range.Start.Line)
		})
	}
}

func TestSize(t *testing.T) {
	fits := "a: 1\n#" + strings.Repeat("x", yamldoc.MaxBytes-6)
	require.Len(t, fits, yamldoc.MaxBytes)
	clean(t, fits)
	n, diags := parse(fits + "x")
	assert.Nil(t, n)
	assert.Equal(t, []string{"too-large 1:1 "}, reports(diags))
}

func TestDepth(t *testing.T) {
	nested := func(depth int) string { return strings.Repeat("[", depth) + "1" + strings.Repeat("]", depth) }
	clean(t, nested(yamldoc.MaxDepth))
	n, diags := parse(nested(yamldoc.MaxDepth + 1))
	require.NotNil(t, n, "what is not too deep is kept")
	require.Len(t, diags, 1)
	assert.Equal(t, diag.TooDeep, diags[0].Code)

	deepMap := ""
	for i := range yamldoc.MaxDepth + 2 {
		deepMap += strings.Repeat(" ", i) + "a:\n"
	}
	_, diags = parse(deepMap)
	require.Len(t, diags, 1)
	assert.Equal(t, diag.TooDeep, diags[0].Code)
	assert.Greater(t, diags[0].Range.Start.Line, yamldoc.MaxDepth)
}

func TestAliasesAreCopied(t *testing.T) {
	n := clean(t, "a: &x { k: [1, 2] }\nb: *x\nc: [*x, *x]\n")
	assert.True(t, yamldoc.Equal(n.Get("a"), n.Get("b")))
	assert.True(t, yamldoc.Equal(n.Get("a"), n.Get("c").Items[1]))
}

func TestAliasesStayWithinABudget(t *testing.T) {
	t.Run("billion laughs", func(t *testing.T) {
		var b strings.Builder
		b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
		for i := range 12 {
			fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 10), ", "))
		}
		_, diags := parse(b.String())
		require.Len(t, diags, 1, "said once")
		assert.Equal(t, diag.TooLarge, diags[0].Code)
	})
	t.Run("as many as are allowed", func(t *testing.T) {
		clean(t, "a: &a x\nb: ["+strings.Repeat("*a, ", yamldoc.MaxAliased)+"]\n")
		_, diags := parse("a: &a x\nb: [" + strings.Repeat("*a, ", yamldoc.MaxAliased+1) + "]\n")
		require.Len(t, diags, 1)
		assert.Equal(t, diag.TooLarge, diags[0].Code)
	})
}

func TestAliasesInACircle(t *testing.T) {
	for _, content := range []string{"a: &a [*a]\n", "a: &a { b: { c: *a } }\n", "a: &a [&b [*a], *b]\n", "&a [x, *a]\n"} {
		_, diags := parse(content)
		require.NotEmpty(t, diags, content)
		for _, d := range diags {
			assert.Equal(t, diag.YAMLSyntax, d.Code, content)
			assert.Contains(t, d.Message, "the alias *", content)
		}
	}
}

func TestTagsAreKept(t *testing.T) {
	n := clean(t, "a: !pkg linux\nb: !ref \"services.x\"\nc: !replace [1]\nd: !replace []\n")
	assert.Equal(t, yamldoc.TagPkg, n.Get("a").Tag)
	assert.Equal(t, yamldoc.Text, n.Get("a").Kind)
	assert.Equal(t, yamldoc.TagRef, n.Get("b").Tag)
	assert.Equal(t, yamldoc.TagReplace, n.Get("c").Tag)
	assert.Equal(t, yamldoc.TagReplace, n.Get("d").Tag)
	assert.Equal(t, yamldoc.Text, clean(t, "a: !pkg 123").Get("a").Kind, "a name is text, whatever it looks like")
}

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"{a: 1, b: 2}", "{b: 2, a: 1}", true},
		{"[1, 2]", "[2, 1]", false},
		{"abc", `"abc"`, true},
		{"1", `"1"`, false},
		{"~", "null", true},
		{"~", `"null"`, false},
		{"!replace [1]", "[1]", true},
		{"!pkg a", "!ref a", false},
		{"!pkg a", "a", false},
		{"{a: 1}", "{a: 1, b: 1}", false},
		{"{a: 1}", "{b: 1}", false},
		{"[]", "{}", false},
	} {
		a, b := clean(t, c.a), clean(t, c.b)
		assert.Equal(t, c.want, yamldoc.Equal(a, b), "%s, %s", c.a, c.b)
		assert.Equal(t, c.want, yamldoc.Equal(b, a), "%s, %s", c.b, c.a)
	}
	assert.True(t, yamldoc.Equal(nil, nil))
	assert.False(t, yamldoc.Equal(clean(t, "1"), nil))
}

func TestDescribe(t *testing.T) {
	n := clean(t, "[~, true, 12, 1.5, 0644, abc, [], {}, !pkg x]")
	var got []string
	for _, item := range n.Items {
		got = append(got, item.Describe())
	}
	assert.Equal(t, []string{
		"nothing", "true", "the number 12", "the number 1.5", "the number 0644", "text", "a list", "a mapping", "the !pkg value",
	}, got)
}

func TestMissingNodesAreNoTrouble(t *testing.T) {
	var n *yamldoc.Node
	assert.Nil(t, n.Get("a"))
	assert.Nil(t, n.Entry("a"))
	assert.True(t, n.Range().IsZero())
	assert.True(t, yamldoc.Scalar(yamldoc.Bool, "true", nil).Range().IsZero())
	at := clean(t, "a: b")
	assert.Equal(t, at.Range().Start, yamldoc.Scalar(yamldoc.Null, "", at).Range().Start)
	assert.Equal(t, at.Range().Start, yamldoc.Collection(yamldoc.Map, at, nil, nil).Range().Start)
}

func TestPlainIsWhatJSONWrites(t *testing.T) {
	n := clean(t, "a: [1, 1.50, true, ~, x, !pkg y]\nb: {c: \"2\"}\n")
	assert.Equal(t, `map[a:[1 1.50 true <nil> x map[!pkg:y]] b:map[c:2]]`, fmt.Sprint(n.Plain()))
}

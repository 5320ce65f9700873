package yamldoc_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// awkward texts mean something to YAML, or look like something else.
var awkward = []string{
	"", " ", "~", "null", "Null", "true", "True", "yes", "off", "n", "0644", "0x1F", "1_000", ".5", "1e3", "24.10", "-", "- a", "-1", "?", "? a",
	":", "a: b", "a:", ": a", "#", "a #b", "#a", "[", "]", "{}", "[a]", "&a", "*a", "!a", "!pkg a", "%", "@", "`", "|", ">", "<<", "=", "---", "...",
	"'", `"`, `\`, `\n`, "''", "\n", "a\n", "\na", "a\n\n", "a\nb\n", "a\n b\n", " a\nb", "  a\n\n  b\n", "\n\n a", "a \n", "a\r\nb", "\r", "\t", "\ta",
	"a\t", "a\n\tb", " a", "a ", "a  b", "ä", "日本", "🐾", "\u00a0", "\u0085", "\u2028", "\ufeff", "a, b", "2001-01-01", "12:30:45", ",", "a,", "${x}",
}

func texts() *rapid.Generator[string] {
	piece := rapid.OneOf(rapid.SampledFrom(awkward), rapid.StringMatching(`[a-zA-Z0-9 .:#'"\n-]{0,8}`), rapid.String())
	return rapid.Custom(func(t *rapid.T) string {
		text := strings.Join(rapid.SliceOfN(piece, 1, 3).Draw(t, "pieces"), "")
		text = strings.Map(func(r rune) rune {
			if r < 0x20 && r != '\n' && r != '\t' && r != '\r' || r == 0x7F || r == utf8.RuneError {
				return -1 // refused when it is read
			}
			return r
		}, text)
		return text
	})
}

// nodes generates documents as Parse returns them, odd numbers aside: these are written as the text that they were taken for.
func nodes(depth int) *rapid.Generator[*yamldoc.Node] {
	scalar := func(kind yamldoc.Kind, text *rapid.Generator[string]) *rapid.Generator[*yamldoc.Node] {
		return rapid.Map(text, func(s string) *yamldoc.Node { return yamldoc.Scalar(kind, s, nil) })
	}
	tagged := rapid.Custom(func(t *rapid.T) *yamldoc.Node {
		n := yamldoc.Scalar(yamldoc.Text, texts().Filter(func(s string) bool { return s != "" }).Draw(t, "name"), nil)
		n.Tag = rapid.SampledFrom([]string{yamldoc.TagPkg, yamldoc.TagRef}).Draw(t, "tag")
		return n
	})
	choices := []*rapid.Generator[*yamldoc.Node]{
		scalar(yamldoc.Text, texts()), tagged,
		scalar(yamldoc.Null, rapid.Just("null")),
		scalar(yamldoc.Bool, rapid.SampledFrom([]string{"true", "false"})),
		scalar(yamldoc.Int, rapid.StringMatching(`-?(0|[1-9][0-9]{0,20})`)),
		scalar(yamldoc.Float, rapid.StringMatching(`-?(0|[1-9][0-9]{0,3})\.[0-9]{1,4}(e[+-]?[0-9]{1,2})?`)),
	}
	if depth > 0 {
		choices = append(choices, maps(depth-1), maps(depth-1), lists(depth-1), lists(depth-1))
	}
	return rapid.OneOf(choices...)
}

func maps(depth int) *rapid.Generator[*yamldoc.Node] {
	return rapid.Custom(func(t *rapid.T) *yamldoc.Node {
		keys := rapid.SliceOfNDistinct(texts(), 0, 4, rapid.ID[string]).Draw(t, "keys")
		n := yamldoc.Collection(yamldoc.Map, nil, nil, nil)
		for _, key := range keys {
			n.Entries = append(n.Entries, yamldoc.Entry{Key: key, Value: nodes(depth).Draw(t, "value")})
		}
		return n
	})
}

func lists(depth int) *rapid.Generator[*yamldoc.Node] {
	return rapid.Custom(func(t *rapid.T) *yamldoc.Node {
		n := yamldoc.Collection(yamldoc.List, nil, nil, rapid.SliceOfN(nodes(depth), 0, 4).Draw(t, "items"))
		if rapid.Bool().Draw(t, "replace") {
			n.Tag = yamldoc.TagReplace
		}
		return n
	})
}

func TestWhatIsWrittenIsReadBackAsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := nodes(3).Draw(t, "node")
		content, err := yamldoc.Write(n)
		require.NoError(t, err)
		back, diags := yamldoc.Parse(source.New("f.yaml", content))
		require.Empty(t, diags, "%s", content)
		require.True(t, yamldoc.Equal(n, back), "written:\n%s", content)
		require.True(t, tagsEqual(n, back), "written:\n%s", content)
		require.True(t, strings.HasSuffix(string(content), "\n"))
	})
}

// tagsEqual compares what Equal leaves aside: !replace says how to merge.
func tagsEqual(a, b *yamldoc.Node) bool {
	if a.Tag != b.Tag {
		return false
	}
	for i := range a.Items {
		if !tagsEqual(a.Items[i], b.Items[i]) {
			return false
		}
	}
	for _, e := range a.Entries {
		if !tagsEqual(e.Value, b.Get(e.Key)) {
			return false
		}
	}
	return true
}

func TestEachAwkwardTextIsReadBack(t *testing.T) {
	for _, text := range awkward {
		alone := yamldoc.Scalar(yamldoc.Text, text, nil)
		for name, n := range map[string]*yamldoc.Node{
			"alone":     alone,
			"in a list": yamldoc.Collection(yamldoc.List, nil, nil, []*yamldoc.Node{alone, alone}),
			"as value":  yamldoc.Collection(yamldoc.Map, nil, []yamldoc.Entry{{Key: "k", Value: alone}}, nil),
			"as key":    yamldoc.Collection(yamldoc.Map, nil, []yamldoc.Entry{{Key: text, Value: alone}}, nil),
		} {
			content, err := yamldoc.Write(n)
			require.NoError(t, err)
			back, diags := yamldoc.Parse(source.New("f.yaml", content))
			assert.Empty(t, diags, "%q %s:\n%s", text, name, content)
			assert.True(t, yamldoc.Equal(n, back), "%q %s:\n%s", text, name, content)
		}
	}
}

func TestWrite(t *testing.T) {
	const content = `description: a host
profile: [server, vps]
stateVersion: "25.05"
odd: ["0644", "True", "1_000", "24.10", "~"]
numbers: [22, -1, 1.50]
switch: true
nothing: null
empty: {}
none: []
kernel: !pkg linux_latest
port: !ref services.tailscale.port
ports: !replace [22]
disks:
  main:
    device: /dev/sda
mail:
  - to: a@example.org
    port: 25
banner: |
  Authorised
    use only.
`
	written, err := yamldoc.Write(clean(t, content))
	require.NoError(t, err)
	assert.Equal(t, content, string(written))
}

func TestLongListsAreWrittenOneItemALine(t *testing.T) {
	word := strings.Repeat("x", 38)
	for _, c := range []struct {
		items []string
		lines int
	}{{[]string{word, word}, 1}, {[]string{word, word + "x"}, 2}, {[]string{strings.Repeat("x", 200)}, 1}} {
		n := yamldoc.Collection(yamldoc.List, nil, nil, nil)
		for _, text := range c.items {
			n.Items = append(n.Items, yamldoc.Scalar(yamldoc.Text, text, nil))
		}
		written, err := yamldoc.Write(n)
		require.NoError(t, err)
		assert.Equal(t, c.lines, strings.Count(string(written), "\n"), "%s", written)
	}
}

// seeds are what the fuzzers start from.
var seeds = []string{
	"", "# c\n", "---\n", "a: 1\n", "\ufeffa: b\n", "a: 1\r\nb: [2, \"x\"]\r\n", "a: 1\n---\nb: 2\n", "a: &x [1]\nb: *x\nc: {<<: *x}\n",
	"- !pkg x\n- !ref \"a.b\"\n- !replace [1]\n- !foo {}\n", "a: |\n  x\n\ty\nb: >-\n z\n", "ü: 'ä''b' # z\n? [k]\n: v\n", "a: [1, 2\nb: 3\n",
	"\xff\xfea\x00", "a: \xff\n", "a: \x00", `"\x1b": "\u2028"`, "a: \u2028b\u0085c\rd\ne: f\n", "a:\n\t- b\n", strings.Repeat("[", 100), "&a [*a]",
	"a: 1\na: 2\n", "%YAML 1.1\n%TAG ! x:\n--- !y\na: 0644\n", "{a: \"b\nc\", 'd': ~}", "a: !!binary =\n", "? |\n k\n: - &x !pkg y\n",
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 4096 {
			t.Skip("long files take long to show where they break")
		}
		file := source.New("f.yaml", content)
		n, diags := yamldoc.Parse(file)
		if n == nil && !diags.HasErrors() {
			t.Error("there is neither a document nor a reason")
		}
		for _, d := range diags {
			inside(t, d.Range, string(d.Code))
			for _, r := range d.Related {
				inside(t, r.Range, string(d.Code))
			}
		}
		if n != nil {
			allInside(t, n)
			_, _ = n.Plain(), n.Describe()
			if _, err := yamldoc.Write(n); err != nil && !diags.HasErrors() {
				t.Error(err)
			}
		}
	})
}

func allInside(t *testing.T, n *yamldoc.Node) {
	inside(t, n.Range(), "a value")
	for _, e := range n.Entries {
		inside(t, e.At.Range(), "a key")
		allInside(t, e.Value)
	}
	for _, item := range n.Items {
		allInside(t, item)
	}
}

// inside checks that a range lies in its file: in order, and between characters.
func inside(t *testing.T, r source.Range, what string) {
	t.Helper()
	size := len(r.File.Bytes)
	if r.Start.Byte < 0 || r.End.Byte < r.Start.Byte || r.End.Byte > size || r.Start.Line < 1 || r.Start.Column < 1 || r.End.Line < r.Start.Line {
		t.Errorf("%s has the range %v to %v in a file of %d bytes", what, r.Start, r.End, size)
	}
	if !utf8.Valid(r.File.Bytes) {
		return
	}
	for _, p := range []source.Pos{r.Start, r.End} {
		if p.Byte < size && !utf8.RuneStart(r.File.Bytes[p.Byte]) {
			t.Errorf("%s begins or ends inside a character, at %v", what, p)
		}
		if p != r.File.AtByte(p.Byte) {
			t.Errorf("%s: %v is not where byte %d is: %v", what, p, p.Byte, r.File.AtByte(p.Byte))
		}
	}
}

func TestLine(t *testing.T) {
	for _, text := range []string{"{'@root': /, '@home': {mount: /home, nocow: true}}", "[80, 443]", "!pkg linux_latest", "[['a']]", `"8"`} {
		n, diags := yamldoc.Parse(source.New("", []byte(text)))
		require.Empty(t, diags, text)
		line := yamldoc.Line(n)
		assert.NotContains(t, line, "\n")
		again, diags := yamldoc.Parse(source.New("", []byte(line)))
		require.Empty(t, diags, line)
		assert.Equal(t, n.Plain(), again.Plain(), line)
	}
}

package diag_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
)

func written(t *testing.T, list diag.List) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, diag.WriteText(&b, list, diag.Palette{}))
	return b.String()
}

// one is a report of one mistake.
func one(content, text string) diag.List {
	var list diag.List
	list.Add(diag.BadValue, at(file(content), text), "it is wrong").Labelled("here")
	return list
}

func TestTextReports(t *testing.T) {
	manifest := file("services:\n  tailscal: { authKey: /run/keys/tailscale }\n  podman: false\n")
	profile := source.New("profiles/x.yaml", []byte(strings.Repeat("# \n", 1200)+"podman: true\n"))
	for _, c := range []struct {
		name  string
		build func(*diag.List)
		want  string
	}{
		{"place, label and hint", func(l *diag.List) {
			l.Add(diag.UnknownKey, at(manifest, "tailscal"), "services has no module %q", "tailscal").Labelled("not a module of this layer").Help(`did you mean "tailscale"?`)
		}, `
error[unknown-key]: services has no module "tailscal"
  --> hosts/web1.yaml:2:3
   |
 2 |   tailscal: { authKey: /run/keys/tailscale }
   |   ^^^^^^^^ not a module of this layer
   = help: did you mean "tailscale"?
`},
		{"neither label nor hint", func(l *diag.List) { l.Warn(diag.UnusedUser, at(manifest, "false"), "a warning") }, `
warning[unused-user]: a warning
  --> hosts/web1.yaml:3:11
   |
 3 |   podman: false
   |           ^^^^^
`},
		{"no place", func(l *diag.List) { l.Add(diag.NoAccess, source.Range{}, "nobody").Help("somebody") }, `
error[no-access]: nobody
   = help: somebody
`},
		{"the file as a whole", func(l *diag.List) {
			l.Add(diag.EmptyFile, file("").Top(), "the file is empty").Labelled("here").Help("write something")
		}, `
error[empty-file]: the file is empty
  --> hosts/web1.yaml:1:1
   = here
   = help: write something
`},
		{"a related place further down", func(l *diag.List) {
			l.Add(diag.RequiredOff, at(manifest, "false"), "off").Labelled("switched off here").See(at(profile, "podman"), "switched on here").Help("decide")
		}, `
error[required-off]: off
    --> hosts/web1.yaml:3:11
     |
   3 |   podman: false
     |           ^^^^^ switched off here
    ::: profiles/x.yaml:1201:1
     |
1201 | podman: true
     | ------ switched on here
     = help: decide
`},
		{"two, with a line between", func(l *diag.List) {
			l.Add(diag.BadValue, source.Range{}, "one")
			l.Add(diag.BadValue, source.Range{}, "two")
		}, `
error[bad-value]: one

error[bad-value]: two
`},
		{"nothing", func(*diag.List) {}, "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var list diag.List
			c.build(&list)
			assert.Equal(t, strings.TrimPrefix(c.want, "\n"), written(t, list))
		})
	}
}

func TestTextShowsTheLineAsItLooks(t *testing.T) {
	for _, c := range []struct{ name, content, text, line, underline string }{
		{"wide letters before", "日本: value", "value", "日本: value", "      ^^^^^ here"},
		{"wide letters marked", "a: 日本 # x", "日本", "a: 日本 # x", "   ^^^^ here"},
		{"an emoji", "🐾: v", "v", "🐾: v", "    ^ here"},
		{"a letter with a combining mark", "e\u0301: v", "v", "e\u0301: v", "   ^ here"},
		{"tabs", "a:\tb\t# c", "b", "a:    b    # c", "      ^ here"},
		{"a tab marked", "a:\tb", "\t", "a:    b", "  ^^^^ here"},
		{"control characters", "a\x1b[31m: v\x00", "v", "a\uFFFD[31m: v\uFFFD", "        ^ here"},
		{"letters that turn the direction", "a\u202e: v", "v", "a\uFFFD: v", "    ^ here"},
		{"CRLF", "a: v\r\nb: c\r\n", "v", "a: v", "   ^ here"},
		{"over two lines", "a: \"x\n  y\"\nb: 1", "\"x\n  y\"", `a: "x`, "   ^^ here"},
		{"spaces at the end", "a: v   ", "v", "a: v", "   ^ here"},
		{"nothing marked", "a:", "", "a:", "^ here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines := strings.Split(written(t, one(c.content, c.text)), "\n")
			require.Len(t, lines, 6)
			assert.Equal(t, strings.TrimRight(" 1 | "+c.line, " "), lines[3])
			assert.Equal(t, "   | "+c.underline, lines[4])
		})
	}
}

func TestVeryLongLinesAreCut(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for name, list := range map[string]diag.List{
		"mark in the middle":    one("a: "+long+" HERE "+long, "HERE"),
		"mark at the start":     one("HERE "+long, "HERE"),
		"mark at the end":       one(long+" HERE", "HERE"),
		"the mark itself":       one("a: "+long, long),
		"the whole long line":   one(long, long),
		"wide and long":         one(strings.Repeat("日", 4000)+"HERE", "HERE"),
		"one line of half a MB": one(strings.Repeat(long, 100)+" HERE "+long, "HERE"),
	} {
		t.Run(name, func(t *testing.T) {
			lines := strings.Split(written(t, list), "\n")
			for _, line := range lines {
				assert.LessOrEqual(t, len([]rune(line)), 320, "%s", line)
			}
			assert.Contains(t, lines[3], "...")
			assert.Contains(t, lines[4], "^ here")
			if mark := strings.Index(lines[3], "HERE"); mark >= 0 && name != "wide and long" {
				assert.Equal(t, mark, strings.IndexByte(lines[4], '^'), "the caret stands below its word")
			}
		})
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	token := "tskey-" + "auth-abcdefgh12345678"
	for name, c := range map[string]struct{ content, mark string }{
		"a token that is marked":        {"authKey: " + token, token},
		"a token beside the mark":       {"authKey: " + token + " # why", "# why"},
		"a token before a wrong value":  {"{ x: " + token + ", port: http }", "http"},
		"a password by its key":         {"password: hunter2", "hunter2"},
		"a password beside the mark":    {"{ port: http, password: hunter2 }", "http"},
		"the rest of an open flow line": {"{ password: hunter2, port: http", "http"},
	} {
		t.Run(name, func(t *testing.T) {
			text := written(t, one(c.content, c.mark))
			assert.NotContains(t, text, token)
			assert.NotContains(t, text, "hunter2")
			assert.Contains(t, text, "***")
			assert.Contains(t, text, "hosts/web1.yaml:1:")
		})
	}
	t.Run("a mark before the secret keeps its caret", func(t *testing.T) {
		assert.Contains(t, written(t, one("password: hunter2", "password")), " 1 | password: ***\n   | ^^^^^^^^ here\n")
	})
	t.Run("in a related place", func(t *testing.T) {
		list := one("a: b", "b")
		list[0].See(at(file("x: "+token), "x"), "there")
		assert.NotContains(t, written(t, list), token)
	})
}

func TestMessagesCannotDriveTheTerminal(t *testing.T) {
	f := source.New("hosts/\x1b[2J.yaml", []byte("a: \x1b]0;x\x07\n"))
	var list diag.List
	list.Add(diag.BadValue, f.WholeLine(1), "message \x1b[31m\r").Labelled("label \x1b[31m").Help("hint \x1b[31m\u200b").See(f.WholeLine(1), "related \x07")
	for _, r := range written(t, list) {
		assert.False(t, r < 0x20 && r != '\n' || r == 0x7F || r == 0x200b, "%q", r)
	}
}

func TestPalette(t *testing.T) {
	tag := func(name string) func(string) string {
		return func(s string) string { return "<" + name + ">" + s + "</>" }
	}
	var list diag.List
	list.Add(diag.BadValue, at(file("a: b"), "b"), "m").Help("h")
	list.Warn(diag.BadValue, at(file("a: b"), "b"), "m")
	var b bytes.Buffer
	require.NoError(t, diag.WriteText(&b, list, diag.Palette{Error: tag("e"), Warning: tag("w"), Place: tag("p"), Help: tag("h")}))
	assert.Equal(t, `<e>error[bad-value]</>: m
  --> <p>hosts/web1.yaml:1:4</>
   |
 1 | a: b
   |    <e>^</>
   = <h>help: </>h

<w>warning[bad-value]</>: m
  --> <p>hosts/web1.yaml:1:4</>
   |
 1 | a: b
   |    <w>^</>
`, b.String())
}

func TestJSON(t *testing.T) {
	f := file("ä: \"<b>\"\nc: 1\n")
	var list diag.List
	list.Add(diag.BadValue, at(f, "\"<b>\""), "a <b> & \"c\"").Labelled("l").Help("h").See(at(f, "c"), "there")
	list.Warn(diag.UnusedUser, source.Range{}, "nowhere")
	text, err := json.Marshal(diag.Records(list))
	require.NoError(t, err)
	assert.JSONEq(t, `[
    {
      "code": "bad-value",
      "severity": "error",
      "message": "a <b> & \"c\"",
      "label": "l",
      "hint": "h",
      "at": {
        "file": "hosts/web1.yaml",
        "start": {
          "line": 1,
          "column": 4
        },
        "end": {
          "line": 1,
          "column": 9
        }
      },
      "related": [
        {
          "label": "there",
          "at": {
            "file": "hosts/web1.yaml",
            "start": {
              "line": 2,
              "column": 1
            },
            "end": {
              "line": 2,
              "column": 2
            }
          }
        }
      ]
    },
    {
      "code": "unused-user",
      "severity": "warning",
      "message": "nowhere"
    }
  ]`, string(text))
}

func TestJSONOfNothingIsAList(t *testing.T) {
	text, err := json.Marshal(diag.Records(nil))
	require.NoError(t, err)
	assert.Equal(t, "[]", string(text))
	assert.Nil(t, diag.PlaceOf(source.Range{}))
}

func TestGitHubCommands(t *testing.T) {
	odd := source.New("hosts/a,b:c%.yaml", []byte("x: y\n"))
	var list diag.List
	list.Add(diag.BadValue, at(file("a: b"), "b"), "100%% wrong: a, b\nand \r more").Help("a hint: 50%%")
	list.Warn(diag.UnusedUser, at(odd, "y"), "odd name")
	list.Add(diag.NoAccess, source.Range{}, "no place ::error::x")
	var b bytes.Buffer
	require.NoError(t, diag.WriteGitHub(&b, list))
	assert.Equal(t, "::error title=bad-value,file=hosts/web1.yaml,line=1,col=4::100%25%25 wrong: a, b%0Aand %0D more%0Aa hint: 50%25\n"+
		"::warning title=unused-user,file=hosts/a%2Cb%3Ac%25.yaml,line=1,col=4::odd name\n"+
		"::error title=no-access::no place ::error::x\n", b.String())
}

func FuzzText(f *testing.F) {
	f.Add("a: b\n", 3, 1, "message")
	f.Add("日本:\t\x1b\xff", 0, 9, "\x00%d\n")
	f.Fuzz(func(t *testing.T, content string, start, length int, message string) {
		src := file(content)
		from := src.AtByte(start)
		length = min(max(length, 0), len(content))
		var list diag.List
		list.Add(diag.BadValue, src.Span(from, length), "%s", message).Labelled("%s", message).See(src.WholeLine(from.Line), "x")
		text := written(t, list.Sorted())
		if strings.ContainsAny(text, "\x1b\x00\x07\r\t") {
			t.Errorf("%q reaches the terminal", text)
		}
		if n := strings.Count(text, "\n"); n > 9 {
			t.Errorf("%d lines", n)
		}
	})
}

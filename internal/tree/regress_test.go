package tree_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/tree"
)

// A hand-written flake.nix in conflict was never panther's: gen would write over it without --force.
func TestAForeignFileInConflict(t *testing.T) {
	foreign := "{\n<<<<<<< HEAD\n  a = 1;\n=======\n  a = 2;\n>>>>>>> topic\n}\n"
	p := tree.Compare(one("{ }\n"), map[string]tree.Existing{"hosts/web1/disko.nix": {Content: []byte(foreign)}})
	require.Len(t, p.Changes, 1)
	assert.Equal(t, tree.Foreign, p.Changes[0].State)
}

// The arguments of a file are no options.
func TestArgumentsAreNoOptions(t *testing.T) {
	three := strings.Replace(configuration, "{ inputs, ... }:\n", "{\n  config,\n  inputs,\n  lib,\n  ...\n}:\n", 1)
	assert.Empty(t, tree.Change{Have: file("x", configuration), Want: file("x", three)}.Options())
	two := strings.Replace(configuration, "{ inputs, ... }:\n", "{ config, inputs, ... }:\n", 1)
	assert.Empty(t, tree.Change{Have: file("x", configuration), Want: file("x", two)}.Options())
}

// Lines of a text are no options, and braces in it close nothing.
func TestTextsOfSeveralLines(t *testing.T) {
	banner := func(text string) []byte {
		return file("x", "{\n  banner = ''\n    "+text+"\n    }\n    {\n  '';\n  a.b = 1;\n}\n")
	}
	options := tree.Change{Have: banner("x = 1"), Want: banner("y = 2")}.Options()
	require.Len(t, options, 1)
	assert.Equal(t, "banner", options[0].Path)
}

// A list whose last bracket somebody removed reaches to the end of the file, and is not lost.
func TestAListThatDoesNotEnd(t *testing.T) {
	options := tree.Change{Have: file("x", "{\n  a = [\n    1\n"), Want: file("x", "{\n  a = [\n    1\n  ];\n}\n")}.Options()
	assert.Equal(t, []tree.Option{{Path: "a", Old: "[ 1", New: "[ 1 ]"}}, options)
}

// TestPagesHaveHeaders holds that a file is known again in each language that pages are written in.
func TestPagesHaveHeaders(t *testing.T) {
	for name, start := range map[string]string{
		"a.md": "<!-- panther: ", "a/b.html": "<!-- panther: ", "c.svg": "<!-- panther: ", "style.css": "/* panther: ", "s.js": "/* panther: ", "x.nix": "# panther: ",
	} {
		want := tree.New()
		want.AddPage(name, "hosts/.", []byte("one\n"))
		page := want.Get(name)
		assert.True(t, bytes.HasPrefix(page, []byte(start)), "%s", page)
		older := tree.New()
		older.AddPage(name, "hosts/.", []byte("none\n"))
		for _, c := range []struct {
			have  string
			state tree.State
		}{
			{string(older.Get(name)), tree.Stale},
			{string(page) + "two\n", tree.Edited},
			{"mine\n", tree.Foreign},
			{string(page) + "<<<<<<< ours\n=======\n>>>>>>> theirs\n", tree.Conflict},
		} {
			plan := tree.Compare(want, map[string]tree.Existing{name: {Content: []byte(c.have)}})
			require.Len(t, plan.Changes, 1, name)
			assert.Equal(t, c.state, plan.Changes[0].State, "%s: %s", name, c.have)
		}
		assert.Equal(t, 1, tree.Compare(want, map[string]tree.Existing{name: {Content: page}}).Current)
		gone := tree.Compare(tree.New(), map[string]tree.Existing{name: {Content: page}})
		require.Len(t, gone.Changes, 1)
		assert.Equal(t, tree.Orphan, gone.Changes[0].State)
	}
}

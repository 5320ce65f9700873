package render_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// text/template says `template: body:4: unclosed action started at body:3`: the line behind the last one, and a name that nobody knows.
func TestAnActionThatIsNotClosed(t *testing.T) {
	_, diags := renderer(t).Module(module(t, "services/x", "", "a = 1;\nb = 2;\nc = {{ list\n"))
	require.Len(t, diags, 1)
	assert.Equal(t, "c = {{ list", diags[0].Range.Text())
	assert.NotContains(t, diags[0].Message, "body:")
}

// walk has no case for *parse.TemplateNode and *parse.ChainNode.
func TestCallsThatTheWalkDoesNotSee(t *testing.T) {
	for _, body := range []string{"{{ define \"let\" }}x = {{ . }};{{ end }}a = 1;{{ template \"let\" (eq 1 2) }}\n", "a = {{ (eq 1 2).X }};\n"} {
		_, diags := renderer(t).Module(module(t, "services/x", "", body))
		require.NotEmpty(t, diags, body)
		assert.Equal(t, `a body cannot call "eq"`, diags[0].Message)
	}
}

// A # behind a space inside a string is no comment: the argument is missing, and Nix fails with `undefined variable 'pkgs'`.
func TestAHashInsideAString(t *testing.T) {
	for _, body := range []string{`script = "echo # ${pkgs.hello}/bin/hello";`, "script = ''\n  # runs hello\n  # ${pkgs.hello}/bin/hello\n'';"} {
		assert.Contains(t, rendered(t, body+"\n"), "pkgs,", body)
	}
}

// The names of attributes that are looked up with `or`, and of attributes in a path that is set, are none of ours; those of a `with`
// or a comparison without spaces are.
func TestNamesThatAreUsed(t *testing.T) {
	for _, body := range []string{"a = if x==pkgs.y then 1 else 2;", "a = pkgs.b==c;", "a = pkgs .hello;"} {
		assert.Contains(t, rendered(t, body+"\n"), "pkgs,", body)
	}
	// home-manager has no argument `utils` (only NixOS has), so that a module that names a file fails to evaluate
	text, _ := renderer(t).Module(module(t, "home/x", "", "a = ./utils.nix;\nb = \"options\";\n"))
	assert.NotContains(t, string(text), "utils,")
}

func TestValuesThatABodyHasNot(t *testing.T) {
	for body, where := range map[string]string{
		"a = 1;\nb = {{ .Hostname }};\n":                                ":2 .Hostname",
		"{{ define \"let\" }}\nx = {{ .Hostname }};\n{{ end }}\na = 1;": ":2 .Hostname",
	} {
		_, diags := renderer(t).Module(module(t, "services/x", "", body))
		require.Len(t, diags, 1)
		assert.Equal(t, `a body has no value "Hostname"`, diags[0].Message)
		assert.Equal(t, "templates/modules/services/x.nix.tmpl"+where, place(diags[0]))
	}
}

func TestStringsAndCommentsAreNoCode(t *testing.T) {
	for _, body := range []string{
		`a = "pkgs";`, "a = ''\n  pkgs ''${pkgs} '''pkgs\n'';", `a = "\${pkgs}";`, `a = "$${pkgs}";`, "/* pkgs */ a = 1;", "a = 1; #pkgs", `a."b c".pkgs = 1;`, "a = ./pkgs/x.nix;",
	} {
		assert.NotContains(t, rendered(t, body+"\n"), "pkgs,", body)
	}
	for _, body := range []string{`a = "${"${pkgs.x}"}";`, "a = ''${ { b = pkgs; }.b}'';", `a = "}" + pkgs.x;`} {
		assert.Contains(t, rendered(t, body+"\n"), "pkgs,", body)
	}
}

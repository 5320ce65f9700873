package render_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/render"
	"github.com/hbohlen/panther/templates"
)

func renderer(t testing.TB) *render.Renderer {
	t.Helper()
	r, err := render.New(templates.FS, "26.05")
	require.NoError(t, err)
	return r
}

// module reads a module with this body.
func module(t testing.TB, name, iface, body string) *catalog.Module {
	t.Helper()
	c, diags := catalog.Load(catalog.Source{Name: "templates/modules", Files: fstest.MapFS{
		name + ".yaml":     &fstest.MapFile{Data: []byte("description: it\n" + iface)},
		name + ".nix.tmpl": &fstest.MapFile{Data: []byte(body)},
	}})
	require.Empty(t, diags)
	return c.Module(name)
}

// rendered renders a module that has no mistake.
func rendered(t testing.TB, body string) string {
	t.Helper()
	text, diags := renderer(t).Module(module(t, "services/x", "", body))
	require.Empty(t, diags)
	return string(text)
}

func TestAModule(t *testing.T) {
	text, diags := renderer(t).Module(module(t, "services/x", "options: { port: { type: port, default: 1, description: A port. } }", `{{ define "let" }}
port = toString cfg.port;
{{ end }}
services.x = {
  enable = true;

  # a comment
  port = "${port}";
};
`))
	require.Empty(t, diags)
	assert.Equal(t, `{ config, lib, ... }:
let
  cfg = config.panther.services.x;
  port = toString cfg.port;
in
{
  options.panther.services.x = {
    enable = lib.mkEnableOption "it";
    port = lib.mkOption {
      type = lib.types.port;
      default = 1;
      description = "A port.";
    };
  };

  config = lib.mkIf cfg.enable {
    services.x = {
      enable = true;

      # a comment
      port = "${port}";
    };
  };
}
`, string(text))
}

func TestAModuleWithoutABody(t *testing.T) {
	assert.True(t, strings.HasSuffix(rendered(t, "\n\n"), "  config = lib.mkIf cfg.enable { };\n}\n"))
	text, diags := renderer(t).Module(&catalog.Module{Ref: &catalog.Ref{Layer: "core", Name: "x"}})
	assert.Nil(t, text, "its body is missing, which was said when it was read")
	assert.Empty(t, diags)
}

func TestAModuleOfEntries(t *testing.T) {
	text, diags := renderer(t).Module(module(t, "core/users", "entries: { admin: { type: bool, description: d } }", "users = 1;\n"))
	require.Empty(t, diags)
	assert.Contains(t, string(text), "  config = lib.mkIf (cfg != { }) {\n    users = 1;\n  };\n")
	assert.NotContains(t, string(text), "mkEnableOption")
}

func TestAHomeModuleIsNoOtherThanTheRest(t *testing.T) {
	text, diags := renderer(t).Module(module(t, "home/git", "", "programs.git.enable = true;\n"))
	require.Empty(t, diags)
	assert.Contains(t, string(text), "cfg = config.panther.home.git;")
}

func TestArgumentsThatABodyUses(t *testing.T) {
	for _, c := range []struct{ body, head string }{
		{"a = 1;", "{ config, lib, ... }:"},
		{"a = pkgs.hello;", "{ config, lib, pkgs, ... }:"},
		{"a = with pkgs; [ hello ];", "{ config, lib, pkgs, ... }:"},
		{"inherit (pkgs) hello;", "{ config, lib, pkgs, ... }:"},
		{`a = "${pkgs.hello}/bin";`, "{ config, lib, pkgs, ... }:"},
		{"a = [ pkgs.b ] ++ lib.optional x inputs.c;", "{ config, inputs, lib, pkgs, ... }:"},
		{"imports = modulesPath;", "{ config, lib, modulesPath, ... }:"},
		{"a = utils.escapeSystemdPath x;", "{ config, lib, utils, ... }:"},
		{"a = options.services ? b;", "{ config, lib, options, ... }:"},
		{"{{ define \"let\" }}p = pkgs.x;{{ end }}a = p;", "{ config, lib, pkgs, ... }:"},
		{"nix.gc.options = \"x\";", "{ config, lib, ... }:"},
		{"mount = {\n  options = [ ];\n};", "{ config, lib, ... }:"},
		{"a = config.nixpkgs.pkgs;", "{ config, lib, ... }:"},
		{"# pkgs.hello\na = 1; # inputs", "{ config, lib, ... }:"},
		{"a = pkgsUnstable; b = my-pkgs; c = xpkgs; d = pkgs2;", "{ config, lib, ... }:"},
		{"a = pkgsA; b = pkgsZ; c = pkgsa; d = pkgsz; e = pkgs0; f = pkgs9; g = pkgs_; h = Apkgs; i = zpkgs; j = _pkgs;", "{ config, lib, ... }:"},
		{"a = if pkgs.stdenv.isLinux == true then 1 else 2;", "{ config, lib, pkgs, ... }:"},
	} {
		text := rendered(t, c.body+"\n")
		head, _, _ := strings.Cut(text, "let\n")
		assert.Equal(t, c.head, strings.Join(strings.Fields(strings.ReplaceAll(head, ",\n", ", ")), " "), c.body)
	}
}

func TestABodyKnowsTheReleaseAndNothingElse(t *testing.T) {
	assert.Contains(t, rendered(t, `a = "{{ .Release }}";`), `a = "26.05";`)
	older, err := render.New(templates.FS, "25.11")
	require.NoError(t, err)
	text, _ := older.Module(module(t, "services/x", "", `a = "{{ .Release }}";`))
	assert.Contains(t, string(text), `a = "25.11";`)
}

func TestFunctionsThatABodyMayCall(t *testing.T) {
	body := `a = [ {{ range list "b" "a" "b" | uniq | sortAlpha }}"{{ . | upper }}" {{ end }}];
b = {{ add 1 2 | mul 3 }};
c = "{{ ternary "x" "y" (hasPrefix "a" "abc") }}{{ default "d" "" }}{{ trimSuffix "c" "abc" | replace "a" "A" }}";
d = "{{ range until 3 }}{{ . }}{{ end }}{{ join "-" (splitList "," "a,b") }}";
`
	assert.Contains(t, rendered(t, body), "a = [ \"A\" \"B\" ];\n    b = 9;\n    c = \"xdAb\";\n    d = \"012a-b\";\n")
}

// place is where a mistake stands: the line and its text.
func place(d diag.Diagnostic) string {
	return fmt.Sprintf("%s:%d %s", d.Range.File.Name, d.Range.Start.Line, d.Range.Text())
}

func TestMistakesInABody(t *testing.T) {
	for _, c := range []struct{ name, body, place, message string }{
		{"an unknown function", "a = 1;\nb = {{ nope 1 }};\n", ":2 b = {{ nope 1 }};", `function "nope" not defined`},
		{"an action that is not closed", "a = 1;\nb = 2;\nc = {{ list", ":3 c = {{ list", "unclosed action"},
		{"a block that is not closed", "a = 1;\n{{ if .Release }}\nb = 1;\n", "", "unexpected EOF"},
		{"an end too many", "a = 1;\n{{ end }}\n", ":2 {{ end }}", "unexpected {{end}}"},
		{"a wrong argument", "a = {{ until \"x\" }};\n", `:1 a = {{ until "x" }};`, "expected integer"},
		{"too few arguments", "a = 1;\n\n  b = {{ hasPrefix \"x\" }};\n", `:3 b = {{ hasPrefix "x" }};`, "wrong number of args"},
		{"a mistake in the block let", "{{ define \"let\" }}\nx = 1;\ny = {{ until \"x\" }};\n{{ end }}\na = 1;\n", ":3 y = {{ until \"x\" }};", "expected integer"},
		{"a shell's braces", "script = \"${x:-{{}\";\n", ":1 script = \"${x:-{{}\";", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, diags := renderer(t).Module(module(t, "services/x", "", c.body))
			assert.Nil(t, text)
			require.Len(t, diags, 1)
			assert.Equal(t, diag.Template, diags[0].Code)
			assert.Contains(t, diags[0].Message, "the body is not a valid template")
			assert.Contains(t, diags[0].Message, c.message)
			assert.NotContains(t, diags[0].Message, "template: body", "in a person's words")
			if c.place != "" {
				assert.Equal(t, "templates/modules/services/x.nix.tmpl"+c.place, place(diags[0]))
			}
		})
	}
}

func TestFunctionsThatABodyMayNotCall(t *testing.T) {
	for _, call := range []string{
		`env "HOME"`, `expandenv "$HOME"`, "now", `date "2006" now`, "randAlpha 5", "randInt 1 9", "uuidv4", `genPrivateKey "rsa"`, `getHostByName "x"`, `bcrypt "x"`,
		"shuffle \"x\"", `htpasswd "a" "b"`, `fail "x"`, `derivePassword 1 "long" "a" "b" "c"`,
	} {
		_, diags := renderer(t).Module(module(t, "services/x", "", "a = 1;\nb = {{ "+call+" }};\n"))
		if assert.Len(t, diags, 1, call) {
			assert.Equal(t, diag.Template, diags[0].Code)
			assert.Equal(t, 2, diags[0].Range.Start.Line, call)
		}
	}
	for call, name := range map[string]string{
		"if eq 1 2 }}x{{ end": "eq", "if not .Release }}x{{ end": "not", `printf "%d" 1`: "printf", "len .Release": "len", "index (list 1) 0": "index",
		"if and 1 2 }}x{{ end": "and", "if or 1 2 }}x{{ end": "or", "if lt 1 2 }}x{{ end": "lt", "range list (html 1) }}x{{ end": "html", "with js 1 }}x{{ end": "js",
		"list 1 | print": "print", "$x := ne 1 2": "ne", "if 1 }}{{ if ge 1 2 }}x{{ end }}{{ end": "ge", "if 1 }}a{{ else }}{{ slice \"a\" 0 }}{{ end": "slice",
	} {
		text, diags := renderer(t).Module(module(t, "services/x", "", "a = 1;\nb = {{ "+call+" }};\n"))
		assert.Nil(t, text, call)
		require.Len(t, diags, 1, call)
		assert.Equal(t, "templates/modules/services/x.nix.tmpl:2 "+name, place(diags[0]))
		assert.Equal(t, `a body cannot call "`+name+`"`, diags[0].Message)
	}
}

func TestTheOnlyBlockIsLet(t *testing.T) {
	_, diags := renderer(t).Module(module(t, "services/x", "", "{{ define \"lte\" }}x = 1;{{ end }}\na = 1;\n"))
	require.Len(t, diags, 1)
	assert.Equal(t, `a body has no block "lte"`, diags[0].Message)
}

func TestRenderingTwiceIsTheSame(t *testing.T) {
	m := module(t, "services/x", "options: { b: { type: int, default: 1, description: d }, a: { type: int, default: 2, description: d } }", "x = {{ list 1 2 | join \",\" }};\n")
	first, _ := renderer(t).Module(m)
	for range 20 {
		again, _ := renderer(t).Module(m)
		require.Equal(t, string(first), string(again))
	}
}

func TestTemplatesOfDocumentsMustBeThere(t *testing.T) {
	_, err := render.New(fstest.MapFS{}, "26.05")
	require.Error(t, err)
	broken := fstest.MapFS{}
	for _, name := range []string{"flake", "configuration", "disko", "home", "collection", "module"} {
		broken[name+".nix.tmpl"] = &fstest.MapFile{Data: []byte("{{ .x")}
	}
	_, err = render.New(broken, "26.05")
	require.ErrorContains(t, err, "the template flake.nix.tmpl")
}

func TestDocuments(t *testing.T) {
	r := renderer(t)
	one := nix.Attrs(nix.Attr{Name: "b", Value: nix.Int(1)}, nix.Attr{Name: "a", Value: nix.String("${x}")})
	assert.Equal(t, "{\n  a = \"\\${x}\";\n  b = 1;\n}\n", string(r.Disko(one)))
	assert.Equal(t, "[\n  1\n  2\n]\n", string(r.Collection(nix.List(nix.Int(1), nix.Int(2)))))
	assert.Equal(t, "{\n  a = \"\\${x}\";\n  b = 1;\n}\n", string(r.Home(compose.Home{Body: one})), "plain data has no arguments")
	assert.Equal(t, "{ pkgs, ... }:\n{\n  a = \"\\${x}\";\n  b = 1;\n}\n", string(r.Home(compose.Home{Arguments: nix.Arguments("pkgs"), Body: one})))
	assert.Equal(t, "{ inputs, ... }:\n{\n  imports = [ ./a.nix ];\n\n  a = \"\\${x}\";\n  b = 1;\n\n  panther.x = 1;\n}\n", string(r.Configuration(compose.Configuration{
		Arguments: nix.Arguments("inputs"), Imports: nix.List(nix.Path("a.nix")), Identity: one, Modules: nix.Attrs(nix.Attr{Name: "panther", Value: nix.Attrs(nix.Attr{Name: "x", Value: nix.Int(1)})}),
	})))
}

func TestTheFlakeWithAndWithoutShells(t *testing.T) {
	attr := func(name string) nix.Expr {
		return nix.Attrs(nix.Attr{Name: name, Value: nix.Attrs(nix.Attr{Name: "x", Value: nix.Int(1)})})
	}
	flake := compose.Flake{Description: nix.String("d"), Inputs: attr("inputs"), Systems: nix.List(nix.String("x86_64-linux")), Hosts: attr("nixosConfigurations"), Checks: attr("checks")}
	without := string(renderer(t).Flake(flake))
	assert.NotContains(t, without, "devShells")
	assert.NotContains(t, without, "\n\n\n", "no hole is left")
	flake.DevShells = attr("go")
	with := string(renderer(t).Flake(flake))
	assert.Contains(t, with, "devShells = forEachSystem (pkgs: {")
	for _, line := range strings.Split(without, "\n") {
		assert.Contains(t, with, line)
	}
}

func FuzzBody(f *testing.F) {
	for _, s := range []string{"a = 1;\n", "{{ define \"let\" }}x{{ end }}{{ template \"let\" }}", "{{ list 1 | join \",\" }}", "{{ range until 3 }}{{ . }}{{ else }}{{ break }}{{ end }}", "{{/* c */}}{{- 1 -}}\r\n", "{{ (list 1).x }}"} {
		f.Add(s)
	}
	r := renderer(f)
	f.Fuzz(func(t *testing.T, body string) {
		if strings.Contains(body, "until") || strings.Contains(body, "template") {
			t.Skip("may run for long: whoever writes a module writes for their own machine")
		}
		m := module(t, "services/x", "", body)
		text, diags := r.Module(m)
		if (text == nil) != diags.HasErrors() {
			t.Errorf("%q: %v", text, diags)
		}
		for _, d := range diags {
			if d.Range.File != m.Body || d.Range.End.Byte > len(body) {
				t.Errorf("%v stands outside the file", d)
			}
		}
	})
}

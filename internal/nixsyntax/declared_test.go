package nixsyntax

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDeclared(t *testing.T) {
	for _, c := range []struct {
		text, paths string
		all         bool
	}{
		{"{ lib, ... }:\nlet a = 1; in\n{ options.my.app = { enable = lib.mkEnableOption \"a\"; inherit port; }; config.x = 1; }", "my.app.enable my.app.port", true},
		{"{ options = with lib; { a = { b.c = mkOption { }; }; }; imports = [ ]; }", "a.b.c", true},
		{"{ services.nginx.enable = true; }", "", true},
		{"{ imports = [ ./other.nix ]; options.a = lib.mkOption { }; }", "a", false},
		{"{ options.${name}.a = lib.mkOption { }; }", "", false},
		{"{ options.a = common; }", "", false},
		{"{ options.a = common // { b = lib.mkOption { }; }; }", "", false},
		{"import ./other.nix", "", false},
	} {
		file, err := Parse(c.text)
		require.NoError(t, err)
		paths, all := file.Declared()
		var names []string
		for _, path := range paths {
			names = append(names, strings.Join(path, "."))
		}
		assert.Equal(t, c.paths, strings.Join(names, " "), c.text)
		assert.Equal(t, c.all, all, c.text)
	}
}

package cli

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCommandsCanBePasted(t *testing.T) {
	t.Parallel()
	for output, want := range map[string]string{
		".": "nix flake lock", "nixos": "nix flake lock ./nixos", "my/nixos/": "nix flake lock ./my/nixos",
		"a b": "(cd './a b' && nix flake lock)", "a#b": "(cd ./a#b && nix flake lock)", "größe": "(cd './größe' && nix flake lock)", "-x?": "(cd './-x?' && nix flake lock)",
	} {
		assert.Equal(t, want, flakeCommand("lock", output), output)
	}
}

package nixlock_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/nixlock"
)

const lockFile = `{
  "nodes": {
    "disko": { "inputs": { "nixpkgs": ["nixpkgs"] }, "locked": {}, "original": { "owner": "nix-community", "repo": "disko", "type": "github" } },
    "home-manager": { "original": { "owner": "nix-community", "ref": "release-25.05", "repo": "home-manager", "type": "github" } },
    "nixpkgs": { "original": { "owner": "NixOS", "ref": "nixos-26.05", "repo": "nixpkgs", "type": "github" } },
    "mine": { "original": { "type": "git", "url": "ssh://git@example.org/x", "ref": "main" } },
    "root": { "inputs": { "disko": "disko", "home-manager": "home-manager", "nixpkgs": "nixpkgs", "mine": "mine", "old": "disko" } }
  },
  "root": "root",
  "version": 7
}`

func TestCompareNamesWhatDiffers(t *testing.T) {
	got, err := nixlock.Compare([]byte(lockFile), []nixlock.Input{
		{Name: "disko", URL: "github:nix-community/disko"},
		{Name: "home-manager", URL: "github:nix-community/home-manager/release-26.05"},
		{Name: "nixpkgs", URL: "github:NixOS/nixpkgs/nixos-26.05"},
		{Name: "mine", URL: "git+ssh://git@example.org/x?ref=main"},
		{Name: "impermanence", URL: "github:nix-community/impermanence"},
	})
	require.NoError(t, err)
	assert.Equal(t, []string{
		"the input home-manager is locked from github:nix-community/home-manager/release-25.05; flake.nix names github:nix-community/home-manager/release-26.05",
		"the input impermanence is missing",
		"the input old is surplus",
	}, got)
}

func TestCompareRefusesWhatIsNoLockFile(t *testing.T) {
	for _, text := range []string{"", "{}", "[]", `{"version":7,"root":"root"}`, "<<<<<<<"} {
		_, err := nixlock.Compare([]byte(text), nil)
		assert.Error(t, err, text)
	}
}

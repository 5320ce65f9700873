package storage

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// optionsOfDisko are the names of the options of all types of disko, and of the sets within them.
const optionsOfDisko = `{ disko, nixpkgsLib }:
let
  lib = import nixpkgsLib;
  inherit (import (disko + "/lib") { inherit lib; }) types;
  options = type: lib.filterAttrs (name: _: builtins.substring 0 1 name != "_") (type.getSubOptions [ ]);
  names = type: builtins.attrNames (options type);
  within = type: option: names (options type).${option}.type;
in
lib.mapAttrs (_: names) types // {
  bcachefs_subvolume = within types.bcachefs_filesystem "subvolumes";
  btrfs_subvolume = within types.btrfs "subvolumes";
  partition = within types.gpt "partitions";
  swapfile = within types.btrfs "swap";
  table_partition = within types.table "partitions";
  volume = within types.lvm_vg "lvs";
}`

// TestDiskoHasTheseOptions holds what is known of disko's types against disko itself.
func TestDiskoHasTheseOptions(t *testing.T) {
	disko, nixpkgsLib := os.Getenv("PANTHER_DISKO"), os.Getenv("PANTHER_NIXPKGS_LIB")
	if disko == "" || nixpkgsLib == "" {
		t.Skip("PANTHER_DISKO and PANTHER_NIXPKGS_LIB do not name the sources of disko and of nixpkgs' library")
	}
	command := exec.Command("nix-instantiate", "--eval", "--strict", "--json", "--expr", optionsOfDisko, "--arg", "disko", disko, "--arg", "nixpkgsLib", nixpkgsLib)
	out, err := command.Output()
	require.NoError(t, err)
	var known map[string][]string
	require.NoError(t, json.Unmarshal(out, &known))
	for name, options := range known {
		assert.Equal(t, options, slices.Sorted(maps.Keys(typeShape(name).options)), name)
	}
	assert.Len(t, known, len(diskoTypes)-len([]string{"devices", "hybrid"}))
}

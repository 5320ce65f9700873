package options_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/needs"
	"github.com/hbohlen/panther/internal/options"
)

func evaluated(t *testing.T, text string) *options.Evaluated {
	t.Helper()
	e, err := options.ReadEvaluated([]byte(text))
	require.NoError(t, err)
	return e
}

// sync makes and reads the index of two hosts.
func sync(t *testing.T, hosts ...string) (*options.Synced, []byte) {
	t.Helper()
	var all []*options.Evaluated
	for _, h := range hosts {
		all = append(all, evaluated(t, h))
	}
	data, _, _, err := options.Sync(all, []string{"disko sops"}, []byte("lock"), release)
	require.NoError(t, err)
	synced, err := options.ReadSynced(data)
	require.NoError(t, err)
	return synced, data
}

func TestSyncedOptionsAreExact(t *testing.T) {
	synced, _ := sync(t,
		`{"nixos": {"a.b": {"type": "boolean", "readOnly": false}, "a.old": {"type": "boolean", "alias": "a.b"},
			"services.promtail": {"type": "unspecified value"}, "hardware.opengl.enable": {"type": "boolean"},
			"x.<imports = [ pkgs.y ]>.z": {"type": "boolean"}}}`,
		`{"nixos": {"a.b": {"type": "boolean"}, "c.<name>.d": {"type": "string", "readOnly": true}}, "home": {"h": {"type": "string"}}}`)
	assert.True(t, synced.Fits([]byte("lock")))
	assert.False(t, synced.Fits([]byte("another lock")))
	for text, want := range map[string]string{
		"a.b":                    "a.b: boolean",
		"a.old":                  "renamed to a.b in 26.05",
		"c.mine.d":               "c.<name>.d: string",
		"services.promtail.x":    "removed in 26.05, services.alloy",
		"hardware.opengl.enable": "hardware.opengl.enable: boolean", // the fleet has it, whatever a release did with it
		"services.openssh.x":     "unknown from services",
		"x.y.z":                  "unknown from x",
	} {
		assert.Equal(t, want, say(synced.NixOS.Find(path(t, text)), path(t, text)), text)
	}
	assert.True(t, synced.NixOS.Exact())
	assert.Equal(t, release, synced.NixOS.Release())
	assert.Equal(t, "h: string", say(synced.Home.Find(path(t, "h")), path(t, "h")))
	assert.True(t, synced.NixOS.Find(path(t, "c.mine.d")).Option.ReadOnly)
}

func TestSyncedOptionsAreExactForTheInputsThatWereAsked(t *testing.T) {
	synced, _ := sync(t, `{"nixos": {"a.b": {"type": "boolean"}}, "home": {"h": {"type": "string"}}}`)
	assert.True(t, synced.For("disko sops").NixOS.Exact())
	for _, inputs := range []string{"", "disko", "disko niri sops"} {
		assert.False(t, synced.For(inputs).NixOS.Exact(), inputs)
		assert.False(t, synced.For(inputs).Home.Exact(), inputs)
		assert.NotNil(t, synced.For(inputs).NixOS.Find(path(t, "a.b")).Option, inputs)
	}
}

func TestWithoutHomesTheReleaseCounts(t *testing.T) {
	synced, _ := sync(t, `{"nixos": {"a.b": {"type": "boolean"}}}`)
	assert.NotNil(t, synced.Home.Find(path(t, "programs.git.enable")).Option)
}

func TestWhatIsNoIndexIsRefused(t *testing.T) {
	_, data := sync(t, `{"nixos": {"a.b": {"type": "boolean"}}}`)
	for cut := range len(data) {
		_, err := options.ReadSynced(data[:cut])
		assert.Error(t, err, "cut at %d", cut)
	}
	for at := range data {
		broken := append([]byte{}, data...)
		broken[at] ^= 0x55
		_, err := options.ReadSynced(broken)
		assert.Error(t, err, "broken at %d", at)
	}
	for _, text := range []string{"", "{}", `{"nixos": {}}`, `[]`, "evaluating"} {
		_, err := options.ReadEvaluated([]byte(text))
		assert.Error(t, err, text)
	}
}

func TestWhatIsTooLargeForAnIndexIsRefused(t *testing.T) {
	_, err := options.Encode([]options.Entry{{Option: options.Option{Path: strings.Repeat("x", 256), Type: "string"}}})
	assert.ErrorContains(t, err, "too long")
	var many []options.Entry
	for i := range 70_000 {
		many = append(many, options.Entry{Option: options.Option{Path: fmt.Sprintf("a%d", i), Type: "string"}})
	}
	_, err = options.Encode(many)
	assert.ErrorContains(t, err, "too many")
	_, err = options.Encode([]options.Entry{{Option: options.Option{Path: "a..b"}}})
	assert.Error(t, err)
}

func TestComplete(t *testing.T) {
	nixos := options.NixOS(release)
	assert.Equal(t, []string{"services.openssh"}, nixos.Complete("services.openss"))
	assert.Contains(t, nixos.Complete("users.users.alice."), "users.users.alice.shell")
	assert.Contains(t, nixos.Complete(""), "services")
	assert.NotContains(t, nixos.Complete("users.users."), "users.users.<name>")
	assert.Empty(t, nixos.Complete("nothing.x"))
}

// someLib is as much of nixpkgs' lib as the expression needs, with options that document themselves.
const someLib = `rec {
  inherit (builtins) filter;
  optionalAttrs = test: set: if test then set else { };
  hasInfix = infix: text: builtins.match ".*${builtins.replaceStrings [ "." ] [ "[.]" ] infix}.*" text != null;
  take = n: list: builtins.genList (builtins.elemAt list) (if n < builtins.length list then n else builtins.length list);
  drop = n: list: builtins.genList (i: builtins.elemAt list (i + n)) (builtins.length list - n);
  showOption = builtins.concatStringsSep ".";
  foldl' = builtins.foldl';
  optionAttrSetToDocList = set: builtins.concatMap (o: if o ? loc then [ (o // { name = showOption o.loc; }) ] else optionAttrSetToDocList o) (builtins.attrValues set);
}`

// TestExpression evaluates the expression that Nix is handed by sync, on a few options.
func TestExpression(t *testing.T) {
	needs.Program(t, "nix", "nix-instantiate")
	file := filepath.Join(t.TempDir(), "host.nix")
	require.NoError(t, os.WriteFile(file, []byte(`let
  lib = `+someLib+`;
  option = loc: more: { inherit loc; type = "boolean"; readOnly = false; } // more;
  home = options: { configuration = { inherit options; }; };
in (`+options.Expression+`) {
  inherit lib;
  options = {
    _module.args = option [ "_module" "args" ] { };
    a = option [ "a" ] { };
    nested.args = option [ "nested" "_module" "args" ] { };
    old = option [ "old" ] { visible = false; description = "Alias of {option}`+"`a`"+`."; };
    also = option [ "also" ] { description = "Alias of {option}`+"`a`"+`."; };
    broken = option [ "broken" ] { type = throw "there is no such package"; };
    home-manager.verbose = option [ "home-manager" "verbose" ] { };
    home-manager.users = {
      type.description = "attribute set of (submodule)";
      valueMeta.attrs.me = home { x = option [ "home-manager" "users" "me" "x" "y" ] { readOnly = true; }; };
      valueMeta.attrs.you = home { z = option [ "home-manager" "users" "you" "z" ] { }; };
    };
  };
}`), 0o644))
	dir := t.TempDir()
	cmd := exec.Command("nix-instantiate", "--eval", "--strict", "--json", file)
	cmd.Env = append(os.Environ(), "NIX_STORE_DIR="+dir+"/store", "NIX_STATE_DIR="+dir+"/var", "NIX_REMOTE=dummy://")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.JSONEq(t, `{
		"nixos": {
			"a": {"type": "boolean", "readOnly": false},
			"old": {"type": "boolean", "readOnly": false, "alias": "a"},
			"also": {"type": "boolean", "readOnly": false},
			"broken": {"type": "unspecified value", "readOnly": false},
			"home-manager.verbose": {"type": "boolean", "readOnly": false},
			"home-manager.users": {"type": "attribute set of (submodule)", "readOnly": false}
		},
		"home": {"x.y": {"type": "boolean", "readOnly": true}, "z": {"type": "boolean", "readOnly": false}}
	}`, string(out))
}

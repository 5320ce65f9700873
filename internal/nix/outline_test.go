package nix_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/nix"
)

const outlined = `# a comment with a = b;
{ config, lib, ... }:
let
  cfg = config.panther.services.a;
  port = if cfg.port == 80 then "x ${toString (1 + 2)}; y" else ''
    a = 1;
    ''${not} ${toString cfg.port}
  '';
in
{
  options.panther.a = {
    enable = lib.mkEnableOption "a";
  };

  config = lib.mkIf cfg.enable {
    boot.kernel.sysctl."vm.swappiness" = 10;
    services.a.list = [
      "one"
      { command = "two"; }
      (lib.optional cfg.x {
        deep = [ 1 ];
      })
    ];
  };
}
`

func TestOutline(t *testing.T) {
	o := nix.ReadOutline(outlined)
	want := map[int]string{
		1: "-", 2: "-", 3: "-", 4: "cfg", 5: "port", 6: "port", 7: "port", 8: "port", 9: "-", 10: "-",
		11: "options panther a", 12: "options panther a enable", 13: "options panther a", 14: "-",
		15: "config", 16: "config boot kernel sysctl vm.swappiness", 17: "config services a list",
		18: "config services a list [0]", 19: "config services a list [1]", 20: "config services a list [2]",
		21: "config services a list [2] deep", 22: "config services a list [2]", 23: "config services a list", 24: "config", 25: "-",
	}
	for line := 1; line <= len(want); line++ {
		got := "-"
		if s := o.At(line); s != nil {
			got = strings.Join(s.Path, " ")
		}
		assert.Equal(t, want[line], got, "line %d", line)
	}
	assert.Equal(t, "10", o.At(16).Value)
	assert.Equal(t, `{ command = "two"; }`, o.At(19).Value)
	assert.Len(t, o.Below(o.At(17)), 3)
}

// TestOutlineOfGolden holds that what is rendered is read to the end: each line that binds something is found to.
func TestOutlineOfGolden(t *testing.T) {
	files, err := filepath.Glob("../../testdata/golden/hosts/*/*/*.nix")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		o := nix.ReadOutline(string(content))
		for i, line := range strings.Split(string(content), "\n") {
			if name, _, binds := strings.Cut(strings.TrimSpace(line), " ="); binds && !strings.HasPrefix(line, "#") {
				s := o.At(i + 1)
				if assert.NotNil(t, s, "%s:%d", name, i+1) {
					assert.Equal(t, i+1, s.First, fmt.Sprintf("%s: %s", name, line))
				}
			}
		}
	}
}

func FuzzOutline(f *testing.F) {
	f.Add(outlined)
	f.Add("{ a = [ ${ \"")
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range nix.ReadOutline(text).Spans {
			assert.LessOrEqual(t, s.First, s.Last)
		}
	})
}

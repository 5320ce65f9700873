package tree_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hbohlen/panther/internal/tree"
)

// one is a tree of one file.
func one(body string) *tree.Tree {
	t := tree.New()
	t.Add("hosts/web1/disko.nix", "hosts/web1.yaml.", []byte(body))
	return t
}

// file is a rendered file's content.
func file(from, body string) []byte { return tree.WithHeader(from, []byte(body)) }

func TestHeader(t *testing.T) {
	content := file("hosts/web1.yaml.", "{ }\n")
	assert.Equal(t, "# panther: rendered from hosts/web1.yaml. (1d6faa9e1a76d13f)\n{ }\n", string(content))
	assert.True(t, tree.IsRendered(content))
	header, _, _ := strings.Cut(string(file("hosts/web1.yaml.", "{  }\n")), "\n")
	assert.NotContains(t, header, "1d6faa9e1a76d13f", "the hash is the body's")
	for _, other := range []string{"", "{ }\n", "# panther\n", "#panther: rendered from x (y)\n", " # panther: rendered from x\n", "\n# panther: rendered from x\n"} {
		assert.False(t, tree.IsRendered([]byte(other)), "%q", other)
	}
}

func TestATree(t *testing.T) {
	tr := tree.New()
	tr.Add("b.nix", "x", []byte("b"))
	tr.Add("a/c.nix", "x", []byte("c"))
	tr.Put(tree.File{Path: "a.nix", Content: []byte("a")})
	var paths []string
	for _, f := range tr.Files() {
		paths = append(paths, f.Path)
	}
	assert.Equal(t, []string{"a.nix", "a/c.nix", "b.nix"}, paths)
	assert.Equal(t, 3, tr.Len())
	assert.True(t, tr.Has("b.nix"))
	assert.False(t, tr.Has("nope"))
	assert.Equal(t, "a", string(tr.Get("a.nix")))
	assert.Nil(t, tr.Get("nope"))
	assert.Panics(t, func() { tr.Add("b.nix", "x", nil) })
}

func TestStates(t *testing.T) {
	const body = "{\n  a = 1;\n}\n"
	want := string(file("hosts/web1.yaml.", body))
	for _, c := range []struct {
		name, have string
		state      tree.State
	}{
		{"as it would be rendered", want, tree.Current},
		{"rendered from something older", string(file("hosts/web1.yaml.", "{\n  a = 0;\n}\n")), tree.Stale},
		{"rendered from another manifest", string(file("hosts/old.yaml.", "{\n  a = 0;\n}\n")), tree.Stale},
		{"a body edited by hand", strings.Replace(want, "a = 1", "a = 2", 1), tree.Edited},
		{"a line added", want + "# mine\n", tree.Edited},
		{"the last line break lost", strings.TrimSuffix(want, "\n"), tree.Edited},
		{"edited back to what would be rendered", strings.Replace(want, "rendered from hosts/web1", "rendered from hosts/old", 1), tree.Stale},
		{"another hash, the same body", "# panther: rendered from x (0000000000000000)\n" + body, tree.Stale},
		{"a header without a hash, the same body", "# panther: rendered from x\n" + body, tree.Stale},
		{"a header without a hash", "# panther: rendered from x\n{ }\n", tree.Edited},
		{"the body alone", body, tree.Stale},
		{"hand-written", "{ ... }: { }\n", tree.Foreign},
		{"empty", "", tree.Foreign},
		{"the header below a comment", "# mine\n" + want, tree.Foreign},
		{"line breaks of Windows", strings.ReplaceAll(want, "\n", "\r\n"), tree.Edited},
		{"a header alone", strings.SplitAfter(want, "\n")[0], tree.Edited},
		{"a header without an end", strings.TrimSuffix(strings.SplitAfter(want, "\n")[0], "\n"), tree.Foreign},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := tree.Compare(one(body), map[string]tree.Existing{"hosts/web1/disko.nix": {Content: []byte(c.have)}})
			if c.state == tree.Current {
				assert.Empty(t, p.Changes)
				assert.Equal(t, 1, p.Current)
				return
			}
			require.Len(t, p.Changes, 1)
			assert.Equal(t, c.state, p.Changes[0].State)
			assert.Equal(t, c.have, string(p.Changes[0].Have))
			assert.Equal(t, want, string(p.Changes[0].Want))
			assert.Zero(t, p.Current)
		})
	}
}

func TestAMergeThatWasNotFinishedIsNoEdit(t *testing.T) {
	ours, theirs := string(file("x", "a = 1;\n")), string(file("x", "a = 2;\n"))
	for name, have := range map[string]string{
		"the whole file":    "<<<<<<< HEAD\n" + ours + "=======\n" + theirs + ">>>>>>> topic\n",
		"only in the body":  "# panther: rendered from x (0000000000000000)\n<<<<<<< HEAD\na = 1;\n=======\na = 2;\n>>>>>>> topic\n",
		"with the base":     "<<<<<<< HEAD\n" + ours + "||||||| base\n=======\n" + theirs + ">>>>>>> topic\n",
		"behind other text": ours + "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n",
	} {
		p := tree.Compare(one("b = 1;\n"), map[string]tree.Existing{"hosts/web1/disko.nix": {Content: []byte(have)}})
		require.Len(t, p.Changes, 1)
		assert.NotContains(t, []tree.State{tree.Edited, tree.Foreign}, p.Changes[0].State, name)
	}
	for name, have := range map[string]string{
		"half a marker":        ours + "<<<<<<< HEAD\n",
		"the other half":       ours + ">>>>>>> topic\n",
		"markers inside lines": ours + "# <<<<<<< x\n# >>>>>>> y\n",
	} {
		p := tree.Compare(one("b = 1;\n"), map[string]tree.Existing{"hosts/web1/disko.nix": {Content: []byte(have)}})
		require.Len(t, p.Changes, 1)
		assert.Equal(t, tree.Edited, p.Changes[0].State, name)
	}
}

func TestWhatIsNotInTheTree(t *testing.T) {
	rendered := file("x", "a = 1;\n")
	p := tree.Compare(one("x"), map[string]tree.Existing{
		"hosts/old/disko.nix":   {Content: rendered},
		"hosts/old/home.nix":    {Content: append(slices.Clone(rendered), "mine\n"...)},
		"hosts/old/caddy.nix":   {Content: []byte("{ }\n")},
		"hosts/old/empty.nix":   {},
		"modules":               {Blocked: "a symbolic link"}, // where a folder of the tree would be
		"hosts/web1/disko.nix":  {Blocked: "a folder"},
		"modules/home/mine.nix": {Content: []byte("# panther: rendered by me\n")},
	})
	got := map[string]tree.State{}
	for _, c := range p.Changes {
		got[c.Path] = c.State
	}
	assert.Equal(t, map[string]tree.State{
		"hosts/old/disko.nix": tree.Orphan, "hosts/old/home.nix": tree.Strayed, "hosts/web1/disko.nix": tree.Blocked, "modules": tree.Blocked,
	}, got, "what panther did not render is none of its business")
	assert.True(t, slices.IsSortedFunc(p.Changes, func(a, b tree.Change) int { return strings.Compare(a.Path, b.Path) }))
	assert.Len(t, p.Only(tree.Orphan, tree.Strayed), 2)
	assert.Empty(t, p.Only(tree.Missing))
	assert.Empty(t, p.Only())
}

func TestUnified(t *testing.T) {
	have, want := []byte("a\nb\nc\n"), []byte("a\nB\nc\n")
	for _, c := range []struct {
		name   string
		change tree.Change
		want   string
	}{
		{"a change", tree.Change{Path: "x.nix", Have: have, Want: want}, "--- a/x.nix\n+++ b/x.nix\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"},
		{"a new file", tree.Change{Path: "x.nix", Want: []byte("a\n")}, "--- /dev/null\n+++ b/x.nix\n@@ -0,0 +1,1 @@\n+a\n"},
		{"a file that goes", tree.Change{Path: "x.nix", Have: []byte("a\n")}, "--- a/x.nix\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n"},
		{"no line break at the end", tree.Change{Path: "x.nix", Have: []byte("a"), Want: []byte("a\n")}, "--- a/x.nix\n+++ b/x.nix\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n"},
		{"an empty file is one", tree.Change{Path: "x.nix", Have: []byte{}, Want: []byte("a\n")}, "--- a/x.nix\n+++ b/x.nix\n@@ -0,0 +1,1 @@\n+a\n"},
		{"nothing changes", tree.Change{Path: "x.nix", Have: have, Want: have}, ""},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, string(c.change.Unified())) })
	}
}

const configuration = `{ inputs, ... }:
{
  imports = [
    inputs.disko.nixosModules.disko
    ./disko.nix
  ];

  boot.kernel.sysctl."vm.swappiness" = 10;
  networking = {
    domain = "example.org";
    hostName = "web1";
  };
  system.stateVersion = "25.05";

  panther = {
    services.ssh.enable = true;
    security.firewall = {
      enable = true;
      tcp = [
        80
        443
      ];
      one = [ 22 ];
      none = [ ];
    };
  };
}
`

func TestOptionsThatChange(t *testing.T) {
	for _, c := range []struct {
		name    string
		replace []string
		want    []tree.Option
	}{
		{"nothing", nil, nil},
		{"a value", []string{"= 10", "= 20"}, []tree.Option{{Path: `boot.kernel.sysctl."vm.swappiness"`, Old: "10", New: "20"}}},
		{"a value in a set", []string{"example.org", "example.com"}, []tree.Option{{Path: "networking.domain", Old: `"example.org"`, New: `"example.com"`}}},
		{"one goes", []string{"    domain = \"example.org\";\n", ""}, []tree.Option{{Path: "networking.domain", Old: `"example.org"`}}},
		{"one comes", []string{"    hostName", "    enableIPv6 = false;\n    hostName"}, []tree.Option{{Path: "networking.enableIPv6", New: "false"}}},
		{"an item comes", []string{"        443\n", "        443\n        8080\n"}, []tree.Option{{Path: "panther.security.firewall.tcp", Old: "[ 80 443 ]", New: "[ 80 443 8080 ]"}}},
		{"an item goes", []string{"        443\n", ""}, []tree.Option{{Path: "panther.security.firewall.tcp", Old: "[ 80 443 ]", New: "[ 80 ]"}}},
		{"another order", []string{"        80\n        443\n", "        443\n        80\n"}, []tree.Option{{Path: "panther.security.firewall.tcp", Old: "[ 80 443 ]", New: "[ 443 80 ]"}}},
		{"a list of one grows", []string{"[ 22 ]", "[\n        22\n        23\n      ]"}, []tree.Option{{Path: "panther.security.firewall.one", Old: "[ 22 ]", New: "[ 22 23 ]"}}},
		{"another layout", []string{"[ 22 ]", "[\n        22\n      ]"}, nil},
		{"a list of one", []string{"[ 22 ]", "[ 23 ]"}, []tree.Option{{Path: "panther.security.firewall.one", Old: "[ 22 ]", New: "[ 23 ]"}}},
		{"a switch", []string{"ssh.enable = true", "ssh.enable = false"}, []tree.Option{{Path: "panther.services.ssh.enable", Old: "true", New: "false"}}},
		{"an import", []string{"    ./disko.nix\n", "    ./disko.nix\n    ./caddy.nix\n"}, []tree.Option{
			{Path: "imports", Old: "[ inputs.disko.nixosModules.disko ./disko.nix ]", New: "[ inputs.disko.nixosModules.disko ./disko.nix ./caddy.nix ]"},
		}},
		{"two at once, by path", []string{"= 10", "= 20", "hostName = \"web1\"", "hostName = \"web2\""}, []tree.Option{
			{Path: `boot.kernel.sysctl."vm.swappiness"`, Old: "10", New: "20"}, {Path: "networking.hostName", Old: `"web1"`, New: `"web2"`},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := strings.NewReplacer(c.replace...).Replace(configuration)
			change := tree.Change{Path: "configuration.nix", Have: file("x", configuration), Want: file("x", changed)}
			assert.Equal(t, c.want, change.Options())
		})
	}
	t.Run("a header is no option", func(t *testing.T) {
		assert.Empty(t, tree.Change{Have: file("x", configuration), Want: file("y", configuration)}.Options())
	})
	t.Run("a new file", func(t *testing.T) {
		options := tree.Change{Want: []byte("{\n  a.b = 1;\n}\n")}.Options()
		assert.Equal(t, []tree.Option{{Path: "a.b", New: "1"}}, options)
	})
}

// What stands inside a list belongs to its item: of two items of one shape, the changed one is told from the other.
func TestListsOfSets(t *testing.T) {
	for _, c := range []struct {
		name, have string
		replace    []string
		want       []tree.Option
	}{
		{"an option", "{\n  a = [\n    {\n      x = 1;\n      y = \"]\";\n    }\n    # no item }\n    {\n      x = 2;\n    }\n  ];\n  b = 1;\n}\n", []string{"x = 2", "x = 3", "b = 1", "b = 2"}, []tree.Option{
			{Path: "a", Old: `[ { x = 1; y = "]"; } { x = 2; } ]`, New: `[ { x = 1; y = "]"; } { x = 3; } ]`}, {Path: "b", Old: "1", New: "2"},
		}},
		{"under a function", "{\n  a = lib.mkForce [\n    [\n      1\n      2\n    ]\n    (f {\n      x = 2;\n    })\n  ];\n  b = 1;\n}\n", []string{"x = 2", "x = 3", "b = 1", "b = 2"}, []tree.Option{
			{Path: "a", Old: "lib.mkForce [ [ 1 2 ] (f { x = 2; }) ]", New: "lib.mkForce [ [ 1 2 ] (f { x = 3; }) ]"}, {Path: "b", Old: "1", New: "2"},
		}},
		{"two lists in one", "{\n  a = [\n    1\n  ]\n  ++ lib.optionals x [\n    2\n  ];\n  b = 1;\n}\n", []string{"2", "3", "b = 1", "b = 2"}, []tree.Option{
			{Path: "a", Old: "[ 1 ] ++ lib.optionals x [ 2 ]", New: "[ 1 ] ++ lib.optionals x [ 3 ]"}, {Path: "b", Old: "1", New: "2"},
		}},
		{"a text among the items", "{\n  a = [\n    ''\n      ]\n      }\n    ''\n    1\n  ];\n  b = 1;\n}\n", []string{"1", "2"}, []tree.Option{
			{Path: "a", Old: "[ '' ] } '' 1 ]", New: "[ '' ] } '' 2 ]"}, {Path: "b", Old: "1", New: "2"},
		}},
		{"a file that is a list", "[\n  {\n    host = \"a\";\n    ports = [\n      1\n      2\n    ];\n  }\n  {\n    host = \"b\";\n  }\n  5\n]\n", []string{"\"b\"", "\"c\"", "5", "6", "2", "3"}, []tree.Option{
			{Path: "[0].ports", Old: "[ 1 2 ]", New: "[ 1 3 ]"}, {Path: "[1].host", Old: `"b"`, New: `"c"`}, {Path: "[2]", Old: "5", New: "6"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			change := tree.Change{Path: "hosts/a/configuration.nix", Have: file("x", c.have), Want: file("x", strings.NewReplacer(c.replace...).Replace(c.have))}
			assert.Equal(t, c.want, change.Options())
		})
	}
}

func trees() *rapid.Generator[*tree.Tree] {
	path := rapid.SampledFrom([]string{"flake.nix", "hosts/a/disko.nix", "hosts/a/home.nix", "hosts/b/disko.nix", "modules/home/x.nix", "fleet/x.nix"})
	return rapid.Custom(func(t *rapid.T) *tree.Tree {
		tr := tree.New()
		for _, p := range rapid.SliceOfNDistinct(path, 0, 6, rapid.ID[string]).Draw(t, "paths") {
			tr.Add(p, rapid.SampledFrom([]string{"x.", "y (z)."}).Draw(t, "from"), []byte(rapid.OneOf(rapid.SampledFrom([]string{"", "a\n", "b\n", "<<<<<<< x\n>>>>>>> y\n"}), rapid.String()).Draw(t, "body")))
		}
		return tr
	})
}

func written(tr *tree.Tree, over map[string]tree.Existing) map[string]tree.Existing {
	out := maps.Clone(over)
	if out == nil {
		out = map[string]tree.Existing{}
	}
	for _, f := range tr.Files() {
		out[f.Path] = tree.Existing{Content: f.Content}
	}
	return out
}

func TestAfterWritingEverythingNothingIsLeftToDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := trees().Draw(t, "before"), trees().Draw(t, "after")
		disk := written(before, nil)
		require.Empty(t, tree.Compare(before, disk).Changes)

		plan := tree.Compare(after, disk)
		require.Equal(t, after.Len(), plan.Current+len(plan.Only(tree.Missing, tree.Stale, tree.Conflict)), "nobody edited anything")
		for _, c := range plan.Changes { // what gen --prune does
			if c.Want == nil {
				delete(disk, c.Path)
				continue
			}
			disk[c.Path] = tree.Existing{Content: c.Want}
		}
		require.Empty(t, tree.Compare(after, disk).Changes)
		require.Len(t, disk, after.Len())
	})
}

func TestAnEditIsNeverTakenForSomethingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[a-z =;\n]{1,40}`).Draw(t, "body")
		content := string(file("x.", body))
		at := rapid.IntRange(strings.IndexByte(content, '\n')+1, len(content)).Draw(t, "at")
		edited := content[:at] + rapid.StringMatching(`[A-Z]{1,3}`).Draw(t, "insert") + content[at:]
		plan := tree.Compare(one(body), map[string]tree.Existing{"hosts/web1/disko.nix": {Content: []byte(edited)}})
		require.Len(t, plan.Changes, 1)
		require.Equal(t, tree.Edited, plan.Changes[0].State)
		orphan := tree.Compare(tree.New(), map[string]tree.Existing{"x.nix": {Content: []byte(edited)}})
		require.Equal(t, tree.Strayed, orphan.Changes[0].State)
	})
}

func FuzzCompare(f *testing.F) {
	f.Add([]byte(configuration), []byte("# panther: rendered from x (\n<<<<<<< \n>>>>>>> \n"))
	f.Fuzz(func(t *testing.T, body, have []byte) {
		plan := tree.Compare(one(string(body)), map[string]tree.Existing{"hosts/web1/disko.nix": {Content: have}, "other.nix": {Content: have}})
		for _, c := range plan.Changes {
			_, _ = c.Unified(), c.Options()
			if c.State == tree.Current {
				t.Error("a file that is current is no change")
			}
		}
		if got := fmt.Sprint(len(plan.Only(tree.Orphan, tree.Strayed))); (got == "1") != tree.IsRendered(have) {
			t.Errorf("%q: %s orphans", have, got)
		}
	})
}

package storage_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/needs"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// attrs are an attribute set that Nix wrote as JSON.
type attrs = map[string]any

// pair is an example of disko and what panther makes of the manifest for it.
type pair struct {
	Name   string `json:"name"`
	Theirs string `json:"theirs"` // the file, "" for none
	Ours   any    `json:"ours"`
}

// reading is disko.devices as disko reads them.
type reading struct {
	Data   attrs
	Create string
	Mount  string
	System any
	Order  [][2]string
}

// compared is an example read by disko, from both sides.
type compared struct {
	Written any // theirs, as it stands
	Ours    reading
	Theirs  reading
}

// TestDiskoExamples shows that the manifests render what disko's own examples say. PANTHER_DISKO names a checkout of
// disko, PANTHER_NIXPKGS_LIB the folder lib of one of nixpkgs.
func TestDiskoExamples(t *testing.T) {
	disko, _ := needDisko(t)
	all := examples(t)
	theirs, err := filepath.Glob(filepath.Join(disko, "example", "*.nix"))
	require.NoError(t, err)
	require.Len(t, theirs, len(all), "an example of disko without a manifest, or the other way round")

	rendered := evaluate(t, all)
	differences := readDifferences(t)
	pairs := make([]pair, 0, len(all))
	for _, e := range all {
		for _, d := range differences[e.name] {
			d.apply(t, e.name, rendered[e.name].(attrs))
		}
		pairs = append(pairs, pair{e.name, filepath.Join(disko, "example", e.name+".nix"), rendered[e.name]})
	}
	results := askDisko(t, pairs)
	for _, e := range all {
		result := results[e.name]
		for _, d := range differences[e.name] {
			d.occurs(t, e.name, result.Written)
		}
		assert.Equal(t, result.Theirs, result.Ours, e.name)
	}
	if !t.Failed() {
		report(t, all, rendered, results, differences)
	}
}

// report is a table of what was compared; PANTHER_UPDATE=1 writes it to docs.
func report(t *testing.T, all []example, rendered attrs, results map[string]compared, differences map[string][]difference) {
	t.Helper()
	var rows strings.Builder
	typed := 0
	for _, e := range all {
		by := "the language"
		switch {
		case !e.typed() && len(e.layout.Entries) == 0:
			by = "`disko:` alone, " + e.why(t)
		case !e.typed():
			by = "the language and `disko:`, " + e.why(t)
		default:
			typed++
		}
		var repeated, named []string
		onlyIn(results[e.name].Written, rendered[e.name], "", &repeated)
		onlyIn(rendered[e.name], results[e.name].Written, "", &repeated)
		for _, d := range differences[e.name] {
			named = append(named, d.String())
		}
		fmt.Fprintf(&rows, "| %s | %s | %s | %s |\n", e.name, by, strings.Join(named, "<br>"), code(repeated))
	}
	disko, _ := needDisko(t)
	version, err := os.ReadFile(filepath.Join(disko, "version.nix"))
	require.NoError(t, err)
	text := fmt.Sprintf(tableForm, time.Now().Format(time.DateOnly), strings.Split(string(version), `"`)[1], len(all), typed, rows.String())
	t.Log("\n" + text)
	if os.Getenv("PANTHER_UPDATE") == "1" {
		require.NoError(t, os.WriteFile("../../docs/disko-examples.md", []byte(text), 0o644))
		require.NoError(t, os.WriteFile(comparedName, []byte(sums(all)), 0o644))
	}
}

const tableForm = `# disko's own examples in panther's language

Written by ` + "`make disko-examples DISKO=<checkout> NIXPKGS_LIB=<checkout of nixpkgs>/lib`" + ` on %s, against disko %s.

` + "`testdata/disko-examples`" + ` has a manifest for each of the %d layouts in disko's folder ` + "`example`" + `; %d say all of it in the typed language.
Both sides are read by disko's own types: what it takes from them, the scripts that partition, format and mount, and what
NixOS is told are the same for all, once the differences in naming have been taken away that are listed here and in
` + "`differences.yaml`" + `. A difference that is listed and not there fails, and so does one that is there and not listed.

| example | manifest | called otherwise there | said on one side, and the default |
|---|---|---|---|
%s`

func code(all []string) string {
	out := make([]string, 0, len(all))
	for _, text := range all {
		out = append(out, "`"+text+"`")
	}
	return strings.Join(out, "<br>")
}

// why is what the manifest's first line says about what the language cannot say.
func (e example) why(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(examplesDir, e.name+".yaml"))
	require.NoError(t, err)
	line, _, _ := strings.Cut(string(content), "\n")
	why, isComment := strings.CutPrefix(line, "# for ")
	require.True(t, isComment, "%s.yaml says in its first line what disko: is for", e.name)
	return "for " + why
}

// onlyIn lists the paths that are in one value and not in the other, or are another value there.
func onlyIn(a, b any, path string, out *[]string) {
	set, isSet := a.(attrs)
	other, otherIsSet := b.(attrs)
	if !isSet || !otherIsSet {
		if !assert.ObjectsAreEqual(a, b) {
			*out = append(*out, path)
		}
		return
	}
	for _, name := range sortedKeys(set) {
		at := strings.TrimPrefix(path+"."+name, ".")
		if _, there := other[name]; !there {
			*out = append(*out, at)
			continue
		}
		onlyIn(set[name], other[name], at, out)
	}
}

func sortedKeys(set attrs) []string {
	var out []string
	for name := range set {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// difference is something that has another name in disko's example.
type difference struct {
	at   []string // in what panther renders
	key  string   // in the example, "" for the same
	says map[string]string
}

func (d difference) String() string {
	text := "`" + strings.Join(d.at, ".") + "`"
	if d.key != "" {
		text += ": `" + d.key + "`"
	}
	for _, name := range []string{"name", "path"} {
		if d.says[name] != "" {
			text += ", with the " + name + " `" + d.says[name] + "`"
		}
	}
	return text
}

// place is the set that the thing stands in, its key there in what panther renders, and in the example.
func (d difference) place(t *testing.T, example string, devices any) (set attrs, ours, theirs string) {
	t.Helper()
	for _, name := range d.at[:len(d.at)-1] {
		in, _ := devices.(attrs)
		require.Contains(t, in, name, "%s: %s", example, d)
		devices = in[name]
	}
	last := d.at[len(d.at)-1]
	theirs = last
	if d.key != "" {
		theirs = d.key
	}
	return devices.(attrs), last, theirs
}

// apply calls the thing what disko's example calls it.
func (d difference) apply(t *testing.T, example string, devices attrs) {
	t.Helper()
	set, ours, theirs := d.place(t, example, devices)
	require.Contains(t, set, ours, "%s: %s: it is not rendered", example, d)
	value := set[ours].(attrs)
	delete(set, ours)
	require.NotContains(t, set, theirs, "%s: %s: it is called that already", example, d)
	for name, text := range d.says {
		require.NotContains(t, value, name, "%s: %s", example, d)
		value[name] = text
	}
	set[theirs] = value
}

// occurs makes sure that the example has the thing under that name, and not under panther's.
func (d difference) occurs(t *testing.T, example string, written any) {
	t.Helper()
	set, ours, theirs := d.place(t, example, written)
	require.Contains(t, set, theirs, "%s: %s: the example does not say so", example, d)
	if ours != theirs {
		require.NotContains(t, set, ours, "%s: %s: the example has both", example, d)
	}
	for name, text := range d.says {
		require.Equal(t, text, set[theirs].(attrs)[name], "%s: %s: the example does not say so", example, d)
	}
}

func readDifferences(t *testing.T) map[string][]difference {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(examplesDir, differencesName+".yaml"))
	require.NoError(t, err)
	root, diags := yamldoc.Parse(source.New("differences.yaml", content))
	require.Empty(t, diags)
	out := map[string][]difference{}
	for _, e := range root.Entries {
		require.FileExists(t, filepath.Join(examplesDir, e.Key+".yaml"))
		for _, item := range e.Value.Items {
			d := difference{says: map[string]string{}}
			for _, said := range item.Entries {
				switch said.Key {
				case "at":
					d.at, err = types.SplitPath(said.Value.Text)
					require.NoError(t, err)
				case "key":
					d.key = said.Value.Text
				case "name", "path":
					d.says[said.Key] = said.Value.Text
				default:
					t.Errorf("differences.yaml: %s", said.Key)
				}
			}
			out[e.Key] = append(out[e.Key], d)
		}
	}
	return out
}

// needDisko skips a test where the sources of disko and of nixpkgs are missing.
func needDisko(t *testing.T) (disko, nixpkgsLib string) {
	t.Helper()
	disko, nixpkgsLib = os.Getenv("PANTHER_DISKO"), os.Getenv("PANTHER_NIXPKGS_LIB")
	if disko == "" || nixpkgsLib == "" {
		t.Skip("PANTHER_DISKO and PANTHER_NIXPKGS_LIB do not name the sources of disko and of nixpkgs' library")
	}
	needs.Program(t, "nix", "nix-instantiate")
	return disko, nixpkgsLib
}

// evaluate is what Nix makes of what was printed, by the names of the examples.
func evaluate(t *testing.T, all []example) attrs {
	t.Helper()
	var text strings.Builder
	text.WriteString("{\n")
	for _, e := range all {
		fmt.Fprintf(&text, "%q = %s;\n", e.name, e.devices)
	}
	text.WriteString("}\n")
	file := filepath.Join(t.TempDir(), "rendered.nix")
	require.NoError(t, os.WriteFile(file, []byte(text.String()), 0o600))
	var out attrs
	require.NoError(t, json.Unmarshal(instantiate(t, "--eval", "--strict", "--json", file), &out))
	return out
}

// askDisko has disko read both sides of each pair.
func askDisko(t *testing.T, pairs []pair) map[string]compared {
	t.Helper()
	disko, nixpkgsLib := needDisko(t)
	data, err := json.Marshal(pairs)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "pairs.json")
	require.NoError(t, os.WriteFile(file, data, 0o600))
	var out map[string]compared
	require.NoError(t, json.Unmarshal(instantiate(t, "--eval", "--strict", "--json", "testdata/disko.nix",
		"--arg", "disko", absolute(t, disko), "--arg", "nixpkgsLib", absolute(t, nixpkgsLib), "--arg", "pairs", file), &out))
	return out
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	out, err := filepath.Abs(path)
	require.NoError(t, err)
	return out
}

func instantiate(t *testing.T, args ...string) []byte {
	t.Helper()
	command := exec.Command("nix-instantiate", args...)
	var problems strings.Builder
	command.Stderr = &problems
	out, err := command.Output()
	require.NoError(t, err, "%s", problems.String())
	return out
}

package diag_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
)

// `gen HOST` turns the mistakes of other hosts into warnings. A mistake in a profile that three hosts share is then found
// once as an error and twice as a warning.
func TestAMistakeIsShownOnceWhateverItsSeverity(t *testing.T) {
	f := source.New("profiles/x.yaml", []byte("a: b"))
	var list diag.List
	list.Warn(diag.BadValue, at(f, "b"), "m")
	list.Add(diag.BadValue, at(f, "b"), "m")
	list.Warn(diag.BadValue, at(f, "b"), "m")
	sorted := list.Sorted()
	require.Len(t, sorted, 1)
	assert.Equal(t, diag.Error, sorted[0].Severity)
}

// go-runewidth asks LC_ALL, LC_CTYPE, LANG and RUNEWIDTH_EASTASIAN when it is loaded: ° is two columns wide in ja_JP.UTF-8.
func TestTheCaretDoesNotDependOnTheLocale(t *testing.T) {
	if os.Getenv("PANTHER_TEST_LOCALE") == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestTheCaretDoesNotDependOnTheLocale$")
		cmd.Env = append(os.Environ(), "PANTHER_TEST_LOCALE=1", "LC_ALL=ja_JP.UTF-8")
		out, err := cmd.CombinedOutput()
		assert.NoError(t, err, "%s", out)
		return
	}
	lines := strings.Split(written(t, one("a°: v", "v")), "\n")
	assert.Equal(t, "   |     ^ here", lines[4])
}

func TestNearestOfShortNames(t *testing.T) {
	for _, got := range []string{"x", "xy"} {
		near, ok := diag.Nearest(got, []string{"z", "cd"})
		assert.False(t, ok, "%s, did you mean %s?", got, near)
	}
	near, ok := diag.Nearest("abcd", []string{"abxy"})
	assert.False(t, ok, "half of the letters differ: %s", near)
	for _, got := range []string{"prot", "por", "prt"} {
		near, _ = diag.Nearest(got, []string{"port"})
		assert.Equal(t, "port", near, got)
	}
}

// Where a value is refused as a secret, its key need not be called one.
func TestARefusedSecretIsNotShown(t *testing.T) {
	var list diag.List
	f := file("webhook: [hunter2, x]\n")
	list.Add(diag.SecretValue, at(f, "["), "it is wrong")
	list.Add(diag.SecretValue, at(f, "hunter2"), "it is wrong")
	out := written(t, list)
	assert.NotContains(t, out, "hunter2")
	assert.Contains(t, out, " 1 | webhook: ***\n")
}

func TestTheBodyOfAPrivateKeyIsNotShown(t *testing.T) {
	long := strings.Repeat("  bG9uZw\n", 200) // as long as a PGP key with its subkeys
	for name, key := range map[string]string{
		"RSA":                    "  -----BEGIN RSA " + "PRIVATE KEY-----\n MIIEowBody\nnext: a\nlone\n",
		"PGP":                    "  -----BEGIN PGP " + "PRIVATE KEY BLOCK-----\n\n  lQOYMIIEowBody\nnext: a\n",
		"a long one":             "  -----BEGIN PGP " + "PRIVATE KEY BLOCK-----\n" + long + "  MIIEowBody\nnext: a\n",
		"in quotes, line joined": "  \"-----BEGIN " + "PRIVATE KEY-----\\n\\\n  MIIEowBody\\n\\\nnext: a\n",
		"with its end":           "  -----BEGIN " + "PRIVATE KEY-----\n  MIIEowBody\n  -----END " + "PRIVATE KEY-----\nnext: a\n",
	} {
		t.Run(name, func(t *testing.T) {
			f := file("key: |\n" + key)
			var list diag.List
			for line := max(1, f.Lines()-4); line <= f.Lines(); line++ {
				list.Add(diag.YAMLSyntax, f.WholeLine(line), "it is wrong")
			}
			out := written(t, list)
			assert.NotContains(t, out, "MIIE")
			assert.Contains(t, out, "| ***\n")
			assert.Contains(t, out, "next: a")
		})
	}
}

// A certificate is no secret, nor is what stands below a key.
func TestOnlyThePrivateKeyIsMasked(t *testing.T) {
	f := file("key: |\n  -----BEGIN CERTIFICATE-----\n  MIIEowBody\n  -----END CERTIFICATE-----\nbelow\n")
	var list diag.List
	list.Add(diag.YAMLSyntax, f.WholeLine(3), "it is wrong")
	list.Add(diag.YAMLSyntax, f.WholeLine(5), "it is wrong")
	out := written(t, list)
	assert.Contains(t, out, "MIIEowBody")
	assert.Contains(t, out, "below")
}

// A fix that replaces nothing is none in a log.
func TestAFixWithoutEditsIsNone(t *testing.T) {
	f := source.New("x.yaml", []byte("a: x\n"))
	var list diag.List
	list.Warn(diag.BadValue, at(f, "x"), "it is wrong").MendAt("nothing")
	var out bytes.Buffer
	require.NoError(t, diag.WriteSARIF(&out, list, diag.SARIF{Verb: "lint"}))
	assert.NotContains(t, out.String(), "artifactChanges")
}

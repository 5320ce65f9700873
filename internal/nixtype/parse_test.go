package nixtype

import (
	"bufio"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// described are the descriptions of all options of NixOS 24.11 and of home-manager 25.11 and 26.05, with how many options
// have each.
func described(t testing.TB) map[string]int {
	t.Helper()
	file, err := os.Open("testdata/types.tsv")
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	out := map[string]int{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		count, quoted, _ := strings.Cut(lines.Text(), "\t")
		var text string
		require.NoError(t, json.Unmarshal([]byte(quoted), &text))
		out[text], err = strconv.Atoi(count)
		require.NoError(t, err)
	}
	require.Greater(t, len(out), 1200)
	return out
}

func TestNearlyAllOptionsAreUnderstood(t *testing.T) {
	options, understood := 0, 0
	for text, count := range described(t) {
		options += count
		if Parse(text).Understood() {
			understood += count
		} else {
			t.Logf("%4d %q", count, text)
		}
	}
	t.Logf("%d of %d options", understood, options)
	assert.Greater(t, float64(understood)/float64(options), 0.99)
}

func TestDescriptions(t *testing.T) {
	for text, name := range map[string]string{
		"boolean":             "true or false",
		"null or string":      "text or null",
		"list of package":     "a list of packages",
		"list of (submodule)": "a list of mappings",
		"16 bit unsigned integer; between 0 and 65535 (both inclusive)":                    "a whole number from 0 to 65535",
		"integer or floating point number between 0.1 and 1 (both inclusive)":              "a number from 0.1 to 1",
		"unsigned integer, meaning >=0, or string matching the pattern [0-9]+":             "a whole number from 0 on or text that fits the pattern [0-9]+",
		"list of (string matching the pattern .*@.* or (submodule))":                       "a list",
		"null or string matching the pattern ([[:digit:]]+ .*)|always":                     "text that fits the pattern ([[:digit:]]+ .*)|always or null",
		"string matching the pattern [^)]( or )x or boolean":                               "text that fits the pattern [^)]( or )x, true or false",
		`one of "remote wins", 1, true, <null> or list of string`:                          `one of "remote wins", 1, true, null or a list of texts`,
		`value "btrfs" (singular enum)`:                                                    `"btrfs"`,
		`strings concatenated with "\n" or (list of string) convertible to it`:             "text or a list of texts",
		"(optionally newline-terminated) single-line string or list of string":             "one line of text or a list of texts",
		"open submodule of attribute set of (INI atom (null, bool, int, float or string))": "a mapping",
		"non-empty (list of string)":                                                       "a non-empty list of texts",
		"pair of signed integer":                                                           "a list of 2 items",
		"function that evaluates to a(n) list of package":                                  "a Nix function",
		"some format or other":                                                             "any value",
		"":                                                                                 "any value",
	} {
		assert.Equal(t, name, Parse(text).Name(), text)
	}
}

func TestWhatIsBelow(t *testing.T) {
	inner := Parse("attribute set of list of string").Inner()
	require.NotNil(t, inner)
	assert.Equal(t, List, inner.Kind)
	assert.Equal(t, String, inner.Inner().Kind)
	below, is := Parse("null or boolean or attribute set of (string or signed integer)").Under()
	assert.True(t, is)
	assert.Equal(t, "text or a whole number", below.Name())
	_, is = Parse("null or list of string").Under()
	assert.False(t, is)
	below, is = Parse("open submodule of attribute set of (null or string)").Under() // which says what all of it is
	assert.True(t, is)
	assert.Equal(t, "text or null", below.Name())
	below, is = Parse("list of (open submodule of (value))").Items()
	assert.True(t, is)
	assert.Equal(t, Submodule, below.Kind)
	below, is = Parse("string or value").Under()
	assert.True(t, is)
	assert.Nil(t, below)
}

// No description makes the reader stop or fail, whatever it is cut to.
func FuzzParse(f *testing.F) {
	for text, count := range described(f) {
		if count > 40 {
			f.Add(text)
		}
	}
	f.Add("list of ((((")
	f.Add(strings.Repeat("(", 10_000))
	f.Add(strings.Repeat("list of ", 10_000))
	f.Fuzz(func(t *testing.T, text string) {
		if Parse(text).Name() == "" {
			t.Error("a type without a name")
		}
	})
}

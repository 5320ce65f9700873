package diag_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
)

// at is the range of a text in a file, which holds it once.
func at(f *source.File, text string) source.Range {
	offset := strings.Index(string(f.Bytes), text)
	if offset < 0 {
		panic("the file does not hold " + text)
	}
	return f.Span(f.AtByte(offset), len(text))
}

func file(content string) *source.File { return source.New("hosts/web1.yaml", []byte(content)) }

func TestSeverities(t *testing.T) {
	var zero diag.Severity
	assert.Equal(t, []string{"unknown", "warning", "error"}, []string{zero.String(), diag.Warning.String(), diag.Error.String()})

	var list diag.List
	assert.False(t, list.HasErrors())
	list.Warn(diag.UnusedUser, source.Range{}, "w")
	assert.False(t, list.HasErrors())
	list.Add(diag.BadValue, source.Range{}, "e")
	list.Add(diag.BadValue, source.Range{}, "f")
	assert.True(t, list.HasErrors())
	errors, warnings := list.Count()
	assert.Equal(t, []int{2, 1}, []int{errors, warnings})

	soft := list.AsWarnings()
	assert.False(t, soft.HasErrors())
	assert.True(t, list.HasErrors(), "the list itself stays as it is")
}

func TestBuildingADiagnostic(t *testing.T) {
	f := file("a: 1\nb: 2\n")
	var list diag.List
	list.Add(diag.BadValue, at(f, "a"), "100%% of %s", "it").Labelled("%d", 1).Help("first").Help("").See(source.Range{}, "nowhere").See(at(f, "b"), "there")
	list.Add(diag.BadValue, at(f, "b"), "100% as it stands")
	assert.Equal(t, "100% of it", list[0].Message)
	assert.Equal(t, "100% as it stands", list[1].Message, "a message without arguments is no format")
	assert.Equal(t, "first", list[0].Hint, "an empty hint leaves the one that is there")
	assert.Equal(t, []diag.Related{{Range: at(f, "b"), Label: "there"}}, list[0].Related, "no place is not shown")
}

func TestEveryCodeIsExplained(t *testing.T) {
	codes, sentences := map[diag.Code]bool{}, map[string]bool{}
	for _, rule := range diag.Rules() {
		codes[rule.Code], sentences[rule.Sentence] = true, true
		assert.Regexp(t, `^[a-z]+(-[a-z]+)*$`, string(rule.Code))
		assert.Regexp(t, `^\S.*\S\.$`, rule.Sentence, rule.Code)
	}
	assert.Len(t, codes, len(diag.Rules()), "each has one rule")
	assert.Len(t, sentences, len(diag.Rules()), "no two are the same")
}

func TestSortedPutsEveryMistakeInItsPlaceOnce(t *testing.T) {
	a, b := source.New("a.yaml", []byte("one two\nthree")), source.New("b.yaml", []byte("four"))
	same := source.New("a.yaml", []byte("one two\nthree")) // read again for another host
	var list diag.List
	list.Add(diag.BadValue, at(b, "four"), "m")
	list.Add(diag.BadValue, at(a, "three"), "m")
	list.Add(diag.WrongType, at(a, "two"), "m")
	list.Add(diag.BadValue, at(a, "two"), "n")
	list.Add(diag.BadValue, at(a, "two"), "m")
	list.Add(diag.BadValue, source.Range{}, "no place")
	list.Add(diag.BadValue, at(same, "two"), "m")
	var got []string
	for _, d := range list.Sorted() {
		name := ""
		if !d.Range.IsZero() {
			name = d.Range.File.Name
		}
		got = append(got, fmt.Sprintf("%s %s %s %s", name, d.Range.Text(), d.Code, d.Message))
	}
	assert.Equal(t, []string{
		"  bad-value no place", "a.yaml two bad-value m", "a.yaml two bad-value n", "a.yaml two wrong-type m", "a.yaml three bad-value m", "b.yaml four bad-value m",
	}, got)
	assert.Equal(t, "four", list[0].Range.Text(), "the list itself stays as it is")
	assert.Empty(t, diag.List(nil).Sorted())
}

func TestTheOrderOfFindingsDoesNotShow(t *testing.T) {
	f := file("a b c d\ne f g h\n")
	rapid.Check(t, func(t *rapid.T) {
		var list diag.List
		for range rapid.IntRange(0, 12).Draw(t, "findings") {
			word := rapid.SampledFrom(strings.Fields(string(f.Bytes))).Draw(t, "word")
			code := rapid.SampledFrom([]diag.Code{diag.BadValue, diag.WrongType}).Draw(t, "code")
			list.Add(code, at(f, word), "%s", rapid.SampledFrom([]string{"m", "n"}).Draw(t, "message"))
		}
		shuffled := rapid.Permutation(list).Draw(t, "shuffled")
		require.Equal(t, list.Sorted(), diag.List(shuffled).Sorted())
		require.Equal(t, list.Sorted(), list.Sorted().Sorted())
	})
}

func TestNearest(t *testing.T) {
	services := []string{"ssh", "tailscale", "podman", "monitoring"}
	for got, want := range map[string]string{
		"tailscal": "tailscale", "Tailscale": "tailscale", "tail-scale": "tailscale", "tailscael": "tailscale", "potman": "podman", "monitor": "monitoring", "shs": "ssh",
		"sssh": "ssh", "nginx": "", "": "", "docker": "", "mon": "",
	} {
		near, ok := diag.Nearest(got, services)
		assert.Equal(t, want, near, got)
		assert.Equal(t, want != "", ok, got)
	}
	near, _ := diag.Nearest("systemd-hardening", []string{"systemd", "systemdHardening"})
	assert.Equal(t, "systemdHardening", near, "file names and keys are mixed up")
	near, _ = diag.Nearest("cat", []string{"car", "bat"})
	assert.Equal(t, "bat", near, "of two that are as near, the first by name")
	_, ok := diag.Nearest("x", nil)
	assert.False(t, ok)
}

func TestDidYouMean(t *testing.T) {
	assert.Equal(t, `did you mean "btrfs"?`, diag.DidYouMean("brtfs", []string{"ext4", "btrfs", "xfs"}))
	assert.Equal(t, "known: btrfs, ext4, xfs", diag.DidYouMean("zfs-on-linux", []string{"ext4", "btrfs", "xfs"}))
	assert.Empty(t, diag.DidYouMean("x", nil))
	var many []string
	for i := range 30 {
		many = append(many, fmt.Sprintf("n%02d", i))
	}
	listed := diag.OneOf(many)
	assert.True(t, strings.HasSuffix(listed, "n23, ..."), listed)
	assert.Equal(t, 24, strings.Count(listed, ","))
}

func TestQuote(t *testing.T) {
	for text, want := range map[string]string{
		"abc":                         `"abc"`,
		"":                            `""`,
		"a\x1b[31mb\x00":              "\"a\uFFFD[31mb\uFFFD\"",
		"a\nb":                        "\"a\uFFFDb\"",
		"\u202eabc":                   "\"\uFFFDabc\"",
		strings.Repeat("x", 60):       `"` + strings.Repeat("x", 60) + `"`,
		strings.Repeat("ä", 61):       `"` + strings.Repeat("ä", 57) + `..."`,
		"https://me:hunter2@host/x":   `"***host/x"`,
		"tskey-" + "auth-abcdef12345": `"***"`,
	} {
		assert.Equal(t, want, diag.Quote(text))
	}
}

package lint_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/lint"
	"github.com/hbohlen/panther/internal/lint/disks"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
)

// onlyDisks returns what is wrong with a manifest, by the language and by the rules.
func onlyDisks(t *testing.T) func(text string) (byLanguage bool, byRules diag.List) {
	t.Helper()
	profile, diags := language().ReadProfile(source.New("profiles/whole.yaml", []byte(whole)))
	require.Empty(t, diags)
	profiles := &manifest.Profiles{}
	profiles.Add(profile)
	fleet, _ := language().ReadFleet(source.New("panther.yaml", []byte("users: {}\n")))
	resolver, _ := resolve.New(fleet, language().Catalog, profiles)
	return func(text string) (bool, diag.List) {
		document, diags := language().ReadHost(source.New("hosts/web1.yaml", []byte("profile: whole\nstateVersion: \"26.05\"\n"+text)))
		h, more := resolver.Host(document)
		if h == nil {
			return true, nil
		}
		layout := storage.Read(h, nil)
		lint.FactsOf(h, layout)
		disks.Alone(layout)
		return diags.HasErrors() || more.HasErrors(), lint.Host(h, layout)
	}
}

// TestBrokenDisksAreChecked breaks the examples of disko word by word: whatever stands there, the rules can look at it.
// Where a word is misspelt so that the language knows it no longer, that is the only mistake.
func TestBrokenDisksAreChecked(t *testing.T) {
	const each = 29 // of them are tried, to save time; all of them have been
	word := regexp.MustCompile(`[A-Za-z0-9@/._%-]+`)
	files, err := filepath.Glob("../../testdata/disko-examples/*.yaml")
	require.NoError(t, err)
	read := onlyDisks(t)
	count := 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		text := string(content)
		refused, whole := read(text)
		before := map[string]bool{}
		for _, d := range whole {
			before[d.Message] = true
		}
		for _, place := range word.FindAllStringIndex(text, -1) {
			for _, instead := range []string{"", "x", "main", "~", "{}", "zfs", "100%", "true", text[place[0]:place[1]] + "q"} {
				if count++; count%each != 0 {
					continue
				}
				broken := text[:place[0]] + instead + text[place[1]:]
				byLanguage, found := read(broken)
				for _, d := range found {
					assert.NotContains(t, d.Message+d.Hint, "%!", broken)
					misspelt := byLanguage && !refused && instead == text[place[0]:place[1]]+"q"
					assert.False(t, misspelt && !before[d.Message] && d.Code != diag.UnknownKey, "%s\n%s", d.Message, broken)
				}
			}
		}
	}
}

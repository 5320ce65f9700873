package pipeline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/Masterminds/semver/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRangesOfVersions(t *testing.T) {
	for _, c := range []struct{ wanted, fits, others string }{
		{">= 0.1", "0.1.0 0.1.5 0.2.0 3.0.0", "0.0.9"},
		{">0.1", "0.2.0 1.0.0", "0.1.0 0.1.9"},
		{"< 0.2", "0.1.9", "0.2.0"},
		{"<= 0.2", "0.2.7", "0.3.0"},
		{">= 0.1, < 0.3", "0.1.0 0.2.9", "0.3.0 0.0.1"},
		{">=0.1 <0.3", "0.2.0", "0.3.0"},
		{"0.1", "0.1.0 0.1.7", "0.2.0 1.0.0"},
		{"v0.1.3", "0.1.3", "0.1.4"},
		{"= 1.x", "1.9.0", "2.0.0"},
		{"1.2.*", "1.2.5", "1.3.0"},
		{"!= 0.2", "0.1.0 0.3.0", "0.2.0 0.2.9"},
		{"~0.1.2", "0.1.2 0.1.9", "0.1.1 0.2.0"},
		{"~1", "1.0.0 1.9.0", "2.0.0"},
		{"^1.2", "1.2.0 1.9.0", "1.1.0 2.0.0"},
		{"^0.1.2", "0.1.2 0.1.9", "0.2.0"},
		{"^0.0.3", "0.0.3", "0.0.4"},
		{"^0", "0.9.0", "1.0.0"},
		{"< 0.1 || >= 0.3", "0.0.1 0.3.0", "0.1.0 0.2.9"},
		{"*", "0.0.1 9.9.9", ""},
	} {
		wanted, ok := parseRange(c.wanted)
		require.True(t, ok, c.wanted)
		check := func(list string, want bool) {
			for name := range strings.FieldsSeq(list) {
				v, numbers, ok := parseVersion(name)
				require.True(t, ok && numbers == 3, name)
				assert.Equal(t, want, wanted(v), "%s wants %s", c.wanted, name)
			}
		}
		check(c.fits, true)
		check(c.others, false)
	}
	for _, text := range []string{"", " ", "abc", ">=", "0.1 ||", "1.2.3.4", "=> 1", "1..2", "x.1", "> *", "-1", "0.1-beta", "1,,2 ~", "1.2.99999999999"} {
		_, ok := parseRange(text)
		assert.False(t, ok, text)
	}
}

// What the usual reader of such ranges says of them is said here, too. It is no part of panther, since it would work for
// half a millisecond at every start.
func TestRangesAreReadAsUsual(t *testing.T) {
	number := rapid.IntRange(0, 3)
	rapid.Check(t, func(t *rapid.T) {
		operator := rapid.SampledFrom([]string{"", "=", "!=", ">", ">=", "<", "<=", "~", "^"})
		comparison := rapid.Custom(func(t *rapid.T) string {
			name := fmt.Sprint(number.Draw(t, "major"))
			for range rapid.IntRange(0, 2).Draw(t, "more") {
				name += fmt.Sprintf(".%d", number.Draw(t, "next"))
			}
			return operator.Draw(t, "operator") + rapid.SampledFrom([]string{"", " "}).Draw(t, "space") + name
		})
		alternative := rapid.Map(rapid.SliceOfN(comparison, 1, 3), func(all []string) string { return strings.Join(all, ", ") })
		text := strings.Join(rapid.SliceOfN(alternative, 1, 2).Draw(t, "alternatives"), " || ")
		v := version{number.Draw(t, "major"), number.Draw(t, "minor"), number.Draw(t, "patch")}
		if strings.Contains(strings.ReplaceAll(text, " ", ""), "~0.0.0") { // to it, that is any version
			return
		}
		usual, err := semver.NewConstraint(text)
		require.NoError(t, err)
		ours, ok := parseRange(text)
		require.True(t, ok, text)
		want := usual.Check(semver.New(uint64(v[0]), uint64(v[1]), uint64(v[2]), "", ""))
		require.Equal(t, want, ours(v), "%s of %v", text, v)
	})
}

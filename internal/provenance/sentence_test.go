package provenance

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPlainQuotes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"option `a.b' is off":         `option "a.b" is off`,
		"‘a’ doesn’t, and 'b' can't.": `"a" doesn't, and "b" can't.`,
		"`it’s'":                      `"it's"`,
		"the hosts’ names’":           `the hosts" names"`,
	} {
		assert.Equal(t, want, plainQuotes(text), text)
	}
}

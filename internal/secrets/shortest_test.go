package secrets

import (
	"regexp/syntax"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Kind does not look at shorter texts.
func TestNoTokenIsShorterThanTheShortest(t *testing.T) {
	least := 1 << 20
	for _, token := range tokenForms {
		if strings.Contains(token.form().String(), "://") {
			continue
		}
		form, err := syntax.Parse(token.form().String(), syntax.Perl)
		require.NoError(t, err)
		least = min(least, shortestMatch(form))
	}
	assert.Equal(t, shortest, least)
	assert.Equal(t, "a URL with a password", Kind("a://:b@"))
	assert.Equal(t, "a Tailscale key", Kind("tskey-"+"a-123456"))
}

// shortestMatch is the length of the shortest text that an expression matches.
func shortestMatch(form *syntax.Regexp) int {
	switch form.Op {
	case syntax.OpLiteral:
		return len(form.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpCapture:
		return shortestMatch(form.Sub[0])
	case syntax.OpPlus:
		return shortestMatch(form.Sub[0])
	case syntax.OpRepeat:
		return form.Min * shortestMatch(form.Sub[0])
	case syntax.OpConcat:
		sum := 0
		for _, part := range form.Sub {
			sum += shortestMatch(part)
		}
		return sum
	case syntax.OpAlternate:
		least := shortestMatch(form.Sub[0])
		for _, other := range form.Sub[1:] {
			least = min(least, shortestMatch(other))
		}
		return least
	}
	return 0
}

package yamldoc_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

func TestByteOrderMarkIsAColumn(t *testing.T) {
	assert.Equal(t, []string{"1:2 foo", "1:2 key foo", "1:7 bar", "2:1 key x", "2:4 y"}, places(clean(t, "\ufefffoo: bar\nx: y\n")))
}

func TestTabsInsideABlockOfTextAreNoMistake(t *testing.T) {
	_, diags := parse("a: |\n  rule:\n  \tcommand\nb: [1\nc: 2\n")
	require.Len(t, diags, 1)
	assert.Equal(t, "b: [1", diags[0].Range.Text())
}

func TestRangesOfTagsAndAnchors(t *testing.T) {
	for content, want := range map[string]string{
		"a: !foo bar\n": "!foo bar", "a: !!str 5\n": "!!str 5", "a: !replace x\n": "!replace x", "a: !pkg [x]\n": "!pkg [",
		"a: !foo\n": "!foo", "a: &a [*a]\n": "*a", "a: &x !foo 'b c' # d\n": "&x !foo 'b c'",
	} {
		_, diags := parse(content)
		require.NotEmpty(t, diags, content)
		assert.Equal(t, want, diags[0].Range.Text(), content)
	}
	n, _ := parse("a: &k foo # c\nb: {c: *k}\n")
	assert.Equal(t, "&k foo", n.Get("a").Range().Text(), "the comment is no part of the value")
}

// YAML 1.1 takes the first ones for truth values, and YAML 1.2 the last ones for nothing.
func TestWordsThatProgramsReadDifferently(t *testing.T) {
	for _, text := range []string{"yes", "no", "on", "off", "Yes", "NO", "True", "FALSE", "Null", "NULL"} {
		assert.Equal(t, yamldoc.Odd, clean(t, "a: "+text).Get("a").Kind, text)
		assert.Equal(t, yamldoc.Text, clean(t, "a: '"+text+"'").Get("a").Kind, text)
	}
	for _, text := range []string{"yES", "oN", "y", "N", "nope", "nil", "none"} {
		assert.Equal(t, yamldoc.Text, clean(t, "a: "+text).Get("a").Kind, text)
	}
}

func TestANumberWithTwoSignsIsText(t *testing.T) {
	for text, want := range map[string]yamldoc.Kind{
		"1.5e+-3": yamldoc.Text, "1.5e--3": yamldoc.Text, "1.5e-+3": yamldoc.Text, "1.5e+3": yamldoc.Float, "1.5e-3": yamldoc.Float,
	} {
		assert.Equal(t, want, clean(t, "a: "+text).Get("a").Kind, text)
	}
}

func TestDeepNestingHasOneCode(t *testing.T) {
	for _, depth := range []int{100, 20_000} {
		_, diags := parse("a: " + strings.Repeat("[", depth) + strings.Repeat("]", depth))
		require.Len(t, diags, 1)
		assert.Equal(t, diag.TooDeep, diags[0].Code)
	}
}

// yaml.v3 makes blocks of these that it reads back without their first lines, or not at all; and << is a merge key.
func TestAwkwardTextsAreReadBack(t *testing.T) {
	for _, text := range []string{"\n", "\na", "\n\n a", "\t\n", "\ta\n", " \n\ta", "x\n\u2028", "\u0085\na", "<<", "yes", "Null"} {
		written, err := yamldoc.Write(yamldoc.Collection(yamldoc.Map, nil, []yamldoc.Entry{{Key: text, Value: yamldoc.Scalar(yamldoc.Text, text, nil)}}, nil))
		require.NoError(t, err)
		back, diags := yamldoc.Parse(source.New("f.yaml", written))
		if assert.Empty(t, diags, "%q", text) {
			value := back.Get(text)
			require.NotNil(t, value, "%q", written)
			assert.Equal(t, text, value.Text)
			assert.Equal(t, yamldoc.Text, value.Kind, text)
		}
		assert.True(t, strings.HasSuffix(string(written), "\n"), "%q", written)
	}
}

package source_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hbohlen/panther/internal/source"
)

func contents() *rapid.Generator[string] {
	piece := rapid.OneOf(rapid.SampledFrom([]string{"\n", "\r\n", "\r", "\t", " ", "ä", "日本", "🐾", "a: b", "\xff", "e\u0301"}), rapid.String())
	return rapid.Map(rapid.SliceOfN(piece, 0, 12), func(pieces []string) string { return strings.Join(pieces, "") })
}

func TestEveryByteHasOnePosition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		content := contents().Draw(t, "content")
		f := source.New("x", []byte(content))
		last := source.Pos{}
		for offset := range content + "." { // where characters begin, and the end
			pos := f.AtByte(offset)
			require.Equal(t, offset, pos.Byte)
			require.Equal(t, min(strings.Count(content[:offset], "\n")+1, f.Lines()), pos.Line)
			require.GreaterOrEqual(t, pos.Line, last.Line, "positions go forward")
			if pos.Line == last.Line {
				require.GreaterOrEqual(t, pos.Column, last.Column)
			}
			if pos.Column <= utf8.RuneCountInString(f.Line(pos.Line)) {
				require.Equal(t, pos, f.At(pos.Line, pos.Column), "there and back")
			}
			last = pos
		}
	})
}

func TestLinesPutTogetherAreTheFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		content := strings.ReplaceAll(contents().Draw(t, "content"), "\r", "")
		f := source.New("x", []byte(content))
		var lines []string
		for number := 1; number <= f.Lines(); number++ {
			lines = append(lines, f.Line(number))
		}
		require.Equal(t, strings.TrimSuffix(content, "\n"), strings.Join(lines, "\n"))
		require.Empty(t, f.Line(0))
		require.Empty(t, f.Line(f.Lines()+1))
	})
}

func TestSpansStayInsideTheFile(t *testing.T) {
	f := source.New("x", []byte("abc\nde\n"))
	assert.Equal(t, "c\nde\n", f.Span(f.At(1, 3), 100).Text())
	assert.Equal(t, source.Pos{Line: 2, Column: 3, Byte: 6}, f.At(2, 9), "behind the end of the line")
	assert.Equal(t, "c\nd", f.Span(f.At(1, 3), 3).Text(), "over a line break")
	assert.Equal(t, source.Pos{Line: 2, Column: 2, Byte: 5}, f.Span(f.At(1, 3), 3).End)
	assert.Equal(t, source.Pos{Line: 1, Column: 1}, f.AtByte(-3))
	assert.Equal(t, 7, f.AtByte(99).Byte)
}

func TestTheZeroRangeIsNoPlace(t *testing.T) {
	assert.True(t, source.Range{}.IsZero())
	assert.Empty(t, source.Range{}.Text())
	top := source.New("x", nil).Top()
	assert.False(t, top.IsZero())
	assert.Equal(t, source.Pos{Line: 1, Column: 1}, top.Start)
	assert.Equal(t, top.Start, top.End)
}

func TestWholeLinesOfOddFiles(t *testing.T) {
	for content, want := range map[string]string{
		"": "", "\n": "", "  \t\n": "", "\t  a b  \r\n": "a b  ", "ä": "ä", "  \xff": "\xff",
	} {
		assert.Equal(t, want, source.New("x", []byte(content)).WholeLine(1).Text(), "%q", content)
	}
}

func TestACarriageReturnOnlyEndsALineBeforeALineFeed(t *testing.T) {
	f := source.New("x", []byte("a\rb\r\nc\r"))
	assert.Equal(t, 2, f.Lines())
	assert.Equal(t, "a\rb", f.Line(1))
	assert.Equal(t, "c", f.Line(2))
}

func TestOtherBytesHaveAnotherSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "content")
		sum := source.Sum(content)
		require.Equal(t, sum, source.Sum(slices.Clone(content)))
		require.NotEqual(t, sum, source.Sum(append(slices.Clone(content), 0)), "one more")
		require.NotEqual(t, sum, source.Sum(content[:len(content)-1]), "one less")
		content[rapid.IntRange(0, len(content)-1).Draw(t, "at")] ^= rapid.ByteRange(1, 255).Draw(t, "change")
		require.NotEqual(t, sum, source.Sum(content), "another one")
	})
}

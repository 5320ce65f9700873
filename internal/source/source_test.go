package source_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/source"
)

func TestPositionsCountCharactersNotBytes(t *testing.T) {
	f := source.New("a.yaml", []byte("eins: 1\nzwölf: ünf\r\nlast"))
	pos := f.At(2, 8)
	assert.Equal(t, source.Pos{Line: 2, Column: 8, Byte: 16}, pos)
	assert.Equal(t, pos, f.AtByte(16))
	assert.Equal(t, "ünf", f.Span(pos, 4).Text())
	assert.Equal(t, "zwölf: ünf", f.Line(2))
	assert.Equal(t, "", f.Line(4))
	assert.Equal(t, 3, f.Lines())
}

func TestPositionsStayInsideTheFile(t *testing.T) {
	for _, content := range []string{"", "\n", "a", "a\n", "ä\nb"} {
		f := source.New("x", []byte(content))
		for line := -1; line < 5; line++ {
			for column := -1; column < 5; column++ {
				pos := f.At(line, column)
				assert.LessOrEqual(t, pos.Byte, len(content))
				assert.Equal(t, pos, f.AtByte(pos.Byte), "%q %d:%d", content, line, column)
			}
		}
	}
}

func TestWholeLineLeavesTheIndentOut(t *testing.T) {
	f := source.New("x", []byte("a:\n  b: c\n"))
	assert.Equal(t, "b: c", f.WholeLine(2).Text())
	assert.Equal(t, 3, f.WholeLine(2).Start.Column)
}

package cli

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
)

// TestAFixThatBreaksAFileKeepsNoOtherBack has one fix of three make something that is no YAML: the other two are carried out
// and counted.
func TestAFixThatBreaksAFileKeepsNoOtherBack(t *testing.T) {
	t.Parallel()
	file := source.New("x.yaml", []byte("a: 1\nb: 2\nc: 3\n"))
	var diags diag.List
	for line, with := range []string{"one", "[", "three"} {
		diags.Warn(diag.BadValue, file.Span(file.At(line+1, 4), 1), "wrong").Mend("mend it", with)
	}
	content, done := mended(file, diags)
	assert.Equal(t, "a: one\nb: 2\nc: three\n", string(content))
	assert.Equal(t, 2, done)
	content, done = mended(file, diags[1:2])
	assert.Equal(t, "a: 1\nb: 2\nc: 3\n", string(content))
	assert.Equal(t, 0, done)
}

package shell_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/shell"
)

func TestWordsStandForThemselves(t *testing.T) {
	for word, want := range map[string]string{
		"a": "a", "": "''", "a b": "'a b'", "it's": `'it'\''s'`, "$x": "'$x'", ".#web1": ".#web1", "#web1": "'#web1'", "/dev/disk/by-id/a-0:0": "/dev/disk/by-id/a-0:0",
	} {
		assert.Equal(t, want, shell.Quote(word))
	}
}

package git_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// check-ignore is asked without --literal-pathspecs (as `output: ":!x"` in panther.yaml would have it).
func TestNamesThatBeginWithAColon(t *testing.T) {
	files := []string{":!x", ":(top)x.nix"}
	dir := repository(t, files...)
	_, err := find(t, dir).IntendToAdd(t.Context(), files)
	require.NoError(t, err)
	assert.Len(t, known(t, find(t, dir)), 2)
}

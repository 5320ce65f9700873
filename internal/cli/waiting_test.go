package cli

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/term"
)

func TestALongEvaluationShowsThatItGoesOn(t *testing.T) {
	t.Parallel()
	var shown bytes.Buffer
	w := (&app{Streams: term.Streams{Err: &shown, ErrTerminal: true}}).showProgress("web1", true)
	w.line("building '/nix/store/0v4z2q9kk1c3nzv9hb2w6y8xj7m5l3d1-etc.drv'...")
	w.line("something else")
	time.Sleep(1200 * time.Millisecond)
	w.end()
	w.line("too late")
	assert.Contains(t, shown.String(), "building web1, 1s: building '/nix/store/")
	assert.True(t, bytes.HasSuffix(shown.Bytes(), []byte("\r\x1b[K")), "the line is taken away again")
}

func TestNobodyLooksAtAPipe(t *testing.T) {
	t.Parallel()
	var shown bytes.Buffer
	w := (&app{Streams: term.Streams{Err: &shown}}).showProgress("web1", false)
	w.line("building something")
	w.end()
	assert.Empty(t, shown.String())
}

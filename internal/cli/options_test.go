package cli

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/term"
)

// On a terminal a clock runs beside what is being done; elsewhere it is said once.
func TestWhatTakesAWhileIsShown(t *testing.T) {
	var out strings.Builder
	a := &app{Streams: term.Streams{Err: &out, ErrTerminal: true}, getenv: func(string) string { return "" }}
	a.settings.Color = "never"
	a.showClock("evaluating")()
	assert.Equal(t, "\r0:00 evaluating\n", out.String())

	out.Reset()
	a.ErrTerminal = false
	a.showClock("evaluating")()
	assert.Equal(t, "evaluating\n", out.String())
}

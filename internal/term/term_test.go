package term_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/term"
)

func TestWhenToColour(t *testing.T) {
	for _, c := range []struct {
		choice   term.Colours
		terminal bool
		env      map[string]string
		want     bool
	}{
		{term.Auto, true, nil, true},
		{term.Auto, false, nil, false},
		{term.Auto, true, map[string]string{"NO_COLOR": "1"}, false},
		{term.Auto, true, map[string]string{"NO_COLOR": "0"}, false},
		{term.Auto, true, map[string]string{"NO_COLOR": ""}, true},
		{term.Auto, true, map[string]string{"TERM": "dumb"}, false},
		{term.Auto, true, map[string]string{"TERM": "xterm-256color"}, true},
		{term.Always, false, map[string]string{"NO_COLOR": "1", "TERM": "dumb"}, true},
		{term.Never, true, nil, false},
		{"", true, nil, true},
	} {
		got := c.choice.Wanted(c.terminal, func(name string) string { return c.env[name] })
		assert.Equal(t, c.want, got, "%s, terminal %v, %v", c.choice, c.terminal, c.env)
	}
}

func TestStyles(t *testing.T) {
	on, off := term.NewStyles(true), term.NewStyles(false)
	var zero term.Styles
	seen := map[string]bool{}
	for _, style := range []func(term.Styles, string) string{term.Styles.Bad, term.Styles.Careful, term.Styles.Good, term.Styles.Quiet, term.Styles.Strong} {
		coloured := style(on, "x")
		assert.Regexp(t, `^\x1b\[[0-9;]+mx\x1b\[0m$`, coloured)
		assert.False(t, seen[coloured], "each looks different")
		seen[coloured] = true
		assert.Equal(t, "x", style(off, "x"))
		assert.Equal(t, "x", style(zero, "x"))
		assert.Empty(t, style(on, ""), "nothing is not coloured")
	}
}

func TestSystem(t *testing.T) {
	s := term.System()
	assert.NotNil(t, s.In)
	assert.NotNil(t, s.Out)
	assert.NotNil(t, s.Err)
}

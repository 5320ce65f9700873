package term_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/term"
	"github.com/hbohlen/panther/internal/term/screen"
)

func TestAskTakesOneLine(t *testing.T) {
	var shown bytes.Buffer
	in := strings.NewReader("first\nsecond\nlast")
	s := term.Streams{In: in, Err: &shown}
	for _, want := range []string{"first", "second", "last"} {
		line, err := s.Ask("which? ")
		require.NoError(t, err)
		assert.Equal(t, want, line)
	}
	_, err := s.Ask("which? ")
	assert.ErrorIs(t, err, io.EOF)
	assert.Equal(t, strings.Repeat("which? ", 4), shown.String())
}

func TestSecretsNeedATerminal(t *testing.T) {
	s := term.Streams{In: strings.NewReader("secret\n"), Err: io.Discard}
	_, err := s.AskSecret(t.Context(), "which? ")
	assert.ErrorIs(t, err, term.ErrNoTerminal)
}

// TestSecretsAreNotShown types on a terminal after the question is there, as a person does.
func TestSecretsAreNotShown(t *testing.T) {
	person, terminal := screen.Open(t)
	seen := screen.Watch(person)
	s := term.Streams{In: terminal, Err: terminal, InTerminal: true}
	answered := make(chan string, 1)
	go func() {
		secret, err := s.AskSecret(t.Context(), "Passphrase: ")
		assert.NoError(t, err)
		answered <- string(secret)
	}()
	require.Eventually(t, func() bool { return strings.Contains(seen(), "Passphrase: ") && !screen.Echoes(t, terminal) }, 5*time.Second, time.Millisecond)
	fmt.Fprintln(person, "correct horse")
	assert.Equal(t, "correct horse", <-answered)
	require.Eventually(t, func() bool { return strings.HasSuffix(seen(), "\n") }, 5*time.Second, time.Millisecond)
	assert.NotContains(t, seen(), "correct")
	assert.True(t, screen.Echoes(t, terminal), "the terminal shows again what is typed")
}

// TestInterruptGivesTheTerminalBack holds that an interrupt at the question leaves a terminal that shows what is typed.
func TestInterruptGivesTheTerminalBack(t *testing.T) {
	person, terminal := screen.Open(t)
	seen := screen.Watch(person)
	ctx, interrupt := context.WithCancel(t.Context())
	s := term.Streams{In: terminal, Err: terminal, InTerminal: true}
	ended := make(chan error, 1)
	go func() {
		_, err := s.AskSecret(ctx, "Passphrase: ")
		ended <- err
	}()
	require.Eventually(t, func() bool { return strings.Contains(seen(), "Passphrase: ") && !screen.Echoes(t, terminal) }, 5*time.Second, time.Millisecond)
	interrupt()
	assert.ErrorIs(t, <-ended, context.Canceled)
	assert.True(t, screen.Echoes(t, terminal))
	fmt.Fprintln(person) // ends what still reads
}

package term_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/term"
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
	person, terminal := openTerminal(t)
	screen := watch(person)
	s := term.Streams{In: terminal, Err: terminal, InTerminal: true}
	answered := make(chan string, 1)
	go func() {
		secret, err := s.AskSecret(t.Context(), "Passphrase: ")
		assert.NoError(t, err)
		answered <- string(secret)
	}()
	require.Eventually(t, func() bool { return strings.Contains(screen(), "Passphrase: ") && !echoes(t, terminal) }, 5*time.Second, time.Millisecond)
	fmt.Fprintln(person, "correct horse")
	assert.Equal(t, "correct horse", <-answered)
	require.Eventually(t, func() bool { return strings.HasSuffix(screen(), "\n") }, 5*time.Second, time.Millisecond)
	assert.NotContains(t, screen(), "correct")
	assert.True(t, echoes(t, terminal), "the terminal shows again what is typed")
}

// TestInterruptGivesTheTerminalBack holds that an interrupt at the question leaves a terminal that shows what is typed.
func TestInterruptGivesTheTerminalBack(t *testing.T) {
	person, terminal := openTerminal(t)
	screen := watch(person)
	ctx, interrupt := context.WithCancel(t.Context())
	s := term.Streams{In: terminal, Err: terminal, InTerminal: true}
	ended := make(chan error, 1)
	go func() {
		_, err := s.AskSecret(ctx, "Passphrase: ")
		ended <- err
	}()
	require.Eventually(t, func() bool { return strings.Contains(screen(), "Passphrase: ") && !echoes(t, terminal) }, 5*time.Second, time.Millisecond)
	interrupt()
	assert.ErrorIs(t, <-ended, context.Canceled)
	assert.True(t, echoes(t, terminal))
	fmt.Fprintln(person) // ends what still reads
}

// openTerminal opens a terminal and the end at which a person sits.
func openTerminal(t *testing.T) (person, terminal *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("there are no terminals here: ", err)
	}
	var number, unlocked uint32
	control(t, person, syscall.TIOCSPTLCK, unsafe.Pointer(&unlocked))
	control(t, person, syscall.TIOCGPTN, unsafe.Pointer(&number))
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { terminal.Close(); person.Close() })
	return person, terminal
}

func echoes(t *testing.T, terminal *os.File) bool {
	t.Helper()
	var settings syscall.Termios
	control(t, terminal, syscall.TCGETS, unsafe.Pointer(&settings))
	return settings.Lflag&syscall.ECHO != 0
}

func control(t *testing.T, file *os.File, request uintptr, value unsafe.Pointer) {
	t.Helper()
	_, _, failed := syscall.Syscall(syscall.SYS_IOCTL, file.Fd(), request, uintptr(value))
	require.Zero(t, failed)
}

// watch returns what the person has seen so far.
func watch(person *os.File) func() string {
	var mu sync.Mutex
	var seen bytes.Buffer
	go func() {
		piece := make([]byte, 256)
		for {
			n, err := person.Read(piece)
			mu.Lock()
			seen.Write(piece[:n])
			mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return seen.String()
	}
}

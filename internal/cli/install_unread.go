package cli

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// outliveReaders lets panther go on where whoever read its output is gone, such as head or a pager, until the returned
// function is called: what is left behind has to be cleared away, and a machine is not to be left between two systems.
func outliveReaders() (done func()) {
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGPIPE) // which leaves it as it was for what panther starts
	return func() { signal.Stop(broken) }
}

// unread is output that may have lost its reader, which is no reason to stop.
type unread struct{ io.Writer }

// Write writes as long as somebody reads.
func (u unread) Write(text []byte) (int, error) {
	n, err := u.Writer.Write(text)
	if errors.Is(err, syscall.EPIPE) {
		return len(text), nil
	}
	return n, err
}

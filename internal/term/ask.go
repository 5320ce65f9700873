package term

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// ErrNoTerminal says that there is nobody to ask.
var ErrNoTerminal = errors.New("there is no terminal to ask on")

// Ask asks for a line. It takes no more than this line from the input.
func (s Streams) Ask(question string) (string, error) {
	fmt.Fprint(s.Err, question)
	var line []byte
	for one := make([]byte, 1); ; {
		n, err := s.In.Read(one)
		if n == 1 && one[0] == '\n' {
			return string(line), nil
		}
		line = append(line, one[:n]...)
		if err != nil && len(line) == 0 {
			return "", err
		}
		if errors.Is(err, io.EOF) {
			return string(line), nil
		}
		if err != nil {
			return "", err
		}
	}
}

// AskSecret asks for a line that the terminal does not show. When the context ends it gives the terminal back as it was.
func (s Streams) AskSecret(ctx context.Context, question string) ([]byte, error) {
	file, ok := s.In.(*os.File)
	if !ok || !s.InTerminal {
		return nil, ErrNoTerminal
	}
	terminal := int(file.Fd())
	before, err := term.GetState(terminal)
	if err != nil {
		return nil, err
	}
	fmt.Fprint(s.Err, question)
	type answer struct {
		line []byte
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		line, err := term.ReadPassword(terminal)
		answered <- answer{line, err}
	}()
	defer fmt.Fprintln(s.Err) // the one that was typed is not shown either
	select {
	case a := <-answered:
		return a.line, a.err
	case <-ctx.Done():
		return nil, errors.Join(ctx.Err(), term.Restore(terminal, before))
	}
}

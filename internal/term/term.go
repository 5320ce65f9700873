// Package term holds the streams of a run and what is known of the terminal behind them.
package term

import (
	"io"
	"os"

	"golang.org/x/term"
)

// Streams are what a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer

	Columns int // of the terminal that Out is, 0 where it is none

	InTerminal  bool
	OutTerminal bool
	ErrTerminal bool
}

// System returns the process's own streams.
func System() Streams {
	columns, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		columns = 0
	}
	return Streams{
		Columns: columns,
		In:      os.Stdin, Out: os.Stdout, Err: os.Stderr,
		InTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		OutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		ErrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
	}
}

// Colours says when to colour output.
type Colours string

// The choices of --color. Auto colours what goes to a terminal, unless NO_COLOR is set or the terminal is dumb.
const (
	Auto   Colours = "auto"
	Always Colours = "always"
	Never  Colours = "never"
)

// Wanted decides for one stream: the flag goes before NO_COLOR (no-color.org), which goes before the terminal.
func (c Colours) Wanted(terminal bool, getenv func(string) string) bool {
	switch c {
	case Always:
		return true
	case Never:
		return false
	}
	return terminal && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

// Styles are the colours that panther uses; the zero value uses none.
type Styles struct{ on bool }

// NewStyles returns the styles, plain ones where colour is off.
func NewStyles(on bool) Styles { return Styles{on} }

func (s Styles) paint(code, text string) string {
	if !s.on || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// Bad is for errors and what is removed.
func (s Styles) Bad(text string) string { return s.paint("1;31", text) }

// Careful is for warnings.
func (s Styles) Careful(text string) string { return s.paint("1;33", text) }

// Good is for what is well and what is added.
func (s Styles) Good(text string) string { return s.paint("32", text) }

// Quiet is for places and what matters less.
func (s Styles) Quiet(text string) string { return s.paint("36", text) }

// Strong is for headings.
func (s Styles) Strong(text string) string { return s.paint("1", text) }

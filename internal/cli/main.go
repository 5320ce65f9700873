// Package cli holds the commands: flags into options, one call, and what is printed.
package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/settings"
	"github.com/hbohlen/panther/internal/term"
)

// The exit codes, the same for every verb.
const (
	exitYes         = 0   // as it should be
	exitNo          = 1   // the answer is no: an invalid manifest, drift
	exitUnable      = 2   // no answer: usage, input and output
	exitInterrupted = 130 // by the user
)

// errNo ends a run whose answer is no, and has been printed.
var errNo = errors.New("no")

// errUnable ends a run that could not answer, which has been said.
var errUnable = errors.New("no answer")

// usageError is a mistake in how a command was called.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// Main runs a command line and returns its exit code.
func Main(args []string, streams term.Streams, getenv func(string) string) (code int) {
	// panther is over before the heap could grow large; collecting it more rarely halves the time of a large fleet
	if getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	ctx, stop := signal.NotifyContext(context.Background(), interrupts()...)
	defer stop()
	a := &app{Streams: streams, getenv: getenv}
	root := newRoot(a)
	root.SetArgs(args)
	done := make(chan error, 1)
	go func() { done <- root.ExecuteContext(ctx) }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done(): // a question that waits for an answer would wait on; files are written whole or not at all
		a.tidying.Lock()
		return exitInterrupted
	}
	switch {
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case err == nil:
		return exitYes
	case errors.Is(err, errNo):
		return exitNo
	case errors.Is(err, errUnable):
		return exitUnable
	case errors.Is(err, syscall.EPIPE): // whoever read the output has seen enough
		return exitYes
	}
	a.printError(root, args, err)
	return exitUnable
}

// interrupts are the signals that end a run, those that somebody ignores for panther left out.
func interrupts() []os.Signal {
	out := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		out = append(out, syscall.SIGHUP)
	}
	return out
}

// app is what commands share.
type app struct {
	term.Streams
	settings settings.Settings
	getenv   func(string) string
	tidying  sync.Mutex // held by what has to be finished when the run is interrupted
}

// tidily does what leaves something behind that has to be cleared away: an interrupt waits until it is.
func (a *app) tidily(ctx context.Context, do func() error) error {
	a.tidying.Lock()
	defer a.tidying.Unlock()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return do()
}

func (a *app) printError(root *cobra.Command, args []string, err error) {
	styles := a.errStyles()
	fmt.Fprintf(a.Err, "%s %s\n", styles.Bad("panther:"), strings.TrimSpace(err.Error()))
	if hint := hintFor(root, args, err); hint != "" {
		fmt.Fprintf(a.Err, "  %s %s\n", styles.Quiet("help:"), hint)
	}
}

// hintFor finds the flag that was meant, and says where usage is explained.
func hintFor(root *cobra.Command, args []string, err error) string {
	command, _, findErr := root.Find(args)
	if findErr != nil || command == nil {
		command = root
	}
	if name, ok := strings.CutPrefix(err.Error(), "unknown flag: --"); ok {
		var flags []string
		command.Flags().VisitAll(func(f *pflag.Flag) { flags = append(flags, f.Name) })
		if near, ok := diag.Nearest(name, flags); ok {
			return "did you mean --" + near + "?"
		}
	}
	var u usageError
	if errors.As(err, &u) || strings.HasPrefix(err.Error(), "unknown ") || strings.Contains(err.Error(), "arg(s)") {
		return command.CommandPath() + " --help"
	}
	return ""
}

func (a *app) outStyles() term.Styles {
	return term.NewStyles(term.Colours(a.settings.Color).Wanted(a.OutTerminal, a.getenv))
}

func (a *app) errStyles() term.Styles {
	return term.NewStyles(term.Colours(a.settings.Color).Wanted(a.ErrTerminal, a.getenv))
}

// note prints what is neither a result nor a mistake.
func (a *app) note(format string, args ...any) {
	if !a.settings.Quiet {
		fmt.Fprintf(a.Err, format+"\n", args...)
	}
}

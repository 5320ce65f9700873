package install

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// patience is how long the program may take to end after it was told to.
const patience = 10 * time.Second

// ErrFailed says that nixos-anywhere ran and did not succeed.
var ErrFailed = errors.New("nixos-anywhere failed")

// Streams are those of the program.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Terminal bool // In is one: the program shares it, and what is typed there reaches both
}

// Run carries a plan out. It returns when the program has ended, ErrFailed where it did not succeed. When the context
// ends, the program is told so.
func (p *Plan) Run(ctx context.Context, program Program, stage *Stage, s Streams) error {
	args := append(slices.Clone(program[1:]), p.Arguments(stage.dir)...)
	cmd := exec.CommandContext(ctx, program[0], args...)
	cmd.Dir = p.Folder
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.In, s.Out, s.Err
	cmd.WaitDelay = patience
	if s.Terminal { // what runs below the program gets an interrupt from the terminal
		cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	} else { // and here as a group, since a shell that waits for ssh ends only after it
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		if !s.Terminal { // what is left of the group after its time
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		}
		return ctx.Err()
	case errors.As(err, &exit) && wasInterrupted(exit): // it may know of an interrupt before panther does
		return context.Canceled
	case errors.As(err, &exit):
		return ErrFailed
	}
	return err
}

// wasInterrupted tells whether a program ended because it was told to.
func wasInterrupted(exit *exec.ExitError) bool {
	status, ok := exit.Sys().(syscall.WaitStatus)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if ok && status.Signaled() && status.Signal() == signal || exit.ExitCode() == 128+int(signal) {
			return true
		}
	}
	return false
}

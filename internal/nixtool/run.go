package nixtool

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"syscall"
)

// Outcome is what came of a run of Nix that was not interrupted.
type Outcome struct {
	Out       string
	Complaint string // what it printed beside that: warnings, errors
	OK        bool

	Unanswered string // why it could not tell, as it says it: something could not be fetched; "" where it could
}

// System evaluates the system of a host of the flake in a folder, and builds it if it is asked to. It does not change
// flake.lock. Watch is handed each line that Nix prints beside its result, as it comes.
func System(ctx context.Context, dir, host string, build bool, watch func(line string)) (Outcome, error) {
	attribute := `.#nixosConfigurations."` + host + `".config.system.build.toplevel`
	args := []string{"--show-trace"} // which names the files of the flake
	if build {
		args = append(args, "build", "--no-link", "--no-write-lock-file", attribute)
	} else {
		args = append(args, "eval", "--raw", "--no-write-lock-file", attribute+".drvPath")
	}
	return run(ctx, dir, watch, args...)
}

// run runs Nix in the folder of a flake, which is then ".": Nix would read a path with a # or a ? in it as something else.
// The error says that it could not be run, or that the context ended; then what it runs was told to end, too.
func run(ctx context.Context, dir string, watch func(line string), args ...string) (Outcome, error) {
	cmd := exec.CommandContext(ctx, "nix", append([]string{"--extra-experimental-features", "nix-command flakes"}, args...)...)
	cmd.Dir = dir
	var out bytes.Buffer
	complaint := &lines{watch: watch}
	cmd.Stdout, cmd.Stderr = &out, complaint
	cmd.WaitDelay = patience
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return Outcome{}, ctx.Err()
	case errors.As(err, &exit):
		said := complaint.all.String()
		if err := refusesFolder(dir, said); err != nil {
			return Outcome{}, err
		}
		return Outcome{Out: out.String(), Complaint: said, Unanswered: unanswered(said)}, nil
	case err != nil:
		return Outcome{}, err
	}
	return Outcome{Out: out.String(), Complaint: complaint.all.String(), OK: true}, nil
}

// lines keeps what is written, and hands on each line.
type lines struct {
	all   bytes.Buffer
	begun []byte
	watch func(string)
}

// Write takes a piece of the output.
func (l *lines) Write(p []byte) (int, error) {
	l.all.Write(p)
	l.begun = append(l.begun, p...)
	for {
		line, rest, ended := bytes.Cut(l.begun, []byte("\n"))
		if !ended {
			return len(p), nil
		}
		if l.begun = rest; l.watch != nil {
			l.watch(string(line))
		}
	}
}

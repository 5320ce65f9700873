// Package nixtool runs Nix, where it is installed.
package nixtool

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"
)

// ErrNoProgram says that there is no Nix.
var ErrNoProgram = errors.New("Nix is not installed here")

// HowToGet says how to get it.
const HowToGet = "install Nix (https://nixos.org/download), or run this where it is"

// patience is how long Nix may take to end after it was told to.
const patience = 5 * time.Second

// Find looks for Nix. The error is ErrNoProgram.
func Find() error {
	if _, err := exec.LookPath("nix"); err != nil {
		return ErrNoProgram
	}
	return nil
}

// Failure is what Nix said when it failed.
type Failure struct {
	Text       string
	Unanswered bool // it could not get something, which says nothing against the flake
}

// Error says it in a line.
func (f *Failure) Error() string { return "nix: " + f.Text }

// Evaluate evaluates an attribute of the flake in a folder, hands it to a function written in Nix, and returns the result as
// JSON. It neither builds anything nor changes flake.lock. The error is a *Failure where Nix refuses.
func Evaluate(ctx context.Context, dir, attribute, function string) ([]byte, error) {
	outcome, err := run(ctx, dir, nil, "eval", "--json", "--no-write-lock-file", ".#"+attribute, "--apply", function)
	if err != nil {
		return nil, err
	}
	if !outcome.OK {
		if outcome.Unanswered != "" {
			return nil, &Failure{outcome.Unanswered, true}
		}
		return nil, &Failure{Text: reason(outcome.Complaint)}
	}
	return []byte(outcome.Out), nil
}

// reason is the part of what Nix said that says why, without its trace.
func reason(text string) string {
	at := strings.LastIndex(text, "error:")
	if at < 0 {
		return strings.TrimSpace(text)
	}
	var kept []string
	for line := range strings.SplitSeq(text[at:], "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "(use '--show-trace'") {
			break
		}
		if line != "" {
			kept = append(kept, line)
		}
	}
	const most = 8
	return strings.Join(kept[:min(len(kept), most)], "\n  ")
}

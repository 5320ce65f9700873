// Package git asks the git program about the repository that a fleet lies in. Nix reads a flake through git: a file
// that git does not know is not there for it.
package git

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Repository is the work tree that a folder lies in.
type Repository struct{ dir string }

// Find returns the repository of a folder; ok is false where the folder lies in none or there is no git program.
func Find(dir string) (r Repository, ok bool) {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			break
		}
		if at == filepath.Dir(at) {
			return Repository{}, false
		}
	}
	if _, err := exec.LookPath("git"); err != nil {
		return Repository{}, false
	}
	return Repository{dir}, true
}

// Known returns those files of a folder that git tracks, relative to the repository's folder that Find was asked for.
func (r Repository) Known(ctx context.Context, folder string) (map[string]bool, error) {
	out, err := r.run(ctx, nil, "ls-files", "-z", "--cached", "--", folder)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for name := range strings.SplitSeq(string(out), "\x00") {
		known[name] = true
	}
	return known, nil
}

// IntendToAdd makes files known to git, without staging what they hold. Files that git ignores are refused by it.
func (r Repository) IntendToAdd(ctx context.Context, files []string) error {
	list := []byte(strings.Join(files, "\x00"))
	_, err := r.run(ctx, list, "add", "--intent-to-add", "--pathspec-from-file=-", "--pathspec-file-nul")
	return err
}

func (r Repository) run(ctx context.Context, in []byte, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", r.dir, "--literal-pathspecs"}, args...)...)
	cmd.Stdin = bytes.NewReader(in)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("git %s: %s", args[0], firstLine(complaint.String(), err))
	}
	return out.Bytes(), nil
}

func firstLine(text string, err error) string {
	if line, _, _ := strings.Cut(strings.TrimSpace(text), "\n"); line != "" {
		return line
	}
	return err.Error()
}

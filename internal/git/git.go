// Package git asks the git program about the repository that a fleet lies in. Nix reads a flake through git: a file
// that git does not know is not there for it.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Why there is no repository to ask.
var (
	ErrNoRepository = errors.New("the fleet is not in git")
	ErrNoProgram    = errors.New("the fleet is in git, but there is no git program")
)

// Repository is the work tree that a folder lies in.
type Repository struct{ dir string }

// Find returns the repository of a folder. The error is ErrNoRepository or ErrNoProgram.
func Find(dir string) (Repository, error) {
	if topOf(dir) == "" {
		return Repository{}, ErrNoRepository
	}
	if _, err := exec.LookPath("git"); err != nil {
		return Repository{}, ErrNoProgram
	}
	return Repository{dir}, nil
}

// topOf is the folder of the work tree that a folder lies in, "" for none.
func topOf(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return ""
		}
	}
}

// Prefix is where a folder lies in its repository, with slashes: "" for the top of one, and where there is none. It takes no
// git program.
func Prefix(dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	top := topOf(dir)
	if top == "" || top == dir {
		return ""
	}
	below, err := filepath.Rel(top, dir)
	if err != nil {
		return ""
	}
	return filepath.ToSlash(below)
}

// Known returns the files that git tracks, relative to the folder that Find was asked for.
func (r Repository) Known(ctx context.Context) (map[string]bool, error) {
	out, err := r.run(ctx, nil, "ls-files", "-z", "--cached")
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for name := range strings.SplitSeq(string(out), "\x00") {
		known[name] = true
	}
	return known, nil
}

// Committed returns what a file held when the last commit was made, nil where it was not there.
func (r Repository) Committed(ctx context.Context, name string) []byte {
	out, err := r.run(ctx, nil, "show", "HEAD:./"+name)
	if err != nil { // there is no such file, or no commit yet
		return nil
	}
	return out
}

// IntendToAdd makes files known to git, without staging what they hold. It returns those that git ignores, which are
// left out.
func (r Repository) IntendToAdd(ctx context.Context, files []string) (ignored []string, err error) {
	if ignored, err = r.ignored(ctx, files); err != nil {
		return nil, err
	}
	wanted := slices.DeleteFunc(slices.Clone(files), func(name string) bool { return slices.Contains(ignored, name) })
	if len(wanted) == 0 {
		return ignored, nil
	}
	_, err = r.run(ctx, []byte(strings.Join(wanted, "\x00")), "--literal-pathspecs", "add", "--intent-to-add", "--pathspec-from-file=-", "--pathspec-file-nul")
	return ignored, err
}

func (r Repository) ignored(ctx context.Context, files []string) ([]string, error) {
	names := make([]string, 0, len(files))
	for _, name := range files {
		names = append(names, "./"+name) // a name that begins with a colon is a pattern to it
	}
	out, err := r.run(ctx, []byte(strings.Join(names, "\x00")), "check-ignore", "-z", "--stdin")
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 { // none is
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var ignored []string
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		ignored = append(ignored, strings.TrimPrefix(name, "./"))
	}
	return ignored, nil
}

// failure is what git said when it failed.
type failure struct {
	*exec.ExitError
	text string
}

func (f failure) Error() string { return f.text }

func (f failure) Unwrap() error { return f.ExitError }

func (r Repository) run(ctx context.Context, in []byte, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", r.dir}, args...)...)
	cmd.Env = environment()
	cmd.Stdin = bytes.NewReader(in)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil, failure{exit, fmt.Sprintf("git: %s", firstLine(complaint.String(), err))}
	}
	return out.Bytes(), err
}

// environment is that of the process without what git tells its hooks of the repository that they run for: it holds
// for that repository's own folder alone.
func environment() []string {
	var out []string
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		switch name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR":
		default:
			out = append(out, entry)
		}
	}
	return out
}

func firstLine(text string, err error) string {
	if line, _, _ := strings.Cut(strings.TrimSpace(text), "\n"); line != "" {
		return line
	}
	return err.Error()
}

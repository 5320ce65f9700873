package install

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// stagePattern is the name of the folder in which secrets wait to be taken along; the star becomes something random.
const stagePattern = "panther-install-*"

// Stage is a folder that nobody else can look into, in memory where there is such a place.
type Stage struct{ dir string }

// stageParents are the folders in which a stage may lie, those in memory first.
func stageParents(getenv func(string) string) []string {
	out := []string{getenv("XDG_RUNTIME_DIR"), "/dev/shm", getenv("TMPDIR"), "/tmp"}
	return slices.DeleteFunc(out, func(dir string) bool {
		info, err := os.Stat(dir)
		return err != nil || !info.IsDir() || !filepath.IsAbs(dir)
	})
}

// StageName is the folder that a stage would be, for a plan that is only printed.
func StageName(getenv func(string) string) string {
	name := strings.Replace(stagePattern, "*", "XXXXXX", 1)
	if parents := stageParents(getenv); len(parents) > 0 {
		return filepath.Join(parents[0], name)
	}
	return name
}

// NewStage makes a stage.
func NewStage(getenv func(string) string) (*Stage, error) {
	var last error
	for _, parent := range stageParents(getenv) {
		dir, err := os.MkdirTemp(parent, stagePattern) // 0700
		if err == nil {
			return &Stage{dir}, nil
		}
		last = err
	}
	return nil, fmt.Errorf("there is no place for what travels to the host: %w", last)
}

// Remove removes the stage with all that is in it.
func (s *Stage) Remove() error { return os.RemoveAll(s.dir) }

// The parts of a stage.
func filesIn(stage string) string     { return filepath.Join(stage, "files") }
func keyIn(stage, name string) string { return filepath.Join(stage, "keys", name) }

// Fill writes the files and the keys of a plan.
func (s *Stage) Fill(p *Plan) error {
	for _, f := range p.Files {
		name := filepath.Join(filesIn(s.dir), filepath.FromSlash(f.Path))
		if err := s.makeFolders(filepath.Dir(name)); err != nil {
			return err
		}
		if err := writeExactly(name, f.content, f.Mode); err != nil {
			return err
		}
	}
	for _, k := range p.Keys {
		if k.secret == nil {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(keyIn(s.dir, k.Device)), 0o700); err != nil {
			return err
		}
		if err := writeExactly(keyIn(s.dir, k.Device), k.secret, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// makeFolders makes the folders that lead to a file. tar gives those that are on the host the modes of these, whatever
// the umask here is.
func (s *Stage) makeFolders(dir string) error {
	if dir == s.dir {
		return nil
	}
	if err := s.makeFolders(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !os.IsExist(err) {
		return err
	}
	return os.Chmod(dir, folderMode(strings.TrimPrefix(dir, filesIn(s.dir))))
}

// folderMode is the mode that a folder has on NixOS.
func folderMode(name string) os.FileMode {
	switch {
	case name == "/root" || name == "/var/lib/private" || path.Base(name) == ".ssh" || path.Base(path.Dir(name)) == "home":
		return 0o700
	case name == "/tmp" || name == "/var/tmp":
		return 0o777 | os.ModeSticky
	}
	return 0o755
}

func writeExactly(name string, content []byte, mode os.FileMode) error {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := file.Chmod(mode); err != nil {
		return err
	}
	if _, err := file.Write(content); err != nil {
		return err
	}
	return file.Close()
}

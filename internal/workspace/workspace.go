// Package workspace is the only package that reads and writes the files of a fleet.
package workspace

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/source"
)

// FleetFile marks the root of a fleet.
const FleetFile = "panther.yaml"

// ErrNoFleet says that neither the folder nor any above it is a fleet.
var ErrNoFleet = errors.New("there is no " + FleetFile + " here or in any folder above")

// Workspace is a fleet's folder. Every access goes through an os.Root: nothing outside it is read or written, through
// links neither.
type Workspace struct {
	Dir  string // absolute
	root *os.Root
}

// Find returns the folder of the fleet that a folder belongs to. The error is ErrNoFleet where there is none.
func Find(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(abs); err != nil || !info.IsDir() {
		return "", fmt.Errorf("there is no folder %s", dir)
	}
	for at := abs; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, FleetFile)); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", ErrNoFleet
		}
	}
}

// Open opens a fleet's folder.
func Open(dir string) (*Workspace, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Workspace{Dir: dir, root: root}, nil
}

// Close lets go of the folder.
func (w *Workspace) Close() error { return w.root.Close() }

// Files are the files that people wrote.
type Files struct {
	Fleet    *source.File
	Hosts    []*source.File // by path
	Profiles []*source.File // by name
	Modules  fs.FS          // nil without any
	Diags    diag.List      // about names and places of files
}

// Read reads all manifests and profiles.
func (w *Workspace) Read() (*Files, error) {
	f := &Files{}
	var err error
	if f.Fleet, err = w.readFile(FleetFile); err != nil {
		return nil, err
	}
	if f.Hosts, err = w.readHosts(&f.Diags); err != nil {
		return nil, err
	}
	if err := w.readProfiles(f); err != nil {
		return nil, err
	}
	if info, err := w.root.Stat("templates/modules"); err == nil && info.IsDir() {
		f.Modules, err = fs.Sub(w.root.FS(), "templates/modules")
		if err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (w *Workspace) readFile(name string) (*source.File, error) {
	content, err := w.root.ReadFile(name)
	if err != nil {
		return nil, plain(name, err)
	}
	return source.New(name, content), nil
}

func (w *Workspace) readProfiles(f *Files) error {
	entries, err := fs.ReadDir(w.root.FS(), "profiles")
	if err != nil {
		return nil // no folder of its own: the built-in profiles are all there is
	}
	for _, e := range entries {
		name := path.Join("profiles", e.Name())
		switch {
		case e.IsDir() || strings.HasPrefix(e.Name(), "."):
		case strings.HasSuffix(name, ".yaml"):
			file, err := w.readFile(name)
			if err != nil {
				return err
			}
			f.Profiles = append(f.Profiles, file)
		case strings.HasSuffix(name, ".yml"):
			reportEnding(name, &f.Diags)
		}
	}
	return nil
}

func reportEnding(name string, diags *diag.List) {
	diags.Add(diag.FileName, source.New(name, nil).Top(), "manifests end in .yaml, not .yml").
		Help("rename it to %s.yaml", strings.TrimSuffix(path.Base(name), ".yml"))
}

// Exists tells whether a file of the fleet is there, as a file, inside the fleet.
func (w *Workspace) Exists(name string) bool {
	info, err := w.root.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// HasFolder tells whether a folder of the fleet is there.
func (w *Workspace) HasFolder(name string) bool {
	info, err := w.root.Stat(name)
	return err == nil && info.IsDir()
}

// ReadText returns a file's content, nil where it cannot be read.
func (w *Workspace) ReadText(name string) []byte {
	content, err := w.root.ReadFile(name)
	if err != nil {
		return nil
	}
	return content
}

// ReadReport returns a hardware report, nil where there is none. Of a file that is too large for one it returns no more
// than shows this.
func (w *Workspace) ReadReport(name string) []byte { return w.readAtMost(name, facts.MaxBytes+1) }

// ReadImport returns a hand-written file, nil where there is none. Of a very large one only the beginning is read.
func (w *Workspace) ReadImport(name string) []byte { return w.readAtMost(name, 1<<20) }

func (w *Workspace) readAtMost(name string, most int64) []byte {
	file, err := w.root.OpenFile(name, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	content, err := io.ReadAll(io.LimitReader(file, most))
	if err != nil {
		return nil
	}
	return content
}

// plain says an error of the file system in a person's words.
func plain(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %s", name)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("no permission for %s", name)
	}
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return fmt.Errorf("%s: %w", name, pathError.Err)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// Inside cleans a path that a person wrote; ok is false where it leads out of the fleet.
func Inside(name string) (clean string, ok bool) {
	clean = path.Clean(name)
	if path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") {
		return clean, false
	}
	return clean, true
}

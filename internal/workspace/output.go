package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"runtime"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/tree"
)

// temporary ends the name of a file that is being written. One that a killed run left behind is removed by the next.
const temporary = ".panther-tmp"

// renderedFolders are the folders of a tree in which files may be left over.
var renderedFolders = []string{"fleet", "hosts", "modules"}

// Output is the folder that a tree is rendered into.
type Output struct {
	root *os.Root // nil: the folder is not there yet
	ws   *Workspace
	name string
}

// Output opens the folder of the rendered tree, "." for the fleet's own.
func (w *Workspace) Output(name string) (*Output, error) {
	o := &Output{ws: w, name: name}
	if name == "." {
		o.root = w.root
		return o, nil
	}
	root, err := w.root.OpenRoot(name)
	switch {
	case err == nil:
		o.root = root
	case !errors.Is(err, fs.ErrNotExist):
		return nil, plain(name, err)
	}
	return o, nil
}

// Existing reads what stands at the paths of a tree, and every other rendered file of the folder. Leftovers are the
// temporary files of a run that was killed.
func (o *Output) Existing(want *tree.Tree) (existing map[string]tree.Existing, leftovers []string, err error) {
	existing = map[string]tree.Existing{}
	if o.root == nil {
		return existing, nil, nil
	}
	s := &scan{output: o, existing: existing, folders: foldersOf(want)}
	s.file("flake.nix")
	if _, err := o.root.Lstat(temporaryName("flake.nix")); err == nil {
		s.leftovers = append(s.leftovers, temporaryName("flake.nix"))
	}
	for _, folder := range renderedFolders {
		s.folder(folder)
	}
	s.wait()
	return existing, s.leftovers, s.err
}

// scan walks the rendered folders, several at a time.
type scan struct {
	output    *Output
	folders   map[string]bool // that the tree has files in
	existing  map[string]tree.Existing
	leftovers []string
	err       error

	mu    sync.Mutex
	group sync.WaitGroup
	slots chan struct{}
}

func (s *scan) folder(folder string) {
	if s.slots == nil {
		s.slots = make(chan struct{}, 2*runtime.GOMAXPROCS(0))
	}
	info, err := s.output.root.Lstat(folder)
	if err != nil {
		return // nothing rendered there
	}
	switch {
	case info.IsDir():
		s.enter(s.output.root, folder, folder)
	case s.folders[folder]:
		s.block(folder, info.Mode())
	}
}

// block notes what stands in the place of a file or a folder.
func (s *scan) block(full string, mode fs.FileMode) {
	what := "a file"
	switch {
	case mode.IsDir():
		what = "a folder"
	case mode&fs.ModeSymlink != 0:
		what = "a symbolic link"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.existing[full] = tree.Existing{Blocked: what}
}

// foldersOf returns every folder that a tree has files in, those in between included.
func foldersOf(t *tree.Tree) map[string]bool {
	folders := map[string]bool{}
	for _, f := range t.Files() {
		for dir := path.Dir(f.Path); dir != "." && !folders[dir]; dir = path.Dir(dir) {
			folders[dir] = true
		}
	}
	return folders
}

// enter reads a folder through a root of its own: no path is walked from the top again.
func (s *scan) enter(parent *os.Root, name, full string) {
	root, err := parent.OpenRoot(name)
	if err != nil {
		s.fail(plain(full, err))
		return
	}
	s.group.Add(1)
	work := func() {
		defer s.group.Done()
		defer root.Close()
		s.read(root, full)
	}
	select {
	case s.slots <- struct{}{}:
		go func() { work(); <-s.slots }()
	default: // all hands busy: do it here
		work()
	}
}

func (s *scan) read(root *os.Root, full string) {
	dir, err := root.Open(".")
	if err != nil {
		s.fail(plain(full, err))
		return
	}
	entries, err := dir.ReadDir(-1)
	dir.Close()
	if err != nil {
		s.fail(plain(full, err))
		return
	}
	for _, e := range entries {
		at := full + "/" + e.Name()
		switch {
		case strings.HasSuffix(e.Name(), temporary):
			s.mu.Lock()
			s.leftovers = append(s.leftovers, at)
			s.mu.Unlock()
		case strings.HasSuffix(e.Name(), ".nix"):
			s.look(root, e, at)
		case e.IsDir():
			s.enter(root, e.Name(), at)
		case s.folders[at]:
			s.block(at, e.Type())
		}
	}
}

func (s *scan) file(name string) {
	info, err := s.output.root.Lstat(name)
	if err == nil {
		s.look(s.output.root, fs.FileInfoToDirEntry(info), name)
	}
}

// look reads a file that is or may be a rendered one.
func (s *scan) look(root *os.Root, e fs.DirEntry, full string) {
	if !e.Type().IsRegular() {
		s.block(full, e.Type())
		return
	}
	content, err := root.ReadFile(path.Base(full))
	if err != nil {
		s.fail(plain(full, err))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.existing[full] = tree.Existing{Content: content}
}

func (s *scan) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
}

func (s *scan) wait() { s.group.Wait() }

// Write writes files, each whole or not at all: to a temporary file that then takes its place. Folders are made as
// needed. No sync: what is lost with the machine can be rendered again.
func (o *Output) Write(files []tree.File) error {
	if len(files) == 0 {
		return nil
	}
	if o.root == nil {
		if err := o.ws.root.MkdirAll(o.name, 0o755); err != nil {
			return plain(o.name, err)
		}
		root, err := o.ws.root.OpenRoot(o.name)
		if err != nil {
			return plain(o.name, err)
		}
		o.root = root
	}
	folders := byFolder(files)
	errs := make([]error, len(folders))
	next := make(chan int, len(folders))
	for i := range folders {
		next <- i
	}
	close(next)
	var wg sync.WaitGroup
	for range min(len(folders), 2*runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				errs[i] = o.writeFolder(folders[i])
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// byFolder groups files, which are sorted by path, by their folders.
func byFolder(files []tree.File) [][]tree.File {
	var out [][]tree.File
	for _, f := range files {
		if n := len(out); n > 0 && path.Dir(out[n-1][0].Path) == path.Dir(f.Path) {
			out[n-1] = append(out[n-1], f)
			continue
		}
		out = append(out, []tree.File{f})
	}
	return out
}

func (o *Output) writeFolder(files []tree.File) error {
	folder := path.Dir(files[0].Path)
	root := o.root
	if folder != "." {
		var err error
		if root, err = o.openFolder(folder); err != nil {
			return plain(folder, err)
		}
		defer root.Close()
	}
	for _, f := range files {
		if err := writeFile(root, path.Base(f.Path), f.Content); err != nil {
			return plain(f.Path, err)
		}
	}
	return nil
}

func (o *Output) openFolder(folder string) (*os.Root, error) {
	root, err := o.root.OpenRoot(folder)
	if !errors.Is(err, fs.ErrNotExist) {
		return root, err
	}
	if err := o.root.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	return o.root.OpenRoot(folder)
}

func temporaryName(name string) string { return "." + name + temporary }

func writeFile(root *os.Root, name string, content []byte) error {
	temp := temporaryName(name)
	file, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = root.Rename(temp, name)
	}
	if err != nil {
		_ = root.Remove(temp) // best effort: the next run removes it as well
	}
	return err
}

// Remove removes files, and the folders that are empty without them.
func (o *Output) Remove(paths []string) error {
	for _, name := range paths {
		if err := o.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return plain(name, err)
		}
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if err := o.root.Remove(dir); err != nil {
				break // not empty
			}
		}
	}
	return nil
}

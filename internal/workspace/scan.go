package workspace

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/tree"
)

// flakeFile stands at the top of a tree, beside the folders in which files may be left over.
const flakeFile = "flake.nix"

var renderedFolders = []string{"fleet", "hosts", "modules"}

func isNix(name string) bool { return strings.HasSuffix(name, ".nix") }

// Existing reads what stands at the paths of a tree, and every other rendered file of the folder. Leftovers are the
// temporary files of a run that was killed.
func (o *Output) Existing(want *tree.Tree) (existing map[string]tree.Existing, leftovers []string, err error) {
	return o.find(want, isNix, o.top)
}

// find reads what stands at the paths of a tree, and every other file that may be one of its kind. It begins with some
// entries of the folder.
func (o *Output) find(want *tree.Tree, isOurs func(name string) bool, top func() []fs.DirEntry) (existing map[string]tree.Existing, leftovers []string, err error) {
	s := &scan{want: want, isOurs: isOurs, folders: foldersOf(want), existing: map[string]tree.Existing{}}
	if o.root == nil {
		return s.existing, nil, nil
	}
	below, err := s.folder(o.root, ".", top())
	if err != nil {
		return nil, nil, err
	}
	w := walk{visit: s.folder}
	err = w.run(o.root, below...)
	return s.existing, s.leftovers, err
}

// top returns those entries of the output that concern a tree: in a fleet's own folder, there are others.
func (o *Output) top() []fs.DirEntry {
	var out []fs.DirEntry
	for _, name := range append([]string{flakeFile, temporaryName(flakeFile)}, renderedFolders...) {
		if info, err := o.root.Lstat(name); err == nil {
			out = append(out, fs.FileInfoToDirEntry(info))
		}
	}
	return out
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

// scan collects what is found.
type scan struct {
	want    *tree.Tree
	isOurs  func(name string) bool // whether a file may be a rendered one
	folders map[string]bool        // that the tree has files in

	mu        sync.Mutex
	existing  map[string]tree.Existing
	leftovers []string
}

// folder looks at a folder, and returns the names of those below it.
func (s *scan) folder(folder *os.Root, name string, entries []fs.DirEntry) (below []string, err error) {
	for _, e := range entries {
		full := path.Join(name, e.Name())
		switch {
		case strings.HasSuffix(e.Name(), temporary):
			s.mu.Lock()
			s.leftovers = append(s.leftovers, full)
			s.mu.Unlock()
		case s.isOurs(e.Name()):
			if err := s.file(folder, e, full); err != nil {
				return nil, err
			}
		case e.IsDir():
			below = append(below, e.Name())
		case s.folders[full]:
			s.found(full, blockedBy(e))
		}
	}
	return below, nil
}

// file reads a file that is or may be a rendered one.
func (s *scan) file(folder *os.Root, e fs.DirEntry, full string) error {
	if !e.Type().IsRegular() {
		if s.want.Has(full) { // elsewhere it is somebody's own
			s.found(full, blockedBy(e))
		}
		return nil
	}
	content, err := readFile(folder, e.Name())
	if err != nil {
		return plain(full, err)
	}
	s.found(full, tree.Existing{Content: content})
	return nil
}

// blockedBy says what stands in the place of a file or a folder.
func blockedBy(e fs.DirEntry) tree.Existing {
	switch {
	case e.IsDir():
		return tree.Existing{Blocked: "a folder"}
	case e.Type()&fs.ModeSymlink != 0:
		return tree.Existing{Blocked: "a symbolic link"}
	}
	return tree.Existing{Blocked: "a file"}
}

func (s *scan) found(full string, e tree.Existing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.existing[full] = e
}

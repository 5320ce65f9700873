package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/tree"
)

// pageFolders are the folders of a documentation, beside which pages stand at the top.
var pageFolders = []string{"files", "hosts", "modules"}

// Pages opens a folder for documentation, inside the fleet or elsewhere; it need not be there yet. Nothing outside of it is
// read or written.
func Pages(dir string) (*Output, error) {
	root, err := os.OpenRoot(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, plain(dir, err)
	}
	return &Output{root: root, name: dir}, nil
}

// pageEndings are those of all that a documentation is made of, in either format: one may have been written in the other
// before.
var pageEndings = []string{".css", ".html", ".js", ".md", ".svg"}

// indexPages are the first pages of a documentation, by which its folder is known again.
var indexPages = []string{"README.md", "index.html"}

// RealPath is a path without links, as far as it is there.
func RealPath(name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	missing := ""
	for at := abs; ; at = filepath.Dir(at) {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(real, missing), nil
		}
		if at == filepath.Dir(at) {
			return abs, nil
		}
		missing = filepath.Join(filepath.Base(at), missing)
	}
}

// IsForPages tells whether a folder is new, empty but for the repository that pages are kept in, or holds a documentation
// already: nothing of somebody else's can be lost among its pages.
func IsForPages(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil { // whoever writes into it is told
		return true
	}
	empty := true
	for _, e := range entries {
		if slices.Contains(indexPages, e.Name()) && e.Type().IsRegular() {
			if content, err := os.ReadFile(filepath.Join(dir, e.Name())); err == nil && tree.IsRendered(content) {
				return true
			}
		}
		empty = empty && (e.Name() == ".git" || strings.HasSuffix(e.Name(), temporary))
	}
	return empty
}

// ExistingPages reads what stands at the paths of a documentation, and every other file that may have been a part of it before.
func (o *Output) ExistingPages(want *tree.Tree) (existing map[string]tree.Existing, leftovers []string, err error) {
	isPage := func(name string) bool { return slices.Contains(pageEndings, path.Ext(name)) }
	return o.find(want, isPage, func() []fs.DirEntry { return o.topPages(want) })
}

func (o *Output) topPages(want *tree.Tree) []fs.DirEntry {
	entries, err := readFolder(o.root)
	if err != nil { // whoever writes into it is told
		return nil
	}
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		return e.IsDir() && !slices.Contains(pageFolders, e.Name()) && !want.Has(e.Name())
	})
}

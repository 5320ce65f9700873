package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"

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

// ExistingPages reads what stands at the paths of a documentation, and every other file with one of its endings that may have
// been a part of it before.
func (o *Output) ExistingPages(want *tree.Tree) (existing map[string]tree.Existing, leftovers []string, err error) {
	var endings []string
	for _, f := range want.Files() {
		endings = append(endings, path.Ext(f.Path))
	}
	isPage := func(name string) bool { return slices.Contains(endings, path.Ext(name)) }
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

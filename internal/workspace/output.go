package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path"
)

// Output is the folder that a tree is rendered into.
type Output struct {
	root *os.Root // nil: the folder is not there yet
	ws   *Workspace
	name string // relative to the fleet; of a folder anywhere its path
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

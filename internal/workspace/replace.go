package workspace

import (
	"bytes"
	"fmt"
	"os"
	"path"
)

// Replaceable tells why Replace would refuse a file, and writes nothing.
func (w *Workspace) Replaceable(name string, read []byte) error {
	_, err := w.replaceable(name, read)
	return err
}

func (w *Workspace) replaceable(name string, read []byte) (os.FileMode, error) {
	info, err := w.root.Lstat(name)
	if err != nil {
		return 0, plain(name, err)
	}
	if !info.Mode().IsRegular() {
		return 0, fmt.Errorf("%s is no file of its own but leads to one: change that", name)
	}
	have, err := w.root.ReadFile(name)
	if err != nil {
		return 0, plain(name, err)
	}
	if !bytes.Equal(have, read) {
		return 0, fmt.Errorf("%s was changed meanwhile, and stays as it is: run this again", name)
	}
	return info.Mode().Perm(), nil
}

// Replace writes a file that people own in the place of the one that is there, whole or not at all, and keeps its mode. It is
// on the disk when Replace returns. A file that no longer says what was read of it is left alone.
func (w *Workspace) Replace(name string, read, content []byte) error {
	mode, err := w.replaceable(name, read)
	if err != nil {
		return err
	}
	folder, err := w.root.OpenRoot(parent(name))
	if err != nil {
		return plain(name, err)
	}
	defer folder.Close()
	if err := writeWhole(folder, path.Base(name), content, mode, true); err != nil {
		return plain(name, err)
	}
	return nil
}

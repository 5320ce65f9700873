package workspace

import (
	"fmt"
	"os"
	"path"
)

// Replace writes a file that people own in the place of the one that is there, whole or not at all, and keeps its mode. It is
// on the disk when Replace returns.
func (w *Workspace) Replace(name string, content []byte) error {
	info, err := w.root.Lstat(name)
	if err != nil {
		return plain(name, err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no file of its own but leads to one: change that", name)
	}
	folder, err := w.root.OpenRoot(parent(name))
	if err != nil {
		return plain(name, err)
	}
	defer folder.Close()
	return plainOrNil(name, replace(folder, path.Base(name), content, info.Mode().Perm()))
}

func plainOrNil(name string, err error) error {
	if err == nil {
		return nil
	}
	return plain(name, err)
}

func replace(folder *os.Root, name string, content []byte, mode os.FileMode) error {
	temp := temporaryName(name)
	file, err := createAnew(folder, temp)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Chmod(mode)
	}
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = folder.Rename(temp, name)
	}
	if err != nil {
		_ = folder.Remove(temp) // best effort: a later run removes it as well
	}
	return err
}

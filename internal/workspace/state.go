package workspace

import (
	"io"
	"path"
)

// StateFile is the path of a file in the folder that is panther's own, relative to the fleet. Nobody commits what lies
// there: it can be made anew.
func StateFile(name string) string { return path.Join(stateFolder, name) }

// HasState tells whether panther's own folder has a file.
func (w *Workspace) HasState(name string) bool { return w.Exists(StateFile(name)) }

// StateBegins tells whether a file of panther's own folder begins with a text. No more than that is read.
func (w *Workspace) StateBegins(name, text string) bool {
	file, err := w.root.Open(StateFile(name))
	if err != nil {
		return false
	}
	defer file.Close()
	start := make([]byte, len(text))
	_, err = io.ReadFull(file, start)
	return err == nil && string(start) == text
}

// WriteState writes a file of panther's own folder, whole or not at all.
func (w *Workspace) WriteState(name string, content []byte) error {
	folder, err := openOrMake(w.root, stateFolder)
	if err != nil {
		return plain(stateFolder, err)
	}
	defer folder.Close()
	if err := writeFile(folder, name, content); err != nil {
		return plain(StateFile(name), err)
	}
	return nil
}

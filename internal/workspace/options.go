package workspace

import (
	"io"
	"os"
)

// optionsFile is the index of the options of the fleet's own flake, which `panther options sync` makes.
const optionsFile = stateFolder + "/options.idx"

// maxIndex is far more than any index takes.
const maxIndex = 16 << 20

// ReadOptions returns the stored index of options, nil where there is none.
func (w *Workspace) ReadOptions() []byte {
	file, err := w.root.OpenFile(optionsFile, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxIndex {
		return nil
	}
	content, err := io.ReadAll(file)
	if err != nil {
		return nil
	}
	return content
}

// WriteOptions stores an index of options, whole or not at all, and returns where.
func (w *Workspace) WriteOptions(content []byte) (string, error) {
	folder, err := openOrMake(w.root, stateFolder)
	if err != nil {
		return "", plain(stateFolder, err)
	}
	defer folder.Close()
	if err := writeFile(folder, "options.idx", content); err != nil {
		return "", plain(optionsFile, err)
	}
	return optionsFile, nil
}

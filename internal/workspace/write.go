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

func temporaryName(name string) string { return "." + name + temporary }

// Write writes files, which are sorted by path, each whole or not at all: to a temporary file that then takes its place.
// Folders are made as needed. No sync: what is lost with the machine can be rendered again. What stands at the top names
// the files below and comes last, so that a flake never points to what a killed run had no time for.
func (o *Output) Write(files []tree.File) error {
	if len(files) == 0 {
		return nil
	}
	if o.root == nil {
		if err := o.make(); err != nil {
			return plain(o.name, err)
		}
	}
	var top, below []tree.File
	for _, f := range files {
		if strings.Contains(f.Path, "/") {
			below = append(below, f)
		} else {
			top = append(top, f)
		}
	}
	if err := o.writeFolders(byFolder(below)); err != nil {
		return err
	}
	return writeFiles(o.root, top)
}

// make makes the folder.
func (o *Output) make() (err error) {
	if o.ws != nil {
		o.root, err = openOrMake(o.ws.root, o.name)
		return err
	}
	if err = os.MkdirAll(o.name, 0o755); err == nil {
		o.root, err = os.OpenRoot(o.name)
	}
	return err
}

// byFolder groups files by their folders.
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

// writeFolders writes several folders at a time.
func (o *Output) writeFolders(folders [][]tree.File) error {
	errs := make([]error, len(folders))
	next := make(chan int, len(folders))
	for i := range folders {
		next <- i
	}
	close(next)
	var group sync.WaitGroup
	for range min(len(folders), 2*runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			h := hand{top: o.root}
			defer h.leave()
			for i := range next {
				errs[i] = h.write(folders[i])
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// hand writes one folder after another. It stays in the folder around the last one, so that those beside it are reached
// in one step.
type hand struct {
	top    *os.Root
	around *os.Root // nil: nowhere yet
	at     string   // the path of the folder around
}

func (h *hand) write(files []tree.File) error {
	folder := path.Dir(files[0].Path)
	root, err := h.open(folder)
	if err != nil {
		return plain(folder, err)
	}
	defer root.Close()
	return writeFiles(root, files)
}

func (h *hand) open(folder string) (*os.Root, error) {
	if dir := path.Dir(folder); h.around == nil || h.at != dir {
		around, err := openOrMake(h.top, dir)
		if err != nil {
			return nil, err
		}
		h.leave()
		h.around, h.at = around, dir
	}
	return openOrMake(h.around, path.Base(folder))
}

func (h *hand) leave() {
	if h.around != nil {
		_ = h.around.Close()
	}
}

func openOrMake(parent *os.Root, folder string) (*os.Root, error) {
	root, err := parent.OpenRoot(folder)
	if !errors.Is(err, fs.ErrNotExist) {
		return root, err
	}
	if err := parent.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	return parent.OpenRoot(folder)
}

// writeFiles writes files into the one folder that they have in common.
func writeFiles(folder *os.Root, files []tree.File) error {
	for _, f := range files {
		if err := writeFile(folder, path.Base(f.Path), f.Content); err != nil {
			return plain(f.Path, err)
		}
	}
	return nil
}

func writeFile(folder *os.Root, name string, content []byte) error {
	return writeWhole(folder, name, content, 0o644, false)
}

// writeWhole writes a file whole or not at all, with its mode whatever the umask is. A durable one is on the disk when it returns.
func writeWhole(folder *os.Root, name string, content []byte, mode os.FileMode, durable bool) error {
	temp := temporaryName(name)
	file, err := createAnew(folder, temp)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Chmod(mode)
	}
	if err == nil && durable {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = folder.Rename(temp, name)
	}
	if err != nil {
		_ = folder.Remove(temp) // best effort: the next run removes it as well
	}
	return err
}

// createAnew creates a file. One of the same name, which a killed run left, may have another mode or be a link.
func createAnew(folder *os.Root, name string) (*os.File, error) {
	const flags = os.O_WRONLY | os.O_CREATE | os.O_EXCL | noWait
	file, err := folder.OpenFile(name, flags, 0o644)
	if !errors.Is(err, fs.ErrExist) {
		return file, err
	}
	if err := folder.Remove(name); err != nil {
		return nil, err
	}
	return folder.OpenFile(name, flags, 0o644)
}

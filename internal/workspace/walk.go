package workspace

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"sync"
	"syscall"
)

// noWait opens a file without waiting for anybody, as a pipe would have it. Go makes every file so, which takes four
// system calls a file, unless it is opened so.
const noWait = syscall.O_NONBLOCK

// walk visits folders, several at a time, each through a root of its own: no path is walked from the top again.
type walk struct {
	// visit returns the names of the folders below that are to be visited as well.
	visit func(folder *os.Root, name string, entries []fs.DirEntry) (below []string, err error)

	group sync.WaitGroup
	slots chan struct{}
	mu    sync.Mutex
	err   error
}

// run visits some folders of a root and those below them. The error is one of those that were met.
func (w *walk) run(root *os.Root, folders ...string) error {
	w.slots = make(chan struct{}, 2*runtime.GOMAXPROCS(0))
	for _, folder := range folders {
		w.enter(root, folder, folder)
	}
	w.group.Wait()
	return w.err
}

func (w *walk) enter(parent *os.Root, name, full string) {
	folder, err := parent.OpenRoot(name)
	if err != nil {
		w.fail(plain(full, err))
		return
	}
	w.group.Add(1)
	work := func() {
		defer w.group.Done()
		defer folder.Close()
		w.look(folder, full)
	}
	select {
	case w.slots <- struct{}{}:
		go func() { work(); <-w.slots }()
	default: // all hands busy: do it here
		work()
	}
}

func (w *walk) look(folder *os.Root, full string) {
	entries, err := readFolder(folder)
	if err != nil {
		w.fail(plain(full, err))
		return
	}
	below, err := w.visit(folder, full, entries)
	if err != nil {
		w.fail(err)
		return
	}
	for _, name := range below {
		w.enter(folder, name, full+"/"+name)
	}
}

func (w *walk) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
}

func readFolder(folder *os.Root) ([]fs.DirEntry, error) {
	dir, err := folder.OpenFile(".", os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	return dir.ReadDir(-1)
}

// readFile reads a file that stands right in the folder.
func readFile(folder *os.Root, name string) ([]byte, error) {
	file, err := folder.OpenFile(name, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	content := make([]byte, info.Size())
	n, err := io.ReadFull(file, content)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) { // somebody is writing it
		err = nil
	}
	return content[:n], err
}

package workspace

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// lockFile lies in the fleet; the folder is panther's own and git-ignored by what init writes.
const (
	stateFolder = ".panther"
	lockFile    = stateFolder + "/lock"
)

// Lock keeps two runs from writing at once: the second waits. Waiting is told the process id of who holds the lock, 0
// where it is not known. The lock ends with the process, however it ends.
func (w *Workspace) Lock(ctx context.Context, waiting func(pid int)) (unlock func(), err error) {
	if err := w.root.MkdirAll(stateFolder, 0o755); err != nil {
		return nil, plain(stateFolder, err)
	}
	for _, name := range []string{stateFolder, lockFile} { // the lock is opened by its path, past the os.Root
		if info, err := w.root.Lstat(name); err == nil && info.Mode()&os.ModeSymlink != 0 {
			return nil, fmt.Errorf("%s is a symbolic link: remove it", name)
		}
	}
	lock := flock.New(w.Dir + "/" + lockFile)
	got, err := lock.TryLock()
	if err != nil {
		return nil, plain(lockFile, err)
	}
	if !got {
		waiting(w.lockHolder())
		if got, err = lock.TryLockContext(ctx, 20*time.Millisecond); !got {
			return nil, err
		}
	}
	// for whoever waits; that it may be out of date for a moment does no harm
	_ = w.root.WriteFile(lockFile, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o644)
	return func() { _ = lock.Unlock() }, nil
}

func (w *Workspace) lockHolder() int {
	pid, err := strconv.Atoi(strings.TrimSpace(string(w.ReadText(lockFile))))
	if err != nil {
		return 0
	}
	return pid
}

// Create writes a file that people will own. It never replaces one, and it is on the disk when Create returns.
func (w *Workspace) Create(name string, content []byte, mode os.FileMode) error {
	if dir := parent(name); dir != "." {
		if err := w.root.MkdirAll(dir, 0o755); err != nil {
			return plain(dir, err)
		}
	}
	file, err := w.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return plain(name, err)
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return plain(name, err)
	}
	return nil
}

func parent(name string) string {
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i]
	}
	return "."
}

package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
)

// readHosts reads the manifests below hosts/, by path.
func (w *Workspace) readHosts(diags *diag.List) ([]*source.File, error) {
	if _, err := w.root.Stat("hosts"); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	m := &manifests{workspace: w, diags: diags}
	all := walk{visit: m.folder}
	if err := all.run(w.root, "hosts"); err != nil {
		return nil, err
	}
	slices.SortFunc(m.files, func(a, b *source.File) int { return strings.Compare(a.Name, b.Name) })
	return m.files, nil
}

// manifests collects what is found.
type manifests struct {
	workspace *Workspace

	mu    sync.Mutex
	files []*source.File
	diags *diag.List
}

// folder reads the manifests of a folder. The folder of the same name beside a manifest is the host's own, and not
// searched: what is rendered or written by hand there is no manifest.
func (m *manifests) folder(folder *os.Root, name string, entries []fs.DirEntry) (below []string, err error) {
	own := map[string]bool{}
	for _, e := range entries {
		full := path.Join(name, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), ".") || e.IsDir():
		case strings.HasSuffix(e.Name(), ".yaml"):
			own[strings.TrimSuffix(e.Name(), ".yaml")] = true
			if err := m.read(folder, e, full); err != nil {
				return nil, err
			}
		case strings.HasSuffix(e.Name(), ".yml"):
			m.mu.Lock()
			reportEnding(full, m.diags)
			m.mu.Unlock()
		}
	}
	for _, e := range entries {
		if e.IsDir() && !own[e.Name()] && !strings.HasPrefix(e.Name(), ".") {
			below = append(below, e.Name())
		}
	}
	return below, nil
}

func (m *manifests) read(folder *os.Root, e fs.DirEntry, full string) error {
	name := e.Name()
	if e.Type()&fs.ModeSymlink != 0 { // it may lead into another folder of the fleet
		folder, name = m.workspace.root, full
	}
	content, err := readFile(folder, name)
	if err != nil {
		return plain(full, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files = append(m.files, source.New(full, content))
	return nil
}

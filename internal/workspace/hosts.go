package workspace

import (
	"bytes"
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
		switch {
		case !e.IsDir() || strings.HasPrefix(e.Name(), "."):
		case own[e.Name()]:
			m.lookForHidden(folder, name, e.Name())
		default:
			below = append(below, e.Name())
		}
	}
	return below, nil
}

// lookForHidden reports manifests in a host's own folder, where nobody looks for them: of hosts in a folder whose name a
// new host was given. Other YAML may well lie there, for hand-written Nix.
func (m *manifests) lookForHidden(folder *os.Root, name, host string) {
	own, err := folder.OpenRoot(host)
	if err != nil {
		return
	}
	defer own.Close()
	found, err := fs.Glob(own.FS(), "*.yaml")
	if err != nil {
		return
	}
	for _, file := range found {
		content, err := own.ReadFile(file)
		if err != nil || !bytes.HasPrefix(content, []byte("stateVersion:")) && !bytes.Contains(content, []byte("\nstateVersion:")) {
			continue
		}
		full := path.Join(name, host, file)
		m.mu.Lock()
		m.diags.Add(diag.HiddenManifest, source.New(full, content).Top(), "%s lies in the own folder of the host %s, where no manifest is looked for", full, diag.Quote(host)).
			Help("rename the host, or move the manifest")
		m.mu.Unlock()
	}
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

package pipeline

import (
	"encoding/binary"
	"errors"
	"io/fs"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/render"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/tree"
)

// Rendered are the files of modules that were rendered ahead of time. The file of a module is the same in every fleet, and
// to render those of one host takes longer than to write them. A file is found by what it was rendered from, so that it can
// be missing but never that of other sources.
type Rendered struct {
	files map[uint64][]byte
}

// PackModules renders all modules of a catalogue ahead of time, as UnpackModules reads them: of each file its key
// (8 bytes), its length and its bytes.
func PackModules(c *catalog.Catalog, templates fs.FS, releases []string) ([]byte, error) {
	var out []byte
	for _, release := range releases {
		renderer, err := render.New(templates, release)
		if err != nil {
			return nil, err
		}
		for _, m := range c.All() {
			content, diags := moduleFile(renderer, m)
			if len(diags) > 0 {
				return nil, errors.New(diags[0].Message)
			}
			out = binary.BigEndian.AppendUint64(out, renderedKey(m, release))
			out = append(binary.AppendUvarint(out, uint64(len(content))), content...)
		}
	}
	return out, nil
}

// UnpackModules makes what PackModules wrote ready for use; the data must come from there, and not change.
func UnpackModules(data []byte) Rendered {
	r := Rendered{files: map[uint64][]byte{}}
	for len(data) > 0 {
		key := binary.BigEndian.Uint64(data)
		length, size := binary.Uvarint(data[8:])
		start := 8 + size
		end := start + int(length)
		r.files[key] = data[start:end:end]
		data = data[end:]
	}
	return r
}

// file returns the file of a module, nil where it was not rendered ahead of time.
func (r Rendered) file(m *catalog.Module, release string) []byte {
	if len(r.files) == 0 || m.Body == nil {
		return nil
	}
	return r.files[renderedKey(m, release)]
}

// renderedKey stands for all that the file of a module depends on.
func renderedKey(m *catalog.Module, release string) uint64 {
	key := []byte(release + " " + m.ID() + " ")
	key = binary.BigEndian.AppendUint64(key, source.Sum(m.Interface.Bytes))
	return source.Sum(binary.BigEndian.AppendUint64(key, source.Sum(m.Body.Bytes)))
}

// moduleFile renders a module's file. It is nil where its body has a mistake.
func moduleFile(r *render.Renderer, m *catalog.Module) ([]byte, diag.List) {
	body, diags := r.Module(m)
	if body == nil {
		return nil, diags
	}
	return tree.WithHeader("the module "+m.ID()+".", body), diags
}

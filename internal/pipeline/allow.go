package pipeline

import (
	"bytes"
	"io/fs"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/lint"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/source"
)

// parts are what the fleet has beside its hosts. A module that is as panther has it, too, need not be used.
func (f *Fleet) parts() lint.Parts {
	parts := lint.Parts{Fleet: f.Fleet}
	for _, m := range f.Catalog.Own() {
		if !f.isBuiltIn(m.Interface) || !f.isBuiltIn(m.Body) {
			parts.Modules = append(parts.Modules, m)
		}
	}
	for _, file := range f.input.Profiles {
		parts.Profiles = append(parts.Profiles, f.Profiles.Get(manifest.BaseName(file.Name)))
	}
	return parts
}

func (f *Fleet) isBuiltIn(file *source.File) bool {
	if file == nil {
		return false
	}
	content, err := fs.ReadFile(f.input.BuiltIn.Templates, strings.TrimPrefix(file.Name, "templates/"))
	return err == nil && bytes.Equal(content, file.Bytes)
}

// written are the files of the fleet that may hold comments for panther.
func (f *Fleet) written() []*source.File {
	files := append([]*source.File{f.input.Fleet}, f.input.Hosts...)
	files = append(files, f.input.Profiles...)
	for _, m := range f.Catalog.Own() {
		files = append(files, m.Interface)
	}
	return files
}

// allow takes out what comments of the fleet's files allow, and reports comments that do nothing. Whether one is of use is
// only known where nothing else is wrong: a mistake may hide what it allows.
func (f *Fleet) allow(r *Result, opts Options) {
	allowed, reports := lint.ReadAllowances(f.written())
	r.Fleet = allowed.Filter(r.Fleet)
	failed := r.Fleet.HasErrors()
	for _, h := range r.Hosts {
		h.Diags = allowed.Filter(h.Diags)
		failed = failed || h.Diags.HasErrors()
	}
	r.place(reports)
	if !failed {
		r.place(allowed.Unused(opts.Notes))
	}
}

// place adds reports on files to those of their hosts.
func (r *Result) place(reports map[*source.File]diag.List) {
	if len(reports) == 0 {
		return
	}
	for _, h := range r.Hosts {
		h.Diags = append(h.Diags, reports[h.Document.File]...)
		delete(reports, h.Document.File)
	}
	var rest diag.List
	for _, found := range reports {
		rest = append(rest, found...)
	}
	r.Fleet = append(r.Fleet, rest.Sorted()...)
}

// allowIn takes out what comments of one manifest allow. Whether one is of use shows beside the other hosts alone.
func allowIn(file *source.File, diags diag.List) diag.List {
	allowed, reports := lint.ReadAllowances([]*source.File{file})
	return append(allowed.Filter(diags), reports[file]...)
}

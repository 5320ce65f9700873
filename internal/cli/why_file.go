package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/tree"
	"github.com/hbohlen/panther/internal/workspace"
)

// splitLine takes a line, and a column, off the name of a file; 0 for none.
func splitLine(argument string) (file string, line int, err error) {
	if isFile(argument) { // whatever it is called
		return argument, 0, nil
	}
	slash := strings.LastIndexAny(argument, `/\`) + 1
	name, numbers, found := strings.Cut(argument[slash:], ":")
	if !found {
		return argument, 0, nil
	}
	text, column, hasColumn := strings.Cut(numbers, ":")
	if line, err = number("a line", text); err == nil && hasColumn {
		_, err = number("a column", column)
	}
	return argument[:slash] + name, line, err
}

func number(what, text string) (int, error) {
	n, err := strconv.Atoi(text)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, usage("no file has %s %s", strings.TrimPrefix(what, "a "), text)
	case text == "":
		return 0, usage("%s is a number, and there is none behind the last colon", what)
	case err != nil:
		return 0, usage("%s is a number, not %s", what, diag.Quote(text))
	case n < 1:
		return 0, usage("%ss count from 1: there is no %s %d", strings.TrimPrefix(what, "a "), strings.TrimPrefix(what, "a "), n)
	}
	return n, nil
}

// openAround opens the fleet that the working folder, or --root, lies in, or else the one that a file lies in.
func (a *app) openAround(file string) (*fleet, error) {
	f, err := a.open()
	if !errors.Is(err, workspace.ErrNoFleet) {
		return f, err
	}
	dir := filepath.Dir(file)
	for !isFolder(dir) && dir != filepath.Dir(dir) { // not rendered yet
		dir = filepath.Dir(dir)
	}
	if _, notThere := workspace.Find(dir); notThere != nil {
		return nil, err
	}
	return a.openIn(dir)
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// notRendered says of a file that panther does not render what it is.
func (f *fleet) notRendered(r *pipeline.Result, name string) error {
	inTree, _ := f.inTree(name)
	for _, h := range r.Hosts {
		if h.Resolved != nil {
			if i := importOf(h.Resolved, name); i != nil {
				return fmt.Errorf("%s is written by hand; %s imports it in %s:%d", name, h.Name, i.At.File.Name, i.At.Start.Line)
			}
		}
		if inTree != "" && !h.OK() && strings.HasPrefix(inTree, h.Document.Path+"/") {
			return fmt.Errorf("%s is not rendered while %s has mistakes", name, h.Document.File.Name)
		}
	}
	content := f.ws.ReadText(name)
	switch {
	case f.ws.HasFolder(name):
		return usage("%s is a folder: name a file in it", name)
	case content == nil:
		return f.noFile(r, name)
	case tree.IsRendered(content):
		for _, h := range r.Hosts {
			if !h.OK() {
				return fmt.Errorf("%s is not rendered as things are; whether anything still renders it cannot be said while %s has mistakes", name, h.Document.File.Name)
			}
		}
		return fmt.Errorf("%s was rendered once, and nothing renders it any more", name)
	case strings.HasSuffix(name, ".yaml"):
		return fmt.Errorf("%s is no rendered file; `panther explain HOST PATH` says where a value of a host comes from", name)
	}
	return fmt.Errorf("panther does not render %s", name)
}

// sayNotRendered says that there is no such file, and what is wrong with the fleet, which may be why.
func (a *app) sayNotRendered(f *fleet, r *pipeline.Result, record whyRecord, format string) error {
	diags := r.Diags()
	if format != formatJSON {
		if err := printDiags(a.Err, diags, a.errStyles()); err != nil {
			return err
		}
	} else if diags.HasErrors() {
		record.Diagnostics = diag.Records(diags)
		if err := a.printData("why", record); err != nil {
			return err
		}
	}
	return f.notRendered(r, record.File)
}

// importOf is where a host, or one of its homes, imports a file of the fleet.
func importOf(h *resolve.Host, name string) *resolve.Import {
	for i := range h.Imports {
		if h.Imports[i].Path == name {
			return &h.Imports[i]
		}
	}
	for _, home := range h.Homes {
		for i := range home.Imports {
			if home.Imports[i].Path == name {
				return &home.Imports[i]
			}
		}
	}
	return nil
}

// noFile says that a file is not there, with the nearest of those that panther renders.
func (f *fleet) noFile(r *pipeline.Result, name string) error {
	var files []string
	for _, file := range r.Tree.Files() {
		files = append(files, joinPath(f.Output, file.Path))
	}
	if near, ok := diag.Nearest(name, files); ok {
		return fmt.Errorf("there is no file %s; did you mean %s?", name, near)
	}
	return fmt.Errorf("there is no file %s", name)
}

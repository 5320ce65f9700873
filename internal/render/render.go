// Package render lays documents out through templates. It is the only importer of text/template and sprig.
package render

import (
	"bytes"
	"fmt"
	"io/fs"
	"sync"
	"text/template"

	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/nix"
)

// documents are the templates that every tree needs.
var documents = []string{"flake.nix.tmpl", "configuration.nix.tmpl", "disko.nix.tmpl", "home.nix.tmpl", "collection.nix.tmpl", "module.nix.tmpl"}

// Renderer turns views into the text of files, without their headers. It may be used by several goroutines.
type Renderer struct {
	release   string
	templates map[string]*template.Template
}

// New reads the templates of the documents. A mistake in them is one of the program.
func New(files fs.FS, release string) (*Renderer, error) {
	r := &Renderer{release: release, templates: map[string]*template.Template{}}
	for _, name := range documents {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		t, err := template.New(name).Option("missingkey=error").Funcs(documentFuncs()).Parse(string(content))
		if err != nil {
			return nil, fmt.Errorf("the template %s: %w", name, err)
		}
		r.templates[name] = t
	}
	return r, nil
}

// documentFuncs place expressions: nothing else gets into a document.
func documentFuncs() template.FuncMap {
	return template.FuncMap{
		"nix":   func(depth int, e nix.Expr) string { return nix.Print(e, depth) },
		"attrs": func(depth int, e nix.Expr) string { return nix.PrintAttrs(e, depth) },
	}
}

// Flake renders flake.nix.
func (r *Renderer) Flake(v compose.Flake) []byte { return r.execute("flake.nix.tmpl", v) }

// Configuration renders a host's configuration.nix.
func (r *Renderer) Configuration(v compose.Configuration) []byte {
	return r.execute("configuration.nix.tmpl", v)
}

// Disko renders a host's disko.nix.
func (r *Renderer) Disko(v nix.Expr) []byte { return r.execute("disko.nix.tmpl", v) }

// Home renders a host's home.nix.
func (r *Renderer) Home(v compose.Home) []byte { return r.execute("home.nix.tmpl", v) }

// Collection renders what a module collects from the fleet: one expression.
func (r *Renderer) Collection(v nix.Expr) []byte { return r.execute("collection.nix.tmpl", v) }

// execute cannot fail on a user's input: views hold expressions, and templates only place them.
func (r *Renderer) execute(name string, view any) []byte {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := r.templates[name].Execute(b, view); err != nil {
		panic(fmt.Sprintf("the template %s does not fit its view: %v", name, err))
	}
	return bytes.Clone(b.Bytes())
}

// buffers have grown to the size of a document; a new one would grow there step by step.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

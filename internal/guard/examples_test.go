package guard_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/guard"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
)

// examples are the rendered disko.nix of manifests for disko's own examples: all that the language can say.
func examples(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../../testdata/disko-examples/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	out := map[string]string{}
	for _, file := range files {
		if filepath.Base(file) == "differences.yaml" { // it says what is called otherwise in disko's own
			continue
		}
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		document, diags := manifest.NewLanguage(&catalog.Catalog{}, nil).ReadHost(source.New("hosts/x.yaml", content))
		require.Empty(t, diags, file)
		devices := storage.Read(&resolve.Host{Root: document.Root}, nil).Devices()
		out[filepath.Base(file)] = nix.Print(nix.Record(nix.Attr{Name: "disko", Value: nix.Record(nix.Attr{Name: "devices", Value: devices})}), 0) + "\n"
	}
	return out
}

// expr is a value as an expression again.
func expr(v nix.Value) nix.Expr {
	switch v.Kind {
	case nix.ValueSet:
		var attrs []nix.Attr
		for _, a := range v.Attrs {
			attrs = append(attrs, nix.Attr{Name: a.Name, Value: expr(a.Value)})
		}
		return nix.Record(attrs...)
	case nix.ValueList:
		var items []nix.Expr
		for _, item := range v.Items {
			items = append(items, expr(item))
		}
		return nix.List(items...)
	case nix.ValueString:
		return nix.String(v.Text)
	}
	switch v.Text {
	case "true", "false":
		return nix.Bool(v.Text == "true")
	}
	return nix.Ref("pkgs", "number"+v.Text)
}

// mutants calls a function with each version of a value that lacks an attribute, or has another value for one.
func mutants(v nix.Value, path string, each func(path string, mutant nix.Value)) {
	for i, a := range v.Attrs {
		below := path + "." + a.Name
		without := v
		without.Attrs = slices.Delete(slices.Clone(v.Attrs), i, i+1)
		each("without "+below, without)
		replaced := func(value nix.Value) nix.Value {
			out := v
			out.Attrs = slices.Clone(v.Attrs)
			out.Attrs[i].Value = value
			return out
		}
		switch a.Value.Kind {
		case nix.ValueString:
			each("other "+below, replaced(nix.Value{Kind: nix.ValueString, Text: a.Value.Text + "x"}))
		case nix.ValueList:
			each("longer "+below, replaced(nix.Value{Kind: nix.ValueList, Items: append(slices.Clone(a.Value.Items), nix.Value{Kind: nix.ValueString, Text: "/dev/x"})}))
		}
		mutants(a.Value, below, func(path string, mutant nix.Value) { each(path, replaced(mutant)) })
	}
}

// unsaid are attributes that say nothing about data by themselves: what something is named in disko's own tables, and the
// rank of a partition, of which only the order counts that comes of it.
func unsaid(path string) bool {
	last := path[strings.LastIndexByte(path, '.')+1:]
	return slices.Contains([]string{"priority", "type", "name"}, last)
}

// Nothing that changes in disko.nix goes by unsaid, whatever the layout: each attribute of disko's own examples is taken
// away and set otherwise.
func TestEveryDifferenceIsSaid(t *testing.T) {
	t.Parallel()
	count := 0
	for name, text := range examples(t) {
		files := guard.Files{Disko: rendered(text)}
		assert.Empty(t, guard.Compare(files, files), name)
		value, err := nix.Read(text)
		require.NoError(t, err, "%s\n%s", name, text)
		was := guard.Files{Disko: rendered(nix.Print(expr(value), 0))}
		mutants(value, "", func(path string, mutant nix.Value) {
			count++
			now := guard.Files{Disko: rendered(nix.Print(expr(mutant), 0))}
			if changes := guard.Compare(was, now); len(changes) == 0 && !unsaid(path) {
				t.Errorf("%s: nothing is said: %s", name, path)
			}
			if changes := guard.Compare(now, was); len(changes) == 0 && !unsaid(path) {
				t.Errorf("%s: nothing is said the other way round: %s", name, path)
			}
		})
	}
	assert.Greater(t, count, 1000)
}

// Package archtest holds the rules of the architecture: which package may import what, and how large things may get.
package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	modulePath = "github.com/hbohlen/panther/"
	root       = "../.."

	maxFileLines     = 400
	maxFunctionLines = 60
)

// flow is the order in which data passes the packages: each imports only those before it.
var flow = []string{
	"internal/secrets", "internal/shell", "internal/source", "internal/diag", "internal/yamldoc", "internal/nix", "internal/types", "internal/options",
	"internal/nixsyntax", "internal/nixtype",
	"internal/facts", "internal/catalog", "internal/manifest", "internal/resolve", "internal/storage", "internal/keep", "internal/draw", "internal/nixoshardware", "internal/lint/disks", "internal/lint", "internal/compose",
	"internal/render", "internal/tree", "internal/guard", "internal/pipeline", "internal/topology", "internal/provenance",
	"internal/workspace", "internal/git", "internal/nixtool", "internal/nixlock", "internal/install", "internal/docs", "internal/schema", "internal/settings", "internal/term",
	"templates", "profiles", "internal/builtin", "internal/cli", "cmd/panther",
}

// pure are the packages without a disk, a clock, an environment or printing.
// Documentation is, although it says what an installation takes.
var pure = append(slices.Clone(flow[:slices.Index(flow, "internal/workspace")]), "internal/docs")

// onlyImporters are libraries that are wrapped once.
var onlyImporters = map[string][]string{
	"gopkg.in/yaml.v3":                     {"internal/yamldoc"},
	"github.com/spf13/viper":               {"internal/settings"},
	"text/template":                        {"internal/render"},
	"text/template/parse":                  {"internal/render"},
	"html/template":                        {"internal/docs"}, // which escapes by where a text stands in a page
	"github.com/Masterminds/sprig/v3":      {"internal/render"},
	"github.com/spf13/cobra":               {"internal/cli"},
	"github.com/spf13/cobra/doc":           {}, // its Markdown library works for half a millisecond at every start
	"golang.org/x/crypto/ssh":              {"internal/types", "internal/install"},
	"github.com/rogpeppe/go-internal/diff": {"internal/tree"},
	"github.com/agnivade/levenshtein":      {"internal/diag"},
	"os/exec":                              {"internal/git", "internal/install", "internal/nixtool"},
	"golang.org/x/term":                    {"internal/term"},
	"github.com/gofrs/flock":               {"internal/workspace"},
	"github.com/Masterminds/semver/v3":     {"internal/pipeline"},
}

// impure are what the pure packages may not import.
var impure = []string{"os", "os/exec", "time", "math/rand", "math/rand/v2", "net/http", "io/ioutil", "path/filepath", "log"}

type sourceFile struct {
	name    string // relative to the repository
	pkg     string
	imports []string
	file    *ast.File
	set     *token.FileSet
}

func goFiles(t *testing.T) []sourceFile {
	t.Helper()
	var out []sourceFile
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(name, root+"/"))
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && name != root || rel == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		f := sourceFile{name: rel, pkg: path.Dir(rel), file: file, set: set}
		for _, i := range file.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, imported)
		}
		out = append(out, f)
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, out)
	return out
}

// The README lists the packages as the rules have them, so that somebody new can begin there.
func TestReadmeListsThePackages(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	_, list, found := strings.Cut(string(content), "\n```\nsecrets ")
	require.True(t, found, "the list of packages begins with secrets")
	list, _, _ = strings.Cut("secrets "+list, "```")
	var listed []string
	for _, line := range strings.Split(list, "\n") {
		names, _, _ := strings.Cut(line, "(")
		listed = append(listed, strings.Fields(names)...)
	}
	var packages []string
	for _, p := range flow {
		if name, below := strings.CutPrefix(p, "internal/"); below && !strings.Contains(name, "/") && name != "docs" {
			packages = append(packages, name)
		}
	}
	pages := slices.Index(listed, "docs") // pure, and needed by what comes late
	require.GreaterOrEqual(t, pages, 0)
	assert.Equal(t, packages, slices.Delete(listed, pages, pages+1))
}

func TestDataFlowsOneWay(t *testing.T) {
	for _, f := range goFiles(t) {
		at := slices.Index(flow, f.pkg)
		for _, imported := range f.imports {
			inner, ours := strings.CutPrefix(imported, modulePath)
			if ours && at >= 0 {
				assert.Less(t, slices.Index(flow, inner), at, "%s imports %s", f.name, inner)
			}
		}
	}
}

func TestEveryPackageIsInTheFlow(t *testing.T) {
	tools := []string{"internal/bench", "internal/bench/samplefleet", "internal/options/build", "internal/archtest", "internal/nixosproof", "internal/optionproof", "internal/resetproof", "internal/term/screen", "internal/needs"}
	for _, f := range goFiles(t) {
		if !slices.Contains(flow, f.pkg) && !slices.Contains(tools, f.pkg) {
			t.Errorf("%s: where in the flow of data is %s?", f.name, f.pkg)
		}
	}
}

func TestLibrariesAreWrappedOnce(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, imported := range f.imports {
			if allowed, fenced := onlyImporters[imported]; fenced && slices.Contains(flow, f.pkg) {
				assert.Contains(t, allowed, f.pkg, "%s imports %s", f.name, imported)
			}
		}
	}
}

func TestTheMiddleIsPure(t *testing.T) {
	for _, f := range goFiles(t) {
		if !slices.Contains(pure, f.pkg) {
			continue
		}
		for _, imported := range f.imports {
			assert.NotContains(t, impure, imported, f.name)
		}
		assert.Empty(t, printing(f.file), "%s prints", f.name)
	}
}

func printing(file *ast.File) []string {
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if pkg, ok := call.X.(*ast.Ident); ok && pkg.Name == "fmt" && strings.HasPrefix(call.Sel.Name, "Print") {
			out = append(out, call.Sel.Name)
		}
		return true
	})
	return out
}

func TestNothingHappensAtImport(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, decl := range f.file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s has an init function", f.name)
			}
		}
	}
}

// An expression that is compiled at import slows every start, also of verbs that never ask it.
func TestExpressionsAreCompiledWhenTheyAreNeeded(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, decl := range f.file.Decls {
			variables, ok := decl.(*ast.GenDecl)
			if !ok || variables.Tok != token.VAR {
				continue
			}
			for _, spec := range variables.Specs {
				for _, value := range spec.(*ast.ValueSpec).Values {
					call, ok := value.(*ast.CallExpr)
					if !ok {
						continue
					}
					if fn, ok := call.Fun.(*ast.SelectorExpr); ok && fn.Sel.Name == "MustCompile" {
						t.Errorf("%s: wrap the expression in sync.OnceValue", f.set.Position(call.Pos()))
					}
				}
			}
		}
	}
}

func TestThingsStaySmall(t *testing.T) {
	for _, f := range goFiles(t) {
		lines := f.set.Position(f.file.End()).Line
		assert.LessOrEqual(t, lines, maxFileLines, f.name)
		for _, decl := range f.file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				length := f.set.Position(fn.End()).Line - f.set.Position(fn.Pos()).Line + 1
				assert.LessOrEqual(t, length, maxFunctionLines, "%s: %s", f.name, fn.Name.Name)
			}
		}
	}
}

func TestExportedNamesAreExplained(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, decl := range f.file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && !isMethodOfHidden(d) && d.Name.Name != "String" {
					t.Errorf("%s: %s has no comment", f.name, d.Name.Name)
				}
			case *ast.GenDecl:
				checkGroup(t, f, d)
			}
		}
	}
}

func isMethodOfHidden(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return false
	}
	kind := d.Recv.List[0].Type
	if star, ok := kind.(*ast.StarExpr); ok {
		kind = star.X
	}
	name, ok := kind.(*ast.Ident)
	return ok && !name.IsExported()
}

func checkGroup(t *testing.T, f sourceFile, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
				t.Errorf("%s: %s has no comment", f.name, s.Name.Name)
			}
		case *ast.ValueSpec:
			if s.Names[0].IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
				t.Errorf("%s: %s has no comment", f.name, s.Names[0].Name)
			}
		}
	}
}

func TestTopLevelHoldsWhatItShould(t *testing.T) {
	allowed := []string{
		"cmd", "internal", "templates", "profiles", "hosts", "testdata", "docs", "go.mod", "go.sum", "Makefile", "README.md",
		"CHANGELOG.md", "LICENSE", "panther.yaml", "bin",
	}
	entries, err := os.ReadDir(root)
	require.NoError(t, err)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			assert.Contains(t, allowed, e.Name())
		}
	}
}

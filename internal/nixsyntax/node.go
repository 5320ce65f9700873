// Package nixsyntax reads Nix: text -> tokens -> a tree with positions. It knows the language as Nix 2.8 and later read it,
// and nothing of what expressions mean. It is for what has to look into Nix that stands in files: rendered modules are held
// to the options of NixOS with it.
//
// Whether a text is Nix is answered as `nix-instantiate --parse` does, but for two things: names that are not bound are no
// mistake here, and the experimental operators |> and <| are not known.
package nixsyntax

import (
	"fmt"
	"sort"
)

// Kind says what an expression is.
type Kind uint8

// The kinds of expressions.
const (
	Name   Kind = iota + 1 // Text is the name
	Int                    // Text as written
	Float                  // Text as written
	URI                    // Text as written
	Path                   // Parts, Text as far as nothing is computed
	String                 // Parts, Text as far as nothing is computed
	Text                   // a part of a string or a path: what it says
	List                   // Nodes are the items
	Set                    // Bindings; Recursive with rec
	Let                    // Bindings, Body
	With                   // Nodes[0] is the set, Body
	Assert                 // Nodes[0] is the condition, Body
	If                     // Nodes are the condition, then, else
	Lambda                 // Param, Body
	Apply                  // Nodes are the function and one argument
	Select                 // Nodes[0] is the set, Path, Or may be nil
	Has                    // Nodes[0] is the set, Path
	Unary                  // Text is the operator, Nodes[0]
	Binary                 // Text is the operator, Nodes are both sides
)

// Node is an expression.
type Node struct {
	Kind      Kind
	Text      string
	Nodes     []*Node
	Parts     []*Node // of a string or a path: Text, and expressions that are computed
	Bindings  []Binding
	Recursive bool
	Indented  bool // of a string: between two single quotes each; Text then keeps the indentation
	Body      *Node
	Path      []Attr
	Or        *Node
	Param     *Param
	Offset    int // in the text, in bytes
}

// Attr is a name of an attribute path.
type Attr struct {
	Name     string
	Computed *Node // what makes the name, where it does not stand there
	Offset   int
}

// Binding is one definition of a set or a let: Path = Value, or names that are inherited.
type Binding struct {
	Path    []Attr
	Value   *Node  // nil of an inherit
	Inherit []Attr // the names
	From    *Node  // where they are inherited from; nil for the surroundings
	Offset  int
}

// Param is what a function takes: a name, a set of names, or both.
type Param struct {
	Name    string
	Formals []Formal
	IsSet   bool
	Open    bool // more names may be given: ...
}

// Formal is a name that a function takes.
type Formal struct {
	Name    string
	Default *Node
}

// File is a text that was read.
type File struct {
	Root  *Node
	lines []int // where they begin
}

// Position is the line and the column, in bytes, of an offset; both begin with 1.
func (f *File) Position(offset int) (line, column int) {
	line = sort.SearchInts(f.lines, offset+1)
	return line, offset - f.lines[line-1] + 1
}

// Error is why a text is not Nix.
type Error struct {
	Offset, Line int
	Message      string
}

// Error says in which line the text stops being Nix.
func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Message) }

// Parse reads a text.
func Parse(text string) (file *File, err error) {
	f := &File{lines: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	p := &parser{scanner: scanner{text: text}}
	defer func() {
		if failed := recover(); failed != nil {
			mistake, ours := failed.(*Error)
			if !ours {
				panic(failed)
			}
			mistake.Line, _ = f.Position(min(mistake.Offset, len(text)))
			file, err = nil, mistake
		}
	}()
	p.advance()
	f.Root = p.expression()
	if p.tok.kind != tokEnd {
		p.unexpected("the end")
	}
	return f, nil
}

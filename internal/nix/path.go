package nix

import (
	"path"
	"strings"
)

// Path is a path relative to the file that it is printed in. A path that has
// no literal in Nix is printed as one with a string added. An absolute path is
// a bug of the caller and panics.
func Path(rel string) Expr {
	if path.IsAbs(rel) {
		panic("nix: path " + quote(rel) + " is not relative")
	}
	rel = path.Clean(rel)
	up, down := splitParents(rel)
	switch {
	case down == "":
		return literal(up + "/.")
	case isPathText(down) && up != ".":
		return literal(rel)
	case isPathText(down):
		return literal(up + "/" + down)
	default:
		return newSum(literal(up+"/."), "+ ", literal(quote("/"+down)))
	}
}

// splitParents splits a clean relative path into where it starts (".", "..",
// "../..") and what is below that.
func splitParents(rel string) (up, down string) {
	if rel == "." {
		return ".", ""
	}
	end := 0
	for rel[end:] == ".." || strings.HasPrefix(rel[end:], "../") {
		end = min(end+len("../"), len(rel))
	}
	if end == 0 {
		return ".", rel
	}
	return strings.TrimSuffix(rel[:end], "/"), rel[end:]
}

func isPathText(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && !isDigit(c) && strings.IndexByte("._/+-", c) < 0 {
			return false
		}
	}
	return true
}

// sum is an expression of two operands: a path with a string added, or the
// smallest integer.
type sum struct {
	layout
	left, right *atom
	operator    string // with a space behind it
}

func newSum(left *atom, operator string, right *atom) *sum {
	flat := left.flat + len(" ") + len(operator) + right.flat
	return &sum{layout{flat: flat, opens: never, parens: true}, left, right, operator}
}

func (s *sum) appendFlat(dst []byte) []byte {
	dst = append(dst, s.left.text...)
	dst = append(dst, ' ')
	dst = append(dst, s.operator...)
	return append(dst, s.right.text...)
}

func (s *sum) block(p *printer, indent, _ int) {
	p.write(s.left.text, s.left.flat)
	p.newline(indent)
	p.write(s.operator, len(s.operator))
	p.write(s.right.text, s.right.flat)
}

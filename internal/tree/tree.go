// Package tree holds a rendered tree and its difference from a folder: the one plan that gen, check and diff share.
package tree

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strings"
)

// File is one rendered file.
type File struct {
	Path    string // in the tree, with slashes
	Content []byte // with its header
}

// Tree is a set of rendered files by path.
type Tree struct {
	files map[string]File
}

// New returns an empty tree.
func New() *Tree { return &Tree{files: map[string]File{}} }

// Add puts a file into the tree: its header line, which names what it was rendered from, and its body. A path that is
// added twice is a bug of the caller and panics.
func (t *Tree) Add(path, from string, body []byte) {
	if _, twice := t.files[path]; twice {
		panic("tree: " + path + " is rendered twice")
	}
	t.files[path] = File{Path: path, Content: WithHeader(from, body)}
}

// AddPage adds a file whose language has other comments than Nix: its header line is one of these.
func (t *Tree) AddPage(name, from string, body []byte) {
	if _, twice := t.files[name]; twice {
		panic("tree: " + name + " is rendered twice")
	}
	t.files[name] = File{Path: name, Content: withHeader(commentOf(name), from, body)}
}

// Put adds a file that has its header.
func (t *Tree) Put(f File) { t.files[f.Path] = f }

// Get returns a file's content, nil where there is none.
func (t *Tree) Get(path string) []byte { return t.files[path].Content }

// Has tells whether the tree has a file.
func (t *Tree) Has(path string) bool {
	_, ok := t.files[path]
	return ok
}

// Len is the number of files.
func (t *Tree) Len() int { return len(t.files) }

// Files returns the files by path.
func (t *Tree) Files() []File {
	out := make([]File, 0, len(t.files))
	for _, f := range t.files {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// comment is how a line is made one that says nothing.
type comment struct{ open, close string }

var (
	hashComment   = comment{open: "# "}
	markupComment = comment{"<!-- ", " -->"}
	blockComment  = comment{"/* ", " */"}
)

// commentOf is the comment of the language that a file is written in.
func commentOf(name string) comment {
	switch path.Ext(name) {
	case ".html", ".md", ".svg":
		return markupComment
	case ".css", ".js":
		return blockComment
	}
	return hashComment
}

const (
	headerWords = "panther: rendered from "
	headerStart = "# " + headerWords
)

// WithHeader puts the header line in front of a body: what it was rendered from, and a short hash of the rest, by which
// an edit by hand is noticed without any file that would have to be kept.
func WithHeader(from string, body []byte) []byte { return withHeader(hashComment, from, body) }

func withHeader(c comment, from string, body []byte) []byte {
	out := make([]byte, 0, len(headerStart)+len(from)+32+len(body))
	out = append(out, c.open...)
	out = append(out, headerWords...)
	out = append(out, from...)
	out = append(out, " ("...)
	out = append(out, digest(body)...)
	out = append(out, ')')
	out = append(out, c.close...)
	out = append(out, '\n')
	return append(out, body...)
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:8])
}

// splitHeader returns the hash that a file's header carries and its body; ok is false for a file without a header.
func splitHeader(content []byte) (hash string, body []byte, ok bool) {
	line, body, found := bytes.Cut(content, []byte("\n"))
	if !found || !IsRendered(line) {
		return "", content, false
	}
	for _, c := range []comment{markupComment, blockComment} {
		line = bytes.TrimSuffix(line, []byte(c.close))
	}
	open := bytes.LastIndexByte(line, '(')
	if open < 0 || line[len(line)-1] != ')' {
		return "", body, true
	}
	return string(line[open+1 : len(line)-1]), body, true
}

// IsRendered tells whether a file carries panther's header.
func IsRendered(content []byte) bool {
	for _, c := range []comment{hashComment, markupComment, blockComment} {
		if rest, ok := bytes.CutPrefix(content, []byte(c.open)); ok {
			return bytes.HasPrefix(rest, []byte(headerWords))
		}
	}
	return false
}

// isIntact tells whether nobody edited a rendered file.
func isIntact(content []byte) bool {
	hash, body, ok := splitHeader(content)
	return ok && hash == digest(body)
}

// hasConflict tells whether a file holds the markers of an unfinished merge.
func hasConflict(content []byte) bool {
	return (bytes.HasPrefix(content, []byte("<<<<<<< ")) || bytes.Contains(content, []byte("\n<<<<<<< "))) &&
		bytes.Contains(content, []byte("\n>>>>>>> "))
}

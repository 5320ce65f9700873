// Package source holds the bytes of an input file and positions in it.
package source

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"sort"
	"sync"
	"unicode/utf8"
)

// File is one input file: its name as the user knows it (relative to the fleet) and its bytes.
type File struct {
	Name  string
	Bytes []byte

	once       sync.Once
	lineStarts []int // byte offset of each line's first byte
}

// New returns a file. The bytes must not change afterwards.
func New(name string, content []byte) *File {
	return &File{Name: name, Bytes: content}
}

// Sum is a number that stands for some bytes, to find again what was made of them: whoever changes them gets another one.
// It is no protection against somebody who wants two of them to have the same.
func Sum(content []byte) uint64 {
	const odd = 0x9E3779B97F4A7C15
	sum := odd * uint64(len(content)+1)
	for ; len(content) >= 8; content = content[8:] { // one byte at a time takes as long as all else that is done with them
		sum = bits.RotateLeft64(sum^binary.LittleEndian.Uint64(content), 29) * odd
	}
	for _, b := range content {
		sum = bits.RotateLeft64(sum^uint64(b), 29) * odd
	}
	return sum
}

// Pos is a place in a file: line and column count from 1, the column in characters; Byte counts from 0.
type Pos struct {
	Line   int
	Column int
	Byte   int
}

// Range is a stretch of a file, End exclusive. The zero Range means "no place".
type Range struct {
	File       *File
	Start, End Pos
}

// IsZero tells whether the range names no place.
func (r Range) IsZero() bool { return r.File == nil }

// Text is what the file says at the range.
func (r Range) Text() string {
	if r.IsZero() || r.Start.Byte > r.End.Byte || r.End.Byte > len(r.File.Bytes) {
		return ""
	}
	return string(r.File.Bytes[r.Start.Byte:r.End.Byte])
}

// Lines is the number of lines of the file.
func (f *File) Lines() int {
	f.index()
	return len(f.lineStarts)
}

// Line returns the text of a line (counted from 1) without its line break; "" outside the file.
func (f *File) Line(number int) string {
	f.index()
	if number < 1 || number > len(f.lineStarts) {
		return ""
	}
	return string(f.rest(f.lineStarts[number-1]))
}

// RestOfLine returns the text from a position to the end of its line.
func (f *File) RestOfLine(from Pos) string { return string(f.rest(from.Byte)) }

// rest is what follows an offset on its line.
func (f *File) rest(offset int) []byte {
	rest := f.Bytes[offset:]
	if end := bytes.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end]
	}
	return bytes.TrimSuffix(rest, []byte("\r"))
}

// At returns the position of a line and a column in characters, both counted from 1 and held inside the file.
func (f *File) At(line, column int) Pos {
	f.index()
	line = min(max(line, 1), len(f.lineStarts))
	text := f.rest(f.lineStarts[line-1])
	offset, col := 0, 1
	for col < column && offset < len(text) {
		_, size := utf8.DecodeRune(text[offset:])
		offset += size
		col++
	}
	return Pos{Line: line, Column: col, Byte: f.lineStarts[line-1] + offset}
}

// AtByte returns the position of a byte offset.
func (f *File) AtByte(offset int) Pos {
	f.index()
	offset = min(max(offset, 0), len(f.Bytes))
	line := sort.SearchInts(f.lineStarts, offset+1)
	column := utf8.RuneCount(f.Bytes[f.lineStarts[line-1]:offset]) + 1
	return Pos{Line: line, Column: column, Byte: offset}
}

// Span returns the range from a position over a number of bytes.
func (f *File) Span(start Pos, length int) Range {
	end := min(start.Byte+length, len(f.Bytes))
	return Range{File: f, Start: start, End: f.AtByte(end)}
}

// WholeLine returns the range of a line's text without its indentation.
func (f *File) WholeLine(number int) Range {
	text := f.Line(number)
	trimmed := bytes.TrimLeft([]byte(text), " \t")
	start := f.At(number, 1)
	start = f.AtByte(start.Byte + len(text) - len(trimmed))
	return f.Span(start, len(trimmed))
}

// Top is the range at the very beginning of the file: for what concerns the file as a whole.
func (f *File) Top() Range {
	start := Pos{Line: 1, Column: 1}
	return Range{File: f, Start: start, End: start}
}

// index is built when a position is first asked for: most files are read without a mistake to show.
func (f *File) index() {
	f.once.Do(func() {
		f.lineStarts = append(f.lineStarts, 0)
		for i, b := range f.Bytes {
			if b == '\n' && i+1 < len(f.Bytes) {
				f.lineStarts = append(f.lineStarts, i+1)
			}
		}
	})
}

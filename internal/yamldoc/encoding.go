package yamldoc

import (
	"bytes"
	"unicode/utf8"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
)

// byteOrderMark may stand before the first character; some editors write it.
var byteOrderMark = []byte("\uFEFF")

// readable refuses what no YAML reader should be asked to look at.
func readable(file *source.File, diags *diag.List) bool {
	if len(file.Bytes) > MaxBytes {
		diags.Add(diag.TooLarge, file.Top(), "the file is larger than %d kB", MaxBytes/1024)
		return false
	}
	if bytes.HasPrefix(file.Bytes, []byte{0xFE, 0xFF}) || bytes.HasPrefix(file.Bytes, []byte{0xFF, 0xFE}) {
		diags.Add(diag.Encoding, file.Top(), "the file is UTF-16").Help("save it as UTF-8")
		return false
	}
	if !utf8.Valid(file.Bytes) {
		at := invalidUTF8(file.Bytes)
		diags.Add(diag.Encoding, file.Span(file.AtByte(at), 1), "the file is not UTF-8").Labelled("byte 0x%02X", file.Bytes[at]).Help("save it as UTF-8")
		return false
	}
	return readableLines(file, diags)
}

// readableLines refuses what some programs take for the end of a line and others do not.
func readableLines(file *source.File, diags *diag.List) bool {
	for i, r := range string(file.Bytes) {
		lone := r == '\r' && (i+1 == len(file.Bytes) || file.Bytes[i+1] != '\n')
		if lone || r == '\u0085' || r == '\u2028' || r == '\u2029' {
			diags.Add(diag.ControlCharacter, file.Span(file.AtByte(i), utf8.RuneLen(r)), "the file holds U+%04X, which only some programs take for a line break", r).Help("remove it")
			return false
		}
	}
	return true
}

func invalidUTF8(b []byte) int {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
	return 0
}

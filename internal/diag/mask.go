package diag

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/source"
)

// Masked returns a line of a file (counted from 1) for showing it: without what looks like a secret, and without what a list
// says is one.
func Masked(file *source.File, number int, list List) string {
	line := file.Line(number)
	var onLine []source.Range
	for _, d := range list {
		if d.Code == SecretValue && d.Range.File == file && d.Range.Start.Line == number {
			onLine = append(onLine, d.Range)
		}
	}
	// from the end of the line, so that the places of the others stay
	slices.SortFunc(onLine, func(a, b source.Range) int { return cmp.Compare(b.Start.Byte, a.Start.Byte) })
	for _, at := range onLine {
		line = frame{at: at, secret: true}.masked(line)
	}
	return frame{at: file.WholeLine(number)}.masked(line)
}

// masked returns the frame's line without secrets.
func (f frame) masked(line string) string {
	if insidePrivateKey(f.at) {
		return "***"
	}
	before, marked, after := split(line, f.at)
	isKey := strings.HasPrefix(strings.TrimSpace(after), ":")
	if f.secret && !isKey && strings.HasPrefix(secrets.Mask(marked+after), marked) { // no form and no name gives it away
		line = secrets.MaskAt(line, len(before))
	}
	return secrets.Mask(line)
}

// insidePrivateKey tells whether a line is one of a private key's body: one word below the heading of a key.
func insidePrivateKey(at source.Range) bool {
	const most = 1000 // lines of a key; one of PGP with its subkeys has some hundred
	number := at.Start.Line
	if strings.ContainsAny(strings.TrimSpace(at.File.Line(number)), " :") {
		return false
	}
	for line := number - 1; line > max(0, number-most); line-- {
		text := at.File.Line(line)
		if strings.Contains(text, "-----END") {
			return false
		}
		if strings.Contains(text, "-----BEGIN") {
			return secrets.Kind(text) != "" // it knows all headings of keys; a certificate's is no secret
		}
	}
	return false
}

package manifest

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/source"
)

// checkComments looks for secrets that somebody has put out of use in a comment: they are in the repository all the same.
// A secret in a value is reported where the value is checked.
func checkComments(file *source.File, diags *diag.List) {
	isSecret := func(d diag.Diagnostic) bool { return d.Code == diag.SecretValue }
	if !bytes.Contains(file.Bytes, []byte("#")) || secrets.Kind(string(file.Bytes)) == "" || slices.ContainsFunc(*diags, isSecret) {
		return
	}
	for line := 1; line <= file.Lines(); line++ {
		text := file.Line(line)
		at := strings.Index(" "+text, " #")
		if at < 0 {
			continue
		}
		if kind := secrets.Kind(text[at:]); kind != "" {
			diags.Add(diag.SecretValue, file.WholeLine(line), "the comment holds what looks like %s", kind).
				Help("whoever reads the repository reads it: take it out, and change it where it is used")
		}
	}
}

package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
)

var (
	painRow  = regexp.MustCompile(`(?m)^\| (\d+) \|(.*)\|(.*)\|(.*)\|$`)
	evidence = regexp.MustCompile("`(invalid|script|internal)/([a-z0-9_/-]+)(?:: ([A-Za-z-]+))?`")
)

// TestEveryPainIsPrevented holds that docs/pains.md has a row for each of the 62, and that what shows it is there: archives
// give the code that is named, scripts and tests exist.
func TestEveryPainIsPrevented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/pains.md")
	require.NoError(t, err)
	rows := painRow.FindAllStringSubmatch(string(text), -1)
	require.Len(t, rows, 62)
	for i, row := range rows {
		assert.Equal(t, strconv.Itoa(i+1), row[1], "the rows are counted")
		found := evidence.FindAllStringSubmatch(row[4], -1)
		assert.NotEmpty(t, found, "pain %s: nothing shows it", row[1])
		assert.Len(t, strings.Split(row[4], ", "), len(found), "pain %s: %s", row[1], row[4])
		for _, e := range found {
			assert.NoError(t, checkEvidence(e[1], e[2], e[3]), "pain %s", row[1])
		}
	}
}

// checkEvidence tells whether an archive gives a code, a script is there, or a package has a test.
func checkEvidence(kind, name, what string) error {
	switch kind {
	case "invalid":
		content, err := os.ReadFile("../../testdata/invalid/" + name + ".txtar")
		if err != nil {
			return err
		}
		_, said, _ := strings.Cut(string(content), "\n-- "+wantSection+" --\n")
		if _, known := diag.RuleOf(diag.Code(what)); !known || !strings.Contains(said, "["+what+"]: ") {
			return &os.PathError{Op: "find " + what + " in", Path: name, Err: os.ErrNotExist}
		}
		return nil
	case "script":
		_, err := os.Stat(scripts + "/" + name + ".txtar")
		return err
	}
	files, err := filepath.Glob("../../internal/" + name + "/*_test.go")
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if strings.Contains(string(content), "\nfunc "+what+"(") {
			return nil
		}
	}
	if err == nil {
		err = os.ErrNotExist
	}
	return &os.PathError{Op: "find " + what + " in", Path: "internal/" + name, Err: err}
}

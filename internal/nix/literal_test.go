package nix_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/nix"
)

// FuzzString reads strings, indented strings and keys back without Nix.
func FuzzString(f *testing.F) {
	for _, piece := range pieces {
		f.Add(piece, 0)
		f.Add(piece+"\n"+piece+"\nend\n", 2)
	}
	f.Fuzz(func(t *testing.T, s string, depth int) {
		if !nix.ValidText(s) {
			assert.Panics(t, func() { nix.String(s) })
			assert.Panics(t, func() { nix.Lines(s) })
			return
		}
		depth &= 7
		for _, text := range []string{nix.Print(nix.String(s), depth), nix.Print(nix.Lines(s), depth)} {
			have, err := readString(text)
			require.NoError(t, err, "%s", text)
			require.Equal(t, s, have)
		}
		if key := nix.Key(s); key != s {
			have, err := readString(key)
			require.NoError(t, err)
			require.Equal(t, s, have)
		}
	})
}

var (
	errCode  = errors.New("a string holds code")
	errClose = errors.New("a string ends too early or not at all")
)

// readString reads a string literal as the lexer of Nix does.
func readString(literal string) (string, error) {
	if text, ok := strings.CutPrefix(literal, "''"); ok {
		text, err := readIndented(text)
		return stripIndentation(text), err
	}
	return readQuoted(strings.TrimPrefix(literal, `"`))
}

func readQuoted(text string) (string, error) {
	var b strings.Builder
	for text != "" {
		switch {
		case text == `"`:
			return b.String(), nil
		case text[0] == '"':
			return "", errClose
		case strings.HasPrefix(text, "${"):
			return "", errCode
		case text[0] == '\\' && len(text) > 1:
			b.WriteByte(unescaped(text[1]))
			text = text[2:]
		case text[0] == '$' && len(text) > 1 && !strings.Contains(`"\`, text[1:2]):
			b.WriteString(text[:2])
			text = text[2:]
		default:
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return "", errClose
}

func readIndented(text string) (string, error) {
	var b strings.Builder
	for text != "" {
		switch {
		case strings.HasPrefix(text, "''$"), strings.HasPrefix(text, "'''"):
			b.WriteString(map[byte]string{'$': "$", '\'': "''"}[text[2]])
			text = text[3:]
		case strings.HasPrefix(text, `''\`) && len(text) > 3:
			b.WriteByte(unescaped(text[3]))
			text = text[4:]
		case text == "''":
			return b.String(), nil
		case strings.HasPrefix(text, "''"):
			return "", errClose
		case strings.HasPrefix(text, "${"):
			return "", errCode
		case text[0] == '$' && len(text) > 1 && text[1] != '\'', text[0] == '\'' && len(text) > 1 && text[1] != '$':
			b.WriteString(text[:2])
			text = text[2:]
		default:
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return "", errClose
}

func unescaped(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

func stripIndentation(text string) string {
	blank := func(line string) bool { return strings.Trim(line, " ") == "" }
	lines := strings.Split(text, "\n")
	if len(lines) > 1 && blank(lines[0]) {
		lines = lines[1:]
	}
	shared := -1
	for _, line := range lines {
		if indent := len(line) - len(strings.TrimLeft(line, " ")); !blank(line) && (shared < 0 || indent < shared) {
			shared = indent
		}
	}
	for i, line := range lines {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		lines[i] = line[min(max(shared, 0), indent):]
	}
	if last := len(lines) - 1; blank(lines[last]) {
		lines[last] = ""
	}
	return strings.Join(lines, "\n")
}

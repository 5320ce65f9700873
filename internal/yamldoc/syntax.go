package yamldoc

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
)

// yamlMessage is the form of yaml.v3's errors; the line is left out for the first one.
var yamlMessage = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`) })

const tooDeep = "lists and mappings are nested more than %d deep"

// plainWords says the reader's messages in the user's words, with a hint.
var plainWords = []struct{ part, message, hint string }{
	{"mapping values are not allowed", "a second %q on one line, or a key that is indented too far", "quote the text that holds the colon, or align the key with its neighbours"},
	{"found character that cannot start any token", "a value cannot begin with this character", "put the text in quotes"},
	{"did not find expected key", "this line does not fit the mapping around it", "align it with the other keys, and close quotes and brackets above it"},
	{"did not find expected '-' indicator", "this line does not fit the list around it", "align it with the other items, each behind \"- \""},
	{"did not find expected ',' or ']'", "a list that begins with [ is not closed", "add the missing ] or comma"},
	{"did not find expected ',' or '}'", "a mapping that begins with { is not closed", "add the missing } or comma"},
	{"did not find expected node content", "a value is missing, or a list or mapping is not closed", ""},
	{"could not find expected ':'", "a key without a colon", "write it as \"key: value\""},
	{"found unexpected end of stream", "a quote is not closed", "add the closing quote"},
	{"found unknown escape character", "an unknown escape in a quoted text", "in double quotes write \\\\ for a backslash, or use single quotes"},
	{"block sequence entries are not allowed", "a list item cannot stand here", "put the list on the lines below its key"},
	{"unknown anchor", "an alias for which there is no anchor", "a value that begins with * must be quoted"},
	{"control characters are not allowed", "a control character", "remove it"},
	{"found undefined tag handle", "an unknown tag", "a value that begins with ! must be quoted"},
	{"did not find expected alphabetic or numeric character", "a lone * or &", "a value that begins with * or & must be quoted"},
}

// reportSyntax says where the reader gave up. The line that yaml.v3 names is often another one than the one at fault.
func reportSyntax(file *source.File, err error, diags *diag.List) {
	if marker, ok := conflictMarker(file); ok {
		diags.Add(diag.YAMLSyntax, marker, "the file holds the markers of an unfinished merge").Help("decide between the two sides, and remove the markers")
		return
	}
	line, text := 1, err.Error()
	if m := yamlMessage().FindStringSubmatch(text); m != nil {
		text = m[2]
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n
		}
	}
	if strings.Contains(text, "exceeded max depth") {
		diags.Add(diag.TooDeep, file.WholeLine(min(line, file.Lines())), tooDeep, MaxDepth)
		return
	}
	if found, ok := faultyLine(file); ok {
		line = found
	}
	if tab, ok := tabIndent(file, min(line, file.Lines())); ok {
		diags.Add(diag.YAMLSyntax, tab, "a tab in the indentation").Labelled("tab").Help("indent with spaces")
		return
	}
	message, hint := text, ""
	for _, w := range plainWords {
		if strings.Contains(text, w.part) {
			message, hint = strings.ReplaceAll(w.message, "%q", `":"`), w.hint
			break
		}
	}
	diags.Add(diag.YAMLSyntax, file.WholeLine(min(line, file.Lines())), "not valid YAML: %s", message).Help("%s", hint)
}

// conflictMarker finds what git leaves in a file that it could not merge.
func conflictMarker(file *source.File) (source.Range, bool) {
	for line := 1; line <= file.Lines(); line++ {
		if strings.HasPrefix(file.Line(line), "<<<<<<< ") {
			return file.WholeLine(line), true
		}
	}
	return source.Range{}, false
}

// tabIndent finds a tab before the text of the line at fault.
func tabIndent(file *source.File, line int) (source.Range, bool) {
	text := file.Line(line)
	indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
	tab := strings.IndexByte(indent, '\t')
	if tab < 0 {
		return source.Range{}, false
	}
	return file.Span(file.At(line, tab+1), 1), true
}

// faultyLine is the line behind the longest beginning of the file that can be read: where a bracket or quote was opened
// for good, or where a line no longer fits.
func faultyLine(file *source.File) (int, bool) {
	const most = 16 << 20 // bytes; each try reads the beginning of the file anew
	if file.Lines()*len(file.Bytes) > most {
		return 0, false
	}
	for last := file.Lines() - 1; last >= 0; last-- {
		end := 0
		if last > 0 {
			end = file.At(last+1, 1).Byte
		}
		if reads(file.Bytes[:end]) {
			return nextContent(file, last+1), true
		}
	}
	return 0, false
}

func reads(content []byte) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	for {
		var n yaml.Node
		if err := decoder.Decode(&n); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

func nextContent(file *source.File, line int) int {
	for l := line; l <= file.Lines(); l++ {
		if text := strings.TrimSpace(file.Line(l)); text != "" && text[0] != '#' {
			return l
		}
	}
	return line
}

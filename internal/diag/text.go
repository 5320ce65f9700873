package diag

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"

	"github.com/hbohlen/panther/internal/source"
)

// width counts the columns of a terminal, whatever the locale says about the letters that East Asian fonts widen.
var width = runewidth.Condition{StrictEmojiNeutral: true}

// Palette colours the parts of a report. The zero Palette leaves them plain.
type Palette struct {
	Error, Warning, Place, Help func(string) string
}

func paint(colour func(string) string, text string) string {
	if colour == nil {
		return text
	}
	return colour(text)
}

// WriteText writes diagnostics for people: each with its place, the source line, a caret and a hint, a blank line
// between two.
func WriteText(w io.Writer, list List, palette Palette) error {
	var b strings.Builder
	for i, d := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		writeOne(&b, d, palette)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeOne(b *strings.Builder, d Diagnostic, palette Palette) {
	colour := palette.Error
	switch d.Severity {
	case Warning:
		colour = palette.Warning
	case Note:
		colour = palette.Help
	}
	fmt.Fprintf(b, "%s: %s\n", paint(colour, d.Severity.String()+"["+string(d.Code)+"]"), printable(d.Message))
	gutter := gutterWidth(d)
	if !d.Range.IsZero() {
		writeFrame(b, frame{at: d.Range, label: d.Label, arrow: "-->", mark: '^', gutter: gutter, colour: colour, palette: palette, secret: d.Code == SecretValue})
	}
	for _, r := range d.Related {
		writeFrame(b, frame{at: r.Range, label: r.Label, arrow: ":::", mark: '-', gutter: gutter, colour: palette.Place, palette: palette})
	}
	if d.Hint != "" {
		fmt.Fprintf(b, "%s %s\n", strings.Repeat(" ", gutter)+" =", paint(palette.Help, "help: ")+printable(d.Hint))
	}
}

// gutterWidth is the width of the widest line number that the diagnostic shows, two at least.
func gutterWidth(d Diagnostic) int {
	widest := d.Range.Start.Line
	for _, r := range d.Related {
		widest = max(widest, r.Range.Start.Line)
	}
	return max(2, len(strconv.Itoa(widest)))
}

type frame struct {
	at      source.Range
	label   string
	arrow   string
	mark    rune
	gutter  int
	colour  func(string) string
	palette Palette
	secret  bool // the value at the place is one, whatever its key is called
}

func writeFrame(b *strings.Builder, f frame) {
	start := f.at.Start
	place := fmt.Sprintf("%s:%d:%d", f.at.File.Name, start.Line, start.Column)
	blank := strings.Repeat(" ", f.gutter)
	fmt.Fprintf(b, "%s%s %s\n", blank, f.arrow, paint(f.palette.Place, printable(place)))
	line := f.at.File.Line(start.Line)
	if masked := f.masked(line); masked != line {
		if before, marked, _ := split(line, f.at); !strings.HasPrefix(masked, before+marked) { // its columns mean nothing
			fmt.Fprintf(b, "%s |\n%*d | %s\n", blank, f.gutter, start.Line, printable(masked))
			return
		}
		line = masked
	}
	if strings.TrimSpace(line) == "" {
		if f.label != "" {
			fmt.Fprintf(b, "%s = %s\n", blank, printable(f.label))
		}
		return
	}
	before, marked, after := cut(line, f.at)
	underline := strings.Repeat(string(f.mark), max(1, width.StringWidth(marked)))
	if f.label != "" {
		underline += " " + printable(f.label)
	}
	fmt.Fprintf(b, "%s |\n", blank)
	fmt.Fprintf(b, "%*d | %s\n", f.gutter, start.Line, strings.TrimRight(before+marked+after, " "))
	fmt.Fprintf(b, "%s | %s%s\n", blank, strings.Repeat(" ", width.StringWidth(before)), paint(f.colour, underline))
}

// cut splits a source line at the marked range, as it is shown: tabs widened, control characters made visible, and a
// very long line reduced to what stands around the mark.
func cut(line string, at source.Range) (before, marked, after string) {
	const most = 100
	start, inner, end := split(line, at)
	head, middle, tail := []rune(start), []rune(inner), []rune(end)
	if len(head) > most {
		head = append([]rune("..."), head[len(head)-most/2:]...)
	}
	if len(middle) > most {
		middle, tail = middle[:most], []rune("...")
	}
	if len(tail) > most {
		tail = append(append([]rune{}, tail[:most/2]...), []rune("...")...)
	}
	return printable(string(head)), printable(string(middle)), printable(string(tail))
}

// split splits a line before and behind the part of a range that lies on it.
func split(line string, at source.Range) (before, marked, after string) {
	runes := []rune(line)
	from := min(at.Start.Column-1, len(runes))
	to := len(runes)
	if at.End.Line == at.Start.Line {
		to = min(max(at.End.Column-1, from), len(runes))
	}
	return string(runes[:from]), string(runes[from:to]), string(runes[to:])
}

// printable keeps a report from sending control characters of a manifest to somebody's terminal.
func printable(text string) string {
	return strings.Map(visible, strings.ReplaceAll(text, "\t", "    "))
}

func visible(r rune) rune {
	if unicode.IsControl(r) || unicode.In(r, unicode.Cf) {
		return '\uFFFD'
	}
	return r
}

package lint

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
)

//go:embed pages/*.md
var pages embed.FS

// Page is what there is to read about a rule: what it means, a wrong and a right example, and what to do.
type Page struct {
	diag.Rule
	Why   string // what it means and why it matters, as Markdown
	Wrong Example
	Right Example
	Help  string // what to do, as Markdown
}

// Example is a small fleet, or the part of one that matters.
type Example struct {
	Text  string // as Markdown
	Run   string // commands of panther, joined by &&, of which the last one tells; "" for validate
	Files []File
}

// File is one file of an example.
type File struct {
	Name string
	Text string
}

// The headings of a page, in their order.
const (
	wrongHeading = "## Wrong\n"
	rightHeading = "## Right\n"
	helpHeading  = "## What to do\n"
)

// ReadPage returns the page of a rule.
func ReadPage(rule diag.Rule) (Page, error) {
	content, err := pages.ReadFile("pages/" + string(rule.Code) + ".md")
	if errors.Is(err, fs.ErrNotExist) {
		return Page{}, fmt.Errorf("there is no page on %s: internal/lint/pages/%[1]s.md", rule.Code)
	}
	if err != nil {
		return Page{}, err
	}
	text := string(content)
	title, text, _ := strings.Cut(text, "\n")
	why, text, hasWrong := strings.Cut(text, wrongHeading)
	wrong, text, hasRight := strings.Cut(text, rightHeading)
	right, help, hasHelp := strings.Cut(text, helpHeading)
	if title != "# "+string(rule.Code) || !hasWrong || !hasRight || !hasHelp {
		return Page{}, fmt.Errorf("the page on %s is not a title and the headings Wrong, Right and What to do", rule.Code)
	}
	return Page{Rule: rule, Why: strings.TrimSpace(why), Wrong: readExample(wrong), Right: readExample(right), Help: strings.TrimSpace(help)}, nil
}

const (
	fence   = "```"
	runMark = "<!-- run: "
)

// readExample takes the files out of a part of a page: blocks of code, each with the file's name behind the language.
func readExample(text string) Example {
	var e Example
	var kept []string
	inside := false
	for line := range strings.Lines(text) {
		run, isRun := strings.CutPrefix(line, runMark)
		switch {
		case isRun:
			e.Run = strings.TrimSuffix(strings.TrimSpace(run), " -->")
			continue
		case strings.HasPrefix(line, fence) && !inside:
			_, name, _ := strings.Cut(strings.TrimSpace(line), " ")
			e.Files = append(e.Files, File{Name: name})
			inside = true
		case strings.HasPrefix(line, fence):
			inside = false
		case inside:
			e.Files[len(e.Files)-1].Text += line
		}
		kept = append(kept, line)
	}
	e.Text = strings.TrimSpace(strings.Join(kept, ""))
	return e
}

// Markdown is the page as it stands in the documentation, below a heading of a level.
func (p Page) Markdown(level int) string {
	heading := strings.Repeat("#", level)
	parts := []string{
		heading + " " + string(p.Code), p.Sentence + " " + p.says(), p.Why,
		heading + "# Wrong", p.Wrong.Text, heading + "# Right", p.Right.Text, heading + "# What to do", p.Help, p.allowing(),
	}
	return strings.Join(parts, "\n\n") + "\n"
}

// says tells how bad it is.
func (p Page) says() string {
	switch p.Severity {
	case diag.Errors:
		return "An error: nothing is rendered."
	case diag.Notes:
		return "A note: `panther lint --notes` shows it."
	case diag.Warnings:
		return "A warning: it stops nothing."
	}
	return "An error, or a warning where it may be meant."
}

// allowing tells how a comment allows it.
func (p Page) allowing() string {
	if !p.Allowable() {
		return "No comment can allow it."
	}
	what := "Where it is meant"
	if p.Severity.Includes(diag.Error) {
		what = "Where it is a warning and meant"
	}
	return fmt.Sprintf("%s, say so and why, on the line or above it: `# panther: allow %s: why`. At the top of a file `allow-file` holds for all of it.", what, p.Code)
}

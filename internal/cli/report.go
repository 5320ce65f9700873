package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/git"
	"github.com/hbohlen/panther/internal/lint"
	"github.com/hbohlen/panther/internal/term"
	"github.com/hbohlen/panther/internal/tree"
)

// The formats that reading verbs print in.
const (
	formatText   = "text"
	formatJSON   = "json"
	formatGitHub = "github"
	formatSARIF  = "sarif"
)

// formatFlag adds --format with the formats that a verb has, of which the first one is the usual.
func formatFlag(cmd *cobra.Command, into *string, formats ...string) {
	cmd.Flags().StringVar(into, "format", formats[0], "print as "+list(formats))
	_ = cmd.RegisterFlagCompletionFunc("format", fixedCompletion(formats...))
	check := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		for _, f := range formats {
			if *into == f {
				if check != nil {
					return check(cmd, args)
				}
				return nil
			}
		}
		return usage("--format takes %s, not %s", list(formats), diag.Quote(*into))
	}
}

func list(words []string) string {
	text := ""
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			text += " or "
		default:
			text += ", "
		}
		text += w
	}
	return text
}

func palette(s term.Styles) diag.Palette {
	return diag.Palette{Error: s.Bad, Warning: s.Careful, Place: s.Quiet, Help: s.Quiet}
}

// printDiags prints diagnostics for people, with their number at the end.
func printDiags(w io.Writer, diags diag.List, styles term.Styles) error {
	if len(diags) == 0 {
		return nil
	}
	if err := diag.WriteText(w, diags, palette(styles)); err != nil {
		return err
	}
	errors, warnings := diags.Count()
	_, err := fmt.Fprintf(w, "\n%s\n", counts(errors, "error", warnings, "warning", diags.Notes(), "note"))
	return err
}

// sayMistakes prints diagnostics beside what a verb prints. In JSON they are a part of that.
func (a *app) sayMistakes(diags diag.List, format string) error {
	if format == formatJSON {
		return nil
	}
	return printDiags(a.Err, diags, a.errStyles())
}

// counts says "2 errors, 1 warning", leaving out what there is none of.
func counts(pairs ...any) string {
	text := ""
	for i := 0; i+1 < len(pairs); i += 2 {
		n, what := pairs[i].(int), pairs[i+1].(string)
		if n == 0 {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += diag.Plural(n, what)
	}
	return text
}

// sayKept names the files that are left alone, those of others as not made by panther.
func (a *app) sayKept(kept []tree.Change, made string) {
	for _, c := range kept {
		what := "was edited by hand"
		if c.State == tree.Foreign {
			what = "was not " + made + " by panther"
		}
		fmt.Fprintf(a.Err, "%s %s %s and is left as it is\n", a.errStyles().Bad(string(c.State)+":"), c.Path, what)
	}
}

// atOnce prints what a function prints all at once, and says when it could not be written.
func (a *app) atOnce(print func()) error {
	var text bytes.Buffer
	out := a.Out
	a.Out = &text
	print()
	a.Out = out
	_, err := a.Out.Write(text.Bytes())
	return err
}

// formatVersion numbers the shape of all that --format json prints. docs/json.md says what changes it.
const formatVersion = 1

// printData prints what a verb found as JSON. Every verb with --format json prints through it.
func (a *app) printData(verb string, data any) error {
	encoder := json.NewEncoder(a.Out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false) // commands in it are to be copied
	return encoder.Encode(struct {
		FormatVersion int    `json:"formatVersion"`
		Verb          string `json:"verb"`
		Data          any    `json:"data"`
	}{formatVersion, verb, data})
}

// inRepository is what others than the fleet's own folder see of diagnostics.
func (f *fleet) inRepository(diags diag.List) diag.List {
	return diags.InRepository(git.Prefix(f.ws.Dir), f.ComesWithPanther)
}

// printGitHub prints diagnostics as annotations of GitHub.
func (a *app) printGitHub(f *fleet, diags diag.List) error {
	return diag.WriteGitHub(a.Out, f.inRepository(diags))
}

// printSARIF prints diagnostics for code scanning, each rule with its page.
func (a *app) printSARIF(verb string, f *fleet, diags diag.List) error {
	diags = f.inRepository(diags)
	return diag.WriteSARIF(a.Out, diags, diag.SARIF{Version: Version, Verb: verb, Rules: stateRules(), Page: func(rule diag.Rule) diag.SARIFHelp {
		page, err := lint.ReadPage(rule)
		if err != nil { // a test holds that each has one
			return diag.SARIFHelp{}
		}
		return diag.SARIFHelp{Text: page.Sentence + "\n" + page.Why + "\n" + page.Help, Markdown: page.Markdown(1)}
	}})
}

// answer turns "are there errors" into the end of a run.
func answer(no bool) error {
	if no {
		return errNo
	}
	return nil
}

package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// released is when the version was made. A page bears this date and not today's: the same version writes the same page.
const released = "2026-11-22"

func newMan(a *app) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:     "man",
		Short:   "Print the manual page, or write one for each verb",
		GroupID: groupSelf,
		Example: `  panther man | man -l -
  panther man --dir /usr/local/share/man/man1`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dir == "" {
				_, err := a.Out.Write(manPage(cmd.Root()))
				return err
			}
			if info, err := os.Stat(dir); err != nil || !info.IsDir() {
				return errors.New("there is no folder " + dir)
			}
			return writeManPages(cmd.Root(), dir)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "write a page for each verb into this folder")
	_ = cmd.MarkFlagDirname("dir")
	return cmd
}

func writeManPages(cmd *cobra.Command, dir string) error {
	if err := os.WriteFile(filepath.Join(dir, pageName(cmd)+".1"), manPage(cmd), 0o644); err != nil {
		return err
	}
	for _, verb := range cmd.Commands() {
		if documented(verb) {
			if err := writeManPages(verb, dir); err != nil {
				return err
			}
		}
	}
	return nil
}

func documented(cmd *cobra.Command) bool {
	return cmd.IsAvailableCommand() && !cmd.IsAdditionalHelpTopicCommand()
}

// pageName is what the page of a verb is called: panther-modules-eject.
func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manPage is the manual page of a verb, in the macros of man(7). The tools that come with cobra for this would read
// Markdown, and make every start of panther slower.
func manPage(cmd *cobra.Command) []byte {
	cmd.InitDefaultHelpFlag()
	r := &roff{}
	r.macro("TH", strings.ToUpper(pageName(cmd)), "1", released, "panther "+Version, "panther")
	r.macro("SH", "NAME")
	r.text(pageName(cmd) + " - " + cmd.Short)
	r.macro("SH", "SYNOPSIS")
	r.macro("B", cmd.UseLine())
	if cmd.Long != "" {
		r.macro("SH", "DESCRIPTION")
		r.text(cmd.Long)
	}
	r.verbs(cmd)
	r.flags("OPTIONS", cmd.NonInheritedFlags())
	r.flags("OPTIONS OF ALL VERBS", cmd.InheritedFlags())
	if cmd.Example != "" {
		r.macro("SH", "EXAMPLES")
		r.verbatim(cmd.Example)
	}
	if cmd.HasParent() {
		r.macro("SH", "SEE ALSO")
		r.macro("BR", pageName(cmd.Parent()), "(1)")
	}
	return []byte(r.String())
}

// roff is a manual page that is being written.
type roff struct{ strings.Builder }

// macro writes a line that is a request, each argument in quotes.
func (r *roff) macro(name string, arguments ...string) {
	r.WriteString("." + name)
	for _, a := range arguments {
		r.WriteString(` "` + strings.ReplaceAll(escapeRoff(a), `"`, `\(dq`) + `"`)
	}
	r.WriteString("\n")
}

// text writes paragraphs, which empty lines divide.
func (r *roff) text(paragraphs string) {
	for line := range strings.Lines(paragraphs) {
		if line = strings.TrimSpace(line); line == "" {
			r.macro("PP")
			continue
		}
		r.line(line)
	}
}

// verbatim writes lines that are to be shown as they are.
func (r *roff) verbatim(lines string) {
	r.macro("EX")
	for line := range strings.Lines(lines) {
		r.line(strings.TrimSuffix(line, "\n"))
	}
	r.macro("EE")
}

// line writes a line that is no request, whatever it begins with.
func (r *roff) line(text string) {
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		r.WriteString(`\&`)
	}
	r.WriteString(escapeRoff(text) + "\n")
}

var roffEscapes = strings.NewReplacer(`\`, `\(rs`, "-", `\-`, "~", `\(ti`, "^", `\(ha`, "`", `\(ga`)

func escapeRoff(text string) string { return roffEscapes.Replace(text) }

// verbs lists what a verb has below it, each with the page that explains it.
func (r *roff) verbs(cmd *cobra.Command) {
	title := "VERBS"
	for _, verb := range cmd.Commands() {
		if !documented(verb) {
			continue
		}
		if title != "" {
			r.macro("SH", title)
			title = ""
		}
		r.macro("TP")
		r.macro("BR", pageName(verb), "(1)")
		r.line(verb.Short)
	}
}

// flags lists the flags of a verb, each with its default where it has one to speak of.
func (r *roff) flags(title string, set *pflag.FlagSet) {
	if !set.HasAvailableFlags() {
		return
	}
	r.macro("SH", title)
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		r.macro("TP")
		r.macro("B", flagText(f))
		r.line(f.Usage)
	})
}

func flagText(f *pflag.Flag) string {
	text := "--" + f.Name
	if f.Shorthand != "" {
		text = "-" + f.Shorthand + ", " + text
	}
	kind, _ := pflag.UnquoteUsage(f)
	switch value := f.DefValue; {
	case kind == "": // a switch
		return text
	case value == "" || value == "[]":
		return text + " " + strings.ToUpper(kind)
	default:
		return text + "=" + value
	}
}

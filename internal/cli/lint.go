package cli

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/lint"
	"github.com/hbohlen/panther/internal/pipeline"
)

type lintOptions struct {
	hosts   []string
	list    bool
	explain string
	fix     bool
	dryRun  bool
	notes   bool
	format  string
}

func newLint(a *app) *cobra.Command {
	var o lintOptions
	cmd := &cobra.Command{
		Use:     "lint [HOST...]",
		Short:   "Look for mistakes and what may be one, explain them, and mend what is certain",
		GroupID: groupDaily,
		Example: `  panther lint
  panther lint --fix --dry-run
  panther lint --explain port-clash
  panther lint --list`,
		Long: `Shows what validate, check and gen show of all manifests, or of some hosts, and compares nothing with the rendered tree.
With --notes it also tells of what is no mistake, such as values that change nothing.

--fix writes what is meant where only one thing can be, and leaves comments and everything else as it is; with --dry-run
it shows the difference. --list names all rules, --explain says all about one.

A comment with a reason allows what is a warning, on its line or above it; allow-file at the top holds for a whole file:

  guest: {} # panther: allow unused-user: comes back in spring`,
		ValidArgsFunction: a.completeHosts,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.hosts = args
			return a.runLint(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&o.list, "list", false, "list all rules")
	cmd.Flags().StringVar(&o.explain, "explain", "", "say all about one rule")
	_ = cmd.RegisterFlagCompletionFunc("explain", completeCodes)
	cmd.Flags().BoolVar(&o.fix, "fix", false, "mend what can mean only one thing")
	cmd.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "with --fix, show the difference and write nothing")
	cmd.Flags().BoolVar(&o.notes, "notes", false, "tell also of what is no mistake")
	formatFlag(cmd, &o.format, formatText, formatJSON, formatSARIF, formatGitHub)
	return cmd
}

func completeCodes(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, r := range diag.Rules() {
		out = append(out, string(r.Code)+"\t"+r.Sentence)
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func (a *app) runLint(ctx context.Context, o lintOptions) error {
	switch {
	case o.list && o.explain != "" || o.fix && (o.list || o.explain != ""):
		return usage("--list, --explain and --fix are three questions: ask one at a time")
	case (o.list || o.explain != "") && len(o.hosts) > 0:
		return usage("--list and --explain are about rules: call them without hosts")
	case (o.list || o.explain != "" || o.fix) && o.format != formatText && o.format != formatJSON:
		return usage("--format %s shows what is wrong: leave out --list, --explain and --fix", o.format)
	case o.dryRun && !o.fix:
		return usage("--dry-run goes with --fix")
	case o.list:
		return a.listRules(o.format)
	case o.explain != "":
		return a.explainRule(o.explain, o.format)
	}
	if o.fix {
		return a.runFix(ctx, o)
	}
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	diags, own, err := f.lint(o)
	if err != nil {
		return err
	}
	switch o.format {
	case formatJSON:
		err = a.printData("lint", lintRecord{Diagnostics: diag.Records(diags)})
	case formatSARIF:
		err = a.printSARIF("lint", f, diags)
	default:
		err = a.printFindings(f, diags, o.format)
	}
	if err != nil {
		return err
	}
	if mendable := countFixes(own); mendable > 0 && o.format == formatText {
		a.note("`panther lint --fix` mends %d of them", mendable)
	}
	return answer(diags.HasErrors())
}

// lint returns what is wrong, and which of it is of the named hosts, or of all.
func (f *fleet) lint(o lintOptions) (all, own diag.List, err error) {
	r, err := f.run(pipeline.Options{Tree: true, Notes: o.notes})
	if err != nil {
		return nil, nil, err
	}
	if err := pick(r, o.hosts); err != nil {
		return nil, nil, err
	}
	all = selected(r, o.hosts)
	if len(o.hosts) == 0 {
		return all, all, nil
	}
	for _, name := range o.hosts {
		own = append(own, r.Host(name).Diags...)
	}
	return all, own.Sorted(), nil
}

func countFixes(diags diag.List) (n int) {
	for _, d := range diags {
		if d.Fix != nil {
			n++
		}
	}
	return n
}

// lintRecord is what lint finds, in JSON.
type lintRecord struct {
	Diagnostics []diag.Record `json:"diagnostics"`
	Changes     []mendRecord  `json:"changes,omitempty"`
}

// rulesRecord is what --list and --explain show, in JSON.
type rulesRecord struct {
	Rules []ruleRecord `json:"rules"`
}

// ruleRecord is a rule in JSON.
type ruleRecord struct {
	Code      diag.Code `json:"code"`
	Group     string    `json:"group"`
	Severity  string    `json:"severity"`
	Sentence  string    `json:"sentence"`
	Allowable bool      `json:"allowable"`
	Page      string    `json:"page,omitempty"`
}

func recordOfRule(r diag.Rule) ruleRecord {
	return ruleRecord{Code: r.Code, Group: r.Group, Severity: r.Severity.String(), Sentence: r.Sentence, Allowable: r.Allowable()}
}

func (a *app) listRules(format string) error {
	if format == formatJSON {
		var record rulesRecord
		for _, r := range diag.Rules() {
			record.Rules = append(record.Rules, recordOfRule(r))
		}
		return a.printData("lint", record)
	}
	var text bytes.Buffer
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	group := ""
	for _, r := range diag.Rules() {
		if r.Group != group {
			group = r.Group
			fmt.Fprintf(table, "%s\n", group)
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\n", r.Code, r.Severity, r.Sentence)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	styles := a.outStyles()
	for line := range strings.Lines(text.String()) {
		if !strings.HasPrefix(line, " ") {
			line = styles.Strong(strings.TrimSpace(line)) + "\n"
		}
		fmt.Fprint(a.Out, line)
	}
	return nil
}

func (a *app) explainRule(name, format string) error {
	rule, known := diag.RuleOf(diag.Code(name))
	if !known {
		var codes []string
		for _, r := range diag.Rules() {
			codes = append(codes, string(r.Code))
		}
		slices.Sort(codes)
		return usage("there is no rule %s; %s", diag.Quote(name), diag.DidYouMean(name, codes))
	}
	page, err := lint.ReadPage(rule)
	if err != nil {
		return err
	}
	if format == formatJSON {
		record := recordOfRule(rule)
		record.Page = page.Markdown(1)
		return a.printData("lint", rulesRecord{[]ruleRecord{record}})
	}
	return a.printPage(page.Markdown(1))
}

// printPage prints Markdown as people read it: headings stand out, code is indented below the name of its file.
func (a *app) printPage(text string) error {
	styles := a.outStyles()
	inside := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "```") && !inside:
			inside = true
			if _, name, named := strings.Cut(line, " "); named {
				fmt.Fprintln(a.Out, "    "+styles.Quiet("# "+name))
			}
			continue
		case strings.HasPrefix(line, "```"):
			inside = false
			continue
		case inside && line != "":
			line = "    " + line
		case strings.HasPrefix(line, "#"):
			line = styles.Strong(strings.TrimLeft(line, "# "))
		}
		if _, err := fmt.Fprintln(a.Out, line); err != nil {
			return err
		}
	}
	return nil
}

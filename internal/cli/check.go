package cli

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/git"
	"github.com/hbohlen/panther/internal/nixlock"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/shell"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/tree"
)

type checkOptions struct {
	hosts  []string
	format string
}

func newCheck(a *app) *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:     "check [HOST...]",
		Short:   "Tell whether the rendered tree is what the manifests say",
		GroupID: groupDaily,
		Example: `  panther check
  panther check --format github
  panther check --format sarif > panther.sarif`,
		Long: `Validates, lints and compares, and writes nothing: for CI. Files that are missing, stale, edited by hand, orphaned or
unknown to git are told apart, and flake.lock is compared with the inputs of flake.nix. It needs no Nix.`,
		ValidArgsFunction: a.completeHosts,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.hosts = args
			return a.runCheck(cmd.Context(), o)
		},
	}
	formatFlag(cmd, &o.format, formatText, formatJSON, formatSARIF, formatGitHub)
	return cmd
}

// finding is one file that is not as it should be.
type finding struct {
	File  string     `json:"file"`
	State tree.State `json:"state"`
	Help  string     `json:"help"`
}

// verdict is what check found.
type verdict struct {
	OK          bool          `json:"ok"`
	Hosts       int           `json:"hosts"`
	Files       int           `json:"files"`
	Findings    []finding     `json:"findings"`
	Lock        []string      `json:"lock"`
	Diagnostics []diag.Record `json:"diagnostics"`

	diags  diag.List
	notes  []string
	output string
}

func (a *app) runCheck(ctx context.Context, o checkOptions) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	r, err := f.run(pipeline.Options{Tree: true})
	if err != nil {
		return err
	}
	if err := pick(r, o.hosts); err != nil {
		return err
	}
	v := &verdict{Hosts: len(r.Hosts), Files: r.Tree.Len(), output: f.Output, diags: selected(r, o.hosts), Findings: []finding{}, Lock: []string{}}
	if len(o.hosts) > 0 {
		v.Hosts, v.Files = len(o.hosts), len(f.wantedBy(r, o.hosts))
	}
	if !v.diags.HasErrors() {
		if err := f.judge(ctx, r, o.hosts, v); err != nil {
			return err
		}
	}
	v.demandReports()
	v.OK = !v.diags.HasErrors() && len(v.Findings) == 0 && len(v.Lock) == 0
	if err := a.printVerdict(f, v, o.format); err != nil {
		return err
	}
	return answer(!v.OK)
}

// demandReports makes reports that are not there yet mistakes: gen renders a new host without its report, and what it
// renders is not the last word.
func (v *verdict) demandReports() {
	for i := range v.diags {
		if v.diags[i].Code == diag.MissingReport {
			v.diags[i].Severity = diag.Error
		}
	}
	v.Diagnostics = diag.Records(v.diags)
}

// judge holds the rendered tree against the folder, against git and against flake.lock.
func (f *fleet) judge(ctx context.Context, r *pipeline.Result, hosts []string, v *verdict) error {
	compared, err := f.compare(r)
	if err != nil {
		return err
	}
	f.guard(ctx, r, compared, nil)
	v.diags = selected(r, hosts)
	refused := v.diags.HasErrors()
	for _, c := range within(compared.changes, f.wantedBy(r, hosts)) {
		help := helpFor[c.State]
		if refused && (c.State == tree.Missing || c.State == tree.Stale || c.State == tree.Conflict) {
			help = helpRefused
		}
		v.Findings = append(v.Findings, finding{c.Path, c.State, help})
	}
	if err := f.findUntracked(ctx, r, hosts, v); err != nil {
		return err
	}
	f.checkLock(r, v)
	if f.schemasAreStale() {
		v.notes = append(v.notes, "the schemas for editors are of another state of the fleet: `panther gen` makes them anew")
	}
	return nil
}

var helpFor = map[tree.State]string{
	tree.Missing:   "run `panther gen`",
	tree.Stale:     "run `panther gen`",
	tree.Conflict:  "left by a merge with conflict markers: `panther gen` renders it anew",
	tree.Edited:    "changed by hand: `panther gen --force` takes it back; lasting changes belong into settings: or imports:",
	tree.Foreign:   "not rendered by panther: move it away, or let `panther gen --force` replace it",
	tree.Orphan:    "nothing renders it any more: `panther gen --prune` removes it; if the host still exists, its manifest is missing",
	tree.Strayed:   "nothing renders it any more, and it was changed by hand: move what you need, then `panther gen --prune --force`",
	tree.Blocked:   "something else than a file is in its place: move it away",
	tree.Untracked: "git does not know it, so that Nix does not see it: `git add` it",
}

// helpRefused is for files that gen writes nothing of as things are.
const helpRefused = "`panther gen` renders it when the errors are mended"

// helpForSource is for files that Nix never reads.
const helpForSource = "git does not know it, so that a clone renders something else: `git add` it"

// findUntracked adds files that git does not know, unless something else is wrong with them.
func (f *fleet) findUntracked(ctx context.Context, r *pipeline.Result, hosts []string, v *verdict) error {
	names, err := f.untracked(ctx, r, hosts)
	switch {
	case errors.Is(err, git.ErrNoRepository):
		return nil
	case errors.Is(err, git.ErrNoProgram):
		v.notes = append(v.notes, err.Error()+": whether it knows all files was not checked")
		return nil
	case err != nil:
		return err
	}
	sources := f.sources()
	for _, name := range names {
		if slices.ContainsFunc(v.Findings, func(have finding) bool { return have.File == name }) {
			continue
		}
		help := helpFor[tree.Untracked]
		if slices.Contains(sources, name) {
			help = helpForSource
		}
		v.Findings = append(v.Findings, finding{name, tree.Untracked, help})
	}
	return nil
}

// checkLock compares flake.lock with the inputs that flake.nix names.
func (f *fleet) checkLock(r *pipeline.Result, v *verdict) {
	name := joinPath(f.Output, "flake.lock")
	text := f.ws.ReadText(name)
	if text == nil {
		v.notes = append(v.notes, fmt.Sprintf("there is no %s yet: `%s` makes it", name, lockCommand(f.Output)))
		return
	}
	differences, err := nixlock.Compare(text, inputsOf(r))
	if err != nil {
		v.diags.Add(diag.LockFile, source.New(name, text).Top(), "%s", err).Help("remove it, then run `%s`", lockCommand(f.Output))
		v.Diagnostics = diag.Records(v.diags)
		return
	}
	v.Lock = append(v.Lock, differences...)
}

func inputsOf(r *pipeline.Result) []nixlock.Input {
	var out []nixlock.Input
	for _, in := range r.Inputs {
		out = append(out, nixlock.Input{Name: in.Name, URL: in.URL})
	}
	return out
}

func lockCommand(output string) string { return flakeCommand("lock", output) }

// flakeCommand is a command of nix flake about the rendered flake, for the fleet's folder. Where the name of the flake's
// folder would be read as something else, by a shell or by Nix, it is run in there.
func flakeCommand(what, output string) string {
	clean := path.Clean(output)
	plain := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-_./", r)
	}
	switch {
	case clean == ".":
		return "nix flake " + what
	case strings.ContainsFunc(clean, func(r rune) bool { return !plain(r) }):
		return "(cd " + shell.Quote("./"+clean) + " && nix flake " + what + ")"
	}
	return "nix flake " + what + " ./" + clean
}

func (a *app) printVerdict(f *fleet, v *verdict, format string) error {
	switch format {
	case formatJSON:
		return a.printData("check", v)
	case formatGitHub:
		return a.printGitHub(f, v.all())
	case formatSARIF:
		return a.printSARIF("check", f, v.all())
	}
	if err := printDiags(a.Out, v.diags, a.outStyles()); err != nil {
		return err
	}
	styles := a.outStyles()
	for _, f := range v.Findings {
		fmt.Fprintf(a.Out, "%s %s\n", styles.Bad(fmt.Sprintf("%-9s", f.State)), f.File)
	}
	var told []string
	for _, f := range v.Findings {
		if said := string(f.State) + f.Help; !slices.Contains(told, said) {
			told = append(told, said)
			fmt.Fprintf(a.Out, "  %s %s: %s\n", styles.Quiet("help:"), f.State, f.Help)
		}
	}
	for _, line := range v.Lock {
		fmt.Fprintf(a.Out, "%s %s\n", styles.Bad("lock     "), line)
	}
	if len(v.Lock) > 0 {
		fmt.Fprintf(a.Out, "  %s run `%s`\n", styles.Quiet("help:"), lockCommand(v.output))
	}
	for _, line := range v.notes {
		a.note("%s %s", a.errStyles().Quiet("note:"), line)
	}
	if v.OK {
		_, err := fmt.Fprintf(a.Out, "%s %s, %s as rendered\n", styles.Good("ok:"), diag.Plural(v.Hosts, "host"), diag.Plural(v.Files, "file"))
		return err
	}
	return nil
}

// all returns what was found as one list, for programs that show it on the files of a change.
func (v *verdict) all() diag.List {
	all := slices.Clone(v.diags)
	for _, f := range v.Findings {
		all.Add(ruleOf(f.State), source.New(f.File, nil).Top(), "%s is %s", f.File, f.State).Help("%s", f.Help)
	}
	for _, line := range v.Lock {
		all.Add(diag.LockFile, source.New(joinPath(v.output, "flake.lock"), nil).Top(), "%s", line).Help("run `%s`", lockCommand(v.output))
	}
	return all
}

// ruleOf is the code of a file that is in a state: a word of its own, since both modules and merges may be in conflict.
func ruleOf(s tree.State) diag.Code { return diag.Code("file-" + s) }

// stateRules says in a sentence what the states of files mean, where they stand beside codes.
func stateRules() map[diag.Code]string {
	return map[diag.Code]string{
		ruleOf(tree.Missing):   "A file that would be rendered is not there.",
		ruleOf(tree.Stale):     "A file was rendered from something older.",
		ruleOf(tree.Conflict):  "A file was left by a merge with the markers of a conflict.",
		ruleOf(tree.Edited):    "A rendered file was changed by hand.",
		ruleOf(tree.Foreign):   "A file that panther did not render is in the place of one that it would.",
		ruleOf(tree.Orphan):    "A rendered file is rendered from nothing any more.",
		ruleOf(tree.Strayed):   "A rendered file is rendered from nothing any more, and was changed by hand.",
		ruleOf(tree.Blocked):   "Something else than a file is in the place of a rendered one.",
		ruleOf(tree.Untracked): "Git does not know a file that the fleet needs.",
	}
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/git"
	"github.com/hbohlen/panther/internal/nixlock"
	"github.com/hbohlen/panther/internal/nixtool"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/provenance"
	"github.com/hbohlen/panther/internal/shell"
	"github.com/hbohlen/panther/internal/tree"
)

type verifyOptions struct {
	hosts  []string
	build  bool
	format string
}

func newVerify(a *app) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:     "verify [HOST...]",
		Short:   "Let Nix evaluate hosts, and find its complaints in the manifests",
		GroupID: groupDaily,
		Example: `  panther verify
  panther verify web1
  panther verify web1 --build`,
		Long: `Evaluates the hosts, or all of them, with Nix, and with --build builds them. What Nix complains about names rendered
files; panther shows it at the lines of the manifests, profiles and modules that these come from: options that are not there, values
of the wrong type, conflicts, failed assertions, missing packages, warnings. What has no place there is shown as Nix says it.
It needs Nix, and a flake.lock to be reproducible. The exit code is 1 where Nix refuses a host, and 2 where it could not get
what a host needs, such as its inputs without the network.`,
		ValidArgsFunction: a.completeHosts,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.hosts = args
			return a.runVerify(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&o.build, "build", false, "build the hosts, too")
	formatFlag(cmd, &o.format, formatText, formatJSON)
	return cmd
}

// verification is the JSON shape of what Nix said of the hosts.
type verification struct {
	OK          bool           `json:"ok"`
	Hosts       []verifiedHost `json:"hosts"`
	Notes       []string       `json:"notes"` // what was found before Nix ran
	Diagnostics []diag.Record  `json:"diagnostics"`

	diags diag.List
}

// verifiedHost is the JSON shape of what Nix said of one host.
type verifiedHost struct {
	Host       string   `json:"host"`
	OK         bool     `json:"ok"`
	Built      bool     `json:"built"`
	Derivation string   `json:"derivation,omitempty"`
	Unanswered string   `json:"unanswered,omitempty"` // why Nix could not tell
	Unplaced   []string `json:"unplaced"`             // what Nix said that has no place in the manifests
}

func (a *app) runVerify(ctx context.Context, o verifyOptions) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	r, err := f.run(pipeline.Options{Keep: true, Tree: true})
	if err != nil {
		return err
	}
	if err := pick(r, o.hosts); err != nil {
		return err
	}
	if concerning(r, o.hosts).HasErrors() {
		return a.refuseToVerify(f, r, o)
	}
	if err := nixtool.Find(); err != nil {
		return fmt.Errorf("%w: %s", err, nixtool.HowToGet)
	}
	v := &verification{OK: true, Hosts: []verifiedHost{}, Notes: []string{}}
	if err := f.beforeNix(ctx, r, o.hosts, v); err != nil {
		return err
	}
	if o.format == formatText {
		for _, note := range v.Notes {
			a.note("%s %s", a.errStyles().Careful("note:"), note)
		}
	}
	t := provenance.NewTracer(f.Fleet, r)
	for _, h := range r.Hosts {
		if len(o.hosts) > 0 && !slices.Contains(o.hosts, h.Name) {
			continue
		}
		if err := a.verifyHost(ctx, f, t, h, o, v); err != nil {
			return err
		}
	}
	return a.printVerification(f, v, o)
}

// refuseToVerify says what is wrong with the manifests: Nix would see something else.
func (a *app) refuseToVerify(f *fleet, r *pipeline.Result, o verifyOptions) error {
	diags, err := a.sayMistakesOf(r, o.hosts, o.format)
	if err != nil {
		return err
	}
	if o.format == formatJSON {
		return a.printVerification(f, &verification{Hosts: []verifiedHost{}, Notes: []string{}, diags: diags}, o)
	}
	return errNo
}

// beforeNix says what would make Nix see something else than panther does.
func (f *fleet) beforeNix(ctx context.Context, r *pipeline.Result, hosts []string, v *verification) error {
	compared, err := f.compare(r)
	if err != nil {
		return err
	}
	for _, c := range within(compared.changes, f.wantedBy(r, hosts)) {
		if c.State == tree.Missing || c.State == tree.Stale || c.State == tree.Conflict || c.State == tree.Edited || c.State == tree.Foreign {
			v.Notes = append(v.Notes, fmt.Sprintf("%s is %s, so that Nix reads something else than the manifests say: %s", c.Path, c.State, helpFor[c.State]))
		}
	}
	names, err := f.untracked(ctx, r, hosts)
	switch {
	case errors.Is(err, git.ErrNoRepository):
		v.Notes = append(v.Notes, "the fleet is not in git: Nix copies the whole folder, whatever is in it")
	case errors.Is(err, git.ErrNoProgram):
		v.Notes = append(v.Notes, err.Error()+": Nix needs it to read the fleet")
	case err != nil:
		return err
	}
	for _, name := range names {
		if !strings.HasSuffix(name, ".yaml") && !strings.HasSuffix(name, ".tmpl") {
			v.Notes = append(v.Notes, fmt.Sprintf("git does not know %s, so that Nix does not see it: `git add %s`", name, shell.Quote(name)))
		}
	}
	v.Notes = append(v.Notes, f.lockNotes(r)...)
	return nil
}

// lockNotes say what is wrong with flake.lock, with the command that mends it.
func (f *fleet) lockNotes(r *pipeline.Result) []string {
	name := joinPath(f.Output, "flake.lock")
	text := f.ws.ReadText(name)
	if text == nil {
		return []string{fmt.Sprintf("there is no %s yet, so that Nix takes what is newest: `%s` makes it", name, lockCommand(f.Output))}
	}
	differences, err := nixlock.Compare(text, inputsOf(r))
	if err != nil {
		return []string{fmt.Sprintf("%s: remove it, then run `%s`", err, lockCommand(f.Output))}
	}
	var out []string
	for _, d := range differences {
		out = append(out, fmt.Sprintf("%s: %s; run `%s`", name, d, lockCommand(f.Output)))
	}
	return out
}

func (a *app) verifyHost(ctx context.Context, f *fleet, t *provenance.Tracer, h *pipeline.Host, o verifyOptions, v *verification) error {
	progress := a.showProgress(h.Name, o.build)
	outcome, err := nixtool.System(ctx, filepath.Join(f.ws.Dir, filepath.FromSlash(f.Output)), h.Name, o.build, progress.line)
	progress.end()
	if err != nil {
		return err
	}
	if outcome.Unanswered != "" { // what else it said may be for the same want
		v.Hosts = append(v.Hosts, verifiedHost{Host: h.Name, Unanswered: outcome.Unanswered, Unplaced: []string{}})
		v.OK = false
		return nil
	}
	found, rest := t.Diagnose(h, outcome.Complaint, provenance.Disk{
		Rendered: func(file string) []byte { return f.ws.ReadText(joinPath(f.Output, file)) },
		Written:  f.ws.ReadText,
	})
	v.diags = append(v.diags, found...)
	host := verifiedHost{Host: h.Name, OK: outcome.OK, Built: outcome.OK && o.build, Unplaced: orEmpty(rest)}
	if !o.build && outcome.OK {
		host.Derivation = strings.TrimSpace(outcome.Out)
	}
	if !outcome.OK && !found.HasErrors() && len(rest) == 0 {
		host.Unplaced = []string{strings.TrimSpace(outcome.Complaint)}
	}
	v.Hosts = append(v.Hosts, host)
	v.OK = v.OK && outcome.OK
	return nil
}

// end is the end of a run: no where Nix refused a host, and no answer where that is all that it could say of one.
func (v *verification) end() error {
	unanswered := false
	for _, h := range v.Hosts {
		unanswered = unanswered || h.Unanswered != ""
		if !h.OK && h.Unanswered == "" {
			return errNo
		}
	}
	if unanswered {
		return errUnable
	}
	return answer(!v.OK)
}

func (a *app) printVerification(f *fleet, v *verification, o verifyOptions) error {
	v.diags = v.diags.Sorted()
	v.Diagnostics = diag.Records(v.diags)
	if o.format == formatJSON {
		if err := a.printData("verify", v); err != nil {
			return err
		}
		return v.end()
	}
	styles := a.outStyles()
	if err := printDiags(a.Out, v.diags, styles); err != nil {
		return err
	}
	for _, h := range v.Hosts {
		for _, text := range h.Unplaced {
			fmt.Fprintf(a.Out, "%s %s: Nix says\n", styles.Careful("nix:"), h.Host)
			for line := range strings.SplitSeq(text, "\n") {
				fmt.Fprintln(a.Out, strings.TrimRight("  "+line, " "))
			}
		}
	}
	for _, h := range v.Hosts {
		a.printVerified(f, h)
	}
	return v.end()
}

// howToAnswer says what to do where Nix could not get something.
func (f *fleet) howToAnswer() string {
	return "run it again where the network is; `" + flakeCommand("archive", f.Output) + "` keeps the inputs, so that evaluating takes none afterwards"
}

func (a *app) printVerified(f *fleet, h verifiedHost) {
	styles := a.outStyles()
	switch {
	case h.Unanswered != "":
		fmt.Fprintf(a.Out, "%s %s\n", styles.Careful("unknown"), h.Host)
		fmt.Fprintf(a.Err, "%s %s\n  %s\n  %s %s\n", a.errStyles().Bad("panther:"), "Nix could not get what "+h.Host+" needs, so that it cannot say whether it is right", h.Unanswered, a.errStyles().Quiet("help:"), f.howToAnswer())
	case !h.OK:
		fmt.Fprintf(a.Out, "%s %s\n", styles.Bad("refused"), h.Host)
	case h.Built:
		fmt.Fprintf(a.Out, "%s %s\n", styles.Good("built  "), h.Host)
	default:
		fmt.Fprintf(a.Out, "%s %s  %s\n", styles.Good("ok     "), h.Host, h.Derivation)
	}
}

package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/git"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/tree"
	"github.com/hbohlen/panther/internal/workspace"
)

type genOptions struct {
	hosts  []string
	dryRun bool
	force  bool
	prune  bool
}

func newGen(a *app) *cobra.Command {
	var o genOptions
	cmd := &cobra.Command{
		Use:     "gen [HOST...]",
		Short:   "Render the fleet, or single hosts of it",
		GroupID: groupDaily,
		Example: `  panther gen
  panther gen web1
  panther gen -n`,
		Long: `Renders every host and writes only the files that differ. Any mistake in a manifest writes nothing.

With hosts, it renders their folders, the modules that they use and flake.nix; mistakes in other manifests are then
warnings. A file that was edited by hand is left as it is, unless --force takes it back.`,
		ValidArgsFunction: a.completeHosts,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.hosts = args
			return a.runGen(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "say what would be written, and write nothing")
	cmd.Flags().BoolVar(&o.force, "force", false, "take back files that were edited by hand, after showing the difference")
	cmd.Flags().BoolVar(&o.prune, "prune", false, "remove rendered files that nothing renders any more")
	cmd.Flags().String("git-add", "auto", "make new files known to git, so that Nix sees them: auto, never")
	_ = cmd.RegisterFlagCompletionFunc("git-add", fixedCompletion("auto", "never"))
	return cmd
}

func (a *app) runGen(ctx context.Context, o genOptions) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	if !o.dryRun {
		unlock, err := f.ws.Lock(ctx, a.sayWaiting)
		if err != nil {
			return err
		}
		defer unlock()
	}
	r, err := f.run(pipeline.Options{Tree: true})
	if err != nil {
		return err
	}
	if err := pick(r, o.hosts); err != nil {
		return err
	}
	diags := selected(r, o.hosts)
	if err := printDiags(a.Err, diags, a.errStyles()); err != nil {
		return err
	}
	if diags.HasErrors() {
		a.note("nothing was written")
		return errNo
	}
	g := &generation{app: a, fleet: f, result: r, options: o}
	if err := g.plan(); err != nil {
		return err
	}
	return g.carryOut(ctx)
}

func (a *app) sayWaiting(pid int) {
	who := "another panther"
	if pid != 0 {
		who = fmt.Sprintf("panther with the process id %d", pid)
	}
	fmt.Fprintf(a.Err, "waiting for %s, which writes this fleet\n", who)
}

// generation is one run of gen after the tree has been rendered.
type generation struct {
	*app
	fleet   *fleet
	result  *pipeline.Result
	options genOptions

	output    *workspace.Output
	leftovers []string
	changes   []tree.Change // that concern this run
	current   int
	others    []string // hosts that the run leaves stale
}

// plan compares the rendered tree with what stands on disk.
func (g *generation) plan() (err error) {
	if g.output, err = g.fleet.ws.Output(g.fleet.Output); err != nil {
		return err
	}
	existing, leftovers, err := g.output.Existing(g.result.Tree)
	if err != nil {
		return err
	}
	g.leftovers = leftovers
	plan := tree.Compare(g.result.Tree, existing)
	g.changes, g.current = plan.Changes, plan.Current
	if len(g.options.hosts) > 0 {
		g.narrow(plan)
	}
	return nil
}

// narrow leaves the run what the named hosts need.
func (g *generation) narrow(plan tree.Plan) {
	wanted := map[string]bool{}
	for _, name := range g.options.hosts {
		for _, path := range pipeline.UsesOf(g.result.Host(name)) {
			wanted[path] = true
		}
	}
	if slices.ContainsFunc(g.result.Hosts, func(h *pipeline.Host) bool { return !h.OK() }) {
		g.keepCollections(wanted)
	}
	g.changes = nil
	stale := map[string]bool{}
	for _, c := range plan.Changes {
		if wanted[c.Path] {
			g.changes = append(g.changes, c)
		} else if h := g.result.HostOfFile(c.Path); h != nil && c.State != tree.Orphan && c.State != tree.Strayed {
			stale[h.Name] = true
		}
	}
	g.current = len(wanted) - len(g.changes)
	for _, h := range g.result.Hosts {
		if stale[h.Name] {
			g.others = append(g.others, h.Name)
		}
	}
}

// keepCollections leaves alone what modules collected from the fleet: hosts with mistakes would be missing in it.
func (g *generation) keepCollections(wanted map[string]bool) {
	for path := range wanted {
		if strings.HasPrefix(path, "fleet/") && g.fleet.ws.Exists(joinPath(g.fleet.Output, path)) {
			delete(wanted, path)
		}
	}
}

// carryOut writes, removes, makes known to git, and says what it did.
func (g *generation) carryOut(ctx context.Context) error {
	if err := g.refuseBlocked(); err != nil {
		return err
	}
	write, created := g.toWrite()
	kept := g.byHand()
	removed := g.toRemove()
	if !g.options.dryRun {
		if err := g.output.Write(write); err != nil {
			return err
		}
		if err := g.output.Remove(slices.Concat(removed, g.leftovers)); err != nil {
			return err
		}
	}
	g.list(removed)
	g.say(kept)
	if !g.options.dryRun {
		g.makeKnown(ctx, created)
	}
	if err := g.summary(len(write), len(removed), len(kept)); err != nil {
		return err
	}
	return answer(len(kept) > 0)
}

// refuseBlocked stops before anything is written where something else stands in the place of a file.
func (g *generation) refuseBlocked() error {
	for _, c := range g.changes {
		if c.State == tree.Blocked {
			return fmt.Errorf("%s is in the way: only a plain file can be rendered there; nothing was written", joinPath(g.fleet.Output, c.Path))
		}
	}
	return nil
}

func (g *generation) toWrite() (files []tree.File, created []string) {
	for _, c := range g.changes {
		forced := g.options.force && (c.State == tree.Edited || c.State == tree.Foreign)
		if c.State == tree.Missing || c.State == tree.Stale || c.State == tree.Conflict || forced {
			files = append(files, tree.File{Path: c.Path, Content: c.Want})
		}
		if c.State == tree.Missing {
			created = append(created, joinPath(g.fleet.Output, c.Path))
		}
	}
	return files, created
}

// byHand returns the files that a person changed; with --force it shows what is lost instead.
func (g *generation) byHand() []tree.Change {
	var kept []tree.Change
	for _, c := range g.changes {
		if c.State != tree.Edited && c.State != tree.Foreign {
			continue
		}
		if !g.options.force {
			kept = append(kept, c)
			continue
		}
		fmt.Fprintf(g.Err, "taking back what was written by hand in %s:\n", c.Path)
		_ = writeDiff(g.Err, c.Unified(), g.errStyles())
	}
	return kept
}

func (g *generation) toRemove() []string {
	if !g.options.prune || len(g.options.hosts) > 0 {
		return nil
	}
	var out []string
	for _, c := range g.changes {
		if c.State == tree.Orphan || c.State == tree.Strayed && g.options.force {
			out = append(out, c.Path)
		}
	}
	return out
}

// list names what changes, as far as a person would read it.
func (g *generation) list(removed []string) {
	const most = 30
	var lines []string
	for _, c := range g.changes {
		switch c.State {
		case tree.Missing:
			lines = append(lines, g.outStyles().Good("new      ")+joinPath(g.fleet.Output, c.Path))
		case tree.Stale, tree.Conflict:
			lines = append(lines, g.outStyles().Careful("changed  ")+joinPath(g.fleet.Output, c.Path))
		}
	}
	for _, path := range removed {
		lines = append(lines, g.outStyles().Bad("removed  ")+joinPath(g.fleet.Output, path))
	}
	if g.settings.Quiet {
		return
	}
	for i, line := range lines {
		if i == most {
			fmt.Fprintf(g.Out, "... and %d more\n", len(lines)-most)
			break
		}
		fmt.Fprintln(g.Out, line)
	}
}

// say tells what was left alone, and why.
func (g *generation) say(kept []tree.Change) {
	styles := g.errStyles()
	for _, c := range kept {
		what := "was edited by hand and is left as it is"
		if c.State == tree.Foreign {
			what = "was not rendered by panther and is left as it is"
		}
		fmt.Fprintf(g.Err, "%s %s %s\n", styles.Bad("edited:"), joinPath(g.fleet.Output, c.Path), what)
	}
	if len(kept) > 0 {
		fmt.Fprintf(g.Err, "  %s `panther diff` shows the edit, `panther gen --force` takes it back; lasting changes belong into the manifest's settings: or imports:\n", styles.Quiet("help:"))
	}
	if orphans := g.orphans(); len(orphans) > 0 && !g.options.prune && len(g.options.hosts) == 0 {
		for _, path := range orphans {
			fmt.Fprintf(g.Err, "%s %s is not rendered any more\n", styles.Careful("orphan:"), joinPath(g.fleet.Output, path))
		}
		fmt.Fprintf(g.Err, "  %s `panther gen --prune` removes what nobody edited\n", styles.Quiet("help:"))
	}
	if len(g.others) > 0 {
		fmt.Fprintf(g.Err, "%s these hosts are not as their manifests say, and were left alone: %s\n", styles.Careful("stale:"), strings.Join(g.others, ", "))
	}
}

func (g *generation) orphans() []string {
	var out []string
	for _, c := range g.changes {
		if c.State == tree.Orphan || c.State == tree.Strayed {
			out = append(out, c.Path)
		}
	}
	return out
}

// makeKnown makes new files known to git: Nix reads a flake through git and does not see others.
func (g *generation) makeKnown(ctx context.Context, created []string) {
	if len(created) == 0 || g.settings.GitAdd != "auto" {
		return
	}
	repo, ok := git.Find(g.fleet.ws.Dir)
	if !ok {
		g.note("the fleet is not in git: once it is, new files must be added before Nix sees them")
		return
	}
	if err := repo.IntendToAdd(ctx, created); err != nil {
		g.note("the new files could not be made known to git, so that Nix does not see them: %v", err)
	}
}

func (g *generation) summary(written, removed, kept int) error {
	verb := "written"
	if g.options.dryRun {
		verb = "to write"
	}
	text := fmt.Sprintf("%d %s, %d unchanged", written, verb, g.current)
	if removed > 0 {
		text += fmt.Sprintf(", %d removed", removed)
	}
	if kept > 0 {
		text += fmt.Sprintf(", %d edited by hand", kept)
	}
	_, err := fmt.Fprintln(g.Out, text)
	return err
}

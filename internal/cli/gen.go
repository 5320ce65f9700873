package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/git"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/tree"
)

type genOptions struct {
	hosts  []string
	dryRun bool
	force  bool
	prune  bool
	allow  []string // hosts that may lose data
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
warnings. A file that was edited by hand is left as it is, unless --force takes it back.

On a host with installed: true, a change that would destroy data or stop the host from starting is a mistake.
--allow-data-loss=HOST lets it through, this once and for this host.`,
		ValidArgsFunction: a.completeHosts,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.hosts = args
			if o.prune && len(args) > 0 {
				return usage("--prune is for the whole fleet: call it without hosts")
			}
			return a.runGen(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "say what would be written, and write nothing")
	cmd.Flags().BoolVar(&o.force, "force", false, "take back files that were edited by hand, after showing the difference")
	cmd.Flags().BoolVar(&o.prune, "prune", false, "remove rendered files that nothing renders any more")
	cmd.Flags().StringSliceVar(&o.allow, "allow-data-loss", nil, "let through what destroys data on this installed host")
	_ = cmd.RegisterFlagCompletionFunc("allow-data-loss", a.completeInstalled)
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
	run := f.run
	if o.prune && f.ws.Exists(joinPath(f.Output, "flake.nix")) { // the last host may be gone, and what was rendered of it with it
		run = func(opts pipeline.Options) (*pipeline.Result, error) { return f.Run(opts), nil }
	}
	r, err := run(pipeline.Options{Tree: true})
	if err != nil {
		return err
	}
	if err := pick(r, o.hosts); err != nil {
		return err
	}
	g := &generation{app: a, fleet: f, result: r, options: o}
	if err := g.plan(ctx); err != nil {
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
	if len(o.hosts) > 0 {
		g.narrow()
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

	compared *comparison
	changes  []tree.Change // that concern this run
	current  int
	others   []string // hosts that the run leaves stale
}

// plan compares the rendered tree with what stands on disk, and finds what would destroy data.
func (g *generation) plan(ctx context.Context) (err error) {
	if g.compared, err = g.fleet.compare(g.result); err != nil {
		return err
	}
	if err = g.checkAllowed(g.fleet.guard(ctx, g.result, g.compared, g.options.allow)); err != nil {
		return err
	}
	g.changes, g.current = g.compared.changes, g.compared.current
	return nil
}

// narrow leaves the run what the named hosts need, and notes which others are not as their manifests say.
func (g *generation) narrow() {
	wanted := g.fleet.wantedBy(g.result, g.options.hosts)
	if slices.ContainsFunc(g.result.Hosts, func(h *pipeline.Host) bool { return !h.OK() }) {
		g.keepCollections(wanted)
	}
	g.changes = within(g.compared.changes, wanted)
	g.current = len(wanted) - len(g.changes)
	left := map[string]bool{}
	for _, c := range g.compared.changes {
		if !wanted[c.Path] && c.State != tree.Orphan && c.State != tree.Strayed {
			left[c.Path] = true
		}
	}
	for _, h := range g.result.Hosts {
		uses := func(path string) bool { return left[joinPath(g.fleet.Output, path)] }
		if len(left) > 0 && h.OK() && !slices.Contains(g.options.hosts, h.Name) && slices.ContainsFunc(pipeline.UsesOf(h), uses) {
			g.others = append(g.others, h.Name)
		}
	}
}

// keepCollections leaves alone what modules collected from the fleet: hosts with mistakes would be missing in it.
func (g *generation) keepCollections(wanted map[string]bool) {
	for path := range wanted {
		if strings.HasPrefix(path, joinPath(g.fleet.Output, "fleet/")) && g.fleet.ws.Exists(path) {
			delete(wanted, path)
			g.note("%s is left as it is: it is collected from all hosts, and some have mistakes", path)
		}
	}
}

// carryOut writes, removes, makes known to git, and says what it did.
func (g *generation) carryOut(ctx context.Context) error {
	if err := g.refuseBlocked(); err != nil {
		return err
	}
	write := g.toWrite()
	kept := g.byHand()
	removed := g.toRemove()
	if !g.options.dryRun {
		if err := g.apply(write, removed); err != nil {
			return err
		}
		if err := g.fleet.refreshSchemas(); err != nil {
			return err
		}
	}
	g.warn(ctx)
	g.list(removed)
	g.say(kept)
	if !g.options.dryRun && g.settings.GitAdd == "auto" {
		g.makeKnown(ctx)
	}
	if err := g.summary(len(write), len(removed), kept); err != nil {
		return err
	}
	return answer(len(kept) > 0)
}

// apply writes and removes; both lists are relative to the fleet.
func (g *generation) apply(write []tree.File, removed []string) error {
	for i := range write {
		write[i].Path = g.inOutput(write[i].Path)
	}
	if err := g.compared.output.Write(write); err != nil {
		return err
	}
	if err := g.compared.output.Remove(g.compared.leftovers); err != nil {
		return err
	}
	root, err := g.fleet.ws.Output(".")
	if err != nil {
		return err
	}
	return root.Remove(removed)
}

// inOutput is a path of the fleet as seen from the output.
func (g *generation) inOutput(path string) string {
	if g.fleet.Output == "." {
		return path
	}
	return strings.TrimPrefix(path, g.fleet.Output+"/")
}

// refuseBlocked stops before anything is written where something else stands in the place of a file or folder.
func (g *generation) refuseBlocked() error {
	for _, c := range g.compared.changes {
		if c.State == tree.Blocked {
			return fmt.Errorf("%s is in the way of what would be rendered there: it is %s; nothing was written", c.Path, c.Blocked)
		}
	}
	return nil
}

func (g *generation) toWrite() (files []tree.File) {
	for _, c := range g.changes {
		forced := g.options.force && (c.State == tree.Edited || c.State == tree.Foreign)
		if c.State == tree.Missing || c.State == tree.Stale || c.State == tree.Conflict || forced {
			files = append(files, tree.File{Path: c.Path, Content: c.Want})
		}
	}
	return files
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
		verb := "taking back"
		if g.options.dryRun {
			verb = "would take back"
		}
		fmt.Fprintf(g.Err, "%s what was written by hand in %s:\n", verb, c.Path)
		_ = writeDiff(g.Err, c.Unified(), g.errStyles())
	}
	return kept
}

func (g *generation) toRemove() []string {
	if !g.options.prune {
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
			lines = append(lines, g.outStyles().Good("new      ")+c.Path)
		case tree.Stale, tree.Conflict:
			lines = append(lines, g.outStyles().Careful("changed  ")+c.Path)
		}
	}
	for _, path := range removed {
		lines = append(lines, g.outStyles().Bad("removed  ")+path)
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
	g.sayKept(kept, "rendered")
	if len(kept) > 0 {
		fmt.Fprintf(g.Err, "  %s `panther diff` shows the edit, `panther gen --force` takes it back; lasting changes belong into the manifest's settings: or imports:\n", styles.Quiet("help:"))
	}
	if orphans := g.orphans(); len(orphans) > 0 && !g.options.prune && len(g.options.hosts) == 0 {
		for _, path := range orphans {
			fmt.Fprintf(g.Err, "%s %s is not rendered any more\n", styles.Careful("orphan:"), path)
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

// makeKnown makes rendered files, what they read and what they are rendered from known to git: Nix reads a flake through
// git and does not see others.
func (g *generation) makeKnown(ctx context.Context) {
	names, err := g.fleet.untracked(ctx, g.result, g.options.hosts)
	switch {
	case errors.Is(err, git.ErrNoRepository), errors.Is(err, git.ErrNoProgram):
		if len(g.toWrite()) > 0 {
			g.note("%v: once it is, new files must be added before Nix sees them", err)
		}
		return
	case err == nil:
		names = slices.DeleteFunc(names, g.isSealed)
		err = g.add(ctx, names)
	}
	if err != nil {
		fmt.Fprintf(g.Err, "%s git does not know the new files, so that Nix does not see them: %v\n", g.errStyles().Careful("untracked:"), err)
	}
}

// isSealed tells whether a file holds secrets. Whether it is encrypted by now is for its owner to say, who then adds it.
func (g *generation) isSealed(name string) bool {
	return slices.ContainsFunc(g.result.Hosts, func(h *pipeline.Host) bool { return slices.Contains(h.Sealed, name) })
}

func (g *generation) add(ctx context.Context, names []string) error {
	if len(names) == 0 {
		return nil
	}
	repository, err := git.Find(g.fleet.ws.Dir)
	if err != nil {
		return err
	}
	ignored, err := repository.IntendToAdd(ctx, names)
	for _, name := range ignored {
		fmt.Fprintf(g.Err, "%s %s is ignored by git, so that Nix does not see it\n", g.errStyles().Careful("untracked:"), name)
	}
	return err
}

func (g *generation) summary(written, removed int, kept []tree.Change) error {
	verb := "written"
	if g.options.dryRun {
		verb = "to write"
	}
	text := fmt.Sprintf("%d %s, %d unchanged", written, verb, g.current)
	if removed > 0 {
		text += fmt.Sprintf(", %d removed", removed)
	}
	foreign := 0
	for _, c := range kept {
		if c.State == tree.Foreign {
			foreign++
		}
	}
	if edited := len(kept) - foreign; edited > 0 {
		text += fmt.Sprintf(", %d edited by hand", edited)
	}
	if foreign > 0 {
		text += fmt.Sprintf(", %d not rendered by panther", foreign)
	}
	_, err := fmt.Fprintln(g.Out, text)
	return err
}

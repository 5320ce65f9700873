package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/docs"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/tree"
	"github.com/hbohlen/panther/internal/workspace"
)

const (
	formatMarkdown = "markdown"
	formatHTML     = "html"

	docsFolder = "docs/fleet" // of a fleet, where nothing else is said
)

type docsOptions struct {
	hosts  []string
	format string
	output string
}

func newDocs(a *app) *cobra.Command {
	var o docsOptions
	cmd := &cobra.Command{
		Use:     "docs [HOST...]",
		Short:   "Write pages about the hosts and the catalogue",
		GroupID: groupLook,
		Example: `  panther docs
  panther docs --format html --output public
  panther docs web1 --format html --output /tmp/web1`,
		Long: `Writes a page for each host: its hardware, a picture of its disks, what it listens on and who reaches it, its users, its
secrets by name, its modules and why they are on, every value with the line that set it, how to install it and how to
restore it. Beside them it writes a reference of all modules. With hosts, the pages are about these alone.

Markdown is for a forge. HTML is a site that needs neither a server nor a network: it is opened from the disk, and shows
the files of the fleet as well, so that a link leads to the line that set a value.

Where nothing else is said, the folder is docs/fleet. A folder outside of the fleet has to be new or empty, or to hold such pages
already. Pages that panther wrote before and does not write now are removed: of what is gone, of hosts that are not named, of the
other format. What was edited by hand, and files of somebody else's, stay as they are; the exit code is 1 where a page was
edited, or somebody else's file stands in its place.`,
		ValidArgsFunction: a.completeHosts,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.hosts = args
			return a.runDocs(cmd.Context(), o)
		},
	}
	formatFlag(cmd, &o.format, formatMarkdown, formatHTML)
	cmd.Flags().StringVarP(&o.output, "output", "o", "", "write into this folder, in the fleet or elsewhere")
	_ = cmd.MarkFlagDirname("output")
	return cmd
}

func (a *app) runDocs(ctx context.Context, o docsOptions) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	dir, err := f.docsDir(o.output, a.getenv("HOME"))
	if err != nil {
		return err
	}
	r, diags, err := a.runFor(f, o.hosts, pipeline.Options{Keep: true}, o.format)
	if err != nil {
		return err
	}
	if diags.HasErrors() { // pages about what is left of a manifest would be about another host
		a.note("nothing was written")
		return errNo
	}
	pages, err := f.documentation(r, o, dir)
	if err != nil {
		return err
	}
	if f.wayTo(dir) != "" { // elsewhere it is no matter of the fleet, in which one may have to leave everything as it is
		unlock, err := f.ws.Lock(ctx, a.sayWaiting)
		if err != nil {
			return err
		}
		defer unlock()
	}
	return a.writePages(pages, dir)
}

// wayTo is how the fleet is reached from a folder in it, such as ../..; "" for a folder elsewhere.
func (f *fleet) wayTo(dir string) string {
	inside, err := filepath.Rel(f.ws.Dir, dir)
	if err != nil || !filepath.IsLocal(inside) {
		return ""
	}
	return strings.TrimSuffix(strings.Repeat("../", strings.Count(filepath.ToSlash(inside), "/")+1), "/")
}

// docsDir is the folder of the pages. One in which panther, or anybody else, has other files is refused.
func (f *fleet) docsDir(output, home string) (string, error) {
	if output == "" {
		return filepath.Join(f.ws.Dir, docsFolder), nil
	}
	dir, err := filepath.Abs(output)
	if err != nil {
		return "", err
	}
	real, err := workspace.RealPath(output)
	if err != nil {
		return "", err
	}
	fleetDir, err := workspace.RealPath(f.ws.Dir)
	if err != nil {
		return "", err
	}
	if below, err := filepath.Rel(fleetDir, real); err == nil && filepath.IsLocal(below) {
		return filepath.Join(f.ws.Dir, below), f.checkInside(output, filepath.ToSlash(below))
	}
	return dir, checkOutside(output, real, fleetDir, home)
}

// checkInside refuses the folders of a fleet that have a meaning.
func (f *fleet) checkInside(output, below string) error {
	first, _, _ := strings.Cut(below, "/")
	taken := []string{".", "hosts", "profiles", "templates", "modules", "fleet", ".panther", ".git"}
	if slices.Contains(taken, first) || f.Output != "." && below == f.Output {
		return usage("--output: %s is not a folder for pages; name one of its own, such as %s", diag.Quote(output), docsFolder)
	}
	return nil
}

// checkOutside refuses every folder outside of a fleet in which pages would come between files of somebody else's.
func checkOutside(output, dir, fleetDir, home string) error {
	what := ""
	if real, err := workspace.RealPath(home); home != "" && err == nil && real == dir {
		what = "is your home folder"
	} else if below, err := filepath.Rel(dir, fleetDir); err == nil && filepath.IsLocal(below) { // as / does
		what = "holds the fleet"
	} else if !workspace.IsForPages(dir) {
		what = "holds other files"
	}
	if what == "" {
		return nil
	}
	return usage("--output: %s %s; nothing was written. Name a folder that is new or empty, or one that holds pages of panther's", diag.Quote(output), what)
}

// documentation makes the pages of all hosts, or of those that are named.
func (f *fleet) documentation(r *pipeline.Result, o docsOptions, dir string) (*tree.Tree, error) {
	hosts := slices.DeleteFunc(slices.Clone(r.Hosts), func(h *pipeline.Host) bool {
		return !h.OK() || len(o.hosts) > 0 && !slices.Contains(o.hosts, h.Name)
	})
	site := docs.Of(f.Fleet, hosts)
	if o.format == formatHTML {
		return site.HTML()
	}
	return site.Markdown(f.wayTo(dir)), nil
}

// writePages brings a folder to what the pages are. What people wrote in it stays.
func (a *app) writePages(pages *tree.Tree, dir string) error {
	output, err := workspace.Pages(dir)
	if err != nil {
		return err
	}
	existing, leftovers, err := output.ExistingPages(pages)
	if err != nil {
		return err
	}
	plan := tree.Compare(pages, existing)
	if blocked := plan.Only(tree.Blocked); len(blocked) > 0 {
		return fmt.Errorf("%s is in the way of a page: it is %s; nothing was written", blocked[0].Path, blocked[0].Blocked)
	}
	var write []tree.File
	for _, c := range plan.Only(tree.Missing, tree.Stale, tree.Conflict) {
		write = append(write, tree.File{Path: c.Path, Content: c.Want})
	}
	removed := leftovers
	orphans := plan.Only(tree.Orphan)
	for _, c := range orphans {
		removed = append(removed, c.Path)
	}
	if err := output.Write(write); err != nil {
		return err
	}
	if err := output.Remove(removed); err != nil {
		return err
	}
	return a.sayPages(plan, len(write), len(orphans), dir)
}

// sayPages tells what was left alone, and what was written where.
func (a *app) sayPages(plan tree.Plan, written, removed int, dir string) error {
	styles := a.errStyles()
	kept := plan.Only(tree.Edited, tree.Foreign, tree.Strayed)
	a.sayKept(kept, "written")
	if len(kept) > 0 {
		fmt.Fprintf(a.Err, "  %s remove or rename them, and run `panther docs` again\n", styles.Quiet("help:"))
	}
	text := fmt.Sprintf("%d written, %d unchanged", written, plan.Current)
	if removed > 0 {
		text += fmt.Sprintf(", %d removed", removed)
	}
	if len(kept) > 0 {
		text += fmt.Sprintf(", %d left as they are", len(kept))
	}
	if working, err := os.Getwd(); err == nil {
		if near, err := filepath.Rel(working, dir); err == nil && filepath.IsLocal(near) {
			dir = near
		}
	}
	if _, err := fmt.Fprintf(a.Out, "%s: %s\n", filepath.ToSlash(dir), text); err != nil {
		return err
	}
	return answer(len(kept) > 0)
}

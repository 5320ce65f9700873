package cli

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/git"
	"github.com/hbohlen/panther/internal/guard"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/term"
	"github.com/hbohlen/panther/internal/tree"
)

// guard reports what would become of the data of installed hosts. What it compares with is what the fleet holds of their
// last rendering: there is no other record of what a machine has. It returns the hosts that changes are refused for.
func (f *fleet) guard(ctx context.Context, r *pipeline.Result, c *comparison, allowed []string) (refused []string) {
	changed, orphans := byPath(c.changes), orphansOf(c.changes)
	for _, h := range r.Hosts {
		switch before := (lookBack{fleet: f, changes: changed, orphans: orphans, host: h, installed: h.Guarded != nil, renames: true}); {
		case !h.OK() || !before.differ():
		case h.Guarded == nil:
			f.guardUnmarked(ctx, before)
		case f.guardHost(ctx, before, slices.Contains(allowed, h.Name)):
			refused = append(refused, h.Name)
		}
	}
	return refused
}

// guardHost reports on one installed host, and tells whether a change is one that is refused.
func (f *fleet) guardHost(ctx context.Context, before lookBack, allowed bool) bool {
	h := before.host
	old, now := before.files(ctx)
	if now.Disko != nil && old.Disko == nil {
		h.Diags.Warn(diag.NotRendered, h.Guarded.At(), "%s is installed, and what it was rendered as is not known: there is no %s", h.Name, before.path("disko.nix")).
			Help("compare what is rendered now with the machine before it is switched; later changes are guarded")
		return false
	}
	changes := guard.Compare(old, now)
	h.Guarded.Report(changes, allowed, &h.Diags)
	if was := before.renamed("disko.nix"); len(changes) > 0 && was != nil && bytes.Equal(old.Disko, was.Have) {
		h.Diags.Warn(diag.NotRendered, h.Guarded.At(), "%s was compared with %s, which nothing renders any more: it is taken for the host by its former name", h.Name, was.Path).
			Help("if they are two machines, nothing is lost, and --allow-data-loss=%s is right", h.Name)
	}
	return len(guard.Worst(changes)) > 0
}

// guardUnmarked warns of a host whose mark went with a change that it guards against: git is asked for the manifest as it was
// committed where there is such a change, and only then.
func (f *fleet) guardUnmarked(ctx context.Context, before lookBack) {
	old, now := before.files(ctx)
	worst := guard.Worst(guard.Compare(old, now))
	if len(worst) == 0 {
		return
	}
	repository, err := git.Find(f.ws.Dir)
	if err != nil {
		return
	}
	h := before.host
	for _, name := range before.manifests(old.Disko) {
		if text := repository.Committed(ctx, name); text != nil {
			if h.Guarded = guard.Unmarked(h.Name, h.Document.File, source.New(name, text)); h.Guarded != nil {
				h.Guarded.Report(worst, false, &h.Diags)
			}
			return
		}
	}
}

// checkAllowed sees to it that data is given up knowingly: for each host by its name, and never by a flag that was left
// in a script.
func (g *generation) checkAllowed(refused []string) error {
	for _, name := range g.options.allow {
		h := g.result.Host(name)
		switch {
		case h == nil:
			return usage("--allow-data-loss: there is no host %s; %s", diag.Quote(name), diag.DidYouMean(name, g.result.Names()))
		case len(g.options.hosts) > 0 && !slices.Contains(g.options.hosts, name):
			return usage("--allow-data-loss=%s: %s is not among the hosts that are rendered", name, name)
		case h.OK() && !slices.Contains(refused, name):
			return usage("--allow-data-loss=%s: nothing that changes on %s needs it; leave it out", name, name)
		}
	}
	return nil
}

func byPath(changes []tree.Change) map[string]tree.Change {
	out := make(map[string]tree.Change, len(changes))
	for _, c := range changes {
		out[c.Path] = c
	}
	return out
}

// orphansOf are the changes of files that nothing renders any more.
func orphansOf(changes []tree.Change) []tree.Change {
	return slices.DeleteFunc(slices.Clone(changes), func(c tree.Change) bool { return c.State != tree.Orphan })
}

// lookBack finds what a host was rendered as.
type lookBack struct {
	*fleet
	changes   map[string]tree.Change // by their paths
	orphans   []tree.Change
	host      *pipeline.Host
	installed bool // worth to ask git as well
	renames   bool // worth to look for the host by a former name
}

// differ tells whether any file of the host changes.
func (l lookBack) differ() bool {
	return slices.ContainsFunc(l.host.Files, func(file tree.File) bool {
		_, changes := l.changes[joinPath(l.Output, file.Path)]
		return changes
	})
}

// manifests are the names that the host's manifest may have had at the last commit: its own, and the one that its disko.nix
// was rendered from.
func (l lookBack) manifests(disko []byte) []string {
	names := []string{l.host.Document.File.Name}
	line, _, _ := strings.Cut(string(disko), "\n")
	if _, from, ok := strings.Cut(line, "rendered from "); ok {
		if name, _, ok := strings.Cut(from, ". ("); ok && name != names[0] {
			names = append(names, name)
		}
	}
	return names
}

func (l lookBack) path(name string) string { return joinPath(l.Output, l.host.Document.Path, name) }

// files are the host's files as they were rendered and as they would be; those that do not change are the same.
func (l lookBack) files(ctx context.Context) (old, now guard.Files) {
	for _, file := range l.host.Files {
		change, differs := l.changes[joinPath(l.Output, file.Path)]
		have := file.Content
		if differs {
			have = l.before(ctx, change)
		}
		switch path.Base(file.Path) {
		case "disko.nix":
			old.Disko, now.Disko = have, file.Content
			old.Path = joinPath(l.Output, file.Path)
			old.Edited = change.State == tree.Edited || change.State == tree.Foreign
		case "configuration.nix":
			old.Configuration, now.Configuration = have, file.Content
		case "home.nix":
			old.Home, now.Home = have, file.Content
		}
	}
	return old, now
}

// before is a file as it was rendered: as it stands there, else as it was committed, else as it stands where the manifest
// was before.
func (l lookBack) before(ctx context.Context, c tree.Change) []byte {
	if c.State != tree.Missing && c.State != tree.Conflict {
		return c.Have
	}
	if l.installed {
		if repository, err := git.Find(l.ws.Dir); err == nil {
			if text := repository.Committed(ctx, c.Path); text != nil {
				return text
			}
		}
	}
	for _, other := range l.orphans {
		if strings.HasSuffix(other.Path, "/"+l.host.Name+"/"+path.Base(c.Path)) {
			return other.Have
		}
	}
	if was := l.renamed(path.Base(c.Path)); l.renames && was != nil {
		return was.Have
	}
	return nil
}

// renamed is a file of the host by its former name: where one host is new and one is gone, they are taken for the same.
func (l lookBack) renamed(file string) *tree.Change {
	own, gone := l.path("disko.nix"), ""
	if c, ok := l.changes[own]; !ok || c.State != tree.Missing {
		return nil
	}
	for name, c := range l.changes { // it ends at the second that is new, which in a new fleet of many hosts is soon
		switch {
		case path.Base(name) != "disko.nix":
		case c.State == tree.Missing && name != own, c.State == tree.Orphan && gone != "":
			return nil
		case c.State == tree.Orphan:
			gone = name
		}
	}
	if c, ok := l.changes[path.Dir(gone)+"/"+file]; gone != "" && ok && c.State == tree.Orphan {
		return &c
	}
	return nil
}

// warn names what would be refused if the hosts were marked as installed.
func (g *generation) warn(ctx context.Context) {
	if g.settings.Quiet {
		return
	}
	data := g.fleet.dataChanges(ctx, g.result, g.compared, func(h *pipeline.Host) bool { return h.Guarded == nil })
	said := false
	for _, c := range g.changes {
		for _, d := range data[c.Path] {
			if d.Refused() {
				fmt.Fprintln(g.Err, d.line(c.Path, g.errStyles()))
				said = true
			}
		}
	}
	if said {
		fmt.Fprintln(g.Err, unguardedHelp(g.errStyles()))
	}
}

// dataChange is what a change does to the data of a host.
type dataChange struct {
	guard.Change
	host    string
	guarded bool // it is known to run, so that the change matters
}

// conditional tells whether the change is bad for a machine that may not be there yet.
func (d dataChange) conditional() bool { return d.Refused() && !d.guarded }

// line says it in one line, with the file that changes.
func (d dataChange) line(file string, styles term.Styles) string {
	if d.conditional() {
		return fmt.Sprintf("%s %s: %s", styles.Careful(fmt.Sprintf("if %s runs already, this %s:", d.host, d.Grade)), file, d)
	}
	return fmt.Sprintf("%s %s: %s", colourGrade(d.Grade, styles), file, d)
}

// unguardedHelp says once what the lines on hosts mean that may not be there yet.
func unguardedHelp(styles term.Styles) string {
	return fmt.Sprintf("  %s `installed: true` in the manifest guards a machine that runs; where it is yet to be installed, nothing is lost", styles.Quiet("help:"))
}

// dataChanges are what the changes of a run do to the data of some hosts, by the path of the file that changes.
func (f *fleet) dataChanges(ctx context.Context, r *pipeline.Result, c *comparison, of func(*pipeline.Host) bool) map[string][]dataChange {
	changed, orphans, out := byPath(c.changes), orphansOf(c.changes), map[string][]dataChange{}
	for _, h := range r.Hosts {
		if !of(h) {
			continue
		}
		before := lookBack{fleet: f, changes: changed, orphans: orphans, host: h}
		if !before.differ() {
			continue
		}
		old, now := before.files(ctx)
		for _, change := range guard.Compare(old, now) {
			name := before.path(change.File)
			out[name] = append(out[name], dataChange{change, h.Name, h.Guarded != nil})
		}
	}
	return out
}

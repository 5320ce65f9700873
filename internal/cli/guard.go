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
	"github.com/hbohlen/panther/internal/tree"
)

// guard reports what would become of the data of installed hosts. What it compares with is what the fleet holds of their
// last rendering: there is no other record of what a machine has. It returns the hosts that changes are refused for.
func (f *fleet) guard(ctx context.Context, r *pipeline.Result, c *comparison, allowed []string) (refused []string) {
	changed := byPath(c.changes)
	for _, h := range r.Hosts {
		if h.Guarded == nil || !h.OK() {
			continue
		}
		before := lookBack{fleet: f, changes: changed, host: h, installed: true}
		old, now := before.files(ctx)
		if now.Disko != nil && old.Disko == nil {
			h.Diags.Warn(diag.NotRendered, h.Guarded.At(), "%s is installed, and what it was rendered as is not known: there is no %s", h.Name, before.path("disko.nix")).
				Help("compare what is rendered now with the machine before it is switched; later changes are guarded")
			continue
		}
		changes := guard.Compare(old, now)
		if len(guard.Worst(changes)) > 0 {
			refused = append(refused, h.Name)
		}
		h.Guarded.Report(changes, slices.Contains(allowed, h.Name), &h.Diags)
		if was := before.renamed("disko.nix"); len(changes) > 0 && was != nil && bytes.Equal(old.Disko, was.Have) {
			h.Diags.Warn(diag.NotRendered, h.Guarded.At(), "%s was compared with %s, which nothing renders any more: it is taken for the host by its former name", h.Name, was.Path).
				Help("if they are two machines, nothing is lost, and --allow-data-loss=%s is right", h.Name)
		}
	}
	return refused
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

// lookBack finds what a host was rendered as.
type lookBack struct {
	*fleet
	changes   map[string]tree.Change
	host      *pipeline.Host
	installed bool // worth to ask git as well
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
	if !l.installed {
		return nil
	}
	if repository, err := git.Find(l.ws.Dir); err == nil {
		if text := repository.Committed(ctx, c.Path); text != nil {
			return text
		}
	}
	for _, other := range l.changes {
		if other.State == tree.Orphan && strings.HasSuffix(other.Path, "/"+l.host.Name+"/"+path.Base(c.Path)) {
			return other.Have
		}
	}
	if was := l.renamed(path.Base(c.Path)); was != nil {
		return was.Have
	}
	return nil
}

// renamed is a file of the host by its former name: where one host is new and one is gone, they are taken for the same.
func (l lookBack) renamed(file string) *tree.Change {
	of := func(state tree.State, file string) (out []string) {
		for name, c := range l.changes {
			if c.State == state && path.Base(name) == file {
				out = append(out, name)
			}
		}
		return out
	}
	made, gone := of(tree.Missing, "disko.nix"), of(tree.Orphan, "disko.nix")
	if len(made) != 1 || len(gone) != 1 || made[0] != l.path("disko.nix") {
		return nil
	}
	if c, ok := l.changes[path.Dir(gone[0])+"/"+file]; ok && c.State == tree.Orphan {
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
	for _, c := range g.changes {
		for _, d := range guard.Worst(data[c.Path]) {
			fmt.Fprintf(g.Err, "%s %s: %s\n", colourGrade(d.Grade, g.errStyles()), c.Path, d)
		}
	}
}

// dataChanges are what the changes of a run do to the data of some hosts, by the path of the file that changes.
func (f *fleet) dataChanges(ctx context.Context, r *pipeline.Result, c *comparison, of func(*pipeline.Host) bool) map[string][]guard.Change {
	changed, out := byPath(c.changes), map[string][]guard.Change{}
	for _, h := range r.Hosts {
		if !of(h) {
			continue
		}
		before := lookBack{fleet: f, changes: changed, host: h}
		old, now := before.files(ctx)
		for _, change := range guard.Compare(old, now) {
			name := before.path(change.File)
			out[name] = append(out[name], change)
		}
	}
	return out
}

package cli

import (
	"context"
	"slices"

	"github.com/hbohlen/panther/internal/git"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/tree"
	"github.com/hbohlen/panther/internal/workspace"
)

// comparison is the rendered tree held against the fleet's folder: what gen, check and diff share. The paths of changes
// are relative to the fleet.
type comparison struct {
	output    *workspace.Output
	changes   []tree.Change
	current   int
	leftovers []string // of a run that was killed, relative to the output
}

// compare holds the tree of a result against the folder. Rendered files that lie where the output was before are orphans.
func (f *fleet) compare(r *pipeline.Result) (*comparison, error) {
	output, err := f.ws.Output(f.Output)
	if err != nil {
		return nil, err
	}
	existing, leftovers, err := output.Existing(r.Tree)
	if err != nil {
		return nil, err
	}
	plan := tree.Compare(r.Tree, existing)
	c := &comparison{output: output, changes: plan.Changes, current: plan.Current, leftovers: leftovers}
	for i := range c.changes {
		c.changes[i].Path = joinPath(f.Output, c.changes[i].Path)
	}
	if f.Output == "." {
		return c, nil
	}
	before, err := f.ws.Output(".")
	if err != nil {
		return nil, err
	}
	old, _, err := before.Existing(tree.New())
	if err != nil {
		return nil, err
	}
	c.changes = append(c.changes, tree.Compare(tree.New(), old).Changes...)
	return c, nil
}

// wantedBy returns the paths, relative to the fleet, that single hosts need; nil for all.
func (f *fleet) wantedBy(r *pipeline.Result, hosts []string) map[string]bool {
	if len(hosts) == 0 {
		return nil
	}
	wanted := map[string]bool{}
	for _, name := range hosts {
		for _, path := range pipeline.UsesOf(r.Host(name)) {
			wanted[joinPath(f.Output, path)] = true
		}
	}
	return wanted
}

// within keeps the changes at wanted paths; all where nothing is said.
func within(changes []tree.Change, wanted map[string]bool) []tree.Change {
	if wanted == nil {
		return changes
	}
	return slices.DeleteFunc(slices.Clone(changes), func(c tree.Change) bool { return !wanted[c.Path] })
}

// sources names the files that a fleet is rendered from: whoever clones the repository without one renders another tree.
func (f *fleet) sources() []string {
	out := []string{f.files.Fleet.Name}
	for _, file := range slices.Concat(f.files.Hosts, f.files.Profiles) {
		out = append(out, file.Name)
	}
	for _, m := range f.Catalog.Own() {
		if m.Body != nil {
			out = append(out, m.Interface.Name, m.Body.Name)
		}
	}
	return out
}

// untracked returns files that are missing wherever else the repository is, because git does not know them: rendered
// ones, what they are rendered from, and what people wrote and a host imports. The error is git's, or says why there is nobody to ask.
func (f *fleet) untracked(ctx context.Context, r *pipeline.Result, hosts []string) ([]string, error) {
	repository, err := git.Find(f.ws.Dir)
	if err != nil {
		return nil, err
	}
	known, err := repository.Known(ctx)
	if err != nil {
		return nil, err
	}
	wanted := f.wantedBy(r, hosts)
	var out []string
	for _, file := range r.Tree.Files() {
		if name := joinPath(f.Output, file.Path); !known[name] && (wanted == nil || wanted[name]) && f.ws.Exists(name) {
			out = append(out, name)
		}
	}
	for _, h := range r.Hosts {
		if len(hosts) > 0 && !slices.Contains(hosts, h.Name) {
			continue
		}
		for _, name := range slices.Concat(h.Imports, h.Sealed) {
			if !known[name] {
				out = append(out, name)
			}
		}
	}
	for _, name := range f.sources() {
		if !known[name] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

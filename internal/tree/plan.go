package tree

import (
	"bytes"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// State says how a file on disk relates to what would be rendered.
type State string

// The states of a file.
const (
	Current   State = "current"   // as it would be rendered
	Missing   State = "missing"   // would be rendered and is not there
	Stale     State = "stale"     // rendered from something older
	Conflict  State = "conflict"  // left by a merge with the markers of a conflict
	Edited    State = "edited"    // changed by hand since it was rendered
	Foreign   State = "foreign"   // not rendered by panther, in the place of a file that would be
	Orphan    State = "orphan"    // rendered, but by now nothing renders it
	Strayed   State = "strayed"   // an orphan that was edited by hand
	Blocked   State = "blocked"   // the place is taken by a folder or a link
	Untracked State = "untracked" // as it would be rendered, but git does not know it, so that Nix does not see it
)

// Existing is what stands on disk at a path of the tree.
type Existing struct {
	Content []byte
	Blocked string // not empty: the place is taken by this ("a folder", "a symbolic link")
}

// Change is one file that is not as it would be rendered.
type Change struct {
	Path  string
	State State
	Have  []byte // nil where nothing is there
	Want  []byte // nil where nothing would be

	Blocked string // what is in the way: "a folder", "a symbolic link"
}

// Plan is the difference between a tree and a folder.
type Plan struct {
	Changes []Change // by path
	Current int      // files that are as they would be rendered
}

// Compare returns the plan for a tree. Existing holds what stands at the tree's paths, and every other rendered file of
// the folder.
func Compare(want *Tree, existing map[string]Existing) Plan {
	var p Plan
	for _, f := range want.Files() {
		have, there := existing[f.Path]
		if !there {
			p.Changes = append(p.Changes, Change{Path: f.Path, State: Missing, Want: f.Content})
			continue
		}
		state := stateOf(have, f.Content)
		if state == Current {
			p.Current++
			continue
		}
		p.Changes = append(p.Changes, Change{Path: f.Path, State: state, Have: have.Content, Want: f.Content, Blocked: have.Blocked})
	}
	for path, have := range existing {
		switch {
		case want.Has(path):
		case have.Blocked != "": // in the place of a folder
			p.Changes = append(p.Changes, Change{Path: path, State: Blocked, Blocked: have.Blocked})
		case IsRendered(have.Content):
			p.Changes = append(p.Changes, Change{Path: path, State: orphanState(have.Content), Have: have.Content})
		}
	}
	slices.SortFunc(p.Changes, func(a, b Change) int { return strings.Compare(a.Path, b.Path) })
	return p
}

func stateOf(have Existing, want []byte) State {
	if have.Blocked != "" {
		return Blocked
	}
	if bytes.Equal(have.Content, want) {
		return Current
	}
	if hasConflict(have.Content) && bytes.Contains(have.Content, []byte(headerWords)) {
		return Conflict
	}
	if isIntact(have.Content) {
		return Stale
	}
	_, haveBody, rendered := splitHeader(have.Content)
	_, wantBody, _ := splitHeader(want)
	switch {
	case bytes.Equal(haveBody, wantBody): // only its header differs: as after a merge
		return Stale
	case rendered:
		return Edited
	}
	return Foreign
}

func orphanState(content []byte) State {
	if isIntact(content) {
		return Orphan
	}
	return Strayed
}

// Only returns the plan's changes in the given states.
func (p Plan) Only(states ...State) []Change {
	var out []Change
	for _, c := range p.Changes {
		if slices.Contains(states, c.State) {
			out = append(out, c)
		}
	}
	return out
}

// Unified returns the change as a unified diff, from what is there to what would be rendered.
func (c Change) Unified() []byte {
	oldName, newName := "a/"+c.Path, "b/"+c.Path
	if c.Have == nil {
		oldName = "/dev/null"
	}
	if c.Want == nil {
		newName = "/dev/null"
	}
	text := diff.Diff(oldName, c.Have, newName, c.Want)
	// the first line of go-internal/diff names the command, which is not ours
	if _, rest, ok := bytes.Cut(text, []byte("\n")); ok && bytes.HasPrefix(text, []byte("diff ")) {
		return rest
	}
	return text
}

package manifest

import (
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/secrets"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Fleet is panther.yaml: what holds for the fleet as a whole.
type Fleet struct {
	File        *source.File
	Root        *yamldoc.Node // as checked; nil where the file could not be read
	Description string
	Release     string
	Wanted      *yamldoc.Node // the versions of panther that may render the fleet, nil for any
	Systems     []string      // empty: those of the hosts
	Users       *yamldoc.Node // a map from a name to the person; nil without any
	Unreadable  bool          // what the file says about all hosts or the people is not known
	Defaults    *Document     // nil without any
	Inputs      []Input
	InputsLost  bool // there may be others, which could not be read
	DevShells   []string
	Secrets     Secrets
	Output      string // folder of the rendered tree, "." for the fleet's own
	OutputAt    source.Range
}

// Secrets is the fleet's secret store.
type Secrets struct {
	Provider *secrets.Provider // nil without one
	File     string            // of references that name none
	Lost     bool              // which one it is could not be read
}

// Input is a further flake input that panther.yaml names.
type Input struct {
	Name    string
	URL     string
	Follows []string
	At      source.Range
}

// ReadFleet reads and checks panther.yaml. The fleet is usable even where there are mistakes.
func (l *Language) ReadFleet(file *source.File) (*Fleet, diag.List) {
	f := &Fleet{File: file, Description: "NixOS configurations", Release: releases[0], Output: ".", Unreadable: true, InputsLost: true}
	root, diags := yamldoc.Parse(file)
	if root == nil {
		return f, diags
	}
	checked := l.Fleet.Check(root, "", &diags)
	checkComments(file, &diags)
	f.Root = checked
	f.Unreadable = checked.Kind != yamldoc.Map || lost(checked, "users") || lost(checked, "defaults")
	f.decode(checked, &diags)
	if d := checked.Get("defaults"); d != nil && d.Kind == yamldoc.Map {
		root := l.normal(l.Fleet.Field("defaults").Type, d, ownedByHost, &diags)
		f.Defaults = &Document{Name: "defaults", File: file, Root: root}
	}
	return f, diags
}

func (f *Fleet) decode(n *yamldoc.Node, diags *diag.List) {
	if v := usable(n.Get("description")); v != nil {
		f.Description = v.Text
	}
	if v := usable(n.Get("release")); v != nil {
		if checkRelease(v, diags) {
			f.Release = v.Text
		}
	}
	if v := usable(n.Get("output")); v != nil {
		f.Output, f.OutputAt = v.Text, v.Range()
	}
	f.Wanted = usable(n.Get("panther"))
	f.Users = usable(n.Get("users"))
	f.Systems = Strings(n.Get("systems"))
	f.DevShells = Strings(n.Get("devShells"))
	f.InputsLost = lost(n, "inputs")
	f.Secrets.Lost = lost(n, "secrets")
	f.decodeSecrets(n.Entry("secrets"), diags)
	if inputs := usable(n.Get("inputs")); inputs != nil {
		for _, e := range inputs.Entries {
			f.Inputs = append(f.Inputs, decodeInput(e, diags))
		}
	}
}

func (f *Fleet) decodeSecrets(e *yamldoc.Entry, diags *diag.List) {
	if e == nil || e.Value.Kind != yamldoc.Map {
		return
	}
	provider := usable(e.Value.Get("provider"))
	f.Secrets.Lost = f.Secrets.Lost || provider == nil
	if e.Value.Get("provider") == nil {
		diags.Add(diag.MissingValue, e.At.Range(), "secrets has no %s", diag.Quote("provider")).Help("secrets: { provider: opnix }")
	}
	if provider != nil {
		f.Secrets.Provider = secrets.FindProvider(provider.Text)
	}
	if file := usable(e.Value.Get("file")); file != nil {
		f.Secrets.File = file.Text
	}
}

// decodeInput reads an input.
func decodeInput(e yamldoc.Entry, diags *diag.List) Input {
	in := Input{Name: e.Key, At: e.At.Range(), Follows: Strings(e.Value.Get("follows"))}
	if url := usable(e.Value.Get("url")); url != nil {
		in.URL = url.Text
	} else if e.Value.Kind == yamldoc.Map && !lost(e.Value, "url") {
		diags.Add(diag.MissingValue, e.At.Range(), "the input %s has no url", diag.Quote(e.Key))
	}
	return in
}

// lost tells whether the value of a key had a mistake that left nothing of it, be it one in the key itself.
func lost(n *yamldoc.Node, key string) bool {
	value := n.Get(key)
	return value != nil && types.Unusable(value) || value == nil && types.Misspelt(n, key)
}

func usable(n *yamldoc.Node) *yamldoc.Node {
	if !n.IsSet() {
		return nil
	}
	return n
}

// Strings returns the texts of a list, or of a single value that stands for a list of one.
func Strings(n *yamldoc.Node) []string {
	var out []string
	for _, item := range Items(n) {
		out = append(out, item.Text)
	}
	return out
}

// Items returns the items of a list, or a single value that stands for a list of one. Items that had a mistake are left out.
func Items(n *yamldoc.Node) []*yamldoc.Node {
	switch {
	case !n.IsSet():
		return nil
	case n.Kind == yamldoc.List:
		return ListItems(n)
	}
	return []*yamldoc.Node{n}
}

// ListItems returns the items of a list without those that had a mistake; none of what is no list.
func ListItems(n *yamldoc.Node) []*yamldoc.Node {
	if n == nil || n.Kind != yamldoc.List {
		return nil
	}
	if !slices.ContainsFunc(n.Items, types.Unusable) {
		return n.Items
	}
	return slices.DeleteFunc(slices.Clone(n.Items), types.Unusable)
}

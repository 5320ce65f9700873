package compose

import (
	"slices"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// fill gives the values of options that nobody writes: those fed from the manifest's own keys and its disks, and those
// collected from the whole fleet.
type fill struct {
	host      *resolve.Host
	at        Place
	layout    *storage.Layout // of the host's disks; nil for a home
	collected nix.Expr        // the file of what was collected for the module
	took      bool            // whether it was needed
}

// setModule puts what a host says about a module under panther.<layer>.<module>, as far as it differs from the
// module's own defaults.
func (f *fill) setModule(set *attrs, m *resolve.Module) {
	set = set.at(m.Layer, m.Key)
	if m.Entries {
		if m.Value != nil {
			set.value = m.Type.Expr(withoutNulls(m.Value))
		}
		return
	}
	set.set(nix.Bool(true), "enable")
	f.setOptions(set, m.Type.Fields, m.Value, true)
}

// setOptions puts the options of an object. What is collected is only set in an object that is switched on.
func (f *fill) setOptions(set *attrs, options []*types.Option, value *yamldoc.Node, on bool) {
	for _, o := range options {
		given := value.Get(o.Name)
		switch {
		case o.From == types.FromSecrets:
			if len(f.host.Secrets) > 0 {
				set.set(f.secrets(), o.Name)
			}
			continue
		case slices.Contains(types.FromKeep, o.From):
			f.setKept(set, o)
			continue
		case o.From == types.FromBootMirrors:
			f.setBootMirrors(set, o.Name)
			continue
		case types.FromDisks[o.From] != nil:
			given = f.disksFact(o)
		case o.From != "" && o.From != types.FromProvider:
			given = f.host.Root.Get(o.From)
		case o.Collect != nil:
			if on && f.collected != nil {
				set.set(f.collected, o.Name)
				f.took = true
			}
			continue
		}
		if o.Type.Kind == types.Object {
			f.setObject(set, o, given)
			continue
		}
		if !given.IsSet() || o.Default != nil && yamldoc.Equal(given, o.Default) {
			continue
		}
		if given.Kind == yamldoc.List && len(given.Items) == 0 && o.Default == nil {
			continue
		}
		set.set(o.Type.Expr(withoutNulls(given)), o.Name)
	}
}

func (f *fill) setObject(set *attrs, o *types.Option, given *yamldoc.Node) {
	inner := &attrs{}
	enable := given.Get("enable")
	f.setOptions(inner, o.Type.Fields, given, o.Type.Field("enable") == nil || enable != nil && enable.Text == "true")
	if !inner.empty() {
		*set.at(o.Name) = *inner
	}
}

// withoutNulls leaves out what says "as if nobody had set it".
func withoutNulls(n *yamldoc.Node) *yamldoc.Node {
	if n.Kind != yamldoc.Map {
		return n
	}
	entries := make([]yamldoc.Entry, 0, len(n.Entries))
	for _, e := range n.Entries {
		if e.Value.Kind == yamldoc.Null && e.Value.Tag == "" {
			continue
		}
		e.Value = withoutNulls(e.Value)
		entries = append(entries, e)
	}
	return yamldoc.Collection(yamldoc.Map, n, entries, nil)
}

// names are the function arguments that the values of a document need.
type names struct{ config, pkgs bool }

// note looks for !ref and !pkg in a value.
func (u *names) note(n *yamldoc.Node) {
	if n == nil {
		return
	}
	u.config = u.config || n.Tag == yamldoc.TagRef
	u.pkgs = u.pkgs || n.Tag == yamldoc.TagPkg
	for _, item := range n.Items {
		u.note(item)
	}
	for _, e := range n.Entries {
		u.note(e.Value)
	}
}

func (u *names) list(more ...string) []string {
	if u.config {
		more = append(more, "config")
	}
	if u.pkgs {
		more = append(more, "pkgs")
	}
	return more
}

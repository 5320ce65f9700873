package provenance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/options"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/types"
)

// PathError is a path that leads nowhere.
type PathError struct {
	Text string
	Hint string
}

// Error is the text with the hint.
func (e *PathError) Error() string {
	if e.Hint == "" {
		return e.Text
	}
	return e.Text + "; " + e.Hint
}

// PathText is a path as a person writes it.
func PathText(path []string) string {
	var b strings.Builder
	for i, name := range path {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(nix.Key(name))
	}
	return b.String()
}

// ParsePath reads a path of the manifest's language.
func ParsePath(text string) ([]string, error) {
	path, err := types.SplitPath(text)
	if err != nil {
		return nil, &PathError{Text: fmt.Sprintf("%s is not a path: %s", diag.Quote(text), err), Hint: `names joined by dots, such as services.tailscale or settings.boot.kernel.sysctl."vm.swappiness"`}
	}
	return path, nil
}

// entriesOf is how many names of a path are keys of the language or entries that somebody made.
func (x *Explainer) entriesOf(path []string) int {
	for i := range path {
		_, t, known := typeAt(x.fleet.Language.Host, path[:i])
		if known < i || t == nil || t.Kind != types.Map {
			continue
		}
		isPerson := i == 1 && path[0] == catalog.HomeLayer && x.host.Resolved.Origins.Get("core", "users", path[1]) != nil
		if !isPerson && x.host.Resolved.Origins.Get(path[:i+1]...) == nil {
			return i
		}
	}
	return len(path)
}

// unknown says how far a path is known, and what was meant.
func (x *Explainer) unknown(path []string, known int) error {
	if known == len(path) { // below settings, or an entry that nobody made
		known = len(path) - 1
		for known > 0 && x.host.Resolved.Origins.Get(path[:known]...) == nil {
			known--
		}
	}
	return &PathError{fmt.Sprintf("the host %s has no %s", x.host.Name, PathText(path[:known+1])), x.meant(path, known)}
}

// meant is the hint for a path of which so many names are known.
func (x *Explainer) meant(path []string, known int) string {
	if len(path) > 1 && path[0] == catalog.HomeLayer && path[1] == everyone {
		return x.oneOfAll(path)
	}
	didYouMean := func(path []string) string { return "did you mean " + PathText(path) + "?" }
	if known == 0 {
		for _, layer := range catalog.Layers() {
			whole := append([]string{layer}, path...)
			if _, _, known := typeAt(x.fleet.Language.Host, whole); known == len(whole) && x.fleet.Catalog.Keyed(layer, path[0]) != nil {
				return didYouMean(whole)
			}
		}
	}
	if options.NixOS(x.fleet.Release).Find(path).Option != nil {
		return ofNixOS(path)
	}
	names := x.Names(path[:known])
	if near, ok := diag.Nearest(path[known], names); ok {
		return didYouMean(append(slices.Clone(path[:known]), near))
	}
	return diag.OneOf(names)
}

// ofNixOS is the hint for a path that is an option of NixOS, which the host does not set.
func ofNixOS(path []string) string {
	name := PathText(path)
	hint := fmt.Sprintf("it is a NixOS option: see `panther options %s`", name)
	if why, owned := manifest.SetByPanther(path); owned {
		return hint + "; panther sets it: " + why
	}
	return hint + "; a manifest sets it as settings." + name
}

// everyone stands in a manifest for all who have a home.
const everyone = "*"

// oneOfAll says that a path is that of everyone's home, and names that of one user.
func (x *Explainer) oneOfAll(path []string) string {
	hint := PathText(path[:2]) + " stands for every user: ask for one"
	one := slices.Clone(path)
	for _, one[1] = range x.Names([]string{"core", "users"}) {
		if one[1] != "root" {
			return hint + ", such as " + PathText(one)
		}
	}
	return hint
}

// Names are the names that may follow a path of the language.
func (x *Explainer) Names(path []string) []string {
	var out []string
	if _, t, known := typeAt(x.fleet.Language.Host, path); known == len(path) && t != nil && t.Kind == types.Object {
		out = t.FieldNames()
		if t.Switch {
			out = append(out, "enable")
		}
	}
	if value := x.host.Resolved.Origins.Get(path...); value != nil {
		for _, m := range value.Members {
			if m.Key != types.UnknownKey && !slices.Contains(out, m.Key) {
				out = append(out, m.Key)
			}
		}
	}
	slices.Sort(out)
	return out
}

// moduleAt is the module that a path names, and how it is on; the latter is nil where it is off.
func (x *Explainer) moduleAt(path []string) (m *catalog.Module, on *resolve.Module) {
	m, names := x.moduleBelow(path)
	if m == nil || len(names) > 0 {
		return nil, nil
	}
	return m, x.on(path)
}

// on finds a module among those that are on.
func (x *Explainer) on(path []string) *resolve.Module {
	modules := x.host.Resolved.Modules
	if path[0] == catalog.HomeLayer {
		modules = nil
		for _, home := range x.host.Resolved.Homes {
			if home.User == path[1] {
				modules = home.Modules
			}
		}
	}
	for _, m := range modules {
		if m.Layer == path[0] && m.Key == path[len(path)-1] {
			return m
		}
	}
	return nil
}

// moduleBelow is the module that a path lies in, and the names that follow it: of an option, those of a map of entries
// without the entry's name.
func (x *Explainer) moduleBelow(path []string) (m *catalog.Module, names []string) {
	at := 1
	if len(path) > 0 && path[0] == catalog.HomeLayer {
		at = 2
	}
	if len(path) <= at || !slices.Contains(catalog.Layers(), path[0]) {
		return nil, nil
	}
	if m = x.fleet.Catalog.Keyed(path[0], path[at]); m == nil {
		return nil, nil
	}
	names = path[at+1:]
	if m.Entries && len(names) > 0 {
		names = names[1:]
		if len(names) == 0 {
			return m, []string{""}
		}
	}
	return m, withoutEntries(m, names)
}

// withoutEntries leaves out the names of entries of maps, which no interface knows.
func withoutEntries(m *catalog.Module, names []string) []string {
	var out []string
	options := m.Options()
	for i := 0; i < len(names); i++ {
		out = append(out, names[i])
		at := slices.IndexFunc(options, func(o *types.Option) bool { return o.Name == names[i] })
		if at < 0 {
			return out
		}
		t := options[at].Type
		for t.Kind == types.Map || t.Kind == types.List {
			if t.Kind == types.Map {
				i++
			}
			t = t.Of
		}
		options = t.Fields
	}
	return out
}

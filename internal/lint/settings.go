package lint

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nixtype"
	"github.com/hbohlen/panther/internal/options"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// OptionLists are what settings are held to. A list is only made where a host has something to check.
type OptionLists struct {
	NixOS, Home func() *options.Index
	// Declared are the options that a hand-written file of the fleet declares, and whether these are all that come with it.
	Declared func(file string) (paths [][]string, all bool)
	// Stale tells whether there is a list of the fleet's own flake that was made for another flake.lock; it may be nil.
	Stale func() bool
}

// Settings holds the settings of a host and of its homes to the options that NixOS and home-manager have, and what is told
// to disko to the types of disko's options. A mistake where one was found already is not reported again.
func Settings(h *resolve.Host, lists OptionLists, found diag.List) diag.List {
	var out diag.List
	if n := h.Root.Get("settings"); says(n) {
		c := &settings{root: n, stale: lists.Stale, index: lists.NixOS(), system: "NixOS", imports: h.Imports, declares: lists.Declared}
		c.open = len(manifest.Items(h.Root.Get("nixosHardware"))) > 0 || bringsMore(h.Modules)
		c.walk(n)
		out = append(out, c.diags...)
	}
	if n := h.Root.Get("disko"); says(n) {
		c := &settings{index: lists.NixOS(), system: "disko", typesOnly: true}
		c.path, c.at = slices.Clone(devices), []*yamldoc.Node{n, n}
		c.walk(n)
		out = append(out, c.diags...)
	}
	for _, home := range h.Homes {
		if n := home.Value.Get("settings"); says(n) {
			c := &settings{root: n, stale: lists.Stale, index: lists.Home(), system: "home-manager", imports: home.Imports, declares: lists.Declared}
			c.open = bringsMore(home.Modules)
			c.walk(n)
			out = append(out, c.diags...)
		}
	}
	return slices.DeleteFunc(out, func(d diag.Diagnostic) bool {
		return slices.ContainsFunc(found, func(before diag.Diagnostic) bool {
			return !before.Range.IsZero() && before.Range.File == d.Range.File && before.Range.Start.Byte == d.Range.Start.Byte
		})
	})
}

// bringsMore tells whether the fleet's own modules come with flake inputs, whose options are not known.
func bringsMore(modules []*resolve.Module) bool {
	return slices.ContainsFunc(modules, func(m *resolve.Module) bool { return m.Own && len(m.Inputs) > 0 })
}

// devices is the option that holds what stands below disko:.
var devices = []string{"disko", "devices"}

func says(n *yamldoc.Node) bool { return n != nil && len(n.Entries) > 0 }

// settings walks along the settings of one document to each single value, and asks the index for that alone: sets are
// only asked for where something in them is not in order.
type settings struct {
	root      *yamldoc.Node // all settings of the document
	index     *options.Index
	system    string
	stale     func() bool // whether there was a list of the fleet's own flake that fits no longer; nil for no
	typesOnly bool        // unknown names are reported elsewhere
	diags     diag.List

	imports  []resolve.Import // of which nothing is read before a name is not known
	declares func(file string) (paths [][]string, all bool)
	declared [][]string
	open     bool // what is imported may declare options that are not known

	path  []string
	at    []*yamldoc.Node // the keys, name by name
	types map[string]*nixtype.Type
	said  map[string]bool // paths of which something was said
	asked int             // how many names were guessed
}

func (c *settings) walk(n *yamldoc.Node) {
	for _, e := range n.Entries {
		if e.Key == types.UnknownKey || types.Unusable(e.Value) {
			continue
		}
		c.path, c.at = append(c.path, e.Key), append(c.at, e.At)
		if says(e.Value) {
			c.walk(e.Value)
		} else {
			c.check(e.Value)
		}
		c.path, c.at = c.path[:len(c.path)-1], c.at[:len(c.at)-1]
	}
}

// check holds what is set at the current path to the option there.
func (c *settings) check(n *yamldoc.Node) {
	found := c.index.Find(c.path)
	switch {
	case found.Gone != nil:
		if !c.typesOnly {
			c.gone(found.Gone)
		}
	case !found.OK():
		if !c.typesOnly {
			c.unknown(found.Known)
		}
	case found.Option != nil && found.Option.ReadOnly:
		c.readOnly(found.Option, len(c.path)-len(found.Rest))
	case found.Option != nil:
		c.typed(found, n)
	case n.Kind != yamldoc.Map && n.Tag != yamldoc.TagRef && n.Kind != yamldoc.Odd:
		c.noSet(n)
	}
}

// isDeclared tells whether a hand-written file declares the option at the current path, one around it or some in it.
func (c *settings) isDeclared() bool {
	for _, file := range c.imports {
		paths, all := c.declares(file.Path)
		c.declared = append(c.declared, paths...)
		c.open = c.open || !all
	}
	c.imports = nil
	return slices.ContainsFunc(c.declared, func(names []string) bool {
		shared := min(len(names), len(c.path))
		return slices.Equal(names[:shared], c.path[:shared])
	})
}

// once tells whether nothing was said yet of the first names of the current path.
func (c *settings) once(depth int) bool {
	name := options.Name(c.path[:depth])
	if c.said[name] {
		return false
	}
	if c.said == nil {
		c.said = map[string]bool{}
	}
	c.said[name] = true
	return true
}

func (c *settings) readOnly(o *options.Option, depth int) {
	if c.once(depth) {
		c.diags.Add(diag.ReadOnlyOption, c.at[depth-1].Range(), "%s is only there to be read: %s sets it itself", o.Path, c.system).
			Help("take the setting out")
	}
}

// typed checks a value against the type of the option that it lies in.
func (c *settings) typed(found options.Found, n *yamldoc.Node) {
	depth := len(c.path) - len(found.Rest)
	kind := c.typeOf(found.Option.Type)
	for range found.Rest {
		below, fits := kind.Under()
		if c.at[depth].Kind == yamldoc.Map { // an item of a list, which stands for itself; keys are texts
			below, fits = kind.Items()
		}
		if !fits {
			if c.once(depth) {
				d := c.diags.Add(diag.OptionType, c.at[depth].Range(), "%s takes %s, not a mapping", c.name(depth), kind.Name())
				if depth > len(c.path)-len(found.Rest) && kind.Kind != nixtype.Option { // a name in a set that takes any
					one := append(slices.Clone(c.path[:depth-1]), strings.Join(c.path[depth-1:], "."))
					d.Help("if %s is one name, put it in quotes: %s", strings.Join(c.path[depth-1:], "."), options.Name(one))
				}
			}
			return
		}
		if below == nil {
			return
		}
		kind, depth = below, depth+1
	}
	if !kind.Fits(n) {
		kind.Check(n, c.name(len(c.path)), &c.diags)
	}
	if n.Kind == yamldoc.List && found.Prefix {
		c.items(n)
	}
}

// anItem stands in paths for any item of a list.
const anItem = "*"

// items checks the sets in a list: their options have types of their own.
func (c *settings) items(n *yamldoc.Node) {
	for _, item := range n.Items {
		if item.Kind == yamldoc.Map {
			c.path, c.at = append(c.path, anItem), append(c.at, item)
			c.walk(item)
			c.path, c.at = c.path[:len(c.path)-1], c.at[:len(c.at)-1]
		}
	}
}

// name is the path of the first names as it is written: below disko: without the options around it.
func (c *settings) name(depth int) string {
	if c.typesOnly {
		return options.Name(c.path[len(devices):depth])
	}
	return options.Name(c.path[:depth])
}

// noSet reports a single value where options are.
func (c *settings) noSet(n *yamldoc.Node) {
	name := c.name(len(c.path))
	d := c.diags.Add(diag.OptionType, n.Range(), "%s is a set of options, not a value", name)
	if found := c.index.Find(append(slices.Clone(c.path), "enable")); n.Kind == yamldoc.Bool && found.Option != nil && len(found.Rest) == 0 {
		d.Help("write %s.enable: %s", name, n.Text)
	}
}

func (c *settings) typeOf(text string) *nixtype.Type {
	if c.types == nil {
		c.types = map[string]*nixtype.Type{}
	}
	kind := c.types[text]
	if kind == nil {
		kind = nixtype.Parse(text)
		c.types[text] = kind
	}
	return kind
}

// unknown reports a path of which the first names are known. Whether it is a mistake depends on whether all names are.
func (c *settings) unknown(known int) {
	depth := min(known+1, len(c.path))
	if c.isDeclared() || !c.once(depth) {
		return
	}
	at, name := c.at[depth-1].Range(), options.Name(c.path[:depth])
	if nested := c.splitAt(depth - 1); nested != "" {
		c.diags.Add(diag.UnknownOption, at, "%s has no option %s", c.system, name).
			Help("inside a mapping a key is one name; write %s at the top of settings:, or nest it", nested)
		return
	}
	near, slip := c.guess()
	switch {
	case c.index.Exact() && !c.open, slip && (!c.open || known > 1):
		c.diags.Add(diag.UnknownOption, at, "%s has no option %s", c.system, name).Help("%s", didYouMean(near))
	case c.open:
		c.diags.Warn(diag.OptionNotKnownHere, at, "%s has no option %s that is known here; what is imported may declare it", c.system, name).
			Help("%s", didYouMean(near))
	default:
		c.diags.Warn(diag.OptionNotKnownHere, at, "panther's list has no option %s, and may be older than %s %s", name, c.system, c.index.Release()).
			Help("%s", strings.TrimPrefix(didYouMean(near)+c.syncHint(), " "))
	}
}

// syncHint says how the options of the fleet's own flake become known, or known again.
func (c *settings) syncHint() string {
	if c.stale != nil && c.stale() {
		return " the synced list of options is out of date, for flake.lock has changed since: `panther options sync` renews it"
	}
	return " `panther options sync` makes a list of the fleet's own flake"
}

// splitAt returns the path as it is known if the name at a depth is split at its dots; it is empty where that is no better.
func (c *settings) splitAt(depth int) string {
	if !strings.Contains(c.path[depth], ".") {
		return ""
	}
	names, err := types.SplitPath(c.path[depth])
	if err != nil {
		return ""
	}
	path := slices.Concat(c.path[:depth], names)
	if found := c.index.Find(path); !found.OK() {
		return ""
	}
	return options.Name(path)
}

// To look for names takes a while: these are for how many unknown ones of a document others are suggested, and for how many
// it is asked whether they are a slip.
const (
	mostGuesses = 20
	mostSlips   = 1000
)

// guess returns the names that may have been meant, and whether it is sure that one of them was.
func (c *settings) guess() (near []string, slip bool) {
	if c.asked++; c.asked > mostSlips {
		return nil, false
	}
	sibling, slip := c.index.Sibling(c.path)
	if c.asked <= mostGuesses {
		near = c.index.Near(c.path)
	}
	if slip && !slices.ContainsFunc(near, func(name string) bool { return strings.HasPrefix(name, sibling) }) {
		near = append([]string{sibling}, near...)
	}
	return near, slip
}

// didYouMean offers names, the best first; it is empty for none.
func didYouMean(names []string) string {
	names = names[:min(len(names), 3)]
	if len(names) == 0 {
		return ""
	}
	last := len(names) - 1
	if last == 0 {
		return "did you mean " + names[0] + "?"
	}
	return "did you mean " + strings.Join(names[:last], ", ") + " or " + names[last] + "?"
}

package resolve

import (
	"slices"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Host is one resolved host.
type Host struct {
	Name     string
	Path     string // of its manifest relative to the fleet, without the ending: hosts/servers/web1
	Document *manifest.Document
	Profiles []*manifest.Document // weakest first

	Origins *Value        // every value with where it came from
	Root    *yamldoc.Node // the same as a plain document

	Incomplete   bool // a profile that it names or panther.yaml is missing: what the host lacks may be in it
	Description  string
	Firmware     string
	System       string
	StateVersion string
	Imports      []Import
	Modules      []*Module     // NixOS modules that are on, by layer, then by name
	Homes        []*Home       // by user
	Fleet        *yamldoc.Node // the people of panther.yaml, whether the host picks them or not; nil without any
	Secrets      []*Secret     // taken from the fleet's store, module by module
	Report       *Report       // nil where the host names none
}

// Module is a module that is on.
type Module struct {
	*catalog.Module
	Value      *yamldoc.Node // its options as set, secrets by their run-time paths; nil where none is
	At         source.Range  // where it was switched on
	RequiredBy *Module       // nil where a document switched it on
}

// Home is one user's home-manager configuration.
type Home struct {
	User         string
	StateVersion string
	Imports      []Import
	Modules      []*Module
	Value        *yamldoc.Node
	At           source.Range
}

// Top is the place for what a host's manifest lacks.
func (h *Host) Top() source.Range { return h.Document.File.Top() }

// Module returns an enabled module by its id, nil where it is off.
func (h *Host) Module(id string) *Module {
	for _, m := range h.Modules {
		if m.ID() == id {
			return m
		}
	}
	return nil
}

// Setting is what the host's settings say about an option path, nil where they say nothing.
func (h *Host) Setting(path ...string) *yamldoc.Node {
	n := h.Root.Get("settings")
	for _, name := range path {
		n = n.Get(name)
	}
	return n
}

// Doubtful tells whether a mistake that was reported may have changed what the host says under some keys: it stands
// there, or in the name of a key beside one of them. What follows from such a value is no mistake of its own.
func (h *Host) Doubtful(keys ...string) bool {
	return h.Origins.isLost(keys...) || h.Origins.Get(keys...).hasMistake()
}

// Option returns the value of a module's option: as set, else the module's default, else nil. Several names descend
// into objects.
func (m *Module) Option(names ...string) *yamldoc.Node {
	value, options := m.Value, m.Type.Fields
	for i, name := range names {
		var option *types.Option
		for _, o := range options {
			if o.Name == name {
				option = o
			}
		}
		if value = value.Get(name); value == nil && option != nil {
			value = option.Default
		}
		if option == nil || value == nil && i+1 < len(names) && option.Type.Kind != types.Object {
			return value
		}
		options = option.Type.Fields
	}
	return value
}

// On tells whether an option is true.
func (m *Module) On(names ...string) bool {
	return m.Option(names...).IsTrue()
}

// Host resolves one host. The host is usable even where there are mistakes, as far as it could be read; it is nil where
// its manifest could not be read at all.
func (r *Resolver) Host(doc *manifest.Document) (*Host, diag.List) { return r.HostWith(doc, nil) }

// HostWith resolves a host whose hardware report was read. What the report says is weaker than any document.
func (r *Resolver) HostWith(doc *manifest.Document, report *Report) (*Host, diag.List) {
	if doc.Root == nil {
		return nil, nil
	}
	var diags diag.List
	named := manifest.Items(doc.Root.Get("profile"))
	missing := r.checkNames(named, &diags) || namesLost(doc.Root, "profile")
	b := r.baseOf(named)
	h := &Host{Name: doc.Name, Path: doc.Path, Document: doc, Profiles: b.profiles, Report: report, Fleet: r.fleet.Users}
	h.Incomplete = missing || b.broken || r.fleet.Unreadable || report != nil && report.Broken
	h.Origins = report.withFacts(merge(b.value, fromNode(doc.Root, &Layer{Name: "host " + doc.Name})))
	r.withUsers(h, &diags)
	h.withHomes()
	h.Root = h.Origins.Document()
	h.identity(&diags)
	if h.StateVersion > r.fleet.Release && h.StateVersion != "" {
		diags.Add(diag.BadValue, h.Root.Get("stateVersion").Range(), "stateVersion: %s is newer than the fleet's release, %s", h.StateVersion, r.fleet.Release).
			Help("it is the release that the host was first installed with")
	}
	h.Imports = imports(h.Root, &diags)
	r.modules(h, &diags)
	h.factsForModules()
	r.homes(h, &diags)
	r.secrets(h, &diags)
	if !h.Incomplete {
		h.checkRequired(&diags)
	}
	return h, diags
}

// identity reads what every host must say about itself.
func (h *Host) identity(diags *diag.List) {
	h.Description = textOf(h.Root.Get("description"))
	h.Firmware = textOf(h.Root.Get("firmware"))
	h.StateVersion = textOf(h.Root.Get("stateVersion"))
	h.System = textOf(h.Root.Get("system"))
	if h.System == "" {
		h.System = "x86_64-linux"
	}
	if at, lacks := h.lacks("stateVersion"); lacks {
		diags.Add(diag.MissingValue, at, "the host has no stateVersion").
			Help("the NixOS release that it is installed with, for good: stateVersion: %q", manifest.Releases()[0])
	}
	if at, lacks := h.lacks("firmware"); lacks && !h.Incomplete {
		diags.Add(diag.MissingValue, at, "the host has no firmware").
			Help("firmware: bios, uefi or hybrid; profiles for a provider set it")
	}
	if at, lacks := h.lacks("disks"); lacks && !h.Incomplete && h.Root.Get("disko") == nil {
		diags.Add(diag.MissingValue, at, "the host has no disk").
			Help("disks: { main: { device: /dev/disk/by-id/... } }")
	}
	h.checkDevices(diags)
}

// lacks tells whether nobody gives the host a value, and where it belongs.
func (h *Host) lacks(key string) (source.Range, bool) { return lacks(h.Root, key, h.Top()) }

// lacks tells whether nobody gives a key of a mapping a value, and where it belongs: null says "as if nobody had set it".
func lacks(n *yamldoc.Node, key string, top source.Range) (source.Range, bool) {
	value := n.Get(key)
	if value == nil {
		return top, !types.Misspelt(n, key)
	}
	return value.Range(), value.Kind == yamldoc.Null && !types.Unusable(value)
}

// checkDevices reports disks of which nobody says which ones they are. What is made of others has no device.
func (h *Host) checkDevices(diags *diag.List) {
	disks := h.Root.Get("disks")
	if disks == nil || h.Incomplete {
		return
	}
	for _, e := range disks.Entries {
		kind := e.Value.Get("kind")
		if e.Value.Kind != yamldoc.Map || kind != nil && types.Unusable(kind) || textOf(kind) != "" && textOf(kind) != "disk" {
			continue
		}
		if at, lacks := lacks(e.Value, "device", e.At.Range()); lacks {
			diags.Add(diag.MissingValue, at, "disks.%s has no %s", e.Key, diag.Quote("device")).
				Help("it takes %s", (&types.Type{Kind: types.Device}).Name())
		}
	}
}

func textOf(n *yamldoc.Node) string {
	if !n.IsSet() {
		return ""
	}
	return n.Text
}

// withUsers lays a host's users over the people of panther.yaml: they are defined once, hosts pick them.
func (r *Resolver) withUsers(h *Host, diags *diag.List) {
	picked := h.Origins.Get("core", "users")
	if picked == nil || picked.Node.Kind != yamldoc.Map || r.fleet.Unreadable {
		return
	}
	people := *picked
	people.whole = false
	people.Members = slices.Clone(picked.Members)
	for i, m := range people.Members {
		person := r.fleet.Users.Get(m.Key)
		if person == nil {
			r.reportStranger(m, diags)
			person = yamldoc.Scalar(yamldoc.Null, "", m.At)
		}
		layer := &Layer{Name: "user " + m.Key}
		if types.Unusable(person) { // whether somebody can log in is then unknown
			people.Members[i].Value = fromNode(person, layer)
			continue
		}
		people.Members[i].Value = merge(fromNode(person, layer), m.Value)
	}
	h.Origins = h.Origins.with(&people, "core", "users")
}

func (r *Resolver) reportStranger(picked Member, diags *diag.List) {
	d := diags.Add(diag.UnknownUser, picked.At.Range(), "panther.yaml has no user %s", diag.Quote(picked.Key))
	d.Help("%s", diag.DidYouMean(picked.Key, names(r.fleet.Users)))
	if r.fleet.Users == nil {
		d.Help("define people once, under users: in panther.yaml")
	}
}

// with returns the value with a member deep inside replaced.
func (v *Value) with(member *Value, keys ...string) *Value {
	if len(keys) == 0 {
		return member
	}
	changed := *v
	changed.whole = false
	changed.Members = slices.Clone(v.Members)
	i := indexOf(changed.Members, keys[0])
	changed.Members[i].Value = changed.Members[i].Value.with(member, keys[1:]...)
	return &changed
}

func names(n *yamldoc.Node) []string {
	if n == nil {
		return nil
	}
	out := make([]string, 0, len(n.Entries))
	for _, e := range n.Entries {
		out = append(out, e.Key)
	}
	return out
}

// checkRequired reports options of enabled modules, disks and entries that must be given and are not.
func (h *Host) checkRequired(diags *diag.List) {
	for _, m := range h.Modules {
		if m.Value == nil || !m.Entries {
			checkRequired(m.Options(), m.Value, m.KeyPath(), m.At, diags)
			continue
		}
		for _, e := range m.Value.Entries {
			checkRequired(m.Options(), e.Value, m.KeyPath()+"."+e.Key, e.At.Range(), diags)
		}
	}
	for _, home := range h.Homes {
		for _, m := range home.Modules {
			checkRequired(m.Options(), m.Value, "home."+home.User+"."+m.Key, m.At, diags)
		}
	}
}

func checkRequired(options []*types.Option, value *yamldoc.Node, path string, at source.Range, diags *diag.List) {
	for _, o := range options {
		set := value.Get(o.Name)
		if o.Required && o.Written() && set == nil && !types.Misspelt(value, o.Name) {
			diags.Add(diag.MissingValue, at, "%s has no %s", path, diag.Quote(o.Name)).Help("it takes %s", o.Type.Name())
		}
		if set != nil && !set.IsScalar() {
			checkNested(o.Type, set, path+"."+o.Name, diags)
		}
	}
}

// checkNested looks for required options of the objects inside a value.
func checkNested(t *types.Type, set *yamldoc.Node, path string, diags *diag.List) {
	switch {
	case t.Kind == types.Object && set.Kind == yamldoc.Map:
		checkRequired(t.Fields, set, path, set.Range(), diags)
	case t.Kind == types.Map && set.Kind == yamldoc.Map:
		for _, e := range set.Entries {
			checkNested(t.Of, e.Value, path+"."+e.Key, diags)
		}
	case t.Kind == types.List && set.Kind == yamldoc.List:
		for _, item := range set.Items {
			checkNested(t.Of, item, path, diags)
		}
	}
}

package resolve

import (
	"slices"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// everyone stands for all users of a host under `home`, so that a profile can set up homes of people it does not know.
const everyone = "*"

// withHomes gives each user of the host what is said of everyone's home, below what is said of the user's own. root is no
// person.
func (h *Host) withHomes() {
	homes, users := h.Origins.Get(catalog.HomeLayer), h.Origins.Get("core", "users")
	all := homes.Get(everyone)
	if all == nil {
		return
	}
	changed := *homes
	changed.whole = false
	changed.Members = slices.DeleteFunc(slices.Clone(homes.Members), func(m Member) bool { return m.Key == everyone })
	if users != nil && all.Node.Kind == yamldoc.Map {
		at := homes.Members[indexOf(homes.Members, everyone)].At
		for _, user := range users.Members {
			if user.Key != "root" {
				changed.addBelow(user.Key, at, all)
			}
		}
	}
	h.Origins = h.Origins.with(&changed, catalog.HomeLayer)
}

// addBelow merges a value below a member's own, which may not be there.
func (v *Value) addBelow(key string, at *yamldoc.Node, value *Value) {
	if i := indexOf(v.Members, key); i >= 0 {
		v.Members[i].Value = merge(value, v.Members[i].Value)
		return
	}
	v.Members = append(v.Members, Member{Key: key, At: at, Value: value})
}

// homes finds the home-manager modules of each user who has a home.
func (r *Resolver) homes(h *Host, diags *diag.List) {
	homes := h.Root.Get(catalog.HomeLayer)
	if homes == nil || homes.Kind != yamldoc.Map {
		return
	}
	users := h.Root.Get("core").Get("users")
	for _, e := range homes.Entries {
		switch {
		case users.Get(e.Key) != nil:
			h.Homes = append(h.Homes, r.home(h, e, diags))
		case !h.Incomplete && !h.Origins.isLost("core", "users"):
			r.reportHomeless(h, e, users, diags)
		}
	}
	slices.SortFunc(h.Homes, func(a, b *Home) int { return compareText(a.User, b.User) })
}

// reportHomeless reports a home for somebody whom the host does not have. A profile may name people of the fleet whom not
// every host has; the host itself knows better.
func (r *Resolver) reportHomeless(h *Host, e yamldoc.Entry, users *yamldoc.Node, diags *diag.List) {
	if e.At.File().Name == h.Document.File.Name {
		diags.Add(diag.UnknownUser, e.At.Range(), "the host has no user %s", diag.Quote(e.Key)).
			Help("%s", diag.DidYouMean(e.Key, names(users)))
		return
	}
	if r.fleet.Users.Get(e.Key) == nil {
		diags.Add(diag.UnknownUser, e.At.Range(), "panther.yaml has no user %s", diag.Quote(e.Key)).
			Help("%s", diag.DidYouMean(e.Key, append(names(r.fleet.Users), everyone)))
	}
}

func (r *Resolver) home(h *Host, e yamldoc.Entry, diags *diag.List) *Home {
	home := &Home{User: e.Key, Value: e.Value, At: e.At.Range(), StateVersion: textOf(e.Value.Get("stateVersion"))}
	if home.StateVersion == "" {
		home.StateVersion = h.StateVersion
	}
	board := &switchboard{catalog: r.catalog, diags: diags}
	board.value = func(m *catalog.Module) *yamldoc.Node { return e.Value.Get(m.Key) }
	board.consider(catalog.HomeLayer, e.Value)
	home.Modules = board.finish()
	checkSlots(home.Modules, nil, diags)
	home.Imports = imports(e.Value, diags)
	checkPackages(e.Value, diags)
	return home
}

// checkPackages refuses a setting that would take the place of the list to which packages: adds.
func checkPackages(home *yamldoc.Node, diags *diag.List) {
	packages, set := home.Get("packages"), home.Get("settings").Get("home").Get("packages")
	if len(manifest.Items(packages)) == 0 || set == nil || set.Kind == yamldoc.List || types.Unusable(set) {
		return
	}
	if set.Kind == yamldoc.Map && len(set.Entries) == 0 { // it says nothing
		return
	}
	diags.Add(diag.SettingPath, set.Range(), "home.packages is set as a whole, and packages: adds to it").
		See(packages.Range(), "what is added").Help("write home.packages as a list, or remove packages:")
}

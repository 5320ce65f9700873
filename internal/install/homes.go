package install

import (
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
)

// usersGroup is the number of the group users, which NixOS fixes (nixos/modules/misc/ids.nix) and people belong to.
const usersGroup = "100"

// longestOwned is how long a path may be whose owner nixos-anywhere sets: it makes columns of this width.
const longestOwned = 34

// Owner is who a folder belongs to with all that is in it.
type Owner struct {
	Path   string
	Number string // of the user and the group, since names mean nothing to the installing system
}

// home is a user's home directory.
type home struct{ user, path, number string }

func homesOf(h *resolve.Host) []home {
	var out []home
	for _, p := range h.People() {
		one := home{user: p.Name, path: p.Home}
		if uid := p.Said.Get("uid"); uid.IsSet() && uid.Tag == "" {
			one.number = uid.Text
		}
		out = append(out, one)
	}
	return out
}

// own sees to it that a home directory into which a file is put belongs to its user: NixOS leaves one alone that is there.
func (p *Plan) own(homes []home, name, placed string) error {
	at := slices.IndexFunc(homes, func(h home) bool { return storage.Below(name, h.path) })
	if at < 0 {
		return nil
	}
	one := homes[at]
	if one.number == "" {
		return mistake("%s would belong to root, and the home of %s with it: fix the user's number, core.users.%s.uid, or bring the file once the host runs",
			diag.Quote(name), one.user, one.user)
	}
	owner := Owner{path.Join(strings.TrimSuffix(placed, name), "/", one.path), one.number + ":" + usersGroup}
	if len(owner.Path) > longestOwned {
		return mistake("%s cannot be given to %s: nixos-anywhere sets the owners of paths up to %d characters", diag.Quote(owner.Path), one.user, longestOwned)
	}
	if !slices.Contains(p.Owners, owner) {
		p.Owners = append(p.Owners, owner)
	}
	return nil
}

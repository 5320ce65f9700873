package keep

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
)

// private are folders that systemd refuses to use where others may look into them, so that they are kept as a whole.
var private = []string{"/var/cache/private", "/var/lib/private", "/var/log/private"}

// collect finds what is kept: the state of the modules, the homes, and what the host adds.
func (p *Plan) collect(h *resolve.Host) {
	for _, s := range h.State() {
		switch {
		case s.Home != "":
			p.addToHome(s.Home, Directory{Path: s.Path, Mode: s.Mode}, s.File)
		case s.Module.ID() == "core/users": // below, since whose they are matters
		default:
			p.add(Directory{s.Path, s.Owner, s.Group, s.Mode}, s.File)
		}
	}
	if p.all {
		p.addHomes()
	}
	if users := p.Module.Option("users"); users != nil {
		for _, e := range users.Entries {
			for _, name := range texts(e.Value.Get("directories")) {
				p.addToHome(e.Key, Directory{Path: name}, false)
			}
			for _, name := range texts(e.Value.Get("files")) {
				p.addToHome(e.Key, Directory{Path: name}, true)
			}
		}
	}
	p.tidy()
}

// addHomes keeps the homes as a whole. Each is named, since on the first boot nobody else makes it: NixOS does so before
// what is kept is mounted over it.
func (p *Plan) addHomes() {
	p.add(Directory{Path: "/home", Mode: "0755"}, false)
	for _, user := range p.people {
		if user.Name != "root" && p.isLost(user.Home) {
			p.Directories = append(p.Directories, Directory{user.Home, user.Name, "users", "0700"})
		}
	}
}

// isLost tells whether a path needs to be kept: it is on the root, and nobody wants it forgotten.
func (p *Plan) isLost(name string) bool {
	return !p.Lasts(name) && !slices.ContainsFunc(p.forget, func(forgotten string) bool { return storage.Below(name, forgotten) })
}

// add keeps a directory or a file.
func (p *Plan) add(d Directory, file bool) {
	if d.Path = path.Clean(d.Path); d.Path == "/" || !p.isLost(d.Path) {
		return
	}
	for _, folder := range private {
		if storage.Below(d.Path, folder) {
			d, file = Directory{Path: folder, Mode: "0700"}, false
		}
	}
	for _, user := range p.people {
		if inside, ok := strings.CutPrefix(d.Path, user.Home+"/"); ok {
			p.addToHome(user.Name, Directory{Path: inside, Mode: d.Mode}, file)
			return
		}
	}
	if file {
		p.Files = append(p.Files, d.Path)
		return
	}
	p.Directories = append(p.Directories, d)
}

// addToHome keeps a directory or a file of a home.
func (p *Plan) addToHome(name string, d Directory, file bool) {
	at := slices.IndexFunc(p.people, func(user resolve.Person) bool { return user.Name == name })
	if at < 0 || name != "root" && p.all || !p.isLost(path.Join(p.people[at].Home, d.Path)) {
		return
	}
	i := slices.IndexFunc(p.Users, func(u User) bool { return u.Name == name })
	if i < 0 {
		i = len(p.Users)
		p.Users = append(p.Users, User{Name: name, Home: p.people[at].Home})
	}
	if u := &p.Users[i]; file {
		u.Files = append(u.Files, d.Path)
	} else {
		u.Directories = append(u.Directories, d)
	}
}

// tidy puts everything in order and leaves out what is kept with the folder that it is in.
func (p *Plan) tidy() {
	p.Directories, p.Files = p.outermost(p.Directories, p.Files)
	for i := range p.Users {
		u := &p.Users[i]
		u.Directories, u.Files = p.outermost(u.Directories, u.Files)
	}
	slices.SortFunc(p.Users, func(a, b User) int { return cmp.Compare(a.Name, b.Name) })
}

func (p *Plan) outermost(directories []Directory, files []string) ([]Directory, []string) {
	slices.SortStableFunc(directories, func(a, b Directory) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(len(b.User+b.Mode), len(a.User+a.Mode)))
	})
	directories = slices.CompactFunc(directories, func(a, b Directory) bool { return a.Path == b.Path })
	var out []Directory
	for _, d := range directories {
		if !within(path.Dir(d.Path), directories) || p.isHome(d.Path) {
			out = append(out, d)
		}
	}
	files = slices.DeleteFunc(files, func(name string) bool { return within(name, out) })
	slices.Sort(files)
	return out, slices.Compact(files)
}

func (p *Plan) isHome(name string) bool {
	return slices.ContainsFunc(p.people, func(user resolve.Person) bool { return user.Home == name })
}

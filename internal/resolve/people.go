package resolve

import "github.com/hbohlen/panther/internal/yamldoc"

// Person is a user of a host, root aside.
type Person struct {
	Name string
	Home string        // the home directory
	Said *yamldoc.Node // under core.users
}

// People are the users of the host, root aside, in the order in which they are written.
func (h *Host) People() []Person {
	users := h.Root.Get("core").Get("users")
	if users == nil {
		return nil
	}
	var out []Person
	for _, e := range users.Entries {
		if e.Key == "root" {
			continue
		}
		p := Person{Name: e.Key, Home: "/home/" + e.Key, Said: e.Value}
		if home := e.Value.Get("home"); home.IsSet() && home.Tag == "" {
			p.Home = home.Text
		}
		out = append(out, p)
	}
	return out
}

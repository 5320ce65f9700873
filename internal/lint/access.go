package lint

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// access refuses a host that nobody can log in to and administer: the rule that pantherOS lacked when its keys lay in
// a store that was only to be reached with them (research: pains 38 and 45).
func access(h *resolve.Host, diags *diag.List) {
	if accessIsDoubtful(h) {
		return
	}
	users, admins := h.Root.Get("core").Get("users"), administrators(h)
	switch {
	case len(admins) == 0:
		diags.Add(diag.NoAccess, atOr(users, h), "the host has no administrator").
			Help("%s", anAdministrator(h))
	case slices.ContainsFunc(admins, account.hasOwnPassword):
	case !slices.ContainsFunc(admins, account.hasKey):
		why := "no administrator has an SSH key or a password"
		if slices.ContainsFunc(admins, account.hasPassword) {
			why = "the only way in is a password from the secret store, which the host opens with a key that somebody has to put there"
		}
		diags.Add(diag.NoAccess, admins[0].At.Range(), "%s", why).
			Labelled("may not get in").Help("give one sshKeys, under users: in panther.yaml")
	default:
		accessOverSSH(readServer(h), slices.DeleteFunc(admins, func(a account) bool { return !a.hasKey() }), diags)
	}
}

// anAdministrator says who could administer a host: somebody whom it has already, else one of the fleet's people, an administrator
// with a key before others.
func anAdministrator(h *resolve.Host) string {
	for _, own := range people(h) {
		if own.Key != "root" {
			return "make one of its users one: core: { users: { " + own.Key + ": { admin: true } } }"
		}
	}
	if off := h.People(); len(off) > 0 {
		return "leave users.users." + off[0].Name + ".enable: false out of the settings"
	}
	name := aPerson(h)
	switch person := h.Fleet.Get(name); {
	case name == "":
		return "say who there is, under users: in panther.yaml, and pick one: core: { users: { operator: { admin: true } } }"
	case person.Get("admin").IsTrue():
		return "pick a user of panther.yaml: core: { users: { " + name + ": {} } }"
	}
	return "pick a user of panther.yaml: core: { users: { " + name + ": { admin: true } } }"
}

// aPerson is one of the fleet's people, the first administrator with a key before the first of all; "" where there is nobody.
func aPerson(h *resolve.Host) string {
	first := ""
	if h.Fleet == nil {
		return first
	}
	for _, e := range h.Fleet.Entries {
		if e.Value.Get("admin").IsTrue() && len(manifest.ListItems(e.Value.Get("sshKeys"))) > 0 {
			return e.Key
		}
		if first == "" && e.Key != "root" {
			first = e.Key
		}
	}
	return first
}

// accessIsDoubtful tells whether a mistake that was reported may be why nobody gets in.
func accessIsDoubtful(h *resolve.Host) bool {
	return h.Doubtful("core", "users") || h.Doubtful("settings", "users", "users") ||
		h.Doubtful("services", "ssh") || h.Doubtful("security", "ssh") || h.Doubtful("settings", "services", "openssh") ||
		h.Doubtful("security", "firewall") || h.Doubtful("settings", "networking", "firewall") || h.Doubtful("services", "tailscale")
}

// accessOverSSH refuses a host whose SSH server, the only way in, lets none of the administrators in.
func accessOverSSH(server sshServer, admins []account, diags *diag.List) {
	why := server.unreachable()
	if why.message == "" {
		why = server.refusal(admins)
	}
	if why.message == "" {
		return
	}
	at := server.host.Top()
	if why.at != nil {
		at = why.at.Range()
	}
	diags.Add(diag.NoAccess, at, "nobody could log in: the only way in is SSH, and %s", why.message).
		Help("%s, or give an administrator a hashedPassword for the console", why.mend)
}

func atOr(n *yamldoc.Node, h *resolve.Host) source.Range {
	if n != nil {
		return n.Range()
	}
	return h.Top()
}

// account is a user of the host, with what the host's settings say about the same user.
type account struct {
	yamldoc.Entry
	settings *yamldoc.Node
}

// people are the accounts that may log in.
func people(h *resolve.Host) []account {
	users := h.Root.Get("core").Get("users")
	if users == nil {
		return nil
	}
	var out []account
	for _, e := range users.Entries {
		settings := h.Setting("users", "users", e.Key)
		if !settings.Get("enable").IsFalse() {
			out = append(out, account{e, settings})
		}
	}
	return out
}

// administrators are the accounts that may become root.
func administrators(h *resolve.Host) []account {
	return slices.DeleteFunc(people(h), func(a account) bool { return a.Key != "root" && !a.Value.Get("admin").IsTrue() })
}

func (a account) hasKey() bool {
	added := a.settings.Get("openssh").Get("authorizedKeys")
	return len(manifest.ListItems(a.Value.Get("sshKeys")))+len(manifest.ListItems(added.Get("keys")))+len(manifest.ListItems(added.Get("keyFiles"))) > 0
}

// hasPassword tells whether the account has one that somebody could type: a hash that begins with ! or * fits none.
func (a account) hasPassword() bool {
	if a.option("hashedPasswordFile").IsSet() {
		return true
	}
	hash := a.option("hashedPassword")
	return hash.IsSet() && !strings.HasPrefix(hash.Text, "!") && !strings.HasPrefix(hash.Text, "*")
}

// hasOwnPassword tells whether the account has a password that does not come from the secret store.
func (a account) hasOwnPassword() bool {
	if file := a.option("hashedPasswordFile"); file.IsSet() && fromStore(file) {
		return false
	}
	return a.hasPassword()
}

// option is what holds for an option that the module and NixOS call the same; the settings are the stronger ones.
func (a account) option(name string) *yamldoc.Node {
	if set := a.settings.Get(name); set != nil {
		return set
	}
	return a.Value.Get(name)
}

// users checks what NixOS would only refuse when it evaluates the host.
func users(h *resolve.Host, diags *diag.List) {
	all := h.Root.Get("core").Get("users")
	if all == nil {
		return
	}
	ids := map[string]yamldoc.Entry{}
	for _, e := range all.Entries {
		hash, file := e.Value.Get("hashedPassword"), e.Value.Get("hashedPasswordFile")
		if hash.IsSet() && file.IsSet() {
			diags.Add(diag.Conflict, file.Range(), "%s has both a hashedPassword and a hashedPasswordFile", e.Key).
				See(hash.Range(), "the other one").Help("keep one of the two")
		}
		uid := e.Value.Get("uid")
		if !uid.IsSet() {
			continue
		}
		if other, taken := ids[uid.Text]; taken {
			diags.Add(diag.Conflict, uid.Range(), "%s and %s have the same uid", other.Key, e.Key).
				See(other.Value.Get("uid").Range(), "%s", other.Key).Help("give one of them another uid")
		}
		ids[uid.Text] = e
	}
}

// sudo warns of an administrator who has no password that sudo could ask for.
func sudo(h *resolve.Host, diags *diag.List) {
	if h.Doubtful("core", "users") || h.Doubtful("settings", "security", "sudo") || h.Setting("security", "sudo", "wheelNeedsPassword").IsFalse() {
		return
	}
	for _, user := range administrators(h) {
		if user.Key != "root" && !user.hasPassword() && !user.Value.Get("passwordlessSudo").IsTrue() {
			diags.Warn(diag.SudoPassword, user.At.Range(), "%s administers the host and has no password for sudo to ask for", user.Key).
				Help("set passwordlessSudo: true, or a hashedPassword")
		}
	}
}

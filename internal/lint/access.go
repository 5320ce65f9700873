package lint

import (
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// access refuses a host that nobody can log in to and administer: the rule that pantherOS lacked when its keys lay in
// a store that was only to be reached with them (research: pains 38 and 45).
func access(h *resolve.Host, diags *diag.List) {
	users := h.Root.Get("core").Get("users")
	if unusable(users) || unusable(h.Root.Get("services").Get("ssh")) || unusable(h.Root.Get("security")) {
		return
	}
	admins := administrators(users)
	switch {
	case len(admins) == 0:
		diags.Add(diag.NoAccess, atOr(users, h), "the host has no administrator").
			Help("pick a user of panther.yaml: core: { users: { operator: { admin: true } } }")
	case !slices.ContainsFunc(admins, hasKey) && !slices.ContainsFunc(admins, hasPassword):
		diags.Add(diag.NoAccess, admins[0].At.Range(), "no administrator has an SSH key or a password").
			Labelled("may not get in").Help("give one sshKeys, under users: in panther.yaml")
	case !slices.ContainsFunc(admins, hasPassword):
		if ssh := h.Module("services/ssh"); ssh != nil && !slices.ContainsFunc(admins, func(e yamldoc.Entry) bool { return hasKey(e) && admitted(e, ssh) }) {
			diags.Add(diag.NoAccess, firstRange(ssh.Option("allowUsers"), ssh.Option("allowGroups"), ssh.Option("denyUsers")), "services.ssh admits no administrator").
				Help("add one to allowUsers, or the group wheel to allowGroups")
			return
		}
		if why := sshUnreachable(h); why.message != "" {
			at := h.Top()
			if why.at != nil {
				at = why.at.Range()
			}
			diags.Add(diag.NoAccess, at, "nobody could log in: the only way in is SSH, and %s", why.message).
				Help("%s, or give an administrator a hashedPassword for the console", why.mend)
		}
	}
}

func atOr(n *yamldoc.Node, h *resolve.Host) source.Range {
	if n != nil {
		return n.Range()
	}
	return h.Top()
}

func administrators(users *yamldoc.Node) []yamldoc.Entry {
	var out []yamldoc.Entry
	if users == nil {
		return nil
	}
	for _, e := range users.Entries {
		if isTrue(e.Value.Get("admin")) || e.Key == "root" {
			out = append(out, e)
		}
	}
	return out
}

func hasKey(user yamldoc.Entry) bool { return len(items(user.Value.Get("sshKeys"))) > 0 }

func hasPassword(user yamldoc.Entry) bool {
	return isSet(user.Value.Get("hashedPassword")) || isSet(user.Value.Get("hashedPasswordFile"))
}

// admitted tells whether the SSH server's lists let a user in. With users and groups both given, one must fit both.
func admitted(user yamldoc.Entry, ssh *resolve.Module) bool {
	if fits(ssh.Option("denyUsers"), user.Key) {
		return false
	}
	if users := ssh.Option("allowUsers"); len(items(users)) > 0 && !fits(users, user.Key) {
		return false
	}
	groups := ssh.Option("allowGroups")
	if len(items(groups)) == 0 {
		return true
	}
	own := []string{"users"}
	if isTrue(user.Value.Get("admin")) {
		own = append(own, "wheel")
	}
	for _, g := range items(user.Value.Get("groups")) {
		own = append(own, g.Text)
	}
	return slices.ContainsFunc(own, func(group string) bool { return fits(groups, group) })
}

// fits tells whether a name fits one of the patterns of sshd_config(5); where from somebody comes is left out.
func fits(patterns *yamldoc.Node, name string) bool {
	return slices.ContainsFunc(items(patterns), func(n *yamldoc.Node) bool {
		pattern, _, _ := strings.Cut(n.Text, "@")
		ok, err := path.Match(pattern, name)
		return ok && err == nil
	})
}

func firstRange(nodes ...*yamldoc.Node) source.Range {
	for _, n := range nodes {
		if len(items(n)) > 0 {
			return n.Range()
		}
	}
	return source.Range{}
}

// obstacle is why SSH cannot be reached.
type obstacle struct {
	at      *yamldoc.Node
	message string
	mend    string
}

func sshUnreachable(h *resolve.Host) obstacle {
	ssh := h.Module("services/ssh")
	if ssh == nil {
		return obstacle{h.Root.Get("services").Get("ssh"), "the SSH server is off", "switch services.ssh on"}
	}
	if isTrue(ssh.Option("openFirewall")) || opened(h, ssh) {
		return obstacle{}
	}
	return obstacle{ssh.Option("openFirewall"), "the firewall keeps it out", "set openFirewall, or open the port in security.firewall"}
}

// opened tells whether the firewall lets SSH in by another rule than the server's own.
func opened(h *resolve.Host, ssh *resolve.Module) bool {
	firewall := h.Module("security/firewall")
	if firewall == nil {
		return false // NixOS's own firewall is on, and only knows the server's rule
	}
	if len(items(firewall.Option("trustedInterfaces"))) > 0 {
		return true
	}
	if tailscale := h.Module("services/tailscale"); tailscale != nil && (tailscale.On("trustInterface") || tailscale.On("ssh")) {
		return true
	}
	lists := [][]*yamldoc.Node{items(firewall.Option("tcp"))}
	if interfaces := firewall.Option("interfaces"); interfaces != nil {
		for _, e := range interfaces.Entries {
			lists = append(lists, items(e.Value.Get("tcp")))
		}
	}
	for _, port := range items(ssh.Option("ports")) {
		for _, list := range lists {
			if slices.ContainsFunc(list, func(n *yamldoc.Node) bool { return n.Text == port.Text }) {
				return true
			}
		}
	}
	return false
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
		if isSet(hash) && isSet(file) {
			diags.Add(diag.Conflict, file.Range(), "%s has both a hashedPassword and a hashedPasswordFile", e.Key).
				See(hash.Range(), "the other one").Help("keep one of the two")
		}
		uid := e.Value.Get("uid")
		if !isSet(uid) {
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
	users := h.Root.Get("core").Get("users")
	if unusable(users) {
		return
	}
	for _, user := range administrators(users) {
		if user.Key != "root" && !hasPassword(user) && !isTrue(user.Value.Get("passwordlessSudo")) {
			diags.Warn(diag.SudoPassword, user.At.Range(), "%s administers the host and has no password for sudo to ask for", user.Key).
				Help("set passwordlessSudo: true, or a hashedPassword")
		}
	}
}

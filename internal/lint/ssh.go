package lint

import (
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// sshServer is what a host's modules and settings say about its SSH server. Settings are stronger where an option takes
// one value, and add to lists.
type sshServer struct {
	host     *resolve.Host
	module   *resolve.Module // nil where it is off
	settings *yamldoc.Node   // services.openssh
}

func readServer(h *resolve.Host) sshServer {
	return sshServer{host: h, module: h.Module("services/ssh"), settings: h.Setting("services", "openssh")}
}

// option is what the module says; nil without the module, where NixOS's own defaults hold.
func (s sshServer) option(name string) *yamldoc.Node {
	if s.module == nil {
		return nil
	}
	return s.module.Option(name)
}

// obstacle is why nobody gets in.
type obstacle struct {
	at      *yamldoc.Node // nil for something that is not written anywhere
	message string
	mend    string
}

// unreachable says why no connection reaches the server or can use a key, whoever makes it.
func (s sshServer) unreachable() obstacle {
	enable, keys, open := s.settings.Get("enable"), s.settings.Get("settings").Get("PubkeyAuthentication"), s.openFirewall()
	switch {
	case enable.IsFalse():
		return obstacle{enable, "the SSH server is off", "leave services.openssh.enable out"}
	case s.module == nil && !enable.IsTrue():
		return obstacle{s.host.Root.Get("services").Get("ssh"), "the SSH server is off", "switch services.ssh on"}
	case keys.IsFalse():
		return obstacle{keys, "the server takes no keys", "leave PubkeyAuthentication out"}
	case len(s.ports()) == 0:
		return obstacle{s.option("ports"), "the server has no port", "give it one"}
	case open.IsFalse():
		return s.behindFirewall(open)
	}
	return obstacle{}
}

// behindFirewall says why nobody gets in where the server itself does not open the firewall. A way in over a tailnet is none
// if the host joins that with a secret which somebody has to make available on the host first.
func (s sshServer) behindFirewall(open *yamldoc.Node) obstacle {
	anywhere, tailnet := firewallAdmits(s.host, s.ports())
	key := s.host.Root.Get("services").Get("tailscale").Get("authKey")
	switch {
	case !anywhere && !tailnet:
		return obstacle{open, "the firewall keeps it out", "set openFirewall, or open the port in security.firewall"}
	case !anywhere && key.IsSet() && fromStore(key):
		return obstacle{key, "the firewall admits it over the tailnet alone, which the host joins with a key from the secret store",
			"set openFirewall, or name a file for the authKey that is on the host"}
	}
	return obstacle{}
}

func (s sshServer) openFirewall() *yamldoc.Node {
	if set := s.settings.Get("openFirewall"); set != nil {
		return set
	}
	return s.option("openFirewall")
}

// ports are those on which the server listens, on all addresses or on single ones.
func (s sshServer) ports() []string {
	var out []string
	if s.module != nil {
		for _, p := range s.module.Ports() {
			out = append(out, p.Number)
		}
	}
	for _, n := range manifest.ListItems(s.settings.Get("ports")) {
		out = append(out, n.Text)
	}
	for _, listen := range manifest.ListItems(s.settings.Get("listenAddresses")) {
		if port := listen.Get("port"); port.IsSet() {
			out = append(out, port.Text)
		}
	}
	if s.module == nil && out == nil {
		return []string{"22"}
	}
	return out
}

// refusal says why the server lets in none of those who have a key.
func (s sshServer) refusal(admins []account) obstacle {
	login := s.rootLogin()
	var others []account
	for _, a := range admins {
		switch {
		case a.Key != "root" || login != "no" && login != "forced-commands-only":
			others = append(others, a)
		case len(admins) == 1:
			return obstacle{a.At, "the server does not admit root", "set rootLogin: prohibit-password in security.ssh, or pick another administrator"}
		}
	}
	if slices.ContainsFunc(others, s.admits) {
		return obstacle{}
	}
	return obstacle{s.firstList(), "the server admits no administrator", "let one in by allowUsers, allowGroups and denyUsers"}
}

// rootLogin is the server's PermitRootLogin; without security.ssh, NixOS's own.
func (s sshServer) rootLogin() string {
	if set := s.settings.Get("settings").Get("PermitRootLogin"); set.IsSet() {
		return set.Text
	}
	if hardening := s.host.Module("security/ssh"); hardening != nil && hardening.Option("rootLogin").IsSet() {
		return hardening.Option("rootLogin").Text
	}
	return "prohibit-password"
}

// list is a list of patterns, which the module and settings may both hold.
func (s sshServer) list(option, setting string) []*yamldoc.Node {
	return slices.Concat(manifest.ListItems(s.option(option)), manifest.ListItems(s.settings.Get("settings").Get(setting)))
}

// firstList is the place of the first list that keeps somebody out.
func (s sshServer) firstList() *yamldoc.Node {
	written := s.settings.Get("settings")
	for _, n := range []*yamldoc.Node{
		s.option("allowUsers"), s.option("allowGroups"), s.option("denyUsers"),
		written.Get("AllowUsers"), written.Get("AllowGroups"), written.Get("DenyUsers"), written.Get("DenyGroups"),
	} {
		if len(manifest.ListItems(n)) > 0 {
			return n
		}
	}
	return nil
}

// admits tells whether the server's lists let an account in. With users and groups both given, it must fit both.
func (s sshServer) admits(a account) bool {
	groups := []string{"users"}
	if a.Value.Get("admin").IsTrue() {
		groups = append(groups, "wheel")
	}
	for _, g := range slices.Concat(manifest.ListItems(a.Value.Get("groups")), manifest.ListItems(a.settings.Get("extraGroups"))) {
		groups = append(groups, g.Text)
	}
	inGroup := func(patterns []*yamldoc.Node) bool {
		return slices.ContainsFunc(groups, func(group string) bool { return fits(patterns, group) })
	}
	if fits(s.list("denyUsers", "DenyUsers"), a.Key) || inGroup(manifest.ListItems(s.settings.Get("settings").Get("DenyGroups"))) {
		return false
	}
	allowed, allowedGroups := s.list("allowUsers", "AllowUsers"), s.list("allowGroups", "AllowGroups")
	return (len(allowed) == 0 || fits(allowed, a.Key)) && (len(allowedGroups) == 0 || inGroup(allowedGroups))
}

// fits tells whether a name fits one of the patterns of sshd_config(5); where from somebody comes is left out.
func fits(patterns []*yamldoc.Node, name string) bool {
	return slices.ContainsFunc(patterns, func(n *yamldoc.Node) bool {
		pattern, _, _ := strings.Cut(n.Text, "@")
		ok, err := path.Match(pattern, name)
		return ok && err == nil
	})
}

package lint

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// safety warns of what lets in more people than somebody may have meant. All of it can be meant.
func safety(h *resolve.Host, diags *diag.List) {
	logins(h, diags)
	sudoOff(h, diags)
	if h.Root.Get("settings") != nil {
		noFirewall(h, diags)
		grafana(h, diags)
	}
	openServices(h, diags)
	if h.Name == "localhost" {
		diags.Add(diag.HostNameClash, h.Top(), "every machine calls itself localhost").Help("give the host a name of its own: rename the file")
	}
}

// logins warns of passwords that are enough to log in over SSH.
func logins(h *resolve.Host, diags *diag.List) {
	server := readServer(h)
	if h.Doubtful("services", "ssh") || h.Doubtful("security", "ssh") || server.module == nil && !server.settings.Get("enable").IsTrue() || server.settings.Get("enable").IsFalse() {
		return
	}
	at, taken := server.passwords()
	if root := server.written("PermitRootLogin", "rootLogin"); root.IsSet() && root.Text == "yes" {
		d := diags.Warn(diag.RootLogin, root.Range(), "root may log in over SSH, with a password, too").
			Help("write prohibit-password, which takes keys alone, or no")
		if !taken {
			d.Message = "root may log in over SSH, and with a password as soon as the server takes any"
		}
	}
	if taken {
		diags.Warn(diag.PasswordLogin, at, "a password is enough to log in over SSH, and whoever finds the host tries some").
			Help("give everybody sshKeys, and leave passwordAuthentication off: security: { ssh: true }")
	}
}

// written is what somebody wrote for an option of sshd, in settings or the module security.ssh.
func (s sshServer) written(setting, option string) *yamldoc.Node {
	if set := s.settings.Get("settings").Get(setting); set != nil {
		return set
	}
	if hardening := s.host.Module("security/ssh"); hardening != nil {
		return hardening.Option(option)
	}
	return nil
}

// passwords tells whether the server takes passwords that somebody has, and where that is said. Without security.ssh it
// does, by what OpenSSH's module of NixOS has as its default.
func (s sshServer) passwords() (at source.Range, taken bool) {
	said := s.written("PasswordAuthentication", "passwordAuthentication")
	if said.IsSet() {
		return said.Range(), said.IsTrue()
	}
	who := slices.IndexFunc(people(s.host), account.hasPassword)
	if who < 0 || s.host.Module("security/ssh") != nil || s.host.Doubtful("core", "users") {
		return source.Range{}, false
	}
	switch off := s.host.Root.Get("security").Get("ssh").Get("enable"); {
	case off.IsSet():
		return off.Range(), true
	case s.module != nil:
		return s.module.At, true
	}
	return s.settings.Get("enable").Range(), true
}

// sudoOff warns of administrators who cannot become root.
func sudoOff(h *resolve.Host, diags *diag.List) {
	off := h.Setting("security", "sudo", "enable")
	security := h.Setting("security")
	if !off.IsFalse() || security.Get("sudo-rs").Get("enable").IsTrue() || security.Get("doas").Get("enable").IsTrue() || security.Get("run0") != nil {
		return
	}
	for _, user := range administrators(h) {
		if user.Key != "root" {
			diags.Warn(diag.NoSudo, off.Range(), "sudo is off, so that %s administers a host without becoming root", user.Key).
				Help("switch security.sudo-rs or security.doas on in its place, or leave it on")
			return
		}
	}
}

func noFirewall(h *resolve.Host, diags *diag.List) {
	off := h.Setting("networking", "firewall", "enable")
	if off.IsFalse() && h.Module("security/firewall") == nil { // beside the module it contradicts that, which is told elsewhere
		diags.Warn(diag.NoFirewall, off.Range(), "the host has no firewall: whatever listens is open to everyone").
			Help("leave it out, and open what is meant to be: security: { firewall: { tcp: [...] } }")
	}
}

func grafana(h *resolve.Host, diags *diag.List) {
	anonymous := h.Setting("services", "grafana", "settings", "auth.anonymous", "enabled")
	if anonymous.IsTrue() {
		diags.Warn(diag.GrafanaAnonymous, anonymous.Range(), "Grafana shows its dashboards, and what its sources know, to whoever comes").
			Help("leave it out: people log in, or come by way of a proxy that knows them")
	}
}

// wellKnown are services that ask nobody who they are, or that everybody tries passwords on, by their ports.
var wellKnown = []struct{ port, name string }{
	{"111", "rpcbind"}, {"2049", "NFS"}, {"2375", "the socket of Docker or Podman"}, {"2379", "etcd"}, {"3306", "MariaDB or MySQL"},
	{"5432", "PostgreSQL"}, {"5900", "VNC"}, {"6379", "Redis"}, {"9090", "Prometheus"}, {"9093", "Alertmanager"}, {"9100", "the node exporter of Prometheus"},
	{"9200", "Elasticsearch"}, {"10250", "the kubelet of Kubernetes"}, {"11211", "memcached"}, {"27017", "MongoDB"},
}

// openServices warns of what is open on every interface and is for few: ports of modules that open themselves to single
// interfaces, services that are well known, and settings that open a socket which makes root of whoever reaches it.
func openServices(h *resolve.Host, diags *diag.List) {
	settings := h.Setting("networking", "firewall")
	rules := allRules(h, settings)
	rules = slices.DeleteFunc(rules, func(r portRules) bool { return r.iface != "" })
	if !slices.ContainsFunc(rules, func(r portRules) bool {
		return len(manifest.ListItems(r.ports)) > 0 || len(manifest.ListItems(r.ranges)) > 0
	}) && h.Root.Get("settings") == nil {
		return
	}
	public := func(port, what string, see source.Range) {
		for _, r := range rules {
			if n := r.opens(port); n != nil {
				diags.Warn(diag.OpenService, n.Range(), "port %s is open on every interface, and %s is behind it", port, what).See(see, "%s", what).
					Help("open it where it is needed: security: { firewall: { interfaces: { tailscale0: { tcp: [%s] } } } }", port)
				return
			}
		}
	}
	var told []string
	for _, p := range h.Ports() {
		if len(p.Interfaces) == 0 || p.Number == "" || !slices.Contains(p.Listen, catalog.ListenAll) || !slices.Contains(p.Protocols, "tcp") {
			continue
		}
		told = append(told, p.Number)
		see := p.Module.At
		if p.Written {
			see = portAt(p)
		}
		public(p.Number, p.Module.KeyPath()+" ("+p.Name+")", see)
	}
	for _, s := range wellKnown {
		if !slices.Contains(told, s.port) {
			public(s.port, s.name, source.Range{})
		}
	}
	openedBySettings(h, diags)
}

// opens returns the port or the end of a range that lets a port in; nil where none does. What a range takes in by the way is
// not told: who opens many ports means them.
func (r portRules) opens(port string) *yamldoc.Node {
	for _, n := range manifest.ListItems(r.ports) {
		if n.Text == port {
			return n
		}
	}
	return nil
}

// openFirewalls are options of NixOS that open a service on every interface which is for few.
var openFirewalls = []struct{ option, what string }{
	{"services.prometheus.exporters.node.openFirewall", "the node exporter of Prometheus"},
	{"services.prometheus.alertmanager.openFirewall", "Alertmanager"},
	{"services.etcd.openFirewall", "etcd"},
	{"virtualisation.podman.networkSocket.openFirewall", "the socket of Podman"},
}

func openedBySettings(h *resolve.Host, diags *diag.List) {
	if h.Root.Get("settings") == nil {
		return
	}
	for _, o := range openFirewalls {
		if n := h.Setting(strings.Split(o.option, ".")...); n.IsTrue() {
			diags.Warn(diag.OpenService, n.Range(), "%s is open on every interface", o.what).
				Help("leave it out, and open its port where it is needed: security: { firewall: { interfaces: { tailscale0: { tcp: [...] } } } }")
		}
	}
	each(h.Setting("services", "redis", "servers"), func(e yamldoc.Entry) {
		if n := e.Value.Get("openFirewall"); n.IsTrue() {
			diags.Warn(diag.OpenService, n.Range(), "Redis (%s) is open on every interface", e.Key).Help("leave it out, and open its port where it is needed")
		}
	})
	for _, n := range slices.Concat(manifest.ListItems(h.Setting("virtualisation", "docker", "listenOptions")), manifest.ListItems(h.Setting("virtualisation", "docker", "daemon", "settings", "hosts"))) {
		address := strings.TrimPrefix(n.Text, "tcp://")
		if n.Kind == yamldoc.Text && !strings.HasPrefix(n.Text, "/") && !strings.Contains(n.Text, "unix:") && !strings.HasPrefix(n.Text, "fd:") && !isLoopback(address) {
			diags.Warn(diag.OpenService, n.Range(), "Docker listens on %s, and whoever reaches it is root", n.Text).Help("reach it over SSH: DOCKER_HOST=ssh://...")
		}
	}
}

// isLoopback tells whether an address, perhaps with a port, is the host's own.
func isLoopback(address string) bool {
	return strings.HasPrefix(address, "127.") || strings.HasPrefix(address, "[::1]") || strings.HasPrefix(address, "localhost")
}

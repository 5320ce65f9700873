package lint_test

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/lint"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/templates"
)

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34"

// fleet is a fleet whose profile "whole" has what a host needs to be without a mistake.
type fleet struct {
	users string // of panther.yaml; one administrator with a key where nothing is said
	hosts map[string]string
	store string // provider of its secrets
}

const whole = `
firmware: uefi
core: { boot: true }
services: { ssh: true }
security: { firewall: true }
settings: { services.openssh.settings.PasswordAuthentication: false }
`

// identity is what every host says; the disk is its own.
func identity(name string) string {
	return "profile: whole\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/disk/by-id/" + name + " } }\n"
}

// language is that of the built-in modules, read once.
var language = sync.OnceValue(func() *manifest.Language {
	files, err := fs.Sub(templates.FS, "modules")
	if err != nil {
		panic(err)
	}
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	if diags.HasErrors() {
		panic(diags[0].Message)
	}
	return manifest.NewLanguage(c, nil)
})

// run returns the diagnostics of a fleet in short: severity, code, file, line and the text that is marked.
func (f fleet) run(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, d := range f.found(t) {
		file := strings.TrimSuffix(d.Range.File.Name[strings.LastIndex(d.Range.File.Name, "/")+1:], ".yaml")
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", d.Severity, d.Code, file, d.Range.Text())))
	}
	return out
}

// found returns the diagnostics of a fleet.
func (f fleet) found(t *testing.T) diag.List {
	t.Helper()
	if f.users == "" {
		f.users = "ada: { admin: true, passwordlessSudo: true, sshKeys: [" + key + "] }"
	}
	var diags diag.List
	found := func(more diag.List) { diags = append(diags, more...) }
	panther := "users:\n  " + f.users + "\n"
	if f.store != "" {
		panther += "secrets: { provider: " + f.store + " }\n"
	}
	fleet, more := language().ReadFleet(source.New("panther.yaml", []byte(panther)))
	found(more)
	profile, more := language().ReadProfile(source.New("profiles/whole.yaml", []byte(whole)))
	found(more)
	profiles := &manifest.Profiles{}
	profiles.Add(profile)
	resolver, more := resolve.New(fleet, language().Catalog, profiles)
	found(more)
	var facts []lint.Facts
	for _, name := range slices.Sorted(maps.Keys(f.hosts)) {
		doc, more := language().ReadHost(source.New("hosts/"+name+".yaml", []byte(f.hosts[name])))
		found(more)
		h, more := resolver.Host(doc)
		found(more)
		if h == nil {
			facts = append(facts, lint.Facts{Host: name})
			continue
		}
		layout := storage.Read(h, nil)
		found(lint.Host(h, layout))
		facts = append(facts, lint.FactsOf(h, layout))
	}
	for _, more := range lint.Across(facts) {
		found(more)
	}
	found(lint.Fleet(lint.Parts{Fleet: fleet}, facts))
	return diags.Sorted()
}

// rule is one case of a rule: what a host says beside its identity, and what is found.
type rule struct {
	name, host string
	want       []string
}

func check(t *testing.T, users string, rules []rule) {
	t.Helper()
	checkStore(t, "", users, rules)
}

// checkStore does the same in a fleet with a secret store.
func checkStore(t *testing.T, store, users string, rules []rule) {
	t.Helper()
	for _, c := range rules {
		t.Run(c.name, func(t *testing.T) {
			content := c.host
			if !strings.HasPrefix(content, "profile:") {
				content = identity("own") + content
			}
			if !strings.Contains(content, "users:") {
				content += "\ncore: { users: { ada: {} } }\n"
			}
			assert.Equal(t, c.want, fleet{users: users, hosts: map[string]string{"web1": content}, store: store}.run(t))
		})
	}
}

func TestAHostWithoutAMistake(t *testing.T) {
	check(t, "", []rule{{"the least", "", nil}})
}

func TestDisks(t *testing.T) {
	disk := func(device, more string) string {
		return "profile: whole\nstateVersion: \"25.05\"\ndisks: { main: { device: " + device + more + " } }\n"
	}
	several := func(all string) string { return "profile: whole\nstateVersion: \"25.05\"\ndisks: { " + all + " }\n" }
	check(t, "", []rule{
		{"by id", disk("/dev/disk/by-id/x", ""), nil},
		{"by path", disk("/dev/disk/by-path/pci-0000:00:1f.2-ata-1", ""), nil},
		{"a mapped device", disk("/dev/mapper/x", ""), nil},
		{"a name that may change", disk("/dev/sda", ""), []string{"error unstable-disk web1 /dev/sda"}},
		{"NVMe as well", disk("/dev/nvme0n1", ""), []string{"error unstable-disk web1 /dev/nvme0n1"}},
		{"by label, which a new file system lacks", disk("/dev/disk/by-label/x", ""), []string{"error unstable-disk web1 /dev/disk/by-label/x"}},
		{"it is meant", disk("/dev/vda", ", unstableName: true"), nil},
		{"on a virtual machine it is a warning", disk("/dev/sda", "") + "hardware: { vps: true }\n", []string{"warning unstable-disk web1 /dev/sda"}},
		{"none", "profile: whole\nstateVersion: \"25.05\"\ndisks: {}\n", []string{"error missing-value web1 {"}},
		{"two that hold the system", several("a: { device: /dev/disk/by-id/a }, b: { device: /dev/disk/by-id/b }"), []string{"error mount-clash web1 b"}},
		{"one with data", several("a: { device: /dev/disk/by-id/a }, b: { device: /dev/disk/by-id/b, mount: /data }"), nil},
		{"data first", several("b: { device: /dev/disk/by-id/b, mount: /data }, a: { device: /dev/disk/by-id/a }"), nil},
		{"data alone", several("b: { device: /dev/disk/by-id/b, mount: /data }"), []string{"error missing-mount web1 b"}},
		{"one disk twice", several("a: { device: /dev/disk/by-id/a }, b: { device: /dev/disk/by-id/a, mount: /data }"), []string{"error duplicate-disk web1 /dev/disk/by-id/a"}},
		{"two at one place", several("a: { device: /dev/disk/by-id/a }, b: { device: /dev/disk/by-id/b, mount: /d }, c: { device: /dev/disk/by-id/c, mount: /d }"), []string{"error mount-clash web1 /d"}},
		{"one inside the other", several("a: { device: /dev/disk/by-id/a }, b: { device: /dev/disk/by-id/b, mount: /d }, c: { device: /dev/disk/by-id/c, mount: /d/e }"), nil},
		{"where btrfs has a subvolume", several("a: { device: /dev/disk/by-id/a }, b: { device: /dev/disk/by-id/b, mount: /home }"), []string{"error mount-clash web1 /home"}},
		{"where ext4 has none", several("a: { device: /dev/disk/by-id/a, layout: ext4 }, b: { device: /dev/disk/by-id/b, mount: /home }"), nil},
		{"the swap file's place without one", several("a: { device: /dev/disk/by-id/a }, b: { device: /dev/disk/by-id/b, mount: /.swap }"), nil},
		{"the swap file's place", several("a: { device: /dev/disk/by-id/a, swap: 1G }, b: { device: /dev/disk/by-id/b, mount: /.swap }"), []string{"error mount-clash web1 /.swap"}},
		{"the root in memory", several("a: { device: /dev/disk/by-id/a, layout: tmpfs-root, subvolumes: { '@root': / } }"), []string{"error mount-clash web1 a"}},
		{"boot files of a mirror", several("a: { device: /dev/disk/by-id/a, layout: btrfs-mirror, subvolumes: { '@boot': /boot } }, b: { device: /dev/disk/by-id/b, layout: btrfs-mirror }"), []string{"error mount-clash web1 /boot"}},
		{"the kernel's own", several("a: { device: /dev/disk/by-id/a }, b: { device: /dev/disk/by-id/b, mount: /proc }"), []string{"error mount-clash web1 /proc"}},
		{"below /nix", several("a: { device: /dev/disk/by-id/a, layout: ext4 }, b: { device: /dev/disk/by-id/b, mount: /nix/store }"), []string{"error mount-clash web1 /nix/store"}},
		{"all of /nix", several("a: { device: /dev/disk/by-id/a, layout: ext4 }, b: { device: /dev/disk/by-id/b, mount: /nix }"), nil},
		{"below /boot", several("a: { device: /dev/disk/by-id/a }, b: { device: /dev/disk/by-id/b, mount: /boot/efi }"), []string{"error mount-clash web1 /boot/efi"}},
		{"where NixOS puts a shell", several("a: { device: /dev/disk/by-id/a }, b: { device: /dev/disk/by-id/b, mount: /bin }"), []string{"error mount-clash web1 /bin"}},
		{"not quite the kernel's own", several("a: { device: /dev/disk/by-id/a }, b: { device: /dev/disk/by-id/b, mount: /process }"), nil},
		{"swap with data", several("a: { device: /dev/disk/by-id/a }, b: { device: /dev/disk/by-id/b, mount: /d, swap: 1G }"), []string{"error bad-value web1 1G"}},
		{"no clean path", several("a: { device: /dev/disk/by-id/a }, b: { device: /dev/disk/by-id/b, mount: /d/../e }"), []string{"error bad-value web1 /d/../e"}},
		{"two on a virtual machine", several("a: { device: /dev/sda }, b: { device: /dev/disk/by-id/b, mount: /d }") + "hardware: { vps: true }\n", []string{"error unstable-disk web1 /dev/sda"}},
	})
}

func TestBoot(t *testing.T) {
	check(t, "", []rule{
		{"no boot loader", "core: { boot: false, users: { ada: {} } }", []string{"error no-boot-loader web1"}},
		{"settings set one up", "core: { boot: false, users: { ada: {} } }\nsettings: { boot.loader.grub.enable: true }", nil},
		{"BIOS needs none said", "firmware: bios\ncore: { boot: false, users: { ada: {} } }", nil},
		{"systemd-boot on UEFI", "core: { boot: { loader: systemd-boot }, users: { ada: {} } }", nil},
		{"systemd-boot on BIOS", "firmware: bios\ncore: { boot: { loader: systemd-boot }, users: { ada: {} } }", []string{"error boot-mismatch web1 systemd-boot"}},
		{"systemd-boot on hybrid", "firmware: hybrid\ncore: { boot: { loader: systemd-boot }, users: { ada: {} } }", []string{"error boot-mismatch web1 systemd-boot"}},
		{"GRUB on anything", "firmware: hybrid\ncore: { boot: { loader: grub }, users: { ada: {} } }", nil},
		{"a kernel", "core: { boot: { kernel: !pkg linux_latest }, users: { ada: {} } }", nil},
		{"a set of packages for a kernel", "core: { boot: { kernel: !pkg linuxPackages_latest }, users: { ada: {} } }", []string{"error bad-value web1 !pkg linuxPackages_latest"}},
	})
}

func TestAccess(t *testing.T) {
	const hash = "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7"
	lists := func(options string) string { return "services: { ssh: { " + options + " } }" }
	check(t, "", []rule{
		{"nobody", "core: { users: {} }", []string{"error no-access web1 {", "warning unused-user panther ada"}},
		{"SSH is off", "services: { ssh: false }", []string{"error no-access web1 ssh"}},
		{"the firewall keeps it out", lists("openFirewall: false"), []string{"error no-access web1 false"}},
		{"the firewall has the port", lists("openFirewall: false") + "\nsecurity: { firewall: { tcp: [22] } }", nil},
		{"the firewall has another port", lists("openFirewall: false") + "\nsecurity: { firewall: { tcp: [80] } }", []string{"error no-access web1 false"}},
		{"the firewall has the server's other port", lists("openFirewall: false, ports: !replace [2222]") + "\nsecurity: { firewall: { tcp: [2222] } }", nil},
		{"the firewall has it on one interface", lists("openFirewall: false") + "\nsecurity: { firewall: { interfaces: { eth1: { tcp: [22] } } } }", nil},
		{"the firewall has a range", lists("openFirewall: false") + "\nsecurity: { firewall: { tcpRanges: [{ from: 20, to: 30 }] } }", nil},
		{"a range that begins with the port", lists("openFirewall: false") + "\nsecurity: { firewall: { tcpRanges: [{ from: 22, to: 30 }] } }", nil},
		{"a range that ends with the port", lists("openFirewall: false") + "\nsecurity: { firewall: { tcpRanges: [{ from: 20, to: 22 }] } }", nil},
		{"a range before the port", lists("openFirewall: false") + "\nsecurity: { firewall: { tcpRanges: [{ from: 20, to: 21 }] } }", []string{"error no-access web1 false"}},
		{"a mistake in the firewall is the only one", lists("openFirewall: false") + "\nsecurity: { firewall: { reversePath: maybe } }", []string{"error bad-value web1 maybe"}},
		{"a mistake in the server is the only one", "services: { ssh: { openFirewall: of } }", []string{"error wrong-type web1 of"}},
		{"a mistake in the user is the only one", "core: { users: { ada: { admin: on } } }", []string{"error wrong-type web1 on"}},
		{"an interface is trusted", lists("openFirewall: false") + "\nsecurity: { firewall: { trustedInterfaces: [eth1] } }", nil},
		{"Tailscale answers SSH", "services: { ssh: { openFirewall: false }, tailscale: { ssh: true } }", nil},
		{"Tailscale is trusted", "services: { ssh: { openFirewall: false }, tailscale: { trustInterface: true } }", nil},
		{"Tailscale alone", "services: { ssh: { openFirewall: false }, tailscale: true }", []string{"error no-access web1 false"}},
		{"the server does not admit the administrator", lists("allowUsers: [bob]"), []string{"error no-access web1 ["}},
		{"it admits by a pattern", lists("allowUsers: [bob, \"a*\"]"), nil},
		{"it admits from one place", lists("allowUsers: [\"ada@10.0.0.0/8\"]"), nil},
		{"it admits the group", lists("allowGroups: [wheel]"), nil},
		{"it admits another group", lists("allowGroups: [ssh]"), []string{"error no-access web1 ["}},
		{"user and group must both fit", lists("allowUsers: [ada], allowGroups: [ssh]"), []string{"error no-access web1 ["}},
		{"it denies the administrator", lists("denyUsers: [ada]"), []string{"error no-access web1 ["}},
		{"it denies somebody else", lists("denyUsers: [bob]"), nil},
	})
	check(t, "ada: { admin: true, passwordlessSudo: true }", []rule{{"no key", "", []string{"error no-access web1 ada"}}})
	check(t, "ada: { sshKeys: ["+key+"] }", []rule{{"no administrator", "core:\n  users:\n    ada: {}\n", []string{"error no-access web1 ada"}}})
	check(t, "ada: { admin: true, hashedPassword: \""+hash+"\" }", []rule{
		{"a password at the console is a way in", "services: { ssh: false }", nil},
		{"a password and a closed firewall", "services: { ssh: { openFirewall: false } }", nil},
	})
	check(t, "ada: { admin: true, hashedPasswordFile: /run/keys/ada }", []rule{{"a password in a file", "services: { ssh: false }", nil}})
}

// Settings are stronger than modules where an option takes one value, and add to lists.
func TestAccessWithSettings(t *testing.T) {
	set := func(settings string) string { return "settings: { " + settings + " }" }
	closed := "services: { ssh: { openFirewall: false } }\n"
	check(t, "", []rule{
		{"they switch the server off", set("services.openssh.enable: false"), []string{"error no-access web1 false"}},
		{"they switch it on", "services: { ssh: false }\n" + set("services.openssh.enable: true"), nil},
		{"they refuse keys", set("services.openssh.settings.PubkeyAuthentication: false"), []string{"error no-access web1 false"}},
		{"they close the firewall", set("services.openssh.openFirewall: false"), []string{"error no-access web1 false"}},
		{"they open it", closed + set("services.openssh.openFirewall: true"), nil},
		{"they open the port", closed + set("networking.firewall.allowedTCPPorts: [22]"), nil},
		{"they open the port on an interface", closed + set("networking.firewall.interfaces.eth1.allowedTCPPorts: [22]"), nil},
		{"they open a range", closed + set("networking.firewall.allowedTCPPortRanges: [{ from: 1, to: 1024 }]"), nil},
		{"they trust an interface", closed + set("networking.firewall.trustedInterfaces: [eth1]"), nil},
		{"they switch the firewall off", closed + set("networking.firewall.enable: false"), []string{"warning conflict web1 false"}},
		{"they admit somebody else", set("services.openssh.settings.AllowUsers: [bob]"), []string{"error no-access web1 ["}},
		{"they admit the administrator, too", "services: { ssh: { allowUsers: [bob] } }\n" + set("services.openssh.settings.AllowUsers: [ada]"), nil},
		{"they deny the administrator's group", set("services.openssh.settings.DenyGroups: [wheel]"), []string{"error no-access web1 ["}},
		{"they disable the administrator", set("users.users.ada.enable: false"), []string{"error no-access web1 {"}},
		{"no port is left", "services: { ssh: { ports: !replace [] } }", []string{"error no-access web1 !replace ["}},
		{"a port on one address", "services: { ssh: { ports: !replace [], listenAddresses: [{ address: 192.0.2.1, port: 22 }] } }", nil},
		{"sudo asks nobody", set("security.sudo.wheelNeedsPassword: false"), nil},
	})
	check(t, "ada: { admin: true, passwordlessSudo: true }", []rule{
		{"they add a key", set("users.users.ada.openssh.authorizedKeys.keys: [k]"), nil},
		{"they add a file of keys", set("users.users.ada.openssh.authorizedKeys.keyFiles: [k]"), nil},
	})
	check(t, "ada: { admin: true, hashedPassword: \"!\" }", []rule{
		{"a locked password is none", "", []string{"error no-access web1 ada", "warning sudo-password web1 ada"}},
	})
}

func TestRootAsAdministrator(t *testing.T) {
	check(t, "root: { sshKeys: ["+key+"] }", []rule{
		{"with a key", "core: { users: { root: {} } }", nil},
		{"the server does not admit root", "core: { users: { root: {} } }\nsettings: { services.openssh.settings.PermitRootLogin: \"no\" }", []string{"error no-access web1 root"}},
		{"nor does security.ssh, as it is", "core: { users: { root: {} } }\nsecurity: { ssh: true }", []string{"error no-access web1 root"}},
		{"security.ssh says that it does", "core: { users: { root: {} } }\nsecurity: { ssh: { rootLogin: prohibit-password } }", nil},
	})
}

func TestUsers(t *testing.T) {
	const hash = "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7"
	keys := ", sshKeys: [" + key + "] }"
	check(t, "ada: { admin: true"+keys, []rule{
		{"sudo asks for a password that is not there", "", []string{"warning sudo-password web1 ada"}},
		{"not where the host says otherwise", "core: { users: { ada: { passwordlessSudo: true } } }", nil},
	})
	check(t, "ada: { admin: true, hashedPassword: \""+hash+"\""+keys, []rule{
		{"sudo has a password to ask for", "", nil},
		{"a password and a file with one", "core: { users: { ada: { hashedPasswordFile: /run/keys/ada } } }", []string{"error conflict web1 /run/keys/ada"}},
	})
	check(t, "ada: { admin: true, passwordlessSudo: true, uid: 1000"+keys+"\n  bob: { uid: 1001 }", []rule{
		{"two uids", "core: { users: { ada: {}, bob: {} } }", nil},
		{"one uid for two", "core: { users: { ada: {}, bob: { uid: 1000 } } }", []string{"error conflict web1 1000"}},
		{"somebody without one", "core: { users: { ada: {}, bob: { uid: null } } }", nil},
	})
}

func TestNetwork(t *testing.T) {
	link := func(name, options string) string { return name + ": { " + options + " }" }
	on := func(links ...string) string {
		return "core: { users: { ada: {} }, networking: { interfaces: { " + strings.Join(links, ", ") + " } } }"
	}
	static := "dhcp: none, acceptRA: false, addresses: "
	check(t, "", []rule{
		{"nothing said", "core: { users: { ada: {} }, networking: true }", nil},
		{"DHCP", on(link("wan", "dhcp: ipv4")), nil},
		{"an address with its gateway", on(link("wan", static+"[192.0.2.10/24], gateway: 192.0.2.1")), nil},
		{"no way out", on(link("wan", static+"[192.0.2.10/24]")), []string{"error network-address web1 wan"}},
		{"IPv6 learns its way", on(link("wan", "dhcp: none, addresses: [192.0.2.10/24]")), nil},
		{"a gateway elsewhere", on(link("wan", static+"[192.0.2.10/24], gateway: 198.51.100.1")), []string{"error network-address web1 198.51.100.1"}},
		{"a gateway outside a single address", on(link("wan", static+"[192.0.2.10/32], gateway: 172.31.1.1")), nil},
		{"a link-local gateway", on(link("wan", static+"[\"2001:db8::2/64\"], gateway6: \"fe80::1\"")), nil},
		{"IPv6 outside its network", on(link("wan", static+"[\"2001:db8::2/64\"], gateway6: \"2001:db8:1::1\"")), []string{`error network-address web1 "2001:db8:1::1"`}},
		{"the host is its own gateway", on(link("wan", static+"[192.0.2.1/24], gateway: 192.0.2.1")), []string{"error network-address web1 192.0.2.1"}},
		{"the network itself", on(link("wan", static+"[192.0.2.0/24], gateway: 192.0.2.1")), []string{"error network-address web1 192.0.2.0/24"}},
		{"two addresses on a point-to-point link", on(link("wan", static+"[192.0.2.0/31], gateway: 192.0.2.1")), nil},
		{"IPv6 where IPv4 is meant", on(link("wan", static+"[192.0.2.10/24], gateway: \"2001:db8::1\"")), []string{`error network-address web1 "2001:db8::1"`}},
		{"IPv4 where IPv6 is meant", on(link("wan", static+"[\"2001:db8::2/64\"], gateway6: 192.0.2.1")), []string{"error network-address web1 192.0.2.1"}},
		{"two links, told apart", on(link("wan", "match: { name: enp1s0 }"), link("lan", "match: { name: enp2s0 }")), nil},
		{"two for every link", on(link("wan", "dhcp: ipv4"), link("lan", "dhcp: ipv6")), []string{"error network-address web1 lan"}},
		{"two for one link", on(link("wan", "match: { name: enp1s0 }"), link("lan", "match: { name: enp1s0 }")), []string{"error network-address web1 lan"}},
		{"NetworkManager has its own", "core: { users: { ada: {} }, networking: { backend: networkmanager, interfaces: { wan: { dhcp: ipv4 } } } }", []string{"error network-address web1 {"}},
		{"a mistake is said once", on(link("wan", static+"[192.0.2.10/99], gateway: 198.51.100.1")), []string{"error bad-value web1 192.0.2.10/99"}},
	})
}

func TestPorts(t *testing.T) {
	check(t, "", []rule{
		{"each its own", "services: { tailscale: true, monitoring: { server: { enable: true } } }", nil},
		{"two on one", "services: { tailscale: true, monitoring: { server: { enable: true, grafanaPort: 9090 } } }", []string{"error port-clash web1 9090"}},
		{"on one that is written elsewhere", "services: { ssh: { ports: [9100] }, tailscale: true, monitoring: true }", []string{"error port-clash web1 9100"}},
		{"a server that is off takes none", "services: { ssh: { ports: [3000] }, tailscale: true, monitoring: true }", nil},
		{"a reference is not known here", "services: { ssh: { ports: [!ref a.b] }, tailscale: true, monitoring: { port: !ref a.b } }", nil},
		{"another protocol", "services: { ssh: { ports: [41641] }, tailscale: true }", nil},
		{"another address", "services: { ssh: { ports: !replace [], listenAddresses: [{ address: 192.0.2.1, port: 9090 }] }, tailscale: true, monitoring: { server: { enable: true } } }", nil},
		{"a port that is fixed", "core: { users: { ada: {} }, networking: true }\nservices: { ssh: { ports: [53] } }", []string{"error port-clash web1 53"}},
		{"one that is on loopback alone, and one on a bridge", "core: { users: { ada: {} }, networking: true }\nservices: { podman: true }", nil},
		{"services that are off take none", "services: { ssh: { ports: [9100] }, monitoring: false }", nil},
	})
}

func TestFirewall(t *testing.T) {
	check(t, "", []rule{
		{"a range", "security: { firewall: { tcpRanges: [{ from: 8000, to: 8010 }] } }", nil},
		{"a range of one", "security: { firewall: { udpRanges: [{ from: 8000, to: 8000 }] } }", nil},
		{"a range the wrong way", "security: { firewall: { tcpRanges: [{ from: 8010, to: 8000 }] } }", []string{"error out-of-range web1 8000"}},
		{"a range the wrong way, on an interface", "security: { firewall: { interfaces: { eth1: { udpRanges: [{ from: 10, to: 9 }] } } } }", []string{"error out-of-range web1 9"}},
		{"monitoring over a tailnet that is not there", "services: { monitoring: true }", []string{"warning missing-interface web1 monitoring"}},
		{"monitoring over another interface", "services: { monitoring: { interfaces: !replace [eth1] } }", nil},
	})
}

func TestAcrossHosts(t *testing.T) {
	static := func(name, address, mac string) string {
		return identity(name) + "core: { users: { ada: {} }, networking: { interfaces: { wan: { match: { mac: \"" + mac + "\" }, addresses: [\"" + address + "\"] } } } }\n"
	}
	const a, b = "52:54:00:00:00:0a", "52:54:00:00:00:0b"
	plain := func(disk string) string { return identity(disk) + "core: { users: { ada: {} } }\n" }
	for _, c := range []struct {
		name  string
		hosts map[string]string
		want  []string
	}{
		{"each its own", map[string]string{"h1": static("one", "192.0.2.1/24", a), "h2": static("two", "192.0.2.2/24", b)}, nil},
		{"one disk for two", map[string]string{"h1": plain("one"), "h2": plain("one")}, []string{"error duplicate-disk h2 /dev/disk/by-id/one"}},
		{"one disk for three", map[string]string{"h1": plain("one"), "h2": plain("one"), "h3": plain("one")},
			[]string{"error duplicate-disk h2 /dev/disk/by-id/one", "error duplicate-disk h3 /dev/disk/by-id/one"}},
		{"it is meant", map[string]string{"h1": plain("one"), "h2": strings.Replace(plain("one"), "/one }", "/one, unstableName: true }", 1)}, nil},
		{"one that is told to disko", map[string]string{"h1": plain("one"), "h2": plain("two") + "disko: { disk.more: { type: disk, device: /dev/disk/by-id/one, content: { type: swap } } }\n"},
			[]string{"error duplicate-disk h2 /dev/disk/by-id/one"}},
		{"a name that a hypervisor gives to all", map[string]string{"h1": plain("scsi-0QEMU_QEMU_HARDDISK_drive-scsi0"), "h2": plain("scsi-0QEMU_QEMU_HARDDISK_drive-scsi0")}, nil},
		{"one that it gives once", map[string]string{"h1": plain("scsi-0QEMU_QEMU_HARDDISK_100000001"), "h2": plain("scsi-0QEMU_QEMU_HARDDISK_100000001")},
			[]string{"error duplicate-disk h2 /dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_100000001"}},
		{"one place in two machines", map[string]string{"h1": strings.Replace(plain("x"), "by-id/x", "by-path/x", 1), "h2": strings.Replace(plain("x"), "by-id/x", "by-path/x", 1)}, nil},
		{"one address for two", map[string]string{"h1": static("one", "192.0.2.1/24", a), "h2": static("two", "192.0.2.1/24", b)}, []string{`error duplicate-address h2 "192.0.2.1/24"`}},
		{"one address, another prefix", map[string]string{"h1": static("one", "192.0.2.1/24", a), "h2": static("two", "192.0.2.1/32", b)}, []string{`error duplicate-address h2 "192.0.2.1/32"`}},
		{"one address, written otherwise", map[string]string{"h1": static("one", "2001:db8::1/64", a), "h2": static("two", "2001:DB8:0::1/64", b)}, []string{`error duplicate-address h2 "2001:DB8:0::1/64"`}},
		{"a private address may be used at two sites", map[string]string{"h1": static("one", "10.0.0.1/24", a), "h2": static("two", "10.0.0.1/24", b)}, []string{`warning duplicate-address h2 "10.0.0.1/24"`}},
		{"every link has fe80::1", map[string]string{"h1": static("one", "fe80::1/64", a), "h2": static("two", "fe80::1/64", b)}, nil},
		{"one MAC for two", map[string]string{"h1": static("one", "192.0.2.1/24", a), "h2": static("two", "192.0.2.2/24", "52-54-00-00-00-0A")}, []string{`error duplicate-address h2 "52-54-00-00-00-0A"`}},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, fleet{hosts: c.hosts}.run(t)) })
	}
}

func TestUsersOfTheFleet(t *testing.T) {
	users := "ada: { admin: true, passwordlessSudo: true, sshKeys: [" + key + "] }\n  bob: {}"
	host := identity("own") + "core: { users: { ada: {} } }\n"
	assert.Equal(t, []string{"warning unused-user panther bob"}, fleet{users: users, hosts: map[string]string{"h1": host}}.run(t))
	assert.Empty(t, fleet{users: users, hosts: map[string]string{"h1": strings.Replace(host, "ada: {}", "ada: {}, bob: {}", 1)}}.run(t))
	assert.Empty(t, fleet{users: users}.run(t), "without hosts there is nothing to say")
	got := fleet{users: users, hosts: map[string]string{"h1": host, "h2": "a: [\n"}}.run(t)
	assert.NotContains(t, strings.Join(got, "\n"), "unused-user", "the host that cannot be read may have him")
}

func TestAHostWhoseProfileIsMissingIsNotBlamedForWhatMayBeInIt(t *testing.T) {
	got := fleet{hosts: map[string]string{"h1": "profile: [nope]\nstateVersion: \"25.05\"\n"}}.run(t)
	assert.Equal(t, []string{"error unknown-profile h1 nope"}, got)
}

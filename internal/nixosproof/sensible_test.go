package nixosproof

import (
	"slices"

	"github.com/hbohlen/panther/internal/yamldoc"
)

// sensible are samples of options whose type does not say what makes sense, by the path of the option: * stands for an
// entry of a map, [] for an item of a list.
var sensible = map[string][]string{
	"core.base.timeZone":                                   {"Europe/Berlin", "America/Argentina/Buenos_Aires"},
	"core.base.locale":                                     {"de_DE.UTF-8", "C.UTF-8"},
	"core.base.localeSettings.*":                           {"de_DE.UTF-8", "en_GB.UTF-8"},
	"core.base.keyMap":                                     {"de-latin1", "uk"},
	"core.base.consoleFont":                                {"Lat2-Terminus16", "ter-v16n"},
	"core.base.trustedUsers[]":                             {`"@wheel"`, "operator"},
	"core.boot.kernel":                                     {"!pkg linux_latest", "!pkg linux"},
	"core.boot.kernelParams[]":                             {"mitigations=auto", "quiet"},
	"core.boot.serialConsole":                              {`"ttyS1,9600n8"`, "hvc0"},
	"core.boot.initrdModules[]":                            {"nvme", "virtio_blk"},
	"filesystems.encryption.remoteUnlock.networkModules[]": {"igb", "r8169"},
	"core.users.*.groups[]":                                {"systemd-journal", "video"},
	"core.users.*.description":                             {"Ada Lovelace", `"Ada \"${x}\" ''Lovelace"`},
	"core.users.*.home":                                    {"/srv/home-{n}", "/home/sample-{n}"},
	"services.ssh.allowUsers":                              {"[operator, btrbk]", `[operator, btrbk, "git@10.*"]`}, // whoever else is named, the administrator must be
	"services.ssh.allowGroups":                             {"[wheel]", "[wheel, users]"},
	"services.ssh.denyUsers[]":                             {"backup", "games"},
	"security.ssh.ciphers[]":                               {"aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com"},
	"security.ssh.macs[]":                                  {"hmac-sha2-512-etm@openssh.com", "hmac-sha2-256-etm@openssh.com"},
	"security.ssh.kexAlgorithms[]":                         {"curve25519-sha256", "sntrup761x25519-sha512@openssh.com"},
	"security.ssh.fail2ban.ignore[]":                       {"192.0.2.0/24", "host.example.org"},
	"security.firewall.pingLimit":                          {"10/second", "5/minute"},
	"security.kernel.keepModules[]":                        {"sctp", "jfs"},

	// a range does not end before it begins
	"security.firewall.tcpRanges[].from":              {"2000", "3000"},
	"security.firewall.tcpRanges[].to":                {"3000", "4000"},
	"security.firewall.udpRanges[].from":              {"2000", "3000"},
	"security.firewall.udpRanges[].to":                {"3000", "4000"},
	"security.firewall.interfaces.*.tcpRanges[].from": {"2000", "3000"},
	"security.firewall.interfaces.*.tcpRanges[].to":   {"3000", "4000"},
	"security.firewall.interfaces.*.udpRanges[].from": {"2000", "3000"},
	"security.firewall.interfaces.*.udpRanges[].to":   {"3000", "4000"},
	"security.firewall.trustedInterfaces[]":           {"tailscale0", "wg0"},

	// a gateway is one of the addresses' networks, and of the right family
	"core.networking.interfaces.*.match.name":   {"enp{n}s0", "wan{n}*"},
	"core.networking.interfaces.*.match.driver": {"virtio_net", "e1000e"},
	"core.networking.interfaces.*.addresses":    {"[{net}.2/24]", `[{net}.2/24, "2001:db8:{n}::2/64"]`},
	"core.networking.interfaces.*.gateway":      {"{net}.1", "{net}.254"},
	"core.networking.interfaces.*.gateway6":     {"fe80::1", `"fe80::{n}"`},

	// what is read before most of what is kept is there stands where that is kept
	"core.users.*.hashedPasswordFile":                {"/persist/passwords/{n}", "/persist/password-{n}"},
	"filesystems.impermanence.persistAt":             {"/persist", "/persist/{n}"},
	"filesystems.impermanence.users.*.directories[]": {"projects-{n}", "Music {n}"},
	"filesystems.impermanence.users.*.files[]":       {".note-{n}", ".config/note-{n}"},
	"filesystems.btrfs.scrub.fileSystems":            {"[/]", "[/, /home]"},
	"filesystems.btrfs.balance.fileSystems":          {"[/]", "[/home]"},
	"filesystems.btrfs.directories":                  {"{ /home/db: { noCow: true }, /backup/db: { noCow: true }, /home/archive: { compression: zstd } }", "{ /home/lzo: { compression: lzo }, /home/zlib: { compression: zlib } }", "{ /home/plain: { compression: none } }"},
	"filesystems.zfs.scrub.pools[]":                  {"rpool", "tank"},
	"filesystems.snapshots.subvolumes":               {"[/home]", "[/, /home]"},
	"filesystems.snapshots.locations":                {"[/.snapshots]", "[/var/log, /.snapshots]"},
	"filesystems.snapshots.send.*.directory":         {"/backup/{n}", "/run/media/copies-{n}"},
	"filesystems.snapshots.send.*.host":              {"backup.example.org", `"[2001:db8::7]"`},
	"filesystems.snapshots.send.*.user":              {"root", "btrbk-{n}"},
	"filesystems.snapshots.receive.*.directory":      {"/nix/backup/from-{n}", "/nix/copies-{n}"}, // a file system that a root made anew leaves alone,
	"filesystems.snapshots.receive.*.sshKey":         {"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJs2ViCn4KgynAFRh65wXJn87ql4oAh+gDNZXkCyFb34 btrbk@web1"},
	"filesystems.snapshots.users":                    {"[operator, ada]"},

	"home.desktop.outputs.*.mode":                    {"1920x1200@59.999", "2560x1440"},
	"home.desktop.keyboard.layout":                   {"de", `"us,gr"`},
	"home.desktop.outputs.*.backdropColor":           colours,
	"home.desktop.layout.backgroundColor":            colours,
	"home.desktop.layout.focusRing.activeColor":      colours,
	"home.desktop.layout.focusRing.inactiveColor":    colours,
	"home.desktop.layout.focusRing.urgentColor":      colours,
	"home.desktop.layout.border.activeColor":         colours,
	"home.desktop.layout.border.inactiveColor":       colours,
	"home.desktop.layout.border.urgentColor":         colours,
	"home.desktop.layout.shadow.color":               colours,
	"home.desktop.layout.defaultColumnWidth":         widths,
	"home.desktop.layout.presetColumnWidths[]":       widths,
	"home.desktop.layout.presetWindowHeights[]":      widths,
	"home.desktop.windowRules[].defaultColumnWidth":  widths,
	"home.desktop.windowRules[].defaultWindowHeight": widths,

	"services.desktop.autoLogin":               {"operator", "ada"},
	"services.desktop.greeterTheme":            {"operator", "ada"},
	"services.desktop.keyboard.layout":         {"de", `"us,gr"`},
	"services.desktop.keyboard.variant":        {"nodeadkeys", `"intl,"`},
	"services.desktop.keyboard.options":        {`"compose:ralt,ctrl:nocaps"`, `"caps:escape"`},
	"services.desktop.fonts.sansSerif[]":       {"Inter", "DejaVu Sans"},
	"services.desktop.fonts.monospace[]":       {"Fira Code", "Hack"},
	"services.monitoring.listenAddress":        {"0.0.0.0", `"::"`, "127.0.0.1"},
	"services.monitoring.interfaces[]":         {"tailscale0", "eth1"},
	"services.monitoring.collectors[]":         {"systemd", "processes"},
	"services.monitoring.server.mail[].user":   {"alerts", "proof@example.org"},
	"services.monitoring.server.mail[].to":     {"operator@example.org", "other@example.org"},
	"services.monitoring.server.mail[].from":   {"alerts@example.org", "proof@example.org"},
	"services.monitoring.server.mail[].server": {`"mail.example.org:587"`, `"smtp.example.org:465"`},
	"services.tailscale.tags[]":                {`"tag:server"`, `"tag:database"`},
	"services.tailscale.operator":              {"operator", "root"},
	"services.tailscale.loginServer":           {"https://headscale.example.org", "https://headscale.example.org:8443"},

	"hardware.workstations.nvidia.nvidiaBusId": {`"PCI:1:0:0"`, `"PCI:193@0:0:0"`},
	"hardware.workstations.nvidia.intelBusId":  {`"PCI:0:2:0"`, `"PCI:0@0:2:0"`},
	"hardware.workstations.nvidia.amdBusId":    {`"PCI:4:0:0"`, `"PCI:101@1:0:0"`},
}

// colours and widths are samples of what niri takes as such.
var (
	colours = []string{`"#abc"`, `"rgb(1, 2, 3)"`}
	widths  = []string{"100%", "33.333%", "1200px"}
)

// entryNames are keys of maps whose keys mean something.
var entryNames = map[string][]string{
	"home.desktop.environment":       {"QT_QPA_PLATFORMTHEME", "EDITOR"},
	"home.desktop.outputs":           {"eDP-1", "Dell Inc. U2720Q 1"},
	"core.users":                     {"ada", "grace"}, // people of panther.yaml
	"filesystems.impermanence.users": {"ada", "root"},
	"core.base.localeSettings":       {"LC_TIME", "LC_MONETARY"},
	"core.networking.interfaces":     {"wan", "lan"},
	"security.firewall.interfaces":   {"tailscale0", "eth1"},
}

// leftOut are options that some hosts are to be without.
var leftOut = map[string]func(host int) bool{
	// NixOS warns of a user with two passwords
	"core.users.*.hashedPassword":     func(host int) bool { return host%2 == 0 },
	"core.users.*.hashedPasswordFile": func(host int) bool { return host%2 == 1 },
	// snapper's values are to be seen, too: it takes snapshots wherever it is in use
	"filesystems.snapshots.take": func(host int) bool { return host%2 == 0 },
	// a copy on another disk, which may not be there
	"filesystems.snapshots.send.*.host": func(host int) bool { return host%4 == 3 },
	// PRIME joins two processors
	"hardware.workstations.nvidia.intelBusId": func(host int) bool { return host%2 == 0 },
	"hardware.workstations.nvidia.amdBusId":   func(host int) bool { return host%2 == 1 },
	// the stand-in for a kernel that is named lacks the tool that sets the governor
	"core.boot.kernel":          func(host int) bool { return host%3 != 0 },
	"hardware.servers.governor": func(host int) bool { return host%3 == 0 },
}

// fitRoot gives a host whose root is made anew a root that can be.
func (m *hostfile) fitRoot() {
	if !m.says("true", "filesystems", "impermanence") && !m.says("true", "filesystems", "impermanence", "enable") {
		return
	}
	layout := "btrfs-impermanent"
	if m.says("declared", "filesystems", "impermanence", "homes") {
		layout = "tmpfs-root"
	}
	m.set(text(layout), "disks", "main", "layout")
}

// together are rules between options; panther says so where they are broken. What a rule takes away comes up in
// another host.
var together = []struct {
	why  string
	mend func(m *hostfile)
}{
	{"a root that is made anew is a subvolume, or in memory", func(m *hostfile) { m.fitRoot() }},
	{"what is in memory has no snapshots", func(m *hostfile) {
		if m.says("tmpfs-root", "disks", "main", "layout") && m.at("filesystems", "snapshots", "subvolumes") != nil {
			m.set(parse("[/home]"), "filesystems", "snapshots", "subvolumes")
		}
	}},
	{"systemd-boot starts under UEFI alone", func(m *hostfile) {
		if m.says("systemd-boot", "core", "boot", "loader") && !m.says("uefi", "firmware") {
			m.set(text("uefi"), "firmware")
		}
	}},
	{"interfaces are for systemd-networkd alone", func(m *hostfile) {
		if m.says("networkmanager", "core", "networking", "backend") {
			m.remove("core", "networking", "interfaces")
		}
	}},
	{"iptables takes the limit of pings as options", func(m *hostfile) {
		limit := m.at("security", "firewall", "pingLimit")
		if limit != nil && m.says("false", "security", "firewall", "nftables") {
			limit.Kind, limit.Text = yamldoc.Text, "--limit "+limit.Text
		}
	}},
	{"what looks after pools needs one", func(m *hostfile) {
		if m.says("true", "filesystems", "zfs", "enable") {
			m.addPool()
			m.addArray()
		}
	}},
	{"a copy on a disk of the host needs one, and directories are also on one that may be missing", func(m *hostfile) {
		if m.at("filesystems", "snapshots", "send") != nil || m.at("filesystems", "btrfs", "directories") != nil {
			m.addCopies()
		}
	}},
	{"each tool for snapshots has options of its own", func(m *hostfile) {
		if m.says("snapper", "filesystems", "snapshots", "tool") {
			m.remove("filesystems", "snapshots", "send")
			m.remove("filesystems", "snapshots", "locations")
		} else {
			m.remove("filesystems", "snapshots", "users")
		}
	}},
	{"PRIME is for processors of NVIDIA, and only one that need not draw can be off", func(m *hostfile) {
		nvidia := m.at("hardware", "workstations", "nvidia")
		if nvidia == nil {
			return
		}
		if vendors := m.at("hardware", "workstations", "graphics", "vendors"); vendors == nil {
			m.remove("hardware", "workstations", "nvidia", "prime")
		} else if !slices.ContainsFunc(vendors.Items, func(n *yamldoc.Node) bool { return n.Text == "nvidia" }) {
			vendors.Items = append(slices.Clone(vendors.Items), text("nvidia"))
		}
		if prime := nvidia.Get("prime"); prime == nil || prime.Text == "none" || prime.Text == "sync" {
			m.remove("hardware", "workstations", "nvidia", "fineGrained")
		}
	}},
	{"programs for 32-bit processors are for x86", func(m *hostfile) {
		if m.says("aarch64-linux", "system") {
			m.remove("hardware", "workstations", "graphics", "enable32Bit")
		}
	}},
}

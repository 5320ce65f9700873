package manifest

import (
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// ofNixOS tells of an option of NixOS for which the language has a key of its own.
func ofNixOS(path []string, value *yamldoc.Node) string {
	name := strings.Join(path, ".") + "."
	for _, o := range nixosKeys {
		if strings.HasPrefix(name, o.prefix+".") {
			if o.keys != nil && (o.fits == nil || o.fits(value)) && name == o.prefix+"." && short(value) {
				return write(o.as(value), o.keys...)
			}
			if o.hint != "" {
				return o.hint
			}
		}
	}
	return ""
}

// nixosKey says what is written for an option: a value under some keys, or what the hint says.
type nixosKey struct {
	prefix string
	keys   []string
	make   func(*yamldoc.Node) *yamldoc.Node // of the value, nil for the value itself
	fits   func(*yamldoc.Node) bool          // nil: any
	hint   string
}

func (o nixosKey) as(value *yamldoc.Node) *yamldoc.Node {
	if o.make == nil {
		return value
	}
	return o.make(value)
}

// inQuotes makes text of a value that would be a number.
func inQuotes(n *yamldoc.Node) *yamldoc.Node { return yamldoc.Scalar(yamldoc.Text, n.Text, nil) }

func isScalar(n *yamldoc.Node) bool { return n.IsScalar() && n.Kind != yamldoc.Null }

func isPackage(n *yamldoc.Node) bool { return n.Tag == yamldoc.TagPkg }

func isOn(n *yamldoc.Node) bool { return n.IsTrue() }

const (
	usersHint    = "users are written below core: {users: {NAME: {}}}; `panther modules core/users` shows what one takes"
	networkHint  = "networks are written below core: {networking: ...}; `panther modules core/networking` shows how"
	firewallHint = "the firewall is written below security: {firewall: ...}; `panther modules security/firewall` shows how"
	sshHint      = "the SSH server is written below services: {ssh: ...}, its hardening below security: {ssh: ...}"
	loaderHint   = "leave it out: the boot loader goes to the disk that disks: names, as firmware: says; the rest is core: {boot: ...}"
	disksHint    = "disks: says what is made on the disks and where it is mounted; `panther new` writes a start"
	luksHint     = "encryption is written at the disk or the partition, below disks: luks: true"
	deployHint   = "a manifest does not say where its host is reached: `panther install HOST --target ADDRESS` is told, and what deploys later is, too"
	addressHint  = "addresses are written as core: {networking: {interfaces: {lan: {addresses: [192.0.2.10/24]}}}}; without any, DHCP gives them"
	secretsHint  = "the fleet's store of secrets is named in panther.yaml, as secrets: {provider: sops}; on a host security: {secrets: ...} says the rest"
)

var nixosKeys = []nixosKey{
	{prefix: "networking.hostName", hint: nameHint},
	{prefix: "networking.firewall.allowedTCPPorts", keys: []string{"security", "firewall", "tcp"}, make: listed, hint: firewallHint},
	{prefix: "networking.firewall.allowedUDPPorts", keys: []string{"security", "firewall", "udp"}, make: listed, hint: firewallHint},
	{prefix: "networking.firewall", hint: firewallHint},
	{prefix: "networking.nameservers", keys: []string{"core", "networking", "nameservers"}, make: listed, hint: networkHint},
	{prefix: "networking.domain", keys: []string{"core", "networking", "domain"}, hint: networkHint},
	{prefix: "networking.networkmanager.enable", keys: []string{"core", "networking", "backend"}, make: constant("networkmanager"), fits: isOn, hint: networkHint},
	{prefix: "networking.interfaces", hint: networkHint},
	{prefix: "networking.wireless", keys: []string{"core", "networking", "wifi"}, fits: isOn, hint: networkHint},
	{prefix: "system.stateVersion", keys: []string{"stateVersion"}, make: inQuotes, fits: isScalar, hint: "write stateVersion: at the top of the manifest"},
	{prefix: "nixpkgs.hostPlatform", keys: []string{"system"}, fits: isScalar, hint: "write system: at the top of the manifest"},
	{prefix: "environment.systemPackages", keys: []string{"core", "base", "packages"}, make: packaged, hint: "write core: {base: {packages: [!pkg hello]}}"},
	{prefix: "users.users", hint: usersHint},
	{prefix: "users.extraUsers", hint: usersHint},
	{prefix: "time.timeZone", keys: []string{"core", "base", "timeZone"}, fits: isScalar, hint: "write core: {base: {timeZone: Europe/Berlin}}"},
	{prefix: "i18n.defaultLocale", keys: []string{"core", "base", "locale"}, fits: isScalar, hint: "write core: {base: {locale: de_DE.UTF-8}}"},
	{prefix: "console.keyMap", keys: []string{"core", "base", "keyMap"}, fits: isScalar, hint: "write core: {base: {keyMap: de-latin1}}"},
	{prefix: "boot.loader.systemd-boot", hint: "it is core: {boot: {loader: systemd-boot}}, for hosts with firmware: uefi"},
	{prefix: "boot.loader", hint: loaderHint},
	{prefix: "boot.kernelPackages", hint: "write core: {boot: {kernel: !pkg linux_latest}}"},
	{prefix: "boot.kernelParams", keys: []string{"core", "boot", "kernelParams"}, make: listed, hint: "write core: {boot: {kernelParams: [mitigations=auto]}}"},
	{prefix: "boot.initrd.luks", hint: luksHint},
	{prefix: "boot.initrd.availableKernelModules", keys: []string{"core", "boot", "initrdModules"}, make: listed, hint: "write core: {boot: {initrdModules: [nvme]}}"},
	{prefix: "fileSystems", hint: disksHint},
	{prefix: "swapDevices", hint: "swap is written at the disk: disks: {main: {swap: 8G}}"},
	{prefix: "zramSwap", hint: "write filesystems: {optimization: {zram: {enable: true}}}"},
	{prefix: "disko", hint: "disks: is panther's own language; what only disko has stands below disko:, without devices: disko: {disk.main.imageSize: 8G}"},
	{prefix: "home-manager", hint: "what a user's home has is written below home: {NAME: ...}, home-manager's own options below settings: there"},
	{prefix: "homeManager", hint: "what a user's home has is written below home: {NAME: ...}, home-manager's own options below settings: there"},
	{prefix: "services.openssh.ports", keys: []string{"services", "ssh", "ports"}, make: listed, hint: sshHint},
	{prefix: "services.openssh.enable", keys: []string{"services", "ssh"}, hint: sshHint},
	{prefix: "services.openssh", keys: []string{"services", "ssh"}, fits: func(n *yamldoc.Node) bool { return n.Kind == yamldoc.Bool }, hint: sshHint},
	{prefix: "services.tailscale.enable", keys: []string{"services", "tailscale"}},
	{prefix: "services.fstrim", hint: "write filesystems: {optimization: {trim: timer}}"},
	{prefix: "services.btrbk", hint: "snapshots are written below filesystems: {snapshots: ...}; `panther modules filesystems/snapshots` shows how"},
	{prefix: "services.snapper", hint: "snapshots are written below filesystems: {snapshots: ...}; `panther modules filesystems/snapshots` shows how"},
	{prefix: "virtualisation.podman.enable", keys: []string{"services", "podman"}},
	{prefix: "hardware.nvidia", hint: "graphics are written below hardware: {workstations: {graphics: {vendors: [nvidia]}}}"},
	{prefix: "hardware.graphics", hint: "graphics are written below hardware: {workstations: {graphics: {vendors: [nvidia]}}}"},
	{prefix: "hardware.bluetooth.enable", keys: []string{"hardware", "workstations", "bluetooth"}},
	{prefix: "hardware.cpu.intel.updateMicrocode", keys: []string{"hardware", "servers", "microcode"}, make: constant("intel"), fits: isOn},
	{prefix: "hardware.cpu.amd.updateMicrocode", keys: []string{"hardware", "servers", "microcode"}, make: constant("amd"), fits: isOn},
	{prefix: "sops", hint: secretsHint},
	{prefix: "age", hint: secretsHint},
	{prefix: "agenix", hint: secretsHint},
	{prefix: "deployment", hint: deployHint},
	{prefix: "deploy", hint: deployHint},
}

// nameHint is a host's name, which its file has.
const nameHint = "leave it out: the name of the manifest's file is the host's name; rename the file to rename the host"

func constant(text string) func(*yamldoc.Node) *yamldoc.Node {
	return func(*yamldoc.Node) *yamldoc.Node { return yamldoc.Scalar(yamldoc.Text, text, nil) }
}

// ofOthers tells of a key of another program, or one that people expect, by its name without what stands between its words.
func ofOthers(word string, e yamldoc.Entry) string {
	value := e.Value
	if hint := hostWords[word]; hint != "" {
		return hint
	}
	if strings.HasPrefix(word, "ansible") {
		return deployHint
	}
	shown := isScalar(value) && short(value)
	switch word {
	case "platform", "arch", "architecture":
		if near, ok := diag.Nearest(value.Text, []string{"x86_64-linux", "aarch64-linux"}); ok {
			return writeText(near, "system")
		}
		return "write system: x86_64-linux or aarch64-linux"
	case "packages", "systempackages", "package":
		return write(packaged(value), "core", "base", "packages")
	case "timezone", "tz":
		if shown {
			return write(value, "core", "base", "timeZone")
		}
	case "locale", "lang", "language":
		if shown {
			return write(value, "core", "base", "locale")
		}
	case "keymap", "keyboard":
		if shown {
			return write(value, "core", "base", "keyMap")
		}
	case "bootloader", "loader":
		if near, ok := diag.Nearest(value.Text, []string{"grub", "systemd-boot"}); ok {
			return writeText(near, "core", "boot", "loader")
		}
		return loaderHint
	case "kernel":
		if isScalar(value) {
			return "write core: {boot: {kernel: !pkg linux_latest}}"
		}
	case "openssh", "sshd":
		return writeTrue("services", "ssh")
	case "wifi", "wireless":
		return writeTrue("core", "networking", "wifi")
	case "unfree", "allowunfree":
		return writeTrue("settings", "nixpkgs.config.allowUnfree")
	case "group", "groups", "tag":
		if shown || value.Kind == yamldoc.List && short(value) {
			return write(listed(value), "tags")
		}
	case "extends", "role", "roles", "template", "inherits":
		return "a manifest starts from profile: NAME, or from several: profile: [vps, NAME]; a fleet's own stand below profiles/"
	}
	return ""
}

// hostWords are those that are the same whatever stands there.
var hostWords = map[string]string{
	"hostname": nameHint, "host": nameHint, "name": nameHint, "fqdn": nameHint,
	"targethost": deployHint, "targetuser": deployHint, "targetport": deployHint,
	"ip": addressHint, "ipv4": addressHint, "ipv6": addressHint, "ipaddress": addressHint, "address": addressHint, "addresses": addressHint,
	"config":       "leave config out: panther's keys stand at the top of the manifest, options of NixOS below settings:",
	"options":      "options are declared in a hand-written file, under imports:",
	"modules":      "panther's modules stand below their layers, such as services: {ssh: true}; hand-written ones are named under imports:",
	"extramodules": "hand-written modules are named under imports:", "nixosmodules": "hand-written modules are named under imports:",
	"inputs":      "the flake's inputs are the fleet's: write inputs: in panther.yaml",
	"specialargs": "what a module is given is said in a hand-written file, under imports:",
	"release":     "the release is the fleet's: write release: in panther.yaml", "channel": "the release is the fleet's: write release: in panther.yaml",
	"nixpkgs": "the release is the fleet's: write release: in panther.yaml; options stand below settings:, as nixpkgs.NAME",
	"hosts":   "each host has a file of its own below hosts/, and each user stands below core: {users: ...}",
	"tasks":   "a manifest says what a host is, not the steps to it; `panther modules` lists what it may have", "handlers": "a manifest says what a host is, not the steps to it",
	"vars": "what several hosts share stands below defaults: in panther.yaml, or in a profile", "groupvars": "what several hosts share stands in a profile", "hostvars": "what a host has stands in its own manifest",
	"become": "leave it out: nothing of a manifest runs on the host by itself",
	"swap":   "swap is written at the disk: disks: {main: {swap: 8G}}", "luks": luksHint, "encryption": luksHint, "raid": "mirrors are written below disks:, as layout: btrfs-mirror on both disks",
	"zram":         "write filesystems: {optimization: {zram: {enable: true}}}",
	"impermanence": "write disks: {main: {layout: btrfs-impermanent}}, beside its device", "snapshots": "snapshots are written below filesystems: {snapshots: ...}; `panther modules filesystems/snapshots` shows how",
	"enable": "leave it out: a host is there as long as its manifest is",
}

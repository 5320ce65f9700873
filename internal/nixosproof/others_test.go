package nixosproof

// others are values to put in the place of a module's own, where nothing says what else would make sense. A * stands
// for a user or a link of the proof; where it comes first, for all that stands before the name.
var others = map[string]string{
	"boot.kernelPackages":                                     "!pkg linuxPackages_testing",
	"hardware.nvidia.prime.amdgpuBusId":                       `"PCI:7:0:0"`,
	"hardware.nvidia.prime.intelBusId":                        `"PCI:0:3:0"`,
	"hardware.nvidia.prime.nvidiaBusId":                       `"PCI:2:0:0"`,
	"networking.firewall.pingLimit":                           "7/second",
	"security.audit.enable":                                   "false",
	"services.grafana.settings.security.admin_password":       "$__file{/run/keys/grafana-admin}", // nothing else may be in a manifest
	"services.grafana.settings.security.secret_key":           "$__file{/run/keys/grafana-key}",
	"services.prometheus.alertmanager.listenAddress":          "127.0.0.2",
	"services.prometheus.listenAddress":                       "127.0.0.2",
	"services.displayManager.dms-greeter.compositor.name":     "hyprland",
	"systemd.network.networks.60-ethernet.networkConfig.DHCP": "ipv4",
	"systemd.network.networks.60-wireless.networkConfig.DHCP": "ipv4",
	"users.users.*.hashedPassword":                            `"$6$other$other"`,

	"*.ActivationPolicy":        "always-up",
	"*.ClientIdentifier":        "duid",
	"*.Delegate":                "cpu memory",
	"*.Restart":                 "always",
	"*.RequiredForOnline":       "degraded-carrier",
	"*.RestrictAddressFamilies": "[AF_UNIX]",
	"*.Type":                    "exec",
	"*.SystemCallArchitectures": "x86-64",
	"*.UMask":                   `"0027"`,
	"*.flush":                   "sync",
	"*.log_format":              "raw",
	"*.max_log_file_action":     "keep_logs",
	"*.mode":                    `"0440"`,
}

// company is what stands beside a changed value: other settings, and keys of the manifest.
type company struct {
	why      string
	settings map[string]string
	manifest map[string]string
}

// alongside is what a changed value needs beside it, because NixOS would refuse it alone.
var alongside = map[string]company{
	"boot.kernel.sysctl.net.ipv4.conf.all.forwarding": {
		why:      "NixOS insists on forwarding where Tailscale is a router",
		settings: map[string]string{"services.tailscale.useRoutingFeatures": "client"},
	},
	"hardware.nvidia.powerManagement.finegrained": {
		why:      "only a processor that need not draw is switched off",
		settings: map[string]string{"hardware.nvidia.prime.offload.enable": "true", "hardware.nvidia.prime.sync.enable": "false"},
	},
	"hardware.nvidia.prime.offload.enable": {
		why: "what belongs to it goes with it, and sync excludes it",
		settings: map[string]string{
			"hardware.nvidia.powerManagement.finegrained":    "false",
			"hardware.nvidia.prime.offload.enableOffloadCmd": "false",
			"hardware.nvidia.prime.sync.enable":              "false",
		},
	},
	"hardware.nvidia.prime.offload.enableOffloadCmd": {
		why:      "it belongs to offload",
		settings: map[string]string{"hardware.nvidia.prime.offload.enable": "true", "hardware.nvidia.prime.sync.enable": "false"},
	},
	"hardware.nvidia.prime.reverseSync.enable": {
		why:      "sync excludes it",
		settings: map[string]string{"hardware.nvidia.prime.sync.enable": "false"},
	},
	"hardware.nvidia.prime.sync.enable": {
		why: "the other ways exclude it",
		settings: map[string]string{
			"hardware.nvidia.powerManagement.finegrained":    "false",
			"hardware.nvidia.prime.offload.enable":           "false",
			"hardware.nvidia.prime.offload.enableOffloadCmd": "false",
			"hardware.nvidia.prime.reverseSync.enable":       "false",
		},
	},
	"networking.firewall.enable": {
		why:      "fail2ban warns that it needs the firewall",
		settings: map[string]string{"services.fail2ban.enable": "false"},
	},
	"networking.firewall.pingLimit": {
		why:      "nftables and iptables write a limit differently",
		settings: map[string]string{"networking.nftables.enable": "true"},
	},
	"boot.loader.grub.enable": {
		why:      "another boot loader has to bring the keys of the initial RAM disk",
		settings: map[string]string{"boot.loader.systemd-boot.enable": "true"},
	},
	"networking.networkmanager.enable": {
		why:      "a host has one network stack, and where its root is made anew it keeps the networks that it knows",
		settings: map[string]string{"networking.useNetworkd": "false"},
		manifest: map[string]string{"filesystems.impermanence.directories": "[/etc/NetworkManager/system-connections]"},
	},
	"networking.useNetworkd": {why: "a host has one network stack", settings: map[string]string{"networking.networkmanager.enable": "false"}},
	"services.auto-cpufreq.enable": {
		why:      "a host has one power manager",
		settings: map[string]string{"services.power-profiles-daemon.enable": "false", "services.tlp.enable": "false", "services.tlp.pd.enable": "false"},
	},
	"services.power-profiles-daemon.enable": {
		why:      "a host has one power manager",
		settings: map[string]string{"services.auto-cpufreq.enable": "false", "services.tlp.enable": "false", "services.tlp.pd.enable": "false"},
	},
	"services.tlp.enable": {
		why:      "a host has one power manager",
		settings: map[string]string{"services.auto-cpufreq.enable": "false", "services.power-profiles-daemon.enable": "false"},
	},
	"services.tlp.pd.enable": {
		why:      "it takes the place of power-profiles-daemon",
		settings: map[string]string{"services.power-profiles-daemon.enable": "false"},
	},
	"programs.fish.enable": {why: "a login shell has to be set up, unless somebody says that it is meant", settings: withoutShellCheck},
	"programs.zsh.enable":  {why: "a login shell has to be set up, unless somebody says that it is meant", settings: withoutShellCheck},
	"programs.ssh.setXAuthLocation": {
		why:      "X11 forwarding needs it",
		settings: map[string]string{"services.openssh.settings.X11Forwarding": "false"},
	},
}

// refused are changes that panther itself refuses, since NixOS would, and with which code.
var refused = map[string]struct{ why, code string }{
	"boot.initrd.systemd.enable":          {"a unit of the initrd makes the root anew", "conflict"},
	"fileSystems./persist.neededForBoot":  {"what is kept has to be there from the beginning", "conflict"},
	"services.onepassword-secrets.enable": {"modules of the host take their secrets from it", "conflict"},
}

var withoutShellCheck = map[string]string{
	"users.users.operator.ignoreShellProgramCheck": "true",
	"users.users.ada.ignoreShellProgramCheck":      "true",
	"users.users.grace.ignoreShellProgramCheck":    "true",
}

// stated are single values that a module sets without a priority, and why nobody is meant to change them.
var stated = map[string]string{
	"users.users.*.isNormalUser": "NixOS wants exactly one of isNormalUser and isSystemUser, and a person is a normal user",
}

// kept are single values that settings may change, and that no host can have otherwise without a warning.
var kept = map[string]string{
	"programs.ssh.enableDefaultConfig": "home-manager warns wherever it is on",
}

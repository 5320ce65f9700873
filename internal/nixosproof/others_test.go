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
	"systemd.network.networks.60-ethernet.networkConfig.DHCP": "ipv4",
	"systemd.network.networks.60-wireless.networkConfig.DHCP": "ipv4",
	"users.users.*.hashedPassword":                            `"$6$other$other"`,

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

// alongside is what a changed value needs beside it, because NixOS would refuse it alone.
var alongside = map[string]struct {
	why      string
	settings map[string]string
}{
	"boot.kernel.sysctl.net.ipv4.conf.all.forwarding": {
		"NixOS insists on forwarding where Tailscale is a router",
		map[string]string{"services.tailscale.useRoutingFeatures": "client"},
	},
	"hardware.nvidia.powerManagement.finegrained": {
		"only a processor that need not draw is switched off",
		map[string]string{"hardware.nvidia.prime.offload.enable": "true", "hardware.nvidia.prime.sync.enable": "false"},
	},
	"hardware.nvidia.prime.offload.enable": {
		"what belongs to it goes with it, and sync excludes it",
		map[string]string{
			"hardware.nvidia.powerManagement.finegrained":    "false",
			"hardware.nvidia.prime.offload.enableOffloadCmd": "false",
			"hardware.nvidia.prime.sync.enable":              "false",
		},
	},
	"hardware.nvidia.prime.offload.enableOffloadCmd": {
		"it belongs to offload",
		map[string]string{"hardware.nvidia.prime.offload.enable": "true", "hardware.nvidia.prime.sync.enable": "false"},
	},
	"hardware.nvidia.prime.reverseSync.enable": {
		"sync excludes it",
		map[string]string{"hardware.nvidia.prime.sync.enable": "false"},
	},
	"hardware.nvidia.prime.sync.enable": {
		"the other ways exclude it",
		map[string]string{
			"hardware.nvidia.powerManagement.finegrained":    "false",
			"hardware.nvidia.prime.offload.enable":           "false",
			"hardware.nvidia.prime.offload.enableOffloadCmd": "false",
			"hardware.nvidia.prime.reverseSync.enable":       "false",
		},
	},
	"networking.firewall.enable": {
		"fail2ban warns that it needs the firewall",
		map[string]string{"services.fail2ban.enable": "false"},
	},
	"networking.firewall.pingLimit": {
		"nftables and iptables write a limit differently",
		map[string]string{"networking.nftables.enable": "true"},
	},
	"networking.networkmanager.enable": {"a host has one network stack", map[string]string{"networking.useNetworkd": "false"}},
	"networking.useNetworkd":           {"a host has one network stack", map[string]string{"networking.networkmanager.enable": "false"}},
	"services.auto-cpufreq.enable": {
		"a host has one power manager",
		map[string]string{"services.power-profiles-daemon.enable": "false", "services.tlp.enable": "false", "services.tlp.pd.enable": "false"},
	},
	"services.power-profiles-daemon.enable": {
		"a host has one power manager",
		map[string]string{"services.auto-cpufreq.enable": "false", "services.tlp.enable": "false", "services.tlp.pd.enable": "false"},
	},
	"services.tlp.enable": {
		"a host has one power manager",
		map[string]string{"services.auto-cpufreq.enable": "false", "services.power-profiles-daemon.enable": "false"},
	},
	"services.tlp.pd.enable": {
		"it takes the place of power-profiles-daemon",
		map[string]string{"services.power-profiles-daemon.enable": "false"},
	},
	"programs.fish.enable": {"a login shell has to be set up, unless somebody says that it is meant", withoutShellCheck},
	"programs.zsh.enable":  {"a login shell has to be set up, unless somebody says that it is meant", withoutShellCheck},
	"programs.ssh.setXAuthLocation": {
		"X11 forwarding needs it",
		map[string]string{"services.openssh.settings.X11Forwarding": "false"},
	},
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

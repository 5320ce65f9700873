package nixosproof

// others are values to put in the place of a module's own, where nothing says what else would make sense. A * stands
// for a user or a link of the proof; where it comes first, for all that stands before the name.
var others = map[string]string{
	"boot.kernelPackages":                               "!pkg linuxPackages_testing",
	"networking.firewall.pingLimit":                     "7/second",
	"security.audit.enable":                             "false",
	"services.grafana.settings.security.admin_password": "$__file{/run/keys/grafana-admin}", // nothing else may be in a manifest
	"services.grafana.settings.security.secret_key":     "$__file{/run/keys/grafana-key}",
	"services.prometheus.alertmanager.listenAddress":    "127.0.0.2",
	"services.prometheus.listenAddress":                 "127.0.0.2",
	"users.users.*.hashedPassword":                      `"$6$other$other"`,

	"*.Delegate":                "cpu memory",
	"*.RequiredForOnline":       "degraded-carrier",
	"*.RestrictAddressFamilies": "[AF_UNIX]",
	"*.SystemCallArchitectures": "x86-64",
	"*.UMask":                   `"0027"`,
	"*.flush":                   "sync",
	"*.log_format":              "raw",
	"*.max_log_file_action":     "keep_logs",
}

// alongside is what a changed value needs beside it, because NixOS would refuse it alone.
var alongside = map[string]map[string]string{
	"networking.firewall.pingLimit": {"networking.nftables.enable": "true"}, // the limit is in its words
	"programs.fish.enable":          withoutShellCheck,
	"programs.zsh.enable":           withoutShellCheck,
	"programs.ssh.setXAuthLocation": {"services.openssh.settings.X11Forwarding": "false"}, // which needs it
}

// A user with a shell that is not set up is refused, unless somebody says that it is meant.
var withoutShellCheck = map[string]string{
	"users.users.operator.ignoreShellProgramCheck": "true",
	"users.users.ada.ignoreShellProgramCheck":      "true",
	"users.users.grace.ignoreShellProgramCheck":    "true",
}

// stated are single values that a module sets without a priority, and why nobody is meant to change them.
var stated = map[string]string{
	"users.users.*.isNormalUser": "NixOS wants exactly one of isNormalUser and isSystemUser, and a person is a normal user",
}

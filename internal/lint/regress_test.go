package lint_test

import "testing"

// The kernel counts disks anew at every boot: diskseq tells two disks of one boot apart, and names another disk after the next.
func TestDiskSequenceNumbersChange(t *testing.T) {
	check(t, "", []rule{{"by diskseq", "profile: whole\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/disk/by-diskseq/1 } }\n",
		[]string{"error unstable-disk web1 /dev/disk/by-diskseq/1"}}})
}

// What follows from a mistake that was reported is no second one: a list with a wrong item is incomplete, a mapping with a key
// that is not known may lack that which the key was meant to be.
func TestWhatFollowsFromAMistakeIsNotSaid(t *testing.T) {
	closed := "services: { ssh: { openFirewall: false } }\n"
	check(t, "", []rule{
		{"a port", closed + "security: { firewall: { tcp: [ssh] } }", []string{"error wrong-type web1 ssh"}},
		{"a port among others", closed + "security: { firewall: { tcp: [80, 70000] } }", []string{"error out-of-range web1 70000"}},
		{"a range", closed + "security: { firewall: { tcpRanges: [20-30] } }", []string{"error wrong-type web1 20-30"}},
		{"no port is left", "services: { ssh: { ports: !replace [ssh] } }", []string{"error wrong-type web1 ssh"}},
		{"somebody who may log in", "services: { ssh: { allowUsers: [bob, 1] } }", []string{"error wrong-type web1 1"}},
		{"a list without a mistake in the place of one with", closed + "security: { firewall: { tcp: !replace [80] } }", []string{"error no-access web1 false"}},
		{"an option of the firewall", closed + "security: { firewall: { tpc: [22] } }", []string{"error unknown-key web1 tpc"}},
		{"a module", closed + "security: { firewal: { tcp: [22] } }", []string{"error unknown-key web1 firewal"}},
		{"a layer", closed + "securty: { firewall: { tcp: [22] } }", []string{"error unknown-key web1 securty"}},
		{"the server", "services: { ssh: false, openssh: true }", []string{"error unknown-key web1 openssh"}},
		{"a value in the place of a better one", "services: { ssh: { openFirewall: flase } }", []string{"error wrong-type web1 flase"}},
		{"Tailscale", "services: { ssh: { openFirewall: false }, tailscale: { trustInterfaces: true } }", []string{"error unknown-key web1 trustInterfaces"}},
		{"a setting", closed + "settings: { networking.firewall.enable: no }", []string{"error ambiguous-scalar web1 no"}},
		{"the path of a setting", closed + "settings: { networking.firewall..allowedTCPPorts: [22], a..b: 1 }",
			[]string{"error setting-path web1 networking.firewall..allowedTCPPorts", "error setting-path web1 a..b"}},
		{"a setting in a list", closed + "settings: { networking.firewall.allowedTCPPorts: [0x16] }", []string{"error ambiguous-scalar web1 0x16"}},
		{"a setting in the place of a set", closed + "settings: { networking: 0x16 }", []string{"error ambiguous-scalar web1 0x16"}},
		{"the users", "core: { user: { ada: {} }, users: {} }", []string{"error unknown-key web1 user"}},
		{"another mistake elsewhere", closed + "tags: [1]", []string{"error no-access web1 false", "error wrong-type web1 1"}},
		{"a port of a service", "services: { ssh: { ports: [9100] }, tailscale: true, monitoring: { port: 0x50 } }", []string{"error wrong-type web1 0x50"}},
		{"the boot loader", "core: { boot: false, bot: true, users: { ada: {} } }", []string{"error unknown-key web1 bot"}},
	})
	check(t, "ada: { admin: true, passwordlessSudo: true, sshKeys: [ssh-ed25519 AAAA] }", []rule{
		{"the only key of a person", "", []string{"error bad-value panther ssh-ed25519 AAAA"}},
	})
	check(t, "ada: { admin: true, passwordlessSudo: true, sshKeyz: ["+key+"] }", []rule{
		{"the name of the keys", "", []string{"error unknown-key panther sshKeyz"}},
	})
	check(t, "ada: { admn: true, passwordlessSudo: true, sshKeys: ["+key+"] }", []rule{
		{"that somebody administers", "", []string{"error unknown-key panther admn"}},
	})
	check(t, "ada: { admin: true, passwordlessSudo: true }", []rule{
		{"a key in the settings", "settings: { users.users.ada.openssh.authorizedKeys.keys: [0x16] }", []string{"error ambiguous-scalar web1 0x16"}},
	})
	check(t, "ada: { admin: false, sshKeys: ["+key+"] }", []rule{
		{"in the stronger document", "core: { users: { ada: { admin: on } } }", []string{"error wrong-type web1 on"}},
	})
}

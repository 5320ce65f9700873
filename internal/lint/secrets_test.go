package lint_test

import "testing"

// The store is opened with something that lies on the host, and until it is there nobody can log in with what it holds.
func TestAccessWithASecretStore(t *testing.T) {
	const closed = "services: { ssh: { openFirewall: false }, "
	checkStore(t, "opnix", "", []rule{
		{"a key for the VPN, and SSH is open", "services: { tailscale: { authKey: op://v/i/f } }", nil},
		{"SSH over the VPN alone, which trusts it", closed + "tailscale: { trustInterface: true, authKey: op://v/i/f } }", []string{"error no-access web1 op://v/i/f"}},
		{"SSH of the VPN alone", closed + "tailscale: { ssh: true, authKey: op://v/i/f } }", []string{"error no-access web1 op://v/i/f"}},
		{"a port for the VPN alone", closed + "tailscale: { authKey: op://v/i/f } }\nsecurity: { firewall: { interfaces: { tailscale0: { tcp: [22] } } } }", []string{"error no-access web1 op://v/i/f"}},
		{"the VPN's interface is trusted", closed + "tailscale: { authKey: op://v/i/f } }\nsecurity: { firewall: { trustedInterfaces: [tailscale0] } }", []string{"error no-access web1 op://v/i/f"}},
		{"another interface, too", closed + "tailscale: { authKey: op://v/i/f } }\nsecurity: { firewall: { trustedInterfaces: [tailscale0, eth1] } }", nil},
		{"a key that is on the host", closed + "tailscale: { ssh: true, authKey: /var/lib/secrets/tailscale } }", nil},
		{"somebody joins it by hand", closed + "tailscale: { ssh: true } }", nil},
		{"a key that settings take from the store", closed + "tailscale: { ssh: true, authKey: !ref services.onepassword-secrets.secretPaths.x } }",
			[]string{"error no-access web1 !ref services.onepassword-secrets.secretPaths.x"}},
		{"a key from elsewhere", closed + "tailscale: { ssh: true, authKey: !ref my.own.path } }", nil},
	})
	password := "ada: { admin: true, hashedPasswordFile: age://ada.age }"
	checkStore(t, "agenix", password, []rule{
		{"a password from the store alone", "", []string{"error no-access web1 ada"}},
		{"a key in the settings beside it", "settings: { users.users.ada.openssh.authorizedKeys.keys: [k] }", nil},
		{"a file in its place", "settings: { users.users.ada.hashedPasswordFile: /run/keys/ada }", nil},
	})
	checkStore(t, "agenix", "ada: { admin: true, sshKeys: ["+key+"], hashedPasswordFile: age://ada.age }", []rule{
		{"a key, and a password for sudo from the store", "", nil},
		{"the console with a password from the store", "services: { ssh: false }\nsecurity: { secrets: { identities: [/etc/key] } }", []string{"error no-access web1 ssh"}},
	})
	checkStore(t, "agenix", "ada: { admin: true, passwordlessSudo: true }", []rule{
		{"a password that settings take from the store", "settings: { users.users.ada.hashedPasswordFile: !ref age.secrets.ada.path }", []string{"error no-access web1 ada"}},
	})
	checkStore(t, "agenix", password+"\n  bob: { admin: true, passwordlessSudo: true, sshKeys: ["+key+"] }", []rule{
		{"somebody else has a key", "core: { users: { ada: {}, bob: {} } }", nil},
	})
}

func TestWhatOpensTheStore(t *testing.T) {
	const secret, off = "services: { tailscale: { authKey: age://a.age }", ", ssh: false }"
	users := "ada: { admin: true, passwordlessSudo: true, hashedPassword: \"$y$j9T$a$b\" }"
	checkStore(t, "agenix", users, []rule{
		{"the keys of the SSH server", secret + " }", nil},
		{"without the server", secret + off, []string{"error secret-reference web1 age://a.age"}},
		{"keys of its own", secret + off + "\nsecurity: { secrets: { identities: [/etc/key] } }", nil},
		{"a server from the settings", secret + off + "\nsettings: { services.openssh.enable: true }", nil},
		{"keys from the settings", secret + off + "\nsettings: { age.identityPaths: [/etc/key] }", nil},
		{"no secrets", "services: { ssh: false }", nil},
	})
	checkStore(t, "opnix", users, []rule{{"a token needs no key", "services: { ssh: false, tailscale: { authKey: op://v/i/f } }", nil}})
}

// What a module takes from the store is nowhere where the store is off, and Nix finds nothing under its name.
func TestAStoreThatIsSwitchedOff(t *testing.T) {
	const secret = "services: { tailscale: { authKey: op://v/i/f } }\n"
	checkStore(t, "opnix", "", []rule{
		{"and is used", secret + "settings: { services.onepassword-secrets.enable: false }", []string{"error conflict web1 false"}},
		{"and is not used", "settings: { services.onepassword-secrets.enable: false }", nil},
		{"on as panther has it", secret + "settings: { services.onepassword-secrets.enable: true }", nil},
	})
}

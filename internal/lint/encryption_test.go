package lint_test

import "testing"

// What lies on the boot partition is read by whoever has the disk in hand.
func TestTheKeyOfRemoteUnlock(t *testing.T) {
	locked := "profile: whole\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/disk/by-id/own, layout: btrfs-luks } }\n"
	unlock := func(more string) string {
		return "filesystems: { encryption: { remoteUnlock: { enable: true, networkModules: [igb]" + more + " } } }\n"
	}
	check(t, "", []rule{
		{"one of its own", locked + unlock(""), nil},
		{"a path of its own", locked + unlock(", hostKey: /etc/ssh/initrd_key"), nil},
		{"the server's", locked + unlock(", hostKey: /etc/ssh/ssh_host_ed25519_key"), []string{"error encryption web1 /etc/ssh/ssh_host_ed25519_key"}},
		{"the server's other one", locked + unlock(", hostKey: /etc/ssh/ssh_host_rsa_key"), []string{"error encryption web1 /etc/ssh/ssh_host_rsa_key"}},
		{"one that settings name", locked + unlock(", hostKey: /srv/key") + "settings: { services.openssh.hostKeys: [{ path: /srv/key, type: ed25519 }] }",
			[]string{"error encryption web1 /srv/key"}},
		{"the usual one, which settings have not", locked + unlock(", hostKey: /etc/ssh/ssh_host_ed25519_key") + "settings: { services.openssh.hostKeys: [{ path: /srv/key, type: ed25519 }] }", nil},
		{"among those that settings add", locked + unlock("") + "settings: { boot.initrd.network.ssh.hostKeys: [/etc/ssh/ssh_host_rsa_key] }",
			[]string{"error encryption web1 /etc/ssh/ssh_host_rsa_key"}},
		{"switched off", locked + "filesystems: { encryption: { remoteUnlock: { hostKey: /etc/ssh/ssh_host_ed25519_key, port: 22 } } }\n", nil},
		{"the port of the server", locked + unlock(", port: 22"), []string{"warning encryption web1 22"}},
		{"the port of another server", locked + unlock(", port: 22") + "services: { ssh: { ports: [2022] } }", nil},
		{"one port elsewhere", locked + unlock(", port: 2022") + "services: { ssh: { ports: [2022] } }", []string{"warning encryption web1 2022"}},
	})
	kept := "profile: whole\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/disk/by-id/own, layout: btrfs-impermanent, luks: true } }\n"
	check(t, "", []rule{
		{"where it is kept", kept + "filesystems: { impermanence: true, encryption: { remoteUnlock: { enable: true, networkModules: [igb], hostKey: /persist/etc/ssh/ssh_host_ed25519_key } } }\n",
			[]string{"error encryption web1 /persist/etc/ssh/ssh_host_ed25519_key"}},
	})
}

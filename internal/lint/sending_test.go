package lint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhatIsSentToAHostOfTheFleet(t *testing.T) {
	sender := func(disk, send string) string {
		return "profile: whole\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/disk/by-id/" + disk + ", subvolumes: { \"@snapshots\": /.snapshots } } }\n" +
			"filesystems: { snapshots: { send: { " + send + " } } }\ncore: { users: { ada: {} } }\n"
	}
	receiver := func(more string) string { return identity("vault") + "core: { users: { ada: {} } }\n" + more }
	takes := func(directory string) string {
		return receiver("filesystems: { snapshots: { take: false, receive: { web1: { directory: " + directory + ", sshKey: \"" + key + "\" } } } }")
	}
	const to = "a: { key: /k, directory: /backup/web1, host: "
	for _, c := range []struct {
		name, send, vault string
		want              []string
	}{
		{"what it takes", to + "vault }", takes("/backup/web1"), nil},
		{"by its name in the network", to + "vault.example.org }", takes("/backup/web1"), nil},
		{"below what it takes", to + "vault }", takes("/backup"), nil},
		{"another directory", to + "vault }", takes("/backup/web2"), []string{"error snapshot-place web1 /backup/web1"}},
		{"by a name that may be another's", to + "vault.example.org }", takes("/backup/web2"), []string{"warning snapshot-place web1 /backup/web1"}},
		{"nothing", to + "vault }", receiver(""), []string{"error snapshot-place web1 /backup/web1"}},
		{"what somebody else lets in", to + "vault, user: root }", receiver(""), nil},
		{"what settings let in", to + "vault }", receiver("settings: { services.btrbk.sshAccess: [{ key: k, roles: [target] }] }"), nil},
		{"what hand-written Nix lets in", to + "vault }", receiver("imports: [./btrbk.nix]"), nil},
		{"a slip", to + "vaultt }", takes("/backup/web1"), []string{"warning snapshot-place web1 vaultt"}},
		{"another port", to + "vault, port: 2222 }", takes("/backup/web1"), []string{"warning snapshot-place web1 2222"}},
		{"the port of its server", to + "vault, port: 2222 }", takes("/backup/web1") + "\nservices: { ssh: { ports: [2222] } }", nil},
		{"not the port of its server", to + "vault }", takes("/backup/web1") + "\nservices: { ssh: { ports: [2222] } }", []string{"warning snapshot-place web1 vault"}},
		{"another machine", to + "nas }", takes("/backup/web1"), nil},
		{"another network", to + "vaultt.example.org }", takes("/backup/web1"), nil},
		{"itself", to + "web1 }", takes("/backup/web1"), []string{"error snapshot-place web1 web1"}},
		{"itself by another name", to + `"[::1]" }`, takes("/backup/web1"), []string{"error snapshot-place web1 \"[::1]\""}},
		{"by its address", to + "203.0.113.9 }", takes("/backup/web2") + "\nsettings: { networking.interfaces.eth0.ipv4.addresses: [{ address: 203.0.113.9, prefixLength: 24 }] }",
			[]string{"error snapshot-place web1 /backup/web1"}},
		{"without a key", "a: { host: vault, directory: /backup/web1 }", takes("/backup/web1"), []string{"warning snapshot-place web1 vault"}},
		{"twice to one directory", to + "vault }, b: { key: /k, directory: /backup/web1, host: vault }", takes("/backup/web1"), []string{"error snapshot-place web1 /backup/web1"}},
		{"twice to one elsewhere", to + "nas }, b: { key: /k, directory: /backup/web1, host: nas }", receiver(""), []string{"error snapshot-place web1 /backup/web1"}},
		{"to two ports", to + "nas }, b: { key: /k, directory: /backup/web1, host: nas, port: 2222 }", receiver(""), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, fleet{hosts: map[string]string{"web1": sender("web1", c.send), "vault": c.vault}}.run(t))
		})
	}
	t.Run("two hosts to one directory", func(t *testing.T) {
		hosts := map[string]string{"web1": sender("web1", to+"vault }"), "web2": sender("web2", to+"vault }"), "vault": takes("/backup/web1")}
		assert.Equal(t, []string{"error snapshot-place web2 /backup/web1"}, fleet{hosts: hosts}.run(t))
	})
	t.Run("a host that cannot be read", func(t *testing.T) {
		assert.NotContains(t, fleet{hosts: map[string]string{"web1": sender("web1", to+"vault }"), "vault": "disks: {"}}.run(t), "error snapshot-place web1 /backup/web1")
	})
	t.Run("a receive with a mistake", func(t *testing.T) {
		assert.NotContains(t, fleet{hosts: map[string]string{"web1": sender("web1", to+"vault }"), "vault": takes("backup")}}.run(t), "error snapshot-place web1 /backup/web1")
	})
}

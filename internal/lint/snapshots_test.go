package lint_test

import "testing"

// reset is a host whose root is made anew at each boot.
const reset = "profile: whole\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/disk/by-id/own, layout: btrfs-impermanent, subvolumes: { \"@snapshots\": /.snapshots } } }\n"

// Whatever module reads it: a file that somebody brings to the host has to be there after the second boot, too.
func TestSecretsOfARootThatIsMadeAnew(t *testing.T) {
	const more = "services: { tailscale: { authKey: "
	check(t, "", []rule{
		{"a key that goes", reset + more + "/var/lib/secrets/tailscale } }\nfilesystems: { impermanence: true }",
			[]string{"error lost-state web1 /var/lib/secrets/tailscale"}},
		{"where things are kept", reset + more + "/persist/tailscale } }\nfilesystems: { impermanence: true }", nil},
		{"a file that is kept", reset + more + "/srv/key } }\nfilesystems: { impermanence: { files: [/srv/key] } }", nil},
		{"a file that a program makes at each boot", reset + more + "/run/keys/tailscale } }\nfilesystems: { impermanence: true }", nil},
		{"a key of btrbk", reset + "filesystems: { impermanence: true, snapshots: { send: { vault: { host: vault, directory: /backup, key: /etc/btrbk.key } } } }",
			[]string{"error lost-state web1 /etc/btrbk.key"}},
		{"a root that stays", more + "/var/lib/secrets/tailscale } }", nil},
	})
}

func TestFilesThatAreOverwrittenInPlaceAreKept(t *testing.T) {
	const directories = "filesystems: { btrfs: { directories: { /srv/db: { noCow: true } } }, impermanence: "
	check(t, "", []rule{
		{"on the root", reset + directories + "true }", []string{"warning lost-state web1 /srv/db"}},
		{"kept", reset + directories + "{ directories: [/srv] } }", nil},
		{"below what is kept", reset + "filesystems: { btrfs: { directories: { /persist/db: { noCow: true } } }, impermanence: true }", nil},
		{"compressed otherwise", reset + "filesystems: { btrfs: { directories: { /srv/text: { compression: zstd } } }, impermanence: true }", nil},
	})
}

func TestWhereSnapshotsOfOthersGo(t *testing.T) {
	receive := func(directory string) string {
		return "snapshots: { take: false, receive: { web2: { directory: " + directory + ", sshKey: \"" + key + "\" } } }"
	}
	ext4 := "profile: whole\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/disk/by-id/own, layout: ext4 } }\n"
	check(t, "", []rule{
		{"another root", ext4 + "filesystems: { " + receive("/backup/web2") + " }", []string{"error bad-value web1 /backup/web2"}},
		{"a root of btrfs", "filesystems: { " + receive("/backup/web2") + " }", nil},
		{"a root that is made anew", reset + "filesystems: { impermanence: true, " + receive("/backup/web2") + " }", []string{"error lost-state web1 /backup/web2"}},
		{"beside such a root", reset + "filesystems: { impermanence: true, " + receive("/persist/web2") + " }", nil},
	})
}

func TestWhatNoSnapshotIsTakenOf(t *testing.T) {
	data := func(content string) string {
		return "profile: whole\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/disk/by-id/own, subvolumes: { \"@snapshots\": /.snapshots } }, data: { device: /dev/disk/by-id/other, filesystem: btrfs, " + content + " } }\n"
	}
	check(t, "", []rule{
		{"a whole file system", data("mount: /data") + "filesystems: { snapshots: true }", []string{"warning snapshot-place web1 /data"}},
		{"said what is meant", data("mount: /data") + "filesystems: { snapshots: { subvolumes: [/home] } }", nil},
		{"what can be made again", data("mount: /var/cache") + "filesystems: { snapshots: true }", nil},
		{"what others send", data("mount: /data") + "filesystems: { snapshots: { receive: { web2: { directory: /data/web2, sshKey: \"" + key + "\" } } } }", nil},
		{"a subvolume beside", data("subvolumes: { \"@backup\": /backup }") + "filesystems: { snapshots: true }", []string{"error snapshot-place web1 snapshots"}},
		{"a subvolume for what others send", data("subvolumes: { \"@backup\": /backup }") + "filesystems: { snapshots: { receive: { web2: { directory: /backup/web2, sshKey: \"" + key + "\" } } } }", nil},
		{"a subvolume for copies", data("subvolumes: { \"@copies\": /copies }, mountOptions: [nofail]") + "filesystems: { snapshots: { send: { other: { directory: /copies } } } }", nil},
		{"a subvolume with copies and more", data("subvolumes: { \"@data\": /data }") + "filesystems: { snapshots: { send: { other: { directory: /data/copies } } } }",
			[]string{"error snapshot-place web1 snapshots", "error snapshot-place web1 /data/copies"}},
		{"a file system for copies", data("mount: /copies, mountOptions: [nofail]") + "filesystems: { snapshots: { send: { other: { directory: /copies/web1 } } } }", nil},
		{"a disk for copies that has to be there", data("mount: /copies") + "filesystems: { snapshots: { send: { other: { directory: /copies/web1 } } } }",
			[]string{"warning mount-option web1 /copies/web1"}},
		{"a disk that has more than copies", data("subvolumes: { \"@data\": /var/cache/data, \"@copies\": /copies }") + "filesystems: { snapshots: { send: { other: { directory: /copies } } } }", nil},
		{"a file system for copies that go elsewhere", data("mount: /copies") + "filesystems: { snapshots: { send: { other: { host: vault, directory: /copies/web1, key: /var/lib/secrets/btrbk } } } }",
			[]string{"warning snapshot-place web1 /copies"}},
		{"no snapshots at all", data("mount: /data"), nil},
	})
}

// TestWhatIsKeptIsWhereTheLayoutHasAPlaceForIt: a subvolume that nothing is kept in is an oversight, or has to move.
func TestWhatIsKeptIsWhereTheLayoutHasAPlaceForIt(t *testing.T) {
	memory := func(more string) string {
		return "profile: whole\nstateVersion: \"25.05\"\ndisks: { main: { device: /dev/disk/by-id/own, layout: tmpfs-root" + more + " } }\n"
	}
	const kept = "filesystems: { impermanence: { persistAt: /nix/persist } }"
	check(t, "", []rule{
		{"in it", memory("") + "filesystems: { impermanence: true }", nil},
		{"below it", memory("") + "filesystems: { impermanence: { persistAt: /persist/state } }", nil},
		{"elsewhere", memory("") + kept, []string{"warning reset-layout web1 /nix/persist"}},
		{"in its subvolume, mounted elsewhere", memory(", subvolumes: { \"@persist\": /nix/persist }") + kept, nil},
		{"elsewhere, and it is meant", memory(", subvolumes: { \"@persist\": /persist }") + kept, nil},
	})
}

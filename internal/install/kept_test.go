package install

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/storage"
)

func mounts(points ...string) []storage.Mount {
	var out []storage.Mount
	for _, point := range points {
		out = append(out, storage.Mount{Point: point, Type: "btrfs"})
	}
	return out
}

// TestPlace holds where a file is put on hosts whose root stays, and what is refused where it is in memory.
func TestPlace(t *testing.T) {
	memory := persistence{mounts: append(mounts("/nix"), storage.Mount{Point: "/", Type: storage.KindTmpfs})}
	for _, c := range []struct {
		on   persistence
		path string
		ok   bool
	}{
		{persistence{mounts: mounts("/", "/boot")}, "/etc/token", true},
		{persistence{}, "/etc/token", true},
		{memory, "/etc/motd", false},
		{memory, "/nix/x", true},
	} {
		at, ok := c.on.place(c.path)
		assert.Equal(t, c.ok, ok, c.path)
		assert.Equal(t, c.path, at)
	}
}

// TestHomesBelongToTheirUsers holds that nobody finds a home that belongs to root.
func TestHomesBelongToTheirUsers(t *testing.T) {
	homes := []home{{"ada", "/home/ada", "1000"}, {"bob", "/srv/bob", ""}, {"eve", "/srv/a-home-with-quite-a-long-name-of-its-own", "1002"}}
	p := &Plan{Host: "h", Files: []File{{Path: "/home/ada/.ssh/id"}, {Path: "/home/ada/.config/x"}, {Path: "/etc/x"}}}
	require.NoError(t, p.keepFiles(persistence{}, homes))
	assert.Equal(t, []Owner{{"/home/ada", "1000:100"}}, p.Owners)
	assert.Equal(t, []string{"--extra-files", "/stage/files", "--chown", "/home/ada", "1000:100"}, p.Arguments("/stage")[4:])
	require.NoError(t, p.own(homes, "/home/ada/x", "/persist/home/ada/x"))
	assert.Equal(t, Owner{"/persist/home/ada", "1000:100"}, p.Owners[1])
	for _, name := range []string{"/srv/bob/x", "/srv/a-home-with-quite-a-long-name-of-its-own/x"} {
		p = &Plan{Host: "h", Files: []File{{Path: name}}}
		assert.True(t, IsMistake(p.keepFiles(persistence{}, homes)), name)
	}
}

func TestFolderModes(t *testing.T) {
	for name, want := range map[string]string{
		"/etc": "-rwxr-xr-x", "/root": "-rwx------", "/home": "-rwxr-xr-x", "/home/ada": "-rwx------", "/home/ada/.ssh": "-rwx------", "/tmp": "trwxrwxrwx",
		"/var/lib/private": "-rwx------",
	} {
		assert.Equal(t, want, folderMode(name).String(), name)
	}
}

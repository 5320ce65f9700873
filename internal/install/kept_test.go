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

// TestPlace holds where a file is put on hosts that make their root anew, and on others.
func TestPlace(t *testing.T) {
	stays := persistence{mounts: mounts("/", "/boot")}
	reset := persistence{at: "/persist", mounts: mounts("/", "/nix", "/persist", "/var/log"), paths: []string{"/etc/ssh/key", "/var/lib/opnix"}}
	memory := persistence{mounts: append(mounts("/nix"), storage.Mount{Point: "/", Type: storage.KindTmpfs})}
	for _, c := range []struct {
		on       persistence
		path, at string
		gone     bool
	}{
		{on: stays, path: "/etc/token", at: "/etc/token"},
		{on: persistence{}, path: "/etc/token", at: "/etc/token"},
		{on: reset, path: "/etc/ssh/key", at: "/persist/etc/ssh/key"},
		{on: reset, path: "/etc/ssh/key.pub", gone: true},
		{on: reset, path: "/var/lib/opnix/a/b", at: "/persist/var/lib/opnix/a/b"},
		{on: reset, path: "/var/log/old", at: "/var/log/old"},
		{on: reset, path: "/persist/etc/x", at: "/persist/etc/x"},
		{on: reset, path: "/home/ada/.ssh/key", at: "/persist/home/ada/.ssh/key"},
		{on: reset, path: "/etc/motd", gone: true},
		{on: memory, path: "/etc/motd", gone: true},
		{on: memory, path: "/nix/x", at: "/nix/x"},
	} {
		at, ok := c.on.place(c.path)
		assert.Equal(t, !c.gone, ok, c.path)
		if !c.gone {
			assert.Equal(t, c.at, at, c.path)
		}
	}
}

// TestEarlyFilesAreThereTwice holds that what the installation itself reads is at its own path, too.
func TestEarlyFilesAreThereTwice(t *testing.T) {
	p := &Plan{Files: []File{{Path: "/etc/ssh/key"}, {Path: "/var/lib/opnix/key", early: true}}}
	require.NoError(t, p.keepFiles(persistence{at: "/persist", mounts: mounts("/", "/persist"), paths: []string{"/etc/ssh/key", "/var/lib/opnix"}}, nil))
	var paths []string
	for _, f := range p.Files {
		paths = append(paths, f.Path)
	}
	assert.Equal(t, []string{"/persist/etc/ssh/key", "/persist/var/lib/opnix/key", "/var/lib/opnix/key"}, paths)
}

// TestHomesBelongToTheirUsers holds that nobody finds a home that belongs to root.
func TestHomesBelongToTheirUsers(t *testing.T) {
	homes := []home{{"ada", "/home/ada", "1000"}, {"bob", "/srv/bob", ""}, {"eve", "/srv/a-home-with-quite-a-long-name-of-its-own", "1002"}}
	p := &Plan{Host: "h", Files: []File{{Path: "/home/ada/.ssh/id"}, {Path: "/home/ada/.config/x"}, {Path: "/etc/x"}}}
	require.NoError(t, p.keepFiles(persistence{at: "/persist", mounts: mounts("/", "/persist"), paths: []string{"/etc"}}, homes))
	assert.Equal(t, []Owner{{"/persist/home/ada", "1000:100"}}, p.Owners)
	assert.Equal(t, []string{"--extra-files", "/stage/files", "--chown", "/persist/home/ada", "1000:100"}, p.Arguments("/stage")[4:])
	for _, name := range []string{"/srv/bob/x", "/srv/a-home-with-quite-a-long-name-of-its-own/x"} {
		p = &Plan{Host: "h", Files: []File{{Path: name}}}
		assert.True(t, IsMistake(p.keepFiles(persistence{}, homes)), name)
	}
}

func TestShellQuotes(t *testing.T) {
	assert.Equal(t, []string{"a", "''", "'a b'", `'it'\''s'`, "'$x'", ".#web1"}, shell([]string{"a", "", "a b", "it's", "$x", ".#web1"}))
}

func TestFolderModes(t *testing.T) {
	for name, want := range map[string]string{
		"/etc": "-rwxr-xr-x", "/root": "-rwx------", "/home": "-rwxr-xr-x", "/home/ada": "-rwx------", "/home/ada/.ssh": "-rwx------", "/tmp": "trwxrwxrwx",
		"/var/lib/private": "-rwx------",
	} {
		assert.Equal(t, want, folderMode(name).String(), name)
	}
}

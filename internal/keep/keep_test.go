package keep_test

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/keep"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/templates"
)

// plan is what a host keeps that says this beside its name and users.
func plan(t *testing.T, content string) *keep.Plan {
	t.Helper()
	files, err := fs.Sub(templates.FS, "modules")
	require.NoError(t, err)
	c, diags := catalog.Load(catalog.Source{Files: files, Name: "templates/modules"})
	require.Empty(t, diags)
	language := manifest.NewLanguage(c, nil)
	panther, diags := language.ReadFleet(source.New("panther.yaml", []byte("users: { ada: {}, bob: { home: /srv/bob } }\n")))
	require.Empty(t, diags)
	resolver, diags := resolve.New(panther, c, &manifest.Profiles{})
	require.Empty(t, diags)
	doc, diags := language.ReadHost(source.New("hosts/web1.yaml", []byte("firmware: uefi\nstateVersion: \"26.05\"\ncore: { users: { ada: {}, bob: {} } }\n"+content)))
	require.Empty(t, diags)
	h, diags := resolver.Host(doc)
	require.Empty(t, diags)
	return keep.For(h, storage.Read(h, nil))
}

const bare = `
disks:
  main:
    device: /dev/disk/by-id/web1
    partitions:
      root: { size: 100%, filesystem: btrfs, subvolumes: { "@root": /, "@root/in": /in, "@nix": /nix, "@persist": /persist } }
`

func paths(directories []keep.Directory) []string {
	var out []string
	for _, d := range directories {
		out = append(out, d.Path)
	}
	return out
}

func TestARootThatStaysKeepsEverything(t *testing.T) { assert.Nil(t, plan(t, bare)) }

func TestWhatIsKept(t *testing.T) {
	const home = "/root" // what is below it is kept for root as a user
	p := plan(t, bare+`
services: { tailscale: true, monitoring: { server: { enable: true } } }
filesystems: { impermanence: { directories: [/srv/www, /srv/www/cache, `+home+`/.config, /nix/gone, /persist/own], files: [/var/log/one, /srv/key], forget: [/var/lib/grafana] } }
`)
	assert.Equal(t, "@root", keep.SubvolumePath(p.Root.Sub))
	assert.Equal(t, "/persist", p.Persist.Point)
	got := paths(p.Directories)
	assert.Equal(t, []string{"/home", "/home/ada", "/srv/bob", "/srv/www", "/var/lib/nixos"}, got[:5], "homes are named on their own")
	for _, want := range []string{"/var/lib/tailscale", "/var/log", "/var/lib/private"} {
		assert.Contains(t, got, want)
	}
	for _, other := range []string{"/var/lib/grafana", "/var/lib/private/alertmanager", "/var/log/journal", "/nix/gone", "/persist/own", "/srv/www/cache"} {
		assert.NotContains(t, got, other)
	}
	assert.Contains(t, p.Directories, keep.Directory{Path: "/srv/bob", User: "bob", Group: "users", Mode: "0700"})
	assert.Contains(t, p.Directories, keep.Directory{Path: "/var/lib/private", Mode: "0700"}, "systemd refuses one that others may read")
	assert.Equal(t, []keep.User{{Name: "root", Home: home, Directories: []keep.Directory{{Path: ".config"}}}}, p.Users)
	assert.Contains(t, p.Files, "/etc/machine-id")
	assert.Contains(t, p.Files, "/srv/key")
	assert.NotContains(t, p.Files, "/var/log/one", "it is kept with its folder")
	assert.Equal(t, "/in", p.InRoot()[0].Point)
}

func TestHomesThatAreNotKept(t *testing.T) {
	p := plan(t, bare+`
filesystems: { impermanence: { homes: declared, directories: [/home/ada/docs], users: { ada: { files: [.netrc] } } } }
home: { ada: { shell: true } }
`)
	assert.NotContains(t, paths(p.Directories), "/home")
	require.Len(t, p.Users, 1)
	assert.Equal(t, "ada", p.Users[0].Name)
	assert.Contains(t, paths(p.Users[0].Directories), "docs")
	assert.Contains(t, paths(p.Users[0].Directories), ".local/share/fish")
	assert.Equal(t, []string{".netrc"}, p.Users[0].Files)
	assert.True(t, p.Keeps("/home/ada/docs/a"))
	assert.True(t, p.Keeps("/home/ada/.netrc"))
	assert.False(t, p.Keeps("/home/ada/.mozilla"))
}

func TestWhenItIsThere(t *testing.T) {
	p := plan(t, bare+"filesystems: { impermanence: { directories: [/var/lib/passwords] } }\n")
	for path, want := range map[string]struct{ kept, early bool }{
		"/persist/key":           {true, true},
		"/nix/key":               {true, true},
		"/var/log/key":           {true, true},
		"/var/lib/nixos/key":     {true, true},
		"/var/lib/passwords/ada": {true, false},
		"/etc/machine-id":        {true, false},
		"/in/key":                {false, false},
		"/etc/key":               {false, false},
	} {
		assert.Equal(t, want.kept, p.Keeps(path), path)
		assert.Equal(t, want.early, p.KeepsEarly(path), path)
	}
}

func TestARootInMemory(t *testing.T) {
	p := plan(t, "disks: { main: { device: /dev/disk/by-id/web1, layout: tmpfs-root } }\nfilesystems: { impermanence: true }\n")
	assert.Nil(t, p.Root.Sub)
	assert.NotContains(t, paths(p.Directories), "/home", "it has a file system of its own")
	assert.Contains(t, paths(p.Directories), "/var/lib/nixos")
	assert.False(t, p.Keeps("/etc/key"))
}

func TestNoPlaceForWhatIsKept(t *testing.T) {
	assert.Nil(t, plan(t, bare+"filesystems: { impermanence: { persistAt: /srv/kept } }\n").Persist)
	assert.Nil(t, plan(t, bare+"filesystems: { impermanence: { persistAt: /in/kept } }\n").Persist)
}

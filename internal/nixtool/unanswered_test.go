package nixtool

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestFolderThatNixCannotRead holds that what Nix 2.8 prints of such folders in git is told from complaints about flakes.
func TestFolderThatNixCannotRead(t *testing.T) {
	t.Parallel()
	const (
		invalid = "error: 'file:///srv/größe' is not a valid URL\n"
		cut     = "fatal: '/srv/a' does not appear to be a git repository\nfatal: Could not read from remote repository.\nerror: program 'git' failed with exit code 128\n"
	)
	assert.ErrorContains(t, refusesFolder("/srv/größe", invalid), "in a folder with such a name: /srv/größe")
	assert.Error(t, refusesFolder("/srv/a#b", cut))
	assert.Error(t, refusesFolder("/srv/a b", invalid))
	assert.NoError(t, refusesFolder("/srv/fleet", invalid), "an input is written so")
	assert.NoError(t, refusesFolder("/srv/a#b", "error: attribute 'nonesuch' missing\n"))
}

// TestUnanswered tells what Nix could not get from what it refuses. Those marked "2.8" are what that version printed.
func TestUnanswered(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ said, want string }{
		"an input of GitHub, 2.8": {
			`warning: error: unable to download 'https://api.github.com/repos/NixOS/nixpkgs/commits/nixos-26.05': Couldn't resolve host name (6); retrying in 349 ms
error: unable to download 'https://api.github.com/repos/NixOS/nixpkgs/commits/nixos-26.05': Couldn't resolve host name (6)

       … while fetching the input 'github:NixOS/nixpkgs/nixos-26.05'

       … while updating the flake input 'x'
`, `unable to download 'https://api.github.com/repos/NixOS/nixpkgs/commits/nixos-26.05': Couldn't resolve host name (6)`,
		},
		"a locked input and no cache, 2.8": {
			`warning: unable to download 'https://cache.nixos.org/nix-cache-info': Couldn't resolve host name (6)
error: unable to download 'https://api.github.com/repos/NixOS/nixpkgs/tarball/4aa6836a648ca76c68866decf0c8965e36ec2a3b': Couldn't resolve host name (6)

       … while realising the context of a path

       at «string»:20:19:
`, `unable to download 'https://api.github.com/repos/NixOS/nixpkgs/tarball/4aa6836a648ca76c68866decf0c8965e36ec2a3b': Couldn't resolve host name (6)`,
		},
		"a tarball and nobody there, 2.8": {
			"error: unable to download 'http://127.0.0.1:1/x.tar.gz': Couldn't connect to server (7)\n",
			"unable to download 'http://127.0.0.1:1/x.tar.gz': Couldn't connect to server (7)",
		},
		"git over HTTPS, 2.8": {
			"fatal: unable to access 'https://example.org/x.git/': Could not resolve host: example.org\nerror: program 'git' failed with exit code 128\n\n       … while fetching the input 'git+https://example.org/x.git'\n",
			"fatal: unable to access 'https://example.org/x.git/': Could not resolve host: example.org",
		},
		"git over SSH, 2.8": {
			"ssh: Could not resolve hostname example.org: Name or service not known\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\nerror: program 'git' failed with exit code 128\n",
			"ssh: Could not resolve hostname example.org: Name or service not known",
		},
		"the trace first": {
			"error:\n       … while updating the flake input 'x'\n       … while fetching the input 'github:a/b'\n\n       error: unable to download 'https://api.github.com/repos/a/b/commits/HEAD': Could not resolve hostname (6) Could not resolve host: api.github.com\n",
			"unable to download 'https://api.github.com/repos/a/b/commits/HEAD': Could not resolve hostname (6) Could not resolve host: api.github.com",
		},
		"git in newer versions": {
			"fatal: unable to access 'https://example.org/x.git/': Failed to connect to example.org port 443 after 3 ms: Couldn't connect to server\nerror:\n       … while fetching the input 'git+https://example.org/x.git'\n       error: Failed to fetch git repository 'https://example.org/x.git'\n",
			"fatal: unable to access 'https://example.org/x.git/': Failed to connect to example.org port 443 after 3 ms: Couldn't connect to server",
		},
		"a proxy that refuses": {
			"error: unable to download 'https://example.org/x.tar.gz': HTTP error 403 ('Forbidden')\n",
			"unable to download 'https://example.org/x.tar.gz': HTTP error 403 ('Forbidden')",
		},
		"a proxy that refuses git": {
			"fatal: unable to access 'https://example.org/x.git/': Received HTTP code 403 from proxy after CONNECT\nerror: program 'git' failed with exit code 128\n",
			"fatal: unable to access 'https://example.org/x.git/': Received HTTP code 403 from proxy after CONNECT",
		},
		"a server that fails": {"error: unable to download 'https://example.org/x': HTTP error 502\n", "unable to download 'https://example.org/x': HTTP error 502"},
		"no daemon":           {"error: cannot connect to socket at '/nix/var/nix/daemon-socket/socket': Connection refused\n", "cannot connect to socket at '/nix/var/nix/daemon-socket/socket': Connection refused"},

		"nothing":                    {"", ""},
		"a repository that is not":   {"error: unable to download 'https://api.github.com/repos/a/nonesuch/commits/HEAD': HTTP error 404 ('Not Found')\n", ""},
		"a commit that is not":       {"error: unable to download 'https://api.github.com/repos/a/b/commits/nonesuch': HTTP error 422\n\n       response body:\n\n       {\"message\":\"No commit found\"}\n", ""},
		"no repository of git":       {"fatal: repository 'https://example.org/x.git/' not found\nerror: program 'git' failed with exit code 128\n", ""},
		"no repository of git, 404":  {"fatal: unable to access 'https://example.org/x.git/': The requested URL returned error: 404\nerror: program 'git' failed with exit code 128\n", ""},
		"no repository over SSH":     {"ERROR: Repository not found.\nfatal: Could not read from remote repository.\nerror: program 'git' failed with exit code 128\n", ""},
		"a protocol that is not":     {"error: unable to download 'htps://example.org/x': Unsupported protocol (1)\n", ""},
		"a mistake without the net":  {"warning: error: unable to download 'https://cache.nixos.org/nix-cache-info': Couldn't resolve host name (6); retrying in 300 ms\nwarning: unable to download 'https://cache.nixos.org/nix-cache-info': Couldn't resolve host name (6)\nerror: attribute 'nonesuch' missing\n", ""},
		"an old state of a git repo": {"fatal: unable to access 'https://example.org/x.git/': Could not resolve host: example.org\nwarning: could not update local clone of Git repository 'https://example.org/x.git'; continuing with the most recent version\nerror: attribute 'nonesuch' missing\n", ""},
	} {
		assert.Equal(t, c.want, unanswered(c.said), name)
	}
}

package install_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/install"
)

func TestTarget(t *testing.T) {
	for text, want := range map[string]struct{ ssh, port, text string }{
		"192.0.2.10":                   {"root@192.0.2.10", "", "root@192.0.2.10"},
		"web1.example.org":             {"root@web1.example.org", "", "root@web1.example.org"},
		"nixos@rescue":                 {"nixos@rescue", "", "nixos@rescue"},
		"192.0.2.10:2222":              {"root@192.0.2.10", "2222", "root@192.0.2.10:2222"},
		"ssh://admin@web1:22/":         {"admin@web1", "22", "admin@web1:22"},
		"2001:db8::10":                 {"root@2001:db8::10", "", "root@2001:db8::10"},
		"[2001:db8::10]":               {"root@2001:db8::10", "", "root@2001:db8::10"},
		"nixos@[2001:db8::10]:2222":    {"nixos@2001:db8::10", "2222", "nixos@[2001:db8::10]:2222"},
		"root@fe80::1%eth0":            {"root@fe80::1%eth0", "", "root@fe80::1%eth0"},
		"first.last@build_box.example": {"first.last@build_box.example", "", "first.last@build_box.example"},
	} {
		target, err := install.ParseTarget(text)
		require.NoError(t, err, text)
		assert.Equal(t, want.ssh, target.SSH(), text)
		assert.Equal(t, want.port, target.Port, text)
		assert.Equal(t, want.text, target.Text(), text)
	}
}

func TestTargetIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "@192.0.2.10", "root@", "192.0.2.300", "1.2.3", "192.0.2.10/24", "192.0.2.10:", "192.0.2.10:0", "192.0.2.10:65536", "192.0.2.10:ssh",
		"[192.0.2.10]", "[2001:db8::10", "[2001:db8::10]x", "[2001:db8::10]:", "2001:db8::10:22x", "-oProxyCommand=x", "root@-x", "-x@host",
		"a b", "a;b", "a..b", "host.", "root:pw@host", "a@b@c", "$(x)", "x\n",
	} {
		_, err := install.ParseTarget(text)
		require.Error(t, err, text)
		assert.True(t, install.IsMistake(err), text)
	}
}

func TestTargetDoesNotRepeatPasswords(t *testing.T) {
	_, err := install.ParseTarget("root:hunter2@host")
	assert.NotContains(t, err.Error(), "hunter2")
}

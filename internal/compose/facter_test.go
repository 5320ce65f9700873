package compose_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
)

func TestTheReportIsForNixOS(t *testing.T) {
	const head = `{"version": 1, "system": "x86_64-linux", "hardware": {"cpu": [{}]`
	for _, c := range []struct{ name, hardware, output, settings, want string }{
		{"nothing to keep from it", "", ".", "", ".reportPath = ./facter.json;"},
		{"rendered elsewhere", "", "out", "", ".reportPath = ../../../../hosts/web/web1/facter.json;"},
		{"what it would switch on", `, "bluetooth": [{}], "monitor": [{}], "usb": [{"bus_type": {"name": "USB"}, "vendor": {"value": 10182}}]`, ".", "",
			" = { detected = { bluetooth.enable = false; fingerprint.enable = false; graphics.enable = false; }; reportPath = ./facter.json; }"},
		{"a camera with an unfree driver", `, "pci": [{"vendor": {"value": 32902}, "base_class": {"value": 4}, "sub_class": {"value": 128}}]`, ".", "",
			" = { detected.camera.ipu6.enable = false; reportPath = ./facter.json; }"},
		{"settings win", `, "bluetooth": [{}]`, ".", "settings: { hardware.facter.detected.bluetooth.enable: true }",
			" = { detected.bluetooth.enable = true; reportPath = ./facter.json; }"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := host(t, c.settings)
			report, diags := facts.Read(source.New("facter.json", []byte(head+c.hardware+"}}")))
			require.Empty(t, diags)
			h.Report = &resolve.Report{Path: "hosts/web/web1/facter.json", Facts: report}
			got := flat(compose.Host(h, nil, compose.Place{Output: c.output, Folder: "hosts/web/web1"}).Identity)
			assert.Contains(t, got, "hardware.facter"+c.want)
		})
	}
	set, _ := identity(t, "")
	assert.NotContains(t, set, "facter")
}

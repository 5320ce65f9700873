package resolve_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
)

func init() {
	modules["hardware/gpu"] = "requires: [hardware/bus]\noptions: { vendors: { type: list, of: { type: enum, values: [amd, intel, nvidia] }, fact: graphics, description: d }, " +
		"fingerprint: { type: bool, default: false, fact: fingerprint, description: d }, cpu: { type: enum, values: [via], fact: microcode, description: d } }"
	modules["hardware/bus"] = "options: { nvidia: { type: object, description: d, fields: { id: { type: string, fact: nvidiaBusId, description: d } } } }"
}

const laptopReport = `{"version": 1, "system": "x86_64-linux", "virtualisation": "none", "uefi": {"supported": true}, "hardware": {
  "cpu": [{"vendor_name": "GenuineIntel"}],
  "fingerprint": [{"model": "Reader"}],
  "graphics_card": [{"vendor": {"value": 4318}, "sysfs_bus_id": "0000:01:00.0"}, {"vendor": {"value": 32902}, "sysfs_bus_id": "0000:00:02.0"}],
  "disk": [{"unix_device_names": ["/dev/disk/by-id/nvme-A"], "resources": [{"type": "size", "unit": "sectors", "value_1": 8, "value_2": 512}]}]}}`

// reported resolves a host of a fleet with a report.
func (f fleet) reported(t testing.TB, content string) (*resolve.Host, diag.List) {
	t.Helper()
	language, resolver, _ := f.open(t)
	doc, diags := language.ReadHost(source.New("hosts/web1.yaml", []byte("stateVersion: \"25.05\"\nreport: sub/facter.json\n"+content)))
	require.Empty(t, diags)
	report := resolve.ReportOf(doc, &diags)
	require.Empty(t, diags)
	require.Equal(t, "hosts/web1/sub/facter.json", report.Path)
	report.Facts, diags = facts.Read(source.New(report.Path, []byte(laptopReport)))
	require.Empty(t, diags)
	return resolver.HostWith(doc, report)
}

func TestTheReportFillsWhatNobodySays(t *testing.T) {
	for _, c := range []struct{ name, host, want string }{
		{"nothing said", "", "firmware: uefi\nsystem: x86_64-linux\ndisks:\n  main:\n    device: /dev/disk/by-id/nvme-A\n"},
		{"a disk without a device", "disks: { root: { swap: 1G } }", "firmware: uefi\nsystem: x86_64-linux\ndisks:\n  root:\n    device: /dev/disk/by-id/nvme-A\n    swap: 1G\n"},
		{"the host wins", "firmware: bios\nsystem: aarch64-linux\ndisks: { a: { device: /dev/x } }", "firmware: bios\nsystem: aarch64-linux\ndisks:\n  a:\n    device: /dev/x\n"},
		{"two disks are a choice", "disks: { a: { device: /dev/x }, b: { device: /dev/y } }",
			"firmware: uefi\nsystem: x86_64-linux\ndisks:\n  a:\n    device: /dev/x\n  b:\n    device: /dev/y\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, diags := fleet{}.reported(t, c.host)
			require.Empty(t, reports(diags))
			got := ""
			for _, key := range []string{"firmware", "system"} {
				got += key + ": " + written(t, h.Root.Get(key))
			}
			got += "disks:\n  " + strings.TrimSuffix(strings.ReplaceAll(written(t, h.Root.Get("disks")), "\n", "\n  "), "  ")
			assert.Equal(t, c.want, got)
			assert.Equal(t, strings.TrimSpace(written(t, h.Root.Get("firmware"))), h.Firmware)
		})
	}
	h, _ := fleet{profiles: map[string]string{"p": "firmware: bios"}}.reported(t, "profile: p\n")
	assert.Equal(t, "bios", h.Firmware, "profiles are stronger, too")
	over := h.Origins.Get("firmware").Overrode
	require.Len(t, over, 1)
	assert.Equal(t, "report hosts/web1/sub/facter.json", over[0].Layer.Name)
	assert.Equal(t, `{"supported": true}`, h.Report.Facts.Firmware.Range().Text())
}

func TestTheReportFillsOptionsOfModulesThatAreOn(t *testing.T) {
	h, diags := fleet{}.reported(t, "")
	require.Empty(t, reports(diags))
	assert.Nil(t, h.Root.Get("hardware"), "it switches nothing on")

	h, diags = fleet{}.reported(t, "hardware: { gpu: true }")
	require.Empty(t, reports(diags))
	gpu, bus := h.Module("hardware/gpu"), h.Module("hardware/bus")
	assert.Equal(t, "[intel, nvidia]\n", written(t, gpu.Option("vendors")))
	assert.Equal(t, "PCI:1:0:0", bus.Option("nvidia", "id").Text, "in a module that another one requires")
	assert.Nil(t, gpu.Option("cpu"), "not a value of this option")
	assert.False(t, gpu.On("fingerprint"), "to use a device is a choice")
	assert.Equal(t, "report hosts/web1/sub/facter.json", h.Origins.Get("hardware", "gpu", "vendors").Layer.Name)
	at := bus.Option("nvidia", "id").Range()
	assert.Equal(t, "4:21", fmt.Sprintf("%d:%d", at.Start.Line, at.Start.Column))

	h, _ = fleet{}.reported(t, "hardware: { gpu: { vendors: [nvidia] }, bus: { nvidia: { id: null } } }")
	assert.Equal(t, "[nvidia]\n", written(t, h.Module("hardware/gpu").Option("vendors")), "what somebody wrote is not added to")
	assert.Equal(t, "null\n", written(t, h.Module("hardware/bus").Option("nvidia", "id")))
}

func TestABrokenReportIsNotWhatAHostLacks(t *testing.T) {
	language, resolver, _ := fleet{}.open(t)
	doc, _ := language.ReadHost(source.New("hosts/web1.yaml", []byte("stateVersion: \"25.05\"\nreport: facter.json\n")))
	var diags diag.List
	report := resolve.ReportOf(doc, &diags)
	report.Broken = true
	_, found := resolver.HostWith(doc, report)
	assert.Empty(t, reports(found), "firmware and disks may be in it")
	_, found = resolver.HostWith(doc, resolve.ReportOf(doc, &diags))
	assert.Len(t, found, 2, "one that is not there yet gives nothing")
}

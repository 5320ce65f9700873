package facts_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/source"
)

// reports are those of the reference fleet.
var reports = map[string]string{
	"hetzner-cloud": "../../hosts/servers/hetzner-cloud/facter.json", "yoga": "../../hosts/laptops/yoga/facter.json", "zephyrus": "../../hosts/laptops/zephyrus/facter.json",
}

func open(t testing.TB, name string) *facts.Report {
	t.Helper()
	content, err := os.ReadFile(reports[name])
	require.NoError(t, err)
	return read(t, string(content))
}

func read(t testing.TB, content string) *facts.Report {
	t.Helper()
	r, diags := facts.Read(source.New("facter.json", []byte(content)))
	require.Empty(t, diags)
	require.NotNil(t, r)
	return r
}

// all are the facts of a report in short.
func all(r *facts.Report) string {
	var out []string
	for _, f := range r.All() {
		out = append(out, fmt.Sprintf("%s=%v", f.Name, f.Value))
	}
	return strings.Join(out, "; ")
}

func TestRealReports(t *testing.T) {
	for name, want := range map[string]string{
		"hetzner-cloud": "system=x86_64-linux; firmware=uefi; virtualisation=kvm; provider=hetzner; chassis=virtual; vendor=Hetzner; model=vServer; modelVersion=20171111; " +
			"cpuVendor=amd; cpuModel=AMD EPYC-Genoa Processor; cpuCores=12; memory=23622320128; disk=/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_100000001",
		"yoga": "system=x86_64-linux; virtualisation=none; chassis=convertible; vendor=LENOVO; model=83JR; modelVersion=Yoga 7 2-in-1 14AKP10; " +
			"cpuVendor=amd; cpuModel=AMD Ryzen AI 7 350 w/ Radeon 860M; cpuCores=8; cpuKVM=svm; microcode=amd; memory=16106127360; graphics=[amd]; " +
			"disk=/dev/disk/by-id/nvme-WD_PC_SN7100S_SDFPMSL-1T00-1101_SERIAL00001; wifi=true; bluetooth=true; camera=true; fingerprint=true; touch=true; sensors=true",
		"zephyrus": "system=x86_64-linux; virtualisation=none; chassis=laptop; vendor=ASUSTeK COMPUTER INC.; model=ROG Zephyrus M16 GU603ZW_GU603ZW; modelVersion=1.0; " +
			"cpuVendor=intel; cpuModel=12th Gen Intel(R) Core(TM) i9-12900H; cpuCores=14; cpuKVM=vmx; microcode=intel; memory=42949672960; graphics=[intel nvidia]; " +
			"intelBusId=PCI:0:2:0; nvidiaBusId=PCI:1:0:0; wifi=true; bluetooth=true; camera=true",
	} {
		assert.Equal(t, want, all(open(t, name)), name)
	}
}

func TestDisksOfRealReports(t *testing.T) {
	for name, want := range map[string]string{
		"hetzner-cloud": "QEMU HARDDISK 491522097152 scsi virtio_scsi 1",
		"yoga":          "WD PC SN7100S SDFPMSL-1T00-1101 1024209543168 nvme nvme 3",
		"zephyrus":      "CT2000P310SSD8 2000398934016 nvme nvme 3, Micron_2450_MTFDKBA1T0TFK 1024209543168 nvme nvme 3",
	} {
		var got []string
		for _, d := range open(t, name).Targets() {
			got = append(got, fmt.Sprintf("%s %d %s %s %d", d.Model, d.Size, d.Bus, d.Driver, len(d.IDs)))
		}
		assert.Equal(t, want, strings.Join(got, ", "), name)
	}
}

func TestFactsHavePlaces(t *testing.T) {
	r := open(t, "zephyrus")
	assert.Equal(t, `"x86_64-linux"`, r.System.Range().Text())
	assert.Equal(t, `"none"`, r.Virtualisation.Range().Text())
	assert.Equal(t, `"GenuineIntel"`, r.CPU.Vendor.Range().Text())
	assert.Equal(t, `"/dev/disk/by-id/nvme-CT2000P310SSD8_SERIAL00002"`, r.Disks[0].IDs[0].Range().Text())
	assert.Equal(t, `"ROG Zephyrus M16 GU603ZW_GU603ZW"`, r.Machine.Model.Range().Text())
	assert.Equal(t, "{", r.Graphics[0].Range().Text())
	for _, f := range r.All() {
		assert.False(t, f.IsZero(), f.Name)
	}
	assert.True(t, r.Firmware.Range().IsZero(), "an unknown firmware stands nowhere")
}

// report is a report with more keys, which stand before the ones that every report has.
func report(more string) string {
	return `{` + more + ` "version": 1, "system": "x86_64-linux"}`
}

// hardware is a report with a processor and more hardware.
func hardware(more string) string {
	return report(`"hardware": {"cpu": [{"vendor_name": "GenuineIntel"}]` + more + `},`)
}

func TestFirmwareHasThreeStates(t *testing.T) {
	cpu := `"hardware": {"cpu": [{}]},`
	for keys, want := range map[string]string{
		``:                              facts.Unknown,
		`"uefi": null,`:                 facts.Unknown,
		`"uefi": {},`:                   facts.Unknown,
		`"uefi": {"supported": null},`:  facts.Unknown,
		`"uefi": {"supported": true},`:  facts.UEFI,
		`"uefi": {"supported": false},`: facts.BIOS,
		`"smbios": {"bios": {"vendor": "SeaBIOS"}},`:                                 facts.BIOS,
		`"smbios": {"bios": [{"vendor": "SeaBIOS"}]},`:                               facts.BIOS,
		`"smbios": {"bios": {"vendor": "SeaBIOS"}}, "uefi": {"supported": true},`:    facts.UEFI,
		`"smbios": {"bios": {"vendor": "American Megatrends International, LLC."}},`: facts.Unknown,
	} {
		assert.Equal(t, want, read(t, report(cpu+keys)).Firmware.Value, keys)
	}
}

func TestChassis(t *testing.T) {
	for keys, want := range map[string]string{
		`"smbios": {"chassis": [{"chassis_type": {"value": 10}}]},`:                                     facts.Laptop,
		`"smbios": {"chassis": {"chassis_type": {"value": 31}}},`:                                       facts.Convertible,
		`"smbios": {"chassis": [{"chassis_type": {"value": 23}}]},`:                                     facts.Server,
		`"smbios": {"chassis": [{"chassis_type": {"value": 1}}]},`:                                      facts.Unknown,
		`"smbios": {"chassis": []},`:                                                                    facts.Unknown,
		`"smbios": {"chassis": [{"chassis_type": {"value": 10}}]}, "virtualisation": "vmware",`:         facts.Virtual,
		`"smbios": {"chassis": [{"chassis_type": {"value": 3}}]}, "virtualisation": "none",`:            facts.Desktop,
		`"smbios": {"chassis": [{"chassis_type": {"value": 3}}]}, "virtualisation": null, "odd": [{}],`: facts.Desktop,
	} {
		assert.Equal(t, want, read(t, report(`"hardware": {"cpu": [{}]},`+keys)).Chassis.Value, keys)
	}
}

func TestBusIDsAreDecimal(t *testing.T) {
	for address, want := range map[string]string{
		"0000:01:00.0": "PCI:1:0:0", "0000:00:02.0": "PCI:0:2:0", "0000:c1:1f.7": "PCI:193:31:7", "0001:0a:00.0": "PCI:10@1:0:0",
		"virtio0": "", "": "", "0000:01:00": "", "0000:01:20.0": "", "0000:01:00.8": "", "zz:01:00.0": "", "0000:100:00.0": "",
	} {
		r := read(t, hardware(`, "graphics_card": [{"vendor": {"value": 4318}, "sysfs_bus_id": "`+address+`"}]`))
		assert.Equal(t, want, r.Graphics[0].BusID, address)
	}
}

func TestWhatIsNoDiskToInstallOn(t *testing.T) {
	size := `"resources": [{"type": "size", "unit": "sectors", "value_1": 2048, "value_2": 512}]`
	for entry, want := range map[string]string{
		`"unix_device_names": ["/dev/disk/by-uuid/1", "/dev/zram0"], ` + size:                                                                   "compressed memory",
		`"unix_device_names": ["/dev/loop3"], ` + size:                                                                                          "a loop device",
		`"unix_device_names": ["/dev/sr0"], ` + size:                                                                                            "an optical drive",
		`"class_list": ["disk", "usb"], "unix_device_names": ["/dev/sdb"], ` + size:                                                             "attached by USB",
		`"unix_device_names": ["/dev/disk/by-id/usb-Stick_1-0:0", "/dev/sdb"], ` + size:                                                         "attached by USB",
		`"hotplug": "usb", "unix_device_names": ["/dev/sdb"], ` + size:                                                                          "attached by USB",
		`"unix_device_names": ["/dev/dm-0"], ` + size:                                                                                           "made of other disks",
		`"unix_device_names": ["/dev/sdc"]`:                                                                                                     "of no size",
		`"unix_device_names": ["/dev/sdc"], "resources": [{"type": "size", "unit": "mm", "value_1": 3, "value_2": 4}]`:                          "of no size",
		`"unix_device_names": ["/dev/sdc"], "resources": [{"type": "size", "unit": "sectors", "value_1": 9223372036854775807, "value_2": 512}]`: "of no size",
		`"unix_device_names": ["/dev/sdc"], ` + size:                                                                                            "",
		`"unix_device_names": null, ` + size:                                                                                                    "",
		`"sysfs_id": "/class/block/zram1", "unix_device_names": null, ` + size:                                                                  "compressed memory",
	} {
		r := read(t, hardware(`, "disk": [{`+entry+`}]`))
		require.Len(t, r.Disks, 1)
		assert.Equal(t, want, r.Disks[0].Not, entry)
		_, known := r.Fact("disk")
		assert.False(t, known, "a disk without a lasting name is no device to write down: %s", entry)
	}
}

func TestTheBestNameOfADiskComesFirst(t *testing.T) {
	r := read(t, hardware(`, "disk": [{"unix_device_names": ["/dev/disk/by-id/wwn-0x5", "/dev/disk/by-id/nvme-eui.0", "/dev/disk/by-id/nvme-Model_S_1",
		"/dev/disk/by-id/nvme-Model_S", "/dev/disk/by-id/with space", "/dev/disk/by-id/new\nline", "/dev/disk/by-path/x", "/dev/nvme0n1"]}]`))
	var ids []string
	for _, id := range r.Disks[0].IDs {
		ids = append(ids, strings.TrimPrefix(id.Value, "/dev/disk/by-id/"))
	}
	assert.Equal(t, []string{"nvme-Model_S", "nvme-Model_S_1", "wwn-0x5", "nvme-eui.0"}, ids)
}

func TestDriversFromWhereTheyAre(t *testing.T) {
	r := read(t, hardware(`, "disk": [{"driver": null, "drivers": ["sd", "ahci"], "driver_modules": null}, {"driver": "virtio_scsi", "driver_modules": ["sd_mod", null]}]`))
	assert.Equal(t, "sd", r.Disks[0].Driver)
	assert.Equal(t, "virtio_scsi", r.Disks[1].Driver)
	assert.Len(t, r.NullModules(), 2, "NixOS joins these lists, and fails at null")
}

func TestInterfacesOfSoftwareAreNone(t *testing.T) {
	r := read(t, hardware(`, "network_interface": [
		{"sub_class": {"name": "Loopback"}, "unix_device_names": ["lo"]},
		{"sub_class": {"name": "Ethernet"}, "unix_device_names": ["docker0"]},
		{"sub_class": {"name": "Ethernet"}, "unix_device_names": ["veth1"], "sysfs_device_link": "/devices/virtual/net/veth1"},
		{"sub_class": {"name": "Ethernet"}, "unix_device_names": ["eno1"], "sysfs_device_link": "/devices/pci0/1", "driver": "igc"}],
		"network_controller": [
		{"vendor": "Virtio", "model": "Card", "unix_device_names": ["eno1"]},
		{"model": "Wi-Fi card", "class_list": ["network_controller", "wlan_card"]}]`))
	var got []string
	for _, n := range r.Network {
		got = append(got, fmt.Sprintf("%v %s %s %v", n.Names, n.Driver, n.Model, n.Wireless))
	}
	assert.Equal(t, []string{"[eno1] igc Card false", "[]  Wi-Fi card true"}, got, "a card without a driver is there nevertheless")
}

func TestTextOfFirmwareIsCleaned(t *testing.T) {
	r := read(t, report(`"hardware": {"cpu": [{}]}, "smbios": {"system": {"product": "A\u001b[31m\nB  C", "manufacturer": "`+strings.Repeat("x", 500)+`"}},`))
	assert.Equal(t, "A [31m B C", r.Machine.Model.Value)
	assert.Len(t, r.Machine.Vendor.Value, 200)
}

func TestNullsAreNothing(t *testing.T) {
	r := read(t, `{"version": 1, "system": "x86_64-linux", "virtualisation": null, "smbios": {"system": null, "chassis": null, "bios": null, "board": null},
		"hardware": {"cpu": [{"vendor_name": null, "features": null}], "disk": null, "system": null, "graphics_card": [{"vendor": null, "device": null, "resources": null}]}}`)
	assert.Equal(t, "system=x86_64-linux", all(r))
}

// What Cut leaves out says nothing about the machine.
func TestCutKeepsTheFacts(t *testing.T) {
	for _, name := range []string{"hetzner-cloud", "yoga", "zephyrus"} {
		content, err := os.ReadFile(reports[name])
		require.NoError(t, err)
		cut, err := facts.Cut(source.New("facter.json", content))
		require.NoError(t, err)
		assert.Equal(t, string(content), string(cut), "%s is cut already", name)
	}
}

func TestCutLeavesOutWhatChangesAndWhatIsPrivate(t *testing.T) {
	raw := `{"version": 1, "system": "x86_64-linux", "virtualisation": "none", "swap": [{"path": "/dev/sda9"}],
	"smbios": {"system": {"manufacturer": "M", "product": "P", "serial": "SECRET", "uuid": "SECRET"}, "chassis": [{"chassis_type": {"value": 10}, "asset_tag": "SECRET"}],
		"memory_device": [{"part_number": "SECRET"}]},
	"hardware": {
		"cpu": [{"vendor_name": "AuthenticAMD", "bogo": 4799, "features": ["svm", null]}],
		"monitor": [{"serial": "SECRET"}], "hub": [{}], "mouse": [{"model": "Mouse"}, {"model": "Touchscreen"}], "keyboard": [{}],
		"usb": [{"bus_type": {"name": "USB"}, "vendor": {"value": 1}, "serial": "SECRET"}, {"bus_type": {"name": "USB"}, "vendor": {"value": 10182}, "serial": "SECRET"}],
		"camera": [{"model": "C", "detail": {"interface_number": 0}}, {"model": "C", "detail": {"interface_number": 1}}],
		"network_interface": [{"sub_class": {"name": "Loopback"}}, {"index": 7, "sysfs_device_link": "/devices/x", "unix_device_names": ["eno1"],
			"resources": [{"type": "hwaddr", "address": "SECRET"}]}],
		"disk": [
			{"index": 9, "serial": "SECRET", "sysfs_id": "/class/block/sdb", "unix_device_names": ["/dev/disk/by-id/ata-B", "/dev/disk/by-uuid/SECRET", "/dev/sdb"],
			 "driver_modules": null, "driver": "ahci", "drivers": ["ahci", "sd"], "resources": [{"type": "size", "unit": "sectors", "value_1": 8, "value_2": 512}]},
			{"unix_device_names": ["/dev/disk/by-id/ata-A", "/dev/sda"], "resources": [{"type": "size", "unit": "sectors", "value_1": 8, "value_2": 512}]},
			{"unix_device_names": ["/dev/zram0"], "resources": [{"type": "size", "unit": "sectors", "value_1": 8, "value_2": 512}]}]
	}}`
	file := source.New("facter.json", []byte(raw))
	before := read(t, raw)
	require.NotEmpty(t, before.NullModules())
	text, err := facts.Cut(file)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "SECRET")
	assert.NotContains(t, string(text), "null")
	for _, gone := range []string{"monitor", "hub", "keyboard", "swap", "index", "bogo", "zram", "by-uuid", "Mouse", "Loopback", "detail", `"/dev/sd`} {
		assert.NotContains(t, string(text), gone)
	}
	assert.True(t, strings.HasSuffix(string(text), "}\n"))
	assert.Less(t, strings.Index(string(text), "ata-A"), strings.Index(string(text), "ata-B"), "disks stand in an order that lasts")
	after := read(t, string(text))
	assert.Equal(t, all(before), all(after))
	assert.Empty(t, after.NullModules())
	assert.Contains(t, string(text), `"sd_mod"`, "a driver that was built in is a module for NixOS")
	assert.True(t, after.MayReadFingers())
}

func TestNumbersWithNames(t *testing.T) {
	for vendor, want := range map[string]string{
		`{"hex": "10de", "name": "nVidia", "value": 4318}`: "nvidia GPU (10de:0001)",
		`{ "value" : 4318 , "name" : "x" }`:                "nvidia GPU (10de:0001)",
		"{\n\"value\"\n:\n4318\n}":                         "nvidia GPU (10de:0001)",
		`{"name": "a \u0062", "value": 4318}`:              "nvidia GPU (10de:0001)",
		`{"name": "value", "value": 4318}`:                 "nvidia GPU (10de:0001)",
		`{"name": null, "value": 4318}`:                    "nvidia GPU (10de:0001)",
		`{"name": "x", "value": null}`:                     "0000 GPU",
		`{"name": "x"}`:                                    "0000 GPU",
		`{"more": {"value": 1}, "value": 4318}`:            "nvidia GPU (10de:0001)",
		`{"hex": "value", "value": 4318}`:                  "nvidia GPU (10de:0001)",
		`"Virtio"`:                                         "0000 GPU",
		`null`:                                             "0000 GPU",
	} {
		r := read(t, hardware(`, "graphics_card": [{"model": "GPU", "vendor": `+vendor+`, "device": {"value": 1}}]`))
		assert.Equal(t, want, r.Graphics[0].Vendor+" "+r.Graphics[0].Name, vendor)
	}
	for _, vendor := range []string{`{"value": 1.5}`, `{"value": -1}`, `{"value": 99999999999}`, `{"value": "4318"}`, `{"name": 5}`} {
		r, diags := facts.Read(source.New("facter.json", []byte(hardware(`, "graphics_card": [{"vendor": `+vendor+`}]`))))
		assert.Nil(t, r, vendor)
		assert.Len(t, diags, 1, vendor)
	}
}

func TestHumanSize(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0 B", 999: "999 B", 1024209543168: "1.02 TB", 491522097152: "492 GB", 2000398934016: "2.00 TB"} {
		assert.Equal(t, want, facts.HumanSize(bytes))
	}
}

func TestMachinesAreNamedAsTheyAreSold(t *testing.T) {
	assert.Equal(t, "Yoga 7 2-in-1 14AKP10", open(t, "yoga").Machine.Name())
	assert.Equal(t, "ROG Zephyrus M16 GU603ZW", open(t, "zephyrus").Machine.Name())
	assert.Equal(t, "vServer", open(t, "hetzner-cloud").Machine.Name())
}

// FuzzRead holds that no bytes make reading or cutting a report panic, and that what was cut is a report with the same
// facts.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"hetzner-cloud", "yoga", "zephyrus"} {
		content, err := os.ReadFile(reports[name])
		require.NoError(f, err)
		f.Add(content)
	}
	for _, text := range []string{"", "{}", "[]", "null", hardware(""), hardware(`, "disk": [{"driver_modules": [null]}]`), `{"version": 2}`, `{"hardware": [`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		file := source.New("facter.json", content)
		r, diags := facts.Read(file)
		if r == nil {
			require.NotEmpty(t, diags, "refused without a reason")
			return
		}
		require.NotEmpty(t, r.Proposals())
		r.Largest()
		for _, fact := range r.All() {
			_ = fact.Range().Text()
		}
		cut, err := facts.Cut(file)
		if err != nil {
			return // keys that differ in nothing but their case, which Read takes together
		}
		require.True(t, json.Valid(cut))
	})
}

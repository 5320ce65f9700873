package facts

import (
	"fmt"
	"strconv"
	"strings"
)

// vendors are the makers of graphics cards, by their number on the PCI bus.
var vendors = map[uint32]string{
	0x1002: "amd", 0x1022: "amd", 0x8086: "intel", 0x10de: "nvidia", 0x1af4: "virtio", 0x1234: "qemu", 0x1013: "cirrus", 0x15ad: "vmware", 0x1414: "microsoft",
	0x1a03: "aspeed", 0x102b: "matrox",
}

func (r *reader) gpu(d *device) {
	gpu := GPU{Name: d.name(), Driver: d.driver(), Address: clean(d.BusID), BusID: primeID(d.BusID), Place: r.head(d.at)}
	if gpu.Vendor = vendors[d.Vendor.Value]; gpu.Vendor == "" {
		gpu.Vendor = fmt.Sprintf("%04x", d.Vendor.Value)
	}
	r.report.Graphics = append(r.report.Graphics, gpu)
}

// primeID turns the kernel's name of a place on the PCI bus, 0000:01:00.0 in hexadecimal, into the one that the drivers
// for two graphics cards take, PCI:1:0:0 in decimal. Machines with several PCI domains name theirs after the bus.
func primeID(address string) string {
	domain, rest, found := strings.Cut(address, ":")
	bus, rest, more := strings.Cut(rest, ":")
	slot, function, last := strings.Cut(rest, ".")
	if !found || !more || !last {
		return ""
	}
	var n [4]uint64
	for i, text := range []string{domain, bus, slot, function} {
		value, err := strconv.ParseUint(text, 16, 16)
		if err != nil {
			return ""
		}
		n[i] = value
	}
	if n[1] > 255 || n[2] > 31 || n[3] > 7 {
		return ""
	}
	if n[0] > 0 {
		return fmt.Sprintf("PCI:%d@%d:%d:%d", n[1], n[0], n[2], n[3])
	}
	return fmt.Sprintf("PCI:%d:%d:%d", n[1], n[2], n[3])
}

// nic takes the interfaces of network cards. Those that software makes (lo, docker0) hang on no device.
func (r *reader) nic(d *device) {
	if !d.isNIC() {
		return
	}
	nic := NIC{Driver: d.driver(), Wireless: d.isWireless(), Place: r.head(d.at)}
	for _, name := range d.Names.List {
		nic.Names = append(nic.Names, clean(name))
	}
	r.report.Network = append(r.report.Network, nic)
}

func (d *device) isNIC() bool {
	return d.SubClass.Name != "Loopback" && d.Link != "" && !strings.Contains(d.Link, "/virtual/")
}

// controller remembers a network card, whose interface may stand in front of it or behind.
func (r *reader) controller(d *device) { r.controllers = append(r.controllers, *d) }

// nameControllers gives the interfaces the names of their cards, and adds cards whose driver the scanning system lacked.
func (r *reader) nameControllers() {
	for _, c := range r.controllers {
		found := false
		for i := range r.report.Network {
			nic := &r.report.Network[i]
			if shareName(nic.Names, c.Names.List) {
				nic.Model, found = c.name(), true
				nic.Wireless = nic.Wireless || c.isWireless()
			}
		}
		if !found {
			r.report.Network = append(r.report.Network, NIC{Model: c.name(), Driver: c.driver(), Wireless: c.isWireless(), Place: r.head(c.at)})
		}
	}
}

func (d *device) isWireless() bool {
	return d.is("wlan_card") || d.SubClass.Name == "WLAN controller" || d.SubClass.Name == "WLAN"
}

func shareName(a, b []string) bool {
	for _, name := range a {
		for _, other := range b {
			if name == clean(other) {
				return true
			}
		}
	}
	return false
}

// fingerMakers make fingerprint readers and nothing else for USB; mixedMakers make other devices as well, of which NixOS
// knows some as readers (nixos/modules/hardware/facter/fingerprint in nixpkgs).
var (
	fingerMakers = map[uint32]bool{0x27c6: true, 0x138a: true, 0x1c7a: true, 0x10a5: true, 0x147e: true, 0x08ff: true, 0x298d: true, 0x2808: true, 0x061a: true}
	mixedMakers  = map[uint32]bool{0x04f3: true, 0x06cb: true, 0x045e: true, 0x0483: true, 0x05ba: true}
)

func (r *reader) usb(d *device) {
	if d.Bus.Name != "USB" {
		return
	}
	r.report.fingerUSB = r.report.fingerUSB || fingerMakers[d.Vendor.Value] || mixedMakers[d.Vendor.Value]
	if fingerMakers[d.Vendor.Value] || strings.Contains(strings.ToLower(d.Model), "fingerprint") {
		r.listed(&r.report.Fingerprint)(d)
	}
	r.touchScreen(d)
}

// unknown takes what hwinfo found no class for.
func (r *reader) unknown(d *device) {
	r.usb(d)
	r.pci(d)
	r.touchScreen(d)
}

func (r *reader) pci(d *device) {
	const multimedia, other = 0x04, 0x80
	r.sensor(d)
	if d.Vendor.Value == 0x8086 && d.BaseClass.Value == multimedia && d.SubClass.Value == other {
		r.report.imageUnit = true
	}
}

// sensorDrivers run the hubs behind which accelerometers and light sensors hang.
var sensorDrivers = map[string]bool{"pcie_mp2_amd": true, "amd_sfh": true, "intel_ish_ipc": true, "hid_sensor_hub": true}

func (r *reader) sensor(d *device) {
	if sensorDrivers[d.driver()] {
		r.listed(&r.report.Sensors)(d)
	}
}

func (r *reader) pointer(d *device) { r.touchScreen(d) }

func (r *reader) touchScreen(d *device) {
	if d.isTouchScreen() {
		r.listed(&r.report.Touch)(d)
	}
}

func (d *device) isTouchScreen() bool {
	for _, text := range []string{d.Model, d.Device.Name, d.SubClass.Name, d.BaseClass.Name} {
		text = strings.ToLower(strings.ReplaceAll(text, " ", ""))
		if strings.Contains(text, "touchscreen") {
			return true
		}
	}
	return false
}

func (r *reader) monitor(d *device) {
	if r.report.Monitors.IsZero() {
		r.report.Monitors = r.head(d.at)
	}
}

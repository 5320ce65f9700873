// Package facts reads a hardware report of nixos-facter into typed facts, each with its place in the report. A fact that
// the report does not hold is left out: a missing `uefi` says nothing, and is not BIOS.
package facts

import (
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/source"
)

// Report is what a hardware report says about a machine.
type Report struct {
	File *source.File

	System         Text // x86_64-linux
	Virtualisation Text // none on real hardware; kvm, qemu, microsoft, ...; empty: unknown
	Firmware       Text // one of the firmwares below
	Machine        Machine
	Chassis        Text // one of the kinds below
	CPU            CPU
	Memory         Number // bytes

	Graphics []GPU
	Disks    []Disk
	Network  []NIC

	Bluetooth   []Device
	Cameras     []Device
	Fingerprint []Device // readers; whether fprintd drives one depends on the release
	Touch       []Device // touch screens
	Sensors     []Device // that tell how a machine is held

	Monitors    Place // the first monitor, which makes NixOS turn graphics on; zero where none is listed
	imageUnit   bool  // an image processor of Intel, whose camera needs a driver of its own
	fingerUSB   bool  // a USB device of a maker of readers is there, which NixOS may know as one
	nullModules []Place
}

// The states of the firmware. A report that does not say leaves it unknown.
const (
	UEFI    = "uefi"
	BIOS    = "bios"
	Unknown = "unknown"
)

// The kinds of chassis.
const (
	Laptop      = "laptop"
	Convertible = "convertible"
	Tablet      = "tablet"
	Desktop     = "desktop"
	Server      = "server"
	Virtual     = "virtual"
)

// Place is where a fact stands in the report. The zero Place is nowhere.
type Place struct {
	file       *source.File
	start, end int
}

// Range is the place with line and column.
func (p Place) Range() source.Range {
	if p.file == nil {
		return source.Range{}
	}
	start := p.file.AtByte(p.start)
	end := p.end
	if line := p.start + len(p.file.RestOfLine(start)); end > line { // a caret marks one line
		end = line
	}
	return source.Range{File: p.file, Start: start, End: p.file.AtByte(end)}
}

// IsZero tells whether the place is nowhere.
func (p Place) IsZero() bool { return p.file == nil }

// Text is a fact in words.
type Text struct {
	Value string
	Place
}

// Number is a fact that counts something.
type Number struct {
	Value int64
	Place
}

// Machine is what the firmware calls the machine.
type Machine struct {
	Vendor  Text
	Model   Text
	Version Text // where some vendors keep the name under which the machine is sold
}

// Name is what the machine is sold as.
func (m Machine) Name() string {
	name := m.Model.Value
	if m.Vendor.Value == "LENOVO" && m.Version.Value != "" { // whose models are numbers
		name = m.Version.Value
	}
	if half, rest, found := strings.Cut(name, "_"); found && strings.HasSuffix(half, rest) { // "ROG Zephyrus M16 GU603ZW_GU603ZW"
		name = half
	}
	return name
}

// CPU is the processor; machines with several have equal ones.
type CPU struct {
	Vendor Text // amd, intel, or as the processor names its maker
	Model  Text
	Cores  Number
	KVM    Text // svm or vmx: it can run virtual machines; empty: it cannot, or the hypervisor hides it
}

// GPU is a graphics card.
type GPU struct {
	Vendor  string // amd, intel, nvidia, virtio, or the vendor's number
	Name    string
	Driver  string // of the system that wrote the report; it need not be the one to use
	Address string // on the PCI bus, as the kernel writes it: 0000:01:00.0
	BusID   string // as NixOS names it for PRIME: PCI:1:0:0, in decimal; empty off the PCI bus
	Place
}

// Disk is a disk, or what looks like one to the kernel.
type Disk struct {
	Model  string
	Size   int64  // bytes; 0: unknown
	Bus    string // nvme, scsi, ata, virtio, mmc, usb, ...
	Driver string
	IDs    []Text // names below /dev/disk/by-id, the one to use first
	Not    string // why nothing can be installed on it; empty: it can
	Place
}

// NIC is a network interface of the machine itself.
type NIC struct {
	Names    []string // in the system that wrote the report: they may be others later
	Driver   string
	Model    string
	Wireless bool
	Place
}

// Device is some other piece of hardware.
type Device struct {
	Name   string
	Driver string
	Place
}

// IsVirtual tells whether the machine is a virtual one.
func (r *Report) IsVirtual() bool {
	return r.Virtualisation.Value != "" && r.Virtualisation.Value != "none"
}

// isPortable tells whether the machine is one to carry around.
func (r *Report) isPortable() bool {
	return r.Chassis.Value == Laptop || r.Chassis.Value == Convertible || r.Chassis.Value == Tablet
}

// Targets are the disks that a system can be installed on.
func (r *Report) Targets() []Disk {
	var out []Disk
	for _, d := range r.Disks {
		if d.Not == "" {
			out = append(out, d)
		}
	}
	return out
}

// Wired and Wireless return the first network interface of their kind, nil where there is none.
func (r *Report) Wired() *NIC { return r.nic(false) }

// Wireless returns the first Wi-Fi interface, nil where there is none.
func (r *Report) Wireless() *NIC { return r.nic(true) }

func (r *Report) nic(wireless bool) *NIC {
	for i := range r.Network {
		if r.Network[i].Wireless == wireless {
			return &r.Network[i]
		}
	}
	return nil
}

// GPU returns the first graphics card of a vendor, nil where there is none.
func (r *Report) GPU(vendor string) *GPU {
	for i := range r.Graphics {
		if r.Graphics[i].Vendor == vendor {
			return &r.Graphics[i]
		}
	}
	return nil
}

// MayReadFingers tells whether NixOS may take a device for a fingerprint reader and start its service by itself.
func (r *Report) MayReadFingers() bool { return r.fingerUSB || len(r.Fingerprint) > 0 }

// ImageUnit tells whether NixOS may take a device for an image processor of Intel's, and set up its camera by itself.
func (r *Report) ImageUnit() bool { return r.imageUnit }

// NullModules are places at which a driver's modules are null: NixOS joins lists there, and fails.
func (r *Report) NullModules() []Place { return r.nullModules }

// HumanSize is a number of bytes as disks are sold: 1024209543168 is 1.02 TB.
func HumanSize(bytes int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB", "PB"}
	value, unit := float64(bytes), 0
	for value >= 1000 && unit < len(units)-1 {
		value /= 1000
		unit++
	}
	digits := 0
	if value < 10 && unit > 0 {
		digits = 2
	}
	return strconv.FormatFloat(value, 'f', digits, 64) + " " + units[unit]
}

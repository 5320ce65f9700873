package facts

import "slices"

// Fact is one fact about the machine as a whole, by the name under which the interfaces of modules know it.
type Fact struct {
	Name  string
	Value any // string, int64, bool or []string
	Place
}

// names lists every fact, in the order in which they are shown.
var names = []string{
	"system", "firmware", "virtualisation", "provider", "chassis", "vendor", "model", "modelVersion", "cpuVendor", "cpuModel", "cpuCores", "cpuKVM",
	"microcode", "memory", "graphics", "intelBusId", "amdBusId", "nvidiaBusId", "disk", "wifi", "bluetooth", "camera", "fingerprint", "touch", "sensors",
}

// Names lists the facts that Fact knows.
func Names() []string { return names }

// Fact returns a fact by its name; ok is false where the report does not hold it.
func (r *Report) Fact(name string) (fact Fact, ok bool) {
	fact = Fact{Name: name}
	switch name {
	case "cpuCores":
		return fact.number(r.CPU.Cores)
	case "memory":
		return fact.number(r.Memory)
	case "graphics":
		return fact.graphics(r)
	case "intelBusId", "amdBusId", "nvidiaBusId":
		return fact.text(r.busID(name[:len(name)-len("BusId")]))
	case "wifi":
		return fact.wifi(r)
	}
	if list, listed := r.devices()[name]; listed {
		return fact.present(list)
	}
	return fact.text(r.texts()[name])
}

// texts are the facts that are a text.
func (r *Report) texts() map[string]Text {
	return map[string]Text{
		"system":         r.System,
		"firmware":       r.Firmware,
		"virtualisation": r.Virtualisation,
		"provider":       r.provider(),
		"chassis":        r.Chassis,
		"vendor":         r.Machine.Vendor,
		"model":          r.Machine.Model,
		"modelVersion":   r.Machine.Version,
		"cpuVendor":      r.CPU.Vendor,
		"cpuModel":       r.CPU.Model,
		"cpuKVM":         r.CPU.KVM,
		"microcode":      r.microcode(),
		"disk":           r.onlyDisk(),
	}
}

// devices are the lists behind the facts that tell whether something is there.
func (r *Report) devices() map[string][]Device {
	return map[string][]Device{
		"bluetooth": r.Bluetooth, "camera": r.Cameras, "fingerprint": r.Fingerprint, "touch": r.Touch, "sensors": r.Sensors,
	}
}

// All lists the facts that the report holds.
func (r *Report) All() []Fact {
	var out []Fact
	for _, name := range names {
		if fact, ok := r.Fact(name); ok {
			out = append(out, fact)
		}
	}
	return out
}

func (f Fact) text(t Text) (Fact, bool) {
	f.Value, f.Place = t.Value, t.Place
	return f, t.Value != "" && t.Value != Unknown
}

func (f Fact) number(n Number) (Fact, bool) {
	f.Value, f.Place = n.Value, n.Place
	return f, n.Value > 0
}

// present tells whether the machine has a kind of device. That a report lists none is no fact: the system that wrote it
// may have lacked the driver.
func (f Fact) present(list []Device) (Fact, bool) {
	if len(list) == 0 {
		return f, false
	}
	f.Value, f.Place = true, list[0].Place
	return f, true
}

func (f Fact) wifi(r *Report) (Fact, bool) {
	nic := r.Wireless()
	if nic == nil {
		return f, false
	}
	f.Value, f.Place = true, nic.Place
	return f, true
}

// makers are those of graphics processors for whom NixOS has drivers to choose from.
var makers = []string{"amd", "intel", "nvidia"}

// graphics names the makers of the graphics processors in a real machine.
func (f Fact) graphics(r *Report) (Fact, bool) {
	var found []string
	for _, vendor := range makers {
		if gpu := r.GPU(vendor); gpu != nil {
			found = append(found, vendor)
			f.Place = gpu.Place
		}
	}
	f.Value = found
	return f, len(found) > 0
}

// Hybrid tells whether a graphics processor of NVIDIA stands beside one of Intel or AMD.
func (r *Report) Hybrid() bool {
	return r.GPU("nvidia") != nil && (r.GPU("intel") != nil || r.GPU("amd") != nil)
}

// busID is where a graphics processor stands, which matters where there are two.
func (r *Report) busID(vendor string) Text {
	gpu := r.GPU(vendor)
	second := vendor == "amd" && r.GPU("intel") != nil // beside two others, it is the card that is plugged in
	if gpu == nil || !r.Hybrid() || second {
		return Text{}
	}
	return Text{gpu.BusID, gpu.Place}
}

// microcode is whose updates the processor takes. In a virtual machine its host does this.
func (r *Report) microcode() Text {
	if r.IsVirtual() || !slices.Contains([]string{"amd", "intel"}, r.CPU.Vendor.Value) {
		return Text{}
	}
	return r.CPU.Vendor
}

// provider is who rents the machine out, as far as its firmware says.
func (r *Report) provider() Text {
	known := map[string]string{"Hetzner": "hetzner", "OVH": "ovh", "OVHcloud": "ovh"}
	return Text{known[r.Machine.Vendor.Value], r.Machine.Vendor.Place}
}

// onlyDisk is the disk to install on where there is no choice.
func (r *Report) onlyDisk() Text {
	targets := r.Targets()
	if len(targets) != 1 || len(targets[0].IDs) == 0 {
		return Text{}
	}
	return targets[0].IDs[0]
}

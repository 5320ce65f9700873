package facts

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/source"
)

// Cut returns a report as a fleet keeps it: what NixOS and panther read of it, in one form. Left out is what changes from
// boot to boot or with what is plugged in (numbers of devices, monitors, hubs, mice, keyboards, sticks), and what is
// nobody's business (serial numbers, UUIDs, addresses of network cards). The names of disks stay: they are how a disk
// is found, whatever numbers their makers put into them.
//
// The file has to be a report that Read takes.
func Cut(file *source.File) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(file.Bytes))
	decoder.UseNumber()
	var whole map[string]any
	if err := decoder.Decode(&whole); err != nil {
		return nil, err
	}
	out := only(whole, "version", "system", "virtualisation", "uefi")
	if hardware, ok := whole["hardware"].(map[string]any); ok {
		out["hardware"] = cutHardware(hardware)
	}
	if smbios, ok := whole["smbios"].(map[string]any); ok {
		out["smbios"] = cutSMBIOS(smbios)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(out); err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}

// only copies the named keys of an object, as far as they say something.
func only(from map[string]any, keys ...string) map[string]any {
	out := map[string]any{}
	for _, key := range keys {
		if value := from[key]; value != nil {
			out[key] = value
		}
	}
	return out
}

// smbiosKeys are what is kept of the firmware's tables: who made what.
var smbiosKeys = map[string][]string{
	"bios":    {"vendor"},
	"board":   {"manufacturer", "product"},
	"chassis": {"chassis_type", "manufacturer"},
	"system":  {"manufacturer", "product", "version"},
}

func cutSMBIOS(from map[string]any) map[string]any {
	out := map[string]any{}
	for key, keep := range smbiosKeys {
		switch value := from[key].(type) {
		case map[string]any:
			out[key] = only(value, keep...)
		case []any:
			out[key] = eachOf(value, func(entry map[string]any) map[string]any { return only(entry, keep...) })
		}
	}
	return out
}

// eachOf rewrites the objects of a list; what becomes nil is left out.
func eachOf(list []any, rewrite func(map[string]any) map[string]any) []any {
	out := []any{}
	for _, item := range list {
		if entry, ok := item.(map[string]any); ok {
			if entry = rewrite(entry); entry != nil {
				out = append(out, entry)
			}
		}
	}
	return out
}

// keptClasses are the classes of devices that NixOS or panther read; those that are plugged in and out are not among
// them.
var keptClasses = []string{
	"bluetooth", "camera", "disk", "fingerprint", "firewire_controller", "graphics_card", "memory", "mmc_controller", "mouse", "network_controller",
	"network_interface", "pci", "scsi", "sound", "storage_controller", "unknown", "usb", "usb_controller",
}

// deviceKeys are what is kept of a device.
var deviceKeys = []string{
	"base_class", "bus_type", "class_list", "device", "driver", "driver_module", "driver_modules", "drivers", "hotplug", "model", "module_alias",
	"pci_interface", "revision", "slot", "sub_class", "sub_device", "sub_vendor", "sysfs_bus_id", "sysfs_device_link", "sysfs_id", "vendor",
}

// cpuKeys are what is kept of a processor: nothing that is measured.
var cpuKeys = []string{
	"architecture", "bugs", "cores", "family", "features", "model", "model_name", "physical_id", "siblings", "stepping", "vendor_name",
}

func cutHardware(from map[string]any) map[string]any {
	out := map[string]any{}
	if system, ok := from["system"].(map[string]any); ok {
		out["system"] = only(system, "form_factor")
	}
	if cpus, ok := from["cpu"].([]any); ok {
		out["cpu"] = eachOf(cpus, func(cpu map[string]any) map[string]any { return withoutNulls(only(cpu, cpuKeys...)) })
	}
	for _, class := range keptClasses {
		list, ok := from[class].([]any)
		if !ok {
			continue
		}
		list = eachOf(list, func(entry map[string]any) map[string]any { return cutDevice(class, entry) })
		if len(list) > 0 {
			slices.SortStableFunc(list, func(a, b any) int { return strings.Compare(sortKey(class, a), sortKey(class, b)) })
			out[class] = list
		}
	}
	return out
}

// sortKey puts devices in an order that does not change between boots.
func sortKey(class string, entry any) string {
	fields, _ := entry.(map[string]any)
	key := ""
	if names, ok := fields["unix_device_names"].([]any); ok && len(names) > 0 && class == "disk" {
		key, _ = names[0].(string)
	}
	for _, name := range []string{"sysfs_bus_id", "sysfs_id", "model"} {
		text, _ := fields[name].(string)
		key += "\x00" + text
	}
	return key
}

// cutDevice is what is kept of a device; nil where it is left out.
func cutDevice(class string, entry map[string]any) map[string]any {
	d := deviceOf(entry)
	if !kept(class, d, entry) {
		return nil
	}
	out := withoutNulls(only(entry, deviceKeys...))
	if names := keptNames(class, d); len(names) > 0 {
		out["unix_device_names"] = names
	}
	if resources := keptResources(entry); len(resources) > 0 {
		out["resources"] = resources
	}
	if class == "disk" { // the kernel counts disks anew at each boot
		delete(out, "sysfs_id")
		delete(out, "sysfs_bus_id")
		delete(out, "sysfs_device_link")
	}
	if _, have := out["driver_modules"]; !have {
		if modules := modulesOf(d); len(modules) > 0 {
			out["driver_modules"] = modules
		}
	}
	return out
}

// deviceOf reads an entry as Read does. What cannot be read so is left as it is.
func deviceOf(entry map[string]any) *device {
	d := &device{}
	if text, err := json.Marshal(entry); err == nil {
		_ = json.Unmarshal(text, d)
	}
	return d
}

// kept tells whether a device belongs to the machine itself.
func kept(class string, d *device, entry map[string]any) bool {
	switch class {
	case "disk":
		disk := Disk{Size: d.size(), Bus: d.diskBus()}
		for _, id := range d.ids() {
			disk.IDs = append(disk.IDs, Text{Value: id})
		}
		return d.notATarget(disk) == ""
	case "network_interface":
		return d.isNIC()
	case "mouse":
		return d.isTouchScreen()
	case "usb", "camera", "bluetooth", "fingerprint", "unknown":
		_, number := firstInterface(entry)
		return class != "usb" && number == 0 || class == "usb" && (fingerMakers[d.Vendor.Value] || mixedMakers[d.Vendor.Value] || d.isTouchScreen())
	}
	return true
}

// firstInterface tells which interface of a USB device an entry is about: they are all one device.
func firstInterface(entry map[string]any) (known bool, number int64) {
	detail, _ := entry["detail"].(map[string]any)
	text, ok := detail["interface_number"].(json.Number)
	if !ok {
		return false, 0
	}
	number, err := text.Int64()
	return err == nil, number
}

// keptNames are the names of a device that mean the same at the next boot.
func keptNames(class string, d *device) []any {
	var out []any
	names := d.Names.List
	if class == "disk" {
		names = d.ids()
		for _, name := range d.Names.List {
			if strings.HasPrefix(name, "/dev/disk/by-path/") {
				names = append(names, name)
			}
		}
	} else if class != "network_interface" && class != "network_controller" {
		return nil
	}
	for _, name := range names {
		out = append(out, name)
	}
	return out
}

// keptResources are sizes; addresses on the bus and of network cards are not kept.
func keptResources(entry map[string]any) []any {
	list, _ := entry["resources"].([]any)
	return eachOf(list, func(r map[string]any) map[string]any {
		if r["type"] == "size" || r["type"] == "phys_mem" {
			return withoutNulls(r)
		}
		return nil
	})
}

func withoutNulls(from map[string]any) map[string]any {
	for key, value := range from {
		switch value := value.(type) {
		case nil:
			delete(from, key)
		case []any:
			from[key] = slices.DeleteFunc(value, func(item any) bool { return item == nil })
		}
	}
	return from
}

// moduleOf are the modules of drivers that a kernel may have built in, so that the system that wrote the report could not
// name their modules. NixOS has them as modules, and needs them to find its disk.
var moduleOf = map[string]string{
	"ahci": "ahci", "nvme": "nvme", "sd": "sd_mod", "virtio-pci": "virtio_pci", "virtio_blk": "virtio_blk", "virtio_scsi": "virtio_scsi",
	"virtio_net": "virtio_net", "xhci_hcd": "xhci_pci", "ehci-pci": "ehci_pci", "uhci_hcd": "uhci_hcd",
}

func modulesOf(d *device) []any {
	var out []any
	for _, driver := range slices.Concat(d.Drivers.List, []string{d.Driver}) {
		if module := moduleOf[driver]; module != "" && !slices.Contains(out, any(module)) {
			out = append(out, module)
		}
	}
	return out
}

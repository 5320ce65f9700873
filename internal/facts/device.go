package facts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// device is an entry of hardware, as far as facts follow from it.
type device struct {
	Bus       ident      `json:"bus_type"`
	BaseClass ident      `json:"base_class"`
	SubClass  ident      `json:"sub_class"`
	Vendor    ident      `json:"vendor"`
	Device    ident      `json:"device"`
	Model     string     `json:"model"`
	Classes   words      `json:"class_list"`
	Names     words      `json:"unix_device_names"`
	Link      string     `json:"sysfs_device_link"`
	ID        string     `json:"sysfs_id"`
	BusID     string     `json:"sysfs_bus_id"`
	Resources []resource `json:"resources"`
	Hotplug   string     `json:"hotplug"`
	Driver    string     `json:"driver"`
	Drivers   words      `json:"drivers"`
	Modules   words      `json:"driver_modules"`
	at        Place
}

// ident is a number with a name. Some devices have a text in its place.
type ident struct {
	Name  string
	Value uint32
	Known bool
}

// UnmarshalJSON takes an object, a text or null.
func (i *ident) UnmarshalJSON(data []byte) error {
	switch data[0] {
	case '"':
		return json.Unmarshal(data, &i.Name)
	case '{':
		if i.simple(data) {
			return nil
		}
		var fields struct {
			Name  string  `json:"name"`
			Value *uint32 `json:"value"`
		}
		if err := json.Unmarshal(data, &fields); err != nil {
			return err
		}
		i.Name, i.Known = fields.Name, fields.Value != nil
		if i.Known {
			i.Value = *fields.Value
		}
	}
	return nil
}

// simple reads the form that all reports have: a flat object without escapes. It is a third of a report, and goes past
// the decoder, which would take most of its time for it.
func (i *ident) simple(data []byte) bool {
	twice := bytes.Count(data, []byte(`"name"`)) > 1 || bytes.Count(data, []byte(`"value"`)) > 1
	if twice || bytes.IndexByte(data, '\\') >= 0 || bytes.IndexByte(data[1:], '{') >= 0 {
		return false
	}
	if name, found := after(data, `"name"`); found {
		if name[0] != '"' { // null, or a mistake
			return false
		}
		name = name[1:]
		i.Name = string(name[:bytes.IndexByte(name, '"')])
	}
	value, found := after(data, `"value"`)
	if !found {
		return true
	}
	digits := 0
	for digits < len(value) && value[digits] >= '0' && value[digits] <= '9' {
		digits++
	}
	number, err := strconv.ParseUint(string(value[:digits]), 10, 32)
	i.Value, i.Known = uint32(number), err == nil
	return err == nil && strings.IndexByte(",} \t\r\n", value[digits]) >= 0
}

// after is what follows a key that stands once in an object; data is JSON.
func after(data []byte, key string) ([]byte, bool) {
	at := bytes.Index(data, []byte(key))
	if at < 0 {
		return nil, false
	}
	rest := bytes.TrimLeft(data[at+len(key):], " \t\r\n")
	if rest[0] != ':' { // a text of the same name
		return nil, false
	}
	return bytes.TrimLeft(rest[1:], " \t\r\n"), true
}

// words is a list of texts, or null.
type words struct {
	List []string
	Null bool // it is null, or holds null
}

// UnmarshalJSON notes whether the list is null.
func (w *words) UnmarshalJSON(data []byte) error {
	if data[0] == 'n' {
		w.Null = true
		return nil
	}
	var list []*string
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	for _, word := range list {
		if word == nil {
			w.Null = true
			continue
		}
		w.List = append(w.List, *word)
	}
	return nil
}

type resource struct {
	Type   string `json:"type"`
	Unit   string `json:"unit"`
	Value1 int64  `json:"value_1"`
	Value2 int64  `json:"value_2"`
	Range  int64  `json:"range"`
}

// class reads the entries of a class of hardware.
func (r *reader) class(name string, _ Place) error {
	switch name {
	case "system":
		return r.formFactor()
	case "cpu":
		return r.entries(name, r.cpu)
	}
	use := r.users()[name]
	if use == nil {
		return r.skip()
	}
	return r.entries(name, func() error {
		d := device{}
		var err error
		if d.at, err = r.value(&d); err != nil {
			return err
		}
		if d.Modules.Null && modulesMatter(name) {
			r.report.nullModules = append(r.report.nullModules, r.within(d.at, "driver_modules"))
		}
		use(&d)
		return nil
	})
}

// users says what becomes of the entries of each class.
func (r *reader) users() map[string]func(d *device) {
	nothing := func(*device) {}
	return map[string]func(*device){
		"disk":                r.disk,
		"graphics_card":       r.gpu,
		"network_interface":   r.nic,
		"network_controller":  r.controller,
		"bluetooth":           r.listed(&r.report.Bluetooth),
		"camera":              r.listed(&r.report.Cameras),
		"fingerprint":         r.listed(&r.report.Fingerprint),
		"usb":                 r.usb,
		"unknown":             r.unknown,
		"pci":                 r.pci,
		"mouse":               r.pointer,
		"monitor":             r.monitor,
		"memory":              r.memory,
		"storage_controller":  nothing,
		"firewire_controller": nothing,
		"usb_controller":      nothing,
	}
}

// modulesMatter tells whether NixOS joins the lists of modules of a class (nixos/modules/hardware/facter in nixpkgs).
func modulesMatter(class string) bool {
	switch class {
	case "disk", "storage_controller", "firewire_controller", "usb_controller", "graphics_card", "network_controller":
		return true
	}
	return false
}

// entries reads a list; null is an empty one.
func (r *reader) entries(name string, each func() error) error {
	start := r.start()
	if bytes.HasPrefix(r.file.Bytes[min(start, len(r.file.Bytes)):], []byte("null")) {
		return r.skip()
	}
	if err := r.open('[', "hardware."+name); err != nil {
		return err
	}
	for r.decoder.More() {
		if err := each(); err != nil {
			return err
		}
	}
	_, err := r.decoder.Token()
	return err
}

// within finds the value of a key inside an entry; the entry itself where it is not there.
func (r *reader) within(entry Place, key string) Place {
	text := r.file.Bytes[entry.start:entry.end]
	at := bytes.Index(text, []byte(`"`+key+`"`))
	if at < 0 {
		return r.head(entry)
	}
	at += len(key) + 2
	for at < len(text) && strings.IndexByte(" \t\r\n:", text[at]) >= 0 {
		at++
	}
	end := at + 1
	for end < len(text) && strings.IndexByte(",}\n", text[end]) < 0 {
		end++
	}
	return r.at(entry.start+at, entry.start+end)
}

// quoted finds a text inside an entry; the entry itself where it is written otherwise.
func (r *reader) quoted(entry Place, value string) Place {
	at := bytes.Index(r.file.Bytes[entry.start:entry.end], []byte(`"`+value+`"`))
	if at < 0 {
		return r.head(entry)
	}
	return r.at(entry.start+at, entry.start+at+len(value)+2)
}

// head is the bracket that an entry begins with.
func (r *reader) head(entry Place) Place { return r.at(entry.start, entry.start+1) }

// is tells whether the device has a class.
func (d *device) is(class string) bool {
	for _, c := range d.Classes.List {
		if c == class {
			return true
		}
	}
	return false
}

// driver is the kernel's driver for the device.
func (d *device) driver() string {
	switch {
	case d.Driver != "":
		return clean(d.Driver)
	case len(d.Drivers.List) > 0:
		return clean(d.Drivers.List[0])
	}
	return ""
}

// name is what people call the device, with its numbers where it has no name.
func (d *device) name() string {
	name := clean(d.Model)
	if name == "" {
		name = clean(strings.TrimSpace(d.Vendor.Name + " " + d.Device.Name))
	}
	if d.Vendor.Known && d.Device.Known {
		numbers := fmt.Sprintf("%04x:%04x", d.Vendor.Value, d.Device.Value)
		if name == "" {
			return numbers
		}
		return name + " (" + numbers + ")"
	}
	return name
}

// listed adds devices to a list, each once: a USB device has an entry for every interface.
func (r *reader) listed(list *[]Device) func(d *device) {
	return func(d *device) {
		for _, have := range *list {
			if have.Name == d.name() {
				return
			}
		}
		*list = append(*list, Device{Name: d.name(), Driver: d.driver(), Place: r.head(d.at)})
	}
}

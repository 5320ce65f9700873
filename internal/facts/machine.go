package facts

import (
	"bytes"
	"encoding/json"
	"strings"
)

// smbios is what the firmware says about the machine, as far as facts follow from it.
type smbios struct {
	biosVendor Text
	board      Text
	chassis    []int64
	chassisAt  Place
}

func (r *reader) smbiosKey(key string, _ Place) error {
	switch key {
	case "system":
		return r.machine()
	case "bios", "board":
		return r.biosOrBoard(key)
	case "chassis":
		return r.chassis()
	}
	return r.skip()
}

// maker is an entry of smbios that says who made something.
type maker struct {
	Vendor       string `json:"vendor"`
	Manufacturer string `json:"manufacturer"`
	Product      string `json:"product"`
	Version      string `json:"version"`
	Chassis      struct {
		Value int64 `json:"value"`
	} `json:"chassis_type"`
}

// makers reads an entry that some releases of nixos-facter write as a list of one.
func (r *reader) makers() ([]maker, Place, error) {
	var raw json.RawMessage
	at, err := r.value(&raw)
	if err != nil {
		return nil, at, err
	}
	var list []maker
	if raw[0] == '[' {
		err = json.Unmarshal(raw, &list)
	} else {
		list = make([]maker, 1)
		err = json.Unmarshal(raw, &list[0])
	}
	if err != nil {
		return nil, at, &problem{r.head(at), "smbios is not of the form that nixos-facter writes"}
	}
	return list, at, nil
}

func (r *reader) machine() error {
	list, at, err := r.makers()
	if err != nil || len(list) == 0 {
		return err
	}
	m := &r.report.Machine
	m.Vendor = r.named(at, "manufacturer", list[0].Manufacturer)
	m.Model = r.named(at, "product", list[0].Product)
	m.Version = r.named(at, "version", list[0].Version)
	return nil
}

// named is a text inside an entry; none where it is empty.
func (r *reader) named(entry Place, key, value string) Text {
	if value = clean(value); value == "" {
		return Text{}
	}
	return Text{value, r.within(entry, key)}
}

func (r *reader) biosOrBoard(key string) error {
	list, at, err := r.makers()
	if err != nil || len(list) == 0 {
		return err
	}
	if key == "bios" {
		r.smbios.biosVendor = r.named(at, "vendor", list[0].Vendor)
		return nil
	}
	r.smbios.board = r.named(at, "product", list[0].Product)
	return nil
}

func (r *reader) chassis() error {
	list, at, err := r.makers()
	if err != nil {
		return err
	}
	for _, c := range list {
		r.smbios.chassis = append(r.smbios.chassis, c.Chassis.Value)
	}
	r.smbios.chassisAt = r.within(at, "chassis_type")
	return nil
}

func (r *reader) formFactor() error {
	var value *struct {
		FormFactor string `json:"form_factor"`
	}
	at, err := r.value(&value)
	if err == nil && value != nil {
		r.form = value.FormFactor
		if r.smbios.chassisAt.IsZero() {
			r.smbios.chassisAt = r.within(at, "form_factor")
		}
	}
	return err
}

func (r *reader) cpu() error {
	var value struct {
		Vendor   string          `json:"vendor_name"`
		Model    string          `json:"model_name"`
		Cores    int64           `json:"cores"`
		Features json.RawMessage `json:"features"` // some 200 words
	}
	at, err := r.value(&value)
	if err != nil {
		return err
	}
	if !r.cpus.IsZero() { // one of several
		return nil
	}
	r.cpus = at
	cpu := &r.report.CPU
	cpu.Vendor = r.named(at, "vendor_name", value.Vendor)
	if known, ok := map[string]string{"AuthenticAMD": "amd", "GenuineIntel": "intel"}[value.Vendor]; ok {
		cpu.Vendor.Value = known
	}
	cpu.Model = r.named(at, "model_name", value.Model)
	if value.Cores > 0 {
		cpu.Cores = Number{value.Cores, r.within(at, "cores")}
	}
	for _, feature := range []string{"svm", "vmx"} {
		if bytes.Contains(value.Features, []byte(`"`+feature+`"`)) {
			cpu.KVM = Text{feature, r.quoted(at, feature)}
		}
	}
	return nil
}

func (r *reader) memory(d *device) {
	for _, res := range d.Resources {
		if res.Type == "phys_mem" && res.Range > 0 {
			r.report.Memory = Number{r.report.Memory.Value + res.Range, r.within(d.at, "range")}
		}
	}
}

// finish draws the conclusions that need the whole report.
func (r *reader) finish() {
	p := r.report
	if p.Firmware.Value == "" {
		p.Firmware = Text{Value: Unknown}
		if strings.EqualFold(r.smbios.biosVendor.Value, "SeaBIOS") { // which is a BIOS and nothing else
			p.Firmware = Text{BIOS, r.smbios.biosVendor.Place}
		}
	}
	p.Chassis = r.chassisKind()
	if len(p.Touch) == 0 && (p.Chassis.Value == Convertible || p.Chassis.Value == Tablet) {
		p.Touch = []Device{{Name: "follows from the chassis", Place: p.Chassis.Place}}
	}
	r.nameControllers()
}

// chassisKinds are the types of SMBIOS (DMTF DSP0134, 7.4.1) that tell something.
var chassisKinds = map[int64]string{
	3: Desktop, 4: Desktop, 5: Desktop, 6: Desktop, 7: Desktop, 13: Desktop, 15: Desktop, 16: Desktop, 24: Desktop, 35: Desktop, 36: Desktop,
	8: Laptop, 9: Laptop, 10: Laptop, 14: Laptop,
	11: Tablet, 30: Tablet,
	17: Server, 23: Server, 25: Server, 28: Server, 29: Server,
	31: Convertible, 32: Convertible,
}

func (r *reader) chassisKind() Text {
	at := r.smbios.chassisAt
	if r.report.IsVirtual() {
		return Text{Virtual, r.report.Virtualisation.Place}
	}
	for _, kind := range r.smbios.chassis {
		if known := chassisKinds[kind]; known != "" {
			return Text{known, at}
		}
	}
	switch r.form {
	case Laptop, Desktop, Server, Tablet:
		return Text{r.form, at}
	}
	return Text{Value: Unknown}
}

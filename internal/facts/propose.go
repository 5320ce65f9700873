package facts

import (
	"strings"
)

// Proposal is a profile for the machine, and why.
type Proposal struct {
	Profile string
	Why     string
}

// models are machines that have a profile of their own, by what they are sold as.
var models = []struct {
	vendor, name, cpu string
	profile           string
}{
	{"LENOVO", "Yoga 7 2-in-1", "amd", "yoga"},
	{"ASUSTeK COMPUTER INC.", "ROG Zephyrus M16", "intel", "zephyrus"},
}

// Proposals are the profiles that suit the machine, the best first: a fleet need not have each of them.
func (r *Report) Proposals() []Proposal {
	if r.IsVirtual() {
		return r.virtualProposals()
	}
	var out []Proposal
	name := r.Machine.Name()
	for _, m := range models {
		if r.Machine.Vendor.Value == m.vendor && strings.HasPrefix(name, m.name) && r.CPU.Vendor.Value == m.cpu {
			out = append(out, Proposal{m.profile, r.description()})
		}
	}
	switch {
	case r.isPortable():
		out = append(out, Proposal{"workstation", r.description()})
	case r.isDesk():
		out = append(out, Proposal{"workstation", r.description() + ", with a graphics processor and what people sit at"})
	default:
		out = append(out, Proposal{"server", r.description() + ", with nothing that people sit at"})
	}
	return append(out, Proposal{"base", r.description()})
}

func (r *Report) virtualProposals() []Proposal {
	why := "a virtual machine (" + r.Virtualisation.Value + ")"
	if provider := r.provider(); provider.Value != "" {
		return []Proposal{{provider.Value, why + " of " + r.Machine.Vendor.Value}, {"vps", why}}
	}
	if r.Machine.Vendor.Value != "" {
		why += " whose firmware names " + r.Machine.Vendor.Value
	}
	return []Proposal{{"vps", why}, {"server", why}, {"base", why}}
}

// description says what the machine is, in a few words.
func (r *Report) description() string {
	text := strings.TrimSpace(r.Machine.Vendor.Value + " " + r.Machine.Name())
	if text == "" {
		text = "a machine that does not say what it is"
	}
	if r.Chassis.Value != Unknown {
		text += ", a " + r.Chassis.Value
	}
	return text
}

// isDesk tells whether a machine that stands somewhere is one that somebody sits at. Servers have no use for Bluetooth,
// cameras or Wi-Fi, and their graphics processors are part of what watches over them.
func (r *Report) isDesk() bool {
	if r.Chassis.Value == Server {
		return false
	}
	_, draws := r.Fact("graphics")
	return draws && (len(r.Bluetooth) > 0 || len(r.Cameras) > 0 || r.Wireless() != nil)
}

// Largest is the largest disk to install on, and the others. The first of equal ones counts.
func (r *Report) Largest() (largest *Disk, others []Disk) {
	targets := r.Targets()
	for i := range targets {
		if len(targets[i].IDs) > 0 && (largest == nil || targets[i].Size > largest.Size) {
			largest = &targets[i]
		}
	}
	for i := range targets {
		if &targets[i] != largest {
			others = append(others, targets[i])
		}
	}
	return largest, others
}

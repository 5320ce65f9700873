package provenance

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// diskWords are the keys of a manifest that decide what disko is told under its own names.
var diskWords = map[string][]string{
	"device":             {"device"},
	"size":               {"size", "bootSize", "start", "end", "leave", "swapFiles"},
	"start":              {"start"},
	"end":                {"end", "leave"},
	"priority":           {"priority", "size", "start", "end"},
	"label":              {"label"},
	"uuid":               {"uuid"},
	"type":               {"typeCode", "role", "filesystem", "luks", "memberOf", "kind", "size"},
	"format":             {"filesystem"},
	"mountpoint":         {"mount", "role"},
	"mountOptions":       {"mountOptions", "compression", "nocow", "size", "mount", "role"},
	"extraArgs":          {"formatOptions", "extraArgs", "profile", "metadataProfile", "type"},
	"extraFormatArgs":    {"formatOptions"},
	"extraOpenArgs":      {"openOptions"},
	"name":               {"luks", "memberOf"},
	"passwordFile":       {"luks"},
	"additionalKeyFiles": {"luks"},
	"settings":           {"luks"},
	"randomEncryption":   {"random", "luks"},
	"resumeDevice":       {"hibernate"},
	"discardPolicy":      {"discard"},
	"options":            {"options", "discard", "compression", "poolOptions", "mount"},
	"rootFsOptions":      {"options", "compression"},
	"attributes":         {"attributes"},
	"level":              {"level"},
	"metadata":           {"metadata"},
	"lvm_type":           {"type"},
	"pool":               {"pool", "memberOf"},
	"vg":                 {"memberOf"},
	"mode":               {"mode", "vdevs"},
	"topology":           {"vdevs", "mode"},
	"filesystem":         {"filesystem", "memberOf"},
	"subvolumes":         {"subvolumes", "mount"},
	"swap":               {"swap", "swapFiles"},
	"swapDevices":        {"swap", "swapFiles"},
}

// disko is where something in a host's disko.nix comes from: the entry of disks, what it says of the matter, the preset and
// the firmware.
func (x *Explainer) disko(p []string, s *nix.Span) []Source {
	out := x.value(append([]string{"settings"}, p...)...)
	if len(p) < 3 || p[0] != "disko" {
		return append(append(out, x.aroundDisks()...), x.firmware()...)
	}
	out = append(out, x.value(append([]string{"disko"}, p[2:]...)...)...)
	if len(p) < 4 {
		return append(out, x.keyOfAny("disks", "disko")...)
	}
	for _, e := range x.entriesNamed(p[2], p[3]) {
		out = append(out, x.entryLines(e, p[4:])...)
	}
	return out
}

// aroundDisks is all that is said of disks, for what NixOS is told beside them.
func (x *Explainer) aroundDisks() []Source {
	out := append(x.allDisks(), x.deep("filesystems", "impermanence")...)
	return append(out, Source{x.place(x.host.Document.File.Top()), Brings})
}

// allDisks is all that is said of disks, and the firmware.
func (x *Explainer) allDisks() []Source {
	out := append(x.deep("disks"), x.deep("disko")...)
	for _, e := range x.layoutEntries() {
		out = append(out, x.preset(e.Preset, nil)...)
	}
	return append(out, x.value("firmware")...)
}

func (x *Explainer) layoutEntries() []*storage.Entry {
	if x.host.Layout == nil {
		return nil
	}
	return x.host.Layout.Entries
}

// entriesNamed are the entries of disks that disko knows by a name. What a preset adds beside its disk belongs to the disk, and
// what several disks make to all of them.
func (x *Explainer) entriesNamed(kind, name string) []*storage.Entry {
	var out []*storage.Entry
	for _, e := range x.layoutEntries() {
		if e.Name == name || kind == "nodev" && e.Mount == name || kind == "bcachefs_filesystems" && strings.HasPrefix(name, e.Name) {
			out = append(out, e)
		}
	}
	if kind != "disk" {
		for _, e := range x.layoutEntries() {
			if e.Preset != "" || x.isMember(e, name) {
				out = append(out, e)
			}
		}
	}
	return out
}

func (x *Explainer) isMember(e *storage.Entry, of string) bool {
	return e.MemberOf == of || slices.ContainsFunc(e.Partitions, func(p *storage.Partition) bool { return p.MemberOf == of })
}

// entryLines is what is said of an entry about something that disko is told of it.
func (x *Explainer) entryLines(e *storage.Entry, p []string) []Source {
	out := []Source{{x.placeOfKey("disks", e.Name), Brings}}
	words := wordsFor(p)
	wanted := func(key string) bool { return slices.Contains(words, key) || slices.Contains(p, key) }
	if v := x.host.Resolved.Origins.Get("disks", e.Name); v != nil {
		out = append(out, x.inside(v, wanted)...)
		out = append(out, x.value("disks", e.Name, "layout")...)
	}
	if e.Preset != "" {
		out = append(out, x.preset(e.Preset, p)...)
	}
	if x.isImplied(e, p) || len(p) > 0 && p[len(p)-1] == "priority" {
		out = append(out, x.firmware()...)
	}
	for _, other := range x.layoutEntries() { // what is a part of another entry says what that one is
		if other != e && x.isMember(e, other.Name) {
			if v := x.host.Resolved.Origins.Get("disks", other.Name); v != nil {
				out = append(append(out, x.keyOf("disks", other.Name)...), x.inside(v, wanted)...)
			}
		}
	}
	if len(p) > 0 && p[len(p)-1] == "device" && e.Kind == storage.KindDisk {
		out = append(out, x.value("disks", e.Name, "device")...)
	}
	return out
}

// wordsFor are the keys that decide what stands at a path.
func wordsFor(p []string) []string {
	words := []string{"layout"}
	for _, name := range p {
		words = append(words, diskWords[name]...)
		if strings.Contains(strings.ToLower(name), "swap") {
			words = append(words, "swap", "swapFiles")
		}
	}
	return words
}

// isImplied tells whether a path lies in a partition that follows from the firmware.
func (x *Explainer) isImplied(e *storage.Entry, p []string) bool {
	return slices.ContainsFunc(e.Partitions, func(part *storage.Partition) bool {
		return part.Implied && slices.ContainsFunc(p, func(name string) bool { return strings.EqualFold(name, part.Name) })
	})
}

func (x *Explainer) firmware() []Source {
	out := x.value("firmware")
	for i := range out {
		if out[i].Role == Sets {
			out[i].Role = Decides
		}
	}
	return out
}

// preset is the line of a layout that says something that disko is told, or the layout as a whole.
func (x *Explainer) preset(name string, p []string) []Source {
	for _, file := range storage.PresetFiles() {
		if name == "" || file.Name != "presets/"+name+".yaml" {
			continue
		}
		doc, _ := yamldoc.Parse(file) // it comes with panther, and was checked
		return []Source{{Place{presetLine(doc, p), true}, Declares}}
	}
	return nil
}

// presetLine follows the names that a preset knows, and at the end the key that decides the last one.
func presetLine(doc *yamldoc.Node, p []string) source.Range {
	at := doc.Entries[0]
	for _, name := range p {
		for _, e := range at.Value.Entries {
			if strings.EqualFold(e.Key, name) || slices.Contains(diskWords[name], e.Key) {
				at = e
				break
			}
		}
	}
	return at.At.Range()
}

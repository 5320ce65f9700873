package resolve

import (
	"path"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Report is the hardware report that a host names.
type Report struct {
	Path   string       // relative to the fleet
	At     source.Range // where the manifest names it
	Facts  *facts.Report
	Broken bool // it is there and says nothing: what the host lacks may be in it
}

// ReportOf returns the report that a manifest names, nil without one. Its path is relative to the host's own folder.
func ReportOf(doc *manifest.Document, diags *diag.List) *Report {
	n := doc.Root.Get("report")
	if textOf(n) == "" || types.Unusable(n) {
		return nil
	}
	folder := ownFolder(doc.File.Name)
	file := path.Join(folder, n.Text)
	if path.IsAbs(n.Text) || file == ".." || strings.HasPrefix(file, "../") {
		diags.Add(diag.OutsideFleet, n.Range(), "%s lies outside the fleet", diag.Quote(n.Text)).
			Help("a path is relative to %s/ and stays inside the fleet", folder)
		return nil
	}
	return &Report{Path: file, At: n.Range()}
}

// Read tells whether there is a report that says something.
func (r *Report) Read() bool { return r != nil && r.Facts != nil }

// layer is the report as a layer of values.
func (r *Report) layer() *Layer { return &Layer{Name: r.LayerName()} }

const beginsReport = "report "

// LayerName is the name of the report among layers of values.
func (r *Report) LayerName() string { return beginsReport + r.Path }

// IsReport tells whether the name of a layer is that of a hardware report.
func IsReport(layer string) bool { return strings.HasPrefix(layer, beginsReport) }

// withFacts lays what the report says about the machine under what documents say about the host.
func (r *Report) withFacts(origins *Value) *Value {
	if !r.Read() {
		return origins
	}
	var entries []yamldoc.Entry
	for _, key := range []string{"system", "firmware"} {
		if fact, ok := r.Facts.Fact(key); ok {
			entries = append(entries, entry(key, nodeOf(fact)))
		}
	}
	if disk := r.diskFor(origins); disk != nil {
		entries = append(entries, *disk)
	}
	if entries == nil {
		return origins
	}
	return merge(fromNode(yamldoc.Collection(yamldoc.Map, entries[0].At, entries, nil), r.layer()), origins)
}

func entry(key string, value *yamldoc.Node) yamldoc.Entry {
	return yamldoc.Entry{Key: key, At: value, Value: value}
}

func mapOf(key string, value *yamldoc.Node) *yamldoc.Node {
	return yamldoc.Collection(yamldoc.Map, value, []yamldoc.Entry{entry(key, value)}, nil)
}

// nodeOf is a fact as a value that stands where the report says it.
func nodeOf(f facts.Fact) *yamldoc.Node {
	at := f.Range()
	switch value := f.Value.(type) {
	case []string:
		items := make([]*yamldoc.Node, 0, len(value))
		for _, text := range value {
			items = append(items, yamldoc.ScalarAt(yamldoc.Text, text, at))
		}
		return yamldoc.Collection(yamldoc.List, items[0], nil, items)
	case string:
		return yamldoc.ScalarAt(yamldoc.Text, value, at)
	}
	return nil
}

// diskFor is the only disk of the machine as the device of the only disk of the host, where there is no choice on either
// side. A host that says nothing about disks gets one by the name of main.
func (r *Report) diskFor(origins *Value) *yamldoc.Entry {
	fact, known := r.Facts.Fact("disk")
	if !known || origins.Get("disko") != nil {
		return nil
	}
	name := "main"
	if disks := origins.Get("disks"); disks != nil {
		if disks.Node.Kind != yamldoc.Map || len(disks.Members) > 1 {
			return nil
		}
		for _, m := range disks.Members {
			name = m.Key
		}
	}
	disk := entry("disks", mapOf(name, mapOf("device", nodeOf(fact))))
	return &disk
}

// factsForModules gives options of enabled modules what the report says, where no document says anything. It switches
// nothing on: neither a module nor an option that is true or false.
func (h *Host) factsForModules() {
	if !h.Report.Read() {
		return
	}
	changed := false
	for _, m := range h.Modules {
		if m.Entries {
			continue
		}
		if value := h.factsFor(m.Type.Fields, m.Value); value != nil {
			layer := mapOf(m.Layer, mapOf(m.Key, value))
			h.Origins = merge(fromNode(layer, h.Report.layer()), h.Origins)
			changed = true
		}
	}
	if !changed {
		return
	}
	h.Root = h.Origins.Document()
	for _, m := range h.Modules {
		m.Value = h.Root.Get(m.Layer).Get(m.Key)
	}
}

// factsFor collects what the report says for options that are not set; nil where it says nothing.
func (h *Host) factsFor(options []*types.Option, value *yamldoc.Node) *yamldoc.Node {
	var entries []yamldoc.Entry
	for _, o := range options {
		if o.Type.Kind == types.Object {
			if inner := h.factsFor(o.Type.Fields, value.Get(o.Name)); inner != nil {
				entries = append(entries, entry(o.Name, inner))
			}
			continue
		}
		if o.Fact == "" || o.Type.Kind == types.Bool || value.Get(o.Name) != nil {
			continue
		}
		if given := h.factFor(o); given != nil {
			entries = append(entries, entry(o.Name, given))
		}
	}
	if entries == nil {
		return nil
	}
	return yamldoc.Collection(yamldoc.Map, entries[0].At, entries, nil)
}

// factFor is what the report says for an option, nil where it is nothing that the option takes.
func (h *Host) factFor(o *types.Option) *yamldoc.Node {
	fact, known := h.Report.Facts.Fact(o.Fact)
	if !known {
		return nil
	}
	given := nodeOf(fact)
	var refused diag.List
	if given == nil || o.Type.Check(given, o.Name, &refused) == nil || len(refused) > 0 {
		return nil
	}
	return given
}

// DiskSize is how large a disk is that the report knows by one of its names; 0 for others.
func (r *Report) DiskSize(device string) int64 {
	if !r.Read() {
		return 0
	}
	for _, d := range r.Facts.Disks {
		for _, id := range d.IDs {
			if id.Value == device {
				return d.Size
			}
		}
	}
	return 0
}

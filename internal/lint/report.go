package lint

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// report checks what a host says about its machine against its hardware report.
func report(h *resolve.Host, layout *storage.Layout, diags *diag.List) {
	if !h.Report.Read() {
		return
	}
	r := &reported{facts: h.Report.Facts, diags: diags}
	r.identity(h, "firmware", "hybrid")
	r.identity(h, "system", "")
	r.disks(h, layout)
	for _, m := range h.Modules {
		r.machine(h, m)
		if !m.Entries {
			r.options(m.Type.Fields, m.Value, m.KeyPath())
		}
	}
}

// reported holds values against a report.
type reported struct {
	facts *facts.Report
	diags *diag.List
}

const whichIsRight = "correct it, or replace the report: panther facts FILE --format report writes one"

// identity checks a key of the manifest that says what the machine is. One of its values fits any machine.
func (r *reported) identity(h *resolve.Host, key, any string) {
	n := h.Root.Get(key)
	fact, known := r.facts.Fact(key)
	if !known || !n.IsSet() || types.Unusable(n) || n.Text == any || n.Text == fact.Value {
		return
	}
	r.diags.Add(diag.ReportMismatch, n.Range(), "%s is %s, and the report of %s says %s", key, n.Text, h.Name, fact.Value).
		See(fact.Range(), "the report").Help(whichIsRight)
}

// disks checks that the disks of the host are in the machine, as far as they are named by what they are.
func (r *reported) disks(h *resolve.Host, layout *storage.Layout) {
	known := map[string]*facts.Disk{}
	var ids []string
	for i, d := range r.facts.Disks {
		for _, id := range d.IDs {
			known[id.Value] = &r.facts.Disks[i]
			if d.Not == "" {
				ids = append(ids, id.Value)
			}
		}
	}
	if len(ids) == 0 { // the report was written where udev had named nothing
		return
	}
	for _, d := range layout.Entries {
		disk := known[d.Device]
		switch {
		case !strings.HasPrefix(d.Device, "/dev/disk/by-id/"):
		case disk == nil:
			near := diag.DidYouMean(d.Device, ids)
			r.diags.Add(diag.ReportMismatch, d.DeviceAt, "the report of %s lists no disk %s", h.Name, d.Device).
				See(r.facts.Targets()[0].Range(), "the report's first disk").Help("%s", near)
		case disk.Not != "":
			r.diags.Add(diag.ReportMismatch, d.DeviceAt, "the disk is %s", disk.Not).See(disk.Range(), "the report").
				Help("%s", diag.DidYouMean(d.Device, ids))
		}
	}
}

// machine checks that what is for one kind of machine is on such a one.
func (r *reported) machine(h *resolve.Host, m *resolve.Module) {
	vendor := r.facts.Machine.Vendor
	wrong := func(at facts.Text, profiles, format string, args ...any) {
		r.diags.Add(diag.ReportMismatch, m.At, m.KeyPath()+" is for "+format, args...).
			See(at.Range(), "the report").Help("switch it off, or start from another profile: %s", profiles)
	}
	switch wanted := m.Machine; {
	case wanted.Kind == catalog.Virtual && r.facts.Virtualisation.Value != "" && !r.facts.IsVirtual():
		wrong(r.facts.Virtualisation, "server, workstation", "virtual machines, and the report of %s says that it is none", h.Name)
	case wanted.Kind != catalog.Laptop:
	case r.facts.IsVirtual():
		wrong(r.facts.Virtualisation, "workstation", "%s, and the report of %s says that it is a virtual machine", laptopOf(wanted.Maker), h.Name)
	case vendor.Value != "" && !strings.HasPrefix(strings.ToUpper(vendor.Value), strings.ToUpper(wanted.Maker)):
		wrong(vendor, "workstation", "%s, and the report of %s says that %s made it", laptopOf(wanted.Maker), h.Name, vendor.Value)
	}
}

func laptopOf(maker string) string {
	if maker == "" {
		return "a laptop"
	}
	return "a laptop of " + maker
}

// options checks the options that name a fact.
func (r *reported) options(options []*types.Option, value *yamldoc.Node, path string) {
	for _, o := range options {
		given := value.Get(o.Name)
		switch {
		case given == nil:
		case o.Type.Kind == types.Object:
			r.options(o.Type.Fields, given, path+"."+o.Name)
		case o.Fact != "" && given.IsSet() && !types.HasMistake(given) && given.Tag == "":
			r.option(o, given, path+"."+o.Name)
		}
	}
}

func (r *reported) option(o *types.Option, given *yamldoc.Node, path string) {
	fact, known := r.facts.Fact(o.Fact)
	switch {
	case o.Type.Kind == types.Bool:
		if given.IsTrue() && !known {
			r.diags.Warn(diag.ReportMismatch, given.Range(), "%s is on, and the report lists no such device", path).
				See(r.facts.System.Range(), "the report").Help("a report that another system wrote may lack devices: switch it off, or replace the report")
		}
	case !known:
	case given.Kind == yamldoc.List:
		have, _ := fact.Value.([]string)
		for _, item := range given.Items {
			if !slices.Contains(have, item.Text) {
				r.diags.Add(diag.ReportMismatch, item.Range(), "%s has %s, and the report lists %s", path, item.Text, strings.Join(have, ", ")).
					See(fact.Range(), "the report").Help(whichIsRight)
			}
		}
	case given.Text != fact.Value && !r.covers(o, given):
		r.diags.Add(diag.ReportMismatch, given.Range(), "%s is %s, and the report says %v", path, given.Text, fact.Value).
			See(fact.Range(), "the report").Help(whichIsRight)
	}
}

// covers tells whether a value holds for any machine: microcode for both makers, a provider that is not named.
func (r *reported) covers(o *types.Option, given *yamldoc.Node) bool {
	return o.Type.Kind == types.Enum && slices.Contains([]string{"both", "generic"}, given.Text)
}

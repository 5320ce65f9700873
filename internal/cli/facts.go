package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
)

// formatReport prints a report as a fleet keeps it.
const formatReport = "report"

func newFacts(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "facts FILE|HOST",
		Short:   "Show what a hardware report says",
		GroupID: groupLook,
		Example: `  panther facts facter.json
  panther facts yoga
  panther facts facter.json --format report > hosts/yoga/facter.json`,
		Long: `Prints the facts in a report of nixos-facter, with their places in it: of a file, or the report of a host. A machine
writes its own, as root: nix run nixpkgs#nixos-facter -- -o facter.json

--format report prints the report itself as a fleet keeps it: without what changes from boot to boot or with what is plugged in,
and without serial numbers and addresses. - reads standard input.`,
		Args:              oneArgument("which report?"),
		ValidArgsFunction: a.completeReports,
		RunE:              func(_ *cobra.Command, args []string) error { return a.runFacts(args[0], format) },
	}
	formatFlag(cmd, &format, formatText, formatJSON, formatReport)
	return cmd
}

func (a *app) runFacts(name, format string) error {
	file, err := a.readReport(name)
	if err != nil {
		return err
	}
	report, diags := facts.Read(file)
	if format == formatJSON {
		if err := a.printData("facts", factsRecordOf(file, report, diags.Sorted())); err != nil {
			return err
		}
		return answer(report == nil)
	}
	if err := printDiags(a.Err, diags.Sorted(), a.errStyles()); err != nil {
		return err
	}
	if report == nil {
		return errNo
	}
	switch format {
	case formatReport:
		text, err := facts.Cut(file)
		if err != nil {
			return err
		}
		_, err = a.Out.Write(text)
		return err
	}
	return a.printFacts(report)
}

// readReport reads a report from anywhere, and never more of it than a report can have.
func (a *app) readReport(name string) (*source.File, error) {
	if name == "-" {
		content, err := io.ReadAll(io.LimitReader(a.In, facts.MaxBytes+1))
		return source.New("stdin", content), err
	}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.Mode().IsRegular():
	case manifest.ValidHostName(name):
		return a.reportOfHost(name)
	case err == nil:
		return nil, fmt.Errorf("%s is no file", name)
	default:
		return nil, fmt.Errorf("there is no file %s", name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, facts.MaxBytes+1))
	return source.New(name, content), err
}

// reportOfHost reads the report that a host names.
func (a *app) reportOfHost(name string) (*source.File, error) {
	f, err := a.open()
	if err != nil {
		return nil, err
	}
	defer f.ws.Close()
	var hosts []string
	for _, file := range f.files.Hosts {
		doc, _ := f.Language.ReadHost(file)
		if hosts = append(hosts, doc.Name); doc.Name != name || doc.Root == nil {
			continue
		}
		report := resolve.ReportOf(doc, &diag.List{})
		if report == nil {
			return nil, usage("the host %s has no report; its manifest may name one: report: ./facter.json", name)
		}
		content := f.ws.ReadReport(report.Path)
		if content == nil {
			return nil, fmt.Errorf("there is no report %s yet", report.Path)
		}
		return source.New(report.Path, content), nil
	}
	return nil, usage("there is no file and no host %s; %s", diag.Quote(name), diag.DidYouMean(name, hosts))
}

// completeReports completes files, and hosts of the fleet.
func (a *app) completeReports(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	hosts, _ := a.completeHosts(cmd, args, word)
	return hosts, cobra.ShellCompDirectiveDefault
}

// row is a line of what people read.
type row struct {
	what, value string
	place       facts.Place
}

func (a *app) printFacts(r *facts.Report) error {
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	for _, line := range rowsOf(r) {
		at := ""
		if p := line.place.Range(); !p.IsZero() {
			at = fmt.Sprintf("%d:%d", p.Start.Line, p.Start.Column)
		}
		if at == "" {
			fmt.Fprintf(w, "%s\t%s\n", line.what, line.value)
			continue
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", line.what, line.value, at)
	}
	return w.Flush()
}

func rowsOf(r *facts.Report) []row {
	rows := append(machineRows(r), deviceRows(r)...)
	for i := len(rows) - 1; i > 0; i-- { // a kind of thing is named once
		if rows[i].what == rows[i-1].what {
			rows[i].what = ""
		}
	}
	return rows
}

func machineRows(r *facts.Report) []row {
	var rows []row
	add := func(what, value string, at facts.Place) {
		if strings.TrimSpace(value) != "" {
			rows = append(rows, row{what, value, at})
		}
	}
	add("machine", words(r.Machine.Vendor.Value, r.Machine.Name()), r.Machine.Model.Place)
	add("chassis", r.Chassis.Value, r.Chassis.Place)
	add("system", r.System.Value, r.System.Place)
	add("virtualisation", r.Virtualisation.Value, r.Virtualisation.Place)
	firmware := r.Firmware.Value
	if firmware == facts.Unknown {
		firmware += ": the report does not say"
	}
	add("firmware", firmware, r.Firmware.Place)
	cpu := r.CPU.Model.Value
	if r.CPU.Cores.Value > 0 {
		cpu += fmt.Sprintf(", %s", diag.Plural(int(r.CPU.Cores.Value), "core"))
	}
	if r.CPU.KVM.Value != "" {
		cpu += ", runs virtual machines (" + r.CPU.KVM.Value + ")"
	}
	add("processor", cpu, r.CPU.Model.Place)
	if r.Memory.Value > 0 {
		add("memory", fmt.Sprintf("%.0f GiB", float64(r.Memory.Value)/(1<<30)), r.Memory.Place)
	}
	return rows
}

func deviceRows(r *facts.Report) []row {
	var rows []row
	for _, g := range r.Graphics {
		rows = append(rows, row{"graphics", words(g.Vendor+":", g.Name, by(g.Driver), g.BusID), g.Place})
	}
	for _, d := range r.Disks {
		if d.Not != "" {
			rows = append(rows, row{"not for a system", words(d.Model+":", d.Not), d.Place})
			continue
		}
		rows = append(rows, row{"disk", words(d.Model+",", facts.HumanSize(d.Size), by(d.Driver)), d.Place})
		for _, id := range d.IDs[:min(len(d.IDs), 1)] {
			rows = append(rows, row{"disk", id.Value, id.Place})
		}
	}
	for _, n := range r.Network {
		kind := "Ethernet:"
		if n.Wireless {
			kind = "Wi-Fi:"
		}
		rows = append(rows, row{"network", words(kind, n.Model, by(n.Driver), strings.Join(n.Names, ", ")), n.Place})
	}
	for _, list := range deviceLists(r) {
		for _, d := range list.devices {
			rows = append(rows, row{list.what, words(d.Name, by(d.Driver)), d.Place})
		}
	}
	return rows
}

// deviceList is a kind of device with those of it that the machine has.
type deviceList struct {
	key, what string
	devices   []facts.Device
}

func deviceLists(r *facts.Report) []deviceList {
	return []deviceList{
		{"bluetooth", "Bluetooth", r.Bluetooth},
		{"camera", "camera", r.Cameras},
		{"fingerprint", "fingerprint reader", r.Fingerprint},
		{"touch", "touch screen", r.Touch},
		{"sensors", "sensors", r.Sensors},
	}
}

func by(driver string) string {
	if driver == "" {
		return ""
	}
	return "by " + driver
}

// words joins what is there.
func words(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// reportRecord is the JSON shape of a report's facts.
type reportRecord struct {
	File     string                    `json:"file"`
	Firmware string                    `json:"firmware"` // uefi, bios or unknown
	Facts    map[string]factRecord     `json:"facts"`
	Disks    []diskRecord              `json:"disks"`
	Graphics []gpuRecord               `json:"graphics"`
	Network  []nicRecord               `json:"network"`
	Devices  map[string][]deviceRecord `json:"devices"`

	Diagnostics []diag.Record `json:"diagnostics"`
}

type placeRecord struct {
	Line   int `json:"line,omitempty"`
	Column int `json:"column,omitempty"`
}

type factRecord struct {
	Value any `json:"value"`
	placeRecord
}

type diskRecord struct {
	Model  string   `json:"model"`
	Bytes  int64    `json:"bytes"`
	Bus    string   `json:"bus"`
	Driver string   `json:"driver"`
	IDs    []string `json:"ids"`
	Target bool     `json:"target"`
	Not    string   `json:"not,omitempty"`
	placeRecord
}

type gpuRecord struct {
	Vendor string `json:"vendor"`
	Name   string `json:"name"`
	Driver string `json:"driver"`
	BusID  string `json:"busId"`
	placeRecord
}

type nicRecord struct {
	Names    []string `json:"names"`
	Name     string   `json:"name"`
	Driver   string   `json:"driver"`
	Wireless bool     `json:"wireless"`
	placeRecord
}

type deviceRecord struct {
	Name   string `json:"name"`
	Driver string `json:"driver"`
	placeRecord
}

func placed(p facts.Place) placeRecord {
	at := p.Range()
	return placeRecord{at.Start.Line, at.Start.Column}
}

// factsRecordOf is what a report says, and what is wrong with it: nothing but that where it is none.
func factsRecordOf(file *source.File, r *facts.Report, diags diag.List) reportRecord {
	rec := reportRecord{
		File: file.Name, Firmware: facts.Unknown, Facts: map[string]factRecord{},
		Disks: []diskRecord{}, Graphics: []gpuRecord{}, Network: []nicRecord{}, Devices: map[string][]deviceRecord{},
		Diagnostics: diag.Records(diags),
	}
	if r == nil {
		for _, list := range deviceLists(&facts.Report{}) {
			rec.Devices[list.key] = []deviceRecord{}
		}
		return rec
	}
	rec.Firmware = r.Firmware.Value
	for _, f := range r.All() {
		rec.Facts[f.Name] = factRecord{f.Value, placed(f.Place)}
	}
	for _, d := range r.Disks {
		ids := []string{}
		for _, id := range d.IDs {
			ids = append(ids, id.Value)
		}
		rec.Disks = append(rec.Disks, diskRecord{d.Model, d.Size, d.Bus, d.Driver, ids, d.Not == "", d.Not, placed(d.Place)})
	}
	for _, g := range r.Graphics {
		rec.Graphics = append(rec.Graphics, gpuRecord{g.Vendor, g.Name, g.Driver, g.BusID, placed(g.Place)})
	}
	for _, n := range r.Network {
		rec.Network = append(rec.Network, nicRecord{orEmpty(n.Names), n.Model, n.Driver, n.Wireless, placed(n.Place)})
	}
	for _, list := range deviceLists(r) {
		rec.Devices[list.key] = []deviceRecord{}
		for _, d := range list.devices {
			rec.Devices[list.key] = append(rec.Devices[list.key], deviceRecord{d.Name, d.Driver, placed(d.Place)})
		}
	}
	return rec
}

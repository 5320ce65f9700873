package pipeline

import (
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/facts"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
)

// report reads the hardware report that a manifest names. One that is not there yet stops nothing: the machine may still
// have to write it.
func (f *Fleet) report(doc *manifest.Document, diags *diag.List) *resolve.Report {
	if doc.Root == nil {
		return nil
	}
	report := resolve.ReportOf(doc, diags)
	if report == nil || f.input.Report == nil {
		return report
	}
	content := f.input.Report(report.Path)
	if content == nil {
		diags.Warn(diag.MissingReport, report.At, "there is no report %s yet", report.Path).
			Help("on the machine, as root: nix run nixpkgs#nixos-facter -- -o facter.json; then panther facts facter.json --format report > %s", report.Path)
		return report
	}
	read, found := facts.Read(source.New(report.Path, content))
	*diags = append(*diags, found...)
	if report.Broken = read == nil; report.Broken {
		return report
	}
	report.Facts = read
	if nulls := read.NullModules(); len(nulls) > 0 {
		diags.Add(diag.NotAReport, nulls[0].Range(), "the modules of a driver are null, and NixOS cannot read the report").
			Help("panther facts %s --format report writes it so that NixOS can", report.Path)
	}
	if read.CPU.Vendor.Value == "" && read.Virtualisation.Value == "none" {
		diags.Add(diag.NotAReport, read.System.Range(), "the report does not say who made the processor, which NixOS asks for on real hardware").
			Help("write it anew as root: nix run nixpkgs#nixos-facter -- -o facter.json")
	}
	return report
}

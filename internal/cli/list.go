package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/pipeline"
)

func newList(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the hosts of the fleet",
		GroupID: groupLook,
		Example: `  panther list
  panther list --format json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.runList(format) },
	}
	formatFlag(cmd, &format, formatText, formatJSON)
	return cmd
}

// hostRecord is the JSON shape of a host in a list.
type hostRecord struct {
	Name         string   `json:"name"`
	File         string   `json:"file"`
	Description  string   `json:"description"`
	Profiles     []string `json:"profiles"`
	System       string   `json:"system"`
	Firmware     string   `json:"firmware"`
	StateVersion string   `json:"stateVersion"`
	Tags         []string `json:"tags"`
	Modules      []string `json:"modules"`
	Users        []string `json:"users"`
	OK           bool     `json:"ok"`
}

func (a *app) runList(format string) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	r, err := f.run(pipeline.Options{Keep: true})
	if err != nil {
		return err
	}
	records := make([]hostRecord, 0, len(r.Hosts))
	for _, h := range r.Hosts {
		records = append(records, recordOf(h))
	}
	if format == formatJSON {
		err = a.printData("list", struct {
			Hosts       []hostRecord  `json:"hosts"`
			Diagnostics []diag.Record `json:"diagnostics"`
		}{records, diag.Records(r.Diags())})
	} else {
		err = a.printHosts(records)
	}
	if err != nil {
		return err
	}
	a.noteMistakes(r)
	return nil
}

// noteMistakes says that hosts are shown as far as they can be read. Which mistakes they have, validate says.
func (a *app) noteMistakes(r *pipeline.Result) {
	if errors, _ := r.Diags().Count(); errors > 0 {
		a.note("%s in the manifests: see `panther validate`", diag.Plural(errors, "mistake"))
	}
}

func recordOf(h *pipeline.Host) hostRecord {
	rec := hostRecord{Name: h.Name, File: h.Document.File.Name, OK: h.OK(), Profiles: []string{}, Tags: []string{}, Modules: []string{}, Users: []string{}}
	if h.Resolved == nil {
		return rec
	}
	rec.Description, rec.System = h.Resolved.Description, h.Resolved.System
	rec.Firmware, rec.StateVersion = h.Resolved.Firmware, h.Resolved.StateVersion
	rec.Profiles = append(rec.Profiles, manifest.Strings(h.Document.Root.Get("profile"))...)
	rec.Tags = append(rec.Tags, manifest.Strings(h.Resolved.Root.Get("tags"))...)
	for _, m := range h.Resolved.Modules {
		rec.Modules = append(rec.Modules, m.ID())
	}
	rec.Users = append(rec.Users, h.Facts.Users...)
	return rec
}

func (a *app) printHosts(records []hostRecord) error {
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "HOST\tPROFILE\tFIRMWARE\tMODULES\tUSERS\tDESCRIPTION")
	for _, r := range records {
		name := r.Name
		if !r.OK {
			name += " (!)"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\n", name, orDash(strings.Join(r.Profiles, ", ")), orDash(r.Firmware), len(r.Modules), orDash(strings.Join(r.Users, ", ")), r.Description)
	}
	return w.Flush()
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

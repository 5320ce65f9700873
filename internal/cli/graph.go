package cli

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/draw"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/topology"
)

// The formats of pictures.
const (
	formatSVG     = "svg"
	formatMermaid = "mermaid"
	formatDOT     = "dot"
)

// What graph draws beside single hosts.
const (
	graphFleet    = "fleet"
	graphProfiles = "profiles"
	graphModules  = "modules"
)

// diskFormats are the formats of the picture of disks.
var diskFormats = []string{formatText, formatSVG, formatJSON}

type graphOptions struct {
	what   string // fleet, profiles, modules or a host
	disks  bool
	by     string
	all    bool
	format string
}

func newGraph(a *app) *cobra.Command {
	var o graphOptions
	cmd := &cobra.Command{
		Use:     "graph [fleet|profiles|modules|HOST]",
		Short:   "Draw the fleet, its profiles, its modules, or a host and its disks",
		GroupID: groupLook,
		Example: `  panther graph
  panther graph fleet --by tag --format mermaid
  panther graph modules --format svg > modules.svg
  panther graph web1 --disks`,
		Long: `Draws what uses what, as text, for Mermaid or Graphviz (dot), or as an SVG.

fleet      the hosts with their profiles and flake inputs, in frames by folder or by tag (a host with several tags stands in each)
profiles   what each profile extends, and which hosts name it
modules    what the modules in use require, are in conflict with and provide, and who uses them; --all: the whole catalogue
HOST       the profiles, modules and inputs of a host, each module with the file that switched it on

With --disks it draws the disks of a host to scale, with their partitions, what is encrypted, arrays, pools, subvolumes and
where all of it is mounted, as text, svg or json. How large a disk is comes from the host's hardware report, or from its
size in the manifest; where neither says it, the partition that takes the rest is drawn as the larger part. A host whose
manifest has mistakes is not drawn by itself, and in the other pictures as far as it can be read; the exit code is 1 then.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("one picture at a time: fleet, profiles, modules or a host")
			}
			return nil
		},
		ValidArgsFunction: a.completeGraphs,
		RunE: func(_ *cobra.Command, args []string) error {
			o.what = graphFleet
			if len(args) > 0 {
				o.what = args[0]
			}
			return a.runGraph(o)
		},
	}
	cmd.Flags().BoolVar(&o.disks, "disks", false, "draw the disks of a host")
	cmd.Flags().StringVar(&o.by, "by", "folder", "frame the hosts of the fleet by folder or tag")
	cmd.Flags().BoolVar(&o.all, "all", false, "draw the modules that no host uses, too")
	_ = cmd.RegisterFlagCompletionFunc("by", fixedCompletion("folder", "tag"))
	formatFlag(cmd, &o.format, formatText, formatMermaid, formatDOT, formatSVG, formatJSON)
	cmd.Flags().Lookup("format").Usage += "; with --disks as " + list(diskFormats)
	return cmd
}

// completeGraphs completes what can be drawn.
func (a *app) completeGraphs(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	hosts, directive := a.completeHosts(cmd, args, word)
	return append([]string{graphFleet, graphProfiles, graphModules}, hosts...), directive
}

// check refuses flags that do not go together.
func (o graphOptions) check() error {
	ofAll := o.what == graphFleet || o.what == graphProfiles || o.what == graphModules
	switch {
	case o.by != "folder" && o.by != "tag":
		return usage("--by takes folder or tag, not %s", diag.Quote(o.by))
	case o.disks && ofAll:
		return usage("whose disks? panther graph HOST --disks")
	case o.disks && !slices.Contains(diskFormats, o.format):
		return usage("disks are drawn as %s, not as %s", list(diskFormats), o.format)
	case o.all && o.what != graphModules:
		return usage("--all is for panther graph modules")
	case o.by != "folder" && o.what != graphFleet:
		return usage("--by is for panther graph fleet")
	}
	return nil
}

func (a *app) runGraph(o graphOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	r, err := f.run(pipeline.Options{Keep: true})
	if err != nil {
		return err
	}
	switch o.what {
	case graphFleet:
		return a.printGraphOf(r, topology.Fleet(f.Fleet, r, o.by == "tag"), o.format)
	case graphProfiles:
		return a.printGraphOf(r, topology.Profiles(f.Fleet, r), o.format)
	case graphModules:
		return a.printGraphOf(r, topology.Modules(f.Fleet, r, o.all), o.format)
	}
	return a.drawHost(f, r, o)
}

// printGraphOf prints a picture of all hosts, those with mistakes as far as they can be read.
func (a *app) printGraphOf(r *pipeline.Result, g *draw.Graph, format string) error {
	diags := r.Diags()
	if err := a.sayMistakes(diags, format); err != nil {
		return err
	}
	if err := a.printGraph(g, diags, format); err != nil {
		return err
	}
	return answer(diags.HasErrors())
}

func (a *app) printGraph(g *draw.Graph, diags diag.List, format string) (err error) {
	switch format {
	case formatJSON:
		return a.printData("graph", struct {
			Graph       *draw.Graph   `json:"graph,omitempty"` // nothing of a host with mistakes
			Diagnostics []diag.Record `json:"diagnostics"`
		}{g, diag.Records(diags)})
	case formatMermaid:
		_, err = io.WriteString(a.Out, draw.Mermaid(g))
	case formatDOT:
		_, err = io.WriteString(a.Out, draw.DOT(g))
	case formatSVG:
		_, err = io.WriteString(a.Out, draw.GraphSVG(g))
	default:
		_, err = io.WriteString(a.Out, draw.GraphText(g, a.columns()))
	}
	return err
}

// drawHost draws one host, or its disks.
func (a *app) drawHost(f *fleet, r *pipeline.Result, o graphOptions) error {
	if r.Host(o.what) == nil {
		names := append([]string{graphFleet, graphProfiles, graphModules}, r.Names()...)
		return usage("there is no host %s; %s", diag.Quote(o.what), diag.DidYouMean(o.what, names))
	}
	diags, err := a.sayMistakesOf(r, []string{o.what}, o.format)
	if err != nil {
		return err
	}
	h := r.Host(o.what)
	if diags.HasErrors() { // a picture of what is left of the manifest would be of another host
		return a.drawNothing(diags, o)
	}
	if !o.disks {
		return a.printGraph(topology.Host(f.Fleet, h), diags, o.format)
	}
	if h.Layout == nil || len(h.Layout.Entries) == 0 {
		fmt.Fprintf(a.Err, "%s has no disks: what stands below disko: is not drawn\n", o.what)
		return a.drawNothing(diags, o)
	}
	return a.printDisks(o.what, draw.Disks(h.Layout, diskSizes(h)), diags, o.format)
}

// drawNothing prints, for programs, that there is no picture, and why.
func (a *app) drawNothing(diags diag.List, o graphOptions) error {
	if o.format != formatJSON {
		return errNo
	}
	print := func() error { return a.printGraph(nil, diags, o.format) }
	if o.disks {
		print = func() error { return a.printDisks(o.what, []*draw.Box{}, diags, o.format) }
	}
	if err := print(); err != nil {
		return err
	}
	return errNo
}

func (a *app) printDisks(name string, boxes []*draw.Box, diags diag.List, format string) error {
	switch format {
	case formatJSON:
		return a.printData("graph", struct {
			Host        string        `json:"host"`
			Disks       []*draw.Box   `json:"disks"`
			Diagnostics []diag.Record `json:"diagnostics"`
		}{name, boxes, diag.Records(diags)})
	case formatSVG:
		_, err := io.WriteString(a.Out, draw.SVG("The disks of "+name, boxes))
		return err
	}
	_, err := io.WriteString(a.Out, draw.Text(boxes, a.Columns))
	return err
}

// columns is how wide a picture may be: as the terminal, but no wider than it can be read at a glance.
func (a *app) columns() int {
	const usual, most = 100, 140
	if a.Columns == 0 {
		return usual
	}
	return min(a.Columns, most)
}

// diskSizes tells how large disks are, as the host's hardware report says.
func diskSizes(h *pipeline.Host) func(device string) int64 { return h.Resolved.Report.DiskSize }

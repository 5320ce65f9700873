package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/draw"
	"github.com/hbohlen/panther/internal/pipeline"
)

const formatSVG = "svg"

type graphOptions struct {
	disks  bool
	format string
}

func newGraph(a *app) *cobra.Command {
	var o graphOptions
	cmd := &cobra.Command{
		Use:     "graph HOST",
		Short:   "Draw what holds the data of a host",
		GroupID: groupLook,
		Example: `  panther graph web1 --disks
  panther graph web1 --disks --format svg > disks.svg`,
		Long: `Draws the disks of a host to scale, with their partitions, what is encrypted, arrays, pools, subvolumes and where all of it
is mounted. How large a disk is comes from the host's hardware report, or from its size in the manifest; where neither says it,
the partition that takes the rest is drawn as the larger part. A host whose manifest has mistakes is not drawn.`,
		Args:              oneArgument("which host?"),
		ValidArgsFunction: a.completeHosts,
		RunE:              func(_ *cobra.Command, args []string) error { return a.runGraph(args[0], o) },
	}
	cmd.Flags().BoolVar(&o.disks, "disks", false, "draw the disks")
	formatFlag(cmd, &o.format, formatText, formatSVG, formatJSON)
	return cmd
}

func (a *app) runGraph(name string, o graphOptions) error {
	if !o.disks {
		return usage("what is to be drawn? There are the disks: panther graph %s --disks", name)
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
	if err := pick(r, []string{name}); err != nil {
		return err
	}
	diags := selected(r, []string{name})
	if err := printDiags(a.Err, diags, a.errStyles()); err != nil {
		return err
	}
	h := r.Host(name)
	if diags.HasErrors() { // a picture of what is left of the manifest would be of another host
		return errNo
	}
	if h.Layout == nil || len(h.Layout.Entries) == 0 {
		return errNo
	}
	return a.printDisks(name, draw.Disks(h.Layout, diskSizes(h)), o.format)
}

func (a *app) printDisks(name string, boxes []*draw.Box, format string) error {
	switch format {
	case formatJSON:
		return a.printData("graph", struct {
			Host  string      `json:"host"`
			Disks []*draw.Box `json:"disks"`
		}{name, boxes})
	case formatSVG:
		_, err := fmt.Fprint(a.Out, draw.SVG("The disks of "+name, boxes))
		return err
	}
	_, err := fmt.Fprint(a.Out, draw.Text(boxes, a.columns()))
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
func diskSizes(h *pipeline.Host) func(device string) int64 {
	sizes := map[string]int64{}
	if report := h.Resolved.Report; report.Read() {
		for _, d := range report.Facts.Disks {
			for _, id := range d.IDs {
				sizes[id.Value] = d.Size
			}
		}
	}
	return func(device string) int64 { return sizes[device] }
}

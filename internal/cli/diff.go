package cli

import (
	"bytes"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/term"
	"github.com/hbohlen/panther/internal/tree"
)

type diffOptions struct {
	hosts    []string
	semantic bool
	format   string
}

func newDiff(a *app) *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use:     "diff [HOST...]",
		Short:   "Show what gen would change",
		GroupID: groupDaily,
		Example: `  panther diff
  panther diff --semantic web1`,
		Long: `Shows what gen would change, as a unified diff or by option. A change that can destroy data when it is applied is named
as such. The exit code is 1 where there is any change.`,
		ValidArgsFunction: a.completeHosts,
		RunE: func(_ *cobra.Command, args []string) error {
			o.hosts = args
			return a.runDiff(o)
		},
	}
	cmd.Flags().BoolVar(&o.semantic, "semantic", false, "say which options change instead of which lines")
	formatFlag(cmd, &o.format, formatText, formatJSON)
	return cmd
}

// changeRecord is the JSON shape of a change.
type changeRecord struct {
	File        string        `json:"file"`
	State       tree.State    `json:"state"`
	Destructive string        `json:"destructive,omitempty"`
	Diff        string        `json:"diff"`
	Options     []tree.Option `json:"options"`
}

func (a *app) runDiff(o diffOptions) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	r, err := f.run(pipeline.Options{Tree: true})
	if err != nil {
		return err
	}
	if err := pick(r, o.hosts); err != nil {
		return err
	}
	diags := selected(r, o.hosts)
	if err := printDiags(a.Err, diags, a.errStyles()); err != nil {
		return err
	}
	if diags.HasErrors() {
		return errNo
	}
	compared, err := f.compare(r)
	if err != nil {
		return err
	}
	changes := within(compared.changes, f.wantedBy(r, o.hosts))
	if o.format == formatJSON {
		err = a.printChanges(changes)
	} else {
		err = a.showChanges(changes, o.semantic)
	}
	if err != nil {
		return err
	}
	return answer(len(changes) > 0)
}

func (a *app) printChanges(changes []tree.Change) error {
	records := make([]changeRecord, 0, len(changes))
	for _, c := range changes {
		options := c.Options()
		if options == nil {
			options = []tree.Option{}
		}
		records = append(records, changeRecord{c.Path, c.State, c.Destroys(), string(c.Unified()), options})
	}
	return a.printJSON(struct {
		Version int            `json:"version"`
		Changes []changeRecord `json:"changes"`
	}{1, records})
}

func (a *app) showChanges(changes []tree.Change, semantic bool) error {
	styles := a.outStyles()
	for _, c := range changes {
		if why := c.Destroys(); why != "" {
			fmt.Fprintf(a.Out, "%s %s: %s\n", styles.Bad("destroys data:"), c.Path, why)
		}
		if !semantic {
			if err := writeDiff(a.Out, c.Unified(), styles); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(a.Out, "%s (%s)\n", styles.Strong(c.Path), c.State)
		for _, o := range c.Options() {
			fmt.Fprintln(a.Out, "  "+colourOption(o, styles))
		}
	}
	return nil
}

func colourOption(o tree.Option, styles term.Styles) string {
	switch {
	case o.Old == "":
		return styles.Good("+ " + o.Path + " = " + o.New)
	case o.New == "":
		return styles.Bad("- " + o.Path + " = " + o.Old)
	}
	return styles.Careful("~ " + o.Path + " = " + o.Old + " -> " + o.New)
}

// writeDiff writes a unified diff, in colour where that is wanted.
func writeDiff(w io.Writer, text []byte, styles term.Styles) error {
	for line := range bytes.Lines(text) {
		shown := string(bytes.TrimSuffix(line, []byte("\n")))
		switch {
		case bytes.HasPrefix(line, []byte("+++")), bytes.HasPrefix(line, []byte("---")):
			shown = styles.Strong(shown)
		case line[0] == '+':
			shown = styles.Good(shown)
		case line[0] == '-':
			shown = styles.Bad(shown)
		case line[0] == '@':
			shown = styles.Quiet(shown)
		}
		if _, err := fmt.Fprintln(w, shown); err != nil {
			return err
		}
	}
	return nil
}

package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/guard"
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
		Long: `Shows what gen would change, as a unified diff or by option. A change of what holds data is named
as such: what it destroys, and what it needs a step by hand for. The exit code is 1 where there is any change.`,
		ValidArgsFunction: a.completeHosts,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.hosts = args
			return a.runDiff(cmd.Context(), o)
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
	Data        []dataRecord  `json:"data,omitempty"`
	Diff        string        `json:"diff"`
	Options     []tree.Option `json:"options"`
}

// dataRecord is the JSON shape of what a change does to data.
type dataRecord struct {
	Grade   guard.Grade `json:"grade"`
	Subject string      `json:"subject"`
	Text    string      `json:"text"`
	Step    string      `json:"step,omitempty"`
}

func (a *app) runDiff(ctx context.Context, o diffOptions) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	r, diags, err := a.runFor(f, o.hosts, pipeline.Options{Tree: true}, o.format)
	if err != nil {
		return err
	}
	if diags.HasErrors() {
		if o.format == formatJSON {
			if err := a.printChanges(nil, nil, diags); err != nil {
				return err
			}
		}
		return errNo
	}
	compared, err := f.compare(r)
	if err != nil {
		return err
	}
	changes := within(compared.changes, f.wantedBy(r, o.hosts))
	data := f.dataChanges(ctx, r, compared, func(*pipeline.Host) bool { return true })
	if o.format == formatJSON {
		err = a.printChanges(changes, data, diags)
	} else {
		err = a.showChanges(changes, data, o.semantic)
	}
	if err != nil {
		return err
	}
	return answer(len(changes) > 0)
}

func (a *app) printChanges(changes []tree.Change, data map[string][]dataChange, diags diag.List) error {
	records := make([]changeRecord, 0, len(changes))
	for _, c := range changes {
		options := c.Options()
		if options == nil {
			options = []tree.Option{}
		}
		record := changeRecord{File: c.Path, State: c.State, Diff: string(c.Unified()), Options: options}
		for _, d := range data[c.Path] {
			if d.Refused() && record.Destructive == "" {
				record.Destructive = d.String()
			}
			record.Data = append(record.Data, dataRecord{d.Grade, d.Subject, d.Text, d.Step})
		}
		records = append(records, record)
	}
	return a.printData("diff", struct {
		Changes     []changeRecord `json:"changes"`
		Diagnostics []diag.Record  `json:"diagnostics"`
	}{records, diag.Records(diags)})
}

func (a *app) showChanges(changes []tree.Change, data map[string][]dataChange, semantic bool) error {
	styles := a.outStyles()
	unguarded := false
	for _, c := range changes {
		for _, d := range data[c.Path] {
			if d.Grade == guard.Harmless { // the diff shows it
				continue
			}
			fmt.Fprintln(a.Out, d.line(c.Path, styles))
			unguarded = unguarded || d.conditional()
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
	if unguarded {
		fmt.Fprintln(a.Err, unguardedHelp(a.errStyles()))
	}
	return nil
}

func colourGrade(g guard.Grade, styles term.Styles) string {
	switch g {
	case guard.Destroys, guard.Breaks:
		return styles.Bad(string(g) + ":")
	case guard.ByHand:
		return styles.Careful(string(g) + ":")
	}
	return styles.Quiet(string(g) + ":")
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

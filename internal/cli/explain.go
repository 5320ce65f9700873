package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/provenance"
	"github.com/hbohlen/panther/internal/types"
)

func newExplain(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "explain HOST [PATH]",
		Short:   "Explain where a value of a host comes from",
		GroupID: groupLook,
		Example: `  panther explain web1
  panther explain web1 services.tailscale.useRoutingFeatures
  panther explain web1 'settings.boot.kernel.sysctl."vm.swappiness"'
  panther explain web1 services.podman
  panther explain web1 home.operator.git.name`,
		Long: `Shows a value of a host with everybody who said something about it, each with file and line: what holds first, then what
it took the place of, down to the module's default. Of a module it says why it is on or off: which document switched it on, which
module requires it. What the hardware report said is shown as such. A path is written as in a manifest; a NixOS option
is found where the host sets it under settings. Without a path: the host's profiles in order, its modules with why they are on, and what
the host itself says.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return usage("which host, and which value? %s takes one or two, not %d", cmd.CommandPath(), len(args))
			}
			return nil
		},
		ValidArgsFunction: a.completeExplain,
		RunE:              func(_ *cobra.Command, args []string) error { return a.runExplain(args, format) },
	}
	formatFlag(cmd, &format, formatText, formatJSON)
	return cmd
}

func (a *app) runExplain(args []string, format string) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	r, diags, err := a.runFor(f, args[:1], pipeline.Options{Keep: true}, format)
	if err != nil {
		return err
	}
	h := r.Host(args[0])
	if h.Resolved == nil {
		if format == formatJSON {
			if err := a.printData("explain", explained{Host: h.Name, Diagnostics: diag.Records(diags)}); err != nil {
				return err
			}
		}
		return errNo
	}
	x := provenance.New(f.Fleet, h)
	if len(args) == 1 {
		err = a.explainHost(h, x.Overview(), diags, format)
	} else {
		err = a.explainPath(h, x, args[1], diags, format)
	}
	if err != nil {
		return err
	}
	return answer(diags.HasErrors())
}

func (a *app) explainPath(h *pipeline.Host, x *provenance.Explainer, text string, diags diag.List, format string) error {
	path, err := provenance.ParsePath(text)
	if err != nil {
		return usageError{err}
	}
	e, err := x.Explain(path)
	var nowhere *provenance.PathError
	if errors.As(err, &nowhere) {
		if format == formatJSON && diags.HasErrors() { // which may be why
			if err := a.printData("explain", explained{Host: h.Name, Diagnostics: diag.Records(diags)}); err != nil {
				return err
			}
		}
		return usageError{err}
	}
	if err != nil {
		return err
	}
	if format == formatJSON {
		record := explanationRecordOf(e)
		return a.printData("explain", explained{Host: h.Name, Explanation: &record, Diagnostics: diag.Records(diags)})
	}
	return a.atOnce(func() { a.printExplanation(h.Name, e) })
}

func (a *app) explainHost(h *pipeline.Host, o *provenance.Overview, diags diag.List, format string) error {
	if format == formatJSON {
		record := overviewRecordOf(h, o)
		return a.printData("explain", explained{Host: h.Name, Overview: &record, Diagnostics: diag.Records(diags)})
	}
	return a.atOnce(func() { a.printOverview(h, o) })
}

// completeExplain completes the host, then the path name by name.
func (a *app) completeExplain(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return a.completeHosts(cmd, args, word)
	}
	const no = cobra.ShellCompDirectiveNoFileComp
	f, err := a.openForCompletion()
	if err != nil || len(args) > 1 {
		return nil, no
	}
	defer f.ws.Close()
	h := f.Run(pipeline.Options{Keep: true}).Host(args[0])
	if h == nil || h.Resolved == nil {
		return nil, no
	}
	before, path := "", []string{}
	if dot := strings.LastIndexByte(word, '.'); dot >= 0 {
		before = word[:dot+1]
		if path, err = types.SplitPath(word[:dot]); err != nil {
			return nil, no
		}
	}
	var out []string
	for _, name := range provenance.New(f.Fleet, h).Names(path) {
		out = append(out, before+provenance.PathText([]string{name}))
	}
	return out, no | cobra.ShellCompDirectiveNoSpace
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/nixtool"
	"github.com/hbohlen/panther/internal/options"
	"github.com/hbohlen/panther/internal/pipeline"
)

func newOptionsSync(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "sync [HOST...]",
		Short: "Read the options of the fleet's own flake with Nix, so that settings are checked exactly",
		Example: `  panther options sync
  panther options sync web1`,
		Long: `Evaluates which options the fleet's own flake has, with Nix, and keeps them in .panther/ for this flake.lock. From then on
settings are checked against exactly these, without Nix and without the network, and so are the options of modules that come
from further inputs. After a change of flake.lock it has to be run again; until then the options count that panther knows.

Of hosts that use the same inputs and hand-written files one is evaluated. With HOST only those that are named are: for hosts
with other inputs the list is not exact then, and an unknown name there is a warning. It takes about half a minute a host, and builds nothing.`,
		ValidArgsFunction: a.completeHosts,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runOptionsSync(cmd.Context(), args)
		},
	}
}

func (a *app) runOptionsSync(ctx context.Context, names []string) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	r, err := f.run(pipeline.Options{Keep: true})
	if err != nil {
		return err
	}
	if err := pick(r, names); err != nil {
		return err
	}
	if err := nixtool.Find(); err != nil {
		return fmt.Errorf("%w: %s", err, nixtool.HowToGet)
	}
	lockFile := joinPath(f.Output, "flake.lock")
	lock := f.ws.ReadText(lockFile)
	if lock == nil {
		return fmt.Errorf("there is no %s; run `panther gen`, then `%s`", lockFile, lockCommand(f.Output))
	}
	var evaluated []*options.Evaluated
	asked := hostsToEvaluate(r, names)
	for _, name := range asked {
		e, err := a.evaluateOptions(ctx, f, name)
		if err != nil {
			return err
		}
		evaluated = append(evaluated, e)
	}
	if len(evaluated) == 0 {
		return errors.New("no host could be read; `panther validate` says why")
	}
	index, nixos, home, err := options.Sync(evaluated, inputSets(r, asked), lock, f.Release)
	if err != nil {
		return err
	}
	file, err := f.ws.WriteOptions(index)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Out, "%d NixOS options and %d of home-manager, as %s has them, in %s\n", nixos, home, lockFile, file)
	return nil
}

// hostsToEvaluate are the hosts that were named, or the first of those that use the same inputs.
func hostsToEvaluate(r *pipeline.Result, names []string) []string {
	if len(names) > 0 {
		return names
	}
	var out []string
	seen := map[string]bool{}
	for _, h := range r.Hosts {
		if !h.OK() {
			continue
		}
		if key := h.Ref.InputSet() + " " + strings.Join(h.Imports, " "); !seen[key] {
			seen[key] = true
			out = append(out, h.Name)
		}
	}
	return out
}

// inputSets are the sets of inputs that hosts use.
func inputSets(r *pipeline.Result, names []string) []string {
	var out []string
	for _, h := range r.Hosts {
		if slices.Contains(names, h.Name) {
			out = append(out, h.Ref.InputSet())
		}
	}
	return out
}

func (a *app) evaluateOptions(ctx context.Context, f *fleet, host string) (*options.Evaluated, error) {
	done := a.showClock("evaluating the options of " + host)
	text, err := nixtool.Evaluate(ctx, filepath.Join(f.ws.Dir, filepath.FromSlash(f.Output)), "nixosConfigurations."+nix.Key(host), options.Expression)
	done()
	var refused *nixtool.Failure
	if errors.As(err, &refused) && refused.Unanswered {
		return nil, fmt.Errorf("Nix could not get what %s needs, so that its options are not known\n  %s\n  %s %s",
			host, refused.Text, a.errStyles().Quiet("help:"), f.howToAnswer())
	}
	if errors.As(err, &refused) {
		return nil, fmt.Errorf("Nix cannot evaluate %s, so that its options are not known\n  %s", host, refused.Text)
	}
	if err != nil {
		return nil, err
	}
	return options.ReadEvaluated(text)
}

// showClock says what is being done: on a terminal with the time that it has taken, until the returned function is called.
func (a *app) showClock(what string) (done func()) {
	if !a.ErrTerminal || a.settings.Quiet {
		a.note("%s", what)
		return func() {}
	}
	styles, started := a.errStyles(), time.Now()
	show := func() {
		fmt.Fprintf(a.Err, "\r%s %s", styles.Quiet(clock(time.Since(started))), styles.Strong(what))
	}
	show()
	ticker, stop, stopped := time.NewTicker(time.Second), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-ticker.C:
				show()
			case <-stop:
				return
			}
		}
	}()
	return func() {
		ticker.Stop()
		close(stop)
		<-stopped
		fmt.Fprintln(a.Err)
	}
}

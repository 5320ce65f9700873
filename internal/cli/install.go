package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/install"
	"github.com/hbohlen/panther/internal/pipeline"
)

type installOptions struct {
	host      string
	target    string
	extra     []string
	diskKeys  []string
	dryRun    bool
	reinstall bool
	confirm   string
	format    string

	install.Options
}

func newInstall(a *app) *cobra.Command {
	var o installOptions
	cmd := &cobra.Command{
		Use:     "install HOST --target ADDRESS [-- NIXOS-ANYWHERE-OPTION...]",
		Short:   "Install a host on a machine, with nixos-anywhere",
		GroupID: groupStart,
		Example: `  panther install web1 --target 192.0.2.10 --dry-run
  panther install web1 --target root@192.0.2.10 --token ~/opnix-token
  panther install db1 --target '[2001:db8::10]:2222' --host-key ~/keys/db1 -- --build-on remote`,
		Long: `Erases the host's disks on the machine at the address and installs NixOS there. It first shows what is erased, which
secrets and keys travel by which path, and the exact command of nixos-anywhere, and asks for the host's name.

The machine runs any Linux that can be logged in to over SSH as root or with sudo: a provider's rescue system, or NixOS's
installer. Nothing is done unless the manifest is valid, the rendered files are what it says and known to git, and flake.lock
fits. Passphrases of disks are asked for where --disk-key names no file. No secret is ever on a command line: what
travels lies in a folder that only you can read, in memory where there is such a place, and is removed in the end.

What stands behind -- goes to nixos-anywhere as it is.`,
		Args:              installArguments,
		ValidArgsFunction: a.completeOneHost,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.host, o.Rest = args[0], args[1:]
			return a.runInstall(cmd.Context(), o)
		},
	}
	o.flags(cmd)
	formatFlag(cmd, &o.format, formatText, formatJSON)
	return cmd
}

func (o *installOptions) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&o.target, "target", "", "where the machine is now: ADDRESS, USER@ADDRESS, ADDRESS:PORT or [IPV6]:PORT; root if no user is named")
	flags.BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would be done, and do nothing; needs no Nix")
	flags.StringVar(&o.confirm, "confirm", "", "the host's name once more, where there is no terminal to ask on")
	flags.BoolVar(&o.reinstall, "reinstall", false, "install a host that is installed already; what is on its disks is lost")
	flags.StringArrayVar(&o.diskKeys, "disk-key", nil, "NAME=FILE: the file with the passphrase of an encrypted device")
	flags.StringVar(&o.Token, "token", "", "file with the token of OpNix")
	flags.StringArrayVar(&o.HostKeys, "host-key", nil, "file with a private key of the host's SSH server, so that its secrets can be encrypted for it beforehand")
	flags.StringArrayVar(&o.extra, "extra", nil, "FILE=PATH-ON-HOST: a file to take along")
	flags.StringVarP(&o.Identity, "identity", "i", "", "private SSH key to log in with")
	flags.StringSliceVar(&o.Phases, "phases", nil, "which phases of nixos-anywhere to run; all of "+strings.Join(install.Phases(), ","))
	_ = cmd.RegisterFlagCompletionFunc("phases", fixedCompletion(install.Phases()...))
	_ = cmd.RegisterFlagCompletionFunc("target", fixedCompletion())
	_ = cmd.RegisterFlagCompletionFunc("confirm", fixedCompletion())
}

func installArguments(cmd *cobra.Command, args []string) error {
	hosts := len(args)
	if at := cmd.ArgsLenAtDash(); at >= 0 {
		hosts = at
	}
	if hosts != 1 {
		return usage("which host? panther install takes one, not %d; options of nixos-anywhere stand behind --", hosts)
	}
	return nil
}

// read takes the flags apart.
func (o *installOptions) read() (err error) {
	switch {
	case o.target == "":
		return usage("--target is needed: the address of the machine")
	case o.format == formatJSON && !o.dryRun:
		return usage("--format json is for --dry-run")
	case o.confirm != "" && o.confirm != o.host:
		return usage("--confirm names %s, and the host is %s", diag.Quote(o.confirm), o.host)
	}
	if o.Target, err = install.ParseTarget(o.target); err != nil {
		return err
	}
	for _, text := range o.extra {
		e, err := install.ParseExtra(text)
		if err != nil {
			return err
		}
		o.Extra = append(o.Extra, e)
	}
	if o.DiskKeys, err = install.ParseDiskKeys(o.diskKeys); err != nil {
		return err
	}
	return errors.Join(install.CheckPhases(o.Phases), install.CheckRest(o.Rest))
}

func (a *app) runInstall(ctx context.Context, o installOptions) error {
	err := a.installWith(ctx, o)
	if install.IsMistake(err) {
		return usageError{err}
	}
	return err
}

// installWith reads as a list of steps.
func (a *app) installWith(ctx context.Context, o installOptions) error {
	if err := o.read(); err != nil {
		return err
	}
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	r, diags, err := a.runFor(f, []string{o.host}, pipeline.Options{Tree: true, Keep: true}, o.format)
	if err != nil {
		return err
	}
	if diags.HasErrors() {
		if o.format == formatJSON {
			return a.printNoPlan(o, diags)
		}
		a.note("nothing was done")
		return errNo
	}
	i := &installation{app: a, fleet: f, host: r.Host(o.host), options: o, diags: diags}
	if err := i.prepare(ctx, r); err != nil {
		return err
	}
	if o.dryRun {
		return i.printPlan()
	}
	return i.carryOut(ctx)
}

// installation is one run of install after the host has been found valid.
type installation struct {
	*app
	fleet   *fleet
	host    *pipeline.Host
	options installOptions
	diags   diag.List // none of them a mistake

	plan      *install.Plan
	program   install.Program
	noProgram error
	obstacles []obstacle
	exposed   []string // files with secrets that Nix copies into its store
}

// prepare plans the installation and finds out what is in its way.
func (i *installation) prepare(ctx context.Context, r *pipeline.Result) (err error) {
	i.options.Folder = filepath.Join(i.fleet.ws.Dir, filepath.FromSlash(i.fleet.Output))
	if i.plan, err = install.New(i.host.Resolved, i.host.Layout, i.options.Options); err != nil {
		return err
	}
	if i.obstacles, err = i.findObstacles(ctx, r); err != nil {
		return err
	}
	i.program, i.noProgram = install.FindProgram()
	i.exposed, err = i.findExposed(ctx)
	return err
}

// wayToFlake is the folder that the command has to be run in, "" for the working folder.
func (i *installation) wayToFlake() string {
	if here, err := os.Getwd(); err == nil {
		if a, err := os.Stat(here); err == nil {
			if b, err := os.Stat(i.plan.Folder); err == nil && os.SameFile(a, b) {
				return ""
			}
		}
	}
	return i.plan.Folder
}

// carryOut asks, and then does it.
func (i *installation) carryOut(ctx context.Context) error {
	i.say(i.Err, i.errStyles())
	switch {
	case len(i.obstacles) > 0:
		i.note("nothing was done")
		return errNo
	case i.noProgram != nil:
		return fmt.Errorf("%w: %s", i.noProgram, install.HowToGet)
	}
	if err := i.askForName(); err != nil {
		return err
	}
	return i.tidily(ctx, func() (err error) {
		defer outliveReaders()()
		if err := i.askForKeys(ctx); err != nil {
			return err
		}
		stage, err := install.NewStage(i.getenv)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stage.Remove()) }()
		if err := stage.Fill(i.plan); err != nil {
			return err
		}
		return i.run(ctx, stage)
	})
}

// askForName makes sure that the disks of this very machine are meant.
func (i *installation) askForName() error {
	if i.options.confirm != "" {
		return nil
	}
	if !i.InTerminal {
		return usage("there is no terminal to ask on: --confirm %s says that the disks may be erased", i.host.Name)
	}
	question := fmt.Sprintf("Type the host's name, %s, to install it on %s: ", i.host.Name, i.plan.Target.Text())
	if len(i.plan.Erases) > 0 {
		question = fmt.Sprintf("Type the host's name, %s, to erase its disks on %s: ", i.host.Name, i.plan.Target.Text())
	}
	name, err := i.Ask(question)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if strings.TrimSpace(name) != i.host.Name {
		i.note("that is not its name: nothing was done")
		return errNo
	}
	return nil
}

// askForKeys asks for the passphrases of encrypted devices that no file has.
func (i *installation) askForKeys(ctx context.Context) error {
	var before *install.DiskKey
	for n := range i.plan.Keys {
		key := &i.plan.Keys[n]
		if !key.Lacks() {
			continue
		}
		if !i.InTerminal {
			return usage("the passphrase of %s is needed: --disk-key %s=FILE", key.Device, key.Device)
		}
		secret, err := i.askForKey(ctx, key.Device, before)
		if err != nil {
			return err
		}
		key.Give(secret)
		before = key
	}
	return nil
}

// askForKey asks for one passphrase until it was typed twice alike.
func (i *installation) askForKey(ctx context.Context, device string, before *install.DiskKey) ([]byte, error) {
	question := fmt.Sprintf("Passphrase for %s: ", device)
	if before != nil {
		question = fmt.Sprintf("Passphrase for %s (empty: that of %s): ", device, before.Device)
	}
	for {
		first, err := i.AskSecret(ctx, question)
		switch {
		case errors.Is(err, io.EOF) || err == nil && len(first) == 0 && before == nil:
			return nil, usage("a passphrase for %s is needed", device)
		case err != nil:
			return nil, err
		case len(first) == 0:
			return before.Typed(), nil
		}
		second, err := i.AskSecret(ctx, "The same again: ")
		if err != nil {
			return nil, err
		}
		if bytes.Equal(first, second) {
			clear(second)
			return first, nil
		}
		fmt.Fprintln(i.Err, "they differ")
	}
}

// run runs nixos-anywhere, and says how it ended.
func (i *installation) run(ctx context.Context, stage *install.Stage) error {
	styles := i.errStyles()
	heading := func(step string, since time.Duration) string {
		return styles.Quiet(clock(since)) + " " + styles.Strong(step)
	}
	if !i.ErrTerminal {
		heading = nil
	} else {
		fmt.Fprintln(i.Err, heading("Building", 0))
	}
	progress := install.NewProgress(unread{i.Err}, heading)
	beside := i.Err
	if !i.ErrTerminal { // on one, Nix shows how far it is
		beside = unread{i.Err}
	}
	err := i.plan.Run(ctx, i.program, stage, install.Streams{In: i.In, Out: progress, Err: beside, Terminal: i.InTerminal})
	err = errors.Join(err, progress.Close())
	switch {
	case errors.Is(err, context.Canceled):
		i.sayHowFar(progress, "interrupted")
		return err
	case errors.Is(err, install.ErrFailed):
		i.sayHowFar(progress, "failed")
		return errNo
	case err != nil:
		return err
	}
	i.sayWhatIsNext(progress)
	return nil
}

func clock(d time.Duration) string {
	return fmt.Sprintf("%d:%02d", int(d.Minutes()), int(d.Seconds())%60)
}

package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/git"
	"github.com/hbohlen/panther/internal/guard"
	"github.com/hbohlen/panther/internal/install"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/term"
	"github.com/hbohlen/panther/internal/tree"
)

// obstacle is something that has to be done before a host can be installed.
type obstacle struct {
	What string `json:"what"`
	Help string `json:"help"`
}

// findObstacles holds the host against its rendered files, git, flake.lock and what it was before.
func (i *installation) findObstacles(ctx context.Context, r *pipeline.Result) ([]obstacle, error) {
	name := i.host.Name
	v := &verdict{output: i.fleet.Output}
	out := i.lackingKeys()
	if err := i.fleet.judge(ctx, r, []string{name}, v); err != nil {
		return nil, err
	}
	for _, f := range v.Findings {
		help := f.Help
		if f.State == tree.Missing || f.State == tree.Stale || f.State == tree.Conflict {
			help = "run `panther gen " + name + "`"
		}
		out = append(out, obstacle{fmt.Sprintf("%s is %s", f.File, f.State), help})
	}
	for _, d := range v.diags {
		lost := d.Code == diag.DestroysData || d.Code == diag.BreaksHost || d.Code == diag.StepByHand
		if d.Severity == diag.Error && !(lost && i.options.reinstall) { // of what was on the disks nothing is left then
			out = append(out, obstacle{d.Message, d.Hint})
		}
	}
	for _, line := range v.Lock {
		out = append(out, obstacle{joinPath(i.fleet.Output, "flake.lock") + ": " + line, "run `" + lockCommand(i.fleet.Output) + "`"})
	}
	lock, err := i.lockFile(ctx)
	if err != nil {
		return nil, err
	}
	out = append(out, lock...)
	if before := guard.Installed(name, i.host.Resolved.Root); before != nil && !i.options.reinstall {
		out = append(out, obstacle{fmt.Sprintf("%s is installed already, says %s:%d", name, before.At().File.Name, before.At().Start.Line),
			"--reinstall installs it anew, and what is on its disks is lost"})
	}
	return out, nil
}

// lackingKeys are the files with keys of disks that nobody named, and nobody can type.
func (i *installation) lackingKeys() (out []obstacle) {
	for _, k := range i.plan.Keys {
		if k.Lacks() && !k.Asked() {
			out = append(out, obstacle{"the further key " + k.Path + " is needed", "--disk-key " + k.Path + "=FILE"})
		}
	}
	return out
}

// lockFile looks for flake.lock, without which each build may be of something else.
func (i *installation) lockFile(ctx context.Context) ([]obstacle, error) {
	name := joinPath(i.fleet.Output, "flake.lock")
	if !i.fleet.ws.Exists(name) {
		return []obstacle{{"there is no " + name, "run `" + lockCommand(i.fleet.Output) + "`"}}, nil
	}
	repository, err := git.Find(i.fleet.ws.Dir)
	if errors.Is(err, git.ErrNoRepository) || errors.Is(err, git.ErrNoProgram) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	known, err := repository.Known(ctx)
	if err != nil || known[name] {
		return nil, err
	}
	return []obstacle{{name + " is untracked", helpFor[tree.Untracked]}}, nil
}

// findExposed looks for secrets that lie in the fleet: Nix copies a flake into its store, and of one in git what git knows.
func (i *installation) findExposed(ctx context.Context) ([]string, error) {
	names := append([]string{i.options.Token}, i.options.HostKeys...)
	for _, k := range i.plan.Keys {
		names = append(names, k.From)
	}
	repository, err := git.Find(i.fleet.ws.Dir)
	inGit := err == nil
	var known map[string]bool
	if inGit {
		if known, err = repository.Known(ctx); err != nil {
			return nil, err
		}
	}
	var out []string
	for _, name := range names {
		abs, err := filepath.Abs(name)
		if name == "" || err != nil {
			continue
		}
		inside, err := filepath.Rel(i.fleet.ws.Dir, abs)
		if err == nil && filepath.IsLocal(inside) && (known[filepath.ToSlash(inside)] || !inGit) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out, nil
}

// printPlan prints what would be done. The answer is no where something has to be done first.
func (i *installation) printPlan() error {
	if i.options.format == formatJSON {
		if err := i.printData("install", i.record()); err != nil {
			return err
		}
		return answer(len(i.obstacles) > 0)
	}
	i.say(i.Out, i.outStyles())
	if i.noProgram != nil {
		i.note("%s %v: %s", i.errStyles().Quiet("note:"), i.noProgram, install.HowToGet)
	}
	return answer(len(i.obstacles) > 0)
}

// say prints the plan for a person.
func (i *installation) say(out io.Writer, styles term.Styles) {
	p := i.plan
	fmt.Fprintf(out, "%s on %s\n", styles.Strong(p.Host), p.Target.Text())
	if len(p.Erases) > 0 {
		fmt.Fprintf(out, "\n%s\n", styles.Bad("erased, with all that is on it:"))
		sayDisks(out, p.Erases)
	}
	if len(p.Makes) > 0 {
		fmt.Fprintf(out, "\n%s\n", styles.Strong("made of them:"))
		sayDisks(out, p.Makes)
	}
	if len(p.Plugged) > 0 {
		fmt.Fprintf(out, "\n%s\n  %s\n", styles.Strong("keys of disks that have to be in the machine:"), strings.Join(p.Plugged, "\n  "))
	}
	if len(p.Keys) > 0 {
		fmt.Fprintf(out, "\n%s\n", styles.Strong("keys of disks, into the memory of the installing system:"))
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		for _, k := range p.Keys {
			fmt.Fprintf(w, "  %s\t%s\tto %s\n", k.Device, origin(k), k.Path)
		}
		w.Flush()
	}
	if len(p.Files) > 0 {
		fmt.Fprintf(out, "\n%s\n", styles.Strong("files, onto the host:"))
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		for _, f := range p.Files {
			from := ""
			if f.From != "" {
				from = "from " + f.From
			}
			fmt.Fprintf(w, "  %s\t%s\t%04o\t%s\n", f.What, cmp.Or(from, "-"), f.Mode, f.Path)
		}
		w.Flush()
	}
	i.sayMissing(out, styles)
	if len(p.Enrol) > 0 {
		fmt.Fprintf(out, "\n%s\n  %s\n", styles.Strong("afterwards, on the host; until then the passphrase opens it:"), strings.Join(p.Enrol, "\n  "))
	}
	for _, name := range i.exposed {
		fmt.Fprintf(out, "\n%s %s lies in the fleet, which Nix copies into its store, where everybody on this machine can read it: keep it elsewhere\n",
			styles.Careful("careful:"), name)
	}
	fmt.Fprintf(out, "\n%s\n%s\n", styles.Strong("command:"), install.Shell(i.wayToFlake(), p.Command(i.program, install.StageName(i.getenv))))
	if len(i.obstacles) > 0 {
		fmt.Fprintf(out, "\n%s\n", styles.Bad("first:"))
		for _, o := range i.obstacles {
			fmt.Fprintf(out, "  %s: %s\n", o.What, o.Help)
		}
	}
}

func origin(k install.DiskKey) string {
	switch {
	case k.From != "":
		return "from " + k.From
	case k.Asked():
		return "asked for"
	}
	return "missing"
}

func sayDisks(out io.Writer, disks []install.Disk) {
	for _, d := range disks {
		expected := ""
		if words := strings.Fields(d.Model + " " + d.Size); len(words) > 0 {
			expected = "  (expected: " + strings.Join(words, " ") + ")"
		}
		fmt.Fprintf(out, "  %s  %s%s\n", d.Name, cmp.Or(d.Device, strings.TrimSpace(d.Kind+" "+d.Mode)), expected)
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		for _, p := range d.Parts {
			fmt.Fprintf(w, "    %s\t%s\t%s\n", cmp.Or(p.Name, "all of it"), sizeOf(p), p.What)
		}
		w.Flush()
	}
}

func sizeOf(p install.Part) string {
	if p.Name != "" && (p.Size == "" || p.Size == "100%") {
		return "the rest"
	}
	return p.Size
}

func (i *installation) sayMissing(out io.Writer, styles term.Styles) {
	if len(i.plan.Missing) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s\n", styles.Careful("left out, and read by the host:"))
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, n := range i.plan.Missing {
		help := n.Flag + " brings it"
		if n.Flag == "" {
			help = "in memory: something has to put it there at each start"
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\n", n.Path, n.What, help)
	}
	w.Flush()
}

// sayHowFar tells what state the machine may be in.
func (i *installation) sayHowFar(progress *install.Progress, how string) {
	at := "while the host was built: nothing was changed on the machine"
	if step := progress.Step(); step != "" {
		at = "in the step: " + step
	}
	fmt.Fprintf(i.Err, "%s %s\n", i.errStyles().Bad(how+" after "+clock(progress.Since())), at)
	if progress.Step() != "" {
		i.note("the machine may be between two systems; the same command begins anew")
	}
}

// sayWhatIsNext tells what is left to a person.
func (i *installation) sayWhatIsNext(progress *install.Progress) {
	p := i.plan
	fmt.Fprintf(i.Out, "%s %s, in %s\n", i.outStyles().Good("installed"), p.Host, clock(progress.Since()))
	for _, print := range p.Prints {
		i.note("its %s: %s", print.What, print.Text)
	}
	if p.Runs(install.PhaseDisko) && p.Runs(install.PhaseInstall) {
		i.sayInstalled()
	}
	for _, command := range p.Enrol {
		i.note("next: on the host, `%s`; until then its passphrase opens it", command)
	}
	user, port := install.Login(i.host.Resolved), install.SSHPort(i.host.Resolved)
	if user == "" || !p.Runs(install.PhaseReboot) {
		return
	}
	login, known := "ssh "+user+"@"+p.Target.Host, p.Target.Host
	if port != "" {
		login, known = "ssh -p "+port+" "+user+"@"+p.Target.Host, "'["+p.Target.Host+"]:"+port+"'"
	}
	i.note("next: `%s`; if ssh knows the system that was there before, `ssh-keygen -R %s` makes it forget", login, known)
}

// sayInstalled names the place in the manifest that guards the disks from now on.
func (i *installation) sayInstalled() {
	root := i.host.Document.Root
	if guard.Installed(i.host.Name, i.host.Resolved.Root) != nil {
		return
	}
	at := root.Range()
	for _, key := range []string{"installed", "stateVersion"} {
		if value := root.Get(key); value != nil {
			at = value.Range()
			break
		}
	}
	i.note("next: write `installed: true` into %s:%d, so that no change erases its disks", i.host.Document.File.Name, at.Start.Line)
}

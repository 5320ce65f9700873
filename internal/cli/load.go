package cli

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/builtin"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/workspace"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// fleet is an opened fleet: its folder, and what is in it.
type fleet struct {
	*pipeline.Fleet
	ws    *workspace.Workspace
	files *workspace.Files // nil outside a fleet

	packed *yamldoc.Packed // what comes with panther
}

// open finds and reads the fleet that the working folder, or --root, lies in.
func (a *app) open() (*fleet, error) { return a.openIn(a.settings.Root) }

// openIn finds and reads the fleet that a folder lies in.
func (a *app) openIn(root string) (*fleet, error) {
	ws, err := folderOf(root)
	if err != nil {
		return nil, err
	}
	return a.read(ws)
}

// openFolder finds the fleet's folder, and reads nothing of it.
func (a *app) openFolder() (*workspace.Workspace, error) { return folderOf(a.settings.Root) }

func folderOf(root string) (*workspace.Workspace, error) {
	dir, err := workspace.Find(root)
	if errors.Is(err, workspace.ErrNoFleet) {
		return nil, fmt.Errorf("%w; `panther init` makes a fleet", err)
	}
	if err != nil {
		return nil, err
	}
	return workspace.Open(dir)
}

// read reads a fleet as it is now.
func (a *app) read(ws *workspace.Workspace) (*fleet, error) {
	files, err := ws.Read()
	if err != nil {
		return nil, err
	}
	return a.load(ws, files)
}

// load reads a fleet from its files as they are in memory.
func (a *app) load(ws *workspace.Workspace, files *workspace.Files) (*fleet, error) {
	f := &fleet{ws: ws, files: files}
	with, err := builtin.Load()
	if err != nil {
		return nil, err
	}
	f.packed = with.Packed
	f.Fleet, err = pipeline.Open(pipeline.Input{
		Fleet: files.Fleet, Hosts: files.Hosts, Profiles: files.Profiles, BuiltIn: with,
		Modules: files.Modules, Version: Version, Exists: ws.Exists, Report: ws.ReadReport, Import: ws.ReadImport, InUse: f.inputsInUse,
		Options: f.optionsOfLock, OptionsStale: f.optionsStale,
	})
	if err != nil {
		return nil, err
	}
	f.Diags = append(f.Diags, files.Diags...)
	f.checkOutput()
	return f, nil
}

// fleetOrBuiltIn opens the fleet, or what comes with panther where there is none.
func (a *app) fleetOrBuiltIn() (*fleet, error) {
	if _, err := workspace.Find(a.settings.Root); err == nil {
		return a.open()
	}
	with, err := builtin.Load()
	if err != nil {
		return nil, err
	}
	f := &fleet{packed: with.Packed}
	f.Fleet, err = pipeline.Open(pipeline.Input{Fleet: source.New(workspace.FleetFile, []byte("{}")), BuiltIn: with, Version: Version})
	return f, err
}

func (f *fleet) close() {
	if f.ws != nil {
		_ = f.ws.Close() // it was only read
	}
}

// checkOutput refuses an output folder outside the fleet.
func (f *fleet) checkOutput() {
	clean, ok := workspace.Inside(f.Output)
	first, _, _ := strings.Cut(clean, "/")
	switch {
	case !ok:
		f.Diags.Add(diag.OutsideFleet, f.OutputAt, "%s lies outside the fleet", diag.Quote(f.Output)).Help("output: names a folder of the fleet")
		clean = "."
	case clean != "." && (strings.HasPrefix(first, ".") || slices.Contains([]string{"hosts", "profiles", "templates"}, first)):
		f.Diags.Add(diag.BadValue, f.OutputAt, "output: %s is not a folder to render into", diag.Quote(f.Output)).Help("name a folder of its own, such as nixos")
		clean = "."
	}
	f.Output = clean
}

var inputUse = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\binputs\.([a-z][a-zA-Z0-9-]*)\.`) })

// inputsInUse reads which flake inputs a host's rendered configuration uses; nil where it is not there. It keeps a host
// with mistakes in flake.nix as it was.
func (f *fleet) inputsInUse(folder string) []string {
	text := f.ws.ReadText(joinPath(f.Output, folder, "configuration.nix"))
	if text == nil {
		return nil
	}
	found := []string{}
	for _, m := range inputUse().FindAllSubmatch(text, -1) {
		found = append(found, string(m[1]))
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func joinPath(parts ...string) string {
	kept := slices.DeleteFunc(parts, func(p string) bool { return p == "" || p == "." })
	return strings.Join(kept, "/")
}

// run runs the pipeline. A fleet without a host is no success: somebody is in the wrong folder, or has just begun.
func (f *fleet) run(opts pipeline.Options) (*pipeline.Result, error) {
	if len(f.files.Hosts) == 0 && !f.Diags.HasErrors() {
		return nil, errors.New("there are no manifests under hosts/; `panther new HOST --profile P` makes one")
	}
	return f.Run(opts), nil
}

// pick checks the names of hosts that a person gave.
func pick(r *pipeline.Result, names []string) error {
	for _, name := range names {
		if r.Host(name) == nil {
			return usage("there is no host %s; %s", diag.Quote(name), diag.DidYouMean(name, r.Names()))
		}
	}
	return nil
}

// runFor runs the pipeline for hosts that a person named, and says what is wrong with them.
func (a *app) runFor(f *fleet, names []string, opts pipeline.Options, format string) (*pipeline.Result, diag.List, error) {
	r, err := f.run(opts)
	if err != nil {
		return nil, nil, err
	}
	if err := pick(r, names); err != nil {
		return nil, nil, err
	}
	diags, err := a.sayMistakesOf(r, names, format)
	return r, diags, err
}

// sayMistakesOf says what is wrong with hosts that a person named, or with all, and that there is more in others.
func (a *app) sayMistakesOf(r *pipeline.Result, names []string, format string) (diag.List, error) {
	diags := concerning(r, names)
	if err := a.sayMistakes(diags, format); err != nil {
		return nil, err
	}
	others, _ := diag.List(slices.DeleteFunc(r.Diags(), func(d diag.Diagnostic) bool {
		return slices.ContainsFunc(diags, func(said diag.Diagnostic) bool { return said.Code == d.Code && said.Range == d.Range })
	})).Count()
	if others > 0 && format != formatJSON {
		a.note("%s %s in other manifests: `panther validate` shows them", a.errStyles().Quiet("note:"), diag.Plural(others, "mistake"))
	}
	return diags, nil
}

// concerning returns what is wrong with the named hosts, and with the fleet: what an answer about them depends on. What
// other hosts do to one of these, such as naming its disk, is a warning. Without names it is everything.
func concerning(r *pipeline.Result, names []string) diag.List {
	if len(names) == 0 {
		return r.Diags()
	}
	all, manifests := slices.Clone(r.Fleet), map[*source.File]bool{}
	for _, name := range names {
		all = append(all, r.Host(name).Diags...)
		manifests[r.Host(name).Document.File] = true
	}
	for _, h := range r.Hosts {
		for _, d := range h.Diags.AsWarnings() {
			if slices.ContainsFunc(d.Related, func(at diag.Related) bool { return manifests[at.Range.File] }) {
				all = append(all, d)
			}
		}
	}
	return all.Sorted() // one's own errors stay errors
}

// selected splits diagnostics for verbs that judge or write what hosts share: those that concern the named hosts, errors
// staying errors, and those of other hosts, which are warnings then. Without names everything concerns the run.
func selected(r *pipeline.Result, names []string) diag.List {
	if len(names) == 0 {
		return r.Diags()
	}
	all := slices.Clone(r.Fleet)
	for _, h := range r.Hosts {
		if slices.Contains(names, h.Name) {
			all = append(all, h.Diags...)
		} else {
			all = append(all, h.Diags.AsWarnings()...)
		}
	}
	return all.Sorted()
}

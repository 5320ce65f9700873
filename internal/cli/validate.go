package cli

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

func newValidate(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "validate [FILE...]",
		Short:   "Check manifests alone",
		GroupID: groupDaily,
		Example: `  panther validate
  panther validate hosts/web1.yaml
  panther show web1 | panther validate -`,
		Long: `Checks panther.yaml, profiles and manifests, and compares nothing with the rendered tree. With files, what is wrong
elsewhere is left out; - reads a host's manifest from standard input.`,
		RunE: func(_ *cobra.Command, args []string) error { return a.runValidate(args, format) },
	}
	formatFlag(cmd, &format, formatText, formatJSON, formatSARIF, formatGitHub)
	return cmd
}

func (a *app) runValidate(files []string, format string) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	var diags diag.List
	if slices.Contains(files, "-") {
		if len(files) > 1 {
			return usage("- cannot stand beside files")
		}
		diags, err = a.validateInput(f)
	} else {
		diags, err = f.validate(a.settings.Root, files)
	}
	if err != nil {
		return err
	}
	if err := a.printFindings(f, diags, format); err != nil {
		return err
	}
	return answer(diags.HasErrors())
}

func (a *app) printFindings(f *fleet, diags diag.List, format string) error {
	switch format {
	case formatJSON:
		return a.printData("validate", struct {
			Diagnostics []diag.Record `json:"diagnostics"`
		}{diag.Records(diags)})
	case formatGitHub:
		return a.printGitHub(f, diags)
	case formatSARIF:
		return a.printSARIF("validate", f, diags)
	}
	if len(diags) == 0 {
		a.note("%s", a.errStyles().Good("ok"))
	}
	return printDiags(a.Out, diags, a.outStyles())
}

// validate returns what is wrong in the named files, or in all.
func (f *fleet) validate(root string, files []string) (diag.List, error) {
	wanted := map[string]bool{}
	for _, name := range files {
		inFleet, err := f.nameOf(root, name)
		if err != nil {
			return nil, err
		}
		wanted[inFleet] = true
	}
	r, err := f.run(pipeline.Options{Tree: true})
	if err != nil {
		return nil, err
	}
	all := r.Diags()
	if len(files) == 0 {
		return all, nil
	}
	return slices.DeleteFunc(all, func(d diag.Diagnostic) bool { return d.Range.IsZero() || !wanted[d.Range.File.Name] }), nil
}

// nameOf is the name inside the fleet of a file that a person named from where they are, or from --root.
func (f *fleet) nameOf(root, name string) (string, error) {
	if _, err := os.Stat(name); err != nil && !filepath.IsAbs(name) {
		name = filepath.Join(root, name)
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(f.ws.Dir, abs)
	rel = filepath.ToSlash(rel)
	if err != nil || strings.HasPrefix(rel, "../") {
		return "", usage("%s lies outside the fleet", name)
	}
	known := []string{f.files.Fleet.Name}
	for _, file := range slices.Concat(f.files.Hosts, f.files.Profiles) {
		known = append(known, file.Name)
	}
	if !slices.Contains(known, rel) {
		return "", usage("the fleet has no manifest or profile %s; %s", diag.Quote(rel), diag.DidYouMean(rel, known))
	}
	return rel, nil
}

// validateInput checks a manifest from standard input as a host of the fleet. It stands in for the manifest of the host
// that it names, so that it does not clash with it.
func (a *app) validateInput(f *fleet) (diag.List, error) {
	content, err := io.ReadAll(io.LimitReader(a.In, yamldoc.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	file := source.New("stdin", content)
	diags := slices.Clone(f.Diags)
	return append(diags, f.Single(file)...).Sorted(), nil
}

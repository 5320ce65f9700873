package pipeline

import (
	"regexp"
	"slices"
	"sync"

	"github.com/Masterminds/semver/v3"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// checkWanted compares the version that panther.yaml wants with the one that runs, so that two people with different
// versions do not render the fleet back and forth.
func (f *Fleet) checkWanted() {
	if f.Wanted == nil {
		return
	}
	wanted, err := semver.NewConstraint(f.Wanted.Text)
	if err != nil {
		f.Diags.Add(diag.BadValue, f.Wanted.Range(), "%s is not a range of versions", diag.Quote(f.Wanted.Text)).Help(`for example: panther: ">= 0.1"`)
		return
	}
	running, err := semver.NewVersion(f.input.Version)
	if err != nil {
		return
	}
	if !wanted.Check(running) {
		f.Diags.Add(diag.WantedVersion, f.Wanted.Range(), "the fleet wants panther %s, and this is %s", f.Wanted.Text, running).
			Help("install a version that fits, or change panther: in panther.yaml")
	}
}

// inputName is what Nix takes as the name of an input (nix flake reference, "Flake inputs").
var inputName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_-]*$`) })

func isInputName(name string) bool { return inputName().MatchString(name) && name != "self" }

const inputForm = "letters, digits, - and _, beginning with a letter"

// InputNames lists the inputs that the flake may have: those that panther adds, and those of panther.yaml.
func (f *Fleet) InputNames() []string {
	names := compose.KnownInputs()
	for _, in := range f.Inputs {
		names = append(names, in.Name)
	}
	return names
}

// checkInputs checks the names of the inputs that panther.yaml adds, and what they follow.
func (f *Fleet) checkInputs() {
	all := f.InputNames()
	for _, in := range f.Inputs {
		switch {
		case compose.IsReserved(in.Name):
			f.Diags.Add(diag.OwnedSetting, in.At, "the input %s is added by panther where a host needs it", in.Name).
				Help("release: decides where it comes from; give another flake another name")
		case !isInputName(in.Name):
			f.Diags.Add(diag.BadValue, in.At, "%s cannot be the name of an input", diag.Quote(in.Name)).Help(inputForm)
		}
		for _, name := range in.Follows {
			if !slices.Contains(all, name) {
				f.Diags.Add(diag.BadReference, in.At, "the input %s follows %s, which is no input", in.Name, diag.Quote(name)).Help("%s", diag.DidYouMean(name, all))
			}
		}
	}
}

// checkModuleInputs checks that the inputs that modules name are there: Nix would find the mistake only when it evaluates
// a host. What comes with panther names none but those that panther adds.
func (f *Fleet) checkModuleInputs() {
	if f.InputsLost {
		return
	}
	all := f.InputNames()
	for _, m := range f.Catalog.Own() {
		for _, name := range m.Inputs {
			if !slices.Contains(all, name) {
				f.Diags.Add(diag.Interface, placeOfInput(m, name), "there is no input %s", diag.Quote(name)).Help("%s", helpForInput(name, all))
			}
		}
	}
}

func helpForInput(name string, all []string) string {
	near, isNear := diag.Nearest(name, all)
	switch {
	case isNear:
		return "did you mean " + diag.Quote(near) + "? Another one is named in panther.yaml, under inputs:"
	case !isInputName(name):
		return "it cannot be the name of an input: " + inputForm
	}
	return "name it in panther.yaml: inputs: { " + name + ": { url: \"...\" } }"
}

// placeOfInput finds where a module's interface names an input.
func placeOfInput(m *catalog.Module, name string) source.Range {
	doc, _ := yamldoc.Parse(m.Interface) // its mistakes have been reported
	for _, item := range manifest.Items(doc.Get("inputs")) {
		if item.Text == name {
			return item.Range()
		}
	}
	return m.Interface.Top()
}

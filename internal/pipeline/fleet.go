package pipeline

import (
	"regexp"
	"slices"

	"github.com/Masterminds/semver/v3"

	"github.com/hbohlen/panther/internal/compose"
	"github.com/hbohlen/panther/internal/diag"
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
var inputName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_-]*$`)

// checkInputs checks the names of the inputs that panther.yaml adds, and what they follow.
func (f *Fleet) checkInputs() {
	known := compose.KnownInputs()
	all := slices.Clone(known)
	for _, in := range f.Inputs {
		all = append(all, in.Name)
	}
	for _, in := range f.Inputs {
		switch {
		case slices.Contains(known, in.Name):
			f.Diags.Add(diag.OwnedSetting, in.At, "the input %s is added by panther where a host needs it", in.Name).
				Help("release: decides where it comes from; give another flake another name")
		case !inputName.MatchString(in.Name) || in.Name == "self":
			f.Diags.Add(diag.BadValue, in.At, "%s cannot be the name of an input", diag.Quote(in.Name)).Help("letters, digits, - and _, beginning with a letter")
		}
		for _, name := range in.Follows {
			if !slices.Contains(all, name) {
				f.Diags.Add(diag.BadReference, in.At, "the input %s follows %s, which is no input", in.Name, diag.Quote(name)).Help("%s", diag.DidYouMean(name, all))
			}
		}
	}
}

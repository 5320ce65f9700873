package pipeline

import (
	"github.com/Masterminds/semver/v3"

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

package lint

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
)

// Parts are what a fleet has beside its hosts.
type Parts struct {
	*manifest.Fleet
	Profiles []*manifest.Document // its own
	Modules  []*catalog.Module    // its own
}

// Fleet checks panther.yaml and the fleet's own profiles and modules against the hosts.
func Fleet(fleet Parts, all []Facts) diag.List {
	var diags diag.List
	inputs(fleet, &diags)
	if len(all) == 0 || slices.ContainsFunc(all, func(f Facts) bool { return !f.AllUsers }) {
		return diags
	}
	if fleet.Users != nil {
		for _, e := range fleet.Users.Entries {
			if !anyHost(all, func(f Facts) []string { return f.Users }, e.Key) {
				diags.Warn(diag.UnusedUser, e.At.Range(), "no host has the user %s", diag.Quote(e.Key)).
					Help("pick the user on a host, under core.users, or remove it here")
			}
		}
	}
	if slices.ContainsFunc(all, func(f Facts) bool { return f.Failed }) {
		return diags
	}
	for _, p := range fleet.Profiles {
		if p.Root != nil && !anyHost(all, func(f Facts) []string { return f.Profiles }, p.Name) {
			diags.Warn(diag.UnusedProfile, p.File.Top(), "no host uses the profile %s", diag.Quote(p.Name)).
				Help("name it on a host, under profile, or in a profile that one uses, under extends, or remove the file")
		}
	}
	for _, m := range fleet.Modules {
		if !anyHost(all, func(f Facts) []string { return f.Modules }, m.ID()) {
			diags.Warn(diag.UnusedModule, m.Interface.Top(), "no host uses the module %s", m.KeyPath()).
				Help("switch it on, or remove its two files")
		}
	}
	return diags
}

func anyHost(all []Facts, of func(Facts) []string, name string) bool {
	return slices.ContainsFunc(all, func(f Facts) bool { return slices.Contains(of(f), name) })
}

// inputs warns of inputs that follow another release than the fleet: their modules may name options that it does not have.
func inputs(fleet Parts, diags *diag.List) {
	for _, in := range fleet.Inputs {
		if release := releaseIn(in.URL); release != "" && release != fleet.Release {
			diags.Warn(diag.InputRelease, in.At, "the input %s follows the release %s, and the fleet %s", in.Name, release, fleet.Release).
				Help("name the branch of %s in its url: what is made for one release may not fit another", fleet.Release)
		}
	}
}

// releaseIn finds a release in a URL, as in github:owner/name/release-25.05; "" where there is none.
func releaseIn(url string) string {
	for _, part := range strings.FieldsFunc(url, func(r rune) bool { return strings.ContainsRune("/-_?=&", r) }) {
		if len(part) == 5 && part[2] == '.' && isDigits(part[:2]) && (part[3:] == "05" || part[3:] == "11") {
			return part
		}
	}
	return ""
}

func isDigits(text string) bool {
	return strings.Trim(text, "0123456789") == ""
}

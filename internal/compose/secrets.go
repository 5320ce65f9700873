package compose

import "github.com/hbohlen/panther/internal/nix"

// secrets are what the host takes from the fleet's secret store, for the module that sets the store up.
func (f *fill) secrets() nix.Expr {
	all := &attrs{}
	for _, s := range f.host.Secrets {
		set := all.at(s.Name)
		text := func(key, value string) {
			if value != "" {
				set.set(nix.String(value), key)
			}
		}
		text("reference", s.Reference.Text)
		if s.Reference.File != "" {
			set.set(f.at.toFleet(s.Reference.File), "file")
		}
		if s.Reference.Format != "yaml" { // the option's default
			text("format", s.Reference.Format)
		}
		text("key", s.Reference.Key)
		text("owner", s.File.Owner)
		text("group", s.File.Group)
		text("mode", s.File.Mode)
		if len(s.File.Units) > 0 {
			set.set(stringList(s.File.Units), "units")
		}
		if s.File.NeededForUsers {
			set.set(nix.Bool(true), "neededForUsers")
		}
	}
	return all.expr()
}

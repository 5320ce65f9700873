package guard

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/tree"
)

// configuration compares what configuration.nix says about data.
func (c *comparison) configuration(old, now Files) {
	for _, o := range options(old.Configuration, now.Configuration) {
		was, is := shownOption(o.Old), shownOption(o.New)
		switch {
		case o.Path == "system.stateVersion":
			c.add(Destroys, spot{name: "stateVersion", place: []string{"stateVersion"}},
				"it is "+was+" and would be "+is+": services choose by it where and how they keep their data, and may no longer find or read it", "")
		case o.Path == "networking.hostId" && c.zfs:
			c.add(Breaks, spot{name: "networking.hostId", place: []string{"settings"}},
				"it is "+was+" and would be "+is+": the next boot takes the pools of ZFS for those of another machine, and does not import them unless it is forced to", "")
		case o.Path == "networking.hostId":
			c.add(Harmless, spot{name: "networking.hostId", place: []string{"settings"}}, "only ZFS depends on it, which the host does not have", "")
		case o.Path == impermanence+"enable" && o.New == "true":
			c.add(Destroys, spot{name: "filesystems.impermanence", place: []string{"filesystems", "impermanence"}},
				"the root file system is emptied at each boot from the next one on: what lies there and is not persisted by then is lost", "")
		case strings.HasPrefix(o.Path, impermanence):
			c.impermanence(strings.TrimPrefix(o.Path, impermanence), was, is)
		}
	}
}

// options are those that differ between two files; none where one of them is not there.
func options(old, now []byte) []tree.Option {
	if old == nil || now == nil || body(old) == body(now) {
		return nil
	}
	return tree.Change{Path: "configuration.nix", Have: old, Want: now}.Options()
}

// homes compares what home.nix says about data: the releases that homes were first made with, beside that of the host.
func (c *comparison) homes(old, now Files) {
	for _, o := range options(old.Home, now.Home) {
		user, ok := strings.CutPrefix(o.Path, "home-manager.users.")
		user, of := strings.CutSuffix(user, ".home.stateVersion")
		said := slices.ContainsFunc(c.changes, func(c Change) bool { return c.Subject == "stateVersion" })
		if ok && of && !said && o.Old != "" && o.New != "" {
			c.add(Destroys, spot{name: "home." + user + ".stateVersion", place: []string{"home", user, "stateVersion"}},
				"it is "+shownOption(o.Old)+" and would be "+shownOption(o.New)+": programs choose by it where and how they keep their data, and may no longer find or read it", "")
		}
	}
}

const impermanence = "panther.filesystems.impermanence."

// impermanence compares what is kept of a root file system that is made anew.
func (c *comparison) impermanence(option, was, is string) {
	key, _, _ := strings.Cut(option, ".")
	at := spot{name: "filesystems.impermanence." + key, place: []string{"filesystems", "impermanence", key}}
	switch key {
	case "persistAt":
		c.add(Breaks, at, "it is "+was+" and would be "+is+": what is kept is looked for where it is not", "")
	case "directories", "files", "homes", "users":
		c.add(ByHand, at, "what is kept changes: what would be kept from now on has to be copied to where it is kept before the next boot, and what is kept no longer stays there unseen", "")
	case "forget":
		c.add(ByHand, at, "what is not kept any more stays unseen where it was kept", "")
	}
}

// shownOption is the value of a rendered option in a sentence.
func shownOption(text string) string {
	if text == "" {
		return "not set"
	}
	return strings.Trim(text, `"`)
}

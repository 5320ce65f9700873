package guard

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/tree"
)

// configuration compares what configuration.nix says about data.
func (c *comparison) configuration(old, now Files) {
	differ := options(old.Configuration, now.Configuration)
	c.root(differ, now)
	c.loader(differ, now)
	c.snapshots(differ, now)
	for _, o := range differ {
		if o.Path == "system.stateVersion" {
			was, is := shownOption(o.Old), shownOption(o.New)
			c.add(Destroys, spot{name: "stateVersion", place: []string{"stateVersion"}},
				"it is "+was+" and would be "+is+": services choose by it where and how they keep their data, and may no longer find or read it", "")
		}
	}
}

// hostID compares what ZFS knows a machine by. It follows from the host's name and stands with the disks, unless settings
// say another one.
func (c *comparison) hostID(old, now Files) {
	if old.Disko == nil || now.Disko == nil || bytes.Equal(old.Disko, now.Disko) && bytes.Equal(old.Configuration, now.Configuration) {
		return
	}
	was, is := hostIDIn(old), hostIDIn(now)
	if bytes.Contains(now.Disko, []byte("hostId")) {
		c.file = "disko.nix"
	}
	at := spot{name: "networking.hostId", place: []string{"settings", "networking", "hostId"}}
	switch {
	case was == is:
	case !c.zfs:
		c.add(Harmless, at, "only ZFS depends on it, which the host does not have", "")
	default:
		c.add(Breaks, at, "it is "+cmp.Or(was, "not set")+" and would be "+cmp.Or(is, "not set")+": the next boot takes the pools of ZFS for those of another machine, and does not import them unless it is forced to", "")
		if was != "" {
			c.changes[len(c.changes)-1].Undo = "keep it, whatever the host is called: `settings: { networking.hostId: \"" + was + "\" }`"
		}
	}
}

// hostIDIn is the hostId that rendered files give a host, "" for none.
func hostIDIn(files Files) string {
	if bytes.Contains(files.Configuration, []byte("hostId")) {
		if set := shownOption(optionIn(valuesIn(files.Configuration), "networking.hostId").New); set != "" {
			return set
		}
	}
	if !bytes.Contains(files.Disko, []byte("hostId")) {
		return ""
	}
	value, _ := nix.Read(string(files.Disko))
	return text(value, "networking", "hostId")
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

// root compares whether the root file system lasts, and what is kept of one that does not.
func (c *comparison) root(differ []tree.Option, now Files) {
	for _, o := range differ {
		if o.Path != impermanence+"enable" {
			continue
		}
		at := spot{name: "filesystems.impermanence", place: []string{"filesystems", "impermanence"}}
		if o.New == "true" {
			c.add(Destroys, at, "the root file system is emptied at each boot from the next one on: what lies there and is not where it is kept by then is lost", "")
		} else {
			c.add(Destroys, at, "the root file system lasts from then on, and what was kept beside it is not seen there any more: it would have to be copied back first", "")
		}
		return
	}
	for _, o := range differ {
		if option, ok := strings.CutPrefix(o.Path, impermanence); ok {
			c.kept(option, o)
		}
	}
	c.oldRoots(differ, now)
}

// kept compares an option of what is kept of a root file system that is made anew.
func (c *comparison) kept(option string, o tree.Option) {
	key, _, _ := strings.Cut(option, ".")
	at := spot{name: "filesystems.impermanence." + key, place: []string{"filesystems", "impermanence", key}}
	switch key {
	case "persistAt":
		c.add(Breaks, at, "what is kept would be looked for in "+cmp.Or(shownOption(o.New), "its usual place")+", where it is not", "")
	case "directories", "files", "homes", "users", "forget":
		c.add(ByHand, at, "what is kept changes: what would be kept from now on has to be copied to where that is before the next boot, and what is not kept any more stays there unseen", "")
	}
}

// shownOption is the value of a rendered option in a sentence.
func shownOption(text string) string {
	return strings.Trim(text, `"`)
}

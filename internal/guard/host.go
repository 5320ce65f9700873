package guard

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// Host is one that is installed, with what its manifest says.
type Host struct {
	name  string
	root  *yamldoc.Node
	was   bool         // marked when it was committed, and is not any more
	place source.Range // of the mark, or where it would be
}

// Installed returns the host if its resolved manifest says that it is installed, nil if not.
func Installed(name string, root *yamldoc.Node) *Host {
	if !root.Get("installed").IsTrue() {
		return nil
	}
	return &Host{name: name, root: root, place: root.Get("installed").Range()}
}

// Unmarked returns a host that is not marked as installed, but was in a manifest as it was committed; nil if it was not.
// Its mark may have gone with the very change that it guards against.
func Unmarked(name string, manifest, committed *source.File) *Host {
	before, _ := yamldoc.Parse(committed)
	if !before.Get("installed").IsTrue() {
		return nil
	}
	root, _ := yamldoc.Parse(manifest)
	h := &Host{name: name, root: root, was: true, place: manifest.Top()}
	if mark := root.Get("installed"); mark != nil {
		h.place = mark.Range()
	}
	return h
}

// At is where the manifest says that the host is installed, or would say it.
func (h *Host) At() source.Range { return h.place }

// since begins a report: why the host is guarded.
func (h *Host) since() string {
	if h.was {
		return fmt.Sprintf("%s was marked as installed at the last commit", h.name)
	}
	return h.name + " is installed"
}

// Report says what is wrong with changes of the host. What is allowed is a warning.
func (h *Host) Report(changes []Change, allowed bool, diags *diag.List) {
	for _, c := range changes {
		report := diags.Warn
		if c.Refused() && !allowed && !h.was {
			report = diags.Add
		}
		switch c.Grade {
		case Destroys:
			report(diag.DestroysData, h.placeOf(c), "%s, and its data would be lost: %s", h.since(), c).Help("%s", h.help(c, allowed))
		case Breaks:
			report(diag.BreaksHost, h.placeOf(c), "%s, and would not start: %s", h.since(), c).Help("%s", h.help(c, allowed))
		case ByHand:
			report(diag.StepByHand, h.placeOf(c), "%s: %s", h.since(), c).Help("%s", h.help(c, allowed))
		}
	}
}

// help names the step by hand, and the flag for those who mean it.
func (h *Host) help(c Change, allowed bool) string {
	flag := fmt.Sprintf("`panther gen %s --allow-data-loss=%s`", h.name, h.name)
	switch {
	case c.Refused() && h.was:
		return "if the machine still runs, say installed: true again, and this is refused; if it is to be installed anew, nothing else is needed"
	case c.Refused() && !allowed && c.Step != "":
		return fmt.Sprintf("to carry it out on the machine, as root: `%s`; then %s", c.Step, flag)
	case c.Grade == Breaks && !allowed:
		return cmp.Or(c.Undo, "undo it") + ", or if it is meant: " + flag
	case c.Refused() && !allowed:
		return cmp.Or(c.Undo, "undo it") + ", or if it is meant and the data is safe elsewhere: " + flag
	case c.Step != "":
		return fmt.Sprintf("%s: `%s`", c.When, c.Step)
	}
	return ""
}

// placeOf is where the manifest says what a change is about: as far down as it says anything, and where a preset says the
// rest, that. What is left out was said at the place that would hold it.
func (h *Host) placeOf(c Change) source.Range {
	at, found := h.root, h.place
	for i, key := range c.Place {
		e := at.Entry(key)
		switch {
		case e == nil && c.LeftOut && !ofPreset(c.Place[i:]):
			return without(at, c.Place[i:], found)
		case e == nil:
			return h.preset(at, c.Place[i:], found)
		}
		if found = marked(e); e.Value.IsScalar() {
			return found
		}
		at = e.Value
	}
	return found
}

// marked is where an entry is shown: at its value, or at its key where the value is a collection.
func marked(e *yamldoc.Entry) source.Range {
	if e.Value.IsScalar() {
		return e.Value.Range()
	}
	return e.At.Range()
}

// ofPreset tells whether keys lead to what presets make by themselves, so that only another preset leaves it out.
func ofPreset(keys []string) bool {
	last := keys[len(keys)-1]
	return last != "luks" && last != "swap" && (len(keys) < 2 || keys[len(keys)-2] != "subvolumes" || slices.Contains([]string{"@root", "@home", "@nix", "@log", "@persist"}, last))
}

// below is where an entry says what keys below it lead to, as far down as it does.
func below(e *yamldoc.Entry, keys []string) source.Range {
	for _, key := range keys {
		next := e.Value.Entry(key)
		if next == nil {
			break
		}
		e = next
	}
	return marked(e)
}

// without is where the entry of a disk would say what it does not any more: at the nearest key that holds such things, or
// at the disk itself.
func without(entry *yamldoc.Node, keys []string, otherwise source.Range) source.Range {
	for _, key := range keys {
		if e := entry.Entry(key); e != nil {
			return marked(e)
		}
	}
	return otherwise
}

// shortcuts are keys of a disk that stand for what a preset makes of them.
var shortcuts = map[string]string{"swapFiles": "swap", "mountOptions": "compression"}

// preset is where an entry says what stands for keys that it does not have.
func (h *Host) preset(entry *yamldoc.Node, keys []string, otherwise source.Range) source.Range {
	part := ""
	if len(keys) > 1 && keys[0] == "partitions" {
		part = keys[1]
	}
	boots := slices.Contains([]string{"bios-boot", "boot", "ESP"}, part)
	own := func(key string) *yamldoc.Entry {
		switch {
		case key == "size" && boots:
			return entry.Entry("bootSize")
		case key == "swap" || key == "@swap": // a partition, a volume or a subvolume for it
			return entry.Entry("swap")
		case key == "luks":
			return entry.Entry("luks")
		}
		return entry.Entry(shortcuts[key])
	}
	for i, key := range keys {
		if e := own(key); e != nil {
			return below(e, keys[i+1:])
		}
		if e := entry.Entry(key); e != nil && key == "subvolumes" && i+1 < len(keys) { // those beside the preset's own
			if own := e.Value.Entry(keys[i+1]); own != nil {
				return own.At.Range()
			}
		}
	}
	if n := h.root.Get("firmware"); boots && n != nil {
		return n.Range()
	}
	if n := entry.Get("layout"); n != nil && n.IsScalar() {
		return n.Range()
	}
	return otherwise
}

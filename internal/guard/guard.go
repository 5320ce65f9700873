// Package guard tells what a change of a host's rendered disks and configuration does to the data of a machine that was
// installed from them. Nothing that it looks at touches a disk by itself: NixOS mounts what disko.nix describes, and only a
// new installation makes it. What it says is therefore about what the next switch or boot finds.
package guard

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/tree"
)

// Grade says how bad a change is for a machine that runs.
type Grade string

// The grades, worst first. The first two are refused.
const (
	Destroys Grade = "destroys data"
	Breaks   Grade = "breaks the host"
	ByHand   Grade = "step by hand"
	Harmless Grade = "harmless"
)

// grades are all grades, worst first.
var grades = []Grade{Destroys, Breaks, ByHand, Harmless}

// Moment is when a step is taken by hand.
type Moment string

// The moments. Most steps make what the next switch or boot looks for.
const (
	BeforeSwitch    Moment = "on the machine, as root, before it is switched"
	AfterSwitch     Moment = "on the machine, as root, once it is switched and before it starts again"
	InPlaceOfSwitch Moment = "in place of a switch, and then start the machine again"
)

// Change is one thing that differs.
type Change struct {
	Grade   Grade
	File    string   // that says it: disko.nix, configuration.nix or home.nix
	Subject string   // "disks.main, partition root"
	Text    string   // what differs and what that does, without the subject
	Step    string   // the command that carries it out by hand, "" where there is none
	When    Moment   // the step is taken
	Place   []string // keys of the manifest that lead to it, as far as they are there
	LeftOut bool     // the manifest does not say any more what the last keys lead to
	Undo    string   // how it is undone, "" where the manifest has to be as it was
}

// Refused tells whether an installed host must not get the change.
func (c Change) Refused() bool { return c.Grade == Destroys || c.Grade == Breaks }

// String is the change in one line.
func (c Change) String() string { return c.Subject + ": " + c.Text }

// Files are a host's rendered files that say what holds its data.
type Files struct {
	Disko, Configuration, Home []byte // nil where there is none
	Edited                     bool   // disko.nix was changed by hand since it was rendered
	Path                       string // of disko.nix in the fleet
}

// Compare returns what differs between what a host was rendered as and what it would be, worst first.
func Compare(old, now Files) []Change {
	c := &comparison{zfs: bytes.Contains(old.Disko, []byte("zpool"))}
	c.file = "disko.nix"
	c.disko(old, now)
	c.file = "configuration.nix"
	c.configuration(old, now)
	c.hostID(old, now)
	c.file = "home.nix"
	c.homes(old, now)
	rank := func(g Grade) int { return slices.Index(grades, g) }
	slices.SortStableFunc(c.changes, func(a, b Change) int { return rank(a.Grade) - rank(b.Grade) })
	return c.changes
}

// Worst returns the changes that are refused.
func Worst(changes []Change) []Change {
	return slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return !c.Refused() })
}

// comparison collects what differs.
type comparison struct {
	changes []Change
	file    string    // that is compared
	zfs     bool      // the host has a pool of ZFS
	now     nix.Value // all devices, as they would be
}

func (c *comparison) add(grade Grade, at spot, text, step string) {
	c.changes = append(c.changes, Change{Grade: grade, File: c.file, Subject: at.name, Text: text, Step: step, When: BeforeSwitch, Place: at.place, LeftOut: at.leftOut})
}

// addWhen adds a change with a step that is taken at another moment than most.
func (c *comparison) addWhen(when Moment, at spot, text, step string) {
	c.add(ByHand, at, text, step)
	c.changes[len(c.changes)-1].When = when
}

// spot is a place within the disks.
type spot struct {
	name   string   // for people
	place  []string // in the manifest
	device string   // how a running machine reaches it, "" where it does not

	leftOut bool // the manifest does not name it any more
}

// under is a place below another one.
func (s spot) under(name string, place ...string) spot {
	return spot{name: s.name + ", " + name, place: slices.Concat(s.place, place), device: s.device}
}

// key is a key of the manifest at the same place.
func (s spot) key(names ...string) spot {
	s.place = slices.Concat(s.place, names)
	return s
}

// gone is the place of something that is left out.
func (s spot) gone() spot {
	s.leftOut = true
	return s
}

// on is the place as another device.
func (s spot) on(device string) spot {
	s.device = device
	return s
}

func (c *comparison) disko(old, now Files) {
	if old.Disko == nil || now.Disko == nil {
		return
	}
	all := spot{name: "disks", place: []string{"disks"}}
	if body(old.Disko) == body(now.Disko) {
		return
	}
	was, err := nix.Read(string(old.Disko))
	is, errNow := nix.Read(string(now.Disko))
	switch {
	case err != nil:
		c.add(Destroys, all, "disko.nix as it stands cannot be read ("+err.Error()+"), so that what the machine has is not known", "")
		return
	case errNow != nil:
		c.add(Destroys, all, "what disko.nix would say cannot be compared ("+errNow.Error()+")", "")
		return
	case old.Edited && !same(was, is):
		c.add(Destroys, all, "disko.nix was edited by hand and says something else than the manifest, so that what the machine has is not known", "")
		c.changes[len(c.changes)-1].Undo = "take the edit back: `git checkout " + old.Path + "`"
		return
	}
	c.now = get(is, "disko", "devices")
	c.devices(get(was, "disko", "devices"), c.now)
	c.others(was, is)
}

// body is a rendered file without its header.
func body(text []byte) string {
	if tree.IsRendered(text) {
		_, rest, _ := strings.Cut(string(text), "\n")
		return rest
	}
	return string(text)
}

// others compares what disko.nix says beside the disks. NixOS makes a swap file of a size by itself.
func (c *comparison) others(old, now nix.Value) {
	for _, p := range match(old, now, nil) {
		at := spot{name: p.name, place: []string{"disks"}}
		switch {
		case p.name == "disko" || same(p.old, p.now):
		case p.name == "networking": // hostId, which is looked at by itself
		case p.name == "swapDevices":
			c.add(Harmless, at, "NixOS makes a swap file anew when its size changes, at the next switch", "")
		default:
			c.add(Harmless, at, "it changes how file systems are found and mounted, not what they hold", "")
		}
	}
}

// get is what stands at a path, an empty set where nothing does.
func get(v nix.Value, path ...string) nix.Value {
	found, _ := v.Get(path...)
	return found
}

// text is the string or word at a path, "" where there is none.
func text(v nix.Value, path ...string) string { return get(v, path...).Text }

// same tells whether two values say the same; the order of attributes makes no difference.
func same(a, b nix.Value) bool {
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Attrs) != len(b.Attrs) || !slices.EqualFunc(a.Items, b.Items, same) {
		return false
	}
	for _, attr := range a.Attrs {
		if other, ok := b.Get(attr.Name); !ok || !same(attr.Value, other) {
			return false
		}
	}
	return true
}

// pair is an attribute in both versions; was is its old name.
type pair struct {
	name, was  string
	old, now   nix.Value
	gone, made bool // it is not there any more, or was not before
}

func (p pair) renamed() bool { return !p.gone && !p.made && p.was != p.name }

// match pairs the attributes of two sets by their names, and what is left by what renamed says of them.
func match(old, now nix.Value, renamed func(old, now nix.Value) bool) []pair {
	var out []pair
	taken := map[string]bool{}
	for _, a := range old.Attrs {
		if other, ok := now.Get(a.Name); ok {
			taken[a.Name] = true
			out = append(out, pair{name: a.Name, was: a.Name, old: a.Value, now: other})
			continue
		}
		at := slices.IndexFunc(now.Attrs, func(b nix.NamedValue) bool {
			_, kept := old.Get(b.Name)
			return renamed != nil && !kept && !taken[b.Name] && renamed(a.Value, b.Value)
		})
		if at < 0 {
			out = append(out, pair{name: a.Name, was: a.Name, old: a.Value, gone: true})
			continue
		}
		taken[now.Attrs[at].Name] = true
		out = append(out, pair{name: now.Attrs[at].Name, was: a.Name, old: a.Value, now: now.Attrs[at].Value})
	}
	for _, b := range now.Attrs {
		if !taken[b.Name] {
			out = append(out, pair{name: b.Name, was: b.Name, now: b.Value, made: true})
		}
	}
	return out
}

package guard

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hbohlen/panther/internal/shell"
	"github.com/hbohlen/panther/internal/tree"
)

const snapshots = "panther.filesystems.snapshots."

// Numbers of old roots and of snapshots that are kept where the manifest says none; the modules have the same.
var (
	usualRoots     = []number{{"keepDays", 30}, {"keepAtLeast", 3}}
	usualSnapshots = []number{{"hourly", 24}, {"daily", 7}, {"weekly", 4}, {"monthly", 6}, {"yearly", 0}}
)

type number struct {
	name  string
	usual int
}

// fewer lists the numbers below a path that become smaller, as "daily 0 in place of 7".
func fewer(differ []tree.Option, path string, numbers []number) (out []string) {
	for _, n := range numbers {
		o := optionIn(differ, path+n.name)
		was, is := numberIn(o.Old, n.usual), numberIn(o.New, n.usual)
		if is < was {
			out = append(out, fmt.Sprintf("%s %d in place of %d", n.name, is, was))
		}
	}
	return out
}

func numberIn(text string, usual int) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return usual
}

// valuesIn are the options of a rendered file.
func valuesIn(file []byte) []tree.Option {
	return tree.Change{Path: "configuration.nix", Want: file}.Options()
}

// oldRoots tells when fewer old roots are kept: the next boot deletes the others.
func (c *comparison) oldRoots(differ []tree.Option, now Files) {
	less := fewer(differ, impermanence, usualRoots)
	if less == nil {
		return
	}
	all := valuesIn(now.Configuration)
	value := func(name string) string { return shownOption(optionIn(all, impermanence+name).New) }
	if value("root.subvolume") == "" { // a root in memory leaves nothing
		return
	}
	at := spot{name: "filesystems.impermanence", place: []string{"filesystems", "impermanence", strings.Fields(less[0])[0]}}
	c.add(ByHand, at, fmt.Sprintf("fewer old roots are kept (%s): the next boot deletes those that are older than %d days, but for the newest %d; one that gets another name stays",
		strings.Join(less, ", "), numberIn(value("keepDays"), usualRoots[0].usual), numberIn(value("keepAtLeast"), usualRoots[1].usual)),
		onTop(shell.Quote(value("root.device")), "ls /mnt/old_roots"))
}

// snapshots tells when fewer snapshots are kept, here or where they are sent: the next run deletes the others.
func (c *comparison) snapshots(differ []tree.Option, now Files) {
	if !slices.ContainsFunc(differ, func(o tree.Option) bool { return strings.HasPrefix(o.Path, snapshots) }) {
		return
	}
	all := valuesIn(now.Configuration)
	for _, option := range []string{"enable", "tool", "take"} { // nothing takes and deletes them any more, or something else does
		if o := optionIn(differ, snapshots+option); o.Path != "" {
			return
		}
	}
	value := func(name string) string { return shownOption(optionIn(all, snapshots+name).New) }
	tool := cmp.Or(value("tool"), "btrbk")
	if value("enable") != "true" || value("take") == "false" {
		return
	}
	step, which := "btrbk -c /etc/btrbk/snapshots.conf list snapshots", "but for the newest, unless they get another name"
	if tool == "snapper" {
		step, which = "snapper list --all-configs", "unless they have no cleanup algorithm"
	}
	if less := fewer(differ, snapshots+"keep.", usualSnapshots); less != nil {
		c.add(ByHand, spot{name: "filesystems.snapshots.keep", place: []string{"filesystems", "snapshots", "keep"}},
			"fewer snapshots are kept ("+strings.Join(less, ", ")+"): the next run deletes those that the numbers do not reach any more, "+which, step)
	}
	if tool == "btrbk" {
		c.copies(differ, all)
	}
}

// copies tells when fewer snapshots are kept at a place that they are sent to before and after.
func (c *comparison) copies(differ, all []tree.Option) {
	for _, o := range all {
		name, ok := strings.CutPrefix(o.Path, snapshots+"send.")
		name, isPlace := strings.CutSuffix(name, ".directory")
		path := snapshots + "send." + name + "."
		if !ok || !isPlace || optionIn(differ, o.Path).Path != "" || optionIn(differ, path+"host").Path != "" {
			continue
		}
		less := fewer(differ, path+"keep.", usualSnapshots)
		if prune := optionIn(differ, path+"prune"); prune.Old == "false" {
			less = append(less, "prune")
		}
		if less == nil || shownOption(optionIn(all, path+"prune").New) == "false" {
			continue
		}
		c.add(ByHand, spot{name: "filesystems.snapshots.send." + name, place: []string{"filesystems", "snapshots", "send", name, "keep"}},
			"fewer copies are kept ("+strings.Join(less, ", ")+"): the next run deletes those in "+shownOption(o.New)+" that the numbers do not reach, but for the newest, unless they get another name", "")
	}
}

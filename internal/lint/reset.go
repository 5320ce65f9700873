package lint

import (
	"path"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/keep"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
)

// oldRoots is the folder at the top level of the file system in which filesystems/impermanence keeps old roots.
const oldRoots = "old_roots"

// reset checks a host whose root file system is made anew at each boot: the disks have to fit, and what people need in
// order to reach the host has to be kept (research: pain 24).
func reset(h *resolve.Host, layout *storage.Layout, diags *diag.List) {
	plan := keep.For(h, layout)
	if plan == nil || h.Incomplete || layout == nil || h.Doubtful("disks") || h.Doubtful("disko") || h.Doubtful("filesystems", "impermanence") {
		return
	}
	if len(layout.Entries) == 0 && layout.Raw == nil { // it has no disk at all
		return
	}
	l := losses{h, plan, diags}
	if l.root(layout) && l.place() {
		l.ownFileSystems()
		l.oldRoots()
		l.hostKeys()
		l.services()
		l.secretKeys()
		l.passwords()
		l.otherSecrets()
		l.inPlace()
		l.ownModules()
	}
}

// losses are what a host would lose with its root.
type losses struct {
	host  *resolve.Host
	plan  *keep.Plan
	diags *diag.List
}

// on is where the root was said to be made anew.
func (l losses) on() source.Range { return l.plan.Module.At }

// root checks that there is a root that can be made anew.
func (l losses) root(layout *storage.Layout) bool {
	root := l.plan.Root
	switch {
	case root == nil && layout.Raw != nil:
		l.diags.Add(diag.ResetLayout, l.on(), "the root file system is not in disks, so that panther cannot make it anew").
			Help("describe the disk that has it under disks: instead of disko:")
		return false
	case root == nil || root.Type != storage.KindTmpfs && root.Sub == nil: // reported with the disks
		return false
	}
	if off := l.host.Setting("boot", "initrd", "systemd", "enable"); off.IsFalse() && root.Sub != nil {
		l.diags.Add(diag.Conflict, off.Range(), "the root is made anew by a unit of the initrd's systemd, which is off").
			See(l.on(), "switched on here").Help("remove the setting")
	}
	return true
}

// place checks that what is kept has a file system of its own.
func (l losses) place() bool {
	at := l.on()
	if written := l.plan.Module.Value.Get("persistAt"); written.IsSet() {
		at = written.Range()
	}
	switch {
	case l.plan.At == "":
		l.diags.Add(diag.WrongType, at, "panther itself has to know where things are kept: persistAt takes a path")
		return false
	case l.plan.Persist == nil:
		l.diags.Add(diag.ResetLayout, at, "no file system of its own is mounted at %s: what is kept there would go with the root", l.plan.At).
			See(l.plan.Root.At, "the root").Help(`give it a subvolume beside the root's: subvolumes: { "@persist": %s }`, l.plan.At)
		return false
	}
	l.elsewhere(at)
	if late := l.host.Setting("fileSystems", l.plan.Persist.Point, "neededForBoot"); late.IsFalse() { // environment.persistence asserts it
		l.diags.Add(diag.Conflict, late.Range(), "what is kept at %s has to be there before the system starts", l.plan.Persist.Point).
			See(at, "kept there by this").Help("remove the setting")
	}
	return true
}

// elsewhere warns of a layout that has a place for what is kept, where it is kept in another one.
func (l losses) elsewhere(at source.Range) {
	m := l.plan.MountAt(storage.PersistMount)
	if m == nil || m.Sub == nil || m.Entry.Preset == "" || m.Sub.At != m.Entry.At || storage.Below(l.plan.At, m.Point) {
		return
	}
	l.diags.Warn(diag.ResetLayout, at, "nothing is kept at %s, which layout: %s has for that", m.Point, m.Entry.Preset).
		See(m.At, "mounted by this").
		Help("leave persistAt out, or have its subvolume where things are kept: disks.%s.subvolumes: { %q: %s }", m.Entry.Name, m.Sub.Name, l.plan.At)
}

// ownFileSystems checks what has to be mounted beside the root.
func (l losses) ownFileSystems() {
	for _, m := range l.plan.InRoot() {
		l.diags.Add(diag.ResetLayout, m.At, "%s is in the subvolume of the root, and goes with it", m.Point).
			See(l.plan.Root.At, "the root").Help("put the subvolume beside that of the root")
	}
	for _, folder := range []struct{ point, why, help string }{
		{"/nix", "the Nix store, and with it the system", `give it a subvolume beside the root's: subvolumes: { "@nix": /nix }`},
		{"/boot", "the kernels and what starts them", "give it a partition: boot: { size: 1G }"},
	} {
		if !l.plan.Lasts(folder.point) {
			l.diags.Add(diag.ResetLayout, l.plan.Root.At, "%s is on the root, which is made anew at each boot: %s would go with it", folder.point, folder.why).
				See(l.on(), "by this").Help("%s", folder.help)
		}
	}
	for _, key := range []string{"directories", "files"} {
		for _, n := range manifest.ListItems(l.plan.Module.Option(key)) {
			if n.Tag == "" && path.Clean(n.Text) == "/" {
				l.diags.Add(diag.ResetLayout, n.Range(), "nothing of the root would go if all of it were kept").Help("name what has to stay, or switch %s off", l.plan.Module.KeyPath())
			}
		}
	}
	if homes := l.plan.Module.Value.Get("homes"); homes.IsSet() && homes.Text == "declared" && l.plan.Lasts("/home") {
		l.diags.Warn(diag.ResetLayout, homes.Range(), "/home has a file system of its own, so that all of it is kept").
			Help("remove the line, or the mount of /home")
	}
}

// oldRoots checks that nothing but old roots is where the reset of the root puts them, and makes the next one.
func (l losses) oldRoots() {
	if l.plan.Root.Sub == nil {
		return
	}
	for i := range l.plan.Root.Holder.Subvolumes {
		s := &l.plan.Root.Holder.Subvolumes[i]
		if storage.Below(keep.SubvolumePath(s), oldRoots) {
			l.diags.Add(diag.ResetLayout, s.At, "%s is where old roots are put, and deleted after a while", diag.Quote(s.Name)).
				See(l.on(), "the root is made anew by this").Help("give the subvolume another name")
		}
	}
}

// ownModules names the fleet's own modules that leave open what they need again after a boot.
func (l losses) ownModules() {
	for _, m := range l.host.Modules {
		if m.Own && !m.SaysState {
			l.diags.Warn(diag.LostState, m.At, "%s does not say what it keeps: whatever it writes is gone after the next boot", m.ID()).
				Help("list it under state: in the module's interface, or write state: []")
		}
	}
}

package disks

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// mountPoints checks the places of the mount tree, each on its own and that each is taken once.
func (p *plan) mountPoints() {
	taken := map[string]*storage.Mount{}
	for i := range p.mounts {
		m := &p.mounts[i]
		if m.Point != path.Clean(m.Point) || !strings.HasPrefix(m.Point, "/") {
			p.diags.Add(diag.BadValue, m.At, "%s is no mount point", diag.Quote(m.Point)).Help("folders joined by single slashes, from / on")
			continue
		}
		if other := taken[m.Point]; other != nil {
			if !p.rivals(other.Entry, m.Entry) {
				p.diags.Add(diag.MountClash, m.At, "%s is on disks.%s already", m.Point, other.Entry.Name).
					See(elsewhere(other.At, m.At), "the other file system").Help("%s", p.otherPlace(other, m))
			}
			continue
		}
		taken[m.Point] = m
	}
}

// otherPlace is the hint for what is mounted where something is mounted already. What a layout has of its own can be taken
// from it.
func (p *plan) otherPlace(taken, m *storage.Mount) string {
	if isESP(p.partOf(taken.Holder)) && isESP(p.partOf(m.Holder)) {
		return fmt.Sprintf("mount it at /boot-%s, and GRUB keeps both up to date; or leave both out: each disk under the root gets one by itself", m.Entry.Name)
	}
	help := "mount it elsewhere, such as at " + p.freePlace()
	e := taken.Entry
	if members := p.membersOf(e); p.made(e) && len(members) > 0 {
		e = members[0].Entry
	}
	if taken.Sub == nil || e.Preset == "" || taken.Point == "/" || taken.Point == "/nix" || p.host == nil || p.whole(e).node.Get("subvolumes").Get(taken.Sub.Name) != nil {
		return help
	}
	return help + "; or leave that of the layout unmounted: disks." + e.Name + fmt.Sprintf(": { subvolumes: { %q: {} } }", taken.Sub.Name)
}

func isESP(x *part) bool {
	return x != nil && x.Partition != nil && x.Partition.Role == storage.RoleESP
}

// freePlace is where nothing is mounted yet.
func (p *plan) freePlace() string {
	for i := 1; ; i++ {
		place := "/data"
		if i > 1 {
			place += strconv.Itoa(i)
		}
		if p.MountAt(place) == nil {
			return place
		}
	}
}

// rivals are two disks of which each is to hold the system; that is one mistake, not one for each place.
func (p *plan) rivals(a, b *storage.Entry) bool {
	ofPreset := func(e *storage.Entry) bool { return p.made(e) || p.holdsSystem(e) }
	return a != b && p.host != nil && ofPreset(a) && ofPreset(b) && p.severalSystems()
}

// severalSystems tells whether there are disks of which each is to hold the system; those of a mirror hold it together.
func (p *plan) severalSystems() bool {
	var first *storage.Entry
	for _, e := range p.Entries {
		switch {
		case !p.holdsSystem(e):
		case first == nil:
			first = e
		case e.Preset != first.Preset || !isMirror(e):
			return true
		}
	}
	return false
}

// elsewhere is a place, unless it is the one that is marked already.
func elsewhere(at, marked source.Range) source.Range {
	if at == marked {
		return source.Range{}
	}
	return at
}

var mountPoint = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(/|(/[A-Za-z0-9._+@-]+)+)$`) })

// IsMountPoint tells whether NixOS can mount something at a path.
func IsMountPoint(path string) bool { return mountPoint().MatchString(path) }

// mountTree checks that the places of a host's mount tree are there and in order.
func (p *plan) mountTree() {
	for i := range p.mounts {
		m := &p.mounts[i]
		switch why := noPlace(m); {
		case m.Point != path.Clean(m.Point):
		case !IsMountPoint(m.Point):
			p.diags.Add(diag.BadValue, m.At, "%s is no mount point for NixOS", diag.Quote(m.Point)).Help("folders in letters, digits and . _ + @ -")
		case why != "":
			p.diags.Add(diag.MountClash, m.At, "%s is no place for a disk: %s", m.Point, why).Help("mount it elsewhere, such as at %s", p.freePlace())
		}
		p.order(m)
		p.bootOptions(m)
	}
	if m := p.MountAt("/tmp"); m != nil && p.host.Module("core/boot") != nil {
		if n := p.host.Module("core/boot").Option("tmp"); n.IsSet() && n.Text == "tmpfs" {
			p.diags.Add(diag.MountClash, m.At, "/tmp is in memory already").See(n.Range(), "set here").Help("remove one of the two")
		}
	}
	p.rootMount()
}

// rootMount checks that there is a root that can hold a system.
func (p *plan) rootMount() {
	if p.MountAt("/") == nil && !p.doubtful && !p.beyond() {
		root := p.host.Root.Get("disks")
		if len(p.Entries) == 0 {
			if root != nil && root.Kind == yamldoc.Map { // without any disks, or with null, it was reported
				p.diags.Add(diag.MissingValue, root.Range(), "the host has no disk").Help("disks: { main: { device: /dev/disk/by-id/... } }")
			}
			return
		}
		report := p.diags.Add
		if len(p.host.Imports) > 0 { // what the host imports may mount it
			report = p.diags.Warn
		}
		report(diag.MissingMount, p.Entries[0].At, "no disk holds the system: nothing is mounted at /").
			Help("%s", p.rootHelp())
		return
	}
	for _, point := range []string{"/", "/nix", "/nix/store"} {
		m := p.MountAt(point)
		switch {
		case m == nil:
		case m.Type == "vfat":
			p.diags.Add(diag.MountClash, m.At, "%s cannot be vfat, which knows no owners and no links", point).Help("use btrfs or ext4")
		case m.Type == "tmpfs" && point != "/":
			p.diags.Add(diag.MountClash, m.At, "%s is in memory: the host has no system after it was switched off", point).Help("put /nix on a disk")
		}
	}
	if root := p.MountAt("/"); root != nil && root.Type == "tmpfs" && p.MountAt("/nix") == nil && !p.doubtful && !p.beyond() {
		p.diags.Add(diag.MissingMount, root.At, "the root is in memory, and nothing is mounted at /nix").Help("put /nix on a disk: it holds the system")
	}
}

func (p *plan) rootHelp() string {
	if slices.ContainsFunc(p.Entries, func(e *storage.Entry) bool { return e.Preset != "" && p.whole(e).has("mount") }) {
		return "leave mount out for the disk that holds the system"
	}
	return "mount a file system at /, or use a preset: layout: btrfs"
}

// order checks that what is mounted before NixOS starts is not hidden by what is mounted later.
func (p *plan) order(m *storage.Mount) {
	if !p.early(m) {
		return
	}
	for i := range p.mounts {
		above := &p.mounts[i]
		if above != m && above.Point != m.Point && storage.Below(m.Point, above.Point) && !p.early(above) {
			p.diags.Add(diag.MountClash, m.At, "%s is mounted before %s, which would hide it", m.Point, above.Point).
				See(above.At, "mounted later").Help("add x-initrd.mount to the mountOptions of %s", above.Point)
		}
	}
}

// early tells whether a file system is mounted before NixOS starts.
func (p *plan) early(m *storage.Mount) bool {
	if slices.Contains(storage.MountedFirst, m.Point) || slices.Contains(m.Options, "x-initrd.mount") {
		return true
	}
	kept := p.host.Module("filesystems/impermanence")
	if kept == nil || !kept.Option("persistAt").IsSet() {
		return false
	}
	holder := p.mountOf(kept.Option("persistAt").Text)
	return holder != nil && holder.Point == m.Point
}

// bootOptions checks mount options with which a system cannot run.
func (p *plan) bootOptions(m *storage.Mount) {
	for _, option := range m.Options {
		why := ""
		switch {
		case option == "noexec" && slices.Contains([]string{"/", "/nix", "/nix/store"}, m.Point) && (m.Point != "/" || p.MountAt("/nix") == nil):
			why = "no program of the system could run"
		case option == "noauto" && slices.Contains(storage.MountedFirst, m.Point):
			why = "the host could not start without it"
		case option == "ro" && slices.Contains([]string{"/", "/nix", "/var", "/var/lib", "/var/log"}, m.Point):
			why = "NixOS writes there"
		}
		if why != "" {
			p.diags.Add(diag.MountOption, p.optionAt(m, option), "%s cannot be mounted with %s: %s", m.Point, option, why).Help("remove it")
		}
	}
}

// optionAt is the place of an option of a mount.
func (p *plan) optionAt(m *storage.Mount, option string) source.Range {
	x := p.partOf(m.Holder)
	if x == nil {
		return m.At
	}
	lists := []source.Range{}
	n := p.written(x)
	for _, n := range manifest.ListItems(n.Get("mountOptions")) {
		if n.Text == option {
			lists = append(lists, n.Range())
		}
	}
	if m.Sub != nil {
		for _, n := range manifest.ListItems(n.Get("subvolumes").Get(m.Sub.Name).Get("mountOptions")) {
			if n.Text == option {
				lists = append(lists, n.Range())
			}
		}
	}
	return append(lists, m.At)[0]
}

// noPlace says why nothing can be mounted somewhere, "" where something can.
func noPlace(m *storage.Mount) string {
	const made = "NixOS makes what stands below "
	for _, at := range []string{"/bin", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys", "/usr", "/var/run"} {
		if storage.Below(m.Point, at) {
			return made + at
		}
	}
	switch {
	case storage.Below(m.Point, "/var/empty"):
		return "NixOS keeps /var/empty empty"
	case storage.Below(m.Point, "/nix/store") || storage.Below(m.Point, "/nix/var"):
		return "Nix keeps its store and what it knows about it together below /nix"
	case storage.Below(m.Point, "/boot") && m.Point != "/boot" && m.Type != "vfat":
		return "the boot loader has /boot to itself"
	}
	return ""
}

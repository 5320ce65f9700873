package lint

import (
	"path"
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/lint/disks"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// mounted is what rules about upkeep look at: a host's file systems, and whether they are all of them.
type mounted struct {
	host   *resolve.Host
	layout *storage.Layout
	places []storage.Place
	all    bool // nothing else may mount a file system
	diags  *diag.List
}

// upkeep checks that what looks after file systems finds them.
func upkeep(h *resolve.Host, layout *storage.Layout, diags *diag.List) {
	if h.Doubtful("disks") || h.Doubtful("disko") || h.Doubtful("filesystems") {
		return
	}
	m := &mounted{host: h, layout: layout, places: storage.Places(h, layout), diags: diags}
	m.all = layout.Raw == nil && len(h.Imports) == 0 && h.Setting("fileSystems") == nil
	m.attributes()
	if btrfs := h.Module("filesystems/btrfs"); btrfs != nil {
		m.needs(btrfs, storage.KindBtrfs, "btrfs")
		m.arePlaces(btrfs, "btrfs file system", "scrub", "fileSystems")
		m.arePlaces(btrfs, "btrfs file system", "balance", "fileSystems")
		m.directories(btrfs)
	}
	if zfs := h.Module("filesystems/zfs"); zfs != nil {
		m.needs(zfs, storage.KindZFS, "ZFS")
		m.zfsSnapshots(zfs)
	}
	if optimization := h.Module("filesystems/optimization"); optimization != nil {
		m.optimization(optimization)
	}
	if snapshots := h.Module("filesystems/snapshots"); snapshots != nil {
		m.snapshots(snapshots)
	}
}

// needs reports a module for a file system that the host does not have.
func (m *mounted) needs(module *resolve.Module, kind, called string) {
	if m.all && !slices.ContainsFunc(m.places, func(p storage.Place) bool { return p.Type == kind }) {
		m.diags.Add(diag.NoFileSystem, module.At, "%s is on, and no file system of the host is %s", module.KeyPath(), called).
			Help("switch it off, or say so under disks: layout: %s", kind)
	}
}

// at returns what is mounted at a place, nil where nothing is.
func (m *mounted) at(point string) *storage.Place {
	for i := range m.places {
		if m.places[i].Point == point {
			return &m.places[i]
		}
	}
	return nil
}

// above is the mount that a path lies in, nil where nothing is known of it.
func (m *mounted) above(file string) *storage.Place {
	for ; ; file = path.Dir(file) {
		if p := m.at(file); p != nil || file == "/" {
			return p
		}
	}
}

// btrfsPoints are the mount points of btrfs.
func (m *mounted) btrfsPoints() []string {
	var out []string
	for _, p := range m.places {
		if p.IsBtrfs() {
			out = append(out, p.Point)
		}
	}
	return out
}

// arePlaces checks that a list of mount points names some of btrfs.
func (m *mounted) arePlaces(module *resolve.Module, called string, option ...string) {
	points, written := m.btrfsPoints(), module.Value
	for _, name := range option {
		written = written.Get(name)
	}
	for _, n := range manifest.ListItems(written) {
		if types.Unusable(n) || slices.Contains(points, n.Text) || !m.all && m.at(n.Text) == nil {
			continue
		}
		m.diags.Add(diag.BadValue, n.Range(), "%s.%s: no %s is mounted at %s", module.KeyPath(), strings.Join(option, "."), called, n.Text).
			Help("%s", diag.DidYouMean(n.Text, points))
	}
}

// kept is how files of a directory are to be kept otherwise than the rest.
type kept struct {
	name        string
	at          source.Range
	noCow       bool
	compression bool
}

func (k kept) any() bool { return k.noCow || k.compression }

// attributes checks what disks say of the files of single subvolumes.
func (m *mounted) attributes() {
	for _, p := range m.places {
		k := keptBySubvolume(p)
		switch { // what contradicts itself is found where mount options are checked
		case !k.any() || !p.IsBtrfs():
		case m.host.Module("filesystems/btrfs") == nil:
			m.diags.Warn(diag.RequiredOff, k.at, "files of %s are to be kept otherwise than the rest, and filesystems.btrfs, which sees to that, is off", k.name).
				Help("filesystems: { btrfs: true }")
		}
	}
}

func keptBySubvolume(p storage.Place) kept {
	if p.Sub == nil {
		return kept{}
	}
	return kept{name: p.Sub.Name, at: p.Sub.At, noCow: p.Sub.NoCOW, compression: p.Sub.Compression != ""}
}

// contradict reports a directory with files that are overwritten in place, and one for which compression is set, of which
// one lies in the other.
func (m *mounted) contradict(a, b kept) {
	if !a.noCow {
		a, b = b, a
	}
	m.diags.Add(diag.FileAttributes, b.at, "compression is set for files of %s, and those of %s are to be overwritten in place", b.name, a.name).
		Labelled("one is inside of the other, and takes over what holds for it").See(a.at, "the other one").Help("take one of them out")
}

// directories checks the directories whose files are kept otherwise than the rest.
func (m *mounted) directories(module *resolve.Module) {
	written := module.Value.Get("directories")
	if written == nil || written.Kind != yamldoc.Map || types.HasMistake(written) {
		return
	}
	seen := map[string]kept{}
	for _, e := range written.Entries {
		compression := e.Value.Get("compression")
		k := kept{name: e.Key, at: e.At.Range(), noCow: e.Value.Get("noCow").IsTrue(), compression: compression.IsSet()}
		if e.Key != path.Clean(e.Key) || !disks.IsMountPoint(e.Key) {
			m.diags.Add(diag.BadValue, k.at, "%s.directories: %s is not the path of a directory", module.KeyPath(), diag.Quote(e.Key)).
				Help("folders joined by single slashes, in letters, digits and . _ + @ -")
			continue
		}
		if k.noCow && k.compression && compression.Text != "none" {
			m.diags.Add(diag.FileAttributes, k.at, "files of %s are to be overwritten in place, and compression is set for them: such files are never compressed", k.name).
				Help("take noCow or compression out")
			continue
		}
		m.directory(module, k, seen)
		seen[e.Key] = k
	}
}

// directory checks one directory against its file system, and against those that it lies in or holds.
func (m *mounted) directory(module *resolve.Module, k kept, seen map[string]kept) {
	above := m.above(k.name)
	if above == nil {
		return
	}
	if !above.IsBtrfs() {
		if m.all {
			m.diags.Add(diag.BadValue, k.at, "%s.directories: %s lies on %s, and this is for btrfs", module.KeyPath(), k.name, above.Type).
				See(above.At, "%s is mounted here", above.Point)
		}
		return
	}
	related := []kept{keptBySubvolume(*above)}
	for _, other := range seen {
		if storage.Below(k.name, other.name) || storage.Below(other.name, k.name) {
			if p := m.above(other.name); p != nil && p.Point == above.Point {
				related = append(related, other)
			}
		}
	}
	for _, other := range related {
		if k.noCow && other.compression || k.compression && other.noCow {
			m.contradict(k, other)
			return
		}
	}
}

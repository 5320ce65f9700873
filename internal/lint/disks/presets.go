package disks

import (
	"regexp"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// presets checks what is said beside presets, and the combinations of them that cannot be.
func (p *plan) presets() {
	var system *storage.Entry
	for _, e := range p.Entries {
		x := p.whole(e)
		if e.Preset == "" || x.node == nil {
			continue
		}
		p.besidePreset(e, x)
		switch {
		case !p.holdsSystem(e), x.has("mount"):
		case system == nil:
			system = e
			p.mirrorAlone(e, x)
		case e.Preset == system.Preset && isMirror(e):
			p.mirrorAgrees(system, e)
		default:
			p.diags.Add(diag.MountClash, e.At, "disks.%s and disks.%s cannot both hold the system", system.Name, e.Name).See(system.At, "the other one").
				Help("%s", twoSystems(system, e))
		}
	}
	p.mirrorLoader(system)
}

// twoSystems is the hint for two disks of which each is to hold the system. Whoever gives both the same layout may mean a
// mirror.
func twoSystems(a, b *storage.Entry) string {
	const data = "say where the one with nothing but data is mounted: mount: /data"
	switch {
	case a.Preset == "lvm-luks" && b.Preset == a.Preset:
		return "two disks with this layout are no mirror; partitions with memberOf an array (kind: raid) are, and the array holds the encrypted group: docs/disks-keys.md has such a host; for data write layout: ext4-luks, with mount: /data"
	case isPoolPreset(b.Preset):
		return "for data write layout: btrfs, with mount: /data"
	case a.Preset == b.Preset && strings.HasPrefix(a.Preset, "btrfs"):
		return data + "; for a mirror of both write layout: btrfs-mirror"
	}
	return data
}

// holdsSystem tells whether a disk has a preset that makes the root.
func (p *plan) holdsSystem(e *storage.Entry) bool {
	return e.Preset != "" && (!p.whole(e).has("mount") || isMirror(e) || isPoolPreset(e.Preset))
}

func isMirror(e *storage.Entry) bool { return strings.HasSuffix(e.Preset, "-mirror") }

func isPoolPreset(name string) bool {
	return name == "zfs" || name == "zfs-mirror" || name == "lvm-luks"
}

// mirrorAlone checks that a mirror has more than one disk.
func (p *plan) mirrorAlone(e *storage.Entry, x *part) {
	if !isMirror(e) || p.doubtful {
		return
	}
	for _, other := range p.Entries {
		if other != e && other.Preset == e.Preset {
			return
		}
	}
	p.diags.Add(diag.DiskCombination, x.valueAt("layout"), "disks.%s is a mirror of one disk", e.Name).
		Help("give a second disk the same layout, or use layout: %s", strings.TrimSuffix(e.Preset, "-mirror"))
}

// mirrorAgrees checks that the disks of a mirror say the same of the file system that they hold together: what its first
// disk or the preset says is what becomes of it.
func (p *plan) mirrorAgrees(first, e *storage.Entry) {
	a, b := p.whole(first), p.whole(e)
	for _, key := range []string{"compression", "mountOptions", "formatOptions"} {
		if b.has(key) && wordsOf(a.node.Get(key)) != wordsOf(b.node.Get(key)) {
			p.diags.Add(diag.DiskCombination, b.valueAt(key), "disks.%s and disks.%s hold one file system, and do not say the same %s", first.Name, e.Name, key).
				See(elsewhere(a.keyAt(key), b.valueAt(key)), "the first disk").Help("say it of disks.%s alone", first.Name)
		}
	}
}

// wordsOf is a value, or those of a list, one after the other.
func wordsOf(n *yamldoc.Node) string {
	if !n.IsSet() {
		return ""
	}
	all := []string{n.Text}
	for _, item := range manifest.ListItems(n) {
		all = append(all, item.Text)
	}
	return strings.Join(all, "\n")
}

// mirrorLoader checks that the boot loader can be on all disks of a mirror.
func (p *plan) mirrorLoader(e *storage.Entry) {
	loader := p.host.Module("core/boot")
	if e == nil || !isMirror(e) || loader == nil {
		return
	}
	if chosen := loader.Option("loader"); chosen.IsSet() && chosen.Text == "systemd-boot" {
		p.diags.Add(diag.DiskCombination, chosen.Range(), "systemd-boot can be on one disk only, and disks.%s is a mirror", e.Name).
			See(p.whole(e).valueAt("layout"), "the mirror").Help("use loader: grub, which is installed on each disk")
	}
}

// besidePreset checks the keys that not every preset knows what to do with.
func (p *plan) besidePreset(e *storage.Entry, x *part) {
	refuse := func(key, help, format string, args ...any) {
		p.diags.Add(diag.DiskCombination, x.keyAt(key), "disks.%s: "+format, append([]any{e.Name}, args...)...).See(elsewhere(x.valueAt("layout"), e.At), "the preset").Help("%s", help)
	}
	if n := x.node.Get("luks"); n.IsFalse() && strings.HasSuffix(e.Preset, "-luks") {
		help := "use layout: " + strings.TrimSuffix(e.Preset, "-luks")
		if e.Preset == "lvm-luks" {
			help = "use layout: ext4, or write the volume group out"
		}
		refuse("luks", help, "the layout %s encrypts, and luks is false", e.Preset)
	}
	if x.has("mount") && (isMirror(e) || isPoolPreset(e.Preset)) {
		refuse("mount", "write what the disk holds out, or use layout: btrfs", "the layout %s is for the disks that hold the system, and this one has mount", e.Preset)
		return
	}
	data := x.has("mount")
	for _, key := range []string{"bootSize", "swap"} {
		if x.has(key) && data {
			p.diags.Add(diag.BadValue, x.valueAt(key), "disks.%s: %s belongs to the disk that holds the system", e.Name, key).
				See(x.valueAt("mount"), "this one holds data").Help("remove one of the two")
		}
	}
	p.besideFileSystem(e, x, refuse)
	if n := x.node.Get("swap").Get("kind"); n.IsSet() && n.Text == "file" {
		switch {
		case isPoolPreset(e.Preset) && e.Preset != "lvm-luks":
			refuse("swap", "say kind: partition", "a swap file cannot be in a pool of ZFS")
		case e.Preset == "btrfs-mirror":
			refuse("swap", "say kind: partition", "a swap file cannot be in a btrfs over several devices")
		}
	}
}

// presetFileSystem is the file system that a preset makes; those of ZFS are not among them.
var presetFileSystem = map[string]string{
	"btrfs": "btrfs", "btrfs-luks": "btrfs", "btrfs-impermanent": "btrfs", "btrfs-mirror": "btrfs", "tmpfs-root": "btrfs",
	"ext4": "ext4", "ext4-luks": "ext4", "lvm-luks": "ext4", "xfs": "xfs", "f2fs": "f2fs",
}

// besideFileSystem checks the keys that are about the file system of a preset.
func (p *plan) besideFileSystem(e *storage.Entry, x *part, refuse func(key, help, format string, args ...any)) {
	fs := presetFileSystem[e.Preset]
	for _, key := range []string{"compression", "subvolumes", "mountOptions", "formatOptions", "swapFiles"} {
		switch {
		case !x.has(key):
		case key == "compression" && fs == "btrfs":
		case key == "compression" && fs == "":
			p.compressionOfPool(x)
		case key == "compression":
			refuse(key, "remove it, or use layout: btrfs", "compression is for btrfs and ZFS, and the layout is %s", e.Preset)
		case key == "subvolumes" && fs != "btrfs" && fs != "":
			refuse(key, "use layout: btrfs", "%s has no subvolumes", fs)
		case fs == "":
			refuse(key, "say it of disks.rpool, which the layout makes: datasets, options", "the layout %s makes a pool of ZFS, which has no %s", e.Preset, key)
		}
	}
}

var poolCompression = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(none|zstd(:([1-9]|1[0-9]))?)$`) })

// compressionOfPool checks that ZFS knows a way to compress.
func (p *plan) compressionOfPool(x *part) {
	if n := x.node.Get("compression"); !types.HasMistake(n) && !poolCompression().MatchString(n.Text) {
		p.diags.Add(diag.BadValue, n.Range(), "ZFS cannot compress with %s", diag.Quote(n.Text)).
			Help("zstd, which takes a level from 1 to 19: zstd:3; or say it in its own words: disks.rpool: options: { compression: lz4 }")
	}
}

// rootPromises reports a layout that is about a root that does not last on a host that says nothing of what is kept.
func (p *plan) rootPromises(root *storage.Mount) {
	said := p.host.Root.Get("filesystems").Get("impermanence")
	if said != nil || len(p.host.Imports) > 0 || p.host.Doubtful("filesystems", "impermanence") || p.host.Setting("environment", "persistence") != nil {
		return
	}
	if root.Type == storage.KindTmpfs && p.MountAt("/nix") != nil {
		p.diags.Warn(diag.ResetLayout, root.At, "the root is in memory, and nothing says what is kept: all that is not mounted beside it is gone after each boot").
			Help("switch on filesystems.impermanence, which keeps what the host needs; false there says that it is meant")
		return
	}
	for _, e := range p.Entries {
		if x := p.whole(e); e.Preset == "btrfs-impermanent" && !x.has("mount") {
			p.diags.Warn(diag.ResetLayout, x.valueAt("layout"), "disks.%s has a layout for a root that is made anew at each boot, and nothing makes it anew: it lasts", e.Name).
				Help("switch on filesystems.impermanence, or use layout: btrfs")
		}
	}
}

// ephemeral checks that a host whose root is made anew has a root that can be.
func (p *plan) ephemeral() {
	m, root := p.host.Module("filesystems/impermanence"), p.MountAt("/")
	if root == nil || p.doubtful || p.beyond() {
		return
	}
	if m == nil {
		p.rootPromises(root)
	}
	fresh := root.Type == "tmpfs" || root.Type == "btrfs" && root.Sub != nil
	switch {
	case m != nil && root.Type == "btrfs" && !fresh:
		p.diags.Add(diag.DiskCombination, m.At, "%s makes the root anew at each boot, and the root is no subvolume: nothing would stay", m.KeyPath()).
			See(root.At, "the root").Help("use layout: btrfs-impermanent, or put the root into one: subvolumes: { '@root': / }")
	case m != nil && !fresh:
		p.diags.Add(diag.DiskCombination, m.At, "%s makes the root anew at each boot, and a root on %s cannot be", m.KeyPath(), root.Type).
			See(root.At, "the root").Help("use layout: btrfs-impermanent or tmpfs-root")
	}
	for _, s := range p.swapsIn() {
		if s.file != "" && m != nil && s.sub != nil && s.sub.Mount == "/" {
			p.diags.Add(diag.SwapPlace, s.at, "the swap file is in the root, which is made anew at each boot").See(m.At, "switched on here").Help("give it a subvolume of its own")
		}
	}
}

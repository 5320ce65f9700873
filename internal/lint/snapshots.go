package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/keep"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// snapshots checks what snapshots are taken of, and where they go.
func (m *mounted) snapshots(module *resolve.Module) {
	if module.On("take") {
		m.taken(module)
	}
	m.tools(module)
	m.sent(module)
	m.received(module)
}

// wanted is a subvolume of which snapshots are taken, and the place that says so.
type wanted struct {
	storage.Place
	at source.Range
}

// taken checks the subvolumes, and that each has a place for its snapshots.
func (m *mounted) taken(module *resolve.Module) {
	if len(m.btrfsPoints()) == 0 {
		if len(m.places) > 0 {
			m.diags.Add(diag.NoFileSystem, module.At, "%s is on, and no file system under disks is btrfs", module.KeyPath()).
				Help("ZFS has snapshots of its own: filesystems.zfs; ext4, xfs and others have none")
		}
		return
	}
	m.arePlaces(module, "btrfs subvolume", "subvolumes")
	m.arePlaces(module, "btrfs subvolume", "locations")
	sources := m.sources(module)
	if len(sources) == 0 && len(manifest.ListItems(module.Option("subvolumes"))) == 0 {
		m.diags.Add(diag.MissingValue, module.At, "%s is on, and no subvolume holds what could not be made again", module.KeyPath()).
			Help("name those that are meant: subvolumes: [%s]", strings.Join(m.btrfsPoints(), ", "))
	}
	if len(sources) > 0 {
		m.undivided(module)
	}
	if tool := module.Option("tool"); tool == nil || tool.Text == "btrbk" {
		m.located(module, sources)
		return
	}
	for _, s := range sources {
		if s.Point == "/" && m.host.Module("filesystems/impermanence") != nil {
			m.diags.Add(diag.SnapshotPlace, s.at, "the root is made anew at each boot, and what snapper keeps inside of it is gone then").
				Help("leave / out, or write tool: btrbk")
		}
	}
}

// sources are the subvolumes of which snapshots are taken.
func (m *mounted) sources(module *resolve.Module) []wanted {
	var out []wanted
	named := manifest.ListItems(module.Option("subvolumes"))
	for _, p := range m.places {
		i := slices.IndexFunc(named, func(n *yamldoc.Node) bool { return n.Text == p.Point })
		switch {
		case i >= 0 && p.IsBtrfs():
			out = append(out, wanted{p, named[i].Range()})
		case len(named) == 0 && p.Lasting:
			out = append(out, wanted{p, module.At})
		}
	}
	return out
}

// undivided tells of file systems that are left out because they have no subvolume that a snapshot could be taken of.
func (m *mounted) undivided(module *resolve.Module) {
	if len(manifest.ListItems(module.Option("subvolumes"))) > 0 {
		return
	}
	for _, p := range m.places {
		shares := func(other storage.Place) bool { return other.Point != p.Point && other.Holder == p.Holder }
		if p.Undivided && !m.takesCopies(p, module) && !slices.ContainsFunc(m.places, shares) {
			m.diags.Warn(diag.SnapshotPlace, p.At, "%s is btrfs without subvolumes: no snapshots are taken of it", p.Point).
				See(module.At, "%s is switched on here", module.KeyPath()).
				Help("%s; or name what snapshots are taken of: %s.subvolumes", m.dividing(p), module.KeyPath())
		}
	}
}

// dividing says how a file system gets a subvolume of which snapshots can be taken.
func (m *mounted) dividing(p storage.Place) string {
	subvolumes := fmt.Sprintf("subvolumes: { \"@%s\": %s }", p.Name, p.Point)
	at := m.layout.WrittenAt(m.host, p.Holder)
	if p.Entry.Preset != "" { // a layout with a mount has no subvolume of that place
		return fmt.Sprintf("give it one: %s.partitions: { data: { filesystem: btrfs, %s } } in place of mount and layout", at, subvolumes)
	}
	return fmt.Sprintf("give it one: %s.%s in place of mount", at, subvolumes)
}

// takesCopies tells whether snapshots are sent to a mount of this host.
func (m *mounted) takesCopies(p storage.Place, module *resolve.Module) bool {
	send := module.Value.Get("send")
	if send == nil || send.Kind != yamldoc.Map {
		return false
	}
	return slices.ContainsFunc(send.Entries, func(e yamldoc.Entry) bool {
		directory := e.Value.Get("directory")
		if directory == nil || types.Unusable(directory) || e.Value.Get("host").IsSet() {
			return false
		}
		above := m.above(directory.Text)
		return above != nil && above.Point == p.Point
	})
}

// located checks that there is a subvolume for snapshots on each file system.
func (m *mounted) located(module *resolve.Module, sources []wanted) {
	var locations, said []string
	for _, n := range manifest.ListItems(module.Option("locations")) {
		locations = append(locations, n.Text)
	}
	for _, s := range sources {
		if slices.Contains(locations, s.Point) {
			m.diags.Add(diag.BadValue, s.at, "%s is where the snapshots go: they are no part of what they are taken of", s.Point).Help("leave it out of subvolumes")
			continue
		}
		has := slices.ContainsFunc(locations, func(at string) bool {
			p := m.at(at)
			return p != nil && p.FileSystem == s.FileSystem
		})
		if has || slices.Contains(said, s.FileSystem) {
			continue
		}
		said = append(said, s.FileSystem)
		m.diags.Add(diag.SnapshotPlace, s.at, "snapshots of %s have no place: no subvolume for them is on its file system", s.Point).
			See(s.At, "%s is mounted here", s.Point).Help("%s", m.placeFor(s, locations))
	}
}

// placeFor says how to make a place for snapshots.
func (m *mounted) placeFor(s wanted, locations []string) string {
	at := strings.TrimSuffix(s.FileSystem, "/") + "/.snapshots"
	for _, free := range locations {
		if above := m.above(free); m.at(free) == nil && above != nil && (above.FileSystem == s.FileSystem || !above.IsBtrfs()) {
			at = free
		}
	}
	hint := fmt.Sprintf("give it one: %s.subvolumes: { \"@snapshots\": %s }", m.layout.WrittenAt(m.host, s.Holder), at)
	if !slices.Contains(locations, at) {
		hint += fmt.Sprintf(", and locations: [%s]", strings.Join(append(slices.Clone(locations), at), ", "))
	}
	return hint
}

// tools checks what only one of the tools can do.
func (m *mounted) tools(module *resolve.Module) {
	tool := module.Option("tool")
	if tool == nil {
		return
	}
	other, options := "btrbk", []string{"send", "locations"}
	if tool.Text == "btrbk" {
		other, options = "snapper", []string{"users"}
		m.sudo(module)
	}
	for _, name := range options {
		if n := module.Value.Get(name); n != nil && len(n.Items)+len(n.Entries) > 0 {
			d := m.diags.Add(diag.BadValue, n.Range(), "%s.%s is for %s", module.KeyPath(), name, other).Help("leave it out, or write tool: %s", other)
			if written := module.Value.Get("tool"); written != nil {
				d.See(written.Range(), "%s is chosen here", written.Text)
			}
		}
	}
}

// sudo checks that btrbk, which runs as a user of its own, has a way to run btrfs.
func (m *mounted) sudo(module *resolve.Module) {
	off := m.host.Setting("security", "sudo", "enable")
	if !off.IsFalse() || m.host.Setting("security", "sudo-rs", "enable").IsTrue() || m.host.Setting("security", "doas", "enable").IsTrue() {
		return
	}
	m.diags.Add(diag.RequiredOff, off.Range(), "sudo is off, and btrbk runs btrfs with it").
		See(module.At, "%s is switched on here", module.KeyPath()).Help("switch security.sudo-rs or security.doas on in its stead, or write tool: snapper")
}

// sent checks the disks that snapshots are sent to. Of those of other hosts nothing is known.
func (m *mounted) sent(module *resolve.Module) {
	send := module.Value.Get("send")
	if send == nil || send.Kind != yamldoc.Map {
		return
	}
	for _, e := range send.Entries {
		m.hasKey(e, module)
		directory := e.Value.Get("directory")
		if directory == nil || types.Unusable(directory) || e.Value.Get("host").IsSet() {
			continue
		}
		m.takes(directory, "send."+e.Key, module)
		above := m.above(directory.Text)
		if above == nil || above.Point == "/" { // a disk that is plugged in later has a folder there
			continue
		}
		sentFrom := func(s wanted) bool { return s.FileSystem == above.FileSystem }
		if slices.ContainsFunc(m.sources(module), sentFrom) {
			m.diags.Add(diag.SnapshotPlace, directory.Range(), "%s is on the file system that snapshots are sent from: where its disk breaks, both are gone", directory.Text).
				See(above.At, "%s is mounted here", above.Point).Help("name a directory on another disk, or another host")
			continue
		}
		m.startsWithout(above, directory)
	}
}

// hasKey warns of another host that nothing is told how to log in to.
func (m *mounted) hasKey(e yamldoc.Entry, module *resolve.Module) {
	host := e.Value.Get("host")
	if !host.IsSet() || e.Value.Get("key") != nil || len(m.host.Imports) > 0 ||
		m.host.Setting("services", "btrbk", "instances", "send-"+e.Key, "settings", "ssh_identity") != nil {
		return
	}
	m.diags.Warn(diag.SnapshotPlace, host.Range(), "%s.send.%s has no key to log in to %s with", module.KeyPath(), e.Key, host.Text).
		Help("name the file with the private one: key: %s, or where the secret store has it", secretPath(m.host, m.layout, "btrbk"))
}

// startsWithout warns of a disk for copies alone without which the host does not start. What is opened for it has a say in
// that, too, and is not looked at.
func (m *mounted) startsWithout(p *storage.Place, directory *yamldoc.Node) {
	root := m.at("/")
	holdsMore := func(other storage.Place) bool { return other.Point != p.Point && other.Holder == p.Holder }
	if slices.ContainsFunc(m.places, holdsMore) || !p.IsBtrfs() || p.Entry.Kind != storage.KindDisk || root != nil && root.Entry == p.Entry || p.Holder.LUKS != nil ||
		slices.Contains(p.Options, "nofail") || slices.Contains(p.Options, "noauto") {
		return
	}
	m.diags.Warn(diag.MountOption, directory.Range(), "without the disk that %s is on, the host does not start", directory.Text).
		See(p.At, "%s is mounted here", p.Point).Help("mountOptions: [nofail]; snapshots are then sent when the disk is there")
}

// takes checks that a directory lies on btrfs, as far as that is known.
func (m *mounted) takes(directory *yamldoc.Node, option string, module *resolve.Module) {
	if above := m.above(directory.Text); above != nil && above.Point != "/" {
		m.onBtrfs(directory, above, option, module)
	}
}

func (m *mounted) onBtrfs(directory *yamldoc.Node, above *storage.Place, option string, module *resolve.Module) {
	if !above.IsBtrfs() {
		m.diags.Add(diag.BadValue, directory.Range(), "%s.%s.directory: %s lies on %s, and only btrfs takes snapshots", module.KeyPath(), option, directory.Text, above.Type).
			See(above.At, "%s is mounted here", above.Point)
	}
}

// stays checks that a directory is there as long as the host is: no disk is plugged in for it, so that on the root it lies
// on what that is.
func (m *mounted) stays(directory *yamldoc.Node, option string, module *resolve.Module) {
	above := m.above(directory.Text)
	plan := keep.For(m.host, m.layout)
	if above == nil || above.Point != "/" || !m.all || plan != nil && plan.Keeps(directory.Text) {
		return
	}
	if plan != nil {
		m.diags.Add(diag.LostState, directory.Range(), "%s.%s.directory: %s is on the root, which is made anew at each boot: the copies would go with it", module.KeyPath(), option, directory.Text).
			See(plan.Module.At, "by this").Help("give it a subvolume, or a disk of its own")
		return
	}
	m.onBtrfs(directory, above, option, module)
}

var keyOfAType = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(ssh|ecdsa|sk)-[a-z0-9@.-]+ `) })

// received checks that other hosts can send their snapshots to this one.
func (m *mounted) received(module *resolve.Module) {
	receive := module.Value.Get("receive")
	if receive == nil || receive.Kind != yamldoc.Map || len(receive.Entries) == 0 {
		return
	}
	for _, e := range receive.Entries {
		if directory := e.Value.Get("directory"); directory != nil && !types.Unusable(directory) {
			m.takes(directory, "receive."+e.Key, module)
			m.stays(directory, "receive."+e.Key, module)
		}
		if key := e.Value.Get("sshKey"); key != nil && !types.Unusable(key) && key.Tag == "" && !keyOfAType().MatchString(key.Text) {
			m.diags.Add(diag.BadValue, key.Range(), "%s.receive.%s.sshKey: what the key may do is said already", module.KeyPath(), e.Key).
				Help("the key alone, beginning with its type")
		}
	}
	ssh := m.host.Module("services/ssh")
	if ssh == nil {
		if !m.host.Doubtful("services", "ssh") && !m.host.Setting("services", "openssh", "enable").IsTrue() {
			m.diags.Add(diag.RequiredOff, receive.Range(), "services.ssh is off, and other hosts send their snapshots over SSH").Help("services: { ssh: true }")
		}
		return
	}
	if allowed := manifest.ListItems(ssh.Option("allowUsers")); len(allowed) > 0 && !slices.ContainsFunc(allowed, letsBtrbkIn) {
		m.diags.Add(diag.BadValue, ssh.Option("allowUsers").Range(), "%s.allowUsers leaves out btrbk, as whom other hosts send their snapshots", ssh.KeyPath()).
			See(receive.Range(), "they are received here").Help("add btrbk")
	}
}

// letsBtrbkIn tells whether a pattern of users may fit btrbk.
func letsBtrbkIn(n *yamldoc.Node) bool {
	user, _, _ := strings.Cut(n.Text, "@")
	return user == "btrbk" || strings.ContainsAny(user, "*?") || n.Tag != ""
}

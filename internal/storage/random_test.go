package storage_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/needs"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/storage"
)

// generator makes random layouts: everything that the language can say, as far as disko can carry it out.
type generator struct {
	*rand.Rand
	layout *storage.Layout
	names  int
	whole  map[*storage.Content]bool // disks without partitions, which disko does not take for parts of btrfs
	free   []*storage.Content        // places that nothing is in yet, in entries that may be part of the next one
}

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

// name is one that nothing else has, so that some that are made late come early in the alphabet.
func (g *generator) name() string {
	g.names++
	return string(rune('a'+g.IntN(26))) + pick(g, "", "-", "_", "disk-") + strconv.Itoa(g.names)
}

func (g *generator) point() string {
	g.names++
	return "/" + pick(g, "a", "var lib", "é", "x.y") + strconv.Itoa(g.names)
}

func (g *generator) some(from ...string) []string {
	var out []string
	for _, text := range from {
		if g.chance(40) {
			out = append(out, text)
		}
	}
	return out
}

func randomLayout(seed int) *storage.Layout {
	g := &generator{Rand: rand.New(rand.NewPCG(uint64(seed), 1)), layout: &storage.Layout{Firmware: "uefi"}, whole: map[*storage.Content]bool{}}
	for range 1 + g.IntN(4) {
		g.disk()
	}
	for range g.IntN(5) {
		g.made()
	}
	for _, c := range g.free {
		g.fill(c)
	}
	if g.chance(30) || len(g.layout.Mounts()) == 0 { // disko makes nothing that is mounted nowhere
		g.layout.Entries = append(g.layout.Entries, &storage.Entry{
			Name: g.name(), Kind: storage.KindTmpfs, Size: pick(g, "", "2G"),
			Content: storage.Content{Mount: g.point(), MountOptions: g.some("mode=755", "noexec")},
		})
	}
	g.Shuffle(len(g.layout.Entries), func(i, j int) {
		g.layout.Entries[i], g.layout.Entries[j] = g.layout.Entries[j], g.layout.Entries[i]
	})
	return g.layout
}

func (g *generator) disk() {
	e := &storage.Entry{Name: g.name(), Kind: storage.KindDisk, Device: "/dev/disk/by-id/" + g.name()}
	g.layout.Entries = append(g.layout.Entries, e)
	if g.chance(15) {
		g.whole[&e.Content] = true
		g.free = append(g.free, &e.Content)
		return
	}
	if g.chance(30) {
		e.Partitions = append(e.Partitions, &storage.Partition{Name: "bios-boot", Role: storage.RoleBIOSBoot, Size: "1M"})
	}
	if g.chance(50) {
		e.Partitions = append(e.Partitions, &storage.Partition{
			Name: "esp", Role: storage.RoleESP, Size: "1G",
			Content: storage.Content{Filesystem: "vfat", Mount: g.point(), MountOptions: g.some("umask=0077")},
		})
	}
	g.partitions(e)
}

func (g *generator) partitions(e *storage.Entry) {
	for range 1 + g.IntN(4) {
		p := &storage.Partition{Name: g.name(), Role: storage.RoleData, Size: pick(g, "512M", "20G")}
		switch g.IntN(8) {
		case 0:
			p.Size, p.End = "", pick(g, "10G", "-0")
		case 1:
			p.Size, p.Leave = "", "2G"
		case 2:
			p.Priority = 1 + g.IntN(2000)
		case 3:
			p.UUID = fmt.Sprintf("00000000-0000-0000-0000-%012d", g.names)
		case 4:
			p.Label = "my label (" + p.Name + ")"
		case 5:
			p.Name += strings.Repeat("x", 25)
		case 6:
			p.TypeCode, p.Attributes = "8309", []int{0, 63}
		}
		e.Partitions = append(e.Partitions, p)
		g.free = append(g.free, &p.Content)
	}
	if last := e.Partitions[len(e.Partitions)-1]; g.chance(60) {
		last.Size, last.End, last.Leave = "100%", "", ""
	}
}

// made makes an entry of places that are free, and what it has is then free itself.
func (g *generator) made() {
	count := min(1+g.IntN(3), len(g.free))
	if count == 0 {
		return
	}
	e := &storage.Entry{Name: g.name(), Kind: pick(g, storage.KindRAID, storage.KindLVM, storage.KindZFS, storage.KindBtrfs, storage.KindBtrfs, storage.KindBcachefs)}
	g.Shuffle(len(g.free), func(i, j int) { g.free[i], g.free[j] = g.free[j], g.free[i] })
	if e.Kind == storage.KindBtrfs && slices.ContainsFunc(g.free[:count], func(c *storage.Content) bool { return g.whole[c] }) {
		e.Kind = storage.KindLVM
	}
	for _, c := range g.free[:count] {
		c.MemberOf = e.Name
		c.LUKS = g.luks()
	}
	g.free = slices.Clone(g.free[count:])
	g.layout.Entries = append(g.layout.Entries, e)
	switch e.Kind {
	case storage.KindRAID:
		e.Level, e.Metadata = g.IntN(7), pick(g, "", "1.0")
		if e.ExtraArgs = g.some("--assume-clean"); g.chance(50) {
			g.partitions(e)
		} else {
			g.free = append(g.free, &e.Content)
		}
	case storage.KindLVM:
		g.volumes(e)
	case storage.KindZFS:
		g.pool(e)
	case storage.KindBtrfs:
		e.Filesystem, e.Profile, e.MetadataProfile = "btrfs", pick(g, "raid1", "single"), pick(g, "raid1", "dup")
		g.btrfs(&e.Content)
	case storage.KindBcachefs:
		e.Filesystem, e.Mount, e.MountOptions = "bcachefs", g.point(), g.some("noatime")
		e.Subvolumes = g.subvolumes()
		if g.chance(50) {
			e.UUID = fmt.Sprintf("00000000-0000-0000-0000-%012d", g.names)
		}
	}
}

func (g *generator) volumes(e *storage.Entry) {
	for range 1 + g.IntN(3) {
		v := &storage.Volume{Name: g.name(), Size: pick(g, "20G", "50%FREE", "100%FREE", "100%"), Type: pick(g, "", "", "raid1", "striped", "thin-pool")}
		e.Volumes = append(e.Volumes, v)
		if v.Type != "thin-pool" {
			g.free = append(g.free, &v.Content)
		}
	}
}

func (g *generator) pool(e *storage.Entry) {
	e.Mount, e.MountOptions = g.point(), g.some("noatime")
	e.Pool.Mode = pick(g, "", "mirror", "raidz")
	if g.chance(30) {
		e.Pool.VDevs = &storage.VDevs{Data: []storage.VDev{{Mode: "mirror", Members: membersOf(g.layout, e.Name)}}}
	}
	e.Pool.Options = []storage.Property{{Name: "ashift", Value: "12"}}
	e.Pool.Root = []storage.Property{{Name: "com.sun:auto-snapshot", Value: "${false}"}}
	for range g.IntN(4) {
		d := &storage.Dataset{Name: "set/" + g.name()}
		e.Pool.Datasets = append(e.Pool.Datasets, d)
		switch g.IntN(3) {
		case 0:
			d.Size = "10M"
			g.free = append(g.free, &d.Content)
		case 1:
			d.Mount, d.Options = g.point(), []storage.Property{{Name: "mountpoint", Value: "legacy"}}
		case 2:
			d.Mount = g.point()
		}
	}
}

// membersOf are the names of the entries that something is a part of.
func membersOf(l *storage.Layout, name string) []string {
	var out []string
	for _, p := range l.Members(name) {
		if !slices.Contains(out, p.Entry.Name) {
			out = append(out, p.Entry.Name)
		}
	}
	return out
}

func (g *generator) luks() *storage.LUKS {
	if g.chance(65) {
		return nil
	}
	l := &storage.LUKS{
		Name: "crypt-" + g.name(), Unlock: g.some(storage.UnlockTPM2, storage.UnlockFIDO2), PasswordFile: "/run/" + g.name(), Discards: g.chance(50),
		FormatOptions: g.some("--pbkdf argon2id"), FurtherKeys: g.some("/run/other key"),
	}
	if g.chance(40) {
		l.KeyFile, l.KeyFileSize, l.KeyFileOffset, l.Timeout = "/dev/disk/by-id/"+g.name(), pick(g, "", "4096"), pick(g, "", "0"), pick(g, "", "5")
		l.PasswordFile = pick(g, "", l.PasswordFile)
	}
	l.Unlock = append(l.Unlock, storage.UnlockPassphrase)
	return l
}

// fill puts a file system or swap where nothing else is.
func (g *generator) fill(c *storage.Content) {
	c.LUKS = g.luks()
	switch g.IntN(6) {
	case 0:
		c.Swap = &storage.Swap{Random: c.LUKS == nil && g.chance(50), Priority: pick(g, "", "7"), Discard: pick(g, "", "both")}
		c.Swap.Hibernate = !c.Swap.Random && g.chance(30)
	case 1, 2:
		c.Filesystem = "btrfs"
		g.btrfs(c)
	case 3:
		c.Filesystem, c.Subvolumes = "bcachefs", g.subvolumes()
	default:
		c.Filesystem = pick(g, "ext4", "xfs", "f2fs")
		c.Mount, c.MountOptions, c.FormatOptions = pick(g, "", g.point()), g.some("noatime", "nodev"), g.some("-L", "x y")
	}
}

func (g *generator) btrfs(c *storage.Content) {
	c.FormatOptions, c.Compression, c.MountOptions = g.some("-f"), pick(g, "", "none", "zstd:3"), g.some("noatime", "discard=async")
	if g.chance(40) {
		c.Mount = g.point()
	}
	c.Subvolumes = g.subvolumes()
	for i := range c.Subvolumes {
		if s := &c.Subvolumes[i]; s.Mount != "" && g.chance(30) {
			s.SwapFiles = []storage.SwapFile{{Name: "swap file", Swap: storage.Swap{Size: "8G", Priority: pick(g, "", "3"), Discard: pick(g, "", "once")}}}
		}
	}
}

func (g *generator) subvolumes() []storage.Subvolume {
	var out []storage.Subvolume
	for range g.IntN(4) {
		out = append(out, storage.Subvolume{
			Name: pick(g, "@", "/", "deep/er/") + g.name(), Mount: pick(g, "", g.point()), MountOptions: g.some("noatime", "noexec"),
		})
	}
	return out
}

const randomLayouts = 200

func randomExamples() []example {
	var all []example
	for seed := range randomLayouts {
		l := randomLayout(seed)
		all = append(all, example{fmt.Sprint("layout ", seed), l, nix.Print(l.Devices(), 0)})
	}
	return all
}

// TestRandomLayoutsAreNix has Nix read what random layouts are printed as.
func TestRandomLayoutsAreNix(t *testing.T) {
	needs.Program(t, "nix", "nix-instantiate")
	all := randomExamples()
	for name, devices := range evaluate(t, all) {
		assert.NotEmpty(t, devices, name)
	}
}

// TestDiskoTakesRandomLayouts has disko read them, and compares what it makes of them with what panther says: where each
// file system is mounted, and that a btrfs file system over several devices is made behind the last of them.
func TestDiskoTakesRandomLayouts(t *testing.T) {
	needDisko(t)
	all := randomExamples()
	rendered := evaluate(t, all)
	var pairs []pair
	for _, e := range all {
		pairs = append(pairs, pair{Name: e.name, Ours: rendered[e.name]})
	}
	checked := 0
	for name, result := range askDisko(t, pairs) {
		var seed int
		_, err := fmt.Sscanf(name, "layout %d", &seed)
		require.NoError(t, err)
		l := randomLayout(seed)
		assert.Equal(t, mountsOf(l), mountsIn(t, result.Ours.System), name)
		for _, e := range l.Entries {
			if e.Kind == storage.KindBtrfs {
				checkLast(t, name, l.Members(e.Name), result.Ours.Create)
				checked++
			}
		}
	}
	assert.Greater(t, checked, randomLayouts/3)
}

// mount is what NixOS is told of a mount point.
type mount struct {
	Device  string
	FSType  string
	Options []string
}

func mountsOf(l *storage.Layout) map[string]mount {
	out := map[string]mount{}
	for _, m := range l.Mounts() {
		device := m.Device
		if m.Type == "tmpfs" {
			device = "tmpfs"
		}
		out[m.Point] = mount{device, m.Type, m.Options}
	}
	return out
}

// mountsIn are the mounts in the configuration that disko makes, before NixOS puts its parts together.
func mountsIn(t *testing.T, system any) map[string]mount {
	t.Helper()
	data, err := json.Marshal(system)
	require.NoError(t, err)
	var parts struct {
		FileSystems struct{ Contents []map[string]mount }
	}
	require.NoError(t, json.Unmarshal(data, &parts))
	out := map[string]mount{}
	for _, part := range parts.FileSystems.Contents {
		for point, m := range part {
			require.NotContains(t, out, point)
			out[point] = m
		}
	}
	return out
}

// checkLast looks in disko's script for where each device is made, all before the file system.
func checkLast(t *testing.T, name string, members []storage.Part, script string) {
	t.Helper()
	last := members[len(members)-1]
	made := strings.Index(script, `mkfs.btrfs "`+last.Opened()+`"`)
	require.Positive(t, made, name)
	assert.Equal(t, 1, strings.Count(script, `mkfs.btrfs "`+last.Opened()+`"`), name)
	for _, p := range members {
		at := strings.Index(script, markOf(p))
		assert.True(t, at >= 0 && at < made, "%s: %s is not there when %s is formatted", name, p.Opened(), last.Opened())
	}
	line, _, _ := strings.Cut(script[made:], "\n")
	for _, p := range members[:len(members)-1] {
		assert.Contains(t, line, p.Opened(), name)
	}
}

// markOf stands in disko's script where the device of a part is made.
func markOf(p storage.Part) string {
	switch {
	case p.LUKS != nil:
		return `cryptsetup open "` + p.Device + `" "` + p.LUKS.Name + `"`
	case p.Entry.Kind == storage.KindLVM:
		return `-n "` + p.Name + `"`
	case p.Dataset != nil:
		return `zfs create "` + p.Entry.Name + "/" + p.Name + `"`
	case p.Name != "":
		i := slices.IndexFunc(p.Entry.Partitions, func(part *storage.Partition) bool { return part.Name == p.Name })
		return ":" + p.Entry.PartitionLabel(p.Entry.Partitions[i]) + `"`
	case p.Entry.Kind == storage.KindRAID:
		return `mdadm --create "` + p.Device + `"`
	}
	return "# disk " + p.Entry.Name
}

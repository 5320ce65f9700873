package nixosproof

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/yamldoc"
)

// dimension is one thing that a person chooses about a host's disks, and the values that it can have.
type dimension struct {
	name   string
	values []string
}

// dimensions are those whose combinations are proven.
var dimensions = []dimension{
	{"layout", []string{
		"btrfs", "btrfs-luks", "btrfs-impermanent", "btrfs-mirror", "ext4", "ext4-luks", "f2fs", "xfs", "lvm-luks", "tmpfs-root", "zfs", "zfs-mirror",
	}},
	{"firmware", []string{"bios", "uefi", "hybrid"}},
	{"encryption", []string{"as it is", "none", "passphrase", "keyFile", "tpm2", "fido2", "over SSH"}},
	{"impermanence", []string{"off", "on"}},
	{"swap", []string{"none", "file", "partition", "hibernate"}},
}

// The places of the dimensions in a combination.
const (
	layoutChoice = iota
	firmwareChoice
	encryptionChoice
	impermanenceChoice
	swapChoice
)

// combination has one value of each dimension.
type combination []string

// combinations are all of them.
func combinations() []combination {
	all := []combination{nil}
	for _, d := range dimensions {
		var longer []combination
		for _, c := range all {
			for _, value := range d.values {
				longer = append(longer, append(slices.Clone(c), value))
			}
		}
		all = longer
	}
	return all
}

// name is that of the combination's host; it fits into the label of a partition.
func (c combination) name() string {
	var b strings.Builder
	b.WriteString("d")
	for i, value := range c {
		fmt.Fprintf(&b, "-%d", slices.Index(dimensions[i].values, value))
	}
	return b.String()
}

func (c combination) String() string { return strings.Join(c, ", ") }

// disks are the names of the disks of the combination.
func (c combination) disks() []string {
	if strings.HasSuffix(c[layoutChoice], "-mirror") {
		return []string{"main", "twin"}
	}
	return []string{"main"}
}

// device is the disk of the host by that name.
func (c combination) device(disk string) string { return "/dev/disk/by-id/" + c.name() + "-" + disk }

// keyFile holds the key of a host that is opened with one: a USB stick.
const keyFile = "/dev/disk/by-id/usb-Stick_0000-0:0"

var (
	encryptions = map[string]string{
		"none": "false", "passphrase": "true", "keyFile": "{ unlock: keyFile, keyFile: " + keyFile + ", keyFileSize: 19 }",
		"tpm2": "{ unlock: tpm2, tpm2Pcrs: [7] }", "fido2": "{ unlock: fido2 }", "over SSH": "true",
	}
	swaps = map[string]string{
		"file": "256M", "partition": "{ size: 256M, kind: partition }", "hibernate": "{ size: 256M, kind: partition, hibernate: true }",
	}
)

// host is a host with the choices.
func (c combination) host() *hostfile {
	m := newHost(c.name())
	m.remove("disks", "main", "subvolumes")
	m.set(text(c[firmwareChoice]), "firmware")
	for _, disk := range c.disks() {
		m.set(text(c.device(disk)), "disks", disk, "device")
		m.set(text(c[layoutChoice]), "disks", disk, "layout")
		m.set(text("512M"), "disks", disk, "bootSize")
		if said := encryptions[c[encryptionChoice]]; said != "" {
			m.set(parse(said), "disks", disk, "luks")
		}
		if said := swaps[c[swapChoice]]; said != "" {
			m.set(parse(said), "disks", disk, "swap")
		}
	}
	if c[encryptionChoice] == "over SSH" {
		m.set(parse("{ remoteUnlock: { enable: true, networkModules: [igb] } }"), "filesystems", "encryption")
	}
	if c[impermanenceChoice] == "on" {
		m.set(boolean(true), "filesystems", "impermanence")
	}
	return m
}

// part is the values of some dimensions, of a pair or a triple.
func (c combination) part(of ...int) string {
	var b strings.Builder
	for _, i := range of {
		fmt.Fprintf(&b, "%d=%s;", i, c[i])
	}
	return b.String()
}

// parts are all pairs (or triples, or more) of values in the combination.
func (c combination) parts(size int) []string {
	var out []string
	var choose func(from int, chosen []int)
	choose = func(from int, chosen []int) {
		if len(chosen) == size {
			out = append(out, c.part(chosen...))
			return
		}
		for i := from; i < len(c); i++ {
			choose(i+1, append(slices.Clone(chosen), i))
		}
	}
	choose(0, nil)
	return out
}

// covering chooses combinations so that each pair of values that some combination has is in one that is chosen: always
// the one with the most pairs that are new.
func covering(all []combination) []combination {
	missing := covered(all, 2)
	pairs := make([][]string, len(all))
	for i, c := range all {
		pairs[i] = c.parts(2)
	}
	var chosen []combination
	for len(missing) > 0 {
		best, most := 0, 0
		for i := range all {
			count := 0
			for _, pair := range pairs[i] {
				if missing[pair] {
					count++
				}
			}
			if count > most {
				best, most = i, count
			}
		}
		for _, pair := range pairs[best] {
			delete(missing, pair)
		}
		chosen = append(chosen, all[best])
	}
	return chosen
}

// covered are the pairs, or triples, of values in any of the combinations.
func covered(all []combination, size int) map[string]bool {
	out := map[string]bool{}
	for _, c := range all {
		for _, part := range c.parts(size) {
			out[part] = true
		}
	}
	return out
}

func TestCoveringHasEveryPair(t *testing.T) {
	all := combinations()
	product := 1
	for _, d := range dimensions {
		product *= len(d.values)
	}
	require.Len(t, all, product)
	some := slices.DeleteFunc(slices.Clone(all), func(c combination) bool { return c[0] == "zfs" && c[2] != "none" })
	for _, of := range [][]combination{all, some} {
		chosen := covering(of)
		assert.Equal(t, covered(of, 2), covered(chosen, 2))
		assert.Less(t, len(chosen), len(of)/4)
	}
	names := map[string]bool{}
	for _, c := range all {
		require.LessOrEqual(t, len("disk-"+c.name()), 36)
		require.False(t, names[c.name()])
		names[c.name()] = true
	}
	assert.Equal(t, yamldoc.Map, all[0].host().at("disks").Kind)
}

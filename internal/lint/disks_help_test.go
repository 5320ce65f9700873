package lint_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/hbohlen/panther/internal/diag"
)

// TestHelpsThatAreFollowed does what the help of a mistake says, and holds that the mistake is gone and no other one came.
func TestHelpsThatAreFollowed(t *testing.T) {
	snapshots := "filesystems: { snapshots: true }"
	several := "a: { " + diskA + ", partitions: { x: { memberOf: pool } } }\nb: { " + diskB + ", partitions: { x: { memberOf: pool } } }\n"
	for _, c := range []struct {
		name, host string
		code       diag.Code
	}{
		{"a layout", onDisks("a: { "+diskA+" }", snapshots), diag.SnapshotPlace},
		{"a layout in memory", onDisks("a: { "+diskA+", layout: tmpfs-root }", "filesystems: { snapshots: true, impermanence: true }"), diag.SnapshotPlace},
		{"a mirror", onDisks("a: { "+diskA+", layout: btrfs-mirror }\nb: { "+diskB+", layout: btrfs-mirror }", snapshots), diag.SnapshotPlace},
		{"a mirror that says more", onDisks("a: { "+diskA+", layout: btrfs-mirror }\nb: { "+diskB+", layout: btrfs-mirror }\nsystem: { kind: btrfs, profile: raid1 }", snapshots), diag.SnapshotPlace},
		{"a partition", parted("luks: { luks: true, filesystem: btrfs, subvolumes: { '@root': /, '@home': /home } }", snapshots), diag.SnapshotPlace},
		{"a volume", onDisks("a: { "+diskA+", partitions: { esp: {}, x: { memberOf: vg } } }\nvg: { kind: lvm, volumes: { root: { size: 100%, filesystem: btrfs, subvolumes: { '@root': /, '@home': /home } } } }", snapshots), diag.SnapshotPlace},
		{"several devices", onDisks(several+"pool: { kind: btrfs, subvolumes: { '@root': /, '@home': /home } }", snapshots), diag.SnapshotPlace},
		{"an array", onDisks(several+"pool: { kind: raid, filesystem: btrfs, subvolumes: { '@root': /, '@home': /home } }", snapshots), diag.SnapshotPlace},
		{"data beside", onDisks("a: { "+diskA+", subvolumes: { '@snapshots': /.snapshots } }\nb: { "+diskB+", filesystem: btrfs, subvolumes: { '@data': /data } }", snapshots), diag.SnapshotPlace},
		{"data without subvolumes", onDisks("a: { "+diskA+", subvolumes: { '@snapshots': /.snapshots } }\nb: { "+diskB+", filesystem: btrfs, mount: /data }", "filesystems: { snapshots: { locations: [/.snapshots, /data/.snapshots] } }"), diag.SnapshotPlace},
		{"a layout for data", onDisks("a: { "+diskA+", subvolumes: { '@snapshots': /.snapshots } }\nb: { "+diskB+", mount: /data }", "filesystems: { snapshots: { locations: [/.snapshots] } }"), diag.SnapshotPlace},
		{"a swap file nowhere", parted("root: { filesystem: btrfs, subvolumes: { '@root': / }, swapFiles: { swapfile: 16G } }"), diag.SwapPlace},
		{"in a subvolume that is mounted nowhere", parted("root: { filesystem: btrfs, subvolumes: { '@root': /, '@s': { swapFiles: { f: 1G } } } }"), diag.SwapPlace},
	} {
		t.Run(c.name, func(t *testing.T) {
			manifest := "core: { users: { ada: {} } }\n" + c.host
			for range 3 { // one help may lead to the next
				found := fleet{hosts: map[string]string{"web1": manifest}}.found(t)
				i := slices.IndexFunc(found, func(d diag.Diagnostic) bool { return d.Code == c.code })
				if i < 0 {
					assert.Empty(t, found)
					assert.NotContains(t, manifest, c.host, "there was something to do")
					return
				}
				t.Log(found[i].Message, "|", found[i].Hint)
				manifest = followed(t, manifest, found[i].Hint)
			}
			t.Error("the mistake stays", manifest)
		})
	}
}

var (
	written  = regexp.MustCompile(`(disks[\w.@-]*|locations): ([\[{].*?[\]}])(?:,|;|$| in place)`)
	replaced = regexp.MustCompile(`in place of ([\w, ]+)`)
)

// followed is a manifest in which somebody wrote what a help says.
func followed(t *testing.T, manifest, help string) string {
	t.Helper()
	var root map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(manifest), &root))
	help, _, _ = strings.Cut(help, "; or ")
	steps := written.FindAllStringSubmatch(help, -1)
	require.NotEmpty(t, steps, help)
	for _, step := range steps {
		var value any
		require.NoError(t, yaml.Unmarshal([]byte(step[2]), &value), help)
		path := step[1]
		if path == "locations" {
			path = "filesystems.snapshots.locations"
		}
		at := place(root, strings.Split(path, "."))
		if gone := replaced.FindStringSubmatch(help); gone != nil {
			for key := range strings.SplitSeq(gone[1], " and ") {
				delete(place(root, strings.Split(path[:strings.LastIndex(path, ".")], ".")), key)
			}
		}
		if list, isList := value.([]any); isList {
			place(root, strings.Split(path[:strings.LastIndex(path, ".")], "."))["locations"] = list
			continue
		}
		for key, v := range value.(map[string]any) {
			at[key] = v
		}
	}
	out, err := yaml.Marshal(root)
	require.NoError(t, err)
	return string(out)
}

// place is the mapping at a path, made where there is none.
func place(root map[string]any, path []string) map[string]any {
	for _, key := range path {
		next, isMap := root[key].(map[string]any)
		if !isMap {
			next = map[string]any{}
			root[key] = next
		}
		root = next
	}
	return root
}

// TestHelpsThatNameAnotherWay holds what the helps say where somebody probably meant a mirror.
func TestHelpsThatNameAnotherWay(t *testing.T) {
	twice := func(layout string) string {
		return onDisks("a: { "+diskA+", layout: "+layout+" }\nb: { "+diskB+", layout: "+layout+" }", "core: { users: { ada: {} } }")
	}
	for _, c := range []struct{ host, help string }{
		{onDisks("a: { "+diskA+", partitions: { esp: {}, x: { memberOf: m } } }\nb: { "+diskB+", partitions: { esp: {}, x: { memberOf: m } } }\nm: { kind: raid, filesystem: ext4, mount: / }", "core: { users: { ada: {} } }"),
			"mount it at /boot-b, and GRUB keeps both up to date; or leave both out"},
		{twice("lvm-luks"), "no mirror; partitions with memberOf an array"},
		{twice("btrfs"), "for a mirror of both write layout: btrfs-mirror"},
		{twice("ext4"), "mount: /data"},
		{twice("zfs"), "for data write layout: btrfs, with mount: /data"},
	} {
		found := fleet{hosts: map[string]string{"web1": c.host}}.found(t)
		if assert.Len(t, found, 1, c.host) {
			assert.Contains(t, found[0].Hint, c.help)
		}
	}
}

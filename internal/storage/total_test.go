package storage_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nix"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// diskKeys are the types of what disks may say.
func diskKeys(t testing.TB) *types.Type {
	t.Helper()
	empty, diags := catalog.Load()
	require.Empty(t, diags)
	return manifest.NewLanguage(empty, nil).Host.Field("disks").Type
}

// use does with a layout all that can be done with one.
func use(t testing.TB, l *storage.Layout) string {
	t.Helper()
	for _, m := range l.Mounts() {
		assert.NotNil(t, m.Entry)
		assert.NotNil(t, m.Holder)
		assert.NotEmpty(t, m.Type)
		l.BehindLUKS(m.Entry, m.Part)
	}
	for _, e := range l.Entries {
		l.Members(e.Name)
	}
	l.Resume()
	l.BootMirrors()
	l.PoolDevices()
	l.SwapDevices()
	text, err := yamldoc.Write(l.Document())
	require.NoError(t, err)
	return nix.Print(l.Devices(), 0) + string(text)
}

// chance makes values of the types of the language, most of them sensible.
type chance struct{ *rand.Rand }

var (
	someNames = []string{"main", "second", "esp", "root", "swap", "boot", "rpool", "system", "data", "memory", "bios-boot"}
	someTexts = map[string][]string{
		types.Device: {"/dev/disk/by-id/a", "/dev/sda"}, types.Size: {"1G", "512M", "1K"}, types.Name: someNames,
		types.Path: {"/", "/boot", "/data", "/nix", "/persist", "/boot-second"}, types.String: {"100%", "10G", "lz o", "", "none", "-1", "1.0"},
	}
)

func oneOf(c chance, from []string) string { return from[c.IntN(len(from))] }

func (c chance) value(t *types.Type, depth int) *yamldoc.Node {
	scalar := func(kind yamldoc.Kind, text string) *yamldoc.Node { return yamldoc.Scalar(kind, text, nil) }
	switch {
	case c.IntN(40) == 0: // what had a mistake, or was taken back
		return scalar(yamldoc.Null, oneOf(c, []string{"", "null"}))
	case t.Switch && c.IntN(2) == 0, t.Kind == types.Bool:
		return scalar(yamldoc.Bool, oneOf(c, []string{"true", "false"}))
	case t.Short != "" && c.IntN(2) == 0:
		return c.value(t.Field(t.Short).Type, depth)
	case t.Kind == types.Enum:
		return scalar(yamldoc.Text, oneOf(c, t.Values))
	case t.Kind == types.Int:
		return scalar(yamldoc.Int, oneOf(c, []string{"0", "1", "5", "99"}))
	case t.Kind == types.List && (!t.Single || c.IntN(2) == 0):
		var items []*yamldoc.Node
		for range c.IntN(3) {
			items = append(items, c.value(t.Of, depth+1))
		}
		return yamldoc.Collection(yamldoc.List, nil, nil, items)
	case t.Kind == types.List:
		return c.value(t.Of, depth+1)
	case t.Kind == types.Map:
		return c.entries(slices.Clone(someNames), func(string) *types.Type { return t.Of }, 4, depth)
	case t.Kind == types.Object:
		return c.entries(t.FieldNames(), func(name string) *types.Type { return t.Field(name).Type }, 7, depth)
	}
	return scalar(yamldoc.Text, oneOf(c, someTexts[t.Kind]))
}

func (c chance) entries(names []string, of func(string) *types.Type, most, depth int) *yamldoc.Node {
	c.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	var out []yamldoc.Entry
	for _, name := range names[:min(len(names), c.IntN(most+1))] {
		out = append(out, yamldoc.Entry{Key: name, At: yamldoc.Scalar(yamldoc.Text, name, nil), Value: c.value(of(name), depth+1)})
	}
	return yamldoc.Collection(yamldoc.Map, nil, out, nil)
}

// TestEverythingCanBeRead: whatever the types of the language let through, a layout comes of it, and what it writes out is
// the same layout again.
func TestEverythingCanBeRead(t *testing.T) {
	keys := diskKeys(t)
	c := chance{rand.New(rand.NewPCG(4, 2))}
	for range 400 {
		disks := c.value(keys, 0)
		for _, firmware := range []string{"", "uefi", "bios", "hybrid"} {
			root := yamldoc.Collection(yamldoc.Map, nil, []yamldoc.Entry{{Key: "disks", At: disks, Value: disks}}, nil)
			l := storage.Read(&resolve.Host{Root: root, Firmware: firmware}, nil)
			once := use(t, l)
			root = yamldoc.Collection(yamldoc.Map, nil, []yamldoc.Entry{{Key: "disks", At: disks, Value: l.Document()}}, nil)
			again := use(t, storage.Read(&resolve.Host{Root: root, Firmware: firmware}, nil))
			if !assert.Equal(t, once, again) {
				text, _ := yamldoc.Write(disks)
				t.Fatalf("%s\n%s", firmware, text)
			}
		}
	}
}

// FuzzRead reads whatever the check of a manifest leaves over.
func FuzzRead(f *testing.F) {
	for _, c := range presetCases() {
		f.Add(c.disks, "uefi")
		f.Add(strings.ReplaceAll(c.disks, "layout", "memberOf"), "bios")
	}
	f.Add("disks: { a: { kind: raid, memberOf: b }, b: { kind: raid, memberOf: a, mount: / } }\n", "hybrid")
	keys := diskKeys(f)
	f.Fuzz(func(t *testing.T, content, firmware string) {
		root, diags := yamldoc.Parse(source.New("hosts/web1.yaml", []byte(content)))
		if len(diags) > 0 || root == nil || root.Get("disks") == nil {
			return
		}
		var found diag.List
		disks := keys.Check(root.Get("disks"), "disks", &found)
		root = yamldoc.Collection(yamldoc.Map, root, []yamldoc.Entry{{Key: "disks", At: disks, Value: disks}}, nil)
		use(t, storage.Read(&resolve.Host{Root: root, Firmware: firmware}, nil))
	})
}

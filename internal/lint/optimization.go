package lint

import (
	"slices"
	"strings"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
)

// tuned are what filesystems.optimization says to mounts, by the options that would say it a second time.
var tuned = []struct {
	option string
	words  []string // of mount options, without their values
	when   []string // values of the option that need them; nil for all
}{
	{"trim", []string{"discard", "nodiscard"}, nil},
	{"profile", []string{"commit"}, []string{"durable", "frugal"}},
}

// optimization checks that mount options do not decide what the module decides.
func (m *mounted) optimization(module *resolve.Module) {
	for _, t := range tuned {
		chosen := module.Option(t.option)
		if chosen == nil || t.when != nil && !slices.Contains(t.when, chosen.Text) {
			continue
		}
		for _, p := range m.places {
			for _, option := range p.Options {
				word, _, _ := strings.Cut(option, "=")
				if !slices.Contains(t.words, word) || p.Type == "tmpfs" || p.FileSystem != p.Point {
					continue
				}
				d := m.diags.Add(diag.MountOption, p.At, "the mount option %s of %s and %s.%s: %s are two words on one thing", option, p.Point, module.KeyPath(), t.option, chosen.Text).
					Help("take the mount option out; %s.%s takes care of it", module.KeyPath(), t.option)
				if written := module.Value.Get(t.option); written != nil {
					d.See(written.Range(), "set here")
				}
			}
		}
	}
}

// zfsSnapshots checks that some dataset is to have snapshots.
func (m *mounted) zfsSnapshots(module *resolve.Module) {
	const property = "com.sun:auto-snapshot"
	if !module.On("snapshots", "enable") || !m.all {
		return
	}
	says := func(p storage.Property) bool { return p.Name == property }
	for _, e := range m.layout.Entries {
		if slices.ContainsFunc(e.Pool.Root, says) || slices.ContainsFunc(e.Pool.Datasets, func(d *storage.Dataset) bool { return slices.ContainsFunc(d.Options, says) }) {
			return
		}
	}
	m.diags.Add(diag.MissingValue, module.Value.Get("snapshots").Range(), "%s.snapshots is on, and no dataset has the property %s", module.KeyPath(), property).
		Help(`give it to the datasets that are meant, under disks: options: { "%s": "true" }`, property)
}

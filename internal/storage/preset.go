package storage

import (
	"embed"
	"slices"
	"strings"
	"sync"

	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/yamldoc"
)

//go:embed presets/*.yaml
var presetFiles embed.FS

// presetDisk is what a preset calls the disk that names it; its other entries are added beside that.
const presetDisk = "disk"

// defaultPreset is what a disk holds of which nothing is said.
const defaultPreset = "btrfs"

// Presets lists the names of all presets.
func Presets() []string {
	files, err := presetFiles.ReadDir("presets")
	if err != nil {
		panic(err)
	}
	names := make([]string, 0, len(files))
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), ".yaml"))
	}
	return names
}

// PresetFiles are the documents that describe the presets, in the language of disks.
func PresetFiles() []*source.File {
	var out []*source.File
	for _, name := range Presets() {
		out = append(out, presetFile(name))
	}
	return out
}

func presetFile(name string) *source.File {
	content, err := presetFiles.ReadFile("presets/" + name + ".yaml")
	if err != nil {
		return nil
	}
	return source.New("presets/"+name+".yaml", content)
}

// readPresets holds the presets that were read, by their names: most hosts of a fleet have the same one.
var readPresets sync.Map

// preset returns a preset, without the places where it stands: nobody who uses it has written them. It is nil where there
// is none by that name.
func preset(name string, packed *yamldoc.Packed) *yamldoc.Node {
	if have, ok := readPresets.Load(name); ok {
		return have.(*yamldoc.Node)
	}
	root := readPreset(name, packed)
	if root != nil { // a name that is none is of no use to other hosts
		readPresets.Store(name, root)
	}
	return root
}

func readPreset(name string, packed *yamldoc.Packed) *yamldoc.Node {
	file := presetFile(name)
	if file == nil {
		return nil
	}
	root, _, diags := packed.Parse(file)
	if diags.HasErrors() {
		panic(file.Name + ": " + diags[0].Message)
	}
	return nowhere(root)
}

func nowhere(n *yamldoc.Node) *yamldoc.Node {
	out := &yamldoc.Node{Kind: n.Kind, Text: n.Text, Quoted: n.Quoted}
	for _, item := range n.Items {
		out.Items = append(out.Items, nowhere(item))
	}
	for _, e := range n.Entries {
		out.Entries = append(out.Entries, yamldoc.Entry{Key: e.Key, At: nowhere(e.At), Value: nowhere(e.Value)})
	}
	return out
}

// textOf is a single value, "" for none.
func textOf(n *yamldoc.Node) string {
	if !n.IsSet() || !n.IsScalar() {
		return ""
	}
	return n.Text
}

// written is a value that stands where nobody wrote it.
func written(value string) *yamldoc.Node { return yamldoc.Scalar(yamldoc.Text, value, nil) }

// member is an entry of a mapping.
func member(key string, value *yamldoc.Node) yamldoc.Entry {
	return yamldoc.Entry{Key: key, At: written(key), Value: value}
}

func mapping(entries ...yamldoc.Entry) *yamldoc.Node {
	return yamldoc.Collection(yamldoc.Map, nil, entries, nil)
}

// with is a mapping in which a key has a value.
func with(n *yamldoc.Node, key string, value *yamldoc.Node) *yamldoc.Node {
	entries := slices.Clone(n.Entries)
	for i := range entries {
		if entries[i].Key == key {
			entries[i].Value = value
			return yamldoc.Collection(yamldoc.Map, n, entries, nil)
		}
	}
	return yamldoc.Collection(yamldoc.Map, n, append(entries, member(key, value)), nil)
}

// without is a mapping without some keys.
func without(n *yamldoc.Node, keys ...string) *yamldoc.Node {
	entries := slices.DeleteFunc(slices.Clone(n.Entries), func(e yamldoc.Entry) bool { return slices.Contains(keys, e.Key) })
	return yamldoc.Collection(yamldoc.Map, n, entries, nil)
}

// over lays one value over another: mappings merge, all else replaces.
func over(base, value *yamldoc.Node) *yamldoc.Node {
	if base == nil || base.Kind != yamldoc.Map || value.Kind != yamldoc.Map {
		return value
	}
	out := base
	for _, e := range value.Entries {
		merged := over(out.Get(e.Key), e.Value)
		out = with(out, e.Key, merged)
		out.Entry(e.Key).At = e.At
	}
	return out
}

// appended is a list with the items of another one behind its own; either may be none.
func appended(base, more *yamldoc.Node) *yamldoc.Node {
	var items []*yamldoc.Node
	for _, n := range []*yamldoc.Node{base, more} {
		if n.IsSet() {
			items = append(items, n.Items...)
		}
	}
	return yamldoc.Collection(yamldoc.List, more, nil, items)
}

// newIn is a list without the items that another one has.
func newIn(list, than *yamldoc.Node) *yamldoc.Node {
	known := texts(than)
	items := slices.DeleteFunc(slices.Clone(list.Items), func(n *yamldoc.Node) bool { return n.IsScalar() && slices.Contains(known, n.Text) })
	return yamldoc.Collection(yamldoc.List, list, nil, items)
}

package storage

import (
	"embed"
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

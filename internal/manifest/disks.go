package manifest

import (
	"slices"

	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// holders are the keys of an entry of disks whose own entries hold something, as the entry itself can.
var holders = []string{"partitions", "volumes", "datasets"}

// DiskKeys are what an entry of disks says of itself, and what it and the parts of it say of what they hold.
func DiskKeys() (entry, content []*types.Option) {
	return embedded("disks.yaml", nil), embedded("content.yaml", nil)
}

// diskEntry is what an entry of disks may say. What something holds is described once and is the same everywhere.
func diskEntry(packed *yamldoc.Packed) *types.Type {
	entry := &types.Type{Kind: types.Object, Title: "an entry", Noun: "key", Fields: embedded("disks.yaml", packed)}
	content := embedded("content.yaml", packed)
	for _, o := range content {
		o.Type.Switch = o.Name == "luks"
	}
	for _, name := range holders {
		of := entry.Field(name).Type.Of
		of.Fields, of.Instead = slices.Concat(of.Fields, content), inPart
	}
	entry.Field("datasets").Type.Of.Short = "mount"
	entry.Fields, entry.Instead = append(entry.Fields, content...), inEntry
	entry.Field("luks").Type.Instead, entry.Field("swap").Type.Instead = inLUKS, inSwap
	entry.Field("subvolumes").Type.Of.Instead = inSubvolume
	entry.Field("partitions").Type.Hint = always("for example partitions: {root: {size: 100%, filesystem: ext4, mount: /}}")
	entry.Field("size").Type.Hint, entry.Field("options").Type.Hint = ofDiskSize, ofDiskOptions
	inPartition := entry.Field("partitions").Type.Of
	entry.Elsewhere = deeper(entry, map[string]*types.Type{"partitions.NAME": inPartition, "luks": entry.Field("luks").Type, "swap": entry.Field("swap").Type})
	for _, name := range holders {
		of := entry.Field(name).Type.Of
		of.Elsewhere = deeper(of, map[string]*types.Type{"luks": of.Field("luks").Type, "swap": of.Field("swap").Type})
	}
	return entry
}

// deeper tells of a key that belongs further in, by the key below which it stands there. Keys that are in several places, or
// are called otherwise here, are left to whoever looks for the nearest name.
func deeper(t *types.Type, parts map[string]*types.Type) func(key string) string {
	return func(key string) string {
		var places []string
		for below, part := range parts {
			if meant := part.Called(key); meant != "" {
				places = append(places, below+"."+meant)
			}
		}
		if len(places) != 1 || t.Called(key) != "" || key == "name" { // whoever writes a name means that of the entry
			return ""
		}
		return places[0]
	}
}

package manifest

import (
	"slices"

	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

// holders are the keys of an entry of disks whose own entries hold something, as the entry itself can.
var holders = []string{"partitions", "volumes", "datasets"}

// diskEntry is what an entry of disks may say. What something holds is described once and is the same everywhere.
func diskEntry(packed *yamldoc.Packed) *types.Type {
	entry := &types.Type{Kind: types.Object, Title: "an entry", Noun: "key", Fields: embedded("disks.yaml", packed)}
	content := embedded("content.yaml", packed)
	for _, o := range content {
		o.Type.Switch = o.Name == "luks"
	}
	for _, name := range holders {
		of := entry.Field(name).Type.Of
		of.Fields = slices.Concat(of.Fields, content)
	}
	entry.Field("datasets").Type.Of.Short = "mount"
	entry.Fields = append(entry.Fields, content...)
	return entry
}

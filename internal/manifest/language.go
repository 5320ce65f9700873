// Package manifest is the language: what panther.yaml, a profile and a host's manifest may say, and one document of it
// read and checked by itself.
package manifest

import (
	"embed"
	"strings"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

//go:embed keys/*.yaml
var keyFiles embed.FS

// Language is what documents of a fleet may say; it depends on the catalogue.
type Language struct {
	Host    *types.Type
	Profile *types.Type
	Fleet   *types.Type

	Catalog *catalog.Catalog

	packed *yamldoc.Packed
}

// NewLanguage puts the language together from the keys that are always there and the modules of the catalogue. What comes
// with panther is looked up among the packed documents, which can be nil.
func NewLanguage(c *catalog.Catalog, packed *yamldoc.Packed) *Language {
	identity := embedded("manifest.yaml", packed)
	for _, o := range identity {
		if o.Name == "disks" {
			o.Type.Of, o.Type.Hint = diskEntry(packed), always("for example disks: {main: {device: /dev/disk/by-id/virtio-main, layout: btrfs}}")
		}
		if o.Name != "settings" && o.Name != "disko" {
			o.Type.MakePlain()
		}
	}
	common := append(identity, layers(c, packed)...)
	names := &types.Type{Kind: types.List, Single: true, Of: &types.Type{Kind: types.Name, Names: types.NamesProfiles}}
	names.MakePlain()
	profile := &types.Option{Name: "profile", Type: names, Description: "The profile that the host starts from, or several in order."}
	extends := &types.Option{Name: "extends", Type: names, Description: "The profile that this one starts from, or several in order."}
	language := &Language{
		Host:    document("a manifest", prepend(profile, common)),
		Profile: document("a profile", prepend(extends, without(common, "stateVersion", "disks", "disko", "installed", "report"))),
		Fleet:   document("panther.yaml", fleetKeys(c, common, packed)),
		Catalog: c,
		packed:  packed,
	}
	language.Host.Elsewhere, language.Profile.Elsewhere = elsewhere(c, ""), elsewhere(c, "")
	language.Host.Instead = inDocument(language.Host.Elsewhere)
	language.Profile.Instead = language.Host.Instead
	return language
}

// elsewhere returns a function that tells where a module belongs, for people who write it in another place than here.
func elsewhere(c *catalog.Catalog, here string) func(key string) string {
	return func(key string) string {
		var places []string
		for _, m := range c.Refs() {
			if m.Key == key && m.Layer != here {
				places = append(places, placeOf(m))
			}
		}
		return strings.Join(places, " or ")
	}
}

func placeOf(m *catalog.Ref) string {
	if m.Layer == catalog.HomeLayer {
		return "home.<user>." + m.Key
	}
	return m.KeyPath()
}

func document(title string, fields []*types.Option) *types.Type {
	return &types.Type{Kind: types.Object, Title: title, Noun: "key", FreeKeys: true, Fields: fields}
}

func prepend(first *types.Option, rest []*types.Option) []*types.Option {
	return append([]*types.Option{first}, rest...)
}

func without(options []*types.Option, names ...string) []*types.Option {
	var out []*types.Option
	for _, o := range options {
		keep := true
		for _, name := range names {
			keep = keep && o.Name != name
		}
		if keep {
			out = append(out, o)
		}
	}
	return out
}

// layers makes an option of each layer, whose fields are its modules.
func layers(c *catalog.Catalog, packed *yamldoc.Packed) []*types.Option {
	var out []*types.Option
	for _, layer := range catalog.Layers() {
		t := &types.Type{Kind: types.Object, Title: layer, Noun: "module", Later: modulesOf{c, layer}, Elsewhere: elsewhere(c, layer), Instead: inLayer(layer, modulesOf{c, layer})}
		if layer == catalog.HomeLayer {
			t.Title, t.Instead = "a home", inHome
			t.Fields = embedded("home.yaml", packed)
			t = &types.Type{Kind: types.Map, Of: t}
		}
		out = append(out, &types.Option{Name: layer, Type: t, Description: "Modules of the layer " + layer + "."})
	}
	return out
}

// modulesOf are the modules of a layer as its fields. Those that no document names are not read.
type modulesOf struct {
	catalog *catalog.Catalog
	layer   string
}

func (l modulesOf) Field(name string) *types.Option {
	if m := l.catalog.Keyed(l.layer, name); m != nil {
		return m.Field
	}
	return nil
}

func (l modulesOf) FieldNames() []string {
	var names []string
	for _, m := range l.catalog.Refs() {
		if m.Layer == l.layer {
			names = append(names, m.Key)
		}
	}
	return names
}

// fleetKeys adds to panther.yaml the people, described as hosts describe them, and the defaults of all hosts.
func fleetKeys(c *catalog.Catalog, common []*types.Option, packed *yamldoc.Packed) []*types.Option {
	fields := embedded("fleet.yaml", packed)
	for _, o := range fields {
		o.Type.MakePlain()
	}
	if users := c.Module("core/users"); users != nil && users.Entries {
		of := *users.Type.Of
		of.Title = "a user"
		fields = append(fields, &types.Option{Name: "users", Type: &types.Type{Kind: types.Map, Keys: users.Type.Keys, Of: &of}, Description: "The people of the fleet; hosts pick them."})
	}
	defaults := &types.Type{Kind: types.Object, Title: "defaults", Noun: "key", FreeKeys: true, Fields: without(common, "stateVersion", "disks", "disko", "installed", "report", "description")}
	return append(fields, &types.Option{Name: "defaults", Type: defaults, Description: "What holds for all hosts, weaker than any profile."})
}

// KeyFiles are the documents that describe the language.
func KeyFiles() []*source.File {
	var out []*source.File
	for _, name := range []string{"manifest.yaml", "disks.yaml", "content.yaml", "home.yaml", "fleet.yaml"} {
		out = append(out, keyFile(name))
	}
	return out
}

func keyFile(name string) *source.File {
	content, err := keyFiles.ReadFile("keys/" + name)
	if err != nil {
		panic(err)
	}
	return source.New(name, content)
}

// embedded reads options that are part of the program: a mistake in them is one of ours.
func embedded(name string, packed *yamldoc.Packed) []*types.Option {
	doc, known, diags := packed.Parse(keyFile(name))
	if doc == nil {
		panic("keys/" + name + ": not readable")
	}
	options := types.ParseOptions(doc, known, &diags)
	if diags.HasErrors() {
		panic("keys/" + name + ": " + diags[0].Message)
	}
	return options
}

// releases are those that panther renders for: only these have modules that were evaluated.
var releases = []string{"26.05"}

// Releases lists the NixOS releases that panther renders for, the default first.
func Releases() []string { return releases }

// checkRelease tells whether panther renders for a release, and reports one that it does not render for.
func checkRelease(n *yamldoc.Node, diags *diag.List) bool {
	for _, r := range releases {
		if n.Text == r {
			return true
		}
	}
	diags.Add(diag.BadRelease, n.Range(), "panther does not render for the release %s", diag.Quote(n.Text)).Help("%s", diag.OneOf(releases))
	return false
}

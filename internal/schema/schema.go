// Package schema makes JSON Schemas of the language, for editors: what a host's manifest, a profile and panther.yaml may
// say, from the same interfaces as everything else.
package schema

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/types"
)

// The documents that there is a schema of.
const (
	Host    = "host"
	Profile = "profile"
	Fleet   = "fleet"
)

// Kinds lists the documents that there is a schema of.
func Kinds() []string { return []string{Host, Profile, Fleet} }

// Names are what a fleet calls its own things. Nil ones are not known, so that every name is taken.
type Names struct {
	Profiles []string
	Users    []string
	Hosts    []string
	Inputs   []string
	Hardware []string // modules of nixos-hardware
}

// of returns the names of a kind, in order.
func (n Names) of(kind string) []string {
	return map[string][]string{
		types.NamesProfiles: n.Profiles, types.NamesUsers: n.Users, types.NamesHosts: n.Hosts, types.NamesInputs: n.Inputs, types.NamesHardware: n.Hardware,
	}[kind]
}

// node is a schema, or a part of one. Its keys are printed in order.
type node map[string]any

const dialect = "https://json-schema.org/draft/2020-12/schema"

// Make returns the schema of a kind of document, as JSON. The comment stands at its very top.
func Make(kind string, language *manifest.Language, names Names, comment string) ([]byte, error) {
	b := &builder{names: names, language: language, defs: map[string]any{}, named: map[string]string{}, objects: map[objectKey]string{}}
	var root node
	switch kind {
	case Host:
		root = b.document(language.Host)
		root["title"], root["markdownDescription"] = "a host's manifest", aboutHost+aboutTags
	case Profile:
		root = b.document(language.Profile)
		root["title"], root["markdownDescription"] = "a profile", aboutProfile+aboutTags
	case Fleet:
		root = b.fleet(language.Fleet)
		root["title"], root["markdownDescription"] = "panther.yaml", aboutFleet+aboutTags
	}
	root["description"] = plainText(root["markdownDescription"].(string))
	root["$comment"], root["$schema"], root["$defs"] = comment, dialect, b.defs
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(root); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

const (
	aboutHost = "What one machine is. Its name is the file's name. Maps add up with those of the profile and of panther.yaml, lists too; " +
		"a single value replaces one of theirs.\n\n"
	aboutProfile = "What several hosts share, in the language of their manifests.\n\n"
	aboutFleet   = "What holds for the fleet as a whole.\n\n"
	aboutTags    = "Three tags say what YAML has no words for. `!pkg linuxPackages_latest` is a package of nixpkgs, by its path. " +
		"`!ref services.tailscale.port` is the value of another option of NixOS, by its path under `config`. " +
		"`!replace [a, b]` is a list that takes the place of those of weaker layers, instead of being added to them. " +
		"An editor has to be told of them: `yaml.customTags: [\"!pkg scalar\", \"!ref scalar\", \"!replace sequence\"]`."
)

// document is the schema of a manifest, of a profile, or of the defaults of all hosts.
func (b *builder) document(t *types.Type) node {
	properties := node{}
	for _, name := range t.FieldNames() {
		properties[name] = b.topKey(t.Field(name))
	}
	b.refusals(t, properties)
	out := node{"type": "object", "properties": properties, "additionalProperties": false}
	if t.FreeKeys {
		out["patternProperties"] = node{"^x-": node{"description": "Yours; panther leaves it alone."}}
	}
	return out
}

// fleet is the schema of panther.yaml. Nothing is layered there, so that what is missing is missing.
func (b *builder) fleet(t *types.Type) node {
	out := b.document(t)
	properties := out["properties"].(node)
	for _, name := range t.FieldNames() {
		if !slices.Contains([]string{"users", "defaults"}, name) {
			b.complete = true
			properties[name] = b.topKey(t.Field(name))
			b.complete = false
		}
	}
	release := t.Field("release")
	properties["release"] = b.describe(release, b.release(manifest.Releases()))
	defaults := t.Field("defaults")
	properties["defaults"] = b.describe(defaults, b.orNull(b.define("defaults", b.document(defaults.Type))))
	return out
}

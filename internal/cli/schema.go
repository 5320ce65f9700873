package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/nixoshardware"
	"github.com/hbohlen/panther/internal/schema"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/workspace"
)

func newSchema(a *app) *cobra.Command {
	var write bool
	cmd := &cobra.Command{
		Use:     "schema [host|profile|fleet]",
		Short:   "Print a JSON Schema of manifests, for editors",
		GroupID: groupLook,
		Example: `  panther schema --write
  panther schema host
  panther schema fleet --write`,
		Long: `Prints the JSON Schema (2020-12) of a host's manifest, of a profile or of panther.yaml, with the modules, profiles and
people of this fleet; host if nothing is named. An editor with a YAML language server completes and checks manifests by it.

--write puts it into .panther/, the one that is named or all three, for the line that panther new writes at the top of a
manifest:

    # yaml-language-server: $schema=../.panther/host.schema.json

From then on panther gen and panther new keep it up to date. docs/schema.md says how to set up an editor.`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: fixedCompletion(schema.Kinds()...),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 && !slices.Contains(schema.Kinds(), args[0]) {
				return usage("there is no schema of %s; %s", diag.Quote(args[0]), diag.DidYouMean(args[0], schema.Kinds()))
			}
			if write {
				return a.runWriteSchemas(args)
			}
			return a.runSchema(args)
		},
	}
	cmd.Flags().BoolVar(&write, "write", false, "put it into .panther/ of the fleet, where manifests name it")
	return cmd
}

// runSchema prints a schema. Outside a fleet it is that of what comes with panther.
func (a *app) runSchema(kinds []string) error {
	f, err := a.fleetOrBuiltIn()
	if err != nil {
		return err
	}
	defer f.close()
	kind := schema.Host
	if len(kinds) > 0 {
		kind = kinds[0]
	}
	content, err := f.schema(kind, f.schemaComment())
	if err != nil {
		return err
	}
	_, err = a.Out.Write(content)
	return err
}

func (a *app) runWriteSchemas(kinds []string) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	if len(kinds) == 0 {
		kinds = schema.Kinds()
	}
	for _, kind := range kinds {
		if err := f.writeSchema(kind, f.schemaComment()); err != nil {
			return err
		}
		fmt.Fprintf(a.Out, "written  %s\n", workspace.StateFile(schemaFile(kind)))
	}
	return nil
}

// schemaFile is the name of a schema in panther's own folder of a fleet.
func schemaFile(kind string) string { return kind + ".schema.json" }

func (f *fleet) schema(kind, comment string) ([]byte, error) {
	names := f.names()
	names.Hardware = nixoshardware.Names()
	return schema.Make(kind, f.Language, names, comment)
}

func (f *fleet) writeSchema(kind, comment string) error {
	content, err := f.schema(kind, comment)
	if err != nil {
		return err
	}
	return f.ws.WriteState(schemaFile(kind), content)
}

// names are what the fleet calls its own things. Without panther.yaml nobody knows its people.
func (f *fleet) names() schema.Names {
	n := schema.Names{Profiles: f.Resolver.ProfileNames(), Inputs: f.InputNames()}
	if f.files != nil && !f.Unreadable {
		n.Users = []string{}
		if f.Users != nil {
			for _, e := range f.Users.Entries {
				n.Users = append(n.Users, e.Key)
			}
		}
	}
	if f.files != nil {
		for _, file := range f.files.Hosts {
			n.Hosts = append(n.Hosts, manifest.BaseName(file.Name))
		}
	}
	slices.Sort(n.Users)
	slices.Sort(n.Inputs)
	slices.Sort(n.Hosts)
	return n
}

// schemaComment stands at the top of a schema. It tells of which state of the fleet and of panther it is, so that one
// that is out of date is found without making it anew.
func (f *fleet) schemaComment() string {
	n := f.names()
	parts := []string{Version, fmt.Sprintf("%x", f.packed.Sum()), fmt.Sprint(n.Users == nil)}
	for _, names := range [][]string{n.Profiles, n.Users, n.Hosts, n.Inputs} {
		parts = append(parts, strings.Join(names, " "))
	}
	for _, m := range f.Catalog.Own() {
		parts = append(parts, m.ID(), string(m.Interface.Bytes))
	}
	return fmt.Sprintf("Made by panther %s schema --write, and kept up to date by panther gen. State: %016x", Version, source.Sum([]byte(strings.Join(parts, "\n"))))
}

// schemasAreStale tells whether the fleet has schemas of another state than it is in.
func (f *fleet) schemasAreStale() bool {
	return f.ws.HasState(schemaFile(schema.Host)) && !f.isFresh(schema.Host, f.schemaComment())
}

// refreshSchemas makes the schemas anew that are out of date, and those that are missing although a document names one. A
// fleet whose people use no editor that reads them has none.
func (f *fleet) refreshSchemas() error {
	if !f.ws.HasState(schemaFile(schema.Host)) && !f.namesSchema() {
		return nil
	}
	comment := f.schemaComment()
	for _, kind := range schema.Kinds() {
		if f.isFresh(kind, comment) {
			continue
		}
		if err := f.writeSchema(kind, comment); err != nil {
			return err
		}
	}
	return nil
}

// refreshSchemas does so in the fleet of the working folder.
func (a *app) refreshSchemas() error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	return f.refreshSchemas()
}

// isFresh tells whether a schema has been made of the state that a comment tells of.
func (f *fleet) isFresh(kind, comment string) bool {
	quoted, err := json.Marshal(comment)
	if err != nil {
		return false
	}
	return f.ws.StateBegins(schemaFile(kind), "{\n \"$comment\": "+string(quoted))
}

// namesSchema tells whether a document of the fleet names one of the schemas for its editor.
func (f *fleet) namesSchema() bool {
	return slices.ContainsFunc(f.documents(), func(file *source.File) bool {
		const top = 400 // bytes: the line stands among the first
		start := file.Bytes[:min(top, len(file.Bytes))]
		return bytes.Contains(start, []byte(editorLine)) && bytes.Contains(start, []byte(".schema.json"))
	})
}

// documents are the files of the fleet that have a schema.
func (f *fleet) documents() []*source.File {
	return slices.Concat([]*source.File{f.files.Fleet}, f.files.Hosts, f.files.Profiles)
}

// editorLine begins the line that tells a YAML language server which schema a document has.
const editorLine = "# yaml-language-server: $schema="

// schemaLine is that line for a document of the fleet.
func schemaLine(document, kind string) string {
	return editorLine + strings.Repeat("../", strings.Count(document, "/")) + workspace.StateFile(schemaFile(kind)) + "\n"
}

package cli

import (
	"fmt"
	"path"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/builtin"
	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/source"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/workspace"
	"github.com/hbohlen/panther/internal/yamldoc"
)

func newModules(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "modules [NAME]",
		Short:   "List the modules, or show one with its options",
		GroupID: groupLook,
		Example: `  panther modules
  panther modules services/tailscale
  panther modules eject services/tailscale`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeModules,
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := a.catalog()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return a.listModules(c, format)
			}
			m, err := findModule(c, args[0])
			if err != nil {
				return err
			}
			return a.showModule(m, format)
		},
	}
	formatFlag(cmd, &format, formatText, formatJSON)
	cmd.AddCommand(newEject(a))
	return cmd
}

// catalog returns the fleet's modules, or the built-in ones outside a fleet.
func (a *app) catalog() (*catalog.Catalog, error) {
	if _, err := workspace.Find(a.settings.Root); err != nil {
		with, err := builtin.Load()
		if err != nil {
			return nil, err
		}
		f, err := pipeline.Open(pipeline.Input{Fleet: source.New(workspace.FleetFile, []byte("{}")), BuiltIn: with, Version: Version})
		if err != nil {
			return nil, err
		}
		return f.Catalog, nil
	}
	f, err := a.open()
	if err != nil {
		return nil, err
	}
	defer f.ws.Close()
	return f.Catalog, nil
}

func findModule(c *catalog.Catalog, name string) (*catalog.Module, error) {
	if m := c.Find(name); m != nil {
		return m, nil
	}
	var same, names []string
	for _, m := range c.All() {
		names = append(names, m.ID(), m.Name)
		if m.Name == name || m.Key == name {
			same = append(same, m.ID())
		}
	}
	if len(same) > 0 {
		return nil, usage("%s is the name of several modules: %s", diag.Quote(name), strings.Join(same, ", "))
	}
	return nil, usage("there is no module %s; %s", diag.Quote(name), suggestion(name, names, c.IDs()))
}

// suggestion is the nearest of the ids and short names, or the list of ids.
func suggestion(name string, names, ids []string) string {
	if _, ok := diag.Nearest(name, names); ok {
		return diag.DidYouMean(name, names)
	}
	return diag.OneOf(ids)
}

// moduleRecord is the JSON shape of a module.
type moduleRecord struct {
	ID          string         `json:"id"`
	Key         string         `json:"key"`
	Description string         `json:"description"`
	Own         bool           `json:"own"`
	Entries     bool           `json:"entries"`
	Requires    []string       `json:"requires"`
	Conflicts   []string       `json:"conflicts"`
	Provides    []string       `json:"provides"`
	State       []string       `json:"state"`
	Ports       []string       `json:"ports"`
	Options     []optionRecord `json:"options"`
}

type optionRecord struct {
	Path        string `json:"path"`
	Type        string `json:"type"`
	Default     any    `json:"default,omitempty"`
	Example     any    `json:"example,omitempty"`
	Required    bool   `json:"required"`
	Description string `json:"description"`
}

func moduleRecordOf(m *catalog.Module) moduleRecord {
	rec := moduleRecord{
		ID: m.ID(), Key: m.KeyPath(), Description: m.Description, Own: m.Own, Entries: m.Entries,
		Requires: orEmpty(m.Requires), Conflicts: orEmpty(m.Conflicts), Provides: orEmpty(m.Provides),
		State: keptPaths(m), Ports: portTexts(m), Options: []optionRecord{},
	}
	prefix := ""
	if m.Entries {
		prefix = "<name>."
	}
	for _, o := range m.Options() {
		rec.Options = appendOptions(rec.Options, o, prefix)
	}
	return rec
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// appendOptions adds an option and those inside it. What panther fills in by itself is left out.
func appendOptions(out []optionRecord, o *types.Option, prefix string) []optionRecord {
	if !o.Written() {
		return out
	}
	name := prefix + o.Name
	if o.Type.Kind != types.Object {
		out = append(out, optionRecord{name, typeName(o.Type), plainOrNil(o.Default), plainOrNil(o.Example), o.Required, o.Description})
	}
	inner, below := o.Type, name+"."
	switch {
	case inner.Kind == types.Map && inner.Of.Kind == types.Object:
		inner, below = inner.Of, name+".<name>."
	case inner.Kind == types.List && inner.Of.Kind == types.Object:
		inner, below = inner.Of, name+"[]."
	}
	for _, field := range inner.Fields {
		out = appendOptions(out, field, below)
	}
	return out
}

func plainOrNil(n *yamldoc.Node) any {
	if n == nil {
		return nil
	}
	return n.Plain()
}

func typeName(t *types.Type) string {
	switch t.Kind {
	case types.List, types.Map:
		return t.Kind + " of " + t.Of.Kind
	case types.Enum:
		return strings.Join(t.Values, " | ")
	}
	return t.Kind
}

func (a *app) listModules(c *catalog.Catalog, format string) error {
	if format == formatJSON {
		records := make([]moduleRecord, 0, len(c.All()))
		for _, m := range c.All() {
			records = append(records, moduleRecordOf(m))
		}
		return a.printJSON(struct {
			Version int            `json:"version"`
			Modules []moduleRecord `json:"modules"`
		}{1, records})
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	for _, m := range c.All() {
		own := ""
		if m.Own {
			own = "  (the fleet's own)"
		}
		fmt.Fprintf(w, "%s\t%s%s\n", m.ID(), m.Description, own)
	}
	return w.Flush()
}

func (a *app) showModule(m *catalog.Module, format string) error {
	rec := moduleRecordOf(m)
	if format == formatJSON {
		return a.printJSON(struct {
			Version int `json:"version"`
			moduleRecord
		}{1, rec})
	}
	styles := a.outStyles()
	fmt.Fprintf(a.Out, "%s: %s\nin a manifest: %s\n", styles.Strong(rec.ID), rec.Description, rec.Key)
	for _, row := range []struct {
		what  string
		names []string
	}{{"requires", rec.Requires}, {"conflicts with", rec.Conflicts}, {"provides", rec.Provides}, {"keeps", rec.State}, {"listens on", rec.Ports}} {
		if len(row.names) > 0 {
			fmt.Fprintf(a.Out, "%s: %s\n", row.what, strings.Join(row.names, ", "))
		}
	}
	for _, o := range rec.Options {
		fmt.Fprintf(a.Out, "\n%s  %s%s\n", styles.Strong(o.Path), styles.Quiet(o.Type), qualities(o))
		fmt.Fprintf(a.Out, "    %s\n", wrap(o.Description, 92, "    "))
	}
	return nil
}

func qualities(o optionRecord) string {
	text := ""
	if o.Required {
		text += ", required"
	}
	if o.Default != nil {
		text += ", default " + inline(o.Default)
	}
	if o.Example != nil {
		text += ", for example " + inline(o.Example)
	}
	return text
}

// inline writes a value as a manifest would have it, on one line.
func inline(v any) string {
	switch v := v.(type) {
	case []any:
		parts := make([]string, 0, len(v))
		for _, item := range v {
			parts = append(parts, inline(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		var parts []string
		for key, value := range v {
			if strings.HasPrefix(key, "!") {
				return key + " " + fmt.Sprint(value)
			}
			parts = append(parts, key+": "+inline(value))
		}
		return "{ " + strings.Join(sorted(parts), ", ") + " }"
	}
	return strings.ReplaceAll(fmt.Sprint(v), "\n", `\n`)
}

// wrap breaks text into lines of a width, each but the first behind an indent.
func wrap(text string, width int, indent string) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
		case column+1+len(word) > width:
			b.WriteString("\n" + indent)
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

func newEject(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "eject NAME",
		Short:   "Copy a built-in module into the fleet, to change it there",
		Example: "  panther modules eject services/tailscale",
		Long: `Copies a module's interface and body into the fleet's own templates/modules/. From then on that copy is the module: later
versions of panther do not change it. Remove the two files to go back.`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeModules,
		RunE:              func(_ *cobra.Command, args []string) error { return a.runEject(args[0]) },
	}
}

func (a *app) runEject(name string) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	m, err := findModule(f.Catalog, name)
	if err != nil {
		return err
	}
	if m.Own {
		return usage("%s is the fleet's own already: %s", m.ID(), m.Interface.Name)
	}
	files := []*source.File{m.Interface, m.Body}
	for _, file := range files { // both or neither
		if f.ws.Exists(path.Clean(file.Name)) {
			return usage("%s is there already, and is not replaced", file.Name)
		}
	}
	for _, file := range files {
		if err := f.ws.Create(path.Clean(file.Name), file.Bytes, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(a.Out, "new      %s\n", file.Name)
	}
	return nil
}

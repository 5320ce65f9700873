package cli

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/catalog"
	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/docs"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/source"
)

func newModules(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "modules [NAME|LAYER]",
		Short:   "List the modules, all or those of a layer, or show one, or the keys of disks",
		GroupID: groupLook,
		Example: `  panther modules
  panther modules hardware
  panther modules services/tailscale
  panther modules disks
  panther modules eject services/tailscale`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeModules,
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := a.catalog()
			if err != nil {
				return err
			}
			if slices.Equal(args, []string{diskKeys}) && c.Find(diskKeys) == nil {
				return a.showDiskKeys(format)
			}
			if len(args) == 0 {
				return a.listModules(c.All(), format)
			}
			if layer := strings.TrimSuffix(args[0], "/"); slices.Contains(catalog.Layers(), layer) && c.Find(layer) == nil {
				return a.listModules(c.Layer(layer), format)
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
	f, err := a.fleetOrBuiltIn()
	if err != nil {
		return nil, err
	}
	defer f.close()
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

func (a *app) listModules(modules []*catalog.Module, format string) error {
	if format == formatJSON {
		pages := make([]docs.Page, 0, len(modules))
		for _, m := range modules {
			pages = append(pages, docs.PageOf(m))
		}
		return a.printData("modules", struct {
			Modules []docs.Page `json:"modules"`
		}{pages})
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	for _, m := range modules {
		own := ""
		if m.Own {
			own = "  (the fleet's own)"
		}
		fmt.Fprintf(w, "%s\t%s%s\n", m.ID(), m.Description, own)
	}
	return w.Flush()
}

func (a *app) showModule(m *catalog.Module, format string) error {
	page := docs.PageOf(m)
	if format == formatJSON {
		return a.printData("modules", struct {
			Module docs.Page `json:"module"`
		}{page})
	}
	_, err := io.WriteString(a.Out, page.Text(a.outStyles()))
	return err
}

// diskKeys is no module: the keys of disks are shown under it, as the options of a module are.
const diskKeys = "disks"

func (a *app) showDiskKeys(format string) error {
	keys := docs.KeysOf(manifest.DiskKeys())
	if format == formatJSON {
		return a.printData("modules", struct {
			Disks docs.Keys `json:"disks"`
		}{keys})
	}
	_, err := io.WriteString(a.Out, keys.Text(a.outStyles()))
	return err
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

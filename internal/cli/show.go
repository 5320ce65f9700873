package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/pipeline"
	"github.com/hbohlen/panther/internal/resolve"
	"github.com/hbohlen/panther/internal/storage"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/yamldoc"
)

func newShow(a *app) *cobra.Command {
	var format string
	var disks bool
	cmd := &cobra.Command{
		Use:     "show HOST",
		Short:   "Show one host with everything that its profiles add",
		GroupID: groupLook,
		Example: `  panther show web1
  panther show web1 | panther validate -
  panther show web1 --disks`,
		Long: `Prints the resolved host: its manifest with the defaults and profiles laid under it, the people that it picks, and the
modules that others require. What it prints is a valid manifest again. With --disks the disks are
written out: each partition that a layout and the firmware stand for. JSON also has what
the host keeps, what it listens on and what it takes from the secret store.`,
		Args:              oneArgument("which host?"),
		ValidArgsFunction: a.completeHosts,
		RunE:              func(_ *cobra.Command, args []string) error { return a.runShow(args[0], format, disks) },
	}
	formatFlag(cmd, &format, formatText, formatJSON)
	cmd.Flags().BoolVar(&disks, "disks", false, "write out what layouts and the firmware stand for")
	return cmd
}

func (a *app) runShow(name, format string, disks bool) error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.ws.Close()
	r, diags, err := a.runFor(f, []string{name}, pipeline.Options{Keep: true}, format)
	if err != nil {
		return err
	}
	h := r.Host(name)
	if h.Resolved == nil {
		return a.printUnread(name, diags, format)
	}
	resolved := resolvedNode(h.Resolved)
	if disks {
		resolved = withDisks(resolved, h.Layout)
	}
	if format == formatJSON {
		err = a.printData("show", shownRecord{
			name, resolved.Plain(), stateRecords(h.Resolved), portRecords(h.Resolved), secretRecords(h.Resolved), diag.Records(diags),
		})
	} else {
		err = a.printManifest(resolved)
	}
	if err != nil {
		return err
	}
	return answer(diags.HasErrors())
}

// shownRecord is the JSON shape of a host that is shown.
type shownRecord struct {
	Host        string         `json:"host"`
	Manifest    any            `json:"manifest,omitempty"` // nothing where it cannot be read
	State       []stateRecord  `json:"state"`
	Ports       []portRecord   `json:"ports"`
	Secrets     []secretRecord `json:"secrets"`
	Diagnostics []diag.Record  `json:"diagnostics"`
}

// printUnread prints what there is to show of a host whose manifest cannot be read: in JSON why, which was said otherwise.
func (a *app) printUnread(name string, diags diag.List, format string) error {
	if format == formatJSON {
		record := shownRecord{Host: name, State: []stateRecord{}, Ports: []portRecord{}, Secrets: []secretRecord{}, Diagnostics: diag.Records(diags)}
		if err := a.printData("show", record); err != nil {
			return err
		}
	}
	return errNo
}

func (a *app) printManifest(n *yamldoc.Node) error {
	text, err := yamldoc.Write(n)
	if err != nil {
		return err
	}
	_, err = a.Out.Write(text)
	return err
}

// shownKeys is the order in which a person would write the keys of a manifest.
var shownKeys = []string{
	"description", "stateVersion", "system", "firmware", "installed", "tags", "report", "nixosHardware", "disks", "disko",
	"core", "services", "security", "filesystems", "hardware", "home", "settings", "imports",
}

// resolvedNode is a resolved host as a manifest without a profile. Lists say !replace, so that the fleet's defaults are
// not appended to them once more.
func resolvedNode(h *resolve.Host) *yamldoc.Node {
	var entries []yamldoc.Entry
	for _, key := range shownKeys {
		value := h.Root.Get(key)
		if value == nil {
			continue
		}
		switch key {
		case "settings":
			value = quotePaths(value)
		case "imports":
			value = importsFromOwnFolder(h, h.Imports, value)
		case "home":
			value = homesFromOwnFolder(h, value)
		case "report":
			if h.Report != nil {
				value = yamldoc.Scalar(yamldoc.Text, fromOwnFolder(h, h.Report.Path), value)
			}
		case "core", "services", "security", "filesystems", "hardware":
			value = withRequired(h, key, value)
		}
		if !types.Unusable(value) {
			value = types.WithoutMistakes(value)
			if key != "disks" && key != "disko" { // no default and no profile has them
				value = replacing(value)
			}
			entries = append(entries, yamldoc.Entry{Key: key, At: value, Value: value})
		}
	}
	return yamldoc.Collection(yamldoc.Map, h.Root, entries, nil)
}

// withDisks is a manifest with its disks written out.
func withDisks(n *yamldoc.Node, layout *storage.Layout) *yamldoc.Node {
	entries := slices.Clone(n.Entries)
	for i, e := range entries {
		if e.Key == "disks" {
			entries[i].Value = types.WithoutMistakes(layout.Document())
		}
	}
	return yamldoc.Collection(yamldoc.Map, n, entries, nil)
}

// fromOwnFolder names a file of the fleet as seen from the host's own folder.
func fromOwnFolder(h *resolve.Host, file string) string {
	if name, own := strings.CutPrefix(file, h.Path+"/"); own {
		return name
	}
	return strings.Repeat("../", strings.Count(h.Path, "/")+1) + file
}

// importsFromOwnFolder names hand-written files: those of profiles lie elsewhere.
func importsFromOwnFolder(h *resolve.Host, imports []resolve.Import, at *yamldoc.Node) *yamldoc.Node {
	items := make([]*yamldoc.Node, 0, len(imports))
	for _, file := range imports {
		items = append(items, yamldoc.Scalar(yamldoc.Text, fromOwnFolder(h, file.Path), at))
	}
	return yamldoc.Collection(yamldoc.List, at, nil, items)
}

// homesFromOwnFolder writes what homes have like the host itself, as it is written for the host.
func homesFromOwnFolder(h *resolve.Host, n *yamldoc.Node) *yamldoc.Node {
	homes := slices.Clone(n.Entries)
	for i, home := range homes {
		at := slices.IndexFunc(h.Homes, func(have *resolve.Home) bool { return have.User == home.Key })
		if at < 0 || home.Value.Kind != yamldoc.Map {
			continue
		}
		entries := slices.Clone(home.Value.Entries)
		for j, e := range entries {
			switch {
			case types.Unusable(e.Value):
			case e.Key == "settings":
				entries[j].Value = quotePaths(e.Value)
			case e.Key == "imports":
				entries[j].Value = importsFromOwnFolder(h, h.Homes[at].Imports, e.Value)
			}
		}
		homes[i].Value = yamldoc.Collection(yamldoc.Map, home.Value, entries, nil)
	}
	return yamldoc.Collection(yamldoc.Map, n, homes, nil)
}

// quotePaths writes names at the top of settings so that they are not split at their dots.
func quotePaths(n *yamldoc.Node) *yamldoc.Node {
	entries := make([]yamldoc.Entry, 0, len(n.Entries))
	for _, e := range n.Entries {
		if strings.ContainsAny(e.Key, ". \t") {
			e.Key = `"` + e.Key + `"`
		}
		entries = append(entries, e)
	}
	return yamldoc.Collection(yamldoc.Map, n, entries, nil)
}

// withRequired adds the modules that are on because others require them.
func withRequired(h *resolve.Host, layer string, n *yamldoc.Node) *yamldoc.Node {
	entries := append([]yamldoc.Entry{}, n.Entries...)
	for _, m := range h.Modules {
		if m.Layer == layer && n.Get(m.Key) == nil {
			on := yamldoc.Entry{Key: "enable", At: n, Value: yamldoc.Scalar(yamldoc.Bool, "true", n)}
			entries = append(entries, yamldoc.Entry{Key: m.Key, At: n, Value: yamldoc.Collection(yamldoc.Map, n, []yamldoc.Entry{on}, nil)})
		}
	}
	return yamldoc.Collection(yamldoc.Map, n, entries, nil)
}

// replacing marks the lists of a value as complete, those inside lists aside.
func replacing(n *yamldoc.Node) *yamldoc.Node {
	switch n.Kind {
	case yamldoc.Map:
		entries := make([]yamldoc.Entry, 0, len(n.Entries))
		for _, e := range n.Entries {
			e.Value = replacing(e.Value)
			entries = append(entries, e)
		}
		return yamldoc.Collection(yamldoc.Map, n, entries, nil)
	case yamldoc.List:
		list := yamldoc.Collection(yamldoc.List, n, nil, n.Items)
		list.Tag = yamldoc.TagReplace
		return list
	}
	return n
}

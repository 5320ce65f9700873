package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
	"github.com/hbohlen/panther/internal/schema"
	"github.com/hbohlen/panther/internal/types"
	"github.com/hbohlen/panther/internal/workspace"
	"github.com/hbohlen/panther/internal/yamldoc"
	"github.com/hbohlen/panther/templates"
)

type initOptions struct {
	user        string
	sshKey      string
	description string
}

func newInit(a *app) *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use:     "init",
		Short:   "Make a fleet in this folder",
		GroupID: groupStart,
		Example: `  panther init --user operator --ssh-key ~/.ssh/id_ed25519.pub`,
		Long: `Writes panther.yaml with an administrator and their public key, .gitignore, .gitattributes, a pre-commit hook and a CI
workflow that run panther check. It never replaces a file. What is not given is asked for on a terminal.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.runInit(o) },
	}
	cmd.Flags().StringVar(&o.user, "user", "", "name of the administrator")
	cmd.Flags().StringVar(&o.sshKey, "ssh-key", "", "the administrator's public key, or the file that holds it")
	cmd.Flags().StringVar(&o.description, "description", "", "what the fleet is, in a few words")
	return cmd
}

func (a *app) runInit(o initOptions) error {
	if _, err := os.Stat(filepath.Join(a.settings.Root, workspace.FleetFile)); err == nil {
		return errors.New("this folder is a fleet already: it has a " + workspace.FleetFile)
	}
	if err := a.ask(&o); err != nil {
		return err
	}
	key, err := readKey(o.sshKey)
	if err != nil {
		return err
	}
	if o.description == "" {
		o.description = "NixOS configurations"
	}
	text, err := fleetText(o, key)
	if err != nil {
		return err
	}
	ws, err := workspace.Open(a.settings.Root)
	if err != nil {
		return err
	}
	defer ws.Close()
	if err := a.writeStart(ws, text); err != nil {
		return err
	}
	if err := a.refreshSchemas(); err != nil {
		return err
	}
	a.note("next: `panther new HOST --profile hetzner` (or ovh, vps); the profiles are listed by `panther new --help`")
	return nil
}

// ask asks for what was not given, on a terminal; elsewhere a question would hang.
func (a *app) ask(o *initOptions) error {
	in := bufio.NewReader(a.In)
	for _, q := range []struct {
		value    *string
		question string
		flag     string
	}{
		{&o.user, "Name of the administrator", "--user"},
		{&o.sshKey, "Their public SSH key, or the file that holds it", "--ssh-key"},
	} {
		if *q.value != "" {
			continue
		}
		if !a.InTerminal {
			return usage("%s is needed", q.flag)
		}
		fmt.Fprintf(a.Err, "%s: ", q.question)
		line, err := in.ReadString('\n')
		if err != nil && line == "" {
			return usage("%s is needed", q.flag)
		}
		if *q.value = strings.TrimSpace(line); *q.value == "" {
			return usage("%s is needed", q.flag)
		}
	}
	return nil
}

// readKey takes a public key, or the file that holds one.
func readKey(given string) (string, error) {
	if len(strings.Fields(given)) > 1 {
		return given, nil
	}
	name := given
	if rest, ok := strings.CutPrefix(name, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		name = filepath.Join(home, rest)
	}
	content, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", usage("--ssh-key: there is no file %s, and it is no public key", given)
	}
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(string(content)), nil
}

// fleetText is panther.yaml of a new fleet. It is read back before it is written: nothing that init makes is refused by
// the next command.
func fleetText(o initOptions, key string) ([]byte, error) {
	text := func(s string) *yamldoc.Node { return yamldoc.Scalar(yamldoc.Text, s, nil) }
	entry := func(key string, value *yamldoc.Node) yamldoc.Entry {
		return yamldoc.Entry{Key: key, At: value, Value: value}
	}
	object := func(entries ...yamldoc.Entry) *yamldoc.Node {
		return yamldoc.Collection(yamldoc.Map, nil, entries, nil)
	}
	doc := object(
		entry("description", text(o.description)),
		entry("release", text(manifest.Releases()[0])),
		entry("devShells", yamldoc.Collection(yamldoc.List, nil, nil, []*yamldoc.Node{text("default"), text("nix")})),
		entry("users", object(entry(o.user, object(
			entry("admin", yamldoc.Scalar(yamldoc.Bool, "true", nil)),
			entry("passwordlessSudo", yamldoc.Scalar(yamldoc.Bool, "true", nil)),
			entry("sshKeys", yamldoc.Collection(yamldoc.List, nil, nil, []*yamldoc.Node{text(key)})),
		)))),
	)
	content, err := yamldoc.Write(doc)
	if err != nil {
		return nil, err
	}
	if why := refused(o, key); why != "" {
		return nil, usage("%s", why)
	}
	header := schemaLine(workspace.FleetFile, schema.Fleet) + "# The fleet: what all hosts share. The machines are in hosts/, one file each.\n"
	return append([]byte(header), content...), nil
}

// refused says what is wrong with what was given for a new fleet.
func refused(o initOptions, key string) string {
	if o.user == "root" {
		return "--user names a person: root is on every host already, and may not log in over SSH"
	}
	for _, check := range []struct {
		flag, kind, value string
	}{{"--user", types.Name, o.user}, {"--ssh-key", types.SSHKey, key}, {"--description", types.String, o.description}} {
		var diags diag.List
		t := types.Type{Kind: check.kind}
		t.Check(yamldoc.Scalar(yamldoc.Text, check.value, nil), check.flag, &diags)
		if diags.HasErrors() {
			return diags[0].Message
		}
	}
	return ""
}

// startFiles are what a new fleet has beside panther.yaml, by their names in templates/init.
var startFiles = []struct {
	name string
	from string
	mode os.FileMode
}{
	{".gitignore", "gitignore", 0o644},
	{".gitattributes", "gitattributes", 0o644},
	{".githooks/pre-commit", "pre-commit", 0o755},
	{".github/workflows/panther.yml", "workflow.yml", 0o644},
	{"hosts/README.md", "hosts.md", 0o644},
}

// writeStart writes the files of a new fleet, panther.yaml last: it is what makes the folder one.
func (a *app) writeStart(ws *workspace.Workspace, fleet []byte) error {
	for _, f := range startFiles {
		content, err := fs.ReadFile(templates.FS, "init/"+f.from)
		if err != nil {
			return err
		}
		content = bytes.ReplaceAll(content, []byte("@VERSION@"), []byte(Version))
		if ws.Exists(f.name) {
			a.note("kept     %s, which was there", f.name)
			continue
		}
		if err := ws.Create(f.name, content, f.mode); err != nil {
			return err
		}
		fmt.Fprintf(a.Out, "new      %s\n", f.name)
	}
	if err := ws.Create(workspace.FleetFile, fleet, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(a.Out, "new      %s\n", workspace.FleetFile)
	if _, err := os.Stat(filepath.Join(ws.Dir, ".git")); err == nil {
		a.note("to check before each commit: git config core.hooksPath .githooks")
	}
	return nil
}

package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/settings"
)

// Version of panther, as panther.yaml may want it.
const Version = "0.1.0"

const (
	groupDaily = "daily"
	groupLook  = "look"
	groupStart = "start"
	groupSelf  = "self"
)

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "panther",
		Short: "Render NixOS flakes from a few lines of YAML per machine",
		Example: `  panther init --user operator --ssh-key ~/.ssh/id_ed25519.pub
  panther new web1 --profile hetzner --device /dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_1
  panther gen
  panther check`,
		Long: `panther turns panther.yaml, hosts/ and profiles/ into a complete NixOS flake: flake.nix, modules in five
layers, and configuration.nix, disko.nix and home.nix for every host. It needs no Nix and no network.

Exit codes: 0 as it should be, 1 the answer is no, 2 could not answer, 130 interrupted.`,
		Version:           Version,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) (err error) {
			a.settings, err = settings.Load(cmd.Flags(), configDir(a.getenv))
			return err
		},
	}
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpTemplate(helpTemplate)
	ownUsage(root)
	root.SetVersionTemplate("panther {{ .Version }}\n")
	flags := root.PersistentFlags()
	flags.StringP("root", "C", ".", "folder in which the fleet is looked for, with those above it")
	flags.String("color", "auto", "colour output: auto, always, never")
	flags.BoolP("quiet", "q", false, "print results and mistakes alone")
	_ = root.RegisterFlagCompletionFunc("color", fixedCompletion("auto", "always", "never"))
	root.AddGroup(
		&cobra.Group{ID: groupDaily, Title: "Every day:"},
		&cobra.Group{ID: groupLook, Title: "To look at:"},
		&cobra.Group{ID: groupStart, Title: "To begin:"},
		&cobra.Group{ID: groupSelf, Title: "About panther:"},
	)
	root.AddCommand(
		newGen(a), newCheck(a), newDiff(a), newValidate(a), newVerify(a),
		newList(a), newShow(a), newExplain(a), newWhy(a), newGraph(a), newFacts(a), newModules(a), newSchema(a), newOptionsVerb(a), newDocs(a),
		newInit(a), newNew(a), newInstall(a),
		newCompletion(a), newMan(a), newVersion(a),
	)
	root.AddCommand(newLint(a))
	root.SetHelpCommand(newHelp())
	return root
}

// helpTemplate puts the example first: it is what most people came for.
const helpTemplate = `{{ .Short }}
{{ if .Example }}
Examples:
{{ .Example }}
{{ end }}{{ with .Long }}
{{ . }}
{{ end }}
{{ .UsageString }}`

// flagError says in words what value a flag takes, where a library would say how it failed to read it.
func flagError(_ *cobra.Command, err error) error {
	var wrong *pflag.InvalidValueError
	if !errors.As(err, &wrong) {
		return err
	}
	takes := "another value"
	switch wrong.GetFlag().Value.Type() {
	case "int":
		takes = "a whole number"
	case "bool":
		takes = "true or false"
	}
	return usage("--%s takes %s, not %s", wrong.GetFlag().Name, takes, diag.Quote(wrong.GetValue()))
}

func configDir(getenv func(string) string) string {
	if dir := getenv("XDG_CONFIG_HOME"); dir != "" {
		return dir
	}
	if home := getenv("HOME"); home != "" {
		return home + "/.config"
	}
	return ""
}

func fixedCompletion(values ...string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values, cobra.ShellCompDirectiveNoFileComp
	}
}

// oneArgument asks for the argument of a verb that takes exactly one.
func oneArgument(question string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usage("%s %s takes one, not %d", question, cmd.CommandPath(), len(args))
		}
		return nil
	}
}

// ownUsage makes usage leave the examples to help.
func ownUsage(root *cobra.Command) {
	text := root.UsageTemplate()
	start := strings.Index(text, "{{if .HasExample}}")
	if start < 0 {
		return
	}
	if length := strings.Index(text[start:], "{{end}}"); length >= 0 {
		root.SetUsageTemplate(text[:start] + text[start+length+len("{{end}}"):])
	}
}

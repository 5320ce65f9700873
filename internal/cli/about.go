package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/diag"
	"github.com/hbohlen/panther/internal/manifest"
)

func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:     "help [VERB]",
		Short:   "Explain a verb",
		GroupID: groupSelf,
		Example: "  panther help gen",
		ValidArgsFunction: func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return verbs(cmd.Root()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			topic, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usage("there is no verb %s; %s", diag.Quote(strings.Join(args, " ")), diag.DidYouMean(args[0], verbs(cmd.Root())))
			}
			topic.InitDefaultHelpFlag()
			return topic.Help()
		},
	}
}

func verbs(root *cobra.Command) []string {
	var names []string
	for _, cmd := range root.Commands() {
		if !cmd.Hidden {
			names = append(names, cmd.Name())
		}
	}
	return names
}

func newVersion(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Say which panther this is",
		GroupID: groupSelf,
		Example: "  panther version",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if format == formatJSON {
				return a.printData("version", map[string]any{"version": Version, "revision": revision(), "go": runtime.Version(), "releases": manifest.Releases()})
			}
			_, err := fmt.Fprintf(a.Out, "panther %s%s\nrenders for NixOS %s\n", Version, bracketed(revision()), list(manifest.Releases()))
			return err
		},
	}
	formatFlag(cmd, &format, formatText, formatJSON)
	return cmd
}

// revision is the commit that panther was built from, where Go noted it.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	return ""
}

func bracketed(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

func newCompletion(a *app) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:     "completion SHELL",
		Short:   "Print the completion script of a shell",
		GroupID: groupSelf,
		Example: `  panther completion fish > ~/.config/fish/completions/panther.fish
  source <(panther completion bash)`,
		Long:      "Prints a script for bash, zsh, fish or powershell. It completes verbs and flags, and the fleet's hosts, profiles and modules.",
		ValidArgs: shells,
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch args[0] {
			case "bash":
				return cmd.Root().GenBashCompletionV2(a.Out, true)
			case "zsh":
				return cmd.Root().GenZshCompletion(a.Out)
			case "fish":
				return cmd.Root().GenFishCompletion(a.Out, true)
			}
			return cmd.Root().GenPowerShellCompletionWithDesc(a.Out)
		},
	}
}

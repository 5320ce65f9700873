package cli

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hbohlen/panther/internal/source"
)

// completeHosts completes the names of the fleet's hosts. It goes by their files, without reading what these say:
// completion has to be quick.
func (a *app) completeHosts(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return a.wordsOfFleet(func(f *fleet) (names []string) {
		for _, file := range f.files.Hosts {
			if name := hostOfFile(file); !slices.Contains(args, name) {
				names = append(names, name)
			}
		}
		return names
	})
}

// completeOneHost completes the name of a host where there is none yet.
func (a *app) completeOneHost(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.completeHosts(cmd, args, word)
}

// completeInstalled completes the names of the hosts whose manifests say themselves that they are installed.
func (a *app) completeInstalled(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return a.wordsOfFleet(func(f *fleet) (names []string) {
		for _, file := range f.files.Hosts {
			if strings.Contains("\n"+string(file.Bytes), "\ninstalled: true") {
				names = append(names, hostOfFile(file))
			}
		}
		return names
	})
}

// hostOfFile is the name of a manifest's host.
func hostOfFile(file *source.File) string { return strings.TrimSuffix(path.Base(file.Name), ".yaml") }

func (a *app) completeProfiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return a.wordsOfFleet(func(f *fleet) []string { return f.Resolver.ProfileNames() })
}

func (a *app) completeModules(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return a.wordsOfFleet(func(f *fleet) (words []string) {
		for _, m := range f.Catalog.All() {
			words = append(words, fmt.Sprintf("%s\t%s", m.ID(), m.Description))
		}
		return words
	})
}

// wordsOfFleet offers words that the fleet has; none where the fleet cannot be read.
func (a *app) wordsOfFleet(words func(f *fleet) []string) ([]string, cobra.ShellCompDirective) {
	f, err := a.openForCompletion()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer f.ws.Close()
	return words(f), cobra.ShellCompDirectiveNoFileComp
}

// openForCompletion opens the fleet where settings have not been loaded: cobra completes without running a verb.
func (a *app) openForCompletion() (*fleet, error) {
	if a.settings.Root == "" {
		a.settings.Root = "."
	}
	return a.open()
}

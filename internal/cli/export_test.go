package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// FormatsByVerb returns the formats of each verb that has --format; of a verb below another, "modules eject".
func FormatsByVerb() map[string][]string {
	out := map[string][]string{}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		if flag := cmd.Flags().Lookup("format"); flag != nil {
			_, verb, _ := strings.Cut(cmd.CommandPath(), " ")
			words := strings.NewReplacer("print as ", "", " or ", ", ").Replace(flag.Usage)
			out[verb] = strings.Split(words, ", ")
		}
		for _, inner := range cmd.Commands() {
			walk(inner)
		}
	}
	walk(newRoot(&app{}))
	return out
}

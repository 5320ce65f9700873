package cli

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"

	"github.com/hbohlen/panther/internal/term"
)

// TestFlagsThatCannotBeRead holds of every flag of every verb which is no text that a wrong value is refused in words, not with
// what the library says.
func TestFlagsThatCannotBeRead(t *testing.T) {
	tried := map[string]int{}
	var walk func(verb *cobra.Command)
	walk = func(verb *cobra.Command) {
		try := func(f *pflag.Flag) {
			kind := f.Value.Type()
			if strings.HasPrefix(kind, "string") {
				return
			}
			tried[kind]++
			var said strings.Builder
			args := append(strings.Fields(verb.CommandPath())[1:], "--"+f.Name+"=abc")
			code := Main(args, term.Streams{In: strings.NewReader(""), Out: &said, Err: &said}, func(string) string { return "" })
			assert.Equal(t, exitUnable, code, "%v", args)
			assert.Regexp(t, `^panther: --`+f.Name+` takes (a whole number|true or false), not "abc"\n  help: panther`, said.String(), "%v", args)
		}
		verb.NonInheritedFlags().VisitAll(try)
		verb.InheritedFlags().VisitAll(try)
		for _, below := range verb.Commands() {
			walk(below)
		}
	}
	a := &app{Streams: term.Streams{}, getenv: func(string) string { return "" }}
	walk(newRoot(a))
	assert.Positive(t, tried["int"])
	assert.Greater(t, tried["bool"], 20)
}

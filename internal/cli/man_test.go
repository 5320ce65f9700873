package cli

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
)

func TestManualPage(t *testing.T) {
	root := &cobra.Command{Use: "panther", Short: "Render"}
	verb := &cobra.Command{
		Use: "say WORD", Short: "Say it", Run: func(*cobra.Command, []string) {},
		Long:    "First line,\nsecond.\n\n.TH is no request here, nor is \\fB.\n'quoted' neither.",
		Example: "  panther say ~/x-y\n  panther say \"a b\"",
	}
	verb.Flags().StringP("how", "w", "", "in which way")
	verb.Flags().Bool("loud", false, "let everybody hear it")
	verb.Flags().Int("times", 3, "how often")
	verb.Flags().Bool("secret", false, "nobody knows")
	assert.NoError(t, verb.Flags().MarkHidden("secret"))
	root.PersistentFlags().String("color", "auto", "colours")
	root.AddCommand(verb, &cobra.Command{Use: "hidden", Hidden: true, Run: verb.Run})

	assert.Equal(t, `.TH "PANTHER\-SAY" "1" "`+escapeRoff(released)+`" "panther `+Version+`" "panther"
.SH "NAME"
panther\-say \- Say it
.SH "SYNOPSIS"
.B "panther say WORD [flags]"
.SH "DESCRIPTION"
First line,
second.
.PP
\&.TH is no request here, nor is \(rsfB.
\&'quoted' neither.
.SH "OPTIONS"
.TP
.B "\-h, \-\-help"
help for say
.TP
.B "\-w, \-\-how STRING"
in which way
.TP
.B "\-\-loud"
let everybody hear it
.TP
.B "\-\-times=3"
how often
.SH "OPTIONS OF ALL VERBS"
.TP
.B "\-\-color=auto"
colours
.SH "EXAMPLES"
.EX
  panther say \(ti/x\-y
  panther say "a b"
.EE
.SH "SEE ALSO"
.BR "panther" "(1)"
`, string(manPage(verb)))
	assert.Contains(t, string(manPage(root)), ".SH \"VERBS\"\n.TP\n.BR \"panther\\-say\" \"(1)\"\nSay it\n.SH")
	assert.NotContains(t, string(manPage(root)), "hidden")
}
